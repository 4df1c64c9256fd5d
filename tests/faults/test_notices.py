"""Runs that are killed while they tell others what changed, and the runs after them."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import pytest
from support.hostile import Asked, Script, Server, reply

from feeds.ledger.store.engines import sqlite

NOW = datetime.fromisoformat("2026-03-01T09:00:00+00:00")
SITE = "https://jobs.example.org/"
TEXT = "Quelques mots sur ce qui est nouveau dans le port. " * 10
POSTS = 4
OK = 200
GOING_ON = ("new", "changed", "reopened")


@pytest.fixture
def server():
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


class Told(NamedTuple):
    """What somebody was told of a subject, in which state it was then, and what he answered."""

    kind: str
    subject: str
    revision: str
    status: int


class Audience:
    """A hub, a search engine and a webhook, each of which fetches at once what it is notified of."""

    def __init__(self, home: Any, server: Server, chance: Random) -> None:
        self.home, self.chance, self.troubled = home, chance, False
        self.told: list[Told] = []
        self.last: list[Told] = []
        self.changes: list[dict[str, Any]] = []
        for kind in ("websub", "indexnow", "webhook"):
            server.on(f"/{kind}", self._answer)
        home.configure(
            feeds=["news"],
            policy={"closed_entry_days": 0, "min_changes": 1000},
            network={"allow": [server.address]},
            notify={
                "websub": server.url("/websub"),
                "indexnow": {"key": "0123456789abcdef", "endpoint": server.url("/indexnow")},
                "webhook": [{"url": server.url("/webhook"), "secret": "${HOOK_SECRET}"}],
            },
        )

    def _answer(self, asked: Asked) -> Script:
        status = self.chance.choice((OK, OK, OK, 500, 503)) if self.troubled else OK
        kind = asked.path[1:]
        if kind == "websub":
            found = [(url, self._seen(url)) for url in parse_qs(asked.body.decode())["hub.url"]]
        elif kind == "indexnow":
            found = [(url, self._seen(f"{url}index.html")) for url in json.loads(asked.body)["urlList"]]
        else:
            changes = json.loads(asked.body)["changes"]
            found = [(change["event"], "") for change in changes]
            self.changes += changes if status == OK else []
        self.last = [Told(kind, subject, revision, status) for subject, revision in found]
        self.told += self.last
        return reply(status=status)(asked)

    def _seen(self, url: str) -> str:
        place = self.home.output / url.removeprefix(SITE)
        return hashlib.sha256(place.read_bytes()).hexdigest() if place.exists() else ""

    def twice(self) -> Counter[tuple[str, str]]:
        """Count how often somebody was told what he had just taken."""
        latest: dict[tuple[str, str], Told] = {}
        found: Counter[tuple[str, str]] = Counter()
        for told in self.told:
            before = latest.get((told.kind, told.subject))
            if before and before.status == OK and before.revision == told.revision:
                found[told.kind, told.subject] += 1
            latest[told.kind, told.subject] = told
        return found

    def assert_all_is_known(self) -> None:
        """Each knows how things stand: of the documents, of the pages, of the posts."""
        known = {(told.kind, told.subject): told.revision for told in self.told if told.status == OK}
        for (kind, url), revision in known.items():
            if kind != "webhook":
                assert revision == self._seen(url if kind == "websub" else f"{url}index.html"), url
        assert {url for kind, url in known if kind == "websub"} == {
            f"{SITE}news.{ending}" for ending in ("rss", "atom", "json")
        }
        latest = {change["id"]: change["change"] for change in self.changes}
        assert {id_ for id_, change in latest.items() if change in GOING_ON} == set(self.home.ids("news.json"))
        there = {SITE + path.removesuffix("index.html") for path in self.home.tree() if "posts/" in path}
        assert there == {url for kind, url in known if kind == "indexnow" and known[kind, url]}


class KilledError(BaseException):
    """The end of the process, wherever it is."""


class Mortal:
    """A connection whose process dies just before or after it begins or ends its nth transaction."""

    def __init__(self, sql: sqlite3.Connection, life: int) -> None:
        self.sql, self.life = sql, life

    def execute(self, statement: str, *values: Any) -> Any:
        if statement == "rollback" and self.life <= 0:
            raise KilledError  # nobody is there to do it
        if statement not in ("begin immediate", "commit"):
            return self.sql.execute(statement, *values)
        self._age()
        done = self.sql.execute(statement, *values)
        self._age()
        return done

    def _age(self) -> None:
        self.life -= 1
        if self.life == 0:
            raise KilledError

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sql, name)


class Newsroom:
    """Posts that come, change and go, published by runs of which some are killed."""

    def __init__(self, home: Any, audience: Audience, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.audience, self.chance = home, audience, audience.chance
        self.life, self.hours, self.kills = 0, 0, 0
        self.pardoned: Counter[tuple[str, str]] = Counter()
        connect = sqlite.connect

        def connected(*arguments: Any) -> Any:
            connection = connect(*arguments)
            return Mortal(connection, self.life) if self.life else connection

        monkeypatch.setattr(sqlite, "connect", connected)

    def edit(self, turn: int) -> None:
        """Let a post come, change or go."""
        number = self.chance.randrange(POSTS)
        place = self.home.root / f"sources/2026-02-0{number + 1}-p.md"
        if self.chance.random() < 0.2 and place.exists():
            place.unlink()
        else:
            self.home.post(place.name, f"{TEXT} {turn}", title=f"Titre {number} {turn}")

    def publish(self, life: int = 0) -> Any:
        """Publish a while later, and be killed, or not."""
        self.hours += self.chance.choice((1, 5))
        self.life, self.audience.last = life, []
        try:
            return self.home.publish(now=(NOW + timedelta(hours=self.hours)).isoformat())
        except KilledError:
            self.kills += 1
            self.pardoned.update((told.kind, told.subject) for told in self.audience.last)
            return None
        finally:
            self.life = 0


@pytest.mark.parametrize(
    ("seed", "turns"),
    [(1, 40), (2, 40), *(pytest.param(seed, 400, marks=pytest.mark.full) for seed in (3, 4))],
)
@pytest.mark.timeout(1200)
def test_each_change_is_told_and_none_twice(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch, seed: int, turns: int
) -> None:
    """Over random edits, refusals and kills: only a notification that was answered but not recorded is sent again."""
    monkeypatch.setenv("HOOK_SECRET", "sesame")
    audience = Audience(home, server, Random(seed))
    newsroom = Newsroom(home, audience, monkeypatch)
    newsroom.publish()
    audience.troubled = True
    for turn in range(turns):
        newsroom.edit(turn)
        newsroom.publish(newsroom.chance.randrange(1, 70) if newsroom.chance.random() < 0.6 else 0)
        if newsroom.chance.random() < 0.3:
            newsroom.publish()
    audience.troubled = False
    for _ in range(8):
        ran = newsroom.publish()
    assert ran.report["notifications"] == {"sent": 0, "pending": 0}
    assert newsroom.kills > turns / 4
    assert {told.status for told in audience.told} == {OK, 500, 503}
    assert not audience.twice() - newsroom.pardoned
    audience.assert_all_is_known()


def test_a_kill_at_any_step_loses_nothing(home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit after the other, each with a kill one step later, and a run in which nothing is edited."""
    monkeypatch.setenv("HOOK_SECRET", "sesame")
    audience = Audience(home, server, Random(5))
    newsroom = Newsroom(home, audience, monkeypatch)
    newsroom.publish()
    for step in range(1, 200):
        newsroom.edit(step)
        ran = newsroom.publish(step)
        newsroom.publish()
        audience.assert_all_is_known()
        if ran:
            break
    assert newsroom.kills == step - 1 > 20
    assert not audience.twice() - newsroom.pardoned


def test_who_is_told_by_a_run_that_dies_then_is_told_again(home: Any, server: Server) -> None:
    """Between the answer and its note lies the one gap; the event has the same name both times."""
    events: list[str] = []
    running: list[subprocess.Popen[bytes]] = []

    def fatal(asked: Asked) -> Script:
        events.append(json.loads(asked.body)["changes"][0]["event"])
        if len(events) == 1:
            os.kill(running[0].pid, signal.SIGKILL)
        return reply()(asked)

    hook = {"url": server.on("/hook", fatal), "secret": "${HOOK_SECRET}"}
    home.configure(notify={"webhook": [hook]}, network={"allow": [server.address]})
    home.post("2026-02-01-p.md", TEXT, title="Nouveau")
    line, surroundings = (
        home.line("publish", "--now", NOW.isoformat()),
        home.environment(HOOK_SECRET="sesame"),
    )
    running.append(subprocess.Popen(line, cwd=home.root, env=surroundings, stdout=subprocess.DEVNULL))
    assert running[0].wait(60) == -signal.SIGKILL
    for _ in range(2):
        assert home.command("publish", "--now", NOW.isoformat(), env={"HOOK_SECRET": "sesame"}).status == 0
    assert len(events) == 2
    assert len(set(events)) == 1
