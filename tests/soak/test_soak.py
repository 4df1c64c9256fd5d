"""Days of a worker with partners that misbehave, killed and started again."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.hostile import Asked, Script, Server, drip, head, reply

DRIVER = Path(__file__).with_name("driver.py")
SEED = 7
PARIS = ZoneInfo("Europe/Paris")
ASLEEP = timedelta(hours=60)


FEW = ("One", "Two")
MANY = (*FEW, "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def rss(number: int, words: Iterable[str]) -> bytes:
    """Write the feed of a partner; it declares that it is complete."""
    items = "".join(
        f"<item><guid>https://p{number}.example/{word}</guid><title>{word} of {number}</title>"
        f"<description>Words of {number}.</description></item>"
        for word in words
    )
    return (
        '<rss version="2.0" xmlns:fh="http://purl.org/syndication/history/1.0"><channel><title>P</title>'
        f"<link>https://p{number}.example/</link><description>x</description><fh:complete/>{items}</channel></rss>"
    ).encode()


def partner(number: int, words: Sequence[str]) -> Any:
    """Make a partner that gives a few entries, and as often as not an error, half an answer or rubbish.

    One with many entries now and then lacks most of them, or sends a byte at a time.
    """
    chance = random.Random(number)
    good = rss(number, words)
    troubles = (
        *((reply(rss(number, words[:3])), reply(rss(number, words[1:3])), drip(good, 0.1)) if words == MANY else ()),
        reply(b"", 500),
        reply(b"", 429, {"Retry-After": "7200"}),
        reply(good[: len(good) // 2]),
        reply(b"<html><title>Login</title><p>Please log in.</p></html>"),
        reply(b""),
    )

    def answer(asked: Asked) -> Script:
        if chance.random() < 0.4:
            return chance.choice(troubles)(asked)
        if asked.header("If-None-Match") == '"1"':
            return (head(304, {"ETag": '"1"'}),)
        return reply(good, headers={"ETag": '"1"'})(asked)

    return answer


class Subscriber:
    """A subscriber that is notified of each change, and that is out of order now and then."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.told: dict[str, dict[str, Any]] = {}
        self.again = 0

    def __call__(self, asked: Asked) -> Script:
        """Accept a notification, or refuse it."""
        if self.chance.random() < 0.2:
            return reply(b"", 503)(asked)
        for change in json.loads(asked.body)["changes"]:
            name = json.dumps([change[key] for key in ("at", "id", "change")])
            self.again += name in self.told
            self.told[name] = change
        return reply(b"")(asked)

    def of(self, title: str) -> list[tuple[datetime, str]]:
        """Return the changes of an entry as they were made."""
        return [
            (datetime.fromisoformat(one["at"]), one["change"]) for one in self.told.values() if one["title"] == title
        ]


def test_some_days(home: Any) -> None:
    """Every change is published once, and nothing is lost."""
    soak(home, days=6, partners=5, kills=2)


@pytest.mark.full
@pytest.mark.timeout(3000)
def test_thirty_days(home: Any) -> None:
    """What a process holds stays flat, besides."""
    lines = soak(home, days=30, partners=50, kills=20)
    published = [line for line in lines if "process" in line]
    last = [line for line in published if line["process"] == published[-1]["process"]]
    flat([line["memory"] for line in last])
    flat([line["files"] for line in last])


def test_days_in_which_the_ledger_is_lost(home: Any) -> None:
    """Nothing leaves the feeds that its source did not remove, whatever partners do meanwhile."""
    without_ledger(home, days=4, partners=3, losses=3)


@pytest.mark.full
@pytest.mark.timeout(3000)
def test_a_month_in_which_the_ledger_is_lost(home: Any) -> None:
    """Likewise, with more of everything."""
    without_ledger(home, days=30, partners=8, losses=20)


def without_ledger(home: Any, days: int, partners: int, losses: int) -> None:
    """Let a worker whose ledger is removed each time that it ends live among partners that hold back entries."""
    journal = home.root / "journal.jsonl"
    with Server() as server:
        for number in range(partners):
            server.on(f"/{number}", partner(number, MANY))
        asked = [{"url": server.url(f"/{n}"), "name": f"p{n}", "every": "6h"} for n in range(partners)]
        home.configure(
            sources=[{"path": "sources"}, *asked],
            feeds=["jobs", {"name": "news", "history": "complete"}],
            network={"allow": [server.address], "seconds": 5},
            policy={"min_changes": 1000, "closed_entry_days": 0},
        )
        lives(home, journal, days, losses, lost=home.root / ".feeds")
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert not [line["complaint"] for line in lines if "complaint" in line]
    all_is_there(home, partners, MANY)
    dates_go_on(lines, partners, MANY)
    nothing_vanishes(lines)


def nothing_vanishes(lines: list[dict[str, Any]]) -> None:
    """What was in a feed stays there, unless its file was removed or its last day passed."""
    files: dict[str, str | None] = {}
    shown: set[str] = set()
    for line in lines:
        files |= line.get("edit", {})
        if "seen" not in line:
            continue
        seen = {one.partition(" ")[2] for feed in line["seen"].values() for one in feed.values()}
        over = {title for name, text in files.items() if (title := _title(name)) and _is_over(text, line["at"])}
        assert not shown - seen - over, line["at"]
        shown = seen


def _title(name: str) -> str:
    return f"Post {name[16:-3]}" if "-post-" in name else f"Job {name[15:-3]}"


def _is_over(text: str | None, at: str) -> bool:
    if text is None:
        return True
    _, _, closes = text.partition("closes: ")
    # A day ends with its last second, in the zone of the site.
    now = datetime.fromisoformat(at).astimezone(PARIS)
    return bool(closes) and closes[:10] < (now + timedelta(seconds=1)).date().isoformat()


def soak(home: Any, days: int, partners: int, kills: int) -> list[dict[str, Any]]:
    """Let a worker live through it, and give its journal."""
    journal, subscriber = home.root / "journal.jsonl", Subscriber()
    with Server() as server:
        server.on("/told", subscriber)
        for number in range(partners):
            server.on(f"/{number}", partner(number, FEW))
        asked = [{"url": server.url(f"/{n}"), "name": f"p{n}", "every": "6h"} for n in range(partners)]
        home.configure(
            sources=[{"path": "sources"}, *asked],
            feeds=["jobs", {"name": "news", "history": "complete"}],
            network={"allow": [server.address]},
            notify={"webhook": [{"url": server.url("/told"), "secret": "${SECRET}"}]},
            policy={"min_changes": 1000, "closed_entry_days": 0},
        )
        lives(home, journal, days, kills)
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert not [line for line in lines if line.get("stopped")]
    assert not [line["complaint"] for line in lines if "complaint" in line]
    all_is_there(home, partners)
    dates_go_on(lines, partners)
    each_change_once(lines, subscriber)
    assert subscriber.again <= kills
    return lines


def lives(home: Any, journal: Path, days: int, kills: int, *, lost: Path | None = None) -> None:
    """Let one worker after the other live until it is killed, and the last one to the last day.

    After each kill, the folder `lost` is removed.
    """
    chance = random.Random(SEED)
    line = [sys.executable, str(DRIVER), str(home.root), str(journal), str(days), str(SEED)]
    environment = home.environment(SECRET="s")
    for _ in range(kills):
        process = subprocess.Popen(line, env=environment)
        if lost:
            enough = _length(journal) + chance.randrange(20, 60)
            while process.poll() is None and _length(journal) < enough:
                time.sleep(0.02)
        else:
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.5, days / 6))
        process.kill()
        process.wait()
        if lost and (home.output / "recover").exists():
            shutil.rmtree(lost, ignore_errors=True)
    assert subprocess.run(line, env=environment, check=False).returncode == 0


def _length(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def all_is_there(home: Any, partners: int, words: Sequence[str] = FEW) -> None:
    """What is published is what partners and files say, each entry once."""
    names = {path.stem[16:] for path in (home.root / "sources").glob("*-post-*.md")}
    wanted = [f"{word} of {number}" for number in range(partners) for word in words]
    assert sorted(home.titles("news.json")) == sorted([*wanted, *(f"Post {name}" for name in names)])


def dates_go_on(lines: list[dict[str, Any]], partners: int, words: Sequence[str] = FEW) -> None:
    """No entry's date of change goes back, and none gets a second id."""
    last: dict[str, str] = {}
    for line in lines:
        for feed in line.get("seen", {}).values():
            for id_, updated in feed.items():
                assert updated >= last.get(id_, ""), "a date of change went back"
                last[id_] = updated
    offers = {name for line in lines for name in line.get("edit", {}) if "-job-" in name}
    assert len(last) <= len(words) * partners + 40 + len(offers), "an entry was given a second id"


def each_change_once(lines: list[dict[str, Any]], subscriber: Subscriber) -> None:
    """Each edit that said something else was told, at its moment, and nothing else; each closing, too."""
    edits: dict[str, list[tuple[datetime, str | None]]] = defaultdict(list)
    for line in lines:
        for name, text in line.get("edit", {}).items():
            before = edits[name][-1][1] if edits[name] else None
            if text != before:
                edits[name].append((datetime.fromisoformat(line["at"]), text))
    for name, made in edits.items():
        told = subscriber.of(f"Post {name[16:-3]}" if "-post-" in name else f"Job {name[15:-3]}")
        if "-post-" in name:
            assert [at for at, _ in told] == [at for at, _ in made], name
            continue
        [(written, text)] = made
        assert text
        closes = datetime.fromisoformat(text.split("closes: ")[1][:10]).replace(tzinfo=PARIS)
        closes += timedelta(days=1, seconds=-1)  # the last second of that day
        assert told[0] == (written, "new")
        end = datetime.fromisoformat(lines[-1]["at"])
        assert [change for _, change in told[1:]] == (["closed"] if closes <= end else []), name
        assert all(closes <= at <= closes + ASLEEP for at, _ in told[1:]), name


def flat(values: list[int]) -> None:
    """What is held in the last quarter is within 5 % of what was held in the second."""
    quarter = len(values) // 4
    second, last = mean(values[quarter : 2 * quarter]), mean(values[3 * quarter :])
    assert abs(last - second) <= 0.05 * second, f"{second:.0f} became {last:.0f}"
