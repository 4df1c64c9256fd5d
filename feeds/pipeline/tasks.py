"""What one worker does with one chunk: read documents, write pages, write feeds.

Module-level functions of plain values, so that any `Executor` can take them to another process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from feeds.collect import folder as folders
from feeds.collect.folder import Folder, Found
from feeds.deliver.directory import Directory
from feeds.ledger import change_detection
from feeds.ledger.parsed_document import EntryFacts, ParsedDocument
from feeds.ledger.store import codec
from feeds.ledger.store.rows import Stamp, Written
from feeds.model.entry import Entry, Listing
from feeds.model.errors import OutputError, PostError
from feeds.model.feed import Feed, FeedLink, Output
from feeds.model.post import Document, Post
from feeds.model.problem import Problem
from feeds.model.settings import Site

if TYPE_CHECKING:
    from feeds.normalise.context import Context


class ReadTask(NamedTuple):
    """Some documents of a folder to be read; `known` are the fingerprints of those that may be the same."""

    folder: Folder
    root: Path
    context: Context
    files: tuple[Found, ...]
    known: Mapping[str, str]


class PageTask(NamedTuple):
    """Some pages to be written: each listing with its post's bytes and the key of its page."""

    site: Site
    feeds: tuple[FeedLink, ...]
    output: Path
    pages: tuple[tuple[Listing, bytes, str], ...]


class FeedDocument(NamedTuple):
    """A feed document to be written: head, listings and posts of its entries, formats with path and key."""

    head: Feed
    entries: tuple[tuple[Listing, bytes], ...]
    formats: tuple[tuple[str, str, str], ...]


class FeedTask(NamedTuple):
    """Some feed documents to be written; whether it is the `first` time that anything is."""

    site: Site
    output: Path
    first: bool
    documents: tuple[FeedDocument, ...]


class Done(NamedTuple):
    """What came of some outputs: `changed` are the paths with new bytes.

    `failed` names what has no output: the ids of entries without a page, or the paths of documents.
    """

    written: tuple[Written, ...] = ()
    changed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def prepare_to_read() -> None:
    """Load what reading needs."""
    from feeds.normalise import html

    html.render("*ready*", "https://example.org/", None)


def read(task: ReadTask) -> bytes:
    """Read and normalise documents, for `unpacked`; a bad one is a `ParsedDocument` with problems."""
    return codec.pack(tuple(_read(task, found) for found in task.files))


def unpacked(readings: bytes) -> tuple[ParsedDocument, ...]:
    """Give the readings that `read` gave."""
    return codec.unpack(readings, tuple[ParsedDocument, ...])


def _read(task: ReadTask, found: Found) -> ParsedDocument:
    stamp = Stamp(found.size, found.mtime, found.inode, "")
    try:
        document = folders.read(task.folder, found, task.root)
        stamp = Stamp(found.size, found.mtime, found.inode, document.fingerprint)
        if task.known.get(found.locator) == document.fingerprint:
            return ParsedDocument(found.locator, stamp, same=True)
        post, problems = _normalise(task, document)
        inside = found.locator.removeprefix(task.folder.path.rstrip("/") + "/")
        known = facts(task.context, post, inside, _keys(post)) if post else None
        return ParsedDocument(found.locator, stamp, problems, known)
    except PostError as error:
        return ParsedDocument(found.locator, stamp, (error.problem,))
    except Exception as error:  # noqa: BLE001 - the door of a stage: one bad post stops nobody
        return ParsedDocument(found.locator, stamp, (unexpected(found.locator, "a post", error),))


def unexpected(where: str, expected: str, error: BaseException) -> Problem:
    """Make a problem of an error that nobody foresaw."""
    found = f"an unexpected {type(error).__name__}: {error}"
    return Problem(where, expected, found, "please report this", severity="error")


def _normalise(task: ReadTask, document: Document) -> tuple[Post | None, tuple[Problem, ...]]:
    from feeds.normalise.dialects import DIALECTS

    return DIALECTS[task.folder.dialect](document, task.context)


def _keys(post: Post) -> tuple[tuple[str, int], ...]:
    """Name the offer that a post of ours points to: its employer has the page, not we."""
    from feeds.normalise import identity

    key = identity.same_page(post.external_url) if post.job else ""
    return ((key, identity.OURS),) if key else ()


def facts(context: Context, post: Post, name: str, keys: tuple[tuple[str, int], ...]) -> EntryFacts:
    """Give what the ledger takes of a post; `name` is what its source calls it."""
    from feeds.normalise import identity

    published = post.published.at if post.published else None
    local = published.astimezone(ZoneInfo(context.site.timezone)) if published else None
    return EntryFacts(
        id=post.claimed_id or identity.entry_id(context.site.url, post.source, name),
        slug=identity.slug(post),
        kind=post.kind,
        title=post.title,
        language=post.language,
        organization=post.job.hiring_organization.name if post.job else "",
        tags=post.tags,
        published=published,
        day=local.date() if local else None,
        stated=post.stated,
        digest=codec.digest(post),
        payload=codec.encode(post),
        text_digest=change_detection.named(post.content_html),
        claimed=bool(post.claimed_id),
        asked_slug=identity.slug(post) if post.slug else "",
        aliases=post.aliases,
        updated=post.updated.at if post.updated else None,
        keys=keys,
    )


def prepare_to_write(site: Site) -> None:
    """Load what pages and feeds need."""
    from feeds.emit import pages
    from feeds.emit.formats import FORMATS

    pages.index(site, (), (), ())
    feed = Feed("ready", site.title, "", site.language, datetime(2000, 1, 1, tzinfo=UTC), "complete")
    for format_ in FORMATS.values():
        list(format_.emit(site, feed))


def write_pages(task: PageTask) -> Done:
    """Render pages and put them in their places; one that fails keeps what was there before."""
    pages: dict[str, Output] = {}
    keys: dict[str, str] = {}
    failed: list[str] = []
    problems: list[Problem] = []
    for listing, payload, key in task.pages:
        try:
            pages[listing.id] = output = _page(task, listing, payload)
            keys[output.path] = key
        except Exception as error:  # noqa: BLE001 - the door of a stage: one bad page stops nobody
            failed.append(listing.id)
            problems.append(unexpected(listing.locator, "a page", error))
    target = Directory(task.output)
    try:
        done = put(target, tuple(pages.values()), keys)
    except OutputError:
        done = _one_by_one(target, pages, keys)
    return done._replace(failed=(*failed, *done.failed), problems=(*problems, *done.problems))


def _one_by_one(target: Directory, pages: Mapping[str, Output], keys: Mapping[str, str]) -> Done:
    """Put each page alone, so that one whose place is taken keeps no other from its own."""
    parts = {
        id_: publish_one(target, page.path, keys[page.path], partial(tuple, (page,)))
        for id_, page in pages.items()
    }
    failed = tuple(id_ for id_, part in parts.items() if part.failed)
    problems = tuple(problem for part in parts.values() for problem in part.problems)
    return Done(
        tuple(written for part in parts.values() for written in part.written),
        tuple(path for part in parts.values() for path in part.changed),
        failed,
        problems[:1] if len(failed) == len(pages) else problems,  # the same cause: said once is enough
    )


def _page(task: PageTask, listing: Listing, payload: bytes) -> Output:
    from feeds.emit import pages

    return pages.post(task.site, Entry(listing, codec.decode(payload)), task.feeds)


def write_feeds(task: FeedTask) -> tuple[Done, ...]:
    """Render feed documents and put them in their places; one that fails keeps what was there before."""
    target = Directory(task.output, first=task.first)
    return tuple(done for document in task.documents for done in _documents(task.site, document, target))


def _documents(site: Site, document: FeedDocument, target: Directory) -> Iterator[Done]:
    from feeds.emit.formats import FORMATS

    entries = tuple(Entry(listing, codec.decode(payload)) for listing, payload in document.entries)
    feed = replace(document.head, entries=entries)
    for name, path, key in document.formats:
        yield publish_one(target, path, key, partial(FORMATS[name].emit, site, feed))


def publish_one(target: Directory, path: str, key: str, make: Callable[[], Iterable[Output]]) -> Done:
    """Make one output, which may be several files, and put it in its place."""
    try:
        outputs = list(make())
        return put(target, outputs, dict.fromkeys((output.path for output in outputs), key))
    except OutputError as error:
        return Done(failed=(path,), problems=(_not_written(f"{target.root}/{path}", error),))
    except Exception as error:  # noqa: BLE001 - the door of a stage: one bad output stops nobody
        problem = unexpected(f"{target.root}/{path}", "an output that can be published", error)
        return Done(failed=(path,), problems=(problem,))


def _not_written(path: str, error: OutputError) -> Problem:
    return Problem(path, "an output that can be published", str(error), severity="error")


def put(target: Directory, outputs: Sequence[Output], keys: Mapping[str, str]) -> Done:
    """Put outputs in their places and tell what lies there now.

    Raises:
        OutputError: the file system refused.
    """
    placed = target.put(outputs)
    written = tuple(Written(p.path, keys[p.path], p.digest, p.size, p.mtime) for p in placed)
    return Done(written, tuple(p.path for p in placed if p.changed))
