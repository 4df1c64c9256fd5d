"""The quality of partners: what lowers it, and which copy of a job leads by it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, jobs

from feeds.ledger.store import Store

PAGE = "https://employer.example/jobs/1"


@pytest.fixture
def server() -> Iterator[Server]:
    """A partner's server."""
    with Server() as server:
        yield server


def configure(home: Any, server: Server, *names: str, **options: Any) -> None:
    """Let the project have partners, in this order."""
    sources = [{"url": server.url(f"/{name}"), "name": name, "every": "1h", **options} for name in names]
    home.configure(sources=sources, network={"allow": [server.address]}, monitor={"status": True})


def quality(home: Any, hours: float, name: str = "partner") -> Any:
    """Return the quality of a source, the same in all outputs."""
    listed = {one["name"]: one["quality"] for one in home.run("status", "--json", "--now", at(hours)).report["sources"]}
    published = {one["name"]: one["quality"] for one in home.json("status.json")["sources"]}
    assert listed == published
    return listed[name]


def offer(title: str, text: str = "", *, poor: bool = False, **more: Any) -> dict[str, Any]:
    """Return an offer of a JSON Feed, whose page is the employer's; a poor one has no employer, place and date."""
    item = json.loads(jobs(title))["items"][0]
    words = "The work is worth doing, day by day, with others. " * 10
    item.update({"id": f"{title} {text}", "url": PAGE, "content_html": f"<p>{words}{text}</p>", **more})
    if poor:
        del item["_jobposting"]["hiringOrganization"], item["_jobposting"]["jobLocation"], item["date_published"]
    return dict(item)


def plain(*names: str, **more: Any) -> bytes:
    """Return a feed with offers that lack nothing."""
    return feed(*(offer(name, url=f"{PAGE}{name}", **more) for name in names))


def feed(*items: dict[str, Any]) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "P", "items": items}).encode()


class TestFaults:
    """Each is counted in jobs, and costs points in proportion."""

    def test_a_source_without_faults(self, home: Any, server: Server) -> None:
        configure(home, server, "partner")
        server.on("/partner", reply(plain("a", "b")))
        home.publish(now=at(0))
        expected = {"score": 100, "open": 2, "closed": 0, "wrong_closings": 0, "moved_dates": 0, "days_to_close": None}
        missing = {"employer": 0, "place": 0, "text": 0, "date": 0}
        assert quality(home, 0) == {**expected, "missing_fields": missing}

    def test_articles_have_none(self, home: Any, server: Server) -> None:
        configure(home, server, "partner")
        body = {"version": "https://jsonfeed.org/version/1.1", "title": "P"}
        article = {"id": "1", "url": PAGE, "title": "News", "content_html": "<p>Words</p>"}
        server.on("/partner", reply(json.dumps({**body, "items": [article]}).encode()))
        home.publish(now=at(0))
        assert quality(home, 0) is None

    def test_missing_fields(self, home: Any, server: Server) -> None:
        configure(home, server, "partner")
        cut = offer("c", "The rest is …", url=f"{PAGE}3")
        server.on("/partner", reply(feed(offer("a"), offer("b", poor=True, url=f"{PAGE}2"), cut)))
        home.publish(now=at(0))
        found = quality(home, 0)
        assert found["missing_fields"] == {"employer": 1, "place": 1, "text": 1, "date": 1}
        assert found["score"] == 87  # a third of 40 points

    def test_moved_dates(self, home: Any, server: Server) -> None:
        """A date that is renewed in each response; only that of another reading of the same bytes is none."""
        configure(home, server, "partner")
        for hour in range(3):
            renewed = offer("a", date_published=at(hour - 1))
            server.on("/partner", reply(feed(renewed, offer("b", url=f"{PAGE}2"))))
            home.publish(now=at(2 * hour))
            assert quality(home, 2 * hour)["moved_dates"] == (hour > 0)
        assert quality(home, 4)["score"] == 85

    def test_a_date_that_becomes_more_exact_did_not_move(self, home: Any, server: Server) -> None:
        configure(home, server, "partner")
        for hour, day in enumerate(("2026-02-02", "2026-02-02T10:00:00Z", "2026-02-02")):
            item = offer("a")
            item["_jobposting"]["validThrough"] = day.replace("02-02", "05-02")
            server.on("/partner", reply(feed(item | {"date_published": day})))
            home.publish(now=at(2 * hour))
        assert quality(home, 4)["moved_dates"] == 0

    def test_wrong_closings(self, home: Any, server: Server) -> None:
        """One that is back within 30 days was closed wrongly, a later one was not."""
        configure(home, server, "partner", completeness="snapshot")
        server.on("/partner", reply(plain("a", "b", "c")))
        home.publish(now=at(0))
        server.on("/partner", reply(plain("a")))
        for hour in (2, 4):
            home.publish(now=at(hour))
        assert quality(home, 4)["closed"] == 2
        assert quality(home, 4)["days_to_close"] == 27
        server.on("/partner", reply(plain("a", "b")))
        home.publish(now=at(24 * 20))
        found = quality(home, 24 * 20)
        assert (found["wrong_closings"], found["closed"], found["score"]) == (1, 1, 90)
        server.on("/partner", reply(plain("a", "b", "c")))
        home.publish(now=at(24 * 40))
        assert quality(home, 24 * 40)["wrong_closings"] == 1
        server.on("/partner", reply(plain("a", "b", "c", "d")))
        home.publish(now=at(24 * 120))
        assert quality(home, 24 * 120)["score"] == 100  # only the last 90 days count

    def test_what_filters_leave_out_was_not_closed(self, home: Any, server: Server) -> None:
        server.on("/partner", reply(plain("a", "b", "c")))
        for hour, keep in enumerate(({}, {"keep": {"keyword": ["a"]}}, {})):
            configure(home, server, "partner", **keep)
            home.publish(now=at(2 * hour))
        assert quality(home, 4) | {"missing_fields": {}} == {
            "score": 100,
            "open": 3,
            **dict.fromkeys(("closed", "wrong_closings", "moved_dates"), 0),
            "days_to_close": None,
            "missing_fields": {},
        }

    def test_status_explains_the_score(self, home: Any, server: Server) -> None:
        configure(home, server, "partner")
        server.on("/partner", reply(feed(offer("a"), offer("b", poor=True, url=f"{PAGE}2"))))
        home.publish(now=at(0))
        shown = home.run("status", "--now", at(0)).out
        assert "partner: quality: 1 of 2 open jobs without employer (-5), 1 of 2 open jobs without place (-5)" in shown


class TestLeading:
    """Of the copies of one job, that of the source with the higher score leads."""

    @pytest.mark.parametrize("names", [("good", "poor"), ("poor", "good")])
    def test_the_higher_score_leads(self, home: Any, server: Server, names: tuple[str, str]) -> None:
        """Also in the first run, whatever the order of the sources."""
        configure(home, server, *names)
        server.on("/good", reply(feed(offer("Dev", "The good text."))))
        server.on("/poor", reply(feed(offer("Dev", "The poor text.", poor=True))))
        home.publish(now=at(0))
        (item,) = home.json("jobs.json")["items"]
        assert "good text" in item["content_html"]

    def test_near_scores_leave_the_order(self, home: Any, server: Server) -> None:
        configure(home, server, "first", "second")
        others = [offer(f"o{n}", url=f"https://x.example/{n}") for n in range(8)]
        poor = offer("p", poor=True, url="https://x.example/p")
        server.on("/first", reply(feed(offer("Dev", "First text."), poor, *others)))
        server.on("/second", reply(feed(offer("Dev", "Second text."))))
        home.publish(now=at(0))
        (text,) = [one["content_html"] for one in home.json("jobs.json")["items"] if one["title"] == "Dev"]
        assert "First text" in text
        assert quality(home, 0, "first")["score"] == 97

    def test_a_score_alone_moves_nothing(self, home: Any, server: Server) -> None:
        """The other one takes the lead when its document is edited, not before."""
        configure(home, server, "first", "second")
        first, more = offer("Dev", "First text."), [offer("x", url=f"{PAGE}2")]
        server.on("/first", reply(feed(first, *more)))
        server.on("/second", reply(feed(offer("Dev", "Second text."))))
        home.publish(now=at(0))
        more.extend(offer(f"x{number}", poor=True, url=f"{PAGE}{number}") for number in range(3, 9))
        server.on("/first", reply(feed(first, *more)))
        home.publish(now=at(2))
        assert quality(home, 2, "first")["score"] < 80 < quality(home, 2, "second")["score"]
        before = _job(home)
        home.publish(now=at(4))
        with closing(Store(home.root / ".feeds/ledger.sqlite")) as store:  # as another release reads all again
            for name in ("first", "second"):
                store.reread_source(name)
        configure(home, server, "first", "second", country="BE")
        home.publish(now=at(6))
        assert _job(home) == before
        assert "First text" in before["content_html"]
        configure(home, server, "second", "first")
        home.publish(now=at(7))
        assert _job(home) == before  # nor does the order of the sources, which did not decide
        second = offer("Dev", "Second text.")
        second["content_html"] = second["content_html"].replace("text", "text, edited")
        server.on("/second", reply(feed(second)))
        home.publish(now=at(9))
        assert "Second text, edited" in _job(home)["content_html"]
        assert _job(home)["id"] == before["id"]


def _job(home: Any) -> Any:
    return next(one for one in home.json("jobs.json")["items"] if one["title"] == "Dev")
