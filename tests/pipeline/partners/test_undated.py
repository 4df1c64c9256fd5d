"""Entries of partners that are dated by their last change, or whose dates mean that there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

FIRST_SEEN = "2026-03-01T09:00:00Z"


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def atom(*dates: str) -> str:
    """Return an Atom feed of one entry with these elements for its dates."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:feed</id><title>F</title><entry><id>urn:x:1</id>'
        f"<title>Un</title><content>Un texte.</content>{''.join(dates)}</entry></feed>"
    )


def json_feed(**dates: Any) -> str:
    item = {"id": "urn:x:1", "title": "Un", "content_text": "Un texte.", **dates}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [item]})


def rss_item(date: str) -> str:
    item = f"<item><guid>urn:x:1</guid><title>Un</title><description>T</description><pubDate>{date}</pubDate></item>"
    return f'<rss version="2.0"><channel><title>F</title>{item}</channel></rss>'


def published(home: Any) -> str:
    (item,) = home.json("news.json")["items"]
    return str(item["date_published"])


@pytest.mark.parametrize(
    "body",
    [
        atom("<updated>2026-01-05T10:00:00Z</updated>"),
        (
            '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>F</title><entry><id>urn:x:1</id><title>Un</title>'
            "<content>T</content><modified>2026-01-05T10:00:00Z</modified></entry></feed>"
        ),
        json_feed(date_modified="2026-01-05T10:00:00Z"),
        atom("<published>1970-01-01T00:00:00Z</published>", "<updated>2026-01-05T10:00:00Z</updated>"),
        json_feed(date_published="2099-01-01", date_modified="2026-01-05T10:00:00Z"),
    ],
)
def test_an_entry_without_a_date_is_dated_by_its_last_change(home: Any, server: Server, body: str) -> None:
    server.on("/feed", reply(body.encode()))
    configure(home, server)
    home.publish()
    assert published(home) == "2026-01-05T10:00:00Z"


def test_a_later_change_moves_no_date_of_publication(home: Any, server: Server) -> None:
    other = atom("<updated>2026-03-01T10:00:00Z</updated>").replace("Un texte", "Un autre texte")
    server.on("/feed", reply(atom("<updated>2026-01-05T10:00:00Z</updated>").encode()), reply(other.encode()))
    configure(home, server)
    home.publish()
    ran = home.publish(now=at(3))
    assert published(home) == "2026-01-05T10:00:00Z"
    assert home.json("news.json")["items"][0]["date_modified"] == "2026-03-01T10:00:00Z"
    assert not [problem for problem in ran.report["problems"] if "other dates" in problem["text"]]


@pytest.mark.parametrize(
    "body",
    [
        rss_item("Thu, 01 Jan 1970 00:00:00 GMT"),
        rss_item("Wed, 31 Dec 1969 23:00:00 GMT"),
        json_feed(date_published="1970-01-01T01:00:00+01:00"),
        atom("<updated>1970-01-01T00:00:00Z</updated>"),
        rss_item("Fri, 01 Jan 2100 00:00:00 GMT"),
        json_feed(date_published="2028-06-01T00:00:00Z"),
        atom("<published>2099-12-31T00:00:00Z</published>", "<updated>2099-12-31T00:00:00Z</updated>"),
    ],
)
def test_a_date_that_means_none_is_reported(home: Any, server: Server, body: str) -> None:
    """The entry is dated by the day on which it is first seen, and stays so."""
    server.on("/feed", reply(body.encode()))
    configure(home, server)
    ran = home.publish()
    assert ran.status == 1
    assert published(home) == FIRST_SEEN
    home.publish(now=at(30))
    assert published(home) == FIRST_SEEN


def test_an_entry_of_next_year_waits_for_its_day(home: Any, server: Server) -> None:
    server.on("/feed", reply(json_feed(date_published="2027-06-01T00:00:00Z").encode()))
    configure(home, server)
    ran = home.publish()
    assert ran.report["counts"] == {"article scheduled": 1}
    assert home.json("news.json")["items"] == []
