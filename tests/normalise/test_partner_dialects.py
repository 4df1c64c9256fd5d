"""Where documents of partners lead, and which of them are read."""

from __future__ import annotations

import json

import pytest

from feeds.model.post import Document
from feeds.model.source_state import FollowUp, FollowUps
from feeds.normalise import partner_dialects
from feeds.normalise.dialects.item import Batch, Item, SourceOptions

URL = "https://partner.example/jobs.atom"
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id>'
    '<link rel="alternate" type="application/feed+json" href="{}"/></feed>'
)


def links(body: str, url: str = URL, dialect: str = "") -> FollowUps:
    document, given = Document("p", url, body.encode(), ""), SourceOptions(url, dialect)
    batch = partner_dialects.read_ahead(document, given)
    return partner_dialects.follow_ups(batch, document, given) if batch else FollowUps()


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("jobs.json", "https://partner.example/jobs.json"),
        ("https://www.partner.example/jobs.json", "https://www.partner.example/jobs.json"),
        ("https://other.example/jobs.json", ""),
        ("https://partner.example:8443/jobs.json", ""),
    ],
)
def test_json_feeds_of_the_same_host_are_followed(href: str, found: str) -> None:
    assert links(ATOM.format(href)).alternates == ((FollowUp(found),) if found else ())


def test_a_page_whose_dialect_is_named_is_read_as_a_page() -> None:
    page = '<html><link rel="alternate" type="application/feed+json" href="/jobs.json"><p>Jobs</html>'
    assert links(page).alternates == ()
    home = "https://partner.example/"
    assert links(page, home).alternates == (FollowUp("https://partner.example/jobs.json"),)
    assert links(page, home, "job_posting").alternates == ()


def test_the_json_feed_of_another_feeds_is_known_by_its_extension() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": []}
    assert not links(json.dumps(feed)).extended
    assert links(json.dumps({**feed, "_feeds": {}})).extended
    assert not links(json.dumps({**feed, "items": [{"id": "1", "_feeds": {}}]})).extended


def test_each_entry_is_taken_once_from_the_feeds_that_hold_more() -> None:
    page, one, two = Batch((Item(id="0"),)), Batch((Item(id="1"),), extended=True), Batch((Item(id="2"),))
    both = Batch((Item(id="1"), Item(id="3")), extended=True)
    assert partner_dialects.preferred([page, two]) == [page, two]
    chosen = partner_dialects.preferred([one, page, both])
    assert [[item.id for item in batch.items] for batch in chosen] == [["1"], ["3"]]
