"""Files that change, noticed: once for many in a row, and however long somebody goes on writing."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from feeds.worker.file_watcher import changes, stamps

Told = list[float]


@contextmanager
def watching(files: Callable[[], Sequence[Path]]) -> Iterator[Told]:
    """Watch files; give the moments at which changes were told, of which the first is past."""
    told: Told = []
    over = threading.Event()

    def watch() -> None:
        for _ in changes(files, {}, over):
            told.append(time.monotonic())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        eventually(lambda: len(told) == 1)
        yield told
    finally:
        over.set()
        thread.join(60)
        assert not thread.is_alive()


@pytest.fixture
def noticed(tmp_path: Path) -> Iterator[Told]:
    """Watch a folder with a file."""
    (tmp_path / "there.md").write_text("x")
    with watching(lambda: [tmp_path]) as told:
        yield told


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def test_many_files_in_a_row_are_one_change(tmp_path: Path, noticed: Told) -> None:
    """As a checkout writes them."""
    for number in range(30):
        (tmp_path / f"{number}.md").write_text("x")
        time.sleep(0.005)
    eventually(lambda: len(noticed) > 1)
    time.sleep(1.5)
    assert len(noticed) == 2


def test_who_goes_on_writing_does_not_put_it_off_for_ever(tmp_path: Path, noticed: Told) -> None:
    """A file that changes all the time is reported all the same."""
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


def edit(top: Path) -> list[Path]:
    (top / "a.md").write_text("edited")
    return [top / "a.md"]


def replace(top: Path) -> list[Path]:
    (top / "a.tmp").write_text("replaced")
    (top / "a.tmp").rename(top / "a.md")
    return [top / "a.md", top / "a.tmp"]


def edit_beside_a_hidden_one(top: Path) -> list[Path]:
    (top / ".a.md.swp").write_text("x")
    return [top / ".a.md.swp", *edit(top)]


def rename(top: Path) -> list[Path]:
    (top / "a.md").rename(top / "b.md")
    return [top / "a.md", top / "b.md"]


def empty(top: Path) -> list[Path]:
    (top / "a.md").write_text("")
    return [top / "a.md"]


def add(top: Path) -> list[Path]:
    (top / "b.md").write_text("new")
    return [top / "b.md"]


@pytest.mark.parametrize(
    ("change", "at_once"),
    [(edit, True), (replace, True), (edit_beside_a_hidden_one, True), (rename, False), (empty, False), (add, False)],
)
def test_an_edit_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], list[Path]], *, at_once: bool
) -> None:
    """One file that was edited is complete; of one that was removed, the new name may come next."""
    place, over = folder(tmp_path / "one"), threading.Event()
    seen = stamps([place])

    def watch(*_paths: Path, **_options: Any) -> Iterator[Any]:
        yield {(watchfiles.Change.modified, str(path)) for path in change(place)}

    def wait(_seconds: float) -> bool:
        over.set()
        return True

    monkeypatch.setattr(watchfiles, "watch", watch)
    monkeypatch.setattr(over, "wait", wait)
    assert len(list(changes(lambda: [place], seen, over))) == at_once


def folder(path: Path) -> Path:
    """Make a folder with a file, which differs from those of others in its size."""
    path.mkdir()
    (path / "a.md").write_text(str(path))
    return path


def is_watched(place: Path, told: Told) -> bool:
    """Edit a file, and say whether that is noticed; what was told before is let pass."""
    time.sleep(1.2)
    before = len(told)
    (place / "a.md").write_text("edited")
    eventually(lambda: len(told) > before)
    return True


def link_elsewhere(top: Path) -> None:
    (top / "new").symlink_to("other")
    (top / "new").rename(top / "sources")


def put_another_in_its_place(top: Path) -> None:
    (top / "sources").rename(top / "old")
    (top / "other").rename(top / "sources")


def move_what_the_link_leads_to(top: Path) -> None:
    (top / "one").rename(top / "two")
    (top / "new").symlink_to("two")
    (top / "new").rename(top / "sources")


def make_it_again(top: Path) -> None:
    shutil.rmtree(top / "sources", ignore_errors=True)
    (top / "sources").mkdir()


@pytest.mark.parametrize(
    ("is_link", "replace"),
    [
        (True, link_elsewhere),
        (True, move_what_the_link_leads_to),
        (False, put_another_in_its_place),
        (False, make_it_again),
    ],
)
def test_the_folder_that_took_the_place_of_another_is_watched(
    tmp_path: Path, replace: Callable[[Path], None], *, is_link: bool
) -> None:
    """As a deployment swaps them."""
    folder(tmp_path / "one")
    folder(tmp_path / "other")
    if is_link:
        (tmp_path / "sources").symlink_to("one")
    else:
        (tmp_path / "one").rename(tmp_path / "sources")
    with watching(lambda: [tmp_path / "sources"]) as told:
        replace(tmp_path)
        assert is_watched(tmp_path / "sources", told)


def test_an_empty_folder_that_was_made_again_is_watched(tmp_path: Path) -> None:
    """It may even have the number of the one that went, and nothing in either tells them apart."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "config.yaml").write_text("x")
    with watching(lambda: [tmp_path / "config.yaml", tmp_path / "sources"]) as told:
        make_it_again(tmp_path)
        assert is_watched(tmp_path / "sources", told)


def test_a_folder_that_is_named_anew_is_watched(tmp_path: Path) -> None:
    """The configuration was read anew, though no file changed; the one before is left alone."""
    named = [folder(tmp_path / "one")]
    with watching(lambda: list(named)) as told:
        named[:] = [folder(tmp_path / "other")]
        eventually(lambda: len(told) == 2)
        assert is_watched(tmp_path / "other", told)
        time.sleep(1.2)
        before = len(told)
        (tmp_path / "one" / "a.md").write_text("edited")
        time.sleep(1.2)
        assert len(told) == before


def test_what_the_system_cannot_watch_is_polled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It allows only so many folders to be watched; edits and a folder that is replaced are noticed still."""
    polled = []

    def watch(*paths: Path, force_polling: bool | None, **options: Any) -> Iterator[Any]:
        if not force_polling:
            raise OSError("OS file watch limit reached")
        polled.append(paths)
        return really(*paths, force_polling=force_polling, **options)

    really = watchfiles.watch
    monkeypatch.setattr(watchfiles, "watch", watch)
    folder(tmp_path / "one")
    folder(tmp_path / "other")
    with watching(lambda: [tmp_path / "one"]) as told:
        assert is_watched(tmp_path / "one", told)
        (tmp_path / "one").rename(tmp_path / "old")
        (tmp_path / "other").rename(tmp_path / "one")
        assert is_watched(tmp_path / "one", told)
    assert polled


def test_a_folder_that_is_made_later_is_noticed(tmp_path: Path) -> None:
    """None is there yet when the watch begins."""
    (tmp_path / "config.yaml").write_text("x")
    with watching(lambda: [tmp_path / "config.yaml", tmp_path / "sources"]) as told:
        folder(tmp_path / "sources")
        eventually(lambda: len(told) > 1)
        assert is_watched(tmp_path / "sources", told)


def test_links_that_lead_back_up_are_not_followed_for_ever(tmp_path: Path) -> None:
    """Two of them would have more ways than there is time."""
    sources = folder(tmp_path / "sources")
    (sources / "deep").mkdir()
    (sources / "a").symlink_to(".")
    (sources / "deep" / "b").symlink_to("..")
    assert list(stamps([sources])) == [hash(str(sources / "a.md"))]


def test_a_folder_counts_wherever_links_lead_to_it(tmp_path: Path) -> None:
    """For its files are read as often; and one link less is a change."""
    shared, sources = folder(tmp_path / "shared"), tmp_path / "sources"
    sources.mkdir()
    for name in "ab":
        (sources / name).symlink_to(shared)
    assert stamps([sources]).keys() == {hash(str(sources / name / "a.md")) for name in "ab"}
