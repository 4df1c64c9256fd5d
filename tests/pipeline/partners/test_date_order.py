"""The order of day and month in partners' dates: configured, by country, by all dates ever seen, or unknown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

CLEAR = {"day-first": "25/02/2026", "month-first": "02/25/2026"}
LAST_DAY = {"day-first": "2026-05-04T21:59:59Z", "month-first": "2026-04-05T21:59:59Z"}  # of 04/05/2026


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def postings(*dates: tuple[str, str]) -> bytes:
    """Return a page of jobs with the day they were posted, and the last one."""
    found = [
        {
            "@context": "https://schema.org",
            "@type": "JobPosting",
            "title": f"Data Engineer {number}",
            "url": f"https://p.example/jobs/{number}",
            "identifier": str(number),
            "description": "<p>The work is worth doing, day by day, with others.</p>",
            "hiringOrganization": {"@type": "Organization", "name": "Partner"},
            "jobLocation": {"@type": "Place", "address": {"addressLocality": "Lyon", "addressCountry": "FR"}},
            "datePosted": posted,
            "validThrough": through,
        }
        for number, (posted, through) in enumerate(dates, 1)
    ]
    return f'<html><script type="application/ld+json">{json.dumps(found)}</script></html>'.encode()


def rss(*dates: tuple[str, str]) -> bytes:
    items = "".join(
        f"<item><guid>n{number}</guid><link>https://p.example/jobs/{number}</link><title>Data Engineer {number}</title>"
        f"<description>The work.</description><company>Partner</company><location>Lyon, France</location>"
        f"<jobtype>CDI</jobtype><pubDate>{posted} 10:00</pubDate><closingdate>{through}</closingdate></item>"
        for number, (posted, through) in enumerate(dates, 1)
    )
    head = "<title>P</title><link>https://p.example/</link><language>en-US</language>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def csv(*dates: tuple[str, str]) -> bytes:
    rows = [
        f"n{number};Engineer {number};https://p.example/jobs/{number};Partner;Lyon, France;{posted};{through};Work."
        for number, (posted, through) in enumerate(dates, 1)
    ]
    return "\n".join(["ref;title;link;firm;town;posted;until;text", *rows]).encode()


FIELDS = {"id": "ref", "title": "title", "url": "link", "organization": "firm", "place": "town", "description": "text"}
CSV = {"mapping": {"format": "csv", "fields": {**FIELDS, "published": "posted", "deadline": "until"}}}
FORMS = [(postings, {}), (rss, {}), (csv, CSV)]


def last_days(home: Any) -> dict[str, str]:
    """Return the last day of each open job, by its number."""
    items = home.json("jobs.json")["items"]
    return {one["title"].rpartition(" ")[2]: one["_jobposting"].get("validThrough", "") for one in items}


@pytest.mark.parametrize(("form", "options"), FORMS)
@pytest.mark.parametrize("order", ["day-first", "month-first"])
@pytest.mark.parametrize("how", ["dates", "country", "seen"])
def test_dates_are_read_in_the_order_of_their_source(
    home: Any, server: Server, form: Any, options: Any, order: str, how: str
) -> None:
    """The language of a feed in English is no sign of it, as programs write `en-US` into any feed."""
    country = {"day-first": "FR", "month-first": "US"}[order]
    more = {"dates": {"dates": order}, "country": {"country": country}, "seen": {}}[how]
    dates = [("01/02/2026", "04/05/2026")]
    server.on("/feed", reply(form(*dates, *([(CLEAR[order], "")] if how == "seen" else []))))
    configure(home, server, **options, **more)
    ran = home.publish(now=at(0))
    assert "dates" not in [problem.get("field") for problem in ran.report["problems"]]
    assert last_days(home)["1"] == LAST_DAY[order]


@pytest.mark.parametrize(("form", "options"), FORMS)
def test_an_unknown_order_is_no_date_and_is_reported(home: Any, server: Server, form: Any, options: Any) -> None:
    """Nothing closes by it; the note has the values, and its remedy works."""
    server.on("/feed", reply(form(("01/02/2026", "02/03/2026"), ("02/02/2026", "04/06/2026"))))
    configure(home, server, **options)
    ran = home.publish(now=at(0))
    assert last_days(home) == {"1": "", "2": ""}
    notes = [problem for problem in ran.report["problems"] if problem.get("field") == "dates"]
    assert len(notes) == 1
    assert "01/02/2026" in notes[0]["found"]
    assert "entries: 2" in notes[0]["found"]
    assert "`dates: day-first`" in notes[0]["remedy"]
    assert notes[0]["severity"] == "note"
    if not options:
        assert "`dates: day-first`" in home.run("try", server.url("/feed"), "--now", at(1)).out
    configure(home, server, **options, dates="day-first")
    ran = home.publish(now=at(2))
    assert last_days(home) == {"1": "2026-03-02T22:59:59Z", "2": "2026-06-04T21:59:59Z"}
    assert not [problem for problem in ran.report["problems"] if problem.get("field") == "dates"]


def test_the_order_stays_when_the_clear_date_leaves_the_list(home: Any, server: Server) -> None:
    server.on("/feed", reply(rss(("01/02/2026", "04/05/2026"), ("25/02/2026", "06/05/2026"))))
    configure(home, server)
    home.publish(now=at(0))
    assert last_days(home)["1"] == LAST_DAY["day-first"]
    server.on("/feed", reply(rss(("01/02/2026", "05/06/2026"))))
    home.publish(now=at(2))
    assert last_days(home)["1"] == "2026-06-05T21:59:59Z"


def test_a_source_with_both_orders_has_none(home: Any, server: Server) -> None:
    """Each clear date is still read; the others are not, also when one of the clear ones has left the list."""
    dates = [("01/02/2026", "04/05/2026"), ("25/02/2026", "26/05/2026"), ("02/25/2026", "05/27/2026")]
    server.on("/feed", reply(rss(*dates)))
    configure(home, server)
    home.publish(now=at(0))
    assert last_days(home) == {"1": "", "2": "2026-05-26T21:59:59Z", "3": ""}
    server.on("/feed", reply(rss(*dates[:2])))
    home.publish(now=at(2))
    assert last_days(home)["1"] == ""


def test_a_date_that_is_understood_later_moves_nothing(home: Any, server: Server) -> None:
    """The last day is rendered; the dates of publication and of the last change stay."""
    server.on("/feed", reply(rss(("01/02/2026", "04/05/2026"))))
    configure(home, server)
    home.publish(now=at(0))
    (before,) = home.json("jobs.json")["items"]
    server.on("/feed", reply(rss(("01/02/2026", "04/05/2026"), ("25/02/2026", ""))))
    home.publish(now=at(30))
    after = {item["id"]: item for item in home.json("jobs.json")["items"]}[before["id"]]
    assert after["_jobposting"]["validThrough"] == LAST_DAY["day-first"]
    dates = ("date_published", "date_modified")
    assert [after.get(name) for name in dates] == [before.get(name) for name in dates]


def test_a_table_with_unclear_dates_is_tried(home: Any, server: Server) -> None:
    """The columns are recognised; dates of which no other shows the order are not, and `dates:` is the remedy."""
    names = "Reference;Title;Url;Company;City;Publication date;Deadline;Contract type;Description"
    rows = [
        f"R-{number};Baker {number};https://p.example/jobs/{number};Oven Ltd;Leeds;0{number}/04/2026;0{number}/06/2026;"
        f"Permanent;Bread {number} is worth baking, day by day, with others."
        for number in (1, 2, 3)
    ]
    server.on("/table", reply("\n".join([names, *rows]).encode(), headers={"Content-Type": "text/csv"}))
    configure(home, server)
    ran = home.run("try", server.url("/table"), "--now", at(1))
    assert ran.status == 0
    assert "`dates: day-first`" in ran.out
    assert "01/04/2026" in ran.out
    assert "2026-04-0" not in ran.out
