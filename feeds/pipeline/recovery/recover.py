"""Recovering a lost ledger from what the site has published.

Ids, dates, states and former URLs are read from the recovery data (`emit.site.recovery`); archives, content, and
what is missing there, from the feeds and `closed.json`: in the output folder, else at the URL in `recover:`. So a
run on a fresh checkout continues where the last one stopped, and old posts do not look new to subscribers.

A recovered entry stays as it was published until its own source was read completely.
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

from feeds.emit.site import recovery
from feeds.ledger.permalinks import page_path, slug_of, url_path
from feeds.model.entry import CLOSED, Kind, PreviousEntry, State
from feeds.model.errors import PostError, SourceError
from feeds.model.post import Document
from feeds.model.problem import Message, Phrase
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.syndication import json_feed
from feeds.pipeline.recovery.posts import RecoveredPosts
from feeds.pipeline.run import Project, Run

CLOSED_LIST, RECOVERY = "closed.json", "recover"
LIST_OF_CLOSED = re.compile(r"closed(?:-part-\d{4,})?\.json")
ENDINGS = (".json", ".atom", ".rss")  # the most detailed first
ARCHIVE = re.compile(r"(.+)-archive-(\d{4,})")
PART = re.compile(r".+-part-\d{4,}")
MAX_DOCUMENTS = 10_000  # of one feed: more of them are most likely links in a circle


def recover(run: Run) -> Phrase:
    """Import what this site has published into an empty ledger.

    Return why it cannot be read, or "". Without it, the run would publish everything with other dates.
    """
    try:
        documents = list(_in_output(run.project)) or list(_on_site(run.project))
    except SourceError as error:
        return Message(
            "the ledger is empty, and what was published cannot be read: %(error)s "
            "(try again later, or remove `recover:` from the configuration if nothing was ever published)",
            error=error.message,
        )
    items = dict[str, Item]()
    entries = {previous.id: previous for document in documents for previous in _of_recovery(run, document, items)}
    for document in documents:
        with suppress(PostError):  # a file of another program
            for previous in _of_feed(run, document, items):
                entries.setdefault(previous.id, previous)
    for closed in (closed for document in documents for closed in _of_closed_list(document)):
        previous = entries.get(closed.id, closed)
        entries[closed.id] = replace(
            previous, state=closed.state, reason=closed.reason, closed=closed.closed, shown=closed.shown
        )
    posts, sources = RecoveredPosts(run.project, items), _Sources(run.project)
    found = (replace(one, source=sources.of(one), post=posts.of(one)) for one in entries.values())
    run.ledger.adopt(sorted(found, key=lambda one: one.state in CLOSED), run.now)
    return ""


class _Sources:
    """Finds the sources of recovered entries, among those of the configuration."""

    def __init__(self, project: Project) -> None:
        self.site = project.config.site
        self.names = {recovery.source_digest(source.name): source.name for source in project.config.sources}

    def of(self, previous: PreviousEntry) -> str:
        """Return the name of an entry's source, or "".

        The data of earlier versions do not state it: then it is the only one, or the one in the page's URL.
        """
        if name := self.names.get(previous.source):
            return name
        names = tuple(self.names.values())
        if len(names) == 1:
            return "" if previous.source else names[0]
        path = url_path(self.site, previous.url)
        slug, published = slug_of(self.site, path), previous.published
        if previous.source or not (slug and published) or "{source}" not in self.site.permalink:
            return ""
        base = url_path(self.site, self.site.url)
        return next((name for name in names if base + page_path(self.site, slug, name, published) == path), "")


def _feed_names(project: Project) -> list[str]:
    """Return the names of feeds, except those of facets, whose entries are in the recovery data too."""
    return [spec.name for spec in project.config.feeds if not spec.each]


def _in_output(project: Project) -> Iterator[Document]:
    """Yield the documents in the output folder: recovery data, closed posts, each feed in one format."""
    seen: set[Path] = set()
    names = [path for name in _feed_names(project) for path in (name, f"{name}-archive-*", f"{name}-part-*")]
    feeds = (name + ending for ending in ENDINGS for name in names)
    for pattern in (f"{RECOVERY}/*.jsonl", CLOSED_LIST, "closed-part-*.json", *feeds):
        for path in sorted(project.output.glob(pattern)):
            if path.is_file() and path.with_suffix("") not in seen:
                seen.add(path.with_suffix(""))
                yield Document("", path.relative_to(project.output).as_posix(), path.read_bytes(), "")


def _on_site(project: Project) -> Iterator[Document]:
    """Yield the same documents from the site at `recover:`, and the archives and parts that they link to."""
    from feeds.collect.http.client import fetch
    from feeds.collect.http.request_url import host_ports
    from feeds.normalise.dialects import syndication

    config = project.config
    if not config.recover:
        return
    base = config.recover if config.recover.endswith((*ENDINGS, "/")) else f"{config.recover}/"
    contact, allowed = config.site.url, host_ports(base)
    index_name = f"{RECOVERY}/index.jsonl"
    index = fetch(urljoin(base, index_name), contact, allowed)
    parts = _json(index.body).get("parts", ()) if index else ()
    feeds = (f"{name}.json" for name in _feed_names(project))
    for name in (index_name, *map(str, parts), CLOSED_LIST, *feeds):
        url, left = urljoin(base, name), MAX_DOCUMENTS
        while url and left and (document := fetch(url, contact, allowed)):
            yield document._replace(locator=url.removeprefix(urljoin(base, ".")))
            is_feed = name != CLOSED_LIST and not name.startswith(RECOVERY)
            older = syndication.previous_feed(document).older if is_feed else _json(document.body).get("next_url")
            url, left = str(older or ""), left - 1


def _of_recovery(run: Run, document: Document, items: dict[str, Item]) -> Iterator[PreviousEntry]:
    """Yield the entries of recovery data, add their items, and save the ids of feeds."""
    if not document.locator.startswith(f"{RECOVERY}/"):
        return
    for item in map(_json, document.body.splitlines()):
        if isinstance(feeds := item.get("feeds"), Mapping):
            run.store.save_feed_ids((str(name), str(id_)) for name, id_ in feeds.items())
        if isinstance(item.get("id"), str):
            if isinstance(content := item.get("item"), Mapping):
                items[item["id"]] = json_feed.read_item(content, run.project.config.site.url)
            previous = replace(_previous(item, "open", "reason", "closed"), source=str(item.get("source", "")))
            if item.get("state") == "stale" and (unconfirmed := _time(item.get("unconfirmed"))):
                ends = _time(item.get("ends"))
                previous = replace(previous, state="stale", unconfirmed=unconfirmed, ends=ends)
            yield replace(previous, leaves=_time(item.get("leaves"))) if previous.closed else previous


def _previous(item: Mapping[str, Any], default: State, reason: str, closed: str) -> PreviousEntry:
    """Return an entry of recovery data or of `closed.json`.

    Args:
        item: the entry as JSON.
        default: the state of an entry that is not closed.
        reason: the key of its reason.
        closed: the key of the time when it was closed.
    """
    state = cast("State", item.get("state"))
    return PreviousEntry(
        id=str(item["id"]),
        url=str(item.get("url", "")),
        title=str(item.get("title", "")),
        published=_time(item.get("published")),
        updated=_time(item.get("updated")),
        kind="article" if item.get("kind") == "article" else "job",
        state=state if state in CLOSED else default,
        reason=str(item.get(reason, "")),
        closed=_time(item.get(closed)),
        changes=_texts(item, "changes"),
        shown=item.get("shown") is not False,
        language=str(item.get("language", "")),
        text_digest=str(item.get("words", "")),
        document_digest=str(item.get("document", "")),
        addresses=_texts(item, "addresses"),
        edition=str(item.get("edition", "")),
    )


def _texts(item: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = item.get(key, ())
    return tuple(map(str, values)) if isinstance(values, list) else ()


def _of_feed(run: Run, document: Document, items: dict[str, Item]) -> Iterator[PreviousEntry]:
    """Yield the entries of a feed, add their items, and save its id, or which entries an archive document contains."""
    from feeds.normalise.dialects import syndication

    if LIST_OF_CLOSED.fullmatch(document.locator) or document.locator.startswith(f"{RECOVERY}/"):
        return
    name, store = document.locator.rpartition(".")[0], run.store
    feed = syndication.previous_feed(document)
    for item in feed.items:
        known = items.get(item.id)
        if known is None or (known.extension is None and item.extension is not None):
            items[item.id] = item
    archive = ARCHIVE.fullmatch(name)
    archived = store.archive_numbers(archive[1]) if archive else {}
    for previous in _with_extension(feed.entries, document):
        if archive and previous.id not in archived:
            store.save_archive_number(archive[1], previous.id, int(archive[2]))
        yield previous
    if feed.id and not archive and not PART.fullmatch(name):
        store.save_feed_ids([(name, feed.id)])


def _with_extension(entries: Iterable[PreviousEntry], document: Document) -> Iterator[PreviousEntry]:
    """Add what only the JSON Feed of this program states: the kind, and what the last update changed.

    The text in RSS and Atom may begin with these changes, so it cannot be compared.
    """
    items = _items(document.body, "items")
    for previous in entries:
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


def _of_closed_list(document: Document) -> Iterator[PreviousEntry]:
    """Yield the entries of `closed.json`, or a part of it."""
    if not LIST_OF_CLOSED.fullmatch(document.locator):
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
