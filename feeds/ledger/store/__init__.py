"""The store of the ledger: one database, in SQL that runs on SQLite and PostgreSQL.

The methods are in the modules of their tables, one statement each, with named parameters. What differs
between databases (file, journal, schema version) is in `engines`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feeds.ledger.store.batches import BatchTables
from feeds.ledger.store.documents import DocumentTables
from feeds.ledger.store.engines import ENGINES, damage
from feeds.ledger.store.engines.sqlite import VERSION
from feeds.ledger.store.entries import EntryTables, PostFactTables, PreviousEntryTables
from feeds.ledger.store.files import FileTables, LinkTables, ReferenceTables
from feeds.ledger.store.members import MemberTables
from feeds.ledger.store.meta import MetaTable
from feeds.ledger.store.notifications import NotificationTables
from feeds.ledger.store.outputs import FeedTables, ListTables, OutputTables
from feeds.ledger.store.rows import placeholders
from feeds.ledger.store.sources import QualityTables, SourceTables
from feeds.model.errors import DamagedError, FeedsError

__all__ = ["TABLES", "VERSION", "Store", "Transaction", "opened"]

DERIVED = ("listed", "members", "collections")  # from entries: determined again where they are missing
TABLES = (
    *(
        "meta",
        "documents",
        "entries",
        "posts",
        "withheld",
        "aliases",
        "archives",
        "previous_entries",
        "feeds",
        "outputs",
        "reference_files",
        "links",
        "linked_files",
        "archived_files",
        "list_pages",
        "post_facts",
        "quality_events",
    ),
    *DERIVED,
    *("source_states", "cached_documents", "offer_keys", "notifications", "acknowledged"),
)


@contextmanager
def opened(path: Path | None, timeout: float = 5) -> Iterator[Store]:
    """Open or create a ledger as `Store` does, and close it; errors of the database and damage are LedgerErrors.

    Raises:
        LedgerError: the ledger cannot be used.
    """
    with closing(Store(path, timeout)) as store:
        try:
            yield store
        except (store.engine.Error, UnicodeDecodeError) as error:
            raise store.engine.ledger_error(path, error) from error
        except DamagedError as error:
            raise store.engine.damaged(path, damage.find(store) or str(error)) from error
        except FeedsError:
            raise
        except Exception as error:  # its cause may be a value that was read without being checked
            if found := damage.find(store):
                raise store.engine.damaged(path, found) from error
            raise


@dataclass(slots=True)
class Transaction:
    """A running transaction; it is rolled back if `keep` is False."""

    keep: bool = True


class Store(
    MetaTable,
    DocumentTables,
    EntryTables,
    FeedTables,
    ListTables,
    MemberTables,
    PostFactTables,
    PreviousEntryTables,
    OutputTables,
    ReferenceTables,
    LinkTables,
    FileTables,
    SourceTables,
    QualityTables,
    NotificationTables,
    BatchTables,
):
    """An open ledger."""

    def __init__(self, path: Path | None, timeout: float = 5) -> None:
        """Open or create the ledger, waiting up to `timeout` seconds for a lock; without a path, in memory.

        Raises:
            LedgerError: the file is damaged, not writable, or of a newer version.
        """
        self.path, self.engine = path, ENGINES["sqlite"]
        self.sql = self.engine.connect(path, timeout)

    def close(self) -> None:
        self.sql.close()

    @contextmanager
    def transaction(self, *, durable: bool = True) -> Iterator[Transaction]:
        """Run a block in a transaction; roll back on an exception, or if the block sets `keep` to False.

        A `durable` one survives a power cut, any other at least the end of the process.

        Raises:
            LedgerError: the database refused.
        """
        transaction = Transaction()
        try:
            self.engine.begin(self.sql, durable=durable)
            try:
                yield transaction
            except BaseException:
                with suppress(self.engine.Error):  # an error such as that of a full disk rolls back by itself
                    self.sql.execute("rollback")
                raise
            self.sql.execute("commit" if transaction.keep else "rollback")
        except self.engine.Error as error:
            raise self.engine.ledger_error(self.path, error) from error

    @contextmanager
    def attempt(self) -> Iterator[Transaction]:
        """Run a block in a transaction, and undo what it did if it sets `keep` to False."""
        attempt = Transaction()
        self.sql.execute("savepoint attempt")
        yield attempt
        if not attempt.keep:
            self.sql.execute("rollback to savepoint attempt")
        self.sql.execute("release savepoint attempt")

    def is_empty(self) -> bool:
        """Return whether there are neither documents nor entries."""
        return not any(
            self._one(f"select 1 from {table} limit 1")  # noqa: S608 - constants
            for table in ("documents", "entries")
        )

    # Whole tables, for export and import

    def columns(self, table: str) -> dict[str, tuple[type, ...]]:
        """Return the columns of a table of `TABLES`, each with the types that its values may have."""
        columns: dict[str, tuple[type, ...]] = self.engine.columns(self.sql, table)
        return columns

    def table(self, name: str) -> Iterator[dict[str, Any]]:
        """Return all rows of a table of `TABLES`, always in the same order."""
        cursor = self.sql.execute(f"select * from {name} order by 1, 2")  # noqa: S608 - one of TABLES
        columns = [column[0] for column in cursor.description]
        return (dict(zip(columns, row, strict=True)) for row in cursor)

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a row that `table` returned to a table of `TABLES`."""
        names = ", ".join(row)
        self.sql.execute(f"insert into {table} ({names}) values ({placeholders(names)})", row)  # noqa: S608 - names of columns

    def clear(self, table: str) -> None:
        """Delete all rows of a table of `TABLES`."""
        self.sql.execute(f"delete from {table}")  # noqa: S608 - one of TABLES
