"""No input ends a run, takes too long, or gets harm published: a short fuzz run, and a long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import oracle, seeds
from support.paths import TESTS


def fuzz(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own, which has a limit of memory."""
    paths = os.pathsep.join((str(TESTS.parent), str(TESTS)))
    return subprocess.run(
        [sys.executable, "-m", "fuzz", *arguments],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=False,
        text=True,
    )


def test_a_few_seconds(tmp_path: Path) -> None:
    """The same inputs each time, as far as the machine gets."""
    ran = fuzz("--minutes", "0.08", "--seed", "1", "--keep", str(tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.full
def test_two_minutes(tmp_path: Path) -> None:
    """Other inputs each time."""
    ran = fuzz("--minutes", "2", "--keep", str(tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("seed", list(seeds.own()), ids=lambda seed: seed.name)
def test_what_it_begins_with_is_read(seed: seeds.Seed) -> None:
    """A sample that were refused at once would try nothing; each comes through as it is."""
    tried = oracle.try_out(seed, seed.body)
    assert tried.seen
    oracle.look(tried)


@pytest.mark.parametrize("attack", [attack for attack in seeds.ATTACKS if "<" in attack])
def test_harm_is_seen(attack: str) -> None:
    """What is looked for would be found."""
    with pytest.raises(oracle.HarmError):
        oracle._look_at(attack)
    with pytest.raises(oracle.HarmError):
        oracle._look_at_page(f"<!doctype html><title>x</title><body>{attack}".encode())
