"""A worker over many days in a few minutes: time is an argument, and files are edited.

    python driver.py PROJECT JOURNAL DAYS SEED

The journal has a line of JSON for each edit, before it is made, and for each publication: the moment, what
subscribers see in the feeds, memory and open files. Killed anywhere and started again, it goes on at the
moment of the last line.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from feeds.worker.loop import Worker
from feeds.worker.steps import Publication, WorkerSteps

BEGIN = datetime(2026, 3, 1, 6, tzinfo=UTC)
EDIT = timedelta(hours=1)
CALM = timedelta(days=3)  # at the end, in which all is told that could not be told at once
PAGE = os.sysconf("SC_PAGE_SIZE")


class Days(SimpleQueue[str]):
    """The edge of a worker's time: its clock, its alarms and its events.

    Nobody waits here. When all that happened is done, it is at once the moment of what happens next: an
    alarm, an edit, the end. Now and then the machine sleeps through what was to come, or its clock is set
    back.
    """

    def __init__(self, project: Path, journal: Path, days: int, seed: int) -> None:
        self.sources, self.journal = project / "sources", journal
        lines = [json.loads(line) for line in _lines(journal)]
        self.now = datetime.fromisoformat(lines[-1]["at"]) if lines else BEGIN
        self.end = BEGIN + timedelta(days=days)
        self.chance = random.Random(f"{seed} {len(lines)}")
        self.alarms: dict[str, datetime] = {}
        self.steps = WorkerSteps(project / "config.yaml", os.environ, lambda: self.now)
        self.worker = Worker(self.steps, self, self, self)
        if edits := [line["edit"] for line in lines if "edit" in line]:
            self._write(edits[-1])  # killed, it may have been noted and not been made

    def start(self) -> None:
        """Begin: alarms ring as soon as somebody waits for them."""

    def stop(self) -> None:
        """End: nobody waits any more."""

    def at(self, name: str, moment: datetime | None) -> None:
        """Set an alarm, or take it back."""
        self.alarms.pop(name, None)
        if moment:
            self.alarms[name] = moment

    def poll(self, polls: Mapping[str, datetime]) -> None:
        """Set the alarm of the first poll: nobody does another at the same moment."""
        self.at("poll", min(polls.values(), default=None))

    def get(self, block: bool = True, timeout: float | None = None) -> str:  # noqa: ARG002 - the queue's
        """Return what happened, or go on to what happens next."""
        for thread in list(self.worker.threads.values()):
            thread.join()
        try:
            return self.get_nowait()
        except Empty:
            return self._next()

    def _next(self) -> str:
        if self.now >= self.end:
            return "stop"
        edit = self.now + EDIT - (self.now - BEGIN) % EDIT
        name, self.now = min([("edit", edit), *self.alarms.items()], key=lambda one: one[1])
        if name != "edit":
            del self.alarms[name]
            return name
        luck = self.chance.random()
        if self.now > self.end - CALM:
            return "heartbeat"
        if luck < 0.02:
            self.now += timedelta(hours=self.chance.randrange(1, 60))
            return "heartbeat"
        if luck < 0.04:
            self.now -= timedelta(minutes=self.chance.randrange(1, 200))
            return "heartbeat"
        self._edit()
        return "files"

    def _edit(self) -> None:
        """Write, change or remove a post or two, or an offer that closes some day soon."""
        edit: dict[str, str | None] = {}
        for _ in range(self.chance.choice((0, 0, 1, 2))):
            luck, number = self.chance.random(), self.chance.randrange(40)
            words = " ".join(self.chance.choice(("one", "two", "three", "four")) for _ in range(30))
            if luck < 0.15:
                edit[f"2026-03-01-post-{number}.md"] = None
            elif luck < 0.9:
                edit[f"2026-03-01-post-{number}.md"] = f"---\ntitle: Post {number}\n---\n{words}\n"
            else:
                last = (self.now + timedelta(days=self.chance.randrange(1, 6))).date()
                name = f"{self.now:%d%H%M}{self.chance.randrange(1000)}"
                head = f"roles: Job {name}\ncontrat: CDI\ncloses: {last}"
                edit[f"2026-03-01-job-{name}.md"] = f"---\n{head}\n---\n{words}\n"
        self._note({"edit": edit})
        self._write(edit)

    def _write(self, edit: dict[str, str | None]) -> None:
        for name, text in edit.items():
            if text is None:
                (self.sources / name).unlink(missing_ok=True)
            else:
                (self.sources / name).write_text(text, "utf-8")

    def publication(self, publication: Publication) -> None:
        """Note a publication."""
        report = publication.report
        troubles = [str(problem) for problem in report.warnings()]
        feeds = self.sources.parent / "output"
        seen = {name: _seen(feeds / f"{name}.json") for name in ("news", "jobs")}
        self._note({"stopped": report.stopped, "troubles": troubles, "seen": seen} | _burden())

    def warn(self, problems: list[Any]) -> None:
        """Note what is wrong besides."""
        self._note({"warned": [str(problem) for problem in problems]})

    def fail(self, reason: str) -> None:
        """Note what could not be done."""
        self._note({"complaint": reason})

    def _note(self, what: dict[str, Any]) -> None:
        with self.journal.open("a", encoding="utf-8") as told:
            told.write(json.dumps({"at": self.now.isoformat()} | what) + "\n")


def _lines(journal: Path) -> list[str]:
    """Return the whole lines of a journal, and take away one that is not."""
    if not journal.exists():
        return []
    text = journal.read_text("utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        journal.write_text(whole, "utf-8")
    return whole.splitlines()


def _seen(feed: Path) -> dict[str, str]:
    """Return what a reader of a feed sees: each entry's id with its date of change and its title."""
    items = json.loads(feed.read_text("utf-8"))["items"]
    found = {item["id"]: f"{item['date_modified']} {item['title']}" for item in items}
    assert len(found) == len(items), "an entry stands there twice"
    return found


def _burden() -> dict[str, int]:
    """Measure what the process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    return {"process": os.getpid(), "memory": pages * PAGE, "files": files}


if __name__ == "__main__":
    Days(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])).worker.run()
