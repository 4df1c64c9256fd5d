"""Rendering and writing a chunk of pages or feeds, in any process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds.ledger.store import codec
from feeds.ledger.store.rows import OutputRecord
from feeds.model.entry import Entry, Listing
from feeds.model.errors import OutputError, ThemeError, installation
from feeds.model.feed import Feed, FeedLink, Output
from feeds.model.problem import Message, Problem, phrase, unexpected
from feeds.model.settings import Site

if TYPE_CHECKING:
    from feeds.deliver.directory import Directory


class PageInput(NamedTuple):
    """A page to write: a listing with its encoded post, the key of the page, and the feeds for values that it has."""

    listing: Listing
    payload: bytes
    key: str
    lists: tuple[FeedLink, ...]


class PageTask(NamedTuple):
    """Pages to write."""

    site: Site
    feeds: tuple[FeedLink, ...]
    output: Path
    pages: tuple[PageInput, ...]


class FeedDocument(NamedTuple):
    """A feed document to write.

    entries: listings with encoded posts. formats: names, each with path and key.
    """

    head: Feed
    entries: tuple[tuple[Listing, bytes], ...]
    formats: tuple[tuple[str, str, str], ...]


class FeedTask(NamedTuple):
    """Feed documents to write; `first` if nothing was published before."""

    site: Site
    output: Path
    first: bool
    documents: tuple[FeedDocument, ...]


class WriteResult(NamedTuple):
    """The result of writing outputs.

    changed: paths with new bytes.
    incomplete: paths of feed documents without an entry that their format refused; they have no key.
    failed: ids of the entries whose pages failed, or paths of other outputs that did.
    """

    written: tuple[OutputRecord, ...] = ()
    changed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    incomplete: tuple[str, ...] = ()


def prepare(site: Site) -> None:
    """Load templates and libraries."""
    from feeds.emit import pages
    from feeds.emit.formats import FORMATS

    with suppress(ThemeError):  # each page reports it
        pages.prepare(site)
    feed = Feed("ready", site.title, "", site.language, datetime(2000, 1, 1, tzinfo=UTC), "complete")
    for format_ in FORMATS.values():
        list(format_.emit(site, feed))


def check_libraries(site: Site) -> None:
    """Raise InstallationError if a library cannot be imported that pages or feeds need."""
    try:
        prepare(site)
    except Exception as error:  # noqa: BLE001 - any other is reported with the output that it concerns
        installation.check(error)


def write_pages(task: PageTask) -> WriteResult:
    """Render and write pages; where one fails, the old file stays."""
    from feeds.deliver.directory import Directory

    pages: dict[str, Output] = {}
    keys: dict[str, str] = {}
    failed: list[str] = []
    problems: list[Problem] = []
    for page in task.pages:
        listing = page.listing
        try:
            pages[listing.id] = output = _page(task, page)
            keys[output.path] = page.key
        except ThemeError as error:
            failed.append(listing.id)
            problems.append(error.problem)
        except Exception as error:  # noqa: BLE001 - one bad page must not stop the others
            installation.check(error)
            failed.append(listing.id)
            problems.append(unexpected(listing.locator, Message("a page"), error))
    target = Directory(task.output)
    try:
        result = _write(target, tuple(pages.values()), keys)
    except OutputError:
        result = _one_by_one(target, pages, keys)
    return result._replace(failed=(*failed, *result.failed), problems=(*problems, *result.problems))


def _one_by_one(target: Directory, pages: Mapping[str, Output], keys: Mapping[str, str]) -> WriteResult:
    """Write each page by itself, so that one that cannot be written does not stop the others."""
    results = {
        id_: write_one(target, page.path, keys[page.path], partial(tuple, (page,))) for id_, page in pages.items()
    }
    failed = tuple(id_ for id_, result in results.items() if result.failed)
    problems = tuple(problem for result in results.values() for problem in result.problems)
    return WriteResult(
        tuple(written for result in results.values() for written in result.written),
        tuple(path for result in results.values() for path in result.changed),
        failed,
        problems[:1] if len(failed) == len(pages) else problems,  # one, since the cause is the same
    )


def _page(task: PageTask, page: PageInput) -> Output:
    from feeds.emit import pages

    return pages.post(task.site, Entry(page.listing, codec.decode(page.payload)), task.feeds, page.lists)


def write_feeds(task: FeedTask) -> tuple[WriteResult, ...]:
    """Render and write feed documents; where one fails, the old file stays."""
    from feeds.deliver.directory import Directory

    target = Directory(task.output, first=task.first)
    results = []
    for document in task.documents:
        entries = tuple(Entry(listing, codec.decode(payload)) for listing, payload in document.entries)
        feed = replace(document.head, entries=entries)
        for name, path, key in document.formats:
            results.append(_write_feed(target, path, key, partial(_emit, name, task.site), feed))
    return tuple(results)


def _emit(format_: str, site: Site, feed: Feed) -> list[Output]:
    from feeds.emit.formats import FORMATS

    return list(FORMATS[format_].emit(site, feed))


def _write_feed(
    target: Directory, path: str, key: str, emit: Callable[[Feed], list[Output]], feed: Feed
) -> WriteResult:
    """Render and write a feed document, without the entries that its format refuses."""
    written = write_one(target, path, key, partial(emit, feed))
    if not written.failed:
        return written
    refused = {entry.listing.id: problem for entry in feed.entries if (problem := _refusal(path, emit, feed, entry))}
    if not refused:
        return written
    rest = replace(feed, entries=tuple(entry for entry in feed.entries if entry.listing.id not in refused))
    # Without a key the next run renders it again, and reports the entries again.
    written = write_one(target, path, "", partial(emit, rest))
    return written._replace(problems=(*refused.values(), *written.problems), incomplete=(path,))


def _refusal(path: str, emit: Callable[[Feed], list[Output]], feed: Feed, entry: Entry) -> Problem | None:
    """Return why an entry cannot be in a feed document, if it cannot."""
    try:
        emit(replace(feed, entries=(entry,)))
    except Exception as error:  # noqa: BLE001 - one bad entry must not stop the others
        installation.check(error)
        expected = Message("an entry that `%(file)s` can hold", file=path)
        return Problem(
            entry.listing.locator, expected, phrase(error), Message("it was left out there"), severity="error"
        )
    return None


def write_one(target: Directory, path: str, key: str, render: Callable[[], Iterable[Output]]) -> WriteResult:
    """Render and write one output, which may be several files."""
    file, expected = f"{target.root}/{path}", Message("an output that can be published")
    try:
        outputs = list(render())
        return _write(target, outputs, dict.fromkeys((output.path for output in outputs), key))
    except ThemeError as error:
        problem = error.problem
    except OutputError as error:
        problem = Problem(file, expected, phrase(error), severity="error")
    except Exception as error:  # noqa: BLE001 - one bad output must not stop the others
        installation.check(error)
        problem = unexpected(file, expected, error)
    return WriteResult(failed=(path,), problems=(problem,))


def _write(target: Directory, outputs: Sequence[Output], keys: Mapping[str, str]) -> WriteResult:
    files = target.write(outputs)
    written = tuple(OutputRecord(file.path, keys[file.path], file.digest, file.size, file.mtime) for file in files)
    return WriteResult(written, tuple(file.path for file in files if file.changed))
