"""Parse JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from feeds.model import federation
from feeds.model.entry import CLOSED, Removal
from feeds.model.post import Attachment, Author, Document
from feeds.model.problem import Message
from feeds.normalise import identity
from feeds.normalise.dialects.encoding import decode
from feeds.normalise.dialects.item import Batch, Item
from feeds.normalise.dialects.syndication.feed_fields import (
    FETCH_AGAIN,
    USE_FEED_URL,
    Feed,
    authors,
    check_count,
    first_web_url,
    next_link,
    number,
    paragraphs,
    refusal,
    removal,
    seconds,
    stripped,
)
from feeds.normalise.values.links import web_page

_VERSION = re.compile(r"(?:https?://(?:www\.)?jsonfeed\.org/version/)?1(?:\.[0-9]+)?/?")


def read(document: Document, url: str = "") -> Feed:
    """Parse a JSON Feed; raises PostError when a document is none, or not whole."""
    text = _text(document)
    feed = _parsed(document, text)
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(feed, dict) or not isinstance(items, list) or not _is_version(feed.get("version")):
        raise refusal(
            document, Message("JSON of another kind: no `version` of JSON Feed 1, or no `items`"), USE_FEED_URL
        )
    check_count(document, len(items))
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    if any(isinstance(one, int | float) for one in ids):
        # An id that is a number is converted to text exactly as written (JSON Feed, "Items").
        again = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=str)
        ids = [item.get("id") if isinstance(item, dict) else None for item in again["items"]]
    extension: Any = feed.get(federation.KEY)
    extended = isinstance(extension, dict)
    extension = extension if extended else {}
    home = stripped(extension.get(federation.SITE)) or stripped(feed.get("home_page_url"))
    own = first_web_url(document.locator, url, stripped(feed.get("feed_url")), home)
    language = stripped(feed.get("language"))
    writers = _authors(feed)
    older = web_page(stripped(feed.get("next_url")), own)
    # An item without the extension in a feed with it is as if its extension were empty.
    defaults: dict[str, Any] = {federation.KEY: {}} if extended else {}
    complete = extension.get(federation.COMPLETE)
    batch = Batch(
        tuple(
            _item(defaults | item if isinstance(item, dict) else {}, stripped(one), own, language, writers)
            for item, one in zip(items, ids, strict=True)
        ),
        complete=False if older and older != own else complete if isinstance(complete, bool) else None,
        total=number(extension.get(federation.TOTAL)),
        next=next_link(older, own),
        title=stripped(feed.get("title")),
        home=home,
        language=language,
        deleted=(*_removals(extension), *_shown_closed(items, ids)) if extended else (),
        extended=extended,
    )
    return Feed(batch, older="" if older == own else older)


def read_item(item: Mapping[str, Any], site_url: str) -> Item:
    """Return a single item of a feed of this program."""
    return _item({federation.KEY: {}, **item}, stripped(item.get("id")), site_url, "", ())


def _is_version(value: Any) -> bool:
    """Return whether a version is the URL of JSON Feed 1, or only its number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return bool(_VERSION.fullmatch(str(value) if is_number else stripped(value)))


def _text(document: Document) -> str:
    """Return the text: JSON is in UTF-8 (RFC 8259 §8.1), or in the encoding of the BOM or the server."""
    decoded = decode(document.body.lstrip(b" \t\r\n"), document.charset)
    if decoded.actual:
        raise refusal(document, Message("JSON in another encoding than UTF-8"), Message("save it as UTF-8"))
    return decoded.text.lstrip("\ufeff")


def _parsed(document: Document, text: str) -> Any:
    try:
        return json.loads(text, strict=False, parse_float=_float, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        found = Message("JSON that is invalid or incomplete: %(error)s", error=error.msg)
        raise refusal(document, found, FETCH_AGAIN, line=error.lineno) from error
    except RecursionError as error:
        raise refusal(document, Message("JSON nested too deeply"), USE_FEED_URL) from error
    except ValueError as error:  # CPython reads no number of more than 4,300 digits
        raise refusal(document, Message("JSON with a number that is too long"), USE_FEED_URL) from error


def _float(written: str) -> float | str:
    """Return a number; an infinite one stays text."""
    value = float(written)
    return value if math.isfinite(value) else written


def _item(item: Mapping[str, Any], name: str, base: str, language: str, writers: tuple[Author, ...]) -> Item:
    content = stripped(item.get("content_html")) or paragraphs(stripped(item.get("content_text")))
    summary = paragraphs(stripped(item.get("summary")))
    job, posting, extension = (item.get(key) for key in ("_job", "_jobposting", federation.KEY))
    return Item(
        id=name,
        url=stripped(item.get("url")),
        base=base,
        title=stripped(item.get("title")),
        content_html=content or summary,
        summary_html=summary if content else "",
        published=stripped(item.get("date_published")),
        updated=stripped(item.get("date_modified")),
        language=stripped(item.get("language")) or language,
        authors=_authors(item) or writers,
        tags=_texts(item.get("tags")),
        image=stripped(item.get("image")) or stripped(item.get("banner_image")),
        external_url=stripped(item.get("external_url")),
        attachments=_attachments(item.get("attachments")),
        state=stripped(job.get("state")) if isinstance(job, dict) else "",
        job=identity.with_reference(posting) if isinstance(posting, dict) else None,
        extension=extension if isinstance(extension, dict) else None,
    )


def _removals(extension: Mapping[str, Any]) -> tuple[Removal, ...]:
    """Return the entries that left the feed; earlier versions state their ids only."""
    found = {id_: removal(id_, "", "") for id_ in _texts(extension.get(federation.DELETED))}
    stated = extension.get(federation.REMOVED)
    for one in stated if isinstance(stated, list) else ():
        if isinstance(one, dict) and (id_ := stripped(one.get("id"))):
            found[id_] = removal(id_, stripped(one.get("state")), stripped(one.get("why")))
    return tuple(found.values())


def _shown_closed(items: Iterable[Any], ids: Iterable[Any]) -> Iterator[Removal]:
    """Yield the entries that a feed of this program shows closed before they leave it."""
    for item, id_ in zip(items, ids, strict=True):
        job = item.get("_job") if isinstance(item, dict) else None
        if isinstance(job, dict) and job.get("state") in CLOSED:
            yield removal(stripped(id_), job["state"], stripped(job.get("reason")))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(stripped, value)))) if isinstance(value, list) else ()


def _authors(value: Mapping[str, Any]) -> tuple[Author, ...]:
    """Return the `authors`, or the `author` of version 1.0."""
    listed = value.get("authors")
    persons = listed if isinstance(listed, list) and listed else [value.get("author")]
    return authors(*((stripped(one.get("name")), stripped(one.get("url"))) for one in persons if isinstance(one, dict)))


def _attachments(value: Any) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            url,
            stripped(one.get("mime_type")),
            number(one.get("size_in_bytes")) or None,
            stripped(one.get("title")),
            seconds(str(one.get("duration_in_seconds") or "")),
        )
        for one in (value if isinstance(value, list) else ())
        if isinstance(one, dict) and (url := stripped(one.get("url")))
    )
