"""The worker, in a process of its own: it publishes what changes, as it changes, and stops when told."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hostile import Server, reply

from feeds import schedule
from feeds.run import Report
from feeds.worker import Moments, Published, Worker

SOON = 20.0  # seconds: a busy machine


@pytest.fixture
def workers() -> Iterator[Callable[[Any], subprocess.Popen[str]]]:
    """Start workers, and end those that are left."""
    started: list[subprocess.Popen[str]] = []

    def start(home: Any) -> subprocess.Popen[str]:
        line = home.line("worker", "--config", str(home.root / "config.yaml"))
        process = subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=home.environment()
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        if not process.stdout.closed:
            sys.stdout.write(process.communicate()[0])  # shown if the test fails


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def titles(home: Any) -> list[str]:
    """Give the titles in the feed, if there is one."""
    return sorted(home.titles("news.json")) if (home.output / "news.json").exists() else []


def test_an_edited_file_is_published(home: Any, workers: Any) -> None:
    """A new one, a changed one, one that is gone, and the first one in a folder that was not there."""
    home.post("2026-01-05-a.md", title="Un")
    workers(home)
    eventually(lambda: titles(home) == ["Un"])
    home.post("2026-01-06-b.md", title="Deux")
    eventually(lambda: titles(home) == ["Deux", "Un"])
    home.post("2026-01-05-a.md", title="Autre")
    eventually(lambda: titles(home) == ["Autre", "Deux"])
    (home.root / "sources/2026-01-06-b.md").unlink()
    eventually(lambda: titles(home) == ["Autre"])


def test_a_folder_may_go_and_come_back(home: Any, workers: Any) -> None:
    """What is written into the one that took its place is published, too."""
    home.post("2026-01-05-a.md", title="Un")
    home.write("more/2026-01-06-b.md", "---\ntitle: Deux\n---\nTexte.\n")
    home.configure(sources=[{"path": "sources"}, {"path": "more"}])
    workers(home)
    eventually(lambda: titles(home) == ["Deux", "Un"])
    (home.root / "more").rename(home.root / "away")
    time.sleep(1.0)
    home.write("more/2026-01-06-b.md", "---\ntitle: Deux\n---\nTexte.\n")
    home.write("more/2026-01-07-c.md", "---\ntitle: Trois\n---\nTexte.\n")
    eventually(lambda: titles(home) == ["Deux", "Trois", "Un"])
    time.sleep(1.0)
    home.write("more/2026-01-08-d.md", "---\ntitle: Quatre\n---\nTexte.\n")
    eventually(lambda: "Quatre" in titles(home))


def test_a_partner_is_asked_and_published(home: Any, workers: Any) -> None:
    """At the start, and nothing that is slow keeps an edited file waiting."""
    feed = (
        b'<rss version="2.0"><channel><title>x</title><link>https://p.example/</link><description>x</description>'
        b"<item><guid>https://p.example/1</guid><title>Partner</title><description>Words.</description></item>"
        b"</channel></rss>"
    )
    with Server() as server:
        server.on("/slow", reply(feed, wait=4.0))
        home.configure(
            sources=[{"path": "sources"}, {"url": server.url("/slow"), "name": "slow"}],
            network={"allow": [server.address]},
        )
        home.post("2026-01-05-a.md", title="Un")
        workers(home)
        eventually(lambda: titles(home) == ["Un"])
        home.post("2026-01-06-b.md", title="Deux")
        eventually(lambda: "Deux" in titles(home))
        assert "Partner" not in titles(home)
        eventually(lambda: titles(home) == ["Deux", "Partner", "Un"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told(home: Any, workers: Any, number: int) -> None:
    """With status 0, and within ten seconds, also while a partner keeps it waiting."""
    with Server() as server:
        server.on("/never", reply(b"", wait=60.0))
        home.configure(
            sources=[{"path": "sources"}, {"url": server.url("/never"), "name": "never"}],
            network={"allow": [server.address]},
        )
        home.post("2026-01-05-a.md", title="Un")
        process = workers(home)
        eventually(lambda: bool(server.asked))
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(10) == 0
        assert time.monotonic() - began < 10
    assert home.publish().status == 1, "the lock is free again; a partner that never answered is told"


class Idle:
    """A desk at which a partner is being asked, and a publication was held back: all of it is overdue."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.published = self.asked = 0
        self.answered = threading.Event()

    def clock(self) -> datetime:
        return datetime.now(UTC)

    def folders(self) -> list[Path]:
        return []

    def publish(self) -> Published:
        self.published += 1
        return Published(self.clock(), 0.0, Report(stopped="too much would change"))

    def ask(self) -> bool:
        self.asked += 1
        return self.answered.wait(SOON)

    def moments(self) -> Moments:
        past = datetime(2026, 1, 1, tzinfo=UTC)
        return Moments(past, past)


def test_what_is_overdue_keeps_nothing_busy(tmp_path: Path) -> None:
    """It waits for the heartbeat; no alarm rings for what is past."""
    desk = Idle(tmp_path)
    worker = Worker(desk, lambda _published: None, lambda _what: None)
    thread = threading.Thread(target=worker.run)
    thread.start()
    eventually(lambda: desk.asked > 0)
    time.sleep(1.0)
    assert (desk.published, desk.asked) == (1, 1)
    worker.events.put("stop")
    desk.answered.set()
    thread.join(SOON)
    assert not thread.is_alive()


class Ticking(Idle):
    """A desk of which each look at the clock takes a second, and whose partner is due right now."""

    now = datetime(2026, 3, 1, tzinfo=UTC)

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def moments(self) -> Moments:
        return Moments(self.clock(), None)


def test_what_is_due_now_does_not_wait_for_the_heartbeat(tmp_path: Path) -> None:
    """However long the publication took before it."""
    desk = Ticking(tmp_path)
    worker = Worker(desk, lambda _published: None, lambda _what: None)
    thread = threading.Thread(target=worker.run)
    thread.start()
    until = time.monotonic() + schedule.HEARTBEAT.total_seconds() / 2
    while not desk.asked and time.monotonic() < until:
        time.sleep(0.02)
    assert desk.asked == 1
    worker.events.put("stop")
    desk.answered.set()
    thread.join(SOON)


def test_other_commands_find_room(home: Any, workers: Any) -> None:
    """Between two steps; but a second worker does not."""
    home.post("2026-01-05-a.md", title="Un")
    workers(home)
    eventually(lambda: titles(home) == ["Un"])
    assert home.run("publish", "--wait", "20").status == 0
    assert home.run("status").status == 0
    second = workers(home)
    assert second.wait(SOON) == 3


def test_a_wrong_configuration_is_refused_and_the_old_one_kept(home: Any, workers: Any) -> None:
    """SIGHUP reads it anew; mended, it counts."""
    home.post("2026-01-05-a.md", title="Un")
    process = workers(home)
    eventually(lambda: titles(home) == ["Un"])
    right = (home.root / "config.yaml").read_text("utf-8")
    home.write("config.yaml", right.replace("feeds:", "feedz:"))
    process.send_signal(signal.SIGHUP)
    home.post("2026-01-06-b.md", title="Deux")
    eventually(lambda: titles(home) == ["Deux", "Un"])
    home.write("config.yaml", right.replace("- news", "- news\n- {name: list}"))
    process.send_signal(signal.SIGHUP)
    eventually((home.output / "list.json").exists)
    process.terminate()
    said, _ = process.communicate(timeout=10)
    assert "feedz" in said


def test_a_ledger_that_goes_away_and_comes_back(home: Any, workers: Any) -> None:
    """Meanwhile nothing is published, and nothing is lost."""
    home.post("2026-01-05-a.md", title="Un")
    process = workers(home)
    eventually(lambda: titles(home) == ["Un"])
    ids = home.ids("news.json")
    away = home.root / ".away"
    ledger = home.root / ".feeds" / "ledger.sqlite"
    ledger.rename(away)
    ledger.mkdir()
    home.post("2026-01-06-b.md", title="Deux")
    time.sleep(1.5)
    assert titles(home) == ["Un"]
    ledger.rmdir()
    away.rename(ledger)
    home.post("2026-01-07-c.md", title="Trois")
    eventually(lambda: titles(home) == ["Deux", "Trois", "Un"])
    assert set(ids) <= set(home.ids("news.json"))
    process.terminate()
    process.wait(10)
