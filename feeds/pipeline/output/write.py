"""Pages and feeds: render a chunk of them and write the files, in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds.ledger.store import codec
from feeds.ledger.store.rows import OutputRecord
from feeds.model.entry import Entry, Listing
from feeds.model.errors import OutputError
from feeds.model.feed import Feed, FeedLink, Output
from feeds.model.problem import Problem, unexpected
from feeds.model.settings import Site

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory


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

    written: tuple[OutputRecord, ...] = ()
    changed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def prepare(site: Site) -> None:
    """Load what pages and feeds need."""
    from feeds.emit import pages
    from feeds.emit.formats import FORMATS

    pages.index(site, (), (), ())
    feed = Feed("ready", site.title, "", site.language, datetime(2000, 1, 1, tzinfo=UTC), "complete")
    for format_ in FORMATS.values():
        list(format_.emit(site, feed))


def write_pages(task: PageTask) -> Done:
    """Render pages and put them in their places; one that fails keeps what was there before."""
    from feeds.deliver.directory import Directory

    pages: dict[str, Output] = {}
    keys: dict[str, str] = {}
    failed: list[str] = []
    problems: list[Problem] = []
    for listing, payload, key in task.pages:
        try:
            pages[listing.id] = output = _page(task, listing, payload)
            keys[output.path] = key
        except Exception as error:  # noqa: BLE001 - one bad page must not stop the others
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
    from feeds.deliver.directory import Directory

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
    except Exception as error:  # noqa: BLE001 - one bad output must not stop the others
        problem = unexpected(f"{target.root}/{path}", "an output that can be published", error)
        return Done(failed=(path,), problems=(problem,))


def _not_written(path: str, error: OutputError) -> Problem:
    return Problem(path, "an output that can be published", str(error), severity="error")


def put(target: Directory, outputs: Sequence[Output], keys: Mapping[str, str]) -> Done:
    """Put outputs in their places and tell what lies there now.

    Raises:
        OutputError: the file system refused.
    """
    placed = target.write(outputs)
    written = tuple(OutputRecord(p.path, keys[p.path], p.digest, p.size, p.mtime) for p in placed)
    return Done(written, tuple(p.path for p in placed if p.changed))
