"""Parts of an entry that several formats share: URLs, authors, attachments, update note, id check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote, urlsplit

from feeds.emit import localize
from feeds.emit.facts import card
from feeds.model.entry import CLOSED, Entry, Listing
from feeds.model.errors import OutputError
from feeds.model.feed import Feed
from feeds.model.post import Attachment, Author, Post
from feeds.model.problem import Message
from feeds.model.settings import Content, Site


def output_url(site: Site, path: str) -> str:
    """Return the URL of an output, from its path relative to the output directory."""
    return site.url + quote(path)


def feed_page_url(site: Site, feed: Feed) -> str:
    """Return the URL of the page of a feed, which shows people what is in it; all its documents have the same one."""
    return output_url(site, f"{feed.current or feed.name}/")


def entry_title(site: Site, listing: Listing) -> str:
    """Return the title of an entry in feeds, which states that a job is closed: feed readers know no tombstones."""
    if listing.kind != "job" or listing.state not in CLOSED:
        return listing.title
    language = localize.primary_language(localize.choose_language(listing.language, site.language))
    return localize.closed_title(language, listing.title, filled=listing.state == "filled")


def entry_authors(entry: Entry) -> tuple[Author, ...]:
    """Return the authors of an entry; of a job without an author, the hiring organisation."""
    job = entry.post.job
    if entry.post.authors or job is None or not job.hiring_organization.name:
        return entry.post.authors
    return (Author(job.hiring_organization.name, job.hiring_organization.url),)


def typed_attachments(post: Post) -> tuple[Attachment, ...]:
    """Return the attachments whose media type is stated or follows from the file name's extension."""
    typed = (replace(file, media_type=file.media_type or type_of(file.url)) for file in post.attachments)
    return tuple(file for file in typed if file.media_type)


def type_of(url: str) -> str:
    """Return the media type that follows from the file name of a URL, or ""."""
    from mimetypes import MimeTypes

    # Python's own table: with the system's, outputs would differ between machines.
    return MimeTypes().guess_type(urlsplit(url).path)[0] or ""


def update_note(site: Site, listing: Listing) -> str:
    """Return an HTML paragraph that names what the last update changed; "" if it changed nothing."""
    if not listing.changes:
        return ""
    ui_language = localize.choose_language(listing.language, site.language)
    language = localize.primary_language(ui_language)
    formatter = localize.formatter(ui_language, site.timezone)
    line = localize.update_line(
        language, formatter.text(listing.updated), localize.changed_fields(language, listing.changes)
    )
    return f"<p><em>{escape(line, quote=False)}</em></p>\n"


def entry_html(site: Site, entry: Entry, content: Content | None = None, language: str = "") -> str:
    """Return the HTML of an entry: of `full` the facts of a job, the update note and the text.

    Of `text` it is all but the facts, of which a closed job keeps the notice; of `summary` the facts and the summary;
    of None the note and the text alone. `language` is that of the facts' labels.
    """
    ui_language = localize.choose_language(language, entry.listing.language, site.language)
    facts = card.card(site, entry, ui_language, notice_only=content == "text") if content else ""
    if content == "summary":
        return facts + (f"<p>{escape(entry.post.summary, quote=False)}</p>\n" if entry.post.summary else "")
    # A feed has the texts of many pages, so a link within one leads to its page.
    text = entry.post.content_html.replace('href="#', f'href="{escape(entry.listing.url)}#')
    return facts + (update_note(site, entry.listing) + text if text else "")


def check_ids(path: str, read: Sequence[object], written: Sequence[object]) -> None:
    """Compare the entry ids of a document that was read back with those that were written.

    Raises:
        OutputError: entries are missing, doubled or out of order.
    """
    if list(read) != list(written):
        pairs = zip([*read, None], [*written, None], strict=False)
        found, expected = next((pair for pair in pairs if pair[0] != pair[1]), (None, None))
        raise OutputError(
            Message(
                "%(path)s: when read back: expected the entry %(expected)s, found %(found)s",
                path=path,
                expected=f"{expected!r}",
                found=f"{found!r}",
            )
        )
