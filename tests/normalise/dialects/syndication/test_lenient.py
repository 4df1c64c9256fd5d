"""Feeds that leave out what the specification demands, where only one meaning is left."""

from __future__ import annotations

import json

import pytest

from feeds.model.post import Document
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.item import Batch, SourceOptions

URL = "https://partner.example/feed"
NAMES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'


def read(body: str) -> Batch:
    assert syndication.recognises(body.encode())
    return syndication.read(Document("partner", URL, body.encode(), ""), SourceOptions(URL))


@pytest.mark.parametrize(
    "title",
    [
        "<dc:title>A job</dc:title>",
        "<media:title>A job</media:title>",
        "<title/><dc:title>A job</dc:title>",
        "<media:group><media:title>A job</media:title></media:group>",
    ],
)
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_title_of_another_namespace(title: str, kind: str) -> None:
    """That of Dublin Core or Media RSS, where there is no other."""
    if kind == "rss":
        body = f"<rss {NAMES}><channel><item>{title}<guid>a</guid></item></channel></rss>"
    else:
        body = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}><entry>{title}<id>urn:a</id></entry></feed>'
    (item,) = read(body).items
    assert item.title == "A job"


def test_the_title_of_a_file_is_none_of_the_entry() -> None:
    """A picture may have a title; the entry's own one comes first."""
    picture = '<media:content url="https://p.example/a.png"><media:title>A picture</media:title></media:content>'
    with_title = "<item><title>A job</title><media:title>Other</media:title><guid>b</guid></item>"
    body = f"<rss {NAMES}><channel><item>{picture}<guid>a</guid></item>{with_title}</channel></rss>"
    assert [item.title for item in read(body).items] == ["", "A job"]


@pytest.mark.parametrize("version", ["1.1", "1.0", "1", 1, 1.0, 1.1, "https://jsonfeed.org/version/1"])
def test_the_number_of_the_version(version: object) -> None:
    """Where the keys are those of JSON Feed."""
    feed = {"version": version, "title": "P", "items": [{"id": "a", "title": "A job", "content_text": "x"}]}
    (item,) = read(json.dumps(feed)).items
    assert (item.id, item.title) == ("a", "A job")


@pytest.mark.parametrize(
    "value",
    [
        {"version": "1.1", "items": [{"id": 1, "name": "A job"}]},
        {"version": 2, "items": [{"id": "a", "content_text": "x"}]},
        {"version": True, "items": [{"id": "a", "content_text": "x"}]},
        {"version": "11", "items": [{"id": "a", "content_text": "x"}]},
    ],
)
def test_records_are_no_feed(value: object) -> None:
    """Many programs number the version of their answers."""
    assert not syndication.recognises(json.dumps(value).encode())


@pytest.mark.parametrize("head", ["<feed>", '<?xml version="1.0"?>\n<feed>', '<feed version="1.0" lang="en">'])
def test_atom_without_a_namespace(head: str) -> None:
    """By its elements; those of other namespaces keep theirs."""
    entry = (
        "<entry><title>A job</title><id>urn:a</id><updated>2026-11-24T09:05:00Z</updated>"
        '<link href="/a"/><author><name>Jane</name></author>'
        '<dc:subject xmlns:dc="http://purl.org/dc/elements/1.1/">x</dc:subject>'
        '<content type="html">&lt;p&gt;T</content></entry>'
    )
    (item,) = read(f"{head}<title>P</title>{entry}</feed>").items
    assert (item.id, item.title, item.url, item.tags) == ("urn:a", "A job", "/a", ("x",))
    assert item.updated == "2026-11-24T09:05:00Z"
    assert item.authors[0].name == "Jane"
    assert item.content_html == "<p>T"


def test_other_xml_is_no_atom() -> None:
    """A list of records may be called `feed`, too."""
    assert not syndication.recognises(b"<feed><job><id>1</id><title>A job</title></job></feed>")
