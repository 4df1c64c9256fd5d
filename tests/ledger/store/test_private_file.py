"""Who may read the files of a ledger."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from support.paths import ROOT

from feeds.ledger.lock import project_lock
from feeds.ledger.store import Store

SEE = """
import os, sys
from pathlib import Path
from feeds.ledger.lock import project_lock
from feeds.ledger.store import opened
seen = set()
sys.addaudithook(lambda event, found: event in ("open", "sqlite3.connect/handle") and look())
def look():
    seen.update((one.name, oct(one.stat().st_mode & 0o777)) for one in os.scandir(sys.argv[1]))
os.umask(0)
with project_lock(Path(sys.argv[1])), opened(Path(sys.argv[1], "ledger.sqlite")) as store:
    store.set_meta("a", "b")
    look()
look()
print(*sorted(f"{name} {mode}" for name, mode in seen), sep="\\n")
"""


USE = """
import os, sys
from pathlib import Path
from feeds.ledger.lock import project_lock
from feeds.ledger.store import opened
os.setgroups([]); os.setgid(65534); os.setuid(65534)
folder = Path(sys.argv[1])
with project_lock(folder), opened(folder / "ledger.sqlite") as store:
    store.set_meta("a", "b")
print("done")
"""


def modes(folder):
    """Return the modes of the files of a folder, by name."""
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


@pytest.mark.parametrize("umask", [0o022, 0o000, 0o002, 0o077])
def test_all_files_of_a_ledger_are_private(home, umask):
    """The ledger, its lock, and an export; the published files are public."""
    home.post("a.md", title="A")
    before = os.umask(umask)
    try:
        assert home.publish().status == 0
        assert home.command("ledger", "export", "copy.jsonl").status == 0
    finally:
        os.umask(before)
    assert modes(home.root / ".feeds") == {"ledger.sqlite": 0o600, "lock": 0o600}
    assert stat.S_IMODE((home.root / "copy.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE((home.output / "news.atom").stat().st_mode) & 0o444 == 0o444 & ~umask


def test_no_file_is_public_for_a_moment(tmp_path):
    """Not even while it is open, where new files would be readable and writable by all."""
    seen = subprocess.run([sys.executable, "-c", SEE, tmp_path], capture_output=True, text=True, check=True).stdout
    found = [line.split() for line in seen.splitlines()]
    assert {"ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal", "lock"} <= {name for name, _ in found}
    assert {mode for _, mode in found} == {"0o600"}


@pytest.mark.parametrize("mode", [0o644, 0o666, 0o755, 0o640])
def test_existing_files_become_private(home, mode):
    """Of an earlier version, whose run was cut off, and its exports."""
    home.post("a.md", title="A")
    assert home.publish().status == 0
    folder, copy = home.root / ".feeds", home.root / "copy.jsonl"
    copy.write_text("an earlier export")
    (home.root / "copy.jsonl.new").write_text("one that was cut off")
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as reader:
        reader.execute("select * from meta").fetchall()  # so that the side files stay
        for file in (*folder.iterdir(), copy, home.root / "copy.jsonl.new"):
            file.chmod(mode)
        assert home.command("ledger", "export", "copy.jsonl").status == 0
        found = modes(folder)
        assert found.keys() == {"ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal", "lock"}
        assert set(found.values()) == {0o600}
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not (home.root / "copy.jsonl.new").exists()


def test_a_ledger_without_lock_becomes_private(home):
    """Commands that only read restrict it too."""
    home.post("a.md", title="A")
    assert home.publish().status == 0
    ledger = home.root / ".feeds/ledger.sqlite"
    ledger.chmod(0o644)
    assert home.run("status", "--now", "2026-03-01T09:00:00Z").status == 0
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600


def test_a_ledger_that_may_only_be_read_stays_so(tmp_path):
    """Permissions are removed, and none are added."""
    with closing(Store(tmp_path / "ledger.sqlite")):
        pass
    (tmp_path / "ledger.sqlite").chmod(0o444)
    with closing(Store(tmp_path / "ledger.sqlite")):
        pass
    assert modes(tmp_path)["ledger.sqlite"] == 0o400


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to another user")
def test_files_of_another_user_are_used_as_they_are():
    """Only the owner can change the mode; a run that may write goes on."""
    with tempfile.TemporaryDirectory(prefix="feeds-") as name:
        folder = Path(name)
        with project_lock(folder), closing(Store(folder / "ledger.sqlite")):
            pass
        for file in (folder, folder / "ledger.sqlite", folder / "lock"):
            file.chmod(0o777 if file == folder else 0o666)
        line = [sys.executable, "-c", USE, folder]
        ran = subprocess.run(line, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT)})
        assert ran.stdout == "done\n", ran.stderr
        assert set(modes(folder).values()) == {0o666}
