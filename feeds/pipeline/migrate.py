"""`feeds migrate`: import the ids, dates and URLs of a feed that another program published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.collect.http.client import fetch
from feeds.collect.http.request_url import host_ports
from feeds.ledger.ledger import Ledger
from feeds.ledger.store import Store
from feeds.model.entry import PreviousEntry
from feeds.model.errors import PostError, SourceError, UsageError
from feeds.model.post import Document
from feeds.model.problem import Message, Problem
from feeds.pipeline.publish import rehearse
from feeds.pipeline.run import Project

MAX_DOCUMENTS = 1000  # of one feed: more of them are most likely links in a circle


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the previous feed, and the file of the post that continues it, or ""."""

    id: str
    title: str
    url: str
    locator: str = ""


def migrate(project: Project, store: Store, now: datetime, old: str) -> tuple[list[Match], tuple[Problem, ...]]:
    """Import the entries of a feed, so that posts of this project continue their ids, dates and URLs.

    It may be run again: what was imported before stays.

    Args:
        project: the project.
        store: its ledger, without any entries.
        now: the instant of the run.
        old: file or URL of a feed (RSS, Atom or JSON Feed); linked documents with older entries are read too.

    Returns each entry with its post, and the problems of the feed and of the posts.

    Raises:
        UsageError: there is no feed, or the ledger contains entries, whose ids never change.
        LedgerError: the ledger cannot be used.
    """
    if count := len(store.rows()):
        raise UsageError(
            Message(
                "the ledger already contains %(count)s posts, whose ids never change (to start "
                "again, remove %(path)s and %(output)s/, then migrate and publish)",
                count=count,
                path=store.path,
                output=project.config.output,
            )
        )
    previous_entries, problems = _read(project, old)
    with store.transaction():
        Ledger(store, project.config.site, project.config.policy).adopt(previous_entries)
        store.set_meta("published_key", "")
    with rehearse(project, store, now) as (_, listings, report):
        locators = {listing.id: listing.locator for listing in listings}
        problems = (*problems, *report.warnings())
    return [
        Match(previous.id, previous.title, previous.url, locators.get(previous.id, "")) for previous in previous_entries
    ], problems


def _read(project: Project, old: str) -> tuple[list[PreviousEntry], tuple[Problem, ...]]:
    """Return the entries of a feed and of its older documents; of those with the same id, the first."""
    from feeds.normalise.dialects import syndication

    previous_entries: dict[str, PreviousEntry] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    allowed = host_ports(old)
    while old and old not in seen and len(seen) < MAX_DOCUMENTS:
        seen.add(old)
        try:
            read = syndication.previous_feed(_document(project, old, allowed))
        except (PostError, SourceError) as error:
            raise UsageError(error.message) from error
        problems.extend(read.problems)
        for previous in read.entries:
            previous_entries.setdefault(previous.id, previous)
        old = read.older
    return list(previous_entries.values()), tuple(problems)


def _document(project: Project, old: str, allowed: tuple[str, ...]) -> Document:
    if "://" in old:
        found = fetch(old, project.config.site.url, allowed)
        if found is None:
            raise SourceError(Message("%(old)s: not found (check the URL)", old=old))
        return found
    try:
        return Document("", old, Path(old).read_bytes(), "")
    except OSError as error:
        raise SourceError(
            Message("%(old)s: cannot be read: %(error)s (expected a file or a URL)", old=old, error=error.strerror)
        ) from error
