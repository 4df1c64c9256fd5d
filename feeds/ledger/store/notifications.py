"""The store's tables of notices: what waits to be told, and what was told to whom."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from feeds.ledger.store import rows as _rows
from feeds.ledger.store.sql import holes, renewed

if TYPE_CHECKING:
    from feeds.model.notification import Notification

NOTIFICATION = "kind, target, subject, revision, body, number, released, next_attempt, attempts, last_error"
KEY = ("kind", "target", "subject", "revision")


class NotificationTables:
    """Rows in, rows out, as in the rest of the store."""

    sql: sqlite3.Connection

    def notifications(self) -> list[Notification]:
        """Give all that waits to be told, in the order it came."""
        rows = self.sql.execute(
            f"select {NOTIFICATION} from notifications order by number, kind, target, subject, revision"  # noqa: S608 - a constant
        )
        return [_notification(row) for row in rows.fetchall()]

    def has_pending_notifications(self) -> bool:
        """Say whether there is anything that may be told by now."""
        row = self.sql.execute("select 1 from notifications where released is not null limit 1").fetchone()
        return row is not None

    def save_notifications(self, notifications: Iterable[Notification]) -> None:
        """Keep notices; one that waits already takes the new values."""
        self.sql.executemany(
            f"insert into notifications ({NOTIFICATION}) values ({holes(NOTIFICATION)}) "  # noqa: S608 - constants
            f"on conflict (kind, target, subject, revision) do update set {renewed(NOTIFICATION, *KEY)}",
            [_values(notification) for notification in notifications],
        )

    def forget_notifications(self, notifications: Iterable[Notification]) -> None:
        """Take notices out: they were told, or nobody tries any more."""
        self.sql.executemany(
            "delete from notifications where kind = :kind and target = :target "
            "and subject = :subject and revision = :revision",
            [{name: getattr(notification, name) for name in KEY} for notification in notifications],
        )

    def targets(self) -> list[tuple[str, str]]:
        """Give kind and name of each target that was told something, or is to be."""
        rows = self.sql.execute(
            "select kind, target from acknowledged union select kind, target from notifications order by kind, target"
        )
        return [(kind, target) for kind, target in rows.fetchall()]

    def acknowledged(self, kind: str, target: str) -> dict[str, str]:
        """Give the revision in which a target knows of each subject."""
        rows = self.sql.execute(
            "select subject, revision from acknowledged where kind = :kind and target = :target",
            {"kind": kind, "target": target},
        )
        return dict(rows.fetchall())

    def save_acknowledged(self, kind: str, target: str, revisions: Mapping[str, str]) -> None:
        """Note what a target knows."""
        self.sql.executemany(
            "insert into acknowledged (kind, target, subject, revision) values (:kind, :target, :subject, :revision) "
            "on conflict (kind, target, subject) do update set revision = excluded.revision",
            [
                {"kind": kind, "target": target, "subject": subject, "revision": revision}
                for subject, revision in revisions.items()
            ],
        )

    def forget_acknowledged(self, kind: str, target: str, subjects: Iterable[str]) -> None:
        """Forget what a target knew of subjects that are there no more."""
        self.sql.executemany(
            "delete from acknowledged where kind = :kind and target = :target and subject = :subject",
            [{"kind": kind, "target": target, "subject": subject} for subject in subjects],
        )

    def forget_target(self, kind: str, target: str) -> None:
        """Forget one that the configuration no longer names, and all that was to be told to it."""
        values = {"kind": kind, "target": target}
        self.sql.execute("delete from notifications where kind = :kind and target = :target", values)
        self.sql.execute("delete from acknowledged where kind = :kind and target = :target", values)


def _notification(row: tuple[Any, ...]) -> Notification:
    from feeds.model.notification import Notification  # most runs have nothing to tell

    values = dict(zip(NOTIFICATION.split(", "), row, strict=True))
    return Notification(
        **{**values, **{name: _rows.time(values[name]) for name in ("released", "next_attempt")}}
    )


def _values(notification: Notification) -> dict[str, Any]:
    values = {name: getattr(notification, name) for name in NOTIFICATION.split(", ")}
    at: dict[str, datetime | None] = {
        "released": notification.released,
        "next_attempt": notification.next_attempt,
    }
    return values | {name: _rows.text(value) for name, value in at.items()}
