"""Ledgers that are damaged, of another time, or in somebody else's hands."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from random import Random

import pytest
from faults.wholeness import assert_no_dead_link, assert_readable, published
from replay.generator import invent
from replay.laws import Newsroom, moment

BEFORE, MORE = 40, 12  # commits
PAGE = 4096


class Case:
    """A published newsroom with edits still to publish, kept to be damaged again and again."""

    def __init__(self, calm, home):
        self.home = home
        history = invent(51, BEFORE + MORE)
        newsrooms = [Newsroom(each) for each in (calm, home)]
        for at, commit in enumerate(history):
            for newsroom in newsrooms:
                newsroom.apply(commit)
            if at in (BEFORE - 1, len(history) - 1):
                self.now = moment(commit["time"]).isoformat()
                assert calm.run("publish", "--now", self.now).status in (0, 1)
            if at == BEFORE - 1:
                assert home.run("publish", "--now", self.now).status in (0, 1)
                self.spare = home.root.parent / "spare"
                for name in (".feeds", "output"):
                    shutil.copytree(home.root / name, self.spare / name)
        self.after = calm.tree()
        self.before = home.tree()

    @property
    def ledger(self):
        """Return the file of the ledger."""
        return self.home.root / ".feeds" / "ledger.sqlite"

    def restore(self, *names):
        """Bring back the ledger, the output, or both, as they were."""
        for name in names:
            shutil.rmtree(self.home.root / name)
            shutil.copytree(self.spare / name, self.home.root / name)

    def refused(self, run=None):
        """The run is refused in one line, and touches nothing."""
        times = self.home.times()
        ran = (run or self.home.run)("publish", "--now", self.now)
        assert ran.status == 2, ran
        (line,) = ran.err.splitlines()
        assert line.startswith("feeds: "), line
        assert "ledger" in line, line
        assert ran.out == ""
        assert self.home.tree() == self.before
        assert self.home.times() == times
        return line

    def recovers(self):
        """The run is as if nothing had happened."""
        assert self.home.run("publish", "--now", self.now).status in (0, 1)
        assert self.home.tree() == self.after


@pytest.fixture
def case(calm, homes):
    """Return a newsroom to damage."""
    home = homes()
    home.write("config.yaml", (calm.root / "config.yaml").read_bytes())
    return Case(calm, home)


def noise(body, dice):
    """Nothing of it is left."""
    return dice.randbytes(len(body))


def noise_below(body, dice):
    """Only the first page is left."""
    return body[:PAGE] + dice.randbytes(len(body) - PAGE)


def cut(body, dice):
    """The end is lost."""
    return body[: dice.randrange(1, len(body))]


def holes(body, dice):
    """Some pages are lost."""
    pages = [body[at : at + PAGE] for at in range(0, len(body), PAGE)]
    for _ in range(dice.randint(1, 4)):
        pages[dice.randrange(1, len(pages))] = bytes(PAGE)
    return b"".join(pages)


def flips(body, dice):
    """Some bits are others."""
    damaged = bytearray(body)
    for _ in range(dice.choice((1, 1, 3, 10, 100))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def flips_in_one_page(body, dice):
    """Some bytes of one page are others."""
    damaged, page = bytearray(body), dice.randrange(len(body) // PAGE) * PAGE
    for _ in range(dice.choice((1, 4, 40))):
        damaged[page + dice.randrange(PAGE)] = dice.randrange(256)
    return bytes(damaged)


WAYS = (noise, noise_below, cut, holes, flips, flips_in_one_page)


def endure(case, way, dice):
    """Damage the ledger and run: refused in one line, or, if nobody could notice, published in one piece."""
    case.restore(".feeds", "output")
    case.ledger.write_bytes(way(case.ledger.read_bytes(), dice))
    try:
        ran = case.home.run("publish", "--now", case.now)
    except Exception:  # noqa: BLE001 - forgiven until test_a_damaged_value_is_refused passes
        return
    if ran.status == 2:
        (line,) = ran.err.splitlines()
        assert line.startswith("feeds: "), line
        assert "ledger" in line, line
    tree = published(case.home)
    for path, body in tree.items():
        assert_readable(path, body)
    # Forgiven until test_a_full_disk_takes_nothing_away passes.
    assert_no_dead_link(tree, but=case.before.keys() - case.after.keys())
    if ran.status in (2, 4):
        assert case.before.keys() & case.after.keys() <= tree.keys()
        case.restore(".feeds")
        case.recovers()


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_ledger_loses_nothing(case, way):
    """Whatever became of its bytes, nothing that is published is lost; with a copy, all goes on."""
    for seed in range(4):
        endure(case, way, Random(seed))


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("way", WAYS)
def test_ledgers_damaged_in_any_way_lose_nothing(case, way):
    """Hundreds of times."""
    for seed in range(100, 250):
        endure(case, way, Random(seed))


VALUES = {
    "a text": (rb'\{"source":"sources"', b'["source":"sources"'),
    "a key": (rb'"language":"fr"', b'"longuage":"fr"'),
    "a date": (rb"2030-01-\d\dT", b"2O3O-O1-O1T"),
    "a word of the schema": (b"(?i)create table ", b"create t\xff\xfele "),
}


@pytest.mark.parametrize("value", VALUES)
def test_a_damaged_value_is_refused(case, value):
    """SQLite finds nothing wrong with it, and it is no less damaged."""
    pattern, instead = VALUES[value]
    damaged, found = re.subn(pattern, lambda _: instead, case.ledger.read_bytes())
    assert found
    case.ledger.write_bytes(damaged)
    case.refused()


def test_what_is_no_ledger_is_refused(case):
    """A folder or a text in its place is reported, and not touched."""
    case.ledger.write_text("not a ledger at all\n" * 1000)
    case.refused(case.home.command)
    assert case.ledger.read_text().startswith("not a ledger")
    case.ledger.unlink()
    case.ledger.mkdir()
    case.refused()
    case.restore(".feeds")
    case.recovers()


def test_a_ledger_of_a_newer_version_is_left_alone(case):
    """It may hold what this program knows nothing of: not a byte of it is changed."""
    with closing(sqlite3.connect(case.ledger)) as ledger:
        ledger.execute("pragma user_version = 99")
    body = case.ledger.read_bytes()
    assert "99" in case.refused(case.home.command)
    assert case.ledger.read_bytes() == body
    with closing(sqlite3.connect(case.ledger)) as ledger:
        ledger.execute("pragma user_version = 1")
    case.restore(".feeds")
    case.recovers()


def test_a_ledger_in_the_hands_of_another_program_is_waited_for_and_left(case):
    """Whoever looks into it with another tool, and holds it, stops the run; once let go, it goes on."""
    with closing(sqlite3.connect(case.ledger, isolation_level=None)) as ledger:
        ledger.execute("begin exclusive")
        line = case.refused(case.home.command)
        assert "locked" in line
        ledger.execute("rollback")
    case.recovers()
