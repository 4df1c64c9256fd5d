"""A worker's desk over many days in a few minutes: its clock is told, and files are edited.

    python driver.py PROJECT JOURNAL DAYS SEED

Each step is noted in the journal, a line of JSON: the moment, what subscribers see in the feed (ids with
their dates of change), what was edited, memory and open files. Killed anywhere and started again, it goes on
at the moment of the last line.
"""

from __future__ import annotations

import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.worker import Desk

BEGIN = datetime(2026, 3, 1, 6, tzinfo=UTC)
STEP = timedelta(hours=1)
PAGE = os.sysconf("SC_PAGE_SIZE")


def main(project: Path, journal: Path, days: int, seed: int) -> None:
    """Go on until the last day is over."""
    lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
    last = next((json.loads(line) for line in reversed(lines) if line.endswith("}")), None)
    now = datetime.fromisoformat(last["at"]) if last else BEGIN
    desk = Desk(project / "config.yaml", {}, lambda: now)
    end = BEGIN + timedelta(days=days)
    with journal.open("a", encoding="utf-8") as told:
        while now < end:
            edited = edit(project / "sources", now, seed)
            desk.ask()
            report = desk.publish()
            line = {"at": now.isoformat(), "edited": edited, "seen": seen(project), "stopped": report.stopped}
            told.write(json.dumps(line | burden()) + "\n")
            told.flush()
            moments = desk.moments()
            coming = [at for at in (moments.asked, moments.turn) if at and at > now]
            now = min([now + STEP, *coming])


def edit(folder: Path, now: datetime, seed: int) -> list[str]:
    """Write, change or remove a post; the same at the same moment, however often it is done."""
    chance = random.Random(f"{seed} {now.isoformat()}")
    edited = []
    for _ in range(chance.choice((0, 0, 1, 2))):
        name = f"2026-03-01-post-{chance.randrange(40)}.md"
        if chance.random() < 0.15:
            (folder / name).unlink(missing_ok=True)
        else:
            words = " ".join(chance.choice(("one", "two", "three", "four")) for _ in range(30))
            (folder / name).write_text(f"---\ntitle: Post {name[16:-3]}\n---\n{words}\n", "utf-8")
        edited.append(name)
    return edited


def seen(project: Path) -> dict[str, str]:
    """Give what a reader of the feed sees: each entry's id with its date of change."""
    feed = json.loads((project / "output" / "news.json").read_text("utf-8"))
    found = {item["id"]: item["date_modified"] for item in feed["items"]}
    assert len(found) == len(feed["items"]), "an entry stands there twice"
    return found


def burden() -> dict[str, int]:
    """Measure what the process holds."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return {"memory": pages * PAGE, "files": len(os.listdir("/proc/self/fd"))}  # noqa: PTH208


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
