"""The day of the last change, as an author states it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.releases import read_differently

from feeds.ledger.lifecycle import PostVersion, next_lifecycle
from feeds.model.instant import rfc3339
from feeds.model.post import Stated

PUBLISHED = "2026-02-01"
LATER, AFTER = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"
KEYS = {
    "Hugo": "lastmod",
    "Jekyll": "last_modified_at",
    "Astro": "updatedDate",
    "Zola": "updated",
    "Obsidian": "date modified",
    "Hugo, by another name": "modified",
    "Decap": "updated_at",
    "French": "Mis à jour le",
}


def item(home: Any) -> Any:
    (found,) = home.json("news.json")["items"]
    return found


def updated(home: Any) -> str:
    return str(item(home)["date_modified"])


def notes(ran: Any, word: str) -> list[dict[str, Any]]:
    return [problem for problem in ran.report["problems"] if word in problem["text"]]


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_a_new_post(home: Any, key: str) -> None:
    home.post("a.md", title="T", date=PUBLISHED, **{key: "2026-02-10T08:00:00Z"})
    ran = home.publish()
    assert (item(home)["date_published"], updated(home)) == ("2026-01-31T23:00:00Z", "2026-02-10T08:00:00Z")
    assert "_update" not in item(home)
    assert not notes(ran, key)


def test_the_latest_of_several_counts(home: Any) -> None:
    home.post("a.md", title="T", date=PUBLISHED, updated="2026-02-03", lastmod="2026-02-10", modified="2026-02-05")
    home.publish()
    assert updated(home) == "2026-02-09T23:00:00Z"


@pytest.mark.parametrize(
    ("stated", "word"),
    [("2026-01-20", "a date after 2026-02-01"), ("2026-09-01", "to come"), ("soon", "a date"), (["x"], "a date")],
)
def test_a_day_that_does_not_count_is_reported(home: Any, stated: Any, word: str) -> None:
    """With its line, and the post is dated as without it."""
    home.post("a.md", title="T", date=PUBLISHED, lastmod=stated)
    ran = home.publish()
    (note,) = notes(ran, f"expected {word}") or notes(ran, word)
    assert (note["line"], note["field"]) == (4, "lastmod")
    assert updated(home) == "2026-01-31T23:00:00Z"


@pytest.mark.parametrize("stated", ["2026-02-01", "2026-02-01T10:00:00+01:00"])
def test_the_day_of_publication_is_no_mistake(home: Any, stated: str) -> None:
    home.post("a.md", title="T", date="2026-02-01T15:00:00+01:00", lastmod=stated)
    assert not notes(home.publish(), "lastmod")
    assert updated(home) == "2026-02-01T14:00:00Z"


class TestPublished:
    """A post that is published already."""

    def test_a_stated_day_moves_it(self, home: Any) -> None:
        home.post("a.md", title="T", date=PUBLISHED)
        home.publish()
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20")
        ran = home.publish(now=LATER)
        assert updated(home) == "2026-02-19T23:00:00Z"
        assert [one["change"] for one in ran.report["transitions"]] == ["changed"]
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20", keywords="")
        assert home.publish(now=AFTER).report["transitions"] == []

    def test_an_edit_with_its_day(self, home: Any) -> None:
        home.post("a.md", title="T", date=PUBLISHED)
        home.publish()
        home.post("a.md", "A new text.", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish(now=LATER)
        assert updated(home) == "2026-02-19T23:00:00Z"
        assert item(home)["_update"]["changes"] == ["text"]

    def test_an_edit_after_its_day(self, home: Any) -> None:
        """The day that it stated before is not that of a later edit."""
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish()
        home.post("a.md", "A new text.", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish(now=LATER)
        assert updated(home) == LATER

    def test_an_edit_whose_day_is_to_come(self, home: Any) -> None:
        home.post("a.md", title="T", date=PUBLISHED)
        home.publish()
        home.post("a.md", "A new text.", title="T", date=PUBLISHED, lastmod="2026-09-01")
        assert notes(home.publish(now=LATER), "to come")
        assert updated(home) == LATER

    def test_it_never_moves_back(self, home: Any) -> None:
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish()
        for stated in ("2026-02-10", "2026-02-19", None):
            home.post("a.md", title="T", date=PUBLISHED, **({"lastmod": stated} if stated else {}))
            assert home.publish(now=LATER).report["transitions"] == []
            assert updated(home) == "2026-02-19T23:00:00Z"

    def test_another_release_moves_nothing(self, home: Any) -> None:
        """It reads a day that the release before did not know; later the file is touched, then edited."""
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish()
        forget_what_was_stated(home)
        assert updated(home) == "2026-01-31T23:00:00Z"
        assert home.publish(now=LATER).report["transitions"] == []
        assert updated(home) == "2026-01-31T23:00:00Z"
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20", layout="post")
        assert home.publish(now=LATER).report["transitions"] == []
        assert updated(home) == "2026-01-31T23:00:00Z"
        home.post("a.md", "A new text.", title="T", date=PUBLISHED, lastmod="2026-02-20", layout="post")
        home.publish(now=AFTER)
        assert updated(home) == AFTER

    def test_another_site_follows(self, home: Any) -> None:
        """What a feed states of an edited post is the time that the ledger has."""
        home.post("a.md", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish()
        home.post("a.md", "A new text.", title="T", date=PUBLISHED, lastmod="2026-02-20")
        home.publish(now=LATER)
        assert "updated" not in item(home).get("_feeds", {})
        read_differently(home.root)
        home.publish(now=AFTER)
        assert updated(home) == LATER


def forget_what_was_stated(home: Any) -> None:
    """Let the ledger be that of a release that did not read the day of the last change."""
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        for entry, payload in ledger.execute("select entry, payload from posts").fetchall():
            post = json.loads(payload) | {"updated": None}
            ledger.execute("update posts set payload = ? where entry = ?", (json.dumps(post), entry))
        ledger.execute("update entries set updated = published, digest = 'another'")
        ledger.execute("update meta set value = '' where name like 'context %' or name in ('program', 'config')")
        ledger.execute("update meta set value = 'another release' where name = 'published_key'")
        ledger.commit()
    home.publish()


DAYS = st.dates(date(2026, 1, 1), date(2026, 6, 1))


@given(st.lists(st.tuples(DAYS, st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_it_only_moves_forward_and_never_ahead(history: list[tuple[date, bool, bool]]) -> None:
    """Whatever authors state in whatever order, at a time that goes on."""
    now, known = datetime(2026, 2, 1, tzinfo=UTC), None
    for number, (day, restated, significant) in enumerate(history):
        stated = datetime(day.year, day.month, day.day, tzinfo=UTC)
        changes = ("text",) if significant else ()
        version = PostVersion(Stated(), str(number), None, changes, stated if restated else None, restated=restated)
        after = next_lifecycle(known, version, now)
        assert after.updated <= now, rfc3339(after.updated)
        assert known is None or after.updated >= known.updated
        assert known is None or restated or significant or after.updated == known.updated
        known, now = after, now + timedelta(days=9)
