"""The worker, in a process of its own: it publishes what changes, as it changes, and stops when told."""

from __future__ import annotations

import ctypes
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from support.hostile import Server, reply

from feeds.ledger.lock import project_lock
from feeds.pipeline.report import Report
from feeds.worker.loop import Worker
from feeds.worker.steps import DueTimes, Publication, WorkerSteps

SOON = 60.0  # seconds: a busy machine


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
    """Return the titles in the feed, if there is one."""
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
        server.on("/never", reply(b"", wait=600.0))
        home.configure(
            sources=[{"path": "sources"}, {"url": server.url("/never"), "name": "never"}],
            network={"allow": [server.address]},
        )
        home.post("2026-01-05-a.md", title="Un")
        process = workers(home)
        eventually(lambda: bool(server.asked))
        process.send_signal(number)
        assert process.wait(SOON) == 0
    assert home.run("publish", "--json").status == 1, (
        "the lock is free again; a partner that never responded is reported"
    )


class Quiet:
    """A reporter that reports nothing."""

    def publication(self, publication: Publication) -> None:
        """Ignore a publication."""

    def warn(self, problems: object) -> None:
        """Ignore problems."""

    def fail(self, reason: str) -> None:
        """Ignore a step that failed."""


class Idle:
    """Steps with a partner that is being fetched and a run that is held back: all of it is overdue."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.published = self.fetched = self.notified = 0
        self.responded = threading.Event()

    def clock(self) -> datetime:
        return datetime.now(UTC)

    def folders(self) -> list[Path]:
        return []

    def load_libraries(self) -> None:
        pass

    def sources_changed(self) -> bool:
        return False

    def publish(self) -> Publication:
        self.published += 1
        report = Report(stopped="too much would change")
        return Publication(self.clock(), 0.0, report, due=self.due())

    def fetch(self) -> bool:
        self.fetched += 1
        return self.responded.wait(SOON)

    def notify(self, _report: Report | None) -> tuple[DueTimes, list[str]]:
        self.notified += 1
        return self.due(), []

    def has_run_since(self, _instant: datetime) -> bool:
        return False

    def due(self) -> DueTimes:
        past = datetime(2026, 1, 1, tzinfo=UTC)
        return DueTimes({"partner": past})


@contextmanager
def running(steps: Any) -> Iterator[Worker]:
    """Run a worker with some steps."""
    worker = Worker(steps, Quiet())
    thread = threading.Thread(target=worker.run)
    thread.start()
    yield worker
    worker.events.put("stop")
    steps.responded.set()
    thread.join(SOON)
    assert not thread.is_alive()


def test_what_is_overdue_keeps_nothing_busy(tmp_path: Path) -> None:
    """It waits for the heartbeat; no alarm rings for what is past."""
    steps = Idle(tmp_path)
    with running(steps):
        eventually(lambda: steps.fetched > 0 and steps.notified > 0)
        time.sleep(1.0)
        assert (steps.published, steps.fetched, steps.notified) == (1, 1, 1)


def test_a_configuration_that_cannot_be_read_at_all_ends_nothing(tmp_path: Path) -> None:
    """Whatever the system answers, the old one stays, and work goes on."""

    class Torn(Idle):
        def reload(self) -> None:
            raise OSError("the disk is gone")

    steps = Torn(tmp_path)
    steps.responded.set()
    with running(steps) as worker:
        eventually(lambda: steps.published > 0)
        before = steps.published
        worker.events.put("reload")
        worker.events.put("files")
        eventually(lambda: steps.published > before)


class Ticking(Idle):
    """Steps of which each call of the clock takes a second, with a partner that is due."""

    now = datetime(2026, 3, 1, tzinfo=UTC)

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def due(self) -> DueTimes:
        return DueTimes({"partner": self.clock()})


def test_what_is_due_now_does_not_wait_for_the_heartbeat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the publication took before it."""
    monkeypatch.setattr("feeds.worker.loop.HEARTBEAT", 10 * SOON)
    steps = Ticking(tmp_path)
    with running(steps):
        eventually(lambda: steps.fetched == 1)


class Set(Idle):
    """Steps with a clock that is set by hand."""

    now = datetime(2027, 3, 1, tzinfo=UTC)

    def clock(self) -> datetime:
        return self.now

    def due(self) -> DueTimes:
        return DueTimes({"partner": self.now + timedelta(hours=1)}, None, self.now + timedelta(hours=2))


def test_a_clock_that_is_set_is_noticed_at_the_next_heartbeat(tmp_path: Path) -> None:
    """Set back by a year, nothing waits for a year; a machine that slept makes up for all of it once."""
    steps = Set(tmp_path)
    steps.responded.set()
    with running(steps) as worker:
        eventually(lambda: steps.published == 1)
        steps.now -= timedelta(days=365)
        worker.events.put("heartbeat")
        eventually(lambda: steps.published == 2)
        eventually(lambda: worker.due.poll == steps.now + timedelta(hours=1))
        steps.now += timedelta(days=2)
        worker.events.put("heartbeat")
        eventually(lambda: steps.published == 3)
        time.sleep(0.5)
        assert steps.published == 3, "what was missed is made up for once"


def test_an_opening_does_not_wait_for_somebody_who_is_not_told(home: Any) -> None:
    """A target that is left alone for an hour keeps no moment of a post from coming."""
    now = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with Server() as server:
        server.on("/told", reply(b"", 503, {"Retry-After": "3600"}))
        home.configure(
            network={"allow": [server.address]},
            notify={"webhook": [{"url": server.url("/told"), "secret": "${SECRET}"}]},
        )
        steps = WorkerSteps(home.root / "config.yaml", {"SECRET": "s"}, lambda: now)
        steps.publish()
        home.post("2026-01-05-a.md", title="Un")
        published = steps.publish()
        assert published.due.notifications == now
        due, problems = steps.notify(published.report)
        assert due.notifications == now + timedelta(hours=1)
        assert not problems, "one failure is no problem yet"
        home.job("2026-01-06-b.md", title="Deux", opens="2026-03-01T11:00:00")
        home.post("2026-01-05-a.md", title="Autre")
        due = steps.publish().due
        assert due.transition == now + timedelta(hours=1)
        assert due.notifications == now + timedelta(hours=1)


@pytest.mark.parametrize("held", ["lock", "ledger.sqlite"])
def test_it_stops_while_another_command_holds_the_ledger(home: Any, workers: Any, held: str) -> None:
    """Within ten seconds, and a second signal puts off nothing."""
    home.post("2026-01-05-a.md", title="Un")
    process = workers(home)
    eventually(lambda: titles(home) == ["Un"])
    time.sleep(1.0)
    with closing(sqlite3.connect(home.root / ".feeds" / held, isolation_level=None)) as other:
        other.execute("begin exclusive" if held == "lock" else "begin immediate")
        home.post("2026-01-06-b.md", title="Deux")
        time.sleep(2.0)
        process.send_signal(signal.SIGTERM)
        time.sleep(4.0)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SOON) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="threads of other processes have no names there")
def test_a_signal_that_another_thread_receives_stops_it(home: Any, workers: Any) -> None:
    """The kernel may deliver it to any thread, which does not wake the main one."""
    home.post("2026-01-05-a.md", title="Un")
    process = workers(home)
    eventually(lambda: titles(home) == ["Un"])
    threads = sorted(int(thread.name) for thread in Path(f"/proc/{process.pid}/task").iterdir())
    assert ctypes.CDLL(None).tgkill(process.pid, threads[1], signal.SIGTERM) == 0
    assert process.wait(SOON) == 0


def test_a_log_that_is_full_keeps_nobody_from_publishing(home: Any) -> None:
    """What cannot be said is not said."""
    home.post("2026-01-05-a.md", title="Un", redirect_from="page:old")
    line = home.line("worker", "--log", "human", "--config", str(home.root / "config.yaml"))
    with Path("/dev/full").open("wb") as full:
        process = subprocess.Popen(line, stdout=full, stderr=full, env=home.environment())
    try:
        eventually(lambda: titles(home) == ["Un"])
        home.post("2026-01-06-b.md", title="Deux")
        eventually(lambda: titles(home) == ["Deux", "Un"])
        process.terminate()
        assert process.wait(SOON) == 0
    finally:
        process.kill()
        process.wait()


def test_who_watches_keeps_no_edit_waiting(home: Any, workers: Any) -> None:
    """Neither an address that never answers to a ping, nor a webhook that does not answer."""
    with Server() as server:
        server.on("/silent", reply(b"", wait=600.0))
        home.configure(
            network={"allow": [server.address]},
            monitor={"ping": server.url("/silent")},
            notify={"webhook": [{"url": server.url("/silent"), "secret": "${HOME}"}]},
        )
        home.post("2026-01-05-a.md", title="Un")
        workers(home)
        eventually(lambda: len(server.asked) > 0)
        for number in range(3):
            home.post(f"2026-01-06-{number}.md", title=f"Post {number}")
            eventually(lambda number=number: f"Post {number}" in titles(home))


def test_its_port_says_when_it_cannot_work(home: Any) -> None:
    """And when it can again."""
    home.post("2026-01-05-a.md", title="Un")
    line = home.line("worker", "--port", "0", "--log", "human", "--config", str(home.root / "config.yaml"))
    process = subprocess.Popen(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=home.environment()
    )
    try:
        assert process.stderr
        port = int(process.stderr.readline().split(":")[2].split("/")[0])

        def ready() -> int:
            connection = HTTPConnection("127.0.0.1", port, timeout=SOON)
            with closing(connection):
                connection.request("GET", "/readyz")
                return connection.getresponse().status

        eventually(lambda: ready() == 200)
        ledger = home.root / ".feeds" / "ledger.sqlite"
        # Between two steps of the worker: in the middle of one it would write good pages over the bad ones.
        with project_lock(ledger.parent, wait=SOON):
            kept = ledger.read_bytes()
            ledger.write_bytes(b"no database at all, " * 300)
        home.post("2026-01-06-b.md", title="Deux")
        eventually(lambda: ready() == 503)
        ledger.write_bytes(kept)
        home.post("2026-01-07-c.md", title="Trois")
        eventually(lambda: titles(home) == ["Deux", "Trois", "Un"])
        eventually(lambda: ready() == 200)
    finally:
        process.kill()
        process.communicate()


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
    said, _ = process.communicate(timeout=SOON)
    assert "feedz" in said


def test_a_file_with_sources_is_read_again_when_it_changes(home: Any, workers: Any) -> None:
    """A second folder is published, and a wrong list leaves the one before in use."""
    home.configure(sources=[{"path": "sources"}, {"include": "others/*.yaml"}])
    home.write("others/a.yaml", "[]\n")
    home.post("2026-01-05-a.md", title="Un")
    home.write("more/2026-01-06-b.md", home.post("2026-01-06-b.md", title="Deux").read_text("utf-8"))
    (home.root / "sources" / "2026-01-06-b.md").unlink()
    process = workers(home)
    eventually(lambda: titles(home) == ["Un"])
    home.write("others/b.yaml", "- path: more\n")
    eventually(lambda: titles(home) == ["Deux", "Un"])
    home.write("others/b.yaml", "- pth: more\n")
    home.post("2026-01-07-c.md", title="Trois")
    eventually(lambda: titles(home) == ["Deux", "Trois", "Un"])
    process.terminate()
    said, _ = process.communicate(timeout=SOON)
    assert said.count("others/b.yaml:1:3") == 2  # the two mistakes, in one report


def test_a_ledger_that_goes_away_and_comes_back(home: Any, workers: Any) -> None:
    """Meanwhile nothing is published, and nothing is lost."""
    home.post("2026-01-05-a.md", title="Un")
    process = workers(home)
    eventually(lambda: titles(home) == ["Un"])
    ids = home.ids("news.json")
    away = home.root / ".away"
    ledger = home.root / ".feeds" / "ledger.sqlite"
    with project_lock(ledger.parent, wait=SOON):
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
    process.wait(SOON)
