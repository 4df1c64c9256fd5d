"""What one worker does with one chunk: read documents, or write pages.

Module-level functions of plain values, so that any `Executor` can take them to another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feeds.collect import folder as folders
from feeds.collect.folder import Folder, Found
from feeds.deliver.directory import Directory
from feeds.errors import FeedsError, PostError
from feeds.ledger import codec
from feeds.ledger.ledger import Facts, Reading
from feeds.ledger.store import Stamp, Written
from feeds.model import Document, Entry, FeedLink, Listing, Output, Post, Problem, Site

if TYPE_CHECKING:
    from feeds.normalise.context import Context


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Some documents of a folder to be read; `known` are the fingerprints of those that may be the same."""

    folder: Folder
    root: Path
    context: Context
    files: tuple[Found, ...]
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PageTask:
    """Some pages to be written: each listing with its post's bytes and the key of its page."""

    site: Site
    feeds: tuple[FeedLink, ...]
    output: Path
    pages: tuple[tuple[Listing, bytes, str], ...]


@dataclass(frozen=True, slots=True)
class PagesDone:
    """What came of some pages; `changed` are the paths with new bytes, `failed` the ids without a page."""

    written: tuple[Written, ...]
    changed: tuple[str, ...]
    failed: tuple[str, ...]
    problems: tuple[Problem, ...]


def read(task: ReadTask) -> tuple[Reading, ...]:
    """Read and normalise documents; a bad one is a `Reading` with problems."""
    return tuple(_read(task, found) for found in task.files)


def _read(task: ReadTask, found: Found) -> Reading:
    stamp = Stamp(found.size, found.mtime, found.inode, "")
    try:
        document = folders.read(task.folder, found, task.root)
        stamp = Stamp(found.size, found.mtime, found.inode, document.fingerprint)
        if task.known.get(found.locator) == document.fingerprint:
            return Reading(found.locator, stamp, same=True)
        post, problems = _normalise(task, document)
        return Reading(found.locator, stamp, problems, _facts(task, post) if post else None)
    except PostError as error:
        return Reading(found.locator, stamp, (error.problem,))
    except Exception as error:  # noqa: BLE001 - the door of a stage: one bad post stops nobody
        return Reading(found.locator, stamp, (unexpected(found.locator, "a post", error),))


def unexpected(where: str, expected: str, error: BaseException) -> Problem:
    """Make a problem of an error that nobody foresaw."""
    found = f"an unexpected {type(error).__name__}: {error}"
    return Problem(where, expected, found, "please report this", severity="error")


def _normalise(task: ReadTask, document: Document) -> tuple[Post | None, tuple[Problem, ...]]:
    from feeds.normalise import DIALECTS

    return DIALECTS[task.folder.dialect](document, task.context)


def _facts(task: ReadTask, post: Post) -> Facts:
    from feeds.normalise import identity

    published = post.published.at if post.published else None
    local = published.astimezone(ZoneInfo(task.context.site.timezone)) if published else None
    inside = post.locator.removeprefix(task.folder.path.rstrip("/") + "/")
    return Facts(
        id=post.claimed_id or identity.entry_id(task.context.site.url, post.source, inside),
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
        claimed=bool(post.claimed_id),
        asked_slug=identity.slug(post) if post.slug else "",
    )


def write_pages(task: PageTask) -> PagesDone:
    """Render pages and put them in their places; one that fails keeps what was there before."""
    outputs: list[Output] = []
    keys: dict[str, str] = {}
    failed: list[str] = []
    problems: list[Problem] = []
    for listing, payload, key in task.pages:
        try:
            output = _page(task, listing, payload)
        except Exception as error:  # noqa: BLE001 - the door of a stage: one bad page stops nobody
            failed.append(listing.id)
            problems.append(unexpected(listing.locator, "a page", error))
            continue
        outputs.append(output)
        keys[output.path] = key
    try:
        placed = Directory(task.output).put(outputs)
    except FeedsError as error:
        failed.extend(listing.id for listing, _, _ in task.pages)
        problem = Problem(str(task.output), "a folder that can be written to", str(error), severity="error")
        return PagesDone((), (), tuple(failed), (problem,))
    written = tuple(Written(p.path, keys[p.path], p.digest, p.size, p.mtime) for p in placed)
    changed = tuple(p.path for p in placed if p.changed)
    return PagesDone(written, changed, tuple(failed), tuple(problems))


def _page(task: PageTask, listing: Listing, payload: bytes) -> Output:
    from feeds.emit import pages

    return pages.post(task.site, Entry(listing, codec.decode(payload)), task.feeds)
