"""A store that reads ahead what a batch of documents needs, and writes what was recorded of it at its end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from feeds.ledger.lifecycle import Lifecycle
from feeds.ledger.store import Store, codec, rows
from feeds.ledger.store.batches import DocumentRow, run_each
from feeds.ledger.store.entries import SAVE, SAVE_LIFECYCLE
from feeds.ledger.store.files import LinkRow
from feeds.ledger.store.rows import COLUMNS, LIFECYCLE, EntryRow, Stamp

if TYPE_CHECKING:
    from feeds.ledger.store.engines.sqlite import Connection

_KEPT = ("first_seen", "page", "links_digest")  # what saving a known entry does not change
_NAMES, _LIFECYCLE = COLUMNS.split(", "), LIFECYCLE.split(", ")

Document = tuple[str, str]  # source and locator


class BufferedStore(Store):
    """Answers from memory what was read ahead or saved since; every other statement is run after the pending writes.

    So whatever runs a statement finds the ledger as if each document had been written at once.
    """

    def __init__(self, store: Store) -> None:
        """Read and write the ledger of a store."""
        self.path, self.engine, self.base = store.path, store.engine, store
        self.sql = cast("Connection", _Guarded(store.sql, self._before))
        self._forget()

    def _before(self, statement: str) -> None:
        self.flush()
        if not statement.startswith(("select", "with")):
            self._forget()

    def _forget(self) -> None:
        """Forget what was read."""
        self._stamps: dict[Document, Stamp | None] = {}
        self._entries: dict[str, EntryRow | None] = {}
        self._columns: dict[str, dict[str, Any]] = {}  # of entries, as stored
        self._slugs: dict[str, Document | None] = {}  # id and locator of the holder
        self._permalinks: dict[str, Document | None] = {}
        self._pages: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._posts: dict[str, bytes] = {}
        self._removed: dict[str, list[str]] = {}
        self._keys: dict[str, list[tuple[str, str, int]]] = {}
        self._keyed: dict[Document, set[str]] = {}  # the keys in `_keys` that a document has
        self._tokens: dict[str, set[str]] = {}
        self._documents: dict[str, list[Document]] = {}  # by entry
        self._clear()

    def _clear(self) -> None:
        """Have nothing to write."""
        self._entry_writes: list[tuple[str, list[Mapping[str, Any]]]] = []  # in order: a slug is freed, then taken
        self._post_writes: dict[str, bytes] = {}
        self._document_writes: dict[Document, DocumentRow] = {}
        self._post_documents: set[Document] = set()  # those of them with facts of a post
        self._stamp_writes: list[tuple[str, str, Stamp]] = []
        self._forgotten: set[Document] = set()
        self._key_writes: dict[Document, Mapping[str, int]] = {}
        self._link_writes: dict[str, Collection[LinkRow]] = {}
        self._forgotten_links: set[tuple[str, str]] = set()
        self._unlinked: set[str] = set()  # entries without links
        self._withheld_writes: dict[str, str | None] = {}
        self._alias_writes: dict[str, str] = {}
        self._forgotten_previous: set[str] = set()
        self._slug_changes: dict[str, int] = {}  # how many more entries have a slug
        self._has_removed = False

    # Reading ahead

    def read_documents(self, source: str, locators: Iterable[str]) -> list[str]:
        """Read the stamps of documents; return the ids of their entries."""
        wanted = [one for one in locators if (source, one) not in self._stamps]
        found = self.base.stamps_of(source, wanted)
        self._stamps |= {(source, locator): found.get(locator) for locator in wanted}
        return [stamp.entry for stamp in found.values() if stamp.entry]

    def read_entries(self, ids: Iterable[str]) -> None:
        """Read entries without their posts."""
        wanted = [id_ for id_ in ids if id_ not in self._columns and id_ not in self._entries]
        found = self.base.entry_columns(wanted)
        for id_ in wanted:
            if columns := found.get(id_):
                self._columns[id_] = columns
                self._slugs[columns["slug"]] = (id_, columns["locator"])
            else:
                self._entries[id_] = None

    def read_posts(self, ids: Iterable[str]) -> None:
        """Read the posts of entries."""
        self._posts |= self.base.posts_of(id_ for id_ in ids if id_ not in self._posts)

    def read_addresses(self, slugs: Iterable[str], permalinks: Iterable[str], paths: Iterable[str]) -> None:
        """Read which entries have some slugs and permalinks, and which had the paths of aliases."""
        self._fill(self._slugs, slugs, self.base.slug_holders)
        self._fill(self._permalinks, map(_lower, permalinks), self.base.permalink_holders)
        paths = tuple(paths)
        self._fill(self._aliases, paths, self.base.alias_targets, "")
        self._fill(self._pages, paths, self.base.entries_at, "")

    def read_keys(self, keys: Iterable[str]) -> None:
        """Read which documents have some keys."""
        wanted = [key for key in keys if key not in self._keys]
        found = self.base.documents_with_keys(wanted)
        for key in wanted:
            self._keys[key] = found.get(key, [])
            for source, locator, _ in self._keys[key]:
                self._keyed.setdefault((source, locator), set()).add(key)

    def read_removed(self, digests: Iterable[str]) -> None:
        """Read which removed entries have some contents."""
        self._fill(self._removed, digests, self.base.removed_by_digest, ())

    def read_links(self, ids: Iterable[str]) -> None:
        """Read which links entries have."""
        self._fill(self._tokens, ids, self.base.link_tokens, ())

    def read_documents_of(self, ids: Iterable[str]) -> None:
        """Read which documents entries have."""
        wanted = [id_ for id_ in ids if id_ not in self._documents]
        found = self.base.documents_of_each(wanted)
        self._documents |= {id_: found.get(id_, []) for id_ in wanted}

    def _fill(
        self,
        known: dict[str, Any],
        names: Iterable[str],
        read: Callable[[Iterable[str]], Mapping[str, Any]],
        without: Any = None,
    ) -> None:
        wanted = [name for name in names if name not in known]
        found = read(wanted)
        known |= {name: found.get(name, without) for name in wanted}

    # Documents

    def stamp(self, source: str, locator: str) -> Stamp | None:
        key = source, locator
        if key not in self._stamps:
            self._stamps[key] = self.base.stamp(source, locator)
        return self._stamps[key]

    def save_document(self, source: str, locator: str, stamp: Stamp, problems: str) -> None:
        key = source, locator
        if key in self._forgotten:
            self.flush()
        before = self._document_writes.get(key)
        facts = before[-2:] if before else ()
        self._document_writes[key] = DocumentRow(source, locator, *stamp, problems, *facts)
        self._set_stamp(key, stamp)

    def save_job_facts(self, source: str, locator: str, missing: str | None, dates: str) -> None:
        row = self._document_writes[source, locator]
        self._document_writes[source, locator] = row._replace(missing_fields=missing, stated_dates=dates)
        self._post_documents.add((source, locator))

    def update_stamp(self, source: str, locator: str, stamp: Stamp) -> None:
        before = self.stamp(source, locator)
        if before is None or (source, locator) in self._document_writes:
            super().update_stamp(source, locator, stamp)
            return
        self._stamp_writes.append((source, locator, stamp))
        self._stamps[source, locator] = stamp._replace(fingerprint=before.fingerprint, entry=before.entry)

    def forget_document(self, source: str, locator: str) -> None:
        key = source, locator
        self._document_writes.pop(key, None)
        self._post_documents.discard(key)
        self._forgotten.add(key)
        self._set_stamp(key, None)
        self.save_keys(source, locator, ())

    def _set_stamp(self, document: Document, stamp: Stamp | None) -> None:
        before = self.stamp(*document) if self._documents else None
        if before and before.entry in self._documents:
            self._documents[before.entry].remove(document)
        if stamp and stamp.entry in self._documents:
            self._documents[stamp.entry].append(document)
        self._stamps[document] = stamp

    def save_keys(self, source: str, locator: str, keys: Iterable[tuple[str, int]]) -> None:
        document, now = (source, locator), dict(keys)
        self._key_writes[document] = now
        for key in self._keyed.pop(document, ()):
            self._keys[key] = [one for one in self._keys[key] if one[:2] != document]
        for key in now.keys() & self._keys.keys():
            self._keys[key] = sorted([*self._keys[key], (*document, now[key])], key=lambda one: (-one[2], one[:2]))
            self._keyed.setdefault(document, set()).add(key)

    def documents_with_key(self, key: str) -> list[tuple[str, str, int]]:
        if key not in self._keys:
            self.flush()
            self.read_keys((key,))
        return self._keys[key]

    def ranks_of(self, entry: str) -> list[tuple[str, str, int]]:
        known = self._documents.get(entry)
        if known is None or len(known) > 1:
            return super().ranks_of(entry)
        return [(*document, 0) for document in known]  # no other document shares a key with it

    def documents_of(self, entry: str) -> list[Document]:
        return sorted(self._documents[entry]) if entry in self._documents else super().documents_of(entry)

    # Entries

    def entry(self, id_: str) -> EntryRow | None:
        if id_ not in self._entries:
            columns = self._stored(id_)
            self._entries[id_] = rows.from_entry_columns(columns[name] for name in _NAMES) if columns else None
        return self._entries[id_]

    def save_entry(self, row: EntryRow, payload: bytes) -> None:
        before = self._stored(row.id)
        values = rows.to_entry_columns(row)
        self._queue(SAVE, values | {"job": codec.job_in_lists(payload)})
        self._change(row.id, before, values | {name: before[name] for name in _KEPT if before})
        self._post_writes[row.id] = self._posts[row.id] = payload
        if not before and row.page:
            self._pages.pop(row.page, None)

    def save_lifecycle(self, id_: str, lifecycle: Lifecycle) -> None:
        values, before = rows.to_columns(lifecycle._asdict()), self._stored(id_)
        self._queue(SAVE_LIFECYCLE, values | {"id": id_})
        if before:
            self._change(id_, before, before | {name: values[name] for name in _LIFECYCLE})

    def _stored(self, id_: str) -> dict[str, Any]:
        """Return the columns of an entry as they are stored; none of an unknown one."""
        self.read_entries((id_,))
        return self._columns.get(id_, {})

    def _change(self, id_: str, before: Mapping[str, Any], after: dict[str, Any]) -> None:
        """Note the new columns of an entry, and what is found by them."""
        self._columns[id_] = after
        self._entries.pop(id_, None)
        holder = id_, after["locator"]
        before_slug, slug = before.get("slug"), after["slug"]
        if before_slug != slug:
            self._slug_changes[slug] = self._slug_changes.get(slug, 0) + 1
            if before_slug is not None:
                self._slugs[before_slug] = None
                self._slug_changes[before_slug] = self._slug_changes.get(before_slug, 0) - 1
        self._slugs[slug] = holder
        if before and before["permalink"] not in ("", after["permalink"]):
            self._permalinks.pop(_lower(before["permalink"]), None)
        if after["permalink"]:
            self._permalinks[_lower(after["permalink"])] = holder
        self._has_removed |= "removed" in (before.get("state"), after["state"])

    def _queue(self, statement: str, values: Mapping[str, Any]) -> None:
        if not self._entry_writes or self._entry_writes[-1][0] != statement:
            self._entry_writes.append((statement, []))
        self._entry_writes[-1][1].append(values)

    def payload(self, id_: str) -> bytes:
        if id_ not in self._posts:
            self._posts[id_] = self.base.payload(id_)
        return self._posts[id_]

    def removed_ids(self, digest: str) -> list[str]:
        if self._has_removed or digest not in self._removed:
            return super().removed_ids(digest)
        return [*self._removed[digest]]

    def slug_holder(self, slug: str) -> tuple[str, str] | None:
        if slug not in self._slugs:  # no pending write frees or takes it
            self._slugs[slug] = self.base.slug_holder(slug)
        return self._slugs[slug]

    def slugs_like(self, slug: str) -> int:
        changes = (count for name, count in self._slug_changes.items() if name.startswith(f"{slug}-"))
        return self.base.slugs_like(slug) + sum(changes)

    def permalink_holder(self, path: str) -> tuple[str, str] | None:
        name = _lower(path)
        return self._permalinks[name] if name in self._permalinks else super().permalink_holder(path)

    def entry_at(self, page: str) -> str:
        return self._pages[page] if page in self._pages else super().entry_at(page)

    def alias_target(self, path: str) -> str:
        if path not in self._aliases:
            self._aliases[path] = self.base.alias_target(path)
        return self._aliases[path]

    def save_aliases(self, aliases: Iterable[tuple[str, str]]) -> None:
        for path, entry in aliases:
            self._alias_writes[path] = self._aliases[path] = entry

    def forget_previous_entry(self, id_: str) -> None:
        self._forgotten_previous.add(id_)

    def save_withheld(self, id_: str, facts: str) -> None:
        self._withheld_writes[id_] = facts

    def forget_withheld(self, id_: str) -> None:
        self._withheld_writes[id_] = None

    # Links

    def save_links(self, entry: str, links: Iterable[tuple[str, str, str, str, int]]) -> None:
        now = {link[0]: LinkRow(entry, *link) for link in links}
        self.read_links((entry,))
        self._forgotten_links |= {(entry, token) for token in self._tokens[entry] if token not in now}
        self._tokens[entry] = set(now)
        self._link_writes[entry] = now.values()
        columns = self._columns.get(entry, {})
        if not now and columns.get("links_digest"):
            self._unlinked.add(entry)
            columns["links_digest"] = ""
            self._entries.pop(entry, None)

    # Writing

    def flush(self) -> None:
        """Write what was saved."""
        for statement, values in self._entry_writes:
            run_each(self.base.sql, statement, values)
        self.base.save_posts(self._post_writes.items())
        self.base.update_stamps(self._stamp_writes)
        self.base.forget_documents(self._forgotten)
        for of_posts in (False, True):
            documents = (row for key, row in self._document_writes.items() if (key in self._post_documents) == of_posts)
            self.base.save_documents(documents, of_posts=of_posts)
        self.base.replace_keys(self._key_writes)
        self.base.replace_links(self._forgotten_links, (row for some in self._link_writes.values() for row in some))
        self.base.forget_links_digests(self._unlinked)
        withheld = {id_: text for id_, text in self._withheld_writes.items() if text is not None}
        self.base.forget_withheld_versions(self._withheld_writes.keys() - withheld.keys())
        self.base.save_withheld_versions(withheld)
        self.base.forget_previous_entries(self._forgotten_previous)
        if self._alias_writes:
            self.base.save_aliases(self._alias_writes.items())
        if self._has_removed:
            self._removed.clear()
        self._clear()

    def end_batch(self) -> None:
        """Write what was saved, and forget what was read."""
        self.flush()
        self._forget()


class _Guarded:
    """A connection that calls a function before each statement."""

    def __init__(self, connection: Connection, before: Callable[[str], None]) -> None:
        self._connection, self._before = connection, before

    def execute(self, statement: str, values: Mapping[str, Any]) -> Any:
        self._before(statement)
        return self._connection.execute(statement, values)

    def executemany(self, statement: str, values: Iterable[Mapping[str, Any]]) -> Any:
        self._before(statement)
        return self._connection.executemany(statement, values)


def _lower(path: str) -> str:
    """Return a path in lower case as databases have it, which change ASCII letters only."""
    return path.encode().lower().decode()
