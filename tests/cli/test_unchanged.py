"""Runs in which nothing changed: they print what the last one printed, as long as nothing did."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing

import pytest

from feeds.cli import command, kept_report
from feeds.ledger.lock import project_lock

NOW = "2026-03-01T09:00:00Z"


@pytest.fixture
def site(home, monkeypatch):
    """A site that was published, and looked at once since, whose files count as old."""
    monkeypatch.setattr(kept_report, "UNSURE", -60)
    home.configure(jobs={"employer": "publisher"})
    home.job("2026-01-05-a.md", roles="Une", poste_ferme="bientôt")
    home.job("2026-01-06-b.md", roles="Deux", valid_through="2026-04-01")
    home.write("sources/templates/offre.md", "# Une offre")
    for _ in range(2):
        home.run("publish", "--now", NOW)
    return home


def history(home):
    """Return the kept outcome of the last run."""
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        return json.loads(ledger.execute("select value from meta where name = 'runs'").fetchone()[0])


def is_repeated(home, monkeypatch, *options):
    """Publish, and return whether the report of the last run was printed again; it must be the right one."""
    done = []
    with monkeypatch.context() as patched:
        real = command.run
        patched.setattr(command, "run", lambda arguments: done.append(1) or real(arguments))
        first = home.run("publish", *options)
    again = home.run("publish", "--wait", "0", *options)  # another command line: a whole run
    if not done:
        assert (first.status, first.out, first.err) == (again.status, again.out, again.err)
    return not done


def test_the_report_is_printed_again(site, monkeypatch):
    """With the problems, the same exit status, and the same history as after a whole run."""
    before = history(site)
    assert is_repeated(site, monkeypatch, "--now", NOW)
    assert history(site) == before


def test_time_goes_on_in_the_history(home, monkeypatch):
    """A run that repeats another counts as one, at its own time."""
    home.job("2026-01-05-a.md", roles="Une")
    at = ["2026-03-01T09:00:00+00:00"]
    monkeypatch.setattr("feeds.cli.clock.machine", lambda: kept_report.datetime.fromisoformat(at[0]))
    monkeypatch.setattr(kept_report, "UNSURE", -(10**9))
    for _ in range(2):
        home.run("publish")
    before, at[0] = history(home), "2026-03-01T09:05:00+00:00"
    with monkeypatch.context() as patched:
        patched.setattr(command, "run", lambda _arguments: pytest.fail("a whole run"))
        assert home.run("publish").status == 0
    assert history(home) == json.loads(json.dumps(before).replace("T09:00", "T09:05"))


def touched(path):
    """Write a file in place, with other content of the same length and the same time."""
    stat = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Une", b"Dix"))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1))


CHANGES = {
    "edited": lambda home: touched(home.root / "sources/2026-01-05-a.md"),
    "replaced": lambda home: home.job("2026-01-05-a.md", roles="Six"),
    "added": lambda home: home.job("2026-01-07-c.md", roles="Trois"),
    "in a new folder": lambda home: home.job("autres/2026-01-07-c.md", roles="Trois"),
    "removed": lambda home: (home.root / "sources/2026-01-05-a.md").unlink(),
    "renamed": lambda home: (home.root / "sources/2026-01-05-a.md").rename(home.root / "sources/2026-01-05-z.md"),
    "link": lambda home: (home.root / "sources/x.md").symlink_to(home.root / "config.yaml"),
    "output": lambda home: (home.output / "jobs.atom").write_text("by hand"),
    "no output": lambda home: (home.output / "jobs.atom").unlink(),
    "no folder of outputs": lambda home: home.output.rename(home.root / "elsewhere"),
    "configuration": lambda home: home.configure(output="output", feeds=["jobs"]),
    "another run": lambda home: home.run("publish", "--now", "2026-03-01T10:00:00Z"),
    "damage": lambda home: execute(home, "update meta set value = '{' where name = 'unchanged'"),
    "failure": lambda home: execute(home, "update meta set value = '' where name = 'published_key'"),
}


def execute(home, statement):
    """Change the ledger."""
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite", isolation_level=None)) as ledger:
        ledger.execute(statement)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(site, monkeypatch, change):
    """What a run reads or writes is looked at, as is what another run did."""
    CHANGES[change](site)
    assert not is_repeated(site, monkeypatch, "--now", NOW)


def test_what_is_no_post_may_change(site, monkeypatch):
    """A folder that is not read does not matter."""
    site.write("sources/templates/offre.md", "# Une autre offre")
    site.write("sources/.notes.md", "Plus tard")
    assert is_repeated(site, monkeypatch, "--now", NOW)


def test_another_language_is_another_report(site, monkeypatch):
    """The language is that of the environment, too."""
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert not is_repeated(site, monkeypatch, "--now", NOW)


def test_the_lock_counts(site):
    """A run that may not be done does not succeed."""
    with project_lock(site.root / ".feeds"):
        assert site.run("publish", "--now", NOW).status == 3


@pytest.mark.parametrize(
    "keys",
    [
        {"monitor": {"status": True}},
        {"notify": {"websub": ["https://hub.example.org/"]}},
        {"sources": [{"path": "sources"}, {"url": "https://partner.example.org/feed.xml"}]},
    ],
    ids=str,
)
def test_who_waits_for_runs_gets_them(site, monkeypatch, keys):
    """Partners, hubs and monitors need a whole run each time."""
    site.configure(**keys)
    for _ in range(2):
        site.run("publish", "--now", NOW, "--timeout", "5")
    assert not is_repeated(site, monkeypatch, "--now", NOW, "--timeout", "5")


def test_quiet_runs_stay_quiet_for_a_day(site, monkeypatch):
    """A known problem is reported once a day: until then nothing is printed, afterwards it is."""
    for _ in range(2):
        site.run("publish", "--quiet", "--now", NOW)
    assert is_repeated(site, monkeypatch, "--quiet", "--now", NOW)
    assert site.run("publish", "--quiet", "--now", NOW).err == ""
    assert "bientôt" in site.run("publish", "--quiet", "--now", "2026-03-02T09:00:00Z").err
