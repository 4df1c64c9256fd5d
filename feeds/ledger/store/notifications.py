"""The outbox of notifications, and what each target acknowledged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from feeds.ledger.store import shapes
from feeds.ledger.store.rows import Tables, from_columns, parse_time, to_columns, upsert

if TYPE_CHECKING:
    from feeds.model.notification import Notification

NOTIFICATION = "kind, target, subject, revision, body, number, released, next_attempt, attempts, last_error"
KEY = "kind, target, subject, revision"


class NotificationTables(Tables):
    """The tables notifications and acknowledged."""

    def notifications(self) -> list[Notification]:
        """Return the outbox, oldest first.

        Raises:
            DamagedError: a row is damaged.
        """
        from feeds.model.notification import Notification  # imported late: most runs send nothing

        rows = self._all(f"select {NOTIFICATION} from notifications order by number, {KEY}")  # noqa: S608 - constants
        notifications = [Notification(**from_columns(NOTIFICATION, row)) for row in rows]
        for one in notifications:
            if one.body:
                shapes.parse(one.body, dict)
        return notifications

    def has_pending_notifications(self) -> bool:
        """Return whether there are released notifications."""
        return self._one("select 1 from notifications where released is not null limit 1") is not None

    def save_notifications(self, notifications: Iterable[Notification]) -> None:
        """Insert or update notifications."""
        self.sql.executemany(
            upsert("notifications", NOTIFICATION, KEY), [to_columns(asdict(one)) for one in notifications]
        )

    def forget_notifications(self, notifications: Iterable[Notification]) -> None:
        """Delete notifications that were sent or given up."""
        self.sql.executemany(
            "delete from notifications where kind = :kind and target = :target "
            "and subject = :subject and revision = :revision",
            [{name: getattr(one, name) for name in KEY.split(", ")} for one in notifications],
        )

    def targets(self) -> list[tuple[str, str]]:
        """Return kind and name of each target with pending or acknowledged notifications."""
        return self._all(
            "select kind, target from acknowledged union select kind, target from notifications order by kind, target"
        )

    def acknowledged(self, kind: str, target: str) -> dict[str, str]:
        """Return the last acknowledged revision of each subject of a target."""
        return dict(
            self._all(
                "select subject, revision from acknowledged where kind = :kind and target = :target",
                kind=kind,
                target=target,
            )
        )

    def paused_until(self, kind: str, target: str) -> datetime | None:
        """Return when to try a target again: the revision of the row without a subject.

        Raises:
            DamagedError: it is no time.
        """
        return parse_time(self.acknowledged(kind, target).get(""))

    def save_acknowledged(self, kind: str, target: str, revisions: Mapping[str, str]) -> None:
        """Save the acknowledged revision of each subject of a target."""
        self.sql.executemany(
            upsert("acknowledged", KEY, "kind, target, subject"),
            [
                {"kind": kind, "target": target, "subject": subject, "revision": revision}
                for subject, revision in revisions.items()
            ],
        )

    def forget_acknowledged(self, kind: str, target: str, subjects: Iterable[str]) -> None:
        """Delete the revisions of removed subjects of a target."""
        self.sql.executemany(
            "delete from acknowledged where kind = :kind and target = :target and subject = :subject",
            [{"kind": kind, "target": target, "subject": subject} for subject in subjects],
        )

    def forget_target(self, kind: str, target: str) -> None:
        """Delete a target that the configuration no longer names, with its notifications."""
        for table in ("notifications", "acknowledged"):
            self._run(
                f"delete from {table} where kind = :kind and target = :target",  # noqa: S608 - constants
                kind=kind,
                target=target,
            )
