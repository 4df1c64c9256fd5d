"""Newsrooms as they are: years of edits, published after each one and held to every promise."""

from __future__ import annotations

import shutil
import sys

import pytest
from replay.generator import invent
from replay.laws import Newsroom, configure, load, replay, sample, tell

REAL = "corpus/history-2017-2020.jsonl.gz"


@pytest.fixture
def real(home, shared):
    """Return a newsroom with the organisations that real posts refer to, and its history."""
    shutil.copytree(shared / "corpus" / "reference", home.root / "reference")
    configure(home, references={"startup": "reference/startups", "incubator": "reference/incubators"})
    return Newsroom(home), load(shared / REAL)


def test_a_real_newsroom_in_passing(real):
    """Through its first weeks, and around every deletion of four years, all laws hold."""
    newsroom, history = real
    replay(newsroom, history, sample(history, first=10, most=7))


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_a_real_newsroom_from_the_first_edit_to_the_last(real, capsys):
    """Published after each commit of four years, all laws hold."""
    newsroom, history = real
    replay(newsroom, history)
    with capsys.disabled():
        sys.stdout.write(tell(newsroom.figures))


@pytest.mark.parametrize("seed", [2])
def test_an_invented_newsroom(home, seed):
    """Through some months of slips, renames, deadlines and second thoughts, all laws hold."""
    configure(home)
    replay(Newsroom(home), invent(seed, 45))


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(10, 14))
def test_an_invented_newsroom_for_years(home, seed, capsys):
    """Whatever people do to their posts, in whatever order, all laws hold."""
    configure(home)
    newsroom = Newsroom(home)
    replay(newsroom, invent(seed, 400))
    with capsys.disabled():
        sys.stdout.write(tell(newsroom.figures))


def test_a_seed_gives_one_history():
    """Whoever sees a history break a law can see it again."""
    assert invent(7, 40) == invent(7, 40) != invent(8, 40)
