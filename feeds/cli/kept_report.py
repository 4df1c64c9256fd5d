"""What is kept of a run in which nothing changed, so that the next one can print the same (see `unchanged`)."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import datetime, timedelta
from io import StringIO
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.cli import unchanged
from feeds.collect.post_files import is_other_folder
from feeds.ledger.store import Store
from feeds.ledger.unchanged import last_run, quick_check
from feeds.model.errors import FeedsError
from feeds.model.settings import Monitor
from feeds.monitor.alert_state import next_alert
from feeds.notify import Notify
from feeds.pipeline.report import Report
from feeds.pipeline.run import Project
from feeds.pipeline.sources import file_states

SECOND = 1_000_000_000  # nanoseconds
UNSURE = 2  # seconds: in a file that is younger, a second edit may have the same time


class KeptReport(NamedTuple):
    """A run that was done at the time `now`, and its report."""

    line: argparse.Namespace
    project: Project
    store: Store
    report: Report
    now: datetime

    @property
    def is_possible(self) -> bool:
        """Return whether nothing changed in the run, and it did nothing besides printing its report."""
        line, config, report = self.line, self.project.config, self.report
        if not (report.unchanged and report.ok) or report.unread or config.partners:
            return False
        is_plain = line.name == "publish" and not (line.dry_run or line.strict or line.json or line.log != "human")
        is_alone = config.notify == Notify() and config.monitor == Monitor() and not self.store.meta("status_file")
        return is_plain and is_alone and unchanged.CLOCK not in os.environ

    def print(self, report: Callable[[], None], began: datetime) -> None:
        """Print the report and keep it; `began` is when the run began by the clock of the machine."""
        errors, text = StringIO(), StringIO()
        with redirect_stderr(errors), redirect_stdout(text):
            report()
        unchanged.show(errors.getvalue(), text.getvalue())
        until = self._until()
        if until <= self.now or (self.line.quiet and (errors.getvalue() or text.getvalue())):
            return
        folders = self._folders()
        if files := file_states.state(folders, (int(began.timestamp()) - UNSURE) * SECOND):
            now = self.now.isoformat()
            kept = {
                "key": unchanged.key(self.line.arguments, str(self.line.config)),
                "now": now if self.line.now else "",
                "since": now,
                "until": until.isoformat(),
                "folders": folders,
                "files": files,
                "output": str(self.project.output),
                "status": self.report.exit_status,
                "errors": errors.getvalue(),
                "text": text.getvalue(),
            }
            with suppress(FeedsError), self.store.transaction(durable=False):  # the next run does it all
                self.store.set_meta(last_run.KEPT, json.dumps(kept))
                self.store.set_meta(last_run.KEPT_AT, now)

    def _until(self) -> datetime:
        """Return until when a run prints the same if nothing changes."""
        zone = ZoneInfo(self.project.config.site.timezone)
        today = self.now.astimezone(zone).replace(hour=0, minute=0, second=0)
        tomorrow = (today + timedelta(days=1)).astimezone(self.now.tzinfo)  # examples in messages are days from today
        times = [tomorrow, quick_check.next_change(self.store, self.now)]
        if self.line.quiet and self.report.warnings():
            times.append(next_alert(self.store, self.line.name))
        return min(times)

    def _folders(self) -> file_states.Folders:
        """Return what the run looked at, and the folders in it whose files are no posts."""
        folders: file_states.Folders = {str(path): [] for path in self.project.folders()}
        for folder in self.project.config.folders:
            if not folder.include and folder.dialect != "records":
                path = str(self.project.root / folder.path)
                folders[path] = file_states.unread_folders(path, is_other_folder)
        return folders
