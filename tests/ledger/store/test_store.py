"""The embedded store."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import get_args

import pytest

from feeds.ledger.lifecycle import Lifecycle
from feeds.ledger.store import Store, rows
from feeds.ledger.store.rows import EntryRow, OutputRecord
from feeds.model.errors import LedgerError
from feeds.model.source_state import Role

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def store():
    """Return a store in memory."""
    with closing(Store(None)) as store:
        yield store


def row(id_="urn:a", next_transition=None, **values):
    """Make an open entry."""
    lifecycle = Lifecycle("open", "why", NOW, NOW, NOW, "digest", next_transition=next_transition)
    return EntryRow(id_, "local", "a.md", id_, "job", "Title", "fr", "Org", ("a", "é"), lifecycle, **values)


def test_a_ledger_is_made_with_its_folder_and_found_again(tmp_path):
    """The first run makes it, and the next reads what it wrote."""
    path = tmp_path / "new" / "ledger.sqlite"
    with closing(Store(path)) as store:
        store.set_meta("a", "1")
        store.set_meta("a", "2")
    with closing(Store(path)) as store:
        assert (store.meta("a"), store.meta("b")) == ("2", "")


def test_a_row_comes_back_as_it_was(store):
    """Every column is read into the field that it was written from."""
    store.save_entry(row(next_transition=NOW), b"{}")
    assert store.rows() == [store.entry("urn:a")] == [row(next_transition=NOW)]
    assert store.payloads(["urn:a"]) == {"urn:a": b"{}"}
    assert store.due(NOW) == ["urn:a"]


def test_outputs_come_back_as_they_were(store):
    """The manifest holds what was written last under each path, next_transition it is forgotten."""
    store.save_outputs([OutputRecord("a", "key", "digest", 1, 2), OutputRecord("b", "key", "digest", 1, 2)])
    store.save_outputs([OutputRecord("a", "key 2", "digest 2", 3, 4)])
    store.forget_outputs(["b"])
    assert list(store.outputs()) == [OutputRecord("a", "key 2", "digest 2", 3, 4)]


def test_a_ledger_of_a_newer_version_is_refused(tmp_path):
    """An old program does not touch what it cannot understand."""
    path = tmp_path / "ledger.sqlite"
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma user_version = 99")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="or older, found version 99"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_ledger_is_refused(tmp_path):
    """Noise under its name is an error that says what to do, and is left as it is."""
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"noise " * 1000)
    with pytest.raises(LedgerError, match="restore a backup, or move it away"):
        Store(path)
    assert path.read_bytes() == b"noise " * 1000


def test_a_place_that_cannot_hold_a_ledger_is_refused(tmp_path):
    """A folder in its place, or a file where its folder should be, is an error of the ledger."""
    with pytest.raises(LedgerError, match="cannot be opened"):
        Store(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="cannot be opened"):
        Store(tmp_path / "file" / "ledger.sqlite")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to read-only files")
def test_a_ledger_that_is_read_only_is_refused(tmp_path):
    """Nothing is begun that could not be kept."""
    path = tmp_path / "ledger.sqlite"
    Store(path).close()
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    with pytest.raises(LedgerError), closing(Store(path)) as store, store.transaction():
        store.set_meta("a", "1")


def test_a_ledger_that_another_writes_to_is_refused(tmp_path):
    """A transaction that cannot begin is an error of the ledger, not of the database."""
    path = tmp_path / "ledger.sqlite"
    with closing(Store(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        store.sql.execute("pragma busy_timeout = 0")
        with (
            pytest.raises(LedgerError, match="the ledger cannot be read or written: database is locked"),
            store.transaction(),
        ):
            pass


def test_a_statement_that_fails_takes_its_transaction_back(store):
    """The store's own errors are errors of the ledger, and nothing of the transaction is kept."""
    store.save_entry(row(), b"{}")

    def archive_twice():
        with store.transaction():
            store.set_meta("a", "1")
            store.save_archive_number("news", "urn:a", 1)
            store.save_archive_number("news", "urn:a", 2)

    with pytest.raises(LedgerError, match="UNIQUE"):
        archive_twice()
    assert store.meta("a") == ""
    assert store.archive_numbers("news") == {}


def test_the_roles_of_cached_documents_are_known():
    """One that is added to them is no damage."""
    assert rows.CHOICES["role"] == set(get_args(Role))
