"""Days of a worker with partners that misbehave, killed and started again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from support.hostile import Asked, Script, Server, head, reply

DRIVER = Path(__file__).with_name("driver.py")
SEED = 7
PARIS = ZoneInfo("Europe/Paris")
ASLEEP = timedelta(hours=60)


def partner(number: int) -> Any:
    """Make a partner that gives a few entries, and as often as not an error, half an answer or rubbish."""
    chance = random.Random(number)
    items = "".join(
        f"<item><guid>https://p{number}.example/{word}</guid><title>{word} of {number}</title>"
        f"<description>Words of {number}.</description></item>"
        for word in ("One", "Two")
    )
    body = (
        f'<rss version="2.0"><channel><title>P</title><link>https://p{number}.example/</link>'
        f"<description>x</description>{items}</channel></rss>"
    )
    good = body.encode()
    troubles = (
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


def soak(home: Any, days: int, partners: int, kills: int) -> list[dict[str, Any]]:
    """Let a worker live through it, and give its journal."""
    journal, subscriber = home.root / "journal.jsonl", Subscriber()
    with Server() as server:
        server.on("/told", subscriber)
        for number in range(partners):
            server.on(f"/{number}", partner(number))
        asked = [{"url": server.url(f"/{n}"), "name": f"p{n}", "every": "6h"} for n in range(partners)]
        home.configure(
            sources=[{"path": "sources"}, *asked],
            feeds=["jobs", {"name": "news", "history": "complete"}],
            network={"allow": [server.address]},
            notify={"webhook": [{"url": server.url("/told"), "secret": "${SECRET}"}]},
            policy={"min_changes": 1000},
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


def lives(home: Any, journal: Path, days: int, kills: int) -> None:
    """Let one worker after the other live until it is killed, and the last one to the last day."""
    chance = random.Random(SEED)
    line = [sys.executable, str(DRIVER), str(home.root), str(journal), str(days), str(SEED)]
    environment = home.environment(SECRET="s")
    for _ in range(kills):
        process = subprocess.Popen(line, env=environment)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, days / 6))
        process.kill()
        process.wait()
    assert subprocess.run(line, env=environment, check=False).returncode == 0


def all_is_there(home: Any, partners: int) -> None:
    """What is published is what partners and files say, each entry once."""
    names = {path.stem[16:] for path in (home.root / "sources").glob("*-post-*.md")}
    wanted = [f"{word} of {number}" for number in range(partners) for word in ("One", "Two")]
    assert sorted(home.titles("news.json")) == sorted([*wanted, *(f"Post {name}" for name in names)])


def dates_go_on(lines: list[dict[str, Any]], partners: int) -> None:
    """No entry's date of change goes back, and none gets a second id."""
    last: dict[str, str] = {}
    for line in lines:
        for feed in line.get("seen", {}).values():
            for id_, updated in feed.items():
                assert updated >= last.get(id_, ""), "a date of change went back"
                last[id_] = updated
    offers = {name for line in lines for name in line.get("edit", {}) if "-job-" in name}
    assert len(last) <= 2 * partners + 40 + len(offers), "an entry was given a second id"


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
