"""A job that closes is shown closed in its feeds for some days, since feed readers know no tombstones."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import feedparser
import pytest

DAYS = [f"2026-03-{day:02}T09:00:00Z" for day in range(1, 32)]


def items(home, name="jobs"):
    return {item["title"]: item for item in json.loads((home.output / f"{name}.json").read_text())["items"]}


def titles(home, path):
    return [entry.title for entry in feedparser.parse((home.output / path).read_bytes()).entries]


def tombstones(home, name="jobs"):
    removed = json.loads((home.output / f"{name}.json").read_text())["_feeds"].get("removed", [])
    return {one["id"]: (one["when"], one["state"]) for one in removed}


@pytest.mark.parametrize(
    ("matter", "title", "state"),
    [
        ({"poste_pourvu": True}, "[Pourvu] Dev", "filled"),
        ({"open": False}, "[Clos] Dev", "closed"),
        ({"deadline": "2026-03-02"}, "[Clos] Dev", "expired"),
        ({"lang": "en", "open": False}, "[Closed] Dev", "closed"),
        ({"lang": "en", "filled": True}, "[Filled] Dev", "filled"),
    ],
)
def test_a_job_that_closes_stays_a_week_and_leaves(home, matter, title, state):
    """Its title states it in each format, `updated` is the closing, and its tombstone the day on which it left."""
    home.configure(policy=None)
    language = {key: value for key, value in matter.items() if key == "lang"}
    home.job("dev.md", title="Dev", **language)
    home.job("other.md", title="Autre")
    home.publish(now=DAYS[0])
    (id_,) = (item["id"] for name, item in items(home).items() if name.startswith("Dev"))
    home.job("dev.md", title="Dev", **matter)
    home.publish(now=DAYS[2])
    marked = items(home)[title]
    closed = datetime.fromisoformat(marked["date_modified"])
    assert marked["id"] == id_
    assert marked["_job"]["state"] == state
    assert "_jobposting" not in marked
    assert not tombstones(home)
    for path in ("jobs.rss", "jobs.atom"):
        assert sorted(titles(home, path)) == sorted(["Autre", title]), path
    assert id_.removeprefix("urn:uuid:") not in (home.output / "jobs.jsonld").read_text()
    assert "/posts/dev/" not in (home.output / "index.html").read_text()
    assert home.publish(now=DAYS[5]).written == set()
    home.publish(now=(closed + timedelta(days=7)).isoformat())
    assert list(items(home)) == ["Autre"]
    assert tombstones(home) == {id_: ((closed + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ"), state)}


@pytest.mark.parametrize("matter", [{"draft": True}, None])
def test_a_draft_or_a_deleted_file_goes_at_once(home, matter):
    """Also one that is shown closed: its tombstone has the time at which it left."""
    home.configure(policy=None)
    for name in ("a", "b"):
        home.job(f"{name}.md", title=name)
    home.publish(now=DAYS[0])
    home.job("b.md", title="b", open=False)
    home.publish(now=DAYS[1])
    for name in ("a", "b"):
        if matter:
            home.job(f"{name}.md", title=name, **matter)
        else:
            (home.root / f"sources/{name}.md").unlink()
    home.publish(now=DAYS[3])
    assert items(home) == {}
    assert {when for when, _ in tombstones(home).values()} == {DAYS[3]}


def test_what_was_closed_before_it_was_published_is_never_shown(home):
    home.configure(policy=None)
    home.job("filled.md", poste_pourvu=True)
    home.job("late.md", deadline="2026-02-01")
    home.publish(now=DAYS[0])
    assert items(home) == {}
    assert tombstones(home) == {}


def test_a_job_opened_again_is_marked_no_more(home):
    home.configure(policy=None)
    home.job("dev.md", title="Dev")
    home.publish(now=DAYS[0])
    home.job("dev.md", title="Dev", open=False)
    home.publish(now=DAYS[1])
    home.job("dev.md", title="Dev", open=True)
    home.publish(now=DAYS[2])
    assert list(items(home)) == ["Dev"]
    home.publish(now=DAYS[20])
    assert list(items(home)) == ["Dev"]


def test_another_setting_brings_nothing_back(home):
    """How long a job is shown closed is decided when it closes; an article leaves immediately."""
    home.configure(policy={"closed_entry_days": 0}, feeds=["jobs", "news"])
    home.job("dev.md", title="Dev")
    home.post("news.md", title="News", date="2026-02-01")
    home.publish(now=DAYS[0])
    home.job("dev.md", title="Dev", open=False)
    home.post("news.md", title="News", date="2026-02-01", open=False)
    home.publish(now=DAYS[1])
    assert items(home) == {} == items(home, "news")
    home.configure(policy={"closed_entry_days": 30})
    home.publish(now=DAYS[2])
    assert items(home) == {}


def test_marked_entries_do_not_count_against_the_limit(home):
    """Nor does one appear that was not in the feed, because older ones than it were beyond the limit."""
    home.configure(policy=None, feeds=[{"name": "jobs", "limit": 2, "history": "window", "title": "Jobs"}])
    for day in range(1, 6):
        home.job(f"{day}.md", title=f"Job {day}", date=f"2026-02-0{day}")
    home.publish(now=DAYS[0])
    assert list(items(home)) == ["Job 5", "Job 4"]
    for day in (1, 5):
        home.job(f"{day}.md", title=f"Job {day}", date=f"2026-02-0{day}", poste_pourvu=True)
    home.publish(now=DAYS[1])
    assert list(items(home)) == ["[Pourvu] Job 5", "Job 4", "Job 3"]


def test_a_job_in_an_archive_is_shown_closed_in_the_live_document(home):
    home.configure(policy=None, feeds=[{"name": "jobs", "limit": 2, "history": "archived", "title": "Jobs"}])
    for day in range(1, 6):
        home.job(f"{day}.md", title=f"Job {day}", date=f"2026-02-0{day}")
    home.publish(now=DAYS[0])
    assert set(items(home, "jobs-archive-0001")) == {"Job 1", "Job 2"}
    home.job("1.md", title="Job 1", date="2026-02-01", poste_pourvu=True)
    home.publish(now=DAYS[1])
    assert "[Pourvu] Job 1" in items(home)
    assert set(items(home, "jobs-archive-0001")) == {"Job 2"}


def test_a_lost_ledger_knows_what_is_shown_closed(home):
    """It leaves on the same day, and nothing moves."""
    home.configure(policy=None)
    home.job("dev.md", title="Dev")
    home.publish(now=DAYS[0])
    home.job("dev.md", title="Dev", poste_pourvu=True)
    home.publish(now=DAYS[1])
    before = (home.output / "jobs.json").read_bytes()
    (home.root / ".feeds/ledger.sqlite").unlink()
    home.publish(now=DAYS[2])
    assert (home.output / "jobs.json").read_bytes() == before
    home.publish(now=DAYS[9])
    assert items(home) == {}
    assert [when for when, _ in tombstones(home).values()] == [DAYS[8]]


def test_feeds_when_lists_the_day_on_which_it_leaves(home):
    home.configure(policy=None)
    home.job("dev.md", title="Dev")
    home.publish(now=DAYS[0])
    home.job("dev.md", title="Dev", poste_pourvu=True)
    home.publish(now=DAYS[1])
    coming = {one["what"]: one["at"] for one in home.run("when", "--json", "--now", DAYS[1]).report}
    assert coming["leaves_feeds"] == DAYS[8]
    assert coming["tombstone_expires"] == "2026-04-08T09:00:00Z"
