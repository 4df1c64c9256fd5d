"""The longer statements of the store."""

from __future__ import annotations

from feeds.ledger.store.rows import COLUMNS, LIFECYCLE


def holes(columns: str) -> str:
    """Name a parameter for each column."""
    return ", ".join(f":{name}" for name in columns.split(", "))


def renewed(columns: str, *but: str) -> str:
    """Say that columns take the new values, where the row is there already."""
    return ", ".join(f"{name} = excluded.{name}" for name in columns.split(", ") if name not in but)


SAVE_ENTRY = (
    f"insert into entries ({COLUMNS}) values ({holes(COLUMNS)}) "  # noqa: S608 - constants
    f"on conflict (id) do update set {renewed(COLUMNS, 'id', 'first_seen', 'page')}"
)
SAVE_POST = (
    "insert into posts (entry, payload) values (:entry, :payload) "
    "on conflict (entry) do update set payload = excluded.payload"
)
SAVE_LIFECYCLE = (
    f"update entries set {', '.join(f'{n} = :{n}' for n in LIFECYCLE.split(', '))} where id = :id"  # noqa: S608 - constants
)
SAVE_DOCUMENT = (
    "insert into documents (source, locator, size, mtime, inode, fingerprint, entry, problems) "
    "values (:source, :locator, :size, :mtime, :inode, :fingerprint, :entry, :problems) "
    "on conflict (source, locator) do update set "
    + renewed("size, mtime, inode, fingerprint, entry, problems")
)
SAVE_OUTPUT = (
    "insert into outputs (path, input_digest, digest, size, mtime) "
    "values (:path, :input_digest, :digest, :size, :mtime) "
    "on conflict (path) do update set " + renewed("input_digest, digest, size, mtime")
)
