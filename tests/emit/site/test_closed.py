"""closed.json for programs that follow what is gone."""

import json
from datetime import UTC, datetime

from feeds.emit.site import closed

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)


def test_closed_entries_newest_first(site, entry):
    """Every closed entry says when and why; open, scheduled and draft ones are not there."""
    listings = [
        entry(1, state="filled", reason="the position was filled", closed=AT).listing,
        entry(2).listing,
        entry(3, state="draft").listing,
        entry(4, state="scheduled").listing,
        entry(5, job=None, state="removed", closed=AT.replace(month=7)).listing,
        entry(6, state="expired").listing,
    ]
    output = closed.emit(site, listings)
    document = json.loads(output.body)
    assert (output.path, output.media_type) == ("closed.json", "application/json")
    assert (document["version"], document["title"]) == (1, "Emplois & métiers")
    assert [item["state"] for item in document["closed"]] == ["removed", "filled", "expired"]
    assert document["closed"][1] == {
        "id": "urn:uuid:00000000-0000-5000-8000-000000000001",
        "url": "https://jobs.example.org/posts/1/",
        "when": "2026-06-01T08:00:00Z",
        "why": "the position was filled",
        "state": "filled",
        "title": "Offre n° 1",
        "kind": "job",
        "language": "fr",
        "published": "2026-03-02T12:00:00Z",
        "updated": "2026-03-02T13:00:00Z",
        "shown": False,
    }
    assert "when" not in document["closed"][2]  # only its author knows
    assert document["closed"][2]["why"] == "expired"


def test_a_post_taken_back_to_draft_is_withdrawn(site, entry):
    """Who copied it must learn that it is over; that its author goes on writing is nobody's business."""
    output = closed.emit(site, [entry(1, state="draft", reason="it is marked as a draft", closed=AT).listing])
    (item,) = json.loads(output.body)["closed"]
    assert (item["state"], item["why"]) == ("withdrawn", "it was taken back")


def test_order_of_listings_does_not_matter(site, entry):
    """Entries closed at one moment are ordered by id."""
    listings = [entry(number, state="closed", closed=AT).listing for number in range(1, 6)]
    assert closed.emit(site, listings) == closed.emit(site, listings[::-1])


def test_nothing_closed(site):
    """Without closed entries the list is empty, not missing."""
    assert json.loads(closed.emit(site, []).body)["closed"] == []


def test_only_what_is_said_is_named(entry):
    """An edit of a text is no reason to write the list again; whatever it shows is."""
    one = entry(1, state="closed", closed=AT, revision="digest.closed.2026").listing
    assert closed.fingerprint(one) == closed.fingerprint(one._replace(revision="other.closed.2026"))
    changes = {"id": "urn:x", "url": "https://x.example.org/", "title": "Other", "kind": "article"}
    changes |= {"reason": "other", "shown": not one.shown, "revision": "digest.removed.2026"}
    for field, value in changes.items():
        assert closed.fingerprint(one) != closed.fingerprint(one._replace(**{field: value})), field
