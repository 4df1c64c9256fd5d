"""The first day of a post, in all forms and under all keys; one that is not understood holds a new post back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.post import Document, Post
from feeds.model.problem import Problem
from feeds.model.settings import Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS

CONTEXT = Context(Site("S", "https://s.example/"), folder="sources")
PARIS = Context(Site("S", "https://s.example/", timezone="Europe/Paris"), folder="sources")
DAY = date(2027, 1, 5)


def read(front: dict[str, Any] | str, context: Context = CONTEXT) -> tuple[Post, tuple[Problem, ...]]:
    matter = front if isinstance(front, str) else f"---\n{yaml.safe_dump(front, allow_unicode=True)}---\n"
    post, problems = DIALECTS["job_markdown"](Document("s", "sources/x.md", f"{matter}\nT.\n".encode(), "f"), context)
    assert post
    return post, problems


@pytest.mark.parametrize(
    "written",
    [
        20270105,
        "20270105",
        "2027-01-05 3:04 PM",
        "5 January 2027 3:04 pm",
        "Tue, 05 Jan 2027 15:04:00 GMT",
        "Tue, 5 Jan 2027 15:04:00 +0000",
        "20270105T150400Z",
        202701051504,
        "202701051504",
        20270105150400,
        "5. Januar 2027",
        "Dienstag, 5. Januar 2027",
        "5 de enero de 2027",
        "5 gennaio 2027",
        "5 januari 2027",
        "5 de janeiro de 2027",
        "5 janvier 2027",
        "2027-01-05",
        DAY,
        datetime(2027, 1, 5, 15, 4, tzinfo=UTC),
        ["2027-01-05"],
    ],
)
def test_a_first_day_in_any_form(written: Any) -> None:
    post, problems = read({"title": "T", "date": written})
    assert post.stated.opens
    assert post.stated.opens.at.date() == DAY
    assert post.stated.unclear == ""
    assert not [problem for problem in problems if problem.severity == "error"]


@pytest.mark.parametrize(
    "matter", ["+++\ndate = 2027-01-05\n+++\n", '{"pubDate": 20270105}\n', '{"date": "20270105"}\n']
)
def test_front_matter_of_any_form(matter: str) -> None:
    post, _ = read(matter)
    assert post.stated.opens
    assert post.stated.opens.at.date() == DAY


@pytest.mark.parametrize(
    "key",
    [
        "publishDate",
        "pubDate",
        "publishedDate",
        "go_live",
        "published_at",
        "publish-on",
        "Date de publication",
        "embargo",
        "datePublished",
        "publish_after",
        "go-live-date",
        "releaseDate",
        "scheduledAt",
        "Date de parution",
        "En ligne le",
        "à publier le",
        "embargo_date",
        "hold_until",
        "not_before",
        "available_from",
        "valid_from",
    ],
)
def test_keys_of_a_first_day(key: str) -> None:
    """The latest of several counts, so that nothing is published too early."""
    for more in ({}, {"date": "2026-01-01"}, {"published_at": "2026-02-01"}):
        post, _ = read({"title": "T", **more, key: "2027-01-05"})
        assert post.stated.opens
        assert post.stated.opens.day == DAY
        assert post.published
        assert post.published.day == DAY


@pytest.mark.parametrize("key", ["post_ouvert", "openingDate", "open_date", "opens_at"])
def test_keys_of_the_first_day_of_an_offer(key: str) -> None:
    """It opens on that day, whatever its date is."""
    for more in ({}, {"date": "2026-01-01"}):
        post, _ = read({"title": "T", "type": "job", **more, key: "2027-01-05"})
        assert post.stated.opens
        assert (post.kind, post.stated.opens.day) == ("job", DAY)


@pytest.mark.parametrize("key", ["date", "publishDate", "post_ouvert", "embargo"])
@pytest.mark.parametrize(
    "written",
    ["juin 2026", "30 juin", "bientôt", "30/06/26", "next Tuesday", "Q3 2026", 2026, "1899-12-31", {"day": 5}, True],
)
def test_what_is_not_understood_holds_a_post_back(key: str, written: Any) -> None:
    post, problems = read({"title": "T", key: written})
    assert post.stated.unclear == "day"
    (error,) = [problem for problem in problems if problem.severity == "error"]
    assert error.field == key
    assert "a published one keeps its day" in str(error)


@pytest.mark.parametrize("key", ["poste_ferme", "expires", "unpublishDate"])
def test_a_last_day_that_is_not_understood_is_reported_and_no_more(key: str) -> None:
    post, problems = read({"title": "T", key: "bientôt"})
    assert post.stated.unclear == ""
    assert [problem.severity for problem in problems if problem.field == key] == ["warning"]


@given(st.dates(date(1990, 1, 1), date(2150, 12, 31)))
def test_compact_dates_and_iso_dates_are_the_same(day: date) -> None:
    compact, _ = read({"title": "T", "date": int(day.strftime("%Y%m%d"))})
    usual, _ = read({"title": "T", "date": day.isoformat()})
    assert compact.stated == usual.stated


@pytest.mark.parametrize("name", ["2027-02-30-offer", "2027-13-45-offer", "2027_02_31 offer"])
def test_a_day_of_a_file_name_that_does_not_exist(name: str) -> None:
    """It holds a new post back, and is an error."""
    document = Document("posts", f"sources/{name}.md", b"---\ntitle: T\n---\nA text.\n", "")
    post, problems = DIALECTS["job_markdown"](document, CONTEXT)
    assert post
    assert post.stated.unclear == "day"
    assert [str(problem.found) for problem in problems if problem.severity == "error"] == ["a day that does not exist"]


@pytest.mark.parametrize(
    "matter",
    ["author: '\u200b'", "author: ['\u00ad', '<b></b>']", "tags: ['<b></b>', '\u202e']", "roles: x\nstartup: '\u200b'"],
)
def test_names_without_a_visible_letter_are_none(matter: str) -> None:
    """Neither authors nor tags nor employers."""
    document = Document("posts", "sources/2026-01-05-x.md", f"---\ntitle: T\n{matter}\n---\nA text.\n".encode(), "")
    post, _ = DIALECTS["job_markdown"](document, CONTEXT)
    assert post
    names = (*(author.name for author in post.authors), *post.tags)
    assert not {name for name in names if not name.isascii() or "<" in name}


PICKED = {
    "2021-03-31T22:00:00.000Z": date(2021, 4, 1),
    "2021-03-31T22:00:00Z": date(2021, 4, 1),
    "2021-01-31T23:00:00.000Z": date(2021, 2, 1),
    "2021-04-01T00:00:00.000+02:00": date(2021, 4, 1),
    "2021-03-31T23:00:00.000+01:00": date(2021, 4, 1),
    "20210331T220000Z": date(2021, 4, 1),
    "Wed, 31 Mar 2021 22:00:00 GMT": date(2021, 4, 1),
    "2021-03-31 22:00:00 UTC": date(2021, 4, 1),
    datetime(2021, 3, 31, 22, tzinfo=UTC): date(2021, 4, 1),
    "2021-03-31T22:00:01Z": None,
    "2021-03-31T23:00:00.000Z": None,
    "2021-04-01T00:00:00.000Z": None,
    "2021-04-01 00:00": None,
    "2021-03-31": date(2021, 3, 31),
}


@pytest.mark.parametrize("quote", ["", "'"])
@pytest.mark.parametrize("written", PICKED)
def test_local_midnight_of_a_date_picker_is_a_day(written: Any, quote: str) -> None:
    """Of a day of opening it is the start, of a day of closing the end; a day of withdrawal is an instant."""
    day, text = PICKED[written], f"{quote}{written}{quote}"
    closing, _ = read(f"---\ntitle: T\ntype: job\nposte_ferme: {text}\n---\n", PARIS)
    opening, _ = read(f"---\ntitle: T\ntype: job\npost_ouvert: {text}\n---\n", PARIS)
    withdrawn, _ = read(f"---\ntitle: T\ntype: job\ndepublication_date: {text}\n---\n", PARIS)
    assert closing.stated.closes
    assert opening.stated.opens
    assert withdrawn.stated.closes
    assert closing.stated.closes.day == opening.stated.opens.day == day
    assert withdrawn.stated.closes.day == (day if "T" not in text and ":" not in text else None)
    if day:
        at = closing.stated.closes.at.astimezone(ZoneInfo("Europe/Paris"))
        assert (at.date(), at.time()) == (day, time(23, 59, 59))
        assert opening.stated.opens.at == datetime.combine(day, time(), ZoneInfo("Europe/Paris"))


@given(st.dates(date(1990, 1, 1), date(2150, 12, 31)), st.sampled_from(["Europe/Paris", "America/New_York", "UTC"]))
def test_a_picked_day_is_that_day_in_any_zone(day: date, zone: str) -> None:
    context = Context(Site("S", "https://s.example/", timezone=zone), folder="sources")
    picked = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC).isoformat().replace("+00:00", ".000Z")
    for written in (picked, day.isoformat()):
        body = f"---\ntitle: T\ntype: job\nposte_ferme: {written}\n---\nT.\n".encode()
        post, _ = DIALECTS["job_markdown"](Document("s", "sources/x.md", body, "f"), context)
        assert post
        assert post.stated.closes
        assert post.stated.closes.day == day
