"""Disks that are full, folders that may not be written, places that are taken."""

from __future__ import annotations

import errno
import os
import shutil
from random import Random

import pytest
from faults.wholeness import assert_no_dead_link, assert_sound, assert_whole, published
from replay.generator import invent
from replay.laws import Newsroom, moment

BALLAST = "ballast"
SMALL = 4096  # kilobytes: some times what is published
BEFORE, MORE = 30, 15  # commits
FULL, READ_ONLY = os.strerror(errno.ENOSPC), os.strerror(errno.EROFS)


class Story:
    """Two newsrooms with the same history: some of it published in both, some of it still to be."""

    def __init__(self, calm, home, seed):
        history = invent(seed, BEFORE + MORE)
        self.newsrooms = [Newsroom(each) for each in (calm, home)]
        self.calm, self.home = calm, home
        self.old = moment(history[BEFORE - 1]["time"]).isoformat()
        self.now = moment(history[-1]["time"]).isoformat()
        self.rest = history[BEFORE:]
        self._live(history[:BEFORE])

    def _live(self, history):
        for newsroom in self.newsrooms:
            for commit in history:
                newsroom.apply(commit)

    def begin(self):
        """Publish both."""
        for each in (self.calm, self.home):
            assert each.command("publish", "--now", self.old).status in (0, 1)
        assert self.seen() == self.calm.tree()

    def go_on(self):
        """Publish the calm one after more edits; give both states of what is published."""
        before = self.calm.tree()
        self._live(self.rest)
        for verb in ("publish", "accept"):
            if self.calm.command(verb, "--now", self.now).status in (0, 1):
                self.verb = verb
                return before, self.calm.tree()
        raise AssertionError("nothing was published")

    def publish(self):
        """Publish the other one."""
        return self.home.command(self.verb, "--now", self.now)

    def seen(self):
        """Return what the other one shows."""
        return {path: body for path, body in published(self.home).items() if path != BALLAST}

    def recover(self):
        """Publish the other one again: now it is as if nothing had happened."""
        ran = self.publish()
        assert ran.status in (0, 1), ran
        tree = {path: body for path, body in self.home.tree().items() if path != BALLAST}
        assert tree == self.calm.tree()


def fill(folder, pages):
    """Fill a file system but for some pages of 4 KB."""
    free = os.statvfs(folder).f_bavail
    (folder / BALLAST).write_bytes(b"x" * 4096 * max(free - pages, 0))


def assert_told(ran, why):
    """The reason is said in plain lines."""
    assert "Traceback" not in ran.err, ran.err
    assert why in ran.err, ran.err


# No space left


def test_what_does_not_fit_leaves_space_to_what_does(calm, inner, cell):
    """A page that is larger than the disk is reported; those beside it are published."""
    cell.small(inner.place / "output", 1024)
    for each in (calm, inner):
        each.job("2026-01-05-dev.md")
        each.job("2026-01-06-longue.md", "Une offre sans fin. " * 60_000)
    calm.publish()
    ran = inner.command("publish", "--now", "2026-03-01T09:00:00Z")
    assert ran.status == 4
    assert_told(ran, FULL)
    tree = published(inner)
    assert calm.tree().keys() - tree.keys() == {"posts/longue/index.html"}
    assert tree["posts/dev/index.html"] == calm.tree_file("posts/dev/index.html")
    assert_no_dead_link(tree)


def fill_output(story, inner, cell, pages):
    """Publish into a disk that becomes full."""
    cell.small(inner.place / "output", SMALL)
    story.begin()
    before, after = story.go_on()
    fill(inner.output, pages)
    ran = story.publish()
    if ran.status == 0 or FULL not in ran.err:
        assert story.seen() == after
    else:
        assert ran.status == 4
        assert_told(ran, FULL)
        assert_sound(story.seen(), before, after)
    (inner.output / BALLAST).unlink()
    story.recover()


@pytest.mark.parametrize("pages", [0, 12])
def test_an_output_disk_that_is_full_loses_nothing(calm, inner, cell, pages):
    """Every file is old or new and no link is dead; with space again, the next run does the rest."""
    fill_output(Story(calm, inner, 31), inner, cell, pages)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(41, 71))
def test_output_disks_that_are_full_lose_nothing(calm, inner, cell, seed):
    """Wherever the space ends."""
    fill_output(Story(calm, inner, seed), inner, cell, Random(seed).randrange(90))


def test_a_full_disk_takes_nothing_away(calm, inner, cell):
    """While the feeds that lead to a page cannot be written anew, the page stays."""
    cell.small(inner.place / "output", SMALL)
    for each in (calm, inner):
        each.job("2026-01-05-dev.md")
        each.job("2026-01-06-autre.md", roles="Juriste")
        assert each.command("publish", "--now", "2026-03-01").status == 0
    before = calm.tree()
    for each in (calm, inner):
        each.job("2026-01-06-autre.md", roles="Juriste", draft=True)
    fill(inner.output, 0)
    ran = inner.command("publish", "--now", "2026-03-02")
    assert_told(ran, FULL)
    tree = {path: body for path, body in published(inner).items() if path != BALLAST}
    (inner.output / BALLAST).unlink()
    calm.publish(now="2026-03-02")
    assert inner.command("publish", "--now", "2026-03-02").status == 0
    assert inner.tree() == calm.tree()
    assert before.keys() - {"posts/autre/index.html"} <= tree.keys()
    assert_no_dead_link(tree)


def fill_ledger(story, inner, cell, pages):
    """Publish while the disk of the ledger becomes full."""
    cell.small(inner.place / ".feeds", SMALL)
    story.begin()
    before, after = story.go_on()
    fill(inner.root / ".feeds", pages)
    ran = story.publish()
    assert "Traceback" not in ran.err, ran.err
    if ran.status == 2:
        assert len(ran.err.splitlines()) == 1, ran.err
        assert_whole(story.seen(), before, after)
    else:
        assert story.seen() == after
    (inner.root / ".feeds" / BALLAST).unlink()
    story.recover()
    return ran.status, before


def test_a_ledger_disk_that_is_full_stops_the_run(calm, inner, cell):
    """One line says so, nothing is published, and with space again the next run does it all."""
    story = Story(calm, inner, 31)
    cell.small(inner.place / ".feeds", SMALL)
    story.begin()
    before, _ = story.go_on()
    fill(inner.root / ".feeds", 0)
    ran = story.publish()
    assert ran.status == 2
    assert len(ran.err.splitlines()) == 1
    assert_told(ran, ".feeds")
    assert story.seen() == before
    (inner.root / ".feeds" / BALLAST).unlink()
    story.recover()


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("pages", [1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96])
def test_ledger_disks_that_are_full_lose_nothing(calm, inner, cell, pages):
    """Wherever the space ends, be it in the middle of publishing."""
    fill_ledger(Story(calm, inner, 31), inner, cell, pages)


# Not to be written


def test_a_read_only_output_keeps_what_it_has(calm, inner, cell):
    """Nobody may write there, not even root: all stays, the reason is said, and afterwards all is done."""
    story = Story(calm, inner, 31)
    story.begin()
    before, _ = story.go_on()
    cell.read_only(inner.place / "output")
    ran = story.publish()
    assert ran.status == 4
    assert_told(ran, READ_ONLY)
    assert story.seen() == before
    cell.lift(inner.place / "output")
    story.recover()


def test_an_output_of_somebody_else_keeps_what_it_has(calm, modest):
    """A user without permission changes nothing, says why, and does it all once permitted."""
    story = Story(calm, modest, 31)
    story.begin()
    before, _ = story.go_on()
    folders = [modest.output, *(place for place in modest.output.rglob("*") if place.is_dir())]
    owners = {place: place.stat() for place in folders}
    for place in folders:
        place.chmod(0o555)
    ran = story.publish()
    assert ran.status == 4
    assert_told(ran, os.strerror(errno.EACCES))
    assert story.seen() == before
    for place in folders:
        place.chmod(owners[place].st_mode)
    story.recover()


@pytest.mark.parametrize("what", [".feeds", ".feeds/ledger.sqlite"])
def test_a_read_only_ledger_stops_the_run(calm, inner, cell, what):
    """One line says so and nothing is published; once it can be written, all is done."""
    story = Story(calm, inner, 31)
    story.begin()
    before, _ = story.go_on()
    cell.read_only(inner.place / what)
    ran = story.publish()
    assert ran.status == 2, ran
    assert len(ran.err.splitlines()) == 1
    assert_told(ran, ".feeds")
    assert story.seen() == before
    cell.lift(inner.place / what)
    story.recover()


# Places that are taken


@pytest.mark.parametrize("empty", [True, False])
@pytest.mark.parametrize("path", ["posts/neuve/index.html", "jobs.rss", "closed.json", "posts/neuve"])
def test_a_new_file_whose_place_is_taken_keeps_no_other_from_its_own(home, calm, path, empty):
    """What stands in the way is named, nothing leads there, and the rest is done."""
    now = "2026-03-02T09:00:00Z"
    for each in (calm, home):
        each.write("config.yaml", (calm.root / "config.yaml").read_bytes())
        each.job("2026-01-05-dev.md")
    for each in (calm, home):
        each.job("2026-01-06-neuve.md", roles="Juriste")
    place = home.output / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if path == "posts/neuve":
        place.write_text("in the way")
    else:
        place.mkdir()
        if not empty:
            (place / "mine").write_text("mine")
    calm.publish(now=now)
    ran = home.command("publish", "--now", now)
    assert ran.status == 4, ran
    assert_told(ran, path)
    tree = {name: body for name, body in published(home).items() if not name.startswith(path)}
    assert_no_dead_link(tree, but={path})
    missing = calm.tree().keys() - tree.keys()
    assert missing == {path if path != "posts/neuve" else f"{path}/index.html"}
    place.unlink() if path == "posts/neuve" else shutil.rmtree(place)
    assert home.command("publish", "--now", now).status == 0
    assert home.tree() == calm.tree()


@pytest.mark.parametrize("change", [True, False])
def test_a_folder_that_takes_the_place_of_a_page_leaves_no_dead_link(home, calm, change):
    """A page that was there, and a folder is now: no feed leads to it until it can be written again."""
    now = "2026-03-02T09:00:00Z"
    for each in (calm, home):
        each.write("config.yaml", (calm.root / "config.yaml").read_bytes())
        each.job("2026-01-05-dev.md")
        each.job("2026-01-06-autre.md", roles="Juriste")
        each.publish()
    if change:
        for each in (calm, home):
            each.job("2026-01-05-dev.md", "Autre texte.")
    page = home.output / "posts" / "dev" / "index.html"
    page.unlink()
    page.mkdir()
    (page / "mine").write_text("mine")
    calm.publish(now=now)
    ran = home.command("publish", "--now", now)
    assert ran.status == 4
    assert_told(ran, "posts/dev/index.html")
    assert_no_dead_link(published(home))
    shutil.rmtree(page)
    assert home.command("publish", "--now", now).status == 0
    assert home.tree() == calm.tree()
