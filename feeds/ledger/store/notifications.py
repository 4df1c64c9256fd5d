"""The store's tables of notices: what waits to be told, and what was told to whom."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feeds.ledger.store import rows as _rows
from feeds.ledger.store.sql import holes, renewed

if TYPE_CHECKING:
    from feeds.model.notification import Notice

NOTICE = "kind, target, subject, revision, body, number, since, due, attempts, trouble"
KEY = ("kind", "target", "subject", "revision")


class NoticeTables:
    """Rows in, rows out, as in the rest of the store."""

    sql: sqlite3.Connection

    def notices(self) -> list[Notice]:
        """Give all that waits to be told, in the order it came."""
        rows = self.sql.execute(
            f"select {NOTICE} from notices order by number, kind, target, subject, revision"  # noqa: S608 - a constant
        )
        return [_notice(row) for row in rows.fetchall()]

    def waits(self) -> bool:
        """Say whether there is anything that may be told by now."""
        row = self.sql.execute("select 1 from notices where since is not null limit 1").fetchone()
        return row is not None

    def save_notices(self, notices: Iterable[Notice]) -> None:
        """Keep notices; one that waits already takes the new values."""
        self.sql.executemany(
            f"insert into notices ({NOTICE}) values ({holes(NOTICE)}) "  # noqa: S608 - constants
            f"on conflict (kind, target, subject, revision) do update set {renewed(NOTICE, *KEY)}",
            [_values(notice) for notice in notices],
        )

    def forget_notices(self, notices: Iterable[Notice]) -> None:
        """Take notices out: they were told, or nobody tries any more."""
        self.sql.executemany(
            "delete from notices where kind = :kind and target = :target "
            "and subject = :subject and revision = :revision",
            [{name: getattr(notice, name) for name in KEY} for notice in notices],
        )

    def targets(self) -> list[tuple[str, str]]:
        """Give kind and name of each target that was told something, or is to be."""
        rows = self.sql.execute(
            "select kind, target from told union select kind, target from notices order by kind, target"
        )
        return [(kind, target) for kind, target in rows.fetchall()]

    def told(self, kind: str, target: str) -> dict[str, str]:
        """Give the revision in which a target knows of each subject."""
        rows = self.sql.execute(
            "select subject, revision from told where kind = :kind and target = :target",
            {"kind": kind, "target": target},
        )
        return dict(rows.fetchall())

    def save_told(self, kind: str, target: str, revisions: Mapping[str, str]) -> None:
        """Note what a target knows."""
        self.sql.executemany(
            "insert into told (kind, target, subject, revision) values (:kind, :target, :subject, :revision) "
            "on conflict (kind, target, subject) do update set revision = excluded.revision",
            [
                {"kind": kind, "target": target, "subject": subject, "revision": revision}
                for subject, revision in revisions.items()
            ],
        )

    def forget_told(self, kind: str, target: str, subjects: Iterable[str]) -> None:
        """Forget what a target knew of subjects that are there no more."""
        self.sql.executemany(
            "delete from told where kind = :kind and target = :target and subject = :subject",
            [{"kind": kind, "target": target, "subject": subject} for subject in subjects],
        )

    def forget_target(self, kind: str, target: str) -> None:
        """Forget one that the configuration no longer names, and all that was to be told to it."""
        values = {"kind": kind, "target": target}
        self.sql.execute("delete from notices where kind = :kind and target = :target", values)
        self.sql.execute("delete from told where kind = :kind and target = :target", values)


def _notice(row: tuple[Any, ...]) -> Notice:
    from feeds.model.notification import Notice  # most runs have nothing to tell

    values = dict(zip(NOTICE.split(", "), row, strict=True))
    return Notice(**{**values, **{name: _rows.time(values[name]) for name in ("since", "due")}})


def _values(notice: Notice) -> dict[str, Any]:
    values = {name: getattr(notice, name) for name in NOTICE.split(", ")}
    at: dict[str, datetime | None] = {"since": notice.since, "due": notice.due}
    return values | {name: _rows.text(value) for name, value in at.items()}
