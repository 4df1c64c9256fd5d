"""What one site closes, a site that collects it closes too, for the same reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from federation.test_hops import shown, site
from support.hostile import Server, reply
from support.partners import at

TEXT = "Vous rejoindrez une petite équipe qui écrit des logiciels utiles. " * 15


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that shows what the first site publishes."""
    with Server() as running:
        yield running


def write(first: Any, count: int, **matter: Any) -> None:
    """Write so many offers of the first site."""
    for number in range(count):
        first.job(
            f"2026-02-0{number % 9 + 1}-offre-{number}.md", f"Offre {number}. {TEXT}", title=f"O{number}", **matter
        )


def closed(home: Any) -> dict[str, tuple[str, str]]:
    """Return state and reason of what a site lists as closed, by title."""
    return {one["title"]: (one["state"], one["why"]) for one in home.json("closed.json")["closed"]}


def both(homes: Any, server: Server, path: str, **more: Any) -> tuple[Any, Any]:
    """Make two sites, the second of which collects a feed of the first."""
    first = site(homes, server, "a", {"path": "sources"}, **more)
    second = site(homes, server, "b", {"url": server.url(f"/a/{path}"), "name": "a", "every": "1h"})
    return first, second


def publish(first: Any, second: Any, server: Server, hours: float) -> Any:
    """Publish the first site, then the second one."""
    first.run("accept", "--now", at(hours))
    shown(first, server, "a")
    return second.publish(now=at(hours + 0.5))


ATOM_ONLY = {"feeds": [{"name": "jobs", "formats": ["atom"]}]}


@pytest.mark.parametrize(
    ("path", "options"), [("jobs.json", {}), ("jobs.atom", {}), ("jobs.atom", ATOM_ONLY)], ids=["json", "both", "atom"]
)
def test_closings_travel(homes: Any, server: Server, path: str, options: Any) -> None:
    """At once, by each format; what Atom alone carries is the reason."""
    first, second = both(homes, server, path, **options)
    write(first, 4)
    publish(first, second, server, 0)
    name = "news.json" if options else "jobs.json"  # without a JobPosting an entry is no offer
    assert len(second.ids(name)) == 4
    first.job("2026-02-01-offre-0.md", f"Offre 0. {TEXT}", title="O0", poste_pourvu=True)
    first.job("2026-02-02-offre-1.md", f"Offre 1. {TEXT}", title="O1", poste_ferme="2026-02-20")
    (first.root / "sources/2026-02-03-offre-2.md").unlink()
    ran = publish(first, second, server, 2)
    assert second.titles(name) == ["O3"]
    assert {one["cause"] for one in ran.report["transitions"]} == {"stated"}
    expected, found = closed(first), closed(second)
    assert {title: why for title, (_, why) in found.items()} == {title: why for title, (_, why) in expected.items()}
    if path == "jobs.json" or not options:
        assert found == expected
    assert publish(first, second, server, 4).report["transitions"] == []


@pytest.mark.parametrize("path", ["jobs.json", "jobs.atom"])
def test_removals_that_are_stated_are_no_loss(homes: Any, server: Server, path: str) -> None:
    """Fifteen of eighteen are neither kept in quarantine nor held by the change guard."""
    first, second = both(homes, server, path)
    write(first, 18)
    publish(first, second, server, 0)
    write(first, 15, poste_pourvu=True)
    ran = publish(first, second, server, 2)
    assert (len(second.ids("jobs.json")), ran.report["held"], ran.status) == (3, [], 0)
    assert set(closed(second).values()) == {("filled", "the position is filled")}


def test_a_feed_names_its_removals(homes: Any, server: Server) -> None:
    """With time, state and reason, and the list of all that closed; a draft again was taken back."""
    first, second = both(homes, server, "jobs.json")
    write(first, 2)
    publish(first, second, server, 0)
    first.job("2026-02-01-offre-0.md", f"Offre 0. {TEXT}", title="O0", draft=True)
    publish(first, second, server, 2)
    extension = first.json("jobs.json")["_feeds"]
    (removed,) = extension["removed"]
    assert removed == {
        "id": removed["id"],
        "when": at(2),
        "state": "withdrawn",
        "why": "it was taken back",
    }
    assert extension["deleted"] == [removed["id"]]
    assert extension["closed"] == server.url("/a/closed.json")
    assert closed(second)["O0"] == ("withdrawn", "it was taken back")


def test_a_third_site_closes_for_the_same_reason(homes: Any, server: Server) -> None:
    first, second = both(homes, server, "jobs.atom")
    third = site(homes, server, "c", {"url": server.url("/b/jobs.json"), "name": "b", "every": "1h"})
    write(first, 2)
    publish(first, second, server, 0)
    shown(second, server, "b")
    third.publish(now=at(0.7))
    write(first, 1, poste_pourvu=True)
    publish(first, second, server, 2)
    shown(second, server, "b")
    third.publish(now=at(2.7))
    assert closed(third) == closed(second) == closed(first)


def test_removals_that_are_wrong_are_read_with_care(homes: Any, server: Server) -> None:
    """A state that is none, reasons of any kind, entries that are still there or of others."""
    first, second = both(homes, server, "jobs.json")
    write(first, 4)
    publish(first, second, server, 0)
    ids = sorted(first.ids("jobs.json"))
    feed = first.json("jobs.json")
    feed["items"] = [item for item in feed["items"] if item["id"] == ids[3]]
    feed["_feeds"]["removed"] = [
        {"id": ids[0], "state": "open", "why": "<script>x</script>\n" + "x" * 9000},
        {"id": ids[1], "state": ["filled"], "why": 5},
        {"id": ids[2], "state": "filled"},
        {"id": ids[3], "state": "filled", "why": "but it is listed"},
        {"id": "urn:of:another"},
        "nothing",
        {"id": 7},
    ]
    feed["_feeds"]["deleted"] = None
    server.on("/a/jobs.json", reply(json.dumps(feed).encode(), headers={"Content-Type": "application/feed+json"}))
    second.publish(now=at(2))
    assert second.ids("jobs.json") == [ids[3]]
    found = {one["id"]: (one["state"], len(one["why"]) < 300) for one in second.json("closed.json")["closed"]}
    assert found == {ids[0]: ("closed", True), ids[1]: ("closed", True), ids[2]: ("filled", True)}
    assert "<script>x" not in "".join(
        body.decode("utf-8", "replace") for path, body in second.tree().items() if path.endswith(".html")
    )


@pytest.mark.parametrize("content", ["full", "text", "summary"])
@pytest.mark.parametrize("path", ["jobs.json", "jobs.atom", "jobs.rss"])
def test_a_job_that_is_shown_closed_closes_elsewhere(homes: Any, server: Server, path: str, content: str) -> None:
    """By any format, with its state and reason; the others are as they were, and the facts are shown once."""
    jobs = {"name": "jobs", "formats": [{"json": "json_feed"}.get(path[5:], path[5:])], "content": content}
    first, second = both(homes, server, path, feeds=[jobs], policy=None)
    write(first, 3)
    publish(first, second, server, 0)
    name = "jobs.json" if path == "jobs.json" else "news.json"  # without a JobPosting an entry is no offer
    before = second.json(name)["items"]
    assert len(before) == 3
    assert all(item["content_html"].count("feeds-facts") == (name == "jobs.json") for item in before)
    write(first, 1, poste_pourvu=True)
    ran = publish(first, second, server, 2)
    assert "[Pourvu] O0" in first.tree()[path].decode()
    assert set(closed(second).values()) == {("filled", "the position is filled")}
    assert {one["cause"] for one in ran.report["transitions"]} == {"stated"}
    assert second.json(name)["items"] == [item for item in before if item["title"] != "O0"]
    assert publish(first, second, server, 7 * 24 + 3).report["transitions"] == []
