"""Ledgers of earlier versions are migrated when they are opened: all rows stay, under the present names."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.paths import ROOT

from feeds.ledger.store import TABLES, VERSION, Store

MIGRATIONS = ROOT / "feeds/ledger/store/migrations"
DAY = "2026-01-05T09:00:00Z"
LATER = "2026-03-02T09:00:00Z"

# The names of version 4, where they differ: of tables, of columns, of keys of meta.
OLD_TABLES = {
    "posts": "texts",
    "aliases": "addresses",
    "previous_entries": "formers",
    "offer_keys": "keys",
    "source_states": "standings",
    "cached_documents": "copies",
    "notifications": "notices",
    "acknowledged": "told",
}
OLD_COLUMNS = {
    "entries": {
        "next_transition": "until",
        "text_digest": "words",
        "times_missed": "missed",
        "missing_since": "missing",
    },
    "outputs": {"input_digest": "source_key"},
    "previous_entries": {"text_digest": "words", "document_digest": "document", "published_here": "ours"},
    "source_states": {
        "moved_to": "moved",
        "gone_since": "gone",
        "last_fetch": "asked",
        "next_poll": "due",
        "last_success": "succeeded",
        "last_change": "changed",
        "last_error": "trouble",
        "quarantined": "held",
        "recorded": "read",
        "parser_key": "way",
        "min_interval": "wait",
    },
    "cached_documents": {
        "request_body": "ask",
        "final_url": "final",
        "listed_modified": "modified",
        "links": "leads",
    },
    "offer_keys": {"rank": "own"},
    "notifications": {"released": "since", "next_attempt": "due", "last_error": "trouble"},
}
OLD_META = {
    "clock": "now",
    "next_transition": "coming",
    "last_notification": "notices",
    "published_key": "published",
    "entry_counts": "counts",
    "reference_problems": "reference problems",
    "status_file": "status file",
    "alerted check": "told check",
}
OLD_RUN = {
    "last_run": "last",
    "last_success": "succeeded",
    "exit_status": "status",
    "last_error": "trouble",
    "unreadable": "unread",
}


ADDED = {
    "edition",
    "moving_text",
    "links_digest",
    "permalink",
    "leaves",
    "job",
    "mapping",
    "shape",
    "missing_fields",
    "stated_dates",
    "day_order",
    "changed",
    "collection",
}  # columns that version 4 had not
ADDED_TABLES = {"quality_events", "listed", "members", "collections"}


def old_ledger(path: Path, version: int = 4) -> sqlite3.Connection:
    """Make an empty ledger of an earlier version."""
    ledger = sqlite3.connect(path)
    for step in range(1, version + 1):
        ledger.executescript((MIGRATIONS / f"{step:03}.sql").read_text("utf-8"))
    ledger.execute(f"pragma user_version = {version}")
    ledger.commit()
    return ledger


def as_of_version_4(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Write rows, under the names of today, into a ledger of version 4."""
    path.unlink(missing_ok=True)
    with closing(old_ledger(path)) as ledger:
        for table, each in rows.items():
            for row in each:
                names = OLD_COLUMNS.get(table, {})
                old = {names.get(name, name): value for name, value in row.items() if name not in ADDED}
                if old.get("state") == "stale":
                    old["state"] = "lost"
                if table == "meta":
                    old = {"name": OLD_META.get(row["name"], row["name"]), "value": _old_value(row)}
                ledger.execute(
                    f"insert into {OLD_TABLES.get(table, table)} ({', '.join(old)}) "
                    f"values ({', '.join(f':{name}' for name in old)})",
                    old,
                )
        ledger.commit()


def _old_value(row: dict[str, str]) -> str:
    if row["name"] == "runs":
        run = {OLD_RUN.get(name, name): value for name, value in json.loads(row["value"]).items()}
        return json.dumps(run)
    return row["value"].replace(" stale", " lost") if row["name"] == "entry_counts" else row["value"]


def contents(path: Path) -> dict[str, list[dict[str, Any]]]:
    with closing(Store(path)) as store:
        return {table: list(store.table(table)) for table in TABLES}


def known_to_version_4(path: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        table: [{name: value for name, value in row.items() if name not in ADDED} for row in rows]
        for table, rows in contents(path).items()
        if table not in ADDED_TABLES
    }


SAMPLE: dict[str, list[dict[str, Any]]] = {
    "source_states": [
        {
            "name": "partner",
            "url": "https://partner.example/",
            "moved_to": "",
            "gone_since": None,
            "last_fetch": LATER,
            "next_poll": LATER,
            "last_success": DAY,
            "last_change": DAY,
            "failures": 2,
            "last_error": "503",
            "quarantined": "too few",
            "recorded": "r",
            "entries": 3,
            "parser_key": "k",
            "proof": "snapshot",
            "min_interval": 60,
            "mapping": "",
            "day_order": "",
        }
    ],
    "cached_documents": [
        {
            "source": "partner",
            "url": "https://partner.example/",
            "request_body": "{}",
            "role": "list",
            "final_url": "https://partner.example/a",
            "media_type": "text/xml",
            "charset": "utf-8",
            "etag": '"1"',
            "last_modified": "",
            "listed_modified": "x",
            "fetched": DAY,
            "fingerprint": "f",
            "links": "[[], []]",
            "body": "",
            "shape": "",
        }
    ],
    "offer_keys": [{"source": "partner", "locator": "a", "key": "k", "rank": 2}],
    "previous_entries": [
        {
            "id": "urn:old",
            "path": "/old/",
            "title": "Old",
            "text_digest": "t",
            "document_digest": "d",
            "published": DAY,
            "updated": DAY,
            "kind": "job",
            "state": "open",
            "reason": "",
            "closed": None,
            "changes": "",
            "shown": 1,
            "published_here": 1,
            "edition": "",
        }
    ],
    "notifications": [
        {
            "kind": "webhook",
            "target": "https://hook.example/",
            "subject": "urn:a",
            "revision": "1",
            "body": "{}",
            "number": 7,
            "released": DAY,
            "next_attempt": LATER,
            "attempts": 1,
            "last_error": "503",
        }
    ],
    "acknowledged": [{"kind": "webhook", "target": "h", "subject": "s", "revision": "1"}],
    "meta": [
        {"name": "alerted check", "value": f"digest {DAY}"},
        {"name": "last_notification", "value": "7"},
        {"name": "status_file", "value": "digest"},
    ],
}


def test_every_table_keeps_its_rows(tmp_path: Path) -> None:
    """Each value is there, under its present name."""
    path = tmp_path / "ledger.sqlite"
    as_of_version_4(path, SAMPLE)
    found = contents(path)
    assert {table: found[table] for table in SAMPLE} == SAMPLE
    with closing(sqlite3.connect(path)) as ledger:
        assert ledger.execute("pragma user_version").fetchone() == (VERSION,)


@pytest.mark.parametrize("version", range(VERSION))
def test_each_version_becomes_the_present_schema(tmp_path: Path, version: int) -> None:
    """Tables, columns and indexes are those of a new ledger."""

    def schema(path: Path) -> list[tuple[Any, ...]]:
        with closing(Store(path)), closing(sqlite3.connect(path)) as ledger:
            tables = [(table, ledger.execute(f"pragma table_info({table})").fetchall()) for table in sorted(TABLES)]
            names = "select name, tbl_name from sqlite_master where name not like 'sqlite_%' order by name"
            return [*tables, *ledger.execute(names).fetchall()]

    old_ledger(tmp_path / "old.sqlite", version).close()
    assert schema(tmp_path / "old.sqlite") == schema(tmp_path / "new.sqlite")


def test_a_site_goes_on_with_a_ledger_of_version_4(home: Any) -> None:
    """No id and no date moves, nothing is written again, and the run history stays."""
    home.configure(feeds=["jobs", {"name": "news", "limit": 1, "history": "archived"}])
    for name in ("a", "b", "c"):
        home.post(f"2026-01-05-{name}.md", title=f"Été {name}", redirect_from=f"/old/{name}")
    home.job("2026-01-06-d.md", closes="2026-04-01")
    home.publish(now=DAY)
    (home.root / "sources/2026-01-05-b.md").unlink()
    home.post("2026-01-05-a.md", title="Été a", slug="autre")
    home.publish(now=LATER)
    tree, history = home.tree(), home.run("status", "--json", "--now", LATER).report["run"]
    ledger = home.root / ".feeds/ledger.sqlite"
    before = known_to_version_4(ledger)
    as_of_version_4(ledger, before)
    assert known_to_version_4(ledger) == before
    as_of_version_4(ledger, before)
    assert home.run("status", "--json", "--now", LATER).report["run"] == history
    ran = home.publish(now=LATER)
    assert (ran.report["transitions"], home.tree()) == ([], tree)
    home.post("2026-01-05-c.md", "Tout autre texte. " * 30, title="Été c")
    ran = home.publish(now="2026-03-03T09:00:00Z")
    assert [one["change"] for one in ran.report["transitions"]] == ["changed"]


def test_a_stale_entry_stays_stale(tmp_path: Path) -> None:
    """Its state was called `lost`."""
    path = tmp_path / "ledger.sqlite"
    with closing(old_ledger(path)) as ledger:
        values = ("urn:a", "p", "a", "a", "job", "A", "en", "", "[]", "", "lost", "why", None, None)
        values += (DAY, DAY, DAY, "digest", "", "", 1, 1, DAY)
        ledger.execute(f"insert into entries values ({', '.join('?' * len(values))})", values)
        ledger.execute("insert into meta values ('counts', '{\"job lost\": 1}')")
        ledger.commit()
    with closing(Store(path)) as store:
        (row,) = store.rows()
        assert (row.id, row.lifecycle.state, row.lifecycle.times_missed) == ("urn:a", "stale", 1)
        assert store.meta("entry_counts") == '{"job stale": 1}'


def test_an_export_of_an_earlier_version_is_refused(home: Any, tmp_path: Path) -> None:
    """Its tables have other names; the message names the way out."""
    export = tmp_path / "ledger.jsonl"
    export.write_text('{"ledger": 4}\n{"rows": 0}\n', "utf-8")
    home.configure()
    ran = home.command("ledger", "import", str(export))
    assert ran.status == 2
    assert f"expected an export of ledger version {VERSION}, found version 4" in ran.err
