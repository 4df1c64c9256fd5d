"""Feed readers that others wrote poll a feed that crosses the threshold of parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from deploy.test_clients import Feedparser, Newsboat, Reader
from federation.test_hops import TYPES, shown, site
from support.hostile import Server, reply
from support.partners import at

TEXT = "Une petite équipe qui écrit des logiciels utiles."


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that shows what the site publishes."""
    with Server() as running:
        yield running


@pytest.mark.parametrize("client", [Feedparser, Reader, Newsboat], ids=lambda one: one.__name__)
@pytest.mark.parametrize("ending", ["rss", "atom"])
def test_a_subscriber_has_every_entry_once(homes: Any, server: Server, tmp_path: Any, client: Any, ending: str) -> None:
    """Before and after; one that subscribes later starts with the newest, and sees what changes from then on."""
    feeds = [{"name": "jobs", "parts_above": 204, "formats": ["rss", "atom"]}]
    home = site(homes, server, "a", {"path": "sources"}, feeds=feeds, policy={"max_change_ratio": 1})

    def publish(first: int, last: int, hours: int, title: str = "O{:03}") -> None:
        for number in range(first, last):
            home.job(f"2026-01-{1 + number % 27:02}-offre-{number:03}.md", TEXT, title=title.format(number))
        assert home.publish(now=at(hours)).status == 0
        shown(home, server, "a")
        body = (home.output / f"jobs.{ending}").read_bytes()
        headers = {"Content-Type": TYPES[ending], "Last-Modified": f"Mon, 02 Mar 2026 0{hours}:00:00 GMT"}
        server.on(f"/a/jobs.{ending}", reply(body, headers=headers, etag=f'"{hours}"'))

    url, late = server.url(f"/a/jobs.{ending}"), tmp_path / "late"
    late.mkdir()
    publish(0, 200, 0)
    subscriber = client(tmp_path, url)
    subscriber.poll()
    publish(200, 210, 1)
    assert (home.output / f"jobs-part-0002.{ending}").exists()
    subscriber.poll()
    assert sorted(title for _, title, _ in subscriber.entries()) == [f"O{number:03}" for number in range(210)]
    newcomer = client(late, url)
    newcomer.poll()
    first = {title for _, title, _ in newcomer.entries()}
    assert (len(first), {f"O{number:03}" for number in range(200, 210)} <= first) == (126, True)
    publish(7, 8, 2, "O{:03} bis")
    for one in (subscriber, newcomer):
        one.poll()
        titles = [title for _, title, _ in one.entries()]
        assert (titles.count("O007 bis"), titles.count("O007"), len(titles) - len(set(titles))) == (1, 0, 0)
