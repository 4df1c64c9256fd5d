"""A site that collects a feed in parts takes all of them as one snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from federation.test_hops import TYPES, shown, site
from support.hostile import Asked, Script, Server, reply
from support.partners import at

COUNT = 215
TEXT = "Une petite équipe qui écrit des logiciels utiles."
QUIET = {"max_change_ratio": 1, "closed_entry_days": 0}


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that shows what the first site publishes."""
    with Server() as running:
        yield running


def name(number: int) -> str:
    return f"2026-01-{1 + number % 27:02}-offre-{number:03}.md"


def publish(first: Any, server: Server, hours: float) -> None:
    """Publish the first site, and show it."""
    assert first.publish("--config", str(first.root / "config.yaml"), now=at(hours)).status == 0
    shown(first, server, "a")


def both(homes: Any, server: Server, path: str, *formats: str) -> tuple[Any, Any]:
    """Return a site with a feed in parts, and one that collects it."""
    feeds = [{"name": "jobs", "parts_above": 200, "formats": list(formats)}]
    first = site(homes, server, "a", {"path": "sources"}, feeds=feeds, policy=QUIET)
    for number in range(COUNT):
        first.job(name(number), TEXT, title=f"O{number:03}")
    source = {"url": server.url(f"/a/{path}"), "name": "a", "every": "1h", "posts": "job"}
    second = site(homes, server, "b", source, policy=QUIET)
    publish(first, server, 0)
    return first, second


def collected(second: Any, hours: float) -> tuple[set[str], list[str]]:
    """Collect the feed; return the titles that are open, and those that closed in this run."""
    ran = second.publish(now=at(hours))
    gone = sorted(one["title"] for one in ran.report["transitions"] if one["change"] == "closed")
    return set(second.titles("jobs.json")), gone


@pytest.mark.parametrize(
    ("path", "formats"),
    [("jobs.json", ["json_feed"]), ("jobs.atom", ["atom", "json_feed"]), ("jobs.rss", ["rss"])],
    ids=["json", "by atom", "rss"],
)
def test_all_parts_are_one_list(homes: Any, server: Server, path: str, formats: list[str]) -> None:
    """All are taken; one that no part has any more closes, as in a complete feed."""
    first, second = both(homes, server, path, *formats)
    assert (first.output / f"jobs-part-0002.{path[5:]}").exists()
    titles, _ = collected(second, 0.5)
    assert len(titles) == COUNT
    first.configure(**{**first_config(first), "policy": {**QUIET, "tombstone_days": 0}})
    (first.root / "sources" / name(3)).unlink()
    publish(first, server, 24)
    gone = [collected(second, 24.5 + 2 * hour)[1] for hour in range(3)]
    assert [["O003"] in gone, sum(map(len, gone))] == [True, 1]


def first_config(home: Any) -> dict[str, Any]:
    """Return the keys of a configuration, as they were written."""
    import yaml

    keys: dict[str, Any] = yaml.safe_load((home.root / "config.yaml").read_text("utf-8"))
    return keys


def test_a_chain_that_changes_meanwhile_closes_nothing(homes: Any, server: Server) -> None:
    """While the parts are read an entry moves from the second to the first: it is in neither, and stays open."""
    first, second = both(homes, server, "jobs.json", "json_feed")
    assert len(collected(second, 0.5)[0]) == COUNT
    before = first.tree()
    oldest = json.loads(before["jobs-part-0002.json"])["items"][-1]["title"]
    first.job(name(int(oldest[1:])), TEXT, title=f"{oldest} bis")
    publish(first, server, 24)
    after = first.tree()
    asked = {"live": 0}

    def live(asking: Asked) -> Script:
        asked["live"] += 1
        body = before["jobs.json"] if asked["live"] == 1 else after["jobs.json"]
        return reply(body, headers={"Content-Type": TYPES["json"]})(asking)

    for hours in (24.5, 27, 30):
        asked["live"] = 0
        server.on("/a/jobs.json", live)
        titles, gone = collected(second, hours)
        assert (asked["live"], gone, len(titles)) == (2, [], COUNT)
    shown(first, server, "a")
    titles, gone = collected(second, 33)
    assert (f"{oldest} bis" in titles, len(titles), gone) == (True, COUNT, [])


def test_a_part_that_cannot_be_read_closes_nothing(homes: Any, server: Server) -> None:
    """The list counts as a whole or not at all."""
    _, second = both(homes, server, "jobs.json", "json_feed")
    assert len(collected(second, 0.5)[0]) == COUNT
    server.on("/a/jobs-part-0002.json", reply(b"", 500))
    for hours in (24, 48, 72):
        titles, gone = collected(second, hours)
        assert (len(titles), gone) == (COUNT, [])
