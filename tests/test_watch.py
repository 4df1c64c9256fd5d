"""Files that change, noticed: once for many in a row, and however long somebody goes on writing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from feeds.watch import changes


@pytest.fixture
def noticed(tmp_path: Path) -> Iterator[list[float]]:
    """Watch a folder; give the moments at which changes were told."""
    told: list[float] = []
    over = threading.Event()

    def watch() -> None:
        for _ in changes(lambda: [tmp_path], {}, over):
            told.append(time.monotonic())  # noqa: PERF401 - told as they come

    (tmp_path / "there.md").write_text("x")
    thread = threading.Thread(target=watch)
    thread.start()
    eventually(lambda: len(told) == 1)
    yield told
    over.set()
    thread.join(10)
    assert not thread.is_alive()


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def test_many_files_in_a_row_are_one_change(tmp_path: Path, noticed: list[float]) -> None:
    """As a checkout writes them."""
    for number in range(30):
        (tmp_path / f"{number}.md").write_text("x")
        time.sleep(0.005)
    eventually(lambda: len(noticed) > 1)
    time.sleep(1.5)
    assert len(noticed) == 2


def test_who_goes_on_writing_does_not_put_it_off_for_ever(tmp_path: Path, noticed: list[float]) -> None:
    """A file that never rests is told of all the same."""
    over = threading.Event()

    def write() -> None:
        number = 0
        while not over.wait(0.05):
            number += 1
            (tmp_path / "busy.md").write_text("x" * number)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        eventually(lambda: len(noticed) > 1)
    finally:
        over.set()
        thread.join()
