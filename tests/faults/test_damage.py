"""Damage in any row of a ledger: a run does without the value, or names the ledger and a remedy that works."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Home
from support.hostile import Server, reply
from support.partners import jobs

from feeds.ledger.store import Store, damage, opened
from feeds.ledger.store.rows import PreviousEntryRow
from feeds.model.errors import LedgerError
from feeds.model.feed import Cut

FIRST, SECOND, THIRD, FOURTH = (f"2026-03-0{day}T09:00:00Z" for day in (1, 2, 3, 4))
JUNK: dict[str, Any] = {
    "a word": "junk",
    "nothing": None,
    "an empty text": "",
    "bytes": b"\x00\xff\xfe",
    "a number": 7,
    "a large number": 10**15,
    "an object": '{"a": [1, {"b": null}]}',
    "a list": "[[1, 2], 3]",
    "JSON that is cut short": '[{"file": "a',
    "a deep list": "[" * 5_000,
    "a time without a date": "T10:00:00Z",
    "a time without a zone": "2026-03-01T09:00:00",
    "text that is no UTF-8": "cast(x'fffe80' as text)",
}


def columns() -> list[tuple[str, str]]:
    """Return each column of each table of the schema."""
    with closing(Store(None)) as store:
        tables = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
        named = [name for (name,) in store.sql.execute(tables).fetchall()]
        return [(table, row[1]) for table in named for row in store.sql.execute(f"pragma table_info({table})")]


class Case:
    """A published project with rows in all tables."""

    def __init__(self, home: Any, server: Server, spare: Path) -> None:
        self.home, self.server, self.spare = home, server, spare
        self.ledger = home.root / ".feeds" / "ledger.sqlite"
        self.steps = 0
        server.on("/feed", reply(jobs("a", "b"), headers={"ETag": '"1"', "Last-Modified": "x"}))
        server.on("/hook", reply(b"", 503))
        home.configure(
            sources=[{"path": "sources"}, {"url": server.url("/feed"), "name": "partner", "every": "1h"}],
            feeds=[
                {"name": "jobs", "select": {"not": {"keywords": "absent"}}},
                {"name": "news", "limit": 1, "history": "archived"},
            ],
            network={"allow": [server.address], "spacing": 0},
            notify={"websub": [server.url("/hook")], "webhook": [{"url": server.url("/hook"), "secret": "${HOOK}"}]},
            monitor={"status": True},
            references={"startup": "startups"},
        )
        home.write("startups/nord.md", "---\ntitle: Nord\n---\n")
        (home.root / "sources").mkdir(exist_ok=True)
        (home.root / "sources/plan.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        for name in "abcg":
            text = f"Le plan du site {name} : ![Plan](plan.png)"
            home.post(f"2026-01-05-{name}.md", text, title=f"Titre {name}", redirect_from=f"/old/{name}")
        home.job("2026-01-06-d.md", poste_ferme="bientôt")
        home.job("2026-01-07-e.md", startup="personne")
        home.job("2026-01-08-f.md", expires="2026-12-01")
        self.publish(FIRST)
        home.post("2026-01-05-a.md", title="Titre a", slug="autre")
        home.job("2026-01-08-f.md", post_ouvert="2026-09-01")
        (home.root / "sources/2026-01-05-b.md").unlink()
        quiet = home.run("publish", "--quiet", "--now", SECOND)
        assert quiet.status == 1, quiet
        with closing(Store(self.ledger)) as store:  # of a feed that another program published
            times = datetime.fromisoformat(FIRST), datetime.fromisoformat(FIRST)
            before = ("urn:x:before", "/before", "Avant", "", "", *times, "article", "open", "", None, (), True, False)
            store.save_previous_entry(PreviousEntryRow(*before))
            store.save_quality_event("partner", "urn:x:before", "closed", times[0])
            store.save_moving_text("partner", "https://partner.example/a", "")
            store.save_list_cuts("jobs", [Cut(2, times[0], "urn:x:before")])
        shutil.copytree(home.root, spare)

    def restore(self) -> None:
        """Bring everything back as it was."""
        for name in (".feeds", "output", "sources"):
            shutil.rmtree(self.home.root / name)
            shutil.copytree(self.spare / name, self.home.root / name)

    def damage(self, table: str, column: str, value: Any, where: str = "") -> bool:
        """Set a column to a value, in all rows or those `where` something is; return whether any changed."""
        with closing(sqlite3.connect(self.ledger)) as ledger:
            before = ledger.execute("select sql from sqlite_master where name = ?", (table,)).fetchone()
            ledger.execute("pragma writable_schema = on")  # for a value that the schema forbids
            loose = "update sqlite_master set sql = replace(sql, ' not null', '') where name = ?"
            ledger.execute(loose, (table,))
            ledger.commit()
        with closing(sqlite3.connect(self.ledger)) as ledger:
            set_ = value if str(value).startswith("cast(") else "?"
            values = () if set_ == value else (value,)
            changed = ledger.execute(f"update or ignore {table} set {column} = {set_}{where}", values).rowcount
            ledger.execute("pragma writable_schema = on")
            ledger.execute("update sqlite_master set sql = ? where name = ?", (*before, table))
            ledger.commit()
        return bool(changed)

    def publish(self, now: str) -> Any:
        """Publish, and return what happened."""
        return self.home.publish(now=now)

    def edit(self) -> None:
        """Change, add and remove posts."""
        self.home.post("2026-01-05-a.md", title="Titre nouveau")
        self.home.job("2026-01-06-d.md", "Un tout autre texte, qui parle de choses différentes. " * 30)
        self.home.job("2026-01-09-new.md")
        (self.home.root / "sources/2026-01-07-e.md").unlink()

    def attempt(self, what: str, *command: str) -> int:
        """Run a command: it works, or names the ledger and a remedy; return its status."""
        ran = self.home.command(*command) if command[0] == "ledger" else self.home.run(*command)
        said = ran.out + ran.err
        if ran.status == 2:
            assert f"{self.ledger.name}: the ledger is damaged: " in said, f"{what}: {command}: {said}"
            assert "restore a backup, or move it away" in said
            assert not (self.home.root / "copy.jsonl").exists()
        assert "unexpected" not in said, f"{what}: {command}: {said}"
        assert "please report" not in said, f"{what}: {command}: {said}"
        assert ran.status in (0, 1, 2, 4), f"{what}: {command}: {said}"
        return ran.status


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Return the server of a partner and of subscribers."""
    with Server() as running:
        yield running


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Case]:
    """Return a published project to damage."""
    folder = tmp_path_factory.mktemp("damage")
    (folder / "home").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOOK", "a secret of hooks")
        yield Case(Home(folder / "home"), server, folder / "spare")


def cells(case: Case) -> list[tuple[str, str, str]]:
    """Return each column of each table, and each row of `meta`."""
    with closing(sqlite3.connect(case.spare / ".feeds/ledger.sqlite")) as ledger:
        names = [name for (name,) in ledger.execute("select name from meta order by name")]
    return [*((*column, "") for column in columns()), *(("meta", "value", f" where name = '{name}'") for name in names)]


def test_every_table_has_rows(case):
    """A table that is added is damaged here too."""
    case.restore()
    with closing(sqlite3.connect(case.ledger)) as ledger:
        counts = {table: ledger.execute(f"select count(*) from {table}").fetchone()[0] for table, _ in columns()}
    assert all(counts.values()), counts


def damaged_by(case: Case, cell: tuple[str, str, str], junk: str) -> str:
    """Damage a cell, and return what was done; "" if the database does not accept it."""
    case.restore()
    table, column, where = cell
    return f"{table}.{column}{where} = {junk}" if case.damage(table, column, JUNK[junk], where) else ""


def test_damage_anywhere_is_survived_or_named(case):
    """One value in each column and in each row of `meta`: a run with edits does without it, or names the ledger."""
    statuses = set()
    for number, cell in enumerate(cells(case)):
        junk = list(JUNK)[number % len(JUNK)]
        if what := damaged_by(case, cell, junk):
            case.edit()
            statuses.add(case.attempt(what, "publish", "--now", THIRD))
    assert {1, 2} <= statuses


@pytest.mark.full
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("junk", JUNK)
def test_any_damage_anywhere_is_survived_or_named(case, junk):
    """Every value in every place, for every command."""
    for cell in cells(case):
        for edited in (False, True):
            if what := damaged_by(case, cell, junk):
                if edited:
                    case.edit()
                for command in ("status", "when", "publish"):
                    case.attempt(what, command, "--now", THIRD if edited else SECOND)
                case.attempt(what, "ledger", "export", "copy.jsonl")
                (case.home.root / "copy.jsonl").unlink(missing_ok=True)


META = {
    "clock": "junk",
    "next_transition": "2026-03-01T09:00:00",
    "entry_counts": '{"job open": "many"}',
    "runs": '{"folders": 1}',
    "source_order": "{}",
    "last_notification": "many",
    "alerted publish": "junk",
    "quality": '{"partner": {"open": "many"}}',
}
OTHERS = [
    ("documents", "problems", "[{]"),
    ("documents", "problems", '[{"file": "a", "colour": "red"}]'),
    ("cached_documents", "links", "[[[1]]]"),
    ("cached_documents", "links", "[] []"),
    ("entries", "tags", '{"a": 1}'),
    ("entries", "state", "ajar"),
    ("entries", "published", "2026-13-45"),
    ("reference_files", "organization", "[1]"),
    ("reference_files", "size", "much"),
    ("posts", "payload", '{"title": 5}'),
    ("source_states", "failures", "often"),
    ("source_states", "mapping", None),
    ("source_states", "day_order", None),
    ("source_states", "last_fetch", "yesterday"),
    ("previous_entries", "state", "ajar"),
    ("notifications", "attempts", "often"),
]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [*(("meta", f"value where name = '{name}'", value) for name, value in META.items()), *OTHERS],
)
def test_a_damaged_ledger_is_named_and_the_remedy_works(case, table, column, value):
    """Moved away, the ids and dates of what was published are recovered."""
    case.restore()
    column, _, where = column.partition(" ")
    ids = case.home.ids("news.json")
    assert case.damage(table, column, value, f" {where}" if where else "")
    statuses = [case.attempt(f"{table}.{column}", *command) for command in (("status",), ("publish", "--now", SECOND))]
    case.edit()
    statuses += [case.attempt(f"{table}.{column}", "publish", "--quiet", "--now", THIRD)]
    assert 2 in statuses
    case.restore()
    case.damage(table, column, value, f" {where}" if where else "")
    case.ledger.rename(case.ledger.with_name("moved-away"))
    assert case.publish(THIRD).status in (0, 1)
    assert case.home.ids("news.json") == ids


def test_a_ledger_that_is_as_it_was_has_no_damage(case):
    """An error that no code foresees is then reported as one."""
    case.restore()
    with closing(Store(case.ledger)) as store:
        assert damage.find(store) == ""
    with pytest.raises(ZeroDivisionError), opened(case.ledger):
        raise ZeroDivisionError
    case.damage("cached_documents", "body", "junk")
    with closing(Store(case.ledger)) as store:
        assert damage.find(store).startswith("cached_documents: expected a cached document")
    case.damage("documents", "size", "much")
    with pytest.raises(LedgerError, match=r"documents\.size: expected integer, found 'much'"), opened(case.ledger):
        raise ZeroDivisionError
