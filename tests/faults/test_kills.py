"""Runs that are killed at any moment, and the runs after them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from random import Random

import pytest
from faults.wholeness import assert_whole, published
from replay.generator import invent
from replay.laws import Newsroom, configure, links, load, moment, page_of

REAL = "corpus/history-2017-2020.jsonl.gz"
PROCESSES = 220  # posts: enough for a run to share its work among processes
TEXT = "Vous écrirez des programmes pour les ports et pour les phares. " * 20


def killed(home, verb, now, delay, *, alone):
    """Start a run and kill it after a while: its process `alone`, or all that it started, too."""
    process = subprocess.Popen(
        home.line(verb, "--now", now),
        cwd=home.root,
        env=home.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        (os.kill if alone else os.killpg)(process.pid, signal.SIGKILL)
        process.wait(60)


def timed(home, verb, now):
    """Run undisturbed; give what came of it and how long it took."""
    started = time.monotonic()
    ran = home.command(verb, "--json", "--now", now)
    return ran, time.monotonic() - started


def test_what_is_linked_is_written_before_what_links_to_it(home):
    """Pages come before feeds and site maps, parts of a site map before the whole: a cut hurts nobody.

    Pages lead to each other, so that none can come before all that it links to.
    """
    configure(home)
    for month in range(1, 13):
        home.job(f"2025-{month:02}-05-dev.md", TEXT, tags="mer")
    home.publish()
    written = {path: (home.output / path).stat().st_ctime_ns for path in home.tree()}
    for path in [path for path in home.tree() if not path.endswith(".html")]:
        late = [url for url in links(path, home.tree_file(path)) if written[page_of(url)] > written[path]]
        assert not late, f"{path} was written before {late}"


class Pair:
    """One newsroom twice: what one does in peace, the other does while its runs are killed."""

    def __init__(self, homes, chance, **keys):
        self.chance, self.kills = chance, 0
        self.calm, self.harried = (Newsroom(homes()) for _ in "ab")
        for newsroom in (self.calm, self.harried):
            configure(newsroom.home, **keys)

    def apply(self, commit):
        """Let both do what a commit did."""
        self.calm.apply(commit)
        self.harried.apply(commit)

    def publish(self, now, kills):
        """Publish both, one of them in spite of some kills; whatever happened, they end up the same."""
        ran, length = timed(self.calm.home, "publish", now)
        if ran.status == 4:  # too much at once
            killed(self.harried.home, "publish", now, self.chance.uniform(0, length), alone=True)
            assert published(self.harried.home) == published(self.calm.home)
            ran, length = timed(self.calm.home, "accept", now)
            self._harry("accept", now, length, kills)
        else:
            self._harry("publish", now, length, kills)
            if ran.report["held"]:  # too much in the source, beside new posts
                ran, length = timed(self.calm.home, "accept", now)
                self._harry("accept", now, length, kills)
        assert ran.status in (0, 1), ran

    def _harry(self, verb, now, length, kills):
        home = self.harried.home
        before, after = published(home), self.calm.home.tree()
        for _ in range(kills):
            killed(home, verb, now, self.chance.uniform(0, length), alone=self.chance.random() < 0.5)
            self.kills += 1
            assert_whole(published(home), before, after)
        last = home.run(verb, "--json", "--now", now)
        assert last.status in (0, 1) or last.report["held"], last
        assert home.tree() == after


def live(pair, history, kills):
    """Go through a history; after every few commits, publish, killing one run or several in a row."""
    for commit in history:
        pair.apply(commit)
        if pair.chance.random() < 0.4 and pair.kills < kills:
            in_a_row = pair.chance.choice((1, 1, 1, 2, 4))
            pair.publish(moment(commit["time"]).isoformat(), min(in_a_row, kills - pair.kills))
    assert pair.kills >= kills, "the history was too short"


def test_a_run_that_is_killed_loses_nothing(homes):
    """Every file is old or new and no link is dead; the next run gives what an undisturbed one gives."""
    pair = Pair(homes, Random(1))
    history = invent(3, 200)
    for commit in history[:40]:
        pair.apply(commit)
    live(pair, history[40:], 8)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [21, 22])
def test_any_number_of_killed_runs_lose_nothing(homes, seed):
    """A hundred kills in an invented newsroom leave no trace."""
    live(Pair(homes, Random(seed)), invent(seed, 600), 100)


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_killed_runs_of_a_real_newsroom_lose_nothing(homes, shared):
    """Two hundred kills in four years of real edits leave no trace."""
    references = {kind: str(shared / "corpus" / "reference" / f"{kind}s") for kind in ("startup", "incubator")}
    pair = Pair(homes, Random(23), references=references)
    live(pair, load(shared / REAL), 200)


@pytest.mark.parametrize("kills", [2, pytest.param(40, marks=[pytest.mark.full, pytest.mark.timeout(3600)])])
def test_a_run_of_many_processes_that_is_killed_loses_nothing(homes, kills):
    """Nobody goes on with the work of a run whose first process was killed alone."""
    chance = Random(kills)
    calm, home = homes(), homes()
    for each in (calm, home):
        configure(each)
        for number in range(PROCESSES):
            each.job(f"2030-01-05-p{number}.md", TEXT, tags=f"t{number % 7}")
    now = "2030-02-01T09:00:00Z"
    ran, length = timed(calm, "publish", now)
    assert ran.status == 0
    after = calm.tree()
    for _ in range(kills):
        killed(home, "publish", now, chance.uniform(0, length), alone=True)
        assert_whole(published(home), {}, after)
        if chance.random() < 0.5:
            assert home.run("publish", "--now", now).status == 0
            assert home.tree() == after
            for place in home.root.iterdir():  # from the beginning again
                if place.name in (".feeds", "output"):
                    place.rename(home.root.parent / f"{place.name}-{chance.random()}")
    assert home.run("publish", "--now", now).status == 0
    assert home.tree() == after
