"""Runs that meet, and runs that are held up."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest
from replay.laws import configure

NOW = "2030-02-01T09:00:00Z"
POSTS = 140  # below what is shared among processes, and enough for a second
TEXT = "Vous mesurerez les marées et les humeurs du port. " * 60


@pytest.fixture
def busy(home):
    """Return a newsroom whose run takes a while."""
    configure(home)
    for number in range(POSTS):
        home.job(f"2030-01-05-p{number}.md", TEXT)
    return home


def is_held(home):
    """Return whether a run holds the lock."""
    lock = home.root / ".feeds" / "lock"
    if not lock.exists():
        return False
    with closing(sqlite3.connect(lock, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("begin immediate")
        except sqlite3.OperationalError:
            return True
        return False


@pytest.fixture
def held_up(busy):
    """Return a run that stands still in the middle of its work."""
    process = subprocess.Popen(
        busy.line("publish", "--now", NOW),
        cwd=busy.root,
        env=busy.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while not is_held(busy):
        assert process.poll() is None, "it was too quick"
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGSTOP)
    yield process
    process.kill()
    process.wait(60)


def test_a_second_run_leaves_at_once(busy, held_up):
    """It says why in one line, with a status of its own, and touches nothing."""
    times = busy.times()
    ran = busy.command("publish", "--now", NOW)
    assert (ran.status, ran.out) == (3, "")
    (line,) = ran.err.splitlines()
    assert "another run" in line
    assert busy.times() == times
    assert held_up.poll() is None


def test_a_second_run_waits_as_long_as_it_may(busy, held_up):
    """Then it leaves; if the first one ends before, it goes on, and finds all done."""
    started = time.monotonic()
    assert busy.command("publish", "--now", NOW, "--wait", "1").status == 3
    assert time.monotonic() - started >= 1
    patient = subprocess.Popen(
        busy.line("publish", "--json", "--now", NOW, "--wait", "60"),
        cwd=busy.root,
        env=busy.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(0.3)
    assert patient.poll() is None
    os.kill(held_up.pid, signal.SIGCONT)
    out, _ = patient.communicate(timeout=60)
    assert (held_up.wait(60), patient.returncode) == (0, 0)
    assert '"written": []' in out
    assert len(busy.ids("jobs.json")) == POSTS


def test_a_lock_dies_with_its_process(busy, held_up):
    """A run that is killed leaves no lock behind: the next one starts at once, and does it all."""
    held_up.kill()
    held_up.wait(60)
    assert busy.command("publish", "--now", NOW).status == 0
    assert len(busy.ids("jobs.json")) == POSTS
