"""A run builds what changed alone: the result is that of a run that builds everything."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

FEEDS = [
    {"name": "jobs", "title": "Jobs", "select": {"kind": ["job"]}, "parts_above": 60},
    "news",
    {"name": "recent", "title": "Recent", "limit": 12, "history": "window"},
    {"name": "old", "title": "Old", "limit": 8, "history": "archived", "select": {"contract": ["freelance"]}},
    {"name": "tags/{tag}", "title": "Tag {tag}", "each": ["tag"], "select": {"kind": ["job"]}},
    {"name": "at/{organization}/{contract}", "title": "{organization}", "each": ["organization", "contract"]},
]
POLICY = {"closed_entry_days": 3, "closed_page_days": 20, "tombstone_days": 9}
CHOICES = {
    "roles": ["Coach", "Juriste", "Designer"],
    "contrat": ["CDI", "CDD", "Freelance"],
    "place": ["Lille", "Agen", "Metz"],
    "organization": ["Nord", "nord", "Sud", "Est"],
    "tags": [["Web"], ["web", "Data"], []],
    "open": [True, False],
    "draft": [True, False],
    "closes": ["2026-04-02", "2026-05-20", None],
}


class Posts:
    """Posts in a folder, and what happens to them."""

    def __init__(self, home, chance):
        self.home, self.chance, self.posts, self.count = home, chance, {}, 0
        for _ in range(80):
            self.add()

    def add(self):
        self.count += 1
        day = f"2026-0{self.count % 3 + 1}-{self.count % 27 + 1:02}"
        if self.count % 8 == 0:
            matter = {"title": f"Nouvelle {self.count}", "date": day}
        else:
            matter = {
                name: self.chance.choice(CHOICES[name])
                for name in ("roles", "contrat", "place", "organization", "tags")
            }
            matter |= {"date": day}
        self.write(f"{self.count:03}.md", matter)

    def write(self, name, matter):
        self.posts[name] = matter
        self.home.post(name, f"Le texte numéro {self.chance.random()}.", **matter)

    def act(self):
        kind, name = self.chance.choice("eeeeeeanr"), self.chance.choice(sorted(self.posts))
        matter, field = self.posts[name], self.chance.choice(sorted(CHOICES))
        if kind == "a":
            self.add()
        elif kind == "n":
            del self.posts[name]
            (self.home.root / "sources" / name).unlink()
        elif kind == "r":
            self.posts[f"x{name}"] = self.posts.pop(name)
            (self.home.root / "sources" / name).rename(self.home.root / "sources" / f"x{name}")
        else:
            value = self.chance.choice(CHOICES[field])
            self.write(name, {key: one for key, one in {**matter, field: value}.items() if one is not None})


def files(folder):
    """Return the published files; a full archive document stays as it was written."""
    found = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    return {path: body for path, body in found.items() if "-archive-" not in path}


def built_whole(home, folder, now):
    """Return what a run publishes that renders every output."""
    shutil.copytree(home.root, folder)
    with closing(sqlite3.connect(folder / ".feeds" / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("update outputs set input_digest = ''")
        ledger.execute("update meta set value = '' where name = 'published_key'")
    type(home)(folder).publish("--now", now)
    return files(folder / "output")


def test_a_list_keeps_its_page_if_a_feed_has_its_name(home, tmp_path):
    """A feed that is not that of the open jobs with a value has no page there, whatever changes of it alone."""
    named = {"name": "jobs/organization/{organization}", "title": "{organization}", "each": "organization"}
    home.configure(feeds=["jobs", named], policy={"closed_entry_days": 3})
    for number in range(4):
        home.job(f"{number}.md", organization="Nord", date="2026-02-01", **({} if number else {"open": False}))
    home.publish("--now", "2026-03-01T09:00:00Z")
    home.job("0.md", "Un autre texte.", organization="Nord", date="2026-02-01", open=False, visibility="private")
    home.publish("--now", "2026-03-02T09:00:00Z")
    assert files(home.output) == built_whole(home, tmp_path / "whole", "2026-03-02T09:00:00Z")


def test_the_clock_follows_another_policy(home):
    """With shorter times in the configuration, a page goes by the clock alone when they say so."""
    home.configure(policy={"closed_page_days": 300})
    home.job("a.md", date="2026-03-01", closes="2026-03-02")
    home.publish(now="2026-03-10")
    home.configure(policy={"closed_page_days": 20})
    home.publish(now="2026-03-11")
    assert "posts/a/index.html" in home.tree()
    home.publish(now="2026-03-25")
    assert "posts/a/index.html" not in home.tree()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_run_builds_what_changed(home, tmp_path, seed):
    """Whatever is edited, added, renamed, removed, closed or due: each output is as if all were rendered."""
    check(home, tmp_path, random.Random(seed), runs=8)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_runs_build_what_changed(home, tmp_path, seed):
    """The same for longer."""
    check(home, tmp_path, random.Random(seed), runs=30)


def check(home, tmp_path, chance, runs):
    home.configure(feeds=FEEDS, policy=POLICY, redirects=["nginx"])
    posts, now = Posts(home, chance), datetime(2026, 4, 1, 9, tzinfo=UTC)
    for number in range(runs):
        stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        home.publish("--now", stamp)
        whole = built_whole(home, tmp_path / f"whole-{number}", stamp)
        assert files(home.output) == whole
        shutil.rmtree(tmp_path / f"whole-{number}")
        for _ in range(chance.choice((1, 1, 2, 5))):
            posts.act()
        now += timedelta(hours=chance.choice((1, 1, 30, 24 * 10)))


def test_the_recovery_data_loses_an_address_that_another_post_has_now(home, tmp_path):
    """The month of the post that had it is written again, too."""
    home.configure()
    home.job("a.md", date="2026-01-05", redirect_from="/old/")
    home.job("b.md", date="2026-02-05")
    home.job("c.md", date="2026-02-05", title="C")
    home.publish("--now", "2026-03-01T09:00:00Z")
    (home.root / "sources/a.md").unlink()
    home.publish("--now", "2026-03-02T09:00:00Z")
    home.job("b.md", date="2026-02-05", redirect_from="/old/")
    home.publish("--now", "2026-03-03T09:00:00Z")
    assert "/old/" in home.text("recover/2026-02.jsonl")
    assert files(home.output) == built_whole(home, tmp_path / "whole", "2026-03-03T09:00:00Z")


def test_a_page_that_a_wrong_clock_ended_is_back(home):
    """Once the clock is right, and the operator accepts it."""
    home.configure(policy=POLICY)
    home.job("a.md", date="2026-02-01")
    home.job("b.md", title="B")
    home.publish("--now", "2026-03-01T09:00:00Z")
    home.job("a.md", date="2026-02-01", open=False)
    for day, is_there in (("2026-03-03", True), ("2026-07-01", False)):
        home.publish("--now", f"{day}T09:00:00Z")
        assert ("posts/a/index.html" in files(home.output)) == is_there
    home.run("accept", "--now", "2026-03-05T09:00:00Z")
    assert "posts/a/index.html" in files(home.output)
