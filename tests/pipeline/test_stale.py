"""Offers that no source confirms any more, and runs whose clock is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure, jobs, rss

DAY = 24


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def closings(ran: Any) -> list[tuple[str, str, str]]:
    """Return the changes of a run, with their reasons."""
    return [(one["change"], one["title"], one["detail"]) for one in ran.report["transitions"]]


def long(*names: str, **more: Any) -> bytes:
    """Write offers with texts long enough for a JobPosting."""
    feed = json.loads(jobs(*names, **more))
    for item in feed["items"]:
        item["content_html"] *= 9
    return json.dumps(feed).encode()


def until(home: Any, first: int, last: int, step: int = 1) -> list[tuple[str, str, str]]:
    """Publish once a day, and return all changes."""
    return [one for day in range(first, last, step) for one in closings(home.publish(now=at(DAY * day)))]


class TestStale:
    """It stays where it was, says since when it is not confirmed, and ends with its source."""

    def test_it_stays_public(self, home: Any, server: Server) -> None:
        server.on("/feed", reply(long("a", "b", "c")), reply(long("a")))
        configure(home, server)
        home.publish(now=at(0))
        assert "JobPosting" in home.text("posts/b/index.html")
        before = home.json("jobs.json")["items"]
        assert until(home, 1, 17) == []
        ran = home.run("publish", "--now", at(DAY * 17))
        assert "3 open jobs (2 of them not confirmed since 2026-03-02)" in ran.out
        after = {item["id"]: item for item in home.json("jobs.json")["items"]}
        assert [after[item["id"]]["date_modified"] for item in before] == [item["date_modified"] for item in before]
        page, front = home.text("posts/b/index.html"), home.text("index.html")
        assert "JobPosting" not in page
        assert 'class="apply"' in page
        assert "noindex" not in page
        assert "n’a pas confirmé cette offre depuis le" in page
        assert '<time datetime="2026-03-02">' in page
        assert "posts/b/" in front
        assert "2 d’entre elles ne sont pas confirmées depuis le" in front
        assert "posts/b/" in home.text("sitemap-2026-02.xml")
        assert home.json("closed.json")["closed"] == []

    def test_a_source_without_a_response(self, home: Any, server: Server) -> None:
        """Not confirmed since its last valid response; its articles stay as they were."""
        server.on("/feed", reply(long("a", "b")), reply(b"", 500))
        configure(home, server)
        home.publish(now=at(0))
        assert until(home, 1, 18) == []
        assert '<time datetime="2026-03-01">' in home.text("posts/a/index.html")
        assert "confirmé" in home.text("posts/a/index.html")

    def test_articles_are_never_stale(self, home: Any, server: Server) -> None:
        server.on("/feed", reply(rss("a", "b")), reply(b"", 500))
        configure(home, server)
        home.publish(now=at(0))
        before = home.tree()
        assert until(home, 1, 130, 9) == []
        assert home.tree() == before

    @pytest.mark.parametrize("later", [reply(long("a")), reply(b"", 500)], ids=["not listed", "no response"])
    def test_it_closes_after_ninety_days(self, home: Any, server: Server, later: Any) -> None:
        server.on("/feed", reply(long("a", "b")), later)
        configure(home, server)
        home.publish(now=at(0))
        assert until(home, 1, 104, 3) == []
        found = until(home, 104, 116)
        assert ("closed", "b", "its source is gone") in found
        (closed, *_) = home.json("closed.json")["closed"]
        assert (closed["state"], closed["why"]) == ("closed", "its source is gone")
        assert "n’existe plus" in home.text("posts/b/index.html")

    def test_its_own_last_day_comes_first(self, home: Any, server: Server) -> None:
        feed = json.loads(long("a", "b"))
        feed["items"][1]["_jobposting"]["validThrough"] = "2026-04-02"
        server.on("/feed", reply(json.dumps(feed).encode()), reply(b"", 500))
        configure(home, server)
        home.publish(now=at(0))
        assert until(home, 1, 40) == [("closed", "b", "it closed on 2026-04-02")]

    def test_it_is_confirmed_again(self, home: Any, server: Server) -> None:
        server.on("/feed", reply(long("a", "b")), *[reply(long("a"))] * 17, reply(long("a", "b")))
        configure(home, server)
        home.publish(now=at(0))
        before = home.tree()
        assert until(home, 1, 20) == []
        assert home.tree() == before
        assert until(home, 20, 130, 7) == []

    def test_a_source_that_is_gone_for_good(self, home: Any, server: Server) -> None:
        """After a 410 its offers close; articles stay."""
        feed = json.loads(long("a", "b"))
        feed["items"].append({"id": "n", "url": "https://partner.example/n", "title": "N", "content_html": "<p>x</p>"})
        server.on("/feed", reply(json.dumps(feed).encode()), reply(b"", 410))
        configure(home, server)
        home.publish(now=at(0))
        assert closings(home.publish(now=at(2))) == [
            ("closed", "a", "its source is gone"),
            ("closed", "b", "its source is gone"),
        ]
        assert home.titles("news.json") == ["N"]
        assert until(home, 1, 4) == []

    def test_many_offers_of_a_source_that_is_gone_are_held(self, home: Any, server: Server) -> None:
        server.on("/feed", reply(long(*"abcdefghijkl")), reply(b"", 410))
        configure(home, server)
        home.post("2026-02-01-x.md", title="X")
        home.publish(now=at(0))
        assert closings(home.publish(now=at(2))) == []
        assert len(home.ids("jobs.json")) == 12
        home.run("accept", "partner", "--now", at(3))
        assert home.ids("jobs.json") == []

    def test_a_lost_ledger_keeps_since_when(self, home: Any, server: Server) -> None:
        server.on("/feed", reply(long("a", "b")), reply(b"", 500))
        configure(home, server)
        home.publish(now=at(0))
        until(home, 1, 18)
        before = home.tree()
        shutil.rmtree(home.root / ".feeds")
        assert until(home, 18, 104, 7) == []
        assert home.tree() == before
        assert [one[0] for one in until(home, 104, 108)] == ["closed", "closed"]


class TestClock:
    """A clock that lies more than a day before that of the last run opens and closes nothing."""

    @pytest.fixture
    def ran(self, home: Any) -> Any:
        """Publish posts that open and close around the day of the run."""
        home.job("2026-01-01-a.md", title="A", poste_ferme="2026-02-10")
        home.job("2026-01-02-b.md", title="B", poste_ferme="2026-04-01")
        home.job("2026-02-20-c.md", title="C", post_ouvert="2026-02-20")
        home.post("2026-02-25-n.md", title="N")
        for days in (-30, 0):
            home.publish(now=at(DAY * days))
        return home

    @pytest.mark.parametrize("days", [1.1, 8, 40, 400, 20_000])
    def test_nothing_opens_or_closes(self, ran: Any, days: float) -> None:
        """What is new or edited is published, with dates that do not go back."""
        before = ran.tree()
        published = ran.publish(now=at(-DAY * days))
        assert (published.status, closings(published), ran.tree()) == (4, [], before)
        ran.post("2026-02-26-neu.md", "Un tout autre texte, et long. " * 20, title="Neu")
        ran.job("2026-02-20-c.md", "Une autre équipe. " * 40, title="C", post_ouvert="2026-02-20")
        published = ran.publish(now=at(-DAY * days))
        assert published.status == 4
        assert "the clock" in published.report["clock_error"]
        assert {one[:2] for one in closings(published)} == {("new", "Neu"), ("changed", "C")}
        (item,) = (item for item in ran.json("jobs.json")["items"] if item["title"] == "C")
        assert item["date_modified"] == at(0)
        text = ran.run("publish", "--now", at(-DAY * days))
        assert "set the clock, or run `feeds accept`" in text.out
        right = ran.publish(now=at(1))
        assert (right.status, closings(right)) == (0, [])

    def test_half_a_day_is_no_error(self, ran: Any) -> None:
        assert ran.publish(now=at(-DAY)).status == 0

    def test_accept_believes_it(self, ran: Any) -> None:
        """After a run whose clock was years ahead."""
        assert {one[:2] for one in closings(ran.run("accept", "--json", "--now", at(DAY * 400)))} == {("closed", "B")}
        assert ran.publish(now=at(2)).status == 4
        accepted = ran.run("accept", "--json", "--now", at(2))
        assert (accepted.status, [one[:2] for one in closings(accepted)]) == (0, [("reopened", "B")])
        assert ran.publish(now=at(3)).status == 0

    def test_a_run_without_changes_counts(self, ran: Any) -> None:
        assert ran.publish(now=at(DAY * 5)).report["written"] == []
        assert ran.publish(now=at(DAY * 2)).status == 4

    def test_what_a_source_closed_stays_closed(self, home: Any, server: Server) -> None:
        """The clock decides about dates only, also within a day."""
        server.on("/feed", reply(long("a", "b")), reply(long("a")))
        configure(home, server, completeness="snapshot")
        for hours in (0, 2, 4):
            home.publish(now=at(hours))
        assert home.titles("jobs.json") == ["a"]
        for hours in (3, -30):
            assert closings(home.publish(now=at(hours))) == []
        assert home.titles("jobs.json") == ["a"]

    def test_partners_are_still_read(self, home: Any, server: Server) -> None:
        """A source that responded at a wrong time is not stale when the clock is right again."""
        server.on("/feed", reply(long("a")), reply(long("a", "b")), reply(b"", 500))
        configure(home, server)
        home.publish(now=at(0))
        assert closings(home.publish(now=at(-DAY * 90)))[0][:2] == ("new", "b")
        assert closings(home.publish(now=at(2))) == []
        assert "confirmé" not in home.text("posts/a/index.html")
