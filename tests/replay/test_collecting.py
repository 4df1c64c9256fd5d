"""A newsroom that another site collects, while its server fails now and then: what was not confirmed is not closed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from replay.generator import invent
from replay.laws import SITE, Commit, Newsroom, configure, load, moment, sample
from support.hostile import Server, chunked, drip, reply

STALE = timedelta(days=90)
JSON = {"Content-Type": "application/feed+json"}
# What a server answers on a bad day: nothing of it says that an offer is gone.
FAILURES = (
    reply(b"", status=500),
    reply(b"", status=404),
    reply(b"<html><title>Maintenance</title>", headers={"Content-Type": "text/html"}),
    reply(b"", headers=JSON),
    chunked(b'{"version": "https://jsonfeed.org/version/1.1", "items": [', end=False),
    drip(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', 1.0),
)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server for what the newsroom publishes."""
    with Server() as running:
        yield running


@dataclass
class Collector:
    """A site that collects the offers of a newsroom, and what the newsroom's last good response listed.

    seen: when each offer was last in a good response. last: ids of the offers in the last one.
    """

    home: Any
    server: Server
    random: Random
    seen: dict[str, datetime] = field(default_factory=dict)
    until: dict[str, datetime] = field(default_factory=dict)
    last: set[str] = field(default_factory=set)
    figures: Counter[str] = field(default_factory=Counter)
    failing: int = 0

    def __post_init__(self) -> None:
        self.home.configure(
            sources=[{"url": self.server.url("/jobs.json"), "name": "newsroom", "every": "1h", "max_age_days": 1}],
            network={"allow": [self.server.address], "spacing": 0, "seconds": 6},
        )

    def collect(self, newsroom: Newsroom, now: datetime) -> None:
        """Collect on a good or a bad day, and hold what is closed then against what the newsroom listed."""
        self.failing = max(self.failing - 1, 0) or self.random.choice((0, 0, 0, 0, 3, 5))
        bodies = {path: body for path, (_, body) in newsroom.tree.files.items() if path.endswith(".json")}
        for path, body in bodies.items():
            self.server.on(f"/{path}", reply(body.replace(SITE.encode(), self.server.url("/").encode()), headers=JSON))
        if self.failing:
            self.server.on("/jobs.json", self.random.choice(FAILURES))
        else:
            jobs = {id_: item for id_, item in newsroom.open.items() if item["in"] == "jobs"}
            self.last = set(jobs)
            self.seen.update(dict.fromkeys(jobs, now))
            ends = {id_: item.get("_jobposting", {}).get("validThrough") for id_, item in jobs.items()}
            self.until.update({id_: moment(end) for id_, end in ends.items() if end})
        before = set(self._open())
        ran = self.home.publish(now=now.isoformat())
        assert ran.status in (0, 1), ran.report
        self.figures["failures" if self.failing else "responses"] += 1
        after, closed = self._open(), self._closed()
        for id_ in before - set(after):
            assert id_ in closed or id_ not in self.last, f"{id_} vanished"
        stale = [id_ for id_, item in closed.items() if item["state"] != "expired" and id_ in self.last]
        stale = [id_ for id_ in stale if now - self.seen[id_] < STALE and not self._over(id_, now)]
        assert not stale, f"called closed, though the last good response lists them: {stale}"
        early = [id_ for id_, item in closed.items() if item["state"] == "expired" and not self._over(id_, now)]
        assert not [id_ for id_ in early if id_ in self.last], f"over before their last day: {early}"
        self.figures["called closed"] = len(closed)
        self.figures["stale"] += bool(ran.report["unconfirmed"])

    def _over(self, id_: str, now: datetime) -> bool:
        return id_ in self.until and self.until[id_] < now

    def _open(self) -> dict[str, Any]:
        if not self.home.output.joinpath("jobs.json").exists():
            return {}
        documents = [path for path in self.home.output.glob("jobs*.json") if path.name != "jobs.jsonld"]
        return {item["id"]: item for path in documents for item in json.loads(path.read_bytes())["items"]}

    def _closed(self) -> dict[str, Any]:
        return {item["id"]: item for item in self.home.json("closed.json")["closed"]}


def live_through(newsroom: Newsroom, collector: Collector, history: Sequence[Commit], chosen: set[int]) -> None:
    """Publish after each chosen commit, and collect an hour later."""
    for at, commit in enumerate(history):
        newsroom.apply(commit)
        if at in chosen:
            now = moment(commit["time"])
            newsroom.publish(now)
            collector.collect(newsroom, now + timedelta(hours=1))


def test_nothing_stale_is_called_closed(homes, server, shared):
    """Around every deletion of a real newsroom, and through outages of a server."""
    first = homes()
    shutil.copytree(shared / "corpus" / "reference", first.root / "reference")
    configure(first, references={"startup": "reference/startups", "incubator": "reference/incubators"})
    history = load(shared / "corpus/history-2017-2020.jsonl.gz")
    collector = Collector(homes(), server, Random(2))
    live_through(Newsroom(first), collector, history, sample(history, first=1, most=9))
    assert min(collector.figures[name] for name in ("failures", "stale", "called closed")) > 0, collector.figures


@pytest.mark.parametrize("seed", [4])
def test_nothing_invented_that_is_stale_is_called_closed(homes, server, seed):
    """Through some months of an invented newsroom."""
    first = homes()
    configure(first)
    collector = Collector(homes(), server, Random(seed))
    history = invent(seed, 20)
    live_through(Newsroom(first), collector, history, set(range(len(history))))
    assert min(collector.figures[name] for name in ("failures", "stale", "called closed")) > 0, collector.figures
