"""Lists in parts that headers name, the end of lists that are counted, and pages that need JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.hostile import Asked, Script, Server, reply
from support.partners import at, configure, jobs

from feeds.collect.http.pagination import next_part

Part = Callable[[int], tuple[bytes, dict[str, str]]]


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def parts(server: Server, part: Part, last: int, beyond: int = 404) -> None:
    """Let the list have so many parts, by `page`; each has its own validator."""

    def answer(asked: Asked) -> Script:
        number = int(parse_qs(urlsplit(asked.path).query).get("page", ["1"])[0])
        if number > last:
            return reply(b"no such page", beyond)(asked)
        body, headers = part(number)
        return reply(body, headers=headers, etag=f'"{number}-{len(body)}"')(asked)

    server.on("/feed", answer)


def closed(home: Any, time: str) -> list[str]:
    """Return the titles that close in a run."""
    return [one["title"] for one in home.publish(now=time).report["transitions"] if one["change"] == "closed"]


def titles(home: Any) -> list[str]:
    return sorted(title for title in home.titles("jobs.json") if not title.startswith("["))


@pytest.mark.parametrize(
    "headers",
    [
        lambda number: {"Link": f'</feed?page={number + 1}>; title="a, b"; REL="next last"'} if number < 3 else {},
        lambda _: {"Link": '<https://api.w.org/>; rel="https://api.w.org/"', "X-WP-TotalPages": "3"},
        lambda number: {"Link": f'<http://127.0.0.1:1/feed?page={number + 1}>; rel=next, </feed>; rel="prev"'},
    ],
)
def test_parts_that_headers_name_are_read(home: Any, server: Server, headers: Callable[[int], dict[str, str]]) -> None:
    """Unasked, from the same server, and each once a poll; with a total, what a list lacks closes."""
    names = ["a", "b", "c"]

    def part(number: int) -> tuple[bytes, dict[str, str]]:
        return jobs(*names[number - 1 : number]), {**headers(number), "X-WP-Total": str(len(names))}

    parts(server, part, 3)
    configure(home, server)
    assert home.publish().status == 0
    assert titles(home) == ["a", "b", "c"]
    before = len(server.asked)
    assert home.publish(now=at(2)).written == set()
    again = [one.header("If-None-Match") for one in server.asked[before:] if one.path.startswith("/feed")]
    assert all(again[:3])
    assert len(again) == (4 if "127" in str(headers(3)) else 3)  # only the third server names one beyond the last
    names.pop()
    assert [closed(home, at(4)), closed(home, at(6))] == [[], ["c"]]
    assert titles(home) == ["a", "b"]


def test_a_server_that_ignores_the_part_or_has_too_many(home: Any, server: Server) -> None:
    """The same part again is the end; of more parts than `follow` the first are read, with a note."""
    link = '</feed?page={}>; rel="next"'
    parts(server, lambda number: (jobs("a"), {"Link": link.format(number + 1)}), 9)
    configure(home, server)
    assert home.publish().status == 0
    assert (titles(home), len(server.asked)) == (["a"], 3)  # with robots.txt
    parts(server, lambda number: (jobs(f"b{number}"), {"Link": link.format(number + 1)}), 9)
    configure(home, server, follow=2)
    ran = home.publish(now=at(2))
    assert titles(home) == ["a", "b1", "b2", "b3"]
    assert "raise `follow`" in str(ran.report["problems"])


@pytest.mark.parametrize("status", [400, 404, 416])
def test_a_counted_list_ends_where_nothing_is(home: Any, server: Server, status: int) -> None:
    """After a full page; that of another status is a failure."""

    def part(number: int) -> tuple[bytes, dict[str, str]]:
        rows = [{"id": f"{number}{row}", "title": f"Cook {number}{row}", "url": f"/jobs/{number}{row}"} for row in "ab"]
        return json.dumps(rows).encode(), {}

    mapping = {
        "items": "@",
        "fields": {"id": "id", "title": "title", "url": "url"},
        "next": {"parameter": "page", "first": 1, "step": 1, "size": 2},
    }
    parts(server, part, 2, status)
    configure(home, server, dialect="records", mapping=mapping, posts="job", organization="Partner")
    assert home.publish().status == 0
    assert titles(home) == ["Cook 1a", "Cook 1b", "Cook 2a", "Cook 2b"]
    parts(server, part, 1, 403)
    assert "403" in str(home.publish(now=at(2)).report["problems"])
    assert len(titles(home)) == 4


@pytest.mark.parametrize(
    ("page", "needed"),
    [
        ('<title>Careers</title><div id="root"></div><script src="a.js"></script>', True),
        (
            "<title>Jobs</title><noscript>Enable JavaScript to run this app.</noscript><p>x<script>1</script>",
            True,
        ),
        ('<title>Emplois</title><app-root>Chargement…</app-root><script src="a.js"></script>', True),
        ("<title>Jobs</title><p>There are no open jobs at the moment.</p><script>count()</script>", False),
        ("<title>Jobs</title>" + "<p>We train people in JavaScript. " * 20 + "<script>1</script>", False),
        ("<title>Jobs</title>" + "<noscript>" * 20_000 + "<script>", True),
    ],
)
def test_a_page_that_needs_javascript_is_said_to(home: Any, server: Server, page: str, needed: bool) -> None:
    """So that nobody looks for a mistake in it."""
    body = f"<!doctype html><html><head></head><body>{page}</body></html>".encode()
    server.on("/feed", reply(body, headers={"Content-Type": "text/html"}))
    configure(home, server)
    assert ("needs JavaScript" in home.run("try", "partner").err) is needed


@pytest.mark.parametrize(
    ("linked", "pages", "expected"),
    [
        ("", "", ""),
        ("", "2", "https://a.example/jobs?per=5&page=2"),
        ("", "1", ""),
        ("", "2e9", ""),
        ("?cursor=x#y", "9", "https://a.example/jobs?cursor=x"),
        ("http://a.example:8080/jobs?page=2", "", "https://a.example/jobs?page=2"),
        ("https://b.example/jobs?page=2", "9", ""),
        ("https://[/", "", ""),
        ("javascript:alert(1)", "", ""),
        ("/jobs?per=5", "", ""),
    ],
)
def test_the_next_part(linked: str, pages: str, expected: str) -> None:
    """On the same server, and never the part itself."""
    assert next_part("https://a.example/jobs?per=5", linked, pages) == expected
