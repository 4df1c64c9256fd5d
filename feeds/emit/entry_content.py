"""What the formats share: addresses, authors, and JSON that was read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from feeds.emit import localize
from feeds.model.entry import Entry, Listing
from feeds.model.errors import OutputError
from feeds.model.post import Attachment, Author, Post
from feeds.model.settings import Site

_NOTHING: tuple[object, ...] = (None, "", (), [], {})
# What stands around the items of a list in an object: for one without a name, and for an empty one.
_BEFORE, _AFTER, _EMPTY = b'{\n "": [\n', b"\n ]\n}\n", b"[]\n}\n"
_OF_AN_ID = ("id", "identifier", "value")


def address(site: Site, path: str) -> str:
    """Name the address of a published file; `path` is relative to the output."""
    return site.url + quote(path)


def authors(entry: Entry) -> tuple[Author, ...]:
    """Name who wrote an entry: for a job without an author, the organisation that hires."""
    job = entry.post.job
    if entry.post.authors or job is None or not job.hiring_organization.name:
        return entry.post.authors
    return (Author(job.hiring_organization.name, job.hiring_organization.url),)


def attached(post: Post) -> tuple[Attachment, ...]:
    """Give the files of a post that have a media type, if only by their ending."""
    typed = (replace(file, media_type=file.media_type or _type_of(file.url)) for file in post.attachments)
    return tuple(file for file in typed if file.media_type)


def _type_of(url: str) -> str:
    from mimetypes import MimeTypes

    # Python's own table: the one of the machine would show in the output.
    return MimeTypes().guess_type(urlsplit(url).path)[0] or ""


def told(site: Site, listing: Listing) -> str:
    """Say in one paragraph of HTML what the last update changed; nothing where it changed nothing."""
    if not listing.changes:
        return ""
    speech = localize.speech(listing.language, site.language)
    language, voice = localize.primary(speech), localize.voice(speech, site.timezone)
    line = localize.updated(
        language, voice.text(listing.updated), localize.aspects(language, listing.changes)
    )
    return f"<p><em>{escape(line, quote=False)}</em></p>\n"


def content(site: Site, entry: Entry) -> str:
    """Give the text of an entry as feeds show it: first what changed, so that nobody has to look for it."""
    text = entry.post.content_html
    return told(site, entry.listing) + text if text else ""


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is unknown; zero and False are known."""
    return {key: value for key, value in values.items() if value not in _NOTHING}


def to_json(path: str, head: Mapping[str, Any], key: str, items: Iterable[tuple[str, Any]]) -> bytes:
    """Write a JSON document: `head`, then under `key` a list of items, each given with its entry's id.

    Item by item: held whole, a feed of thousands of jobs takes many times the memory of its text.
    Raises OutputError, naming the entry, for what JSON or UTF-8 cannot hold.
    """
    ids, pieces = [], []
    for entry_id, item in items:
        ids.append(json_id(item))
        alone = _dump({"": [item]}, f"{path}: entry {entry_id!a}")
        pieces.append(alone[len(_BEFORE) : -len(_AFTER)])
    body = _dump({**head, key: []}, f"{path}: its head")
    if pieces:
        body = b"".join((body.removesuffix(_EMPTY), b"[\n", b",\n".join(pieces), _AFTER))
    pieces.clear()
    kept = {key, *_OF_AN_ID}
    read = json.loads(body, object_hook=lambda part: {name: part[name] for name in kept & part.keys()})
    check_ids(path, [json_id(item) for item in read[key]], ids)
    return body


def json_id(item: Any) -> Any:
    """Find what an item is known by: its `id`, or as a JobPosting its identifier."""
    return item["id"] if "id" in item else item["identifier"]["value"]


def check_ids(path: str, read: Sequence[object], written: Sequence[object]) -> None:
    """Compare what a document says when it is read back with what was to be written.

    Raises OutputError when entries are missing, doubled or out of order.
    """
    if list(read) != list(written):
        pairs = zip([*read, None], [*written, None], strict=False)
        seen, meant = next((pair for pair in pairs if pair[0] != pair[1]), (None, None))
        raise OutputError(f"{path}: read back, it holds {seen!r} where {meant!r} was written")


def _dump(value: Any, where: str) -> bytes:
    """Write a value, one a line; asked to indent, `json` takes three times as long and writes the same."""
    from msgspec.json import format as indented

    try:
        return indented(json.dumps(value, ensure_ascii=False, allow_nan=False).encode(), indent=1) + b"\n"
    except ValueError as error:
        raise OutputError(f"{where}: {error}") from error
