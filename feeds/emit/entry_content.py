"""What the formats share: addresses, authors, texts, and the check of a document that was read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote, urlsplit

from feeds.emit import localize
from feeds.model.entry import Entry, Listing
from feeds.model.errors import OutputError
from feeds.model.post import Attachment, Author, Post
from feeds.model.settings import Site


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


def check_ids(path: str, read: Sequence[object], written: Sequence[object]) -> None:
    """Compare what a document says when it is read back with what was to be written.

    Raises OutputError when entries are missing, doubled or out of order.
    """
    if list(read) != list(written):
        pairs = zip([*read, None], [*written, None], strict=False)
        seen, meant = next((pair for pair in pairs if pair[0] != pair[1]), (None, None))
        raise OutputError(f"{path}: read back, it holds {seen!r} where {meant!r} was written")
