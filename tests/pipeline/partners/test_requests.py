"""Lists that are requested by POST with a JSON body, or in ranges."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from support.hostile import Asked, Script, Server, reply
from support.partners import at, configure

from feeds.collect.http.pagination import is_whole

QUERY = "query($after: String) { jobs(after: $after) { nodes { id title url } } }"
MAPPING: dict[str, Any] = {"items": "data.jobs.nodes", "fields": {"id": "id", "title": "title", "url": "url"}}
CURSOR = "data.jobs.pageInfo.hasNextPage && data.jobs.pageInfo.endCursor"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def rows(first: int, last: int) -> list[dict[str, str]]:
    """Return records with numbers from `first` to before `last`."""
    return [{"id": str(n), "title": f"Cook {n}", "url": f"https://p.example/jobs/{n}"} for n in range(first, last)]


def bodies(server: Server) -> list[Any]:
    """Return what was sent to the list by POST."""
    return [json.loads(asked.body) for asked in server.asked if asked.method == "POST"]


def count(home: Any) -> int:
    """Return the number of published jobs."""
    return len(home.titles("jobs.json"))


def start(home: Any, server: Server, mapping: Any, path: str = "/feed", **options: Any) -> Any:
    """Let the project have a partner with a mapping, and publish it."""
    configure(home, server, path, mapping=mapping, posts="job", organization="Partner", **options)
    return home.publish()


def graphql(server: Server, errors: bool = False) -> None:
    """Answer as a GraphQL server: two records a part, five in all."""

    def answer(asked: Asked) -> Script:
        after = json.loads(asked.body)["variables"]["after"]
        at_ = int(after or 0)
        page = {"hasNextPage": at_ + 2 < 5, "endCursor": str(at_ + 2)}
        data = {"jobs": {"nodes": rows(at_, min(at_ + 2, 5)), "totalCount": 5, "pageInfo": page}}
        if errors and after:
            return reply(b'{"data": null, "errors": [{"message": "too complex"}]}')(asked)
        return reply(json.dumps({"data": data}).encode())(asked)

    server.on("/feed", answer)


def test_graphql_is_read_in_parts(home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cursor reaches into the body; the rest of it stays as configured, and secrets are kept nowhere."""
    monkeypatch.setenv("KEY", 's3cr3t"of-ours')
    graphql(server)
    body = {"query": QUERY, "variables": {"after": None, "key": "${KEY}"}}
    mapping = {**MAPPING, "total": "data.jobs.totalCount", "next": {"parameter": "variables.after", "value": CURSOR}}
    assert start(home, server, mapping, body=body).status == 0
    assert count(home) == 5
    variables = [{"after": after, "key": 's3cr3t"of-ours'} for after in (None, "2", "4")]
    assert bodies(server) == [{"query": QUERY, "variables": one} for one in variables]
    assert all(asked.header("Content-Type") == "application/json" for asked in server.asked if asked.body)
    assert b"s3cr3t" not in (home.root / ".feeds/ledger.sqlite").read_bytes()
    assert home.publish(now=at(2)).written == set()


@pytest.mark.parametrize("items", ["data.jobs.nodes", "data.jobs.nodes[]", "data.jobs.nodes || `[]`"])
def test_errors_of_graphql_are_a_failure_of_the_list(home: Any, server: Server, items: str) -> None:
    """Not an empty list, in any part."""
    mapping = {**MAPPING, "items": items, "next": {"parameter": "variables.after", "value": CURSOR}}
    body = {"query": QUERY, "variables": {"after": None}}
    graphql(server)
    start(home, server, mapping, body=body)
    graphql(server, errors=True)
    ran = home.publish(now=at(2))
    assert "too complex" in str(ran.report["problems"])
    server.on("/feed", reply(b'{"data": null, "errors": [{"message": "no access"}]}'))
    assert "no access" in str(home.publish(now=at(9)).report["problems"])
    assert count(home) == 5


@pytest.mark.parametrize("beyond", [reply(b"[]"), reply(b"none", 404), reply(status=204)])
@pytest.mark.parametrize("size", [{}, {"size": 2}])
def test_pages_are_counted_in_the_body(home: Any, server: Server, beyond: Any, size: dict[str, int]) -> None:
    """From the page that the body has, until a part is not full, empty, or not there."""

    def answer(asked: Asked) -> Script:
        page = json.loads(asked.body)["page"]
        return reply(json.dumps(rows(page * 2, page * 2 + 2)).encode())(asked) if page < 4 else beyond(asked)

    server.on("/feed", answer)
    mapping = {**MAPPING, "items": "@", "next": {"parameter": "page", "step": 1, **size}}
    assert start(home, server, mapping, "/feed?lang=fr", body='{"page": 1, "q": "é"}').status == 0
    assert bodies(server) == [{"page": page, "q": "é"} for page in (1, 2, 3, 4)]
    assert count(home) == 6


def test_a_parameter_of_the_query_stays_there(home: Any, server: Server) -> None:
    """If the body has no such key."""

    def answer(asked: Asked) -> Script:
        skip = int(parse_qs(urlsplit(asked.path).query).get("skip", ["0"])[0])
        return reply(json.dumps({"n": 3, "jobs": rows(skip, min(skip + 2, 3))}).encode())(asked)

    server.on("/feed", answer)
    mapping = {**MAPPING, "items": "jobs", "total": "n", "body": {"q": ""}, "next": {"parameter": "skip"}}
    assert start(home, server, mapping).status == 0
    assert [(asked.path, asked.body) for asked in server.asked if asked.body] == [
        ("/feed", b'{"q": ""}'),
        ("/feed?skip=2", b'{"q": ""}'),
    ]
    assert count(home) == 3


def test_a_body_with_a_position_may_be_a_mapping(home: Any, server: Server) -> None:
    """The position is a number in it."""

    def answer(asked: Asked) -> Script:
        skip = json.loads(asked.body)["from"]["at"]
        return reply(json.dumps({"n": 3, "jobs": rows(skip, min(skip + 2, 3))}).encode())(asked)

    server.on("/feed", answer)
    next_ = {"body": {"from": {"at": "{position}"}, "q": None}, "size": 2}
    assert start(home, server, {**MAPPING, "items": "jobs", "total": "n", "next": next_}).status == 0
    assert bodies(server) == [{"from": {"at": at_}, "q": None} for at_ in (0, 2)]
    assert count(home) == 3


def ranges(server: Server, total: int, beyond: int, *, stated: str = "{total}", partial: int = 206) -> None:
    """Answer in ranges of the parameter `range`, as France Travail does."""

    def answer(asked: Asked) -> Script:
        first, last = map(int, parse_qs(urlsplit(asked.path).query)["range"][0].split("-"))
        if first >= total:
            return reply(b"" if beyond == 204 else b"{}", beyond)(asked)
        found = rows(first, min(last + 1, total))
        fields = {"Content-Range": f"offres {first}-{first + len(found) - 1}/{stated.format(total=total)}"}
        status = partial if first or last + 1 < total else 200
        return reply(json.dumps({"resultats": found}).encode(), status, fields if partial == 206 else {})(asked)

    server.on("/feed", answer)


RANGES = {**MAPPING, "items": "resultats", "next": {"range": "range", "size": 3}}


@pytest.mark.parametrize("beyond", [204, 400, 416])
@pytest.mark.parametrize("stated", ["{total}", "*"])
@pytest.mark.parametrize("total", [2, 3, 6, 7])
def test_ranges_are_read_until_the_end(home: Any, server: Server, total: int, beyond: int, stated: str) -> None:
    """A short part, or one that is not there; the total of Content-Range proves that the list is complete."""
    ranges(server, total, beyond, stated=stated)
    assert start(home, server, RANGES).status == 0
    assert count(home) == total
    asked = [one.path for one in server.asked if one.path != "/robots.txt"]
    assert asked == [f"/feed?range={at_}-{at_ + 2}" for at_ in range(0, total + (total % 3 == 0), 3)]
    ranges(server, total - 1, beyond, stated=stated)
    closed = [
        one
        for hours in (2, 4)
        for one in home.publish(now=at(hours)).report["transitions"]
        if one["change"] == "closed"
    ]
    assert len(closed) == (stated != "*")


def test_ranges_without_partial_responses(home: Any, server: Server) -> None:
    """Of a server that sends 200."""
    ranges(server, 7, 416, partial=200)
    assert start(home, server, RANGES, "/feed?range=0-2&q=x").status == 0
    assert count(home) == 7


@pytest.mark.parametrize(
    ("value", "media_type", "is_read"),
    [
        ("", "application/json", True),
        ("bytes 0-99/100", "application/json", True),
        ("bytes 0-99/101", "application/json", False),
        ("bytes 0-99/*", "application/json", False),
        ("bytes 1-99/100", "application/json", False),
        ("nonsense", "application/json", False),
        ("", "multipart/byteranges", False),
    ],
)
def test_a_part_that_was_not_requested_is_refused(
    home: Any, server: Server, value: str, media_type: str, is_read: bool
) -> None:
    """Status 206 for the whole document, or without Content-Range, is as good as 200."""
    fields = {"Content-Type": media_type, **({"Content-Range": value} if value else {})}
    server.on("/feed", reply(json.dumps(rows(0, 2)).encode(), 206, fields))
    ran = start(home, server, {**MAPPING, "items": "@"})
    assert count(home) == (2 if is_read else 0)
    assert is_read or "a part that was not requested" in str(ran.report["problems"])


@pytest.mark.parametrize(
    ("url", "value", "is_requested"),
    [
        ("https://p.example/?range=0-149", "offres 0-149/3000", True),
        ("https://p.example/?a=b&from=2900-3049", "offres 2900-2999/3000", True),
        ("https://p.example/?range=0-149", "0-24/*", True),
        ("https://p.example/?range=0-149", "offres 150-299/3000", False),
        ("https://p.example/?range=0-9", "offres 0-149/3000", False),
        ("https://p.example/", "offres 0-149/3000", False),
    ],
)
def test_requested_ranges(url: str, value: str, is_requested: bool) -> None:
    """A parameter of the URL has the range, or one that begins with it."""
    assert is_whole(url, value, "application/json") is is_requested


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ({"body": "{query: x}"}, "expected JSON"),
        ({"body": 5}, "a mapping"),
        ({"mapping": {**MAPPING, "body": "[]"}}, "keys with values, or JSON"),
        ({"mapping": {**MAPPING, "next": {"range": "range"}}}, "`size`"),
        ({"mapping": {**MAPPING, "next": {"range": 5, "size": 5}}}, "the name of a parameter"),
        ({"mapping": {**MAPPING, "next": {"body": {"at": "0"}, "size": 5}}}, "a text with {position}"),
        ({"mapping": {**MAPPING, "next": {"range": "r", "size": 5, "url": "x"}}}, "one of `url`, `parameter`, `range`"),
    ],
)
def test_mistakes_are_found_before_anything_is_fetched(home: Any, source: Any, text: str) -> None:
    """With their place."""
    home.configure(sources=[{"url": "https://p.example/", "name": "p", **source}])
    ran = home.run("check")
    assert ran.status
    assert text in ran.out + ran.err
