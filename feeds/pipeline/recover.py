"""What to know again when the ledger is lost, from what this site has published.

Ids, dates, states and former addresses are learnt from what `emit.memory` wrote for this; archives, and what
is missing there, from the feeds and `closed.json`: in the output, else at the address in `recover:`.
So a run on a fresh checkout goes on where the last one stopped, and no subscriber sees a flood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import urljoin

from feeds.model.entry import CLOSED as ENDS
from feeds.model.entry import Kind, PreviousEntry, State
from feeds.model.errors import PostError, SourceError
from feeds.model.post import Document
from feeds.pipeline.run import Project, Run

CLOSED, MEMORY = "closed.json", "recover"
ENDINGS = (".json", ".atom", ".rss")  # the most telling first
ARCHIVE = re.compile(r"(.+)-archive-(\d{4,})")
MOST = 10_000  # documents of one feed: a chain that is longer leads round in a circle


def recover(run: Run) -> str:
    """Learn what this site has published, for a ledger that knows nothing.

    Return why that cannot be found out, or "": then the run would give everything another date.
    """
    try:
        documents = list(_lying_there(run.project)) or list(_in_public(run.project))
    except SourceError as error:
        return (
            f"the ledger is empty, and what was published cannot be read: {error} "
            "(try again later; take `recover:` out of the configuration if nothing was ever published)"
        )
    known = {previous.id: previous for document in documents for previous in _remembered(run, document)}
    for document in documents:
        with suppress(PostError):  # a file of somebody else
            for previous in _learn(run, document):
                known.setdefault(previous.id, previous)
    for end in (end for document in documents for end in _closed(document)):
        previous = known.get(end.id, end)
        known[end.id] = replace(
            previous, state=end.state, reason=end.reason, closed=end.closed, shown=end.shown
        )
    run.ledger.adopt(known.values(), ours=True)
    return ""


def _names(project: Project) -> list[str]:
    """Name the feeds of this site that are no facets: what those hold, the memory holds, too."""
    return [spec.name for spec in project.config.feeds if spec.each is None]


def _lying_there(project: Project) -> Iterator[Document]:
    """Give what lies in the output: memory, list of what is closed, and each feed with its archives, once."""
    seen: set[Path] = set()
    own = [path for name in _names(project) for path in (name, f"{name}-archive-*")]
    for pattern in (f"{MEMORY}/*.jsonl", CLOSED, *(path + ending for ending in ENDINGS for path in own)):
        for path in sorted(project.output.glob(pattern)):
            if path.is_file() and path.with_suffix("") not in seen:
                seen.add(path.with_suffix(""))
                yield Document("", path.relative_to(project.output).as_posix(), path.read_bytes(), "")


def _in_public(project: Project) -> Iterator[Document]:
    """Give the same as the site shows it; archives are found by the links to them."""
    from feeds.collect.http.client import fetch
    from feeds.collect.http.request_url import own
    from feeds.normalise.dialects import syndication

    config = project.config
    if not config.recover:
        return
    base = config.recover if config.recover.endswith((*ENDINGS, "/")) else f"{config.recover}/"
    who, named = config.site.url, own(base)
    index = fetch(urljoin(base, f"{MEMORY}/index.jsonl"), who, named)
    parts = _json(index.body).get("parts", ()) if index else ()
    for name in (f"{MEMORY}/index.jsonl", *map(str, parts), CLOSED, *(f"{n}.json" for n in _names(project))):
        url, left = urljoin(base, name), MOST
        while url and left and (document := fetch(url, who, named)):
            yield document._replace(locator=url.removeprefix(urljoin(base, ".")))
            chained = name != CLOSED and not name.startswith(MEMORY)
            url, left = syndication.previous_feed(document).older if chained else "", left - 1


def _remembered(run: Run, document: Document) -> Iterator[PreviousEntry]:
    """Read what `emit.memory` wrote: all that is to be known of an entry, and the ids of feeds."""
    if not document.locator.startswith(f"{MEMORY}/"):
        return
    for item in map(_json, document.body.splitlines()):
        if isinstance(feeds := item.get("feeds"), Mapping):
            run.store.save_feed_ids((str(name), str(id_)) for name, id_ in feeds.items())
        if not isinstance(item.get("id"), str):
            continue
        yield _previous(item, "open", "reason", "closed")


def _previous(item: Mapping[str, Any], unless: State, reason: str, closed: str) -> PreviousEntry:
    """Read what `emit.memory` and `emit.closed` say alike; `reason` and `closed` are the keys for these.

    A state that is no end is `unless`.
    """
    state = cast("State", item.get("state"))
    return PreviousEntry(
        id=str(item["id"]),
        url=str(item.get("url", "")),
        title=str(item.get("title", "")),
        published=_time(item.get("published")),
        updated=_time(item.get("updated")),
        kind="article" if item.get("kind") == "article" else "job",
        state=state if state in ENDS else unless,
        reason=str(item.get(reason, "")),
        closed=_time(item.get(closed)),
        changes=_texts(item, "changes"),
        shown=item.get("shown") is not False,
        text_digest=str(item.get("words", "")),
        document_digest=str(item.get("document", "")),
        addresses=_texts(item, "addresses"),
    )


def _texts(item: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = item.get(key, ())
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _learn(run: Run, document: Document) -> Iterator[PreviousEntry]:
    """Read a feed: its entries, its id, and if it is an archive document, what is in it for ever."""
    from feeds.normalise.dialects import syndication

    if document.locator == CLOSED or document.locator.startswith(f"{MEMORY}/"):
        return
    name, store = document.locator.rpartition(".")[0], run.store
    read = syndication.previous_feed(document)
    archive = ARCHIVE.fullmatch(name)
    there = store.archive_numbers(archive[1]) if archive else {}
    for previous in _told(read.entries, document):
        if archive and previous.id not in there:
            store.save_archive_number(archive[1], previous.id, int(archive[2]))
        yield previous
    if read.id and not archive:
        store.save_feed_ids([(name, read.id)])


def _told(previous_entries: Iterable[PreviousEntry], document: Document) -> Iterator[PreviousEntry]:
    """Add what only this program's JSON Feed says: the kind, and what the last update changed.

    The text of RSS and Atom may begin with that, so it is no text to compare.
    """
    items = _items(document.body, "items")
    for previous in previous_entries:
        item = items.get(previous.id)
        if item is None:
            yield replace(previous, content_html="")
            continue
        update = item.get("_update")
        update = update if isinstance(update, Mapping) else {}
        changes = _texts(update, "changes")
        content = previous.content_html.removeprefix(str(update.get("html", "")))
        kind: Kind = "job" if "_job" in item else "article"
        yield replace(previous, kind=kind, changes=changes, content_html=content)


def _closed(document: Document) -> Iterator[PreviousEntry]:
    """Read what this program's `closed.json` says."""
    if document.locator != CLOSED:
        return
    for item in _items(document.body, "closed").values():
        yield _previous(item, "closed", "why", "when")


def _json(body: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(body)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _items(body: bytes, key: str) -> dict[str, Mapping[str, Any]]:
    items = _json(body).get(key)
    listed = items if isinstance(items, list) else []
    return {item["id"]: item for item in listed if isinstance(item, dict) and isinstance(item.get("id"), str)}


def _time(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None
