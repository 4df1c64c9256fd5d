"""Taking over from another program: the ids, dates and addresses of a feed that it published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.collect.http.client import fetch
from feeds.collect.http.request_url import own
from feeds.ledger.ledger import Ledger
from feeds.ledger.store import Store
from feeds.model.entry import PreviousEntry
from feeds.model.errors import PostError, SourceError, UsageError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.pipeline.publish import rehearse
from feeds.pipeline.run import Project

MOST = 1000  # documents of one feed: a chain that is longer leads round in a circle


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the former feed, and the file that goes on with it; without one it is left behind."""

    id: str
    title: str
    url: str
    locator: str = ""


def migrate(
    project: Project, store: Store, now: datetime, old: str
) -> tuple[list[Match], tuple[Problem, ...]]:
    """Let the posts of this project go on under the ids, dates and addresses that an old feed gave them.

    `old` is a file or an address, of RSS, Atom or JSON Feed; documents with older entries that it links to
    are read, too. Gives what became of each entry, and what was wrong with the feed. It may be done again:
    what was taken over before stays.

    Raises:
        UsageError: there is no feed, or the ledger knows posts already, which keep the ids they have.
        LedgerError: the ledger cannot be used.
    """
    if known := len(store.rows()):
        raise UsageError(
            f"the ledger knows posts already ({known}), and they keep their ids "
            f"(to begin anew, remove {store.path} and {project.config.output}/, then migrate and publish)"
        )
    previous_entries, problems = _read(project, old)
    with store.transaction():
        Ledger(store, project.config.site, project.config.policy).adopt(previous_entries, ours=False)
        store.set_meta("published_key", "")
    with rehearse(project, store, now) as (_, listings, report):
        places = {listing.id: listing.locator for listing in listings}
        problems = (*problems, *report.warnings())
    return [
        Match(previous.id, previous.title, previous.url, places.get(previous.id, ""))
        for previous in previous_entries
    ], problems


def _read(project: Project, old: str) -> tuple[list[PreviousEntry], tuple[Problem, ...]]:
    """Read a feed and all its older documents; of entries with the same id the first counts."""
    from feeds.normalise.dialects import syndication

    previous_entries: dict[str, PreviousEntry] = {}
    problems: list[Problem] = []
    seen: set[str] = set()
    allowed = own(old)
    while old and old not in seen and len(seen) < MOST:
        seen.add(old)
        try:
            read = syndication.previous_feed(_document(project, old, allowed))
        except (PostError, SourceError) as error:
            raise UsageError(str(error)) from error
        problems.extend(read.problems)
        for previous in read.entries:
            previous_entries.setdefault(previous.id, previous)
        old = read.older
    return list(previous_entries.values()), tuple(problems)


def _document(project: Project, old: str, allowed: tuple[str, ...]) -> Document:
    if "://" in old:
        found = fetch(old, project.config.site.url, allowed)
        if found is None:
            raise SourceError(f"{old}: there is no such page (check the address)")
        return found
    try:
        return Document("", old, Path(old).read_bytes(), "")
    except OSError as error:
        raise SourceError(f"{old}: cannot be read: {error.strerror} (give a file or an address)") from error
