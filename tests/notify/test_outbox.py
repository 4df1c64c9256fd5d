"""Telling others of what was delivered: from an edited file to a real socket, through failures and kills."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import feedparser
import pytest
from conftest import CONFIG, NOW, TEXT
from support.hostile import CLOSE, Asked, Server, redirect, reply, script
from support.hub import Hub, Subscriber

from feeds.emit.formats import FORMATS, Format
from feeds.ledger.store import Store
from feeds.model.errors import FetchError, OutputError
from feeds.model.instant import Deadline
from feeds.notify import Notified, sending
from feeds.notify.sending import Connection, Sender
from feeds.pipeline.project import opened
from feeds.pipeline.publish import publish
from feeds.pipeline.run import Options
from feeds.pipeline.run import quiet as no_progress

KEY = "0123456789abcdef"
SECRET = "correct horse battery staple"
TOPICS = {f"{name}.{ending}" for name in ("jobs", "news") for ending in ("rss", "atom", "json")}


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the secret of hooks."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)


def later(**passed: float) -> str:
    """Return a moment after the usual one."""
    return (datetime.fromisoformat(NOW) + timedelta(**passed)).isoformat()


def configure(home: Any, server: Server, *kinds: str, **more: Any) -> None:
    """Let the project tell some kinds of others, all of which are one server."""
    known = {
        "websub": server.url("/hub"),
        "indexnow": {"key": KEY, "endpoint": server.url("/indexnow")},
        "webhook": [{"url": server.url("/hook"), "secret": "${HOOK_SECRET}"}],
    }
    told = {kind: known[kind] for kind in kinds}
    home.configure(**{"notify": told, "network": {"allow": [server.address]}, **more})


def begun(home: Any, server: Server, *kinds: str, **more: Any) -> None:
    """Publish two posts, tell what is new of it, and forget that anybody was asked."""
    configure(home, server, *kinds, **more)
    home.job("2026-01-05-dev.md")
    home.post("2026-01-06-note.md", title="Une note")
    assert home.publish().status == 0
    server.asked.clear()


def topics(server: Server) -> list[str]:
    """Return the topics that the hub was notified of, in order, without the site."""
    forms = [parse_qs(asked.body.decode()) for asked in server.asked if asked.path == "/hub"]
    assert all(form["hub.mode"] == ["publish"] and form["hub.url"] == form["hub.topic"] for form in forms)
    return [form["hub.url"][0].removeprefix("https://jobs.example.org/") for form in forms]


def pages(server: Server) -> list[str]:
    """Return the pages that the search engine was notified of, without the site."""
    calls = [json.loads(asked.body) for asked in server.asked if asked.path == "/indexnow"]
    return [url.removeprefix("https://jobs.example.org/") for call in calls for url in call["urlList"]]


def changes(server: Server) -> list[dict[str, Any]]:
    """Return the changes that the webhook received, whose signatures must be right."""
    told = []
    for asked in server.asked:
        if asked.path == "/hook":
            signed = f"{asked.header('X-Feeds-Timestamp')}.".encode() + asked.body
            proof = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
            assert asked.header("X-Feeds-Signature") == f"sha256={proof}"
            told += json.loads(asked.body)["changes"]
    return told


def waiting(home: Any) -> list[Any]:
    """Return what waits in the ledger."""
    with closing(Store(home.root / ".feeds/ledger.sqlite")) as store:
        return store.notifications()


# What the outputs say


def test_feeds_name_their_hubs_beside_themselves(home: Any) -> None:
    """One self, and each hub (WebSub, section 4); in JSON Feed as its own specification has it."""
    hubs = ["https://hub.example/", "https://other.example/hub?x=1&y=2"]
    home.configure(notify={"websub": hubs})
    home.job("2026-01-05-dev.md")
    for number in range(65):
        home.post(f"2026-02-01-n{number}.md", title=f"N {number}")
    home.publish()
    for path in ("jobs.rss", "jobs.atom", "news.rss", "news.atom"):
        links = home.feed(path).feed.links
        assert [link.href for link in links if link.rel == "hub"] == hubs
        assert [link.href for link in links if link.rel == "self"] == [f"https://jobs.example.org/{path}"]
    assert home.json("jobs.json")["hubs"] == [{"type": "WebSub", "url": hub} for hub in hubs]
    assert "hub.example" not in home.text("news-archive-0001.atom")
    assert "hub.example" not in home.text("jobs.jsonld")


def test_without_hubs_nothing_is_said_of_them(home: Any) -> None:
    """All is off by default: no link, no key, no request, no row."""
    home.job("2026-01-05-dev.md")
    home.publish()
    assert all(b"hub" not in home.tree_file(path) for path in ("jobs.rss", "jobs.atom", "jobs.json"))
    assert [path for path in home.tree() if path.endswith(".txt")] == ["robots.txt"]
    assert waiting(home) == []


def test_the_key_lies_beside_the_pages(home: Any, server: Server) -> None:
    """And goes when it is no longer named."""
    begun(home, server, "indexnow")
    assert home.text(f"{KEY}.txt") == KEY
    home.configure()
    home.publish()
    assert f"{KEY}.txt" not in home.tree()


# Who is notified of what


def test_a_hub_is_told_the_documents_that_changed(home: Any, server: Server) -> None:
    """Not those that did not, nor what lay there when it was first named, nor anything twice."""
    server.on("/hub", reply(status=204))
    begun(home, server, "websub")
    home.post("2026-01-06-note.md", title="Une autre note")
    ran = home.publish(now=later(hours=1))
    assert ran.status == 0
    assert ran.report["notifications"] == {"sent": 3, "pending": 0}
    assert sorted(topics(server)) == ["news.atom", "news.json", "news.rss"]
    for hours in (2, 3):
        assert home.publish(now=later(hours=hours)).report["notifications"] == {"sent": 0, "pending": 0}
    assert len(server.asked) == 3


def test_an_engine_is_told_the_pages_that_changed(home: Any, server: Server) -> None:
    """New, changed, closed and gone ones, in one call; not those of another layout."""
    server.on("/indexnow", reply(status=202))
    begun(home, server, "indexnow", policy={"closed_entry_days": 0, "closed_page_days": 10})
    home.post("2026-02-20-new.md", title="Nouveau")
    home.job("2026-01-05-dev.md", filled=True)
    home.publish(now=later(hours=1))
    (asked,) = server.asked
    call = json.loads(asked.body)
    assert (call["host"], call["key"]) == ("jobs.example.org", KEY)
    assert call["keyLocation"] == f"https://jobs.example.org/{KEY}.txt"
    assert len(pages(server)) == 2
    closed = next(page for page in pages(server) if "nouveau" not in page and page != "posts/new/")
    home.publish(now=later(days=20))
    assert closed not in {path.removesuffix("index.html") for path in home.tree()}
    assert pages(server)[2:] == [closed]
    configure(
        home,
        server,
        "indexnow",
        policy={"closed_entry_days": 0, "closed_page_days": 10},
        site={**CONFIG["site"], "title": "X"},
    )
    ran = home.publish(now=later(days=21))
    assert "posts/note/index.html" in ran.written or any(path.startswith("posts/") for path in ran.written)
    assert len(pages(server)) == 3


def test_a_moved_page_is_told_at_both_its_addresses(home: Any, server: Server) -> None:
    """The one where it came, and the one where it is no more."""
    server.on("/indexnow", reply())
    begun(home, server, "indexnow")
    home.post("2026-01-06-note.md", title="Une note", slug="ailleurs")
    home.publish(now=later(hours=1))
    assert "posts/ailleurs/" in pages(server)
    assert len(pages(server)) == 2


def test_a_hook_is_told_what_happened(home: Any, server: Server) -> None:
    """Each change with all that one needs to act on it, signed; also those of the first run."""
    server.on("/hook", reply())
    configure(home, server, "webhook")
    home.job("2026-01-05-dev.md")
    home.publish()
    (new,) = changes(server)
    assert (new["change"], new["title"], new["state"]) == ("new", home.titles("jobs.json")[0], "open")
    assert new["id"] == home.ids("jobs.json")[0]
    assert new["url"] == home.json("jobs.json")["items"][0]["url"]
    home.job("2026-01-05-dev.md", filled=True)
    home.publish(now=later(hours=1))
    assert [(one["change"], one["state"]) for one in changes(server)] == [
        ("new", "open"),
        ("closed", "filled"),
    ]
    assert len({one["event"] for one in changes(server)}) == 2
    assert [asked.header("Content-Type") for asked in server.asked] == ["application/json"] * 2


def test_a_run_that_is_not_to_publish_tells_nobody(home: Any, server: Server) -> None:
    """A dry run keeps nothing; what `feeds collect` found is sent once it is published."""
    server.on("/hook", reply())
    begun(home, server, "webhook")
    home.post("2026-01-07-b.md", title="B")
    home.publish("--dry-run", now=later(hours=1))
    home.run("collect", "--now", later(hours=1))
    assert server.asked == []
    home.publish(now=later(hours=2))
    assert [one["title"] for one in changes(server)] == ["B"]


def test_a_change_whose_page_cannot_be_written_waits(home: Any, server: Server) -> None:
    """Nobody is notified of what is not there."""
    server.on("/hook", reply())
    server.on("/indexnow", reply())
    begun(home, server, "webhook", "indexnow")
    (home.output / "posts").joinpath("pris").mkdir()
    (home.output / "posts/pris/index.html").mkdir()
    (home.output / "posts/pris/index.html/x").write_text("in the way")
    home.post("2026-01-07-b.md", title="Pris", slug="pris")
    home.post("2026-01-08-c.md", title="Libre", slug="libre")
    assert home.publish(now=later(hours=1)).status == 4
    assert [one["title"] for one in changes(server)] == ["Libre"]
    (home.output / "posts/pris/index.html/x").unlink()
    (home.output / "posts/pris/index.html").rmdir()
    assert home.publish(now=later(hours=2)).status == 0
    assert [one["title"] for one in changes(server)] == ["Libre", "Pris"]
    assert pages(server) == ["posts/libre/", "posts/pris/"]


def test_what_could_not_be_written_is_no_news(home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the page nor the feed that stays as it was; each is sent once it is written."""
    server.on("/hub", reply())
    server.on("/indexnow", reply())
    begun(home, server, "websub", "indexnow", feeds=[{"name": "news", "formats": ["rss"]}])
    note = (home.root / "sources/2026-01-06-note.md").read_bytes()
    home.post("2026-01-06-note.md", title="Autre")

    def fail(*_: Any) -> Any:
        raise OutputError("it cannot be made")

    with monkeypatch.context() as broken:
        broken.setattr("feeds.emit.pages.post", fail)
        broken.setitem(FORMATS, "rss", Format(".rss", "application/rss+xml", fail, names_hubs=True))
        ran = home.publish(now=later(hours=1))
    assert ran.status == 4
    assert server.asked == []
    home.write("sources/2026-01-06-note.md", note)
    assert home.publish(now=later(hours=2)).status == 0
    told = len(server.asked)
    home.post("2026-01-06-note.md", title="Autre")
    assert home.publish(now=later(hours=3)).status == 0
    assert (topics(server)[-1], len(pages(server))) == ("news.rss", 1 + told // 2)
    assert len(server.asked) == told + 2


def test_several_are_told_each_for_itself(home: Any, server: Server) -> None:
    """One that fails keeps nobody from being told."""
    server.on("/indexnow", reply())
    server.on("/hub", reply(status=500))
    server.on("/hook", reply())
    begun(home, server, "websub", "indexnow", "webhook")
    home.post("2026-01-06-note.md", title="Autre")
    ran = home.publish(now=later(hours=1))
    assert ran.status == 0
    assert len(pages(server)) == len(changes(server)) == 1
    assert ran.report["notifications"] == {"sent": 2, "pending": 3}


# When it fails


def problems(ran: Any) -> list[tuple[str, str]]:
    """Return severity and text of the problems about notifications."""
    return [(one["severity"], one["text"]) for one in ran.report["problems"] if "notify" in one["field"]]


def test_what_fails_is_tried_again_ever_later(home: Any, server: Server) -> None:
    """A note first, a warning when it goes on; the publication never fails; then it is reported, once."""
    server.on("/hub", reply(status=503), reply(status=503), reply(status=503), reply())
    begun(home, server, "websub", feeds=["news"])
    home.post("2026-01-06-note.md", title="Autre")
    ran = home.publish(now=later(hours=1))
    assert ran.status == 0
    ((severity, text),) = problems(ran)
    assert severity == "note"
    assert "503" in text
    assert server.url("/hub") in text
    assert len(server.asked) == 1, "one who is overloaded is not asked for the rest"
    ran = home.publish(now=later(hours=1, minutes=4))
    assert (len(server.asked), ran.report["notifications"]) == (1, {"sent": 0, "pending": 3})
    home.publish(now=later(hours=1, minutes=8))
    ran = home.publish(now=later(hours=1, minutes=30))
    assert ran.status == 1
    assert [severity for severity, _ in problems(ran)] == ["warning"]
    assert len(server.asked) == 3
    assert home.publish(now=later(hours=1, minutes=31)).status == 1
    ran = home.publish(now=later(hours=3))
    assert (ran.status, problems(ran)) == (0, [])
    assert sorted(topics(server)[3:]) == ["news.atom", "news.json", "news.rss"]
    assert home.publish(now=later(hours=4)).report["notifications"]["sent"] == 0


def test_cron_does_not_mail_each_try(home: Any, server: Server) -> None:
    """How often it was tried is no news."""
    server.on("/hub", reply(status=503))
    begun(home, server, "websub", feeds=["news"])
    home.post("2026-01-06-note.md", title="Autre")
    home.publish(now=later(hours=1))
    home.publish(now=later(hours=2))
    said = [home.run("publish", "--quiet", "--now", later(hours=hours)).err for hours in (3, 5, 8)]
    assert len(server.asked) == 5
    assert "3 attempts failed" in said[0]
    assert said[1:] == ["", ""]


def test_a_newer_revision_takes_the_place_of_one_that_waits(home: Any, server: Server) -> None:
    """The hub that was down is notified once of three edits; a webhook of all three."""
    server.on("/hub", reply(status=500), reply())
    server.on("/hook", reply(status=500), reply())
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    configure(home, server, "websub", "webhook", feeds=[{"name": "news", "formats": ["rss"]}])
    for number in range(3):
        home.post("2026-01-06-note.md", title=f"Titre {number}")
        home.publish(now=later(hours=1, minutes=number))
    assert [one.kind for one in waiting(home)].count("websub") == 1
    server.asked.clear()
    home.publish(now=later(hours=3))
    assert topics(server) == ["news.rss"]
    assert [one["title"] for one in changes(server)] == ["Titre 0", "Titre 1", "Titre 2"]


def test_what_is_as_it_was_before_it_was_told_is_not_told(home: Any, server: Server) -> None:
    """An edit that is taken back before anybody could hear of it is none."""
    server.on("/hub", reply(status=503, headers={"Retry-After": "7200"}), reply())
    feeds = [{"name": "news", "formats": ["rss"]}, {"name": "jobs", "formats": ["rss"]}]
    begun(home, server, "websub", feeds=feeds)
    home.job("2026-01-05-dev.md", TEXT + "Autre chose. ")
    home.publish(now=later(hours=1))
    before = home.text("news.rss")
    note = (home.root / "sources/2026-01-06-note.md").read_bytes()
    home.post("2026-01-06-note.md", title="Une note", summary="Autre résumé")
    home.publish(now=later(hours=1, minutes=1))
    assert len(waiting(home)) == 2
    home.write("sources/2026-01-06-note.md", note)
    home.publish(now=later(hours=1, minutes=2))
    assert home.text("news.rss") == before
    assert [one.subject for one in waiting(home)] == ["https://jobs.example.org/jobs.rss"]


def test_who_may_have_heard_of_it_is_told_that_it_is_as_before(home: Any, server: Server) -> None:
    """An answer that was lost, or an error after the fact, leaves a hub with what is no more."""
    server.on("/hub", reply(status=500), reply())
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    before = home.text("news.rss")
    note = (home.root / "sources/2026-01-06-note.md").read_bytes()
    home.post("2026-01-06-note.md", title="Une note", summary="Autre résumé")
    home.publish(now=later(hours=1))
    home.write("sources/2026-01-06-note.md", note)
    home.publish(now=later(hours=1, minutes=1))
    assert home.text("news.rss") == before
    assert [one.attempts for one in waiting(home)] == [1]
    assert home.publish(now=later(hours=2)).report["notifications"] == {"sent": 1, "pending": 0}


def test_a_poor_answer_about_one_topic_keeps_no_other(home: Any, server: Server) -> None:
    """An error of the server may be about this one; the next is tried all the same."""
    server.on("/hub", reply(status=500), reply())
    begun(home, server, "websub", feeds=["news"])
    home.post("2026-01-06-note.md", title="Autre")
    assert home.publish(now=later(hours=1)).report["notifications"] == {"sent": 2, "pending": 1}
    home.post("2026-01-06-note.md", title="Encore autre")
    assert home.publish(now=later(hours=1, minutes=1)).report["notifications"] == {"sent": 2, "pending": 1}
    assert home.publish(now=later(hours=2)).report["notifications"] == {"sent": 1, "pending": 0}


def test_a_run_with_nothing_to_tell_asks_nobody_and_loads_nothing(home: Any, server: Server) -> None:
    """With targets configured, a run in which nothing changed costs what it did."""
    begun(home, server, "websub", "indexnow")
    home.command("publish", "--now", later(hours=1))
    code = (
        "import json, sys; from feeds.cli import run; status = run(sys.argv[1:]); print(); "
        "print(json.dumps([status, sorted(sys.modules)]))"
    )
    line = [sys.executable, "-c", code, "publish", "--now", later(hours=2)]
    ran = subprocess.run(line, cwd=home.root, env=home.environment(), capture_output=True, check=True, text=True)
    status, loaded = json.loads(ran.stdout.splitlines()[-1])
    assert status == 0
    assert not {"requests", "urllib3", "hmac", "pydantic", "feeds.notify.outbox"} & set(loaded)
    assert server.asked == []


def test_retry_after_is_honoured(home: Any, server: Server) -> None:
    """Who asks to be left alone is, for all that is to be told, however often the run comes."""
    server.on("/hook", reply())
    begun(home, server, "webhook")
    server.on("/hook", reply(status=429, headers={"Retry-After": "5400"}), reply())
    home.post("2026-01-06-note.md", title="Autre")
    home.publish(now=later(hours=1))
    assert len(server.asked) == 1
    home.post("2026-01-06-note.md", title="Encore autre")
    home.publish(now=later(hours=2, minutes=29))
    assert len(server.asked) == 1
    home.publish(now=later(hours=2, minutes=31))
    assert [one["title"] for one in changes(server)[1:]] == ["Autre", "Encore autre"]


@pytest.mark.parametrize("status", [400, 403, 404, 410, 422, 301])
def test_who_refuses_is_not_asked_again(home: Any, server: Server, status: int) -> None:
    """It is reported as a problem at once, and the next change is sent."""
    server.on("/hub", reply(status=status, headers={"Location": "/elsewhere"}), reply())
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    home.post("2026-01-06-note.md", title="Autre")
    ran = home.publish(now=later(hours=1))
    assert ran.status == 1
    ((severity, text),) = problems(ran)
    assert (severity, str(status) in text) == ("warning", True)
    assert (home.publish(now=later(hours=9)).status, waiting(home)) == (0, [])
    assert server.paths() == ["/hub"]
    home.post("2026-01-06-note.md", title="Encore autre")
    assert home.publish(now=later(hours=10)).report["notifications"]["sent"] == 1


def test_a_message_is_led_on_whole_or_not_at_all(home: Any, server: Server) -> None:
    """A POST stays one (307, 308)."""
    server.on("/hub", redirect("/new", 308))
    server.on("/new", reply())
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    home.post("2026-01-06-note.md", title="Autre")
    assert home.publish(now=later(hours=1)).report["notifications"]["sent"] == 1
    assert [(asked.method, asked.path) for asked in server.asked] == [("POST", "/hub"), ("POST", "/new")]
    assert server.asked[0].body == server.asked[1].body


def test_nobody_tries_for_ever(home: Any, server: Server) -> None:
    """After three days it is given up, and told."""
    server.on("/hub", script(CLOSE))
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    home.post("2026-01-06-note.md", title="Autre")
    for hours in range(1, 100):
        ran = home.publish(now=later(hours=hours))
        if hours > 2:
            assert ran.status == 1
        if not waiting(home):
            break
    assert 72 < hours <= 84
    assert "3 days" in problems(ran)[0][1]
    assert 12 < len(server.asked) < 40
    assert home.publish(now=later(hours=100)).status == 0


def test_a_slow_target_is_not_waited_for_and_a_long_answer_not_read(home: Any, server: Server) -> None:
    """Its status is all that counts."""
    server.on("/hub", script(b"HTTP/1.1 202 Fine\r\nContent-Length: 1000000000\r\n\r\n", b"x" * 1000, 3.0))
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    home.post("2026-01-06-note.md", title="Autre")
    assert home.publish(now=later(hours=1)).report["notifications"] == {"sent": 1, "pending": 0}


class Line:
    """A connection to targets of which some are silent, each for as long as it may be, and a clock."""

    def __init__(self, *silent: str) -> None:
        self.silent, self.now, self.asked = silent, 0.0, list[str]()

    def send(self, home: Any, seconds: float, now: str) -> Notified:
        """Send what is due, with so many seconds."""
        with opened(home.root / "config.yaml") as (project, store):
            deadline = Deadline(seconds, lambda: self.now)
            site = project.config.site.url
            sender = Sender(site, "config.yaml", self._connect, deadline, no_progress)
            return sending.send(store, project.config.notify, sender, datetime.fromisoformat(now), timedelta())

    @contextmanager
    def _connect(self, _: Iterable[str], seconds: float) -> Iterator[Connection]:
        def post(url: str, *_: Any) -> Any:
            self.asked.append(url.rpartition("/")[2])
            if self.asked[-1] not in self.silent:
                return SimpleNamespace(status=200, retry_after=None)
            self.now += seconds
            raise FetchError("it does not respond")

        yield Connection(post, str, str)


def edited(home: Any, server: Server, *kinds: str) -> None:
    """Publish another note, of which no target is notified yet."""
    server.on("/hook", reply())
    begun(home, server, *kinds, feeds=["news"])
    home.post("2026-01-06-note.md", title="Autre")
    with opened(home.root / "config.yaml") as (project, store):
        publish(project, store, Options(datetime.fromisoformat(later(hours=1)), notify=False))


def test_silent_targets_are_put_off_within_the_time_of_a_run(home: Any, server: Server) -> None:
    """None outlasts it: the others' turn is in this run or in the next ones."""
    edited(home, server, "webhook", "websub", "indexnow")
    line = Line("hub", "hook", "indexnow")
    for minutes in range(4):  # after five, the first would be tried again
        began = line.now
        line.send(home, 6.0, later(hours=1, minutes=minutes))
        assert line.now - began <= 6
    assert sorted(line.asked) == ["hook", "hub", "indexnow"]
    assert {one.attempts for one in waiting(home)} == {1}


def test_who_answers_is_told_in_spite_of_one_who_is_silent(home: Any, server: Server) -> None:
    """One may take half of the time that is left, and not all."""
    edited(home, server, "webhook", "websub")
    line = Line("hub")
    assert line.send(home, 6.0, later(hours=1)).sent == 1
    assert (line.asked, line.now) == (["hub", "hook"], 3.0)
    assert {one.kind for one in waiting(home)} == {"websub"}


def test_a_private_address_is_told_nothing_unless_it_is_allowed(home: Any, server: Server) -> None:
    """It is reported as a problem, without a request."""
    server.on("/hub", reply())
    begun(home, server, "websub")
    configure(home, server, "websub", network={"allow": []})
    home.post("2026-01-06-note.md", title="Autre")
    ran = home.publish(now=later(hours=1))
    assert server.asked == []
    assert "allow" in problems(ran)[0][1]


@pytest.mark.parametrize("path", ["T0P-5ECRET", "5ECRET"])
def test_a_secret_stands_in_no_ledger_log_or_message(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Neither what signs nor what an address holds; where one is not set, that is said."""
    monkeypatch.setenv("HOOK_PATH", path)
    server.on(f"/{path}", script(CLOSE))
    hook = {"url": server.url("/${HOOK_PATH}"), "secret": "${HOOK_SECRET}"}
    home.configure(notify={"webhook": [hook]}, network={"allow": [server.address]})
    home.job("2026-01-05-dev.md")
    ran = home.publish()
    assert server.paths() == [f"/{path}"]
    told = ran.out + ran.err
    for file in (home.root / ".feeds").iterdir():
        told += file.read_bytes().decode("latin-1")
    assert "5ECRET" not in told
    assert SECRET not in told
    assert "${HOOK_PATH}" in told
    monkeypatch.delenv("HOOK_SECRET")
    ran = home.publish(now=later(hours=1))
    assert "HOOK_SECRET is not set" in problems(ran)[0][1]
    assert len(server.asked) == 1


def test_who_is_no_longer_named_is_forgotten(home: Any, server: Server) -> None:
    """What was to be sent there is not sent."""
    server.on("/hub", reply(status=500))
    server.on("/hook", reply())
    begun(home, server, "websub", "webhook", "indexnow")
    home.post("2026-01-06-note.md", title="Autre")
    home.publish(now=later(hours=1))
    assert waiting(home)
    home.configure()
    assert home.publish(now=later(hours=2)).status == 0
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        assert ledger.execute("select count(*) from notifications").fetchone() == (0,)
        assert ledger.execute("select count(*) from acknowledged").fetchone() == (0,)


def test_a_clock_that_was_wrong_delays_nothing_for_ever(home: Any, server: Server) -> None:
    """A moment that lies years ahead was set by another clock."""
    server.on("/hub", reply(status=503), reply())
    begun(home, server, "websub", feeds=[{"name": "news", "formats": ["rss"]}])
    home.post("2026-01-06-note.md", title="Autre")
    home.publish("--now", "2030-01-01", now=later(hours=1))
    assert len(waiting(home)) == 1
    accepted = home.run("accept", "--json", "--now", later(hours=2))  # that the clock is right now
    assert accepted.report["notifications"]["pending"] == 0


# A hub and a subscriber


def test_a_subscriber_of_a_hub_receives_what_is_new(home: Any, server: Server) -> None:
    """From the edited file to the subscriber, at once and signed."""
    hub, subscriber = Hub(server), Subscriber(server)

    def serve(asked: Asked) -> Any:
        return reply(home.tree_file(asked.path[1:]), headers={"Content-Type": "application/atom+xml"})(asked)

    topic = server.on("/news.atom", serve)
    for path in TOPICS - {"news.atom"}:
        server.on(f"/{path}", serve)
    configure(home, server, "websub", site={**CONFIG["site"], "url": server.url("/")})
    home.post("2026-01-06-note.md", title="Une note")
    home.publish()
    found = feedparser.parse(home.tree_file("news.atom")).feed.links
    assert {link.rel: link.href for link in found if link.rel in ("hub", "self")} == {
        "hub": hub.url,
        "self": topic,
    }
    subscriber.subscribe(hub, topic)
    assert list(hub.subscriptions) == [(topic, subscriber.callback)]
    home.post("2026-02-06-autre.md", title="Une autre note")
    assert home.publish(now=later(hours=1)).report["notifications"] == {"sent": 3, "pending": 0}
    hub.rest()
    assert subscriber.received == [home.tree_file("news.atom")]
    assert next(entry.title for entry in feedparser.parse(subscriber.received[0]).entries) == "Une autre note"
    home.publish(now=later(hours=2))
    hub.rest()
    assert (len(subscriber.received), len(hub.pings)) == (1, 3)
