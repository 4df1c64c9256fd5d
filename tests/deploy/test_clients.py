"""Feed readers that others wrote subscribe, and poll through edits, closings and renames.

Each asks `feeds serve` and nginx over the same output, as `deploy/` sets it up, and must end with exactly the
entries that were ever open, each once, under its last title; where nothing changed the response must be 304.
"""

import email
import mailbox
import re
import sqlite3
import subprocess
import time
import warnings
from contextlib import closing
from email.header import decode_header, make_header
from itertools import pairwise

import pytest
from support.tools import library, program

NOW = "2026-03-{:02}T09:00:00Z"
POLLS = 10


def change(home, poll):
    """Do what happens before a poll, a day after the one before."""
    if poll == 1:
        home.job("a.md", title="Alpha", contrat="CDI")
        home.job("b.md", title="Beta", contrat="CDI")
    elif poll == 3:
        home.job("b.md", title="Beta, bis", contrat="CDI")
    elif poll == 4:
        home.job("c.md", title="Gamma", contrat="CDI")
    elif poll == 5:
        (home.root / "sources/a.md").rename(home.root / "sources/alpha.md")
    elif poll == 6:
        home.job("b.md", title="Beta, bis", contrat="CDI", open=False)
    elif poll == 7:
        home.job("c.md", title="Gamma, ter", contrat="CDI")
    elif poll == 9:
        home.configure(permalink="offres/{slug}/")
    elif poll == 10:
        home.job("d.md", title="Delta", contrat="CDI")
    ran = home.run("accept", "--now", NOW.format(poll))
    assert ran.status == 0, ran.err


FIRST = ["Alpha", "Beta", "Delta", "Gamma"]
LAST = ["Alpha", "Beta, bis", "Delta", "Gamma, ter"]


class Feedparser:
    """The library, with its last validators sent back unchanged."""

    agent, titles = "feedparser", LAST

    def __init__(self, root, url):
        del root
        self.url, self.seen, self.etag, self.modified = url, {}, None, None

    def poll(self):
        import feedparser

        got = feedparser.parse(self.url, etag=self.etag, modified=self.modified, agent=self.agent)
        assert got.status in (200, 304), got.status
        if got.status == 200:
            assert not got.bozo
            self.etag, self.modified = got.etag, got.modified
            self.seen |= {entry.id: (entry.title, entry.content[0].value) for entry in got.entries}

    def entries(self):
        return [(id_, *shown) for id_, shown in self.seen.items()]


class Reader:
    """The library `reader`, with a database of its own."""

    agent, titles = "python-reader", LAST

    def __init__(self, root, url):
        reader = library("reader")
        self.reader = reader.make_reader(str(root / "reader.sqlite"))
        self.reader.add_feed(url)

    def poll(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what this library does is not ours to repair
            for result in self.reader.update_feeds_iter(scheduled=False):
                if isinstance(result.value, Exception):
                    raise result.value

    def entries(self):
        return [(entry.id, entry.title, entry.get_content().value) for entry in self.reader.get_entries()]


class Newsboat:
    """The reader for terminals, run to reload and to end."""

    agent, titles = "newsboat", LAST

    def __init__(self, root, url):
        self.program = program("newsboat")
        self.root, self.url = root, url
        (root / "urls").write_text(f"{url}\n")
        (root / "config").write_text("use-proxy no\ndownload-timeout 20\ndownload-retries 1\n")

    def poll(self):
        names = {"u": "urls", "c": "cache.db", "C": "config"}
        places = (f"-{letter}{self.root / name}" for letter, name in names.items())
        subprocess.run([self.program, *places, "-x", "reload"], check=True, timeout=120, capture_output=True)

    def entries(self):
        with closing(sqlite3.connect(self.root / "cache.db")) as cache:
            return cache.execute("select guid, title, content from rss_item").fetchall()


class Rss2email:
    """The program that sends a mail for each new entry, once: it does not follow edits."""

    agent, titles = "feedparser/", FIRST  # it fetches by the library

    def __init__(self, root, url):
        self.program = program("rss2email")
        self.root, self.box = root, root / "mail"
        for folder in ("cur", "new", "tmp"):
            (self.box / folder).mkdir(parents=True)
        (root / "r2e.cfg").write_text(
            "[DEFAULT]\nfrom = reader@localhost\nto = me@localhost\nemail-protocol = maildir\n"
            f"maildir-path = {self.box}\nmaildir-mailbox =\nverbose = error\n[feed.f]\nurl = {url}\n"
        )

    def poll(self):
        files = ("-c", self.root / "r2e.cfg", "-d", self.root / "r2e.json")
        ran = subprocess.run([self.program, *files, "run"], check=True, timeout=120, capture_output=True, text=True)
        assert "error" not in ran.stderr.lower(), ran.stderr

    def entries(self):
        with closing(mailbox.Maildir(self.box, email.message_from_binary_file, create=False)) as box:
            return [
                (
                    mail["X-RSS-ID"],
                    str(make_header(decode_header(mail["Subject"]))),
                    mail.get_payload(decode=True).decode(mail.get_content_charset()),
                )
                for mail in box
            ]


@pytest.mark.parametrize("client", [Feedparser, Reader, Newsboat, Rss2email], ids=lambda one: one.__name__)
@pytest.mark.parametrize(("host", "ending"), [("feeds", "rss"), ("nginx", "atom")])
def test_a_subscriber_has_each_entry_once(home, serve, tmp_path, host, ending, client):
    subscribed, log, asked = None, tmp_path / host / "access", [0]
    for poll in range(1, POLLS + 1):
        if host == "nginx" or client is Newsboat:
            next_second()
        change(home, poll)
        if subscribed is None:
            port = serve(host, home.output)
            subscribed = client(tmp_path, f"http://127.0.0.1:{port}/jobs.{ending}")
        subscribed.poll()
        asked.append(len(statuses(log, client.agent, more_than=asked[-1])))
    found = statuses(log, client.agent)
    told = [found[before:now] for before, now in pairwise(asked)]
    assert told[4] == told[7] == [304], told  # a rename changes nothing that is shown
    assert {status for one in told for status in one} <= {200, 304}
    entries = subscribed.entries()
    assert sorted(title for _, title, _ in entries) == client.titles
    assert len({id_ for id_, _, _ in entries}) == len(LAST)
    assert all(re.search(r"Contrat[\xa0 ]:(?:</strong>|\*\*)? CDI", text) for _, _, text in entries)


def next_second():
    """Wait for it: nginx makes its tags of seconds, and newsboat drops what is no newer by Last-Modified."""
    time.sleep(1.02 - time.time() % 1)


def statuses(log, agent, more_than=-1):
    """Read what a client was answered; a server writes its log after the answer."""
    end = time.monotonic() + 60
    while True:
        lines = [line for line in log.read_text().splitlines() if agent in line.lower()]
        if len(lines) > more_than or time.monotonic() > end:
            return [int(line.split()[0]) for line in lines]
        time.sleep(0.02)
