"""The schedule of the worker: a job for each source at its next poll, and one for all of many."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue

import pytest

from feeds.worker.alarms import MAX_JOBS, Alarms, NextPoll

HOUR = timedelta(hours=1)
SOON = timedelta(seconds=0.3)
PATIENCE = 20.0  # seconds: a busy machine


@pytest.fixture
def rung() -> SimpleQueue[str]:
    """Return the queue into which alarms put their names."""
    return SimpleQueue()


@pytest.fixture
def alarms(rung: SimpleQueue[str]) -> Iterator[Alarms]:
    """Start the scheduler, and stop it."""
    made = Alarms(rung.put)
    made.start()
    yield made
    made.stop()


def jobs(alarms: Alarms) -> dict[str, datetime]:
    """Return the instants for which jobs are set, by their names."""
    return {job.id: job.next_run_time for job in alarms.scheduler.get_jobs()}


def heard(rung: SimpleQueue[str]) -> str:
    """Wait for an alarm."""
    return rung.get(timeout=PATIENCE)


def silent(rung: SimpleQueue[str]) -> bool:
    """Return whether no further alarm comes for a moment."""
    with pytest.raises(Empty):
        rung.get(timeout=0.5)
    return True


def test_each_source_is_a_job_at_its_next_poll(alarms: Alarms, rung: SimpleQueue[str]) -> None:
    """One that fired has no job until the ledger holds its next poll; the others go on waiting."""
    now = datetime.now(UTC)
    alarms.at("transition", now + HOUR)
    alarms.at("notifications", now + 2 * HOUR)
    alarms.poll({"a": now + SOON, "b": now + HOUR})
    assert heard(rung) == "poll"
    assert silent(rung)
    others = {"transition": now + HOUR, "notifications": now + 2 * HOUR}
    assert jobs(alarms) == {"poll b": now + HOUR, **others}
    alarms.poll({"a": now + 2 * HOUR, "b": now + HOUR})
    assert jobs(alarms) == {"poll a": now + 2 * HOUR, "poll b": now + HOUR, **others}
    alarms.poll({"b": now + 3 * HOUR})
    alarms.at("transition", None)
    alarms.at("transition", None)
    assert jobs(alarms) == {"poll b": now + 3 * HOUR, "notifications": now + 2 * HOUR}


def test_of_many_sources_one_job_takes_care(alarms: Alarms, rung: SimpleQueue[str]) -> None:
    """It fires at each of their polls, and follows one that comes earlier."""
    now = datetime.now(UTC)
    polls = {f"source-{number}": now + HOUR for number in range(MAX_JOBS + 1)}
    alarms.poll({**polls, "source-0": now + SOON, "source-1": now + 3 * SOON})
    assert len(jobs(alarms)) == 1
    assert heard(rung) == "poll"
    until = time.monotonic() + PATIENCE
    while jobs(alarms) != {"poll ": now + HOUR}:
        assert time.monotonic() < until
        time.sleep(0.02)
    alarms.poll({**polls, "source-7": now + HOUR / 2})
    assert jobs(alarms) == {"poll ": now + HOUR / 2}
    alarms.poll({"source-7": now + HOUR / 2})
    assert jobs(alarms) == {"poll source-7": now + HOUR / 2}


def test_what_was_missed_comes_once(alarms: Alarms, rung: SimpleQueue[str]) -> None:
    """However late: the machine may have slept for a week."""
    past = datetime.now(UTC) - timedelta(days=7)
    alarms.at("transition", past)
    assert heard(rung) == "transition"
    alarms.poll({"a": past})
    assert heard(rung) == "poll"
    assert silent(rung)


def test_the_trigger_returns_what_the_ledger_holds(rung: SimpleQueue[str]) -> None:
    """Of one source or of all, and never a poll that it fired for."""
    alarms, now = Alarms(rung.put), datetime.now(UTC)
    alarms.poll({"a": now, "b": now + HOUR})
    one, every = NextPoll(alarms, "a"), NextPoll(alarms)
    assert one.get_next_fire_time(None, now) == every.get_next_fire_time(None, now) == now
    assert one.get_next_fire_time(now, now) is None
    assert every.get_next_fire_time(now, now) == now + HOUR
    alarms.poll({"a": now + 2 * HOUR})
    assert one.get_next_fire_time(now, now) == now + 2 * HOUR
    assert NextPoll(alarms, "gone").get_next_fire_time(None, now) is None
