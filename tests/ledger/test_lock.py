"""One run at a time."""

import subprocess
import sys
import threading
import time

import pytest

from feeds.ledger.lock import project_lock
from feeds.model.errors import LedgerError, LockedError

HOLD = """
import sys, time
from pathlib import Path
from feeds.ledger.lock import project_lock
with project_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""
TRY = """
import sys
from pathlib import Path
from feeds.ledger.lock import project_lock
with project_lock(Path(sys.argv[1])):
    print("free")
"""


@pytest.fixture
def holder(tmp_path):
    """Return a process that holds the lock of the folder."""
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused(tmp_path, holder):
    """It leaves at once, with an error that says why."""
    assert holder.poll() is None
    with pytest.raises(LockedError, match="another run is in progress"), project_lock(tmp_path):
        pass


def test_a_killed_process_lets_go(tmp_path, holder):
    """However the holder ended, the next run has the lock at once."""
    holder.kill()
    holder.wait()
    ran = subprocess.run([sys.executable, "-c", TRY, tmp_path], capture_output=True, text=True, check=True)
    assert ran.stdout == "free\n"


def test_a_run_may_wait_for_another(tmp_path, holder):
    """With a time to wait, the lock is had as soon as the other lets go."""
    threading.Timer(0.3, holder.kill).start()
    started = time.monotonic()
    with project_lock(tmp_path, wait=60):
        assert time.monotonic() - started > 0.2


def test_waiting_ends(tmp_path, holder):
    """A lock that is not released is refused when the time is over."""
    assert holder.poll() is None
    with pytest.raises(LockedError), project_lock(tmp_path, wait=0.1):
        pass


def test_the_lock_is_let_go_after_an_error(tmp_path):
    """A run that failed does not stand in the way of the next."""
    with pytest.raises(KeyError), project_lock(tmp_path):
        raise KeyError
    with project_lock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_made(tmp_path):
    """The first run of a project needs no preparation."""
    with project_lock(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


def test_a_place_without_room_for_a_lock_is_an_error_of_the_ledger(tmp_path):
    """A file for a folder, a folder for the lock, and noise in it: each is reported, none is a traceback."""
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="found a file"), project_lock(tmp_path / "file"):
        pass
    (tmp_path / "one" / "lock").mkdir(parents=True)
    with pytest.raises(LedgerError, match="cannot be written"), project_lock(tmp_path / "one"):
        pass
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "lock").write_bytes(b"noise " * 1000)
    with pytest.raises(LedgerError, match="cannot be locked"), project_lock(tmp_path / "two"):
        pass
