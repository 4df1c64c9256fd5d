"""The ledger as text, and back."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from support.paths import ROOT

from feeds.ledger.store import VERSION, Store

LATER = "2026-03-02T09:00:00Z"


def fill(home):
    """Publish, close and move, so that every table has rows."""
    home.configure(feeds=["jobs", {"name": "news", "limit": 1, "history": "archived"}])
    for name in ("a", "b", "c"):
        home.post(f"2026-01-05-{name}.md", title=f"Été {name}", redirect_from=f"/old/{name}")
    home.job("2026-01-06-d.md", poste_ferme="bientôt")
    home.job("2026-01-07-e.md")
    home.publish()
    home.job("2026-01-07-e.md", post_ouvert="2026-09-01")
    home.post("2026-01-05-a.md", title="Été a", slug="autre")
    (home.root / "sources/2026-01-05-b.md").unlink()
    home.publish(now=LATER)


def test_a_ledger_moves_as_text(homes, tmp_path):
    """Exported and imported, it is the same to the letter, and the next run there has nothing to tell."""
    home, other = homes(), homes()
    fill(home)
    copy = tmp_path / "copy.jsonl"
    assert home.command("ledger", "export", str(copy)).status == 0
    assert json.loads(copy.read_text("utf-8").splitlines()[0]) == {"ledger": VERSION}
    for path in [*home.root.glob("sources/*"), home.root / "config.yaml"]:
        other.write(path.relative_to(home.root).as_posix(), path.read_bytes())
    assert other.command("ledger", "import", str(copy)).status == 0
    assert other.command("ledger", "export").out == copy.read_text("utf-8")
    ran = other.publish(now=LATER)
    assert ran.report["transitions"] == []
    # A full archive document is as it was when it was filled; made anew, it shows the posts as they are.
    kept, moved = home.tree(), other.tree()
    assert {path for path in kept | moved if kept.get(path) != moved.get(path)} == {
        f"news-archive-0001.{ending}" for ending in ("atom", "json", "rss")
    }


@pytest.mark.parametrize(
    ("number", "line", "said"),
    [
        (1, '{"ledger": 99}', f'{{"ledger": 99}} instead of {{"ledger": {VERSION}}}'),
        (1, "noise", "expected a line of `feeds ledger export`"),
        (2, "[]", "expected a line of `feeds ledger export`"),
        (3, '{"table": "sqlite_master", "row": {}}', "the table 'sqlite_master'"),
        (3, '{"table": "meta", "row": {"name": "a", "value": "b"}}', "the table 'meta'"),
        (3, '{"table": "feeds", "row": {"name": "a", "other": "b"}}', "other columns than those of feeds"),
        (3, "[" * 5_000, "expected a line of `feeds ledger export`"),
        (3, '{"table": "feeds", "row": {"name": 5, "id": "b"}}', "5 as name"),
        (
            3,
            '{"table": "archives", "row": {"feed": "a", "entry": "b", "number": 1' + "0" * 30 + "}}",
            "too large",
        ),
        (2, '{"table": "feeds", "row": {"name": "x", "id": null}}', "None as id"),
    ],
)
def test_a_wrong_line_is_told_and_nothing_taken_in(homes, tmp_path, number, line, said):
    """By file and line; the ledger stays empty."""
    home, other = homes(), homes()
    fill(home)
    lines = home.command("ledger", "export").out.splitlines()
    lines[number - 1] = line
    copy = tmp_path / "copy.jsonl"
    copy.write_text("\n".join(lines), "utf-8")
    ran = other.command("ledger", "import", str(copy))
    assert ran.status == 2
    assert f"{copy}:{number}: " in ran.err
    assert said in ran.err
    with closing(sqlite3.connect(other.root / ".feeds/ledger.sqlite")) as ledger:
        assert ledger.execute("select count(*) from entries").fetchone() == (0,)


def test_a_ledger_that_knows_something_is_not_replaced(home):
    """Two ledgers do not mix."""
    fill(home)
    text = home.command("ledger", "export").out
    ran = home.command("ledger", "import", stdin=text)
    assert (ran.status, "not empty" in ran.err) == (2, True)


def test_there_must_be_a_ledger_to_export(home):
    """To export nothing would pass for a copy."""
    ran = home.command("ledger", "export")
    assert ran.status == 2
    assert "there is no ledger" in ran.err
    assert ran.out == ""
    assert not (home.root / ".feeds").exists()


def test_a_ledger_of_the_first_version_is_brought_up_to_date(tmp_path):
    """What it knew is there, and what was open once is known to have been shown."""
    path = tmp_path / "ledger.sqlite"
    schema = (ROOT / "feeds/ledger/store/migrations/001.sql").read_text("utf-8")
    row = ("local", "a.md", "job", "Titre", "fr", "Org", '["x"]')
    times = (None, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    with closing(sqlite3.connect(path)) as old:
        old.executescript(schema.replace("payload text", "payload blob"))
        for name, state, closed in (
            ("open", "open", None),
            ("closed", "closed", "2026-02-01T00:00:00Z"),
            ("never", "closed", "2026-01-01T00:00:00Z"),
        ):
            values = (name, *row[:2], name, *row[2:], state, "", closed, *times, "digest", "", b"{}")
            old.execute(f"insert into entries values ({', '.join('?' * 19)})", values)
        old.execute("pragma user_version = 1")
        old.commit()
    with closing(Store(path)) as store:
        rows = {row.id: row for row in store.rows()}
        assert {name: row.lifecycle.shown for name, row in rows.items()} == {
            "closed": True,
            "never": False,
            "open": True,
        }
        assert rows["open"].tags == ("x",)
        assert store.payloads(["open"]) == {"open": b"{}"}
    with closing(Store(path)) as store:
        assert len(store.rows()) == 3


def test_a_copy_that_broke_off_is_refused(homes, tmp_path):
    """Half a ledger would take half the posts for new."""
    home, other = homes(), homes()
    fill(home)
    lines = home.command("ledger", "export").out.splitlines()
    for left in (lines[:1], lines[:-1], lines[: len(lines) // 2]):
        copy = tmp_path / "copy.jsonl"
        copy.write_text("\n".join(left), "utf-8")
        ran = other.command("ledger", "import", str(copy))
        assert (ran.status, "truncated after" in ran.err) == (2, True)
