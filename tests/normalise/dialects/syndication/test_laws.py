"""One entry, three formats: what is written as RSS, Atom or JSON Feed reads back as the same Item."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.model.errors import PostError
from feeds.model.post import Attachment, Author, Document
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.item import Item, SourceOptions

WHERE = "https://partner.example/feed"
LETTERS = st.characters(
    min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f", exclude_categories=("Cc", "Cs", "Cn")
)
TEXT = st.text(LETTERS, max_size=30).map(lambda text: " ".join(text.split()))
SOME = TEXT.filter(bool)
URL = st.from_regex(r"https://a\.example/[a-z0-9/?=&;%]{0,20}", fullmatch=True)
NAME = st.from_regex(r"[A-Za-zé' -]{0,10}[a-z]", fullmatch=True).map(lambda name: " ".join(name.split()))
DATE = st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat() + "Z")
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def items(draw: st.DrawFn) -> Item:
    full, short = draw(TEXT.map(escape)), draw(TEXT.map(escape))
    files = draw(st.lists(st.builds(Attachment, URL, st.just("a/b"), st.none() | st.integers(1, 999)), max_size=2))
    return Item(
        id=draw(SOME),
        url=draw(URL),
        base=WHERE,
        title=draw(TEXT),
        content_html=full,
        summary_html=short if full and short != full else "",
        published=draw(DATE),
        updated=draw(DATE),
        language=draw(st.sampled_from(["", "fr", "de-CH"])),
        authors=tuple({name: Author(name) for name in draw(st.lists(NAME, max_size=2))}.values()),
        tags=tuple(dict.fromkeys(draw(st.lists(SOME, max_size=3)))),
        related=draw(st.just("") | URL),
        attachments=tuple({file.url: file for file in files}.values()),
    )


def element(name: str, text: str, **attributes: str) -> str:
    said = "".join(f" {key.replace('_', ':')}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{said}>{escape(text)}</{name}>" if text or said else ""


def size(file: Attachment) -> dict[str, str]:
    return {"length": str(file.size)} if file.size else {}


def as_rss(item: Item) -> str:
    parts = [
        element("guid", item.id, isPermaLink="false"),
        element("link", item.url),
        element("title", item.title),
        element("content:encoded", item.content_html),
        element("description", item.summary_html),
        element("pubDate", item.published),
        element("atom:updated", item.updated),
        element("dc:language", item.language),
        *(element("dc:creator", author.name) for author in item.authors),
        *(element("category", tag) for tag in item.tags),
        *(element("enclosure", "", url=file.url, type=file.media_type, **size(file)) for file in item.attachments),
        element("atom:link", "", rel="related", href=item.related) if item.related else "",
    ]
    names = (
        'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    )
    return f'<rss version="2.0" {names}><channel><item>{"".join(parts)}</item></channel></rss>'


def as_atom(item: Item) -> str:
    language = f' xml:lang="{item.language}"' if item.language else ""
    parts = [
        element("id", item.id),
        element("link", "", href=item.url),
        element("title", item.title),
        element("content", item.content_html, type="html"),
        element("summary", item.summary_html, type="html"),
        element("published", item.published),
        element("updated", item.updated),
        *(f"<author>{element('name', author.name)}</author>" for author in item.authors),
        *(element("category", "", term=tag) for tag in item.tags),
        *(
            element("link", "", rel="enclosure", href=file.url, type=file.media_type, **size(file))
            for file in item.attachments
        ),
        element("link", "", rel="related", href=item.related) if item.related else "",
    ]
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry{language}>{"".join(parts)}</entry></feed>'


def as_json(item: Item) -> str:
    said = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.content_html,
        "date_published": item.published,
        "date_modified": item.updated,
        "language": item.language,
        "authors": [{"name": author.name} for author in item.authors],
        "tags": item.tags,
        "external_url": item.related,
        "attachments": [
            {"url": file.url, "mime_type": file.media_type, "size_in_bytes": file.size} for file in item.attachments
        ],
    }
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [said]})


def back(body: str, encoding: str = "utf-8", charset: str = "") -> Item:
    document = Document("p", WHERE, body.encode(encoding), "", charset=charset)
    assert syndication.recognises(document.body)
    batch = syndication.read(document, SourceOptions())
    assert batch.problems == ()
    (item,) = batch.items
    return item


@given(items())
@pytest.mark.slow
def test_an_entry_is_the_same_in_every_format(item: Item) -> None:
    """Whatever it says; a summary in JSON Feed is plain text, and so left out here."""
    assert back(as_rss(item)) == item
    assert back(as_atom(item)) == replace(item, atom_id=item.id)
    assert back(as_json(item)) == replace(item, summary_html="", related="", external_url=item.related)


@settings(max_examples=25)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@given(item=items())
@pytest.mark.slow
def test_an_entry_is_the_same_in_every_encoding(encoding: str, item: Item) -> None:
    assert back(as_rss(item), encoding) == replace(back(as_atom(item), encoding), atom_id="") == item


@given(items())
@pytest.mark.slow
def test_an_entry_is_the_same_when_it_was_published_before(item: Item) -> None:
    """Former entries come of the same reading."""
    for write in (as_rss, as_atom, as_json):
        (former,) = syndication.previous_feed(Document("p", WHERE, write(item).encode(), "")).entries
        assert former.id == item.id
        assert former.published == syndication.instant(item.published)


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<rss>{text}</rss>".encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    document = Document("p", WHERE, body, "")
    syndication.recognises(body)
    with suppress(PostError):
        syndication.read(document, SourceOptions())
