"""A ledger that is lost while a source is down: what was published waits for the proof of its own source."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, jobs, rss

from feeds.worker.steps import WorkerSteps

DOWN = reply(b"down", status="500 Oops")
FEEDS: list[Any] = ["jobs", "news", {"name": "tags/{tag}", "each": "tag"}]


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def configure(home: Any, server: Server, *, feeds: Any = FEEDS, folder: str = "sources", **more: Any) -> None:
    """Let the project have a folder and a partner."""
    partner = {"url": server.url("/feed"), "name": "partner", "every": "1h", **more}
    network = {"allow": [server.address], "spacing": 0}
    home.configure(sources=[{"path": folder}, partner], network=network, feeds=feeds)


def forget(home: Any) -> None:
    """Lose the ledger."""
    shutil.rmtree(home.root / ".feeds")


def differing(home: Any, before: dict[str, bytes]) -> set[str]:
    """Name the files that were added, removed or changed."""
    after = home.tree()
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


EACH = [["rss"], ["atom"], ["json_feed"], ["rss", "atom", "json_feed", "job_posting"]]


@pytest.mark.parametrize("formats", EACH, ids="+".join)
@pytest.mark.parametrize("body", [jobs("one", "two", "three"), rss("one", "two", "three")], ids=["jobs", "news"])
def test_a_partner_that_is_down_loses_nothing(home: Any, server: Server, body: bytes, formats: list[str]) -> None:
    """However long it is down, every byte stays; when it returns, too."""
    feeds = [
        {"name": "jobs", "formats": formats},
        {"name": "news", "formats": formats, "limit": 2, "history": "window"},
    ]
    server.on("/feed", reply(body))
    configure(home, server, feeds=feeds)
    home.job("2026-02-01-ours.md", title="Ours")
    home.publish(now=at(0))
    before = home.tree()
    forget(home)
    server.on("/feed", DOWN)
    for hours in (2, 24 * 8, 24 * 60):
        assert home.publish(now=at(hours)).report["transitions"] == []
        assert differing(home, before) == set()
    server.on("/feed", reply(body))
    for days in (90, 91):
        assert home.publish(now=at(24 * days)).report["transitions"] == []
        assert differing(home, before) == set()


def test_what_closed_before_keeps_its_page(home: Any, server: Server) -> None:
    """Its text is in no feed any more, nor is an article's beyond a window; and without an output, the site has it."""
    feeds = ["jobs", {"name": "news", "limit": 1, "history": "window"}]
    server.on("/feed", reply(jobs("one", "two")), reply(jobs("one")))
    configure(home, server, feeds=feeds, completeness="snapshot")
    for day in (1, 2):
        home.post(f"2026-02-0{day}-n{day}.md", f"Nouvelle {day}. " * 9, title=f"Nouvelle {day}")
    for hours in (0, 2, 4):
        home.publish(now=at(hours))
    before = home.tree()
    assert b"The work as two" in before["posts/two/index.html"]
    assert json.loads(before["closed.json"])["closed"][0]["title"] == "two"
    server.on("/feed", DOWN)
    shutil.move(home.root / "sources", home.root / "away")
    (home.root / "sources").mkdir()
    (home.root / "sources" / "lost").symlink_to("nowhere")  # cannot be listed in full
    for path in ("recover/index.jsonl", "recover/2026-02.jsonl", "recover/2026-03.jsonl"):
        if path in before:
            server.on(f"/{path}", reply(before[path]))
    for path in ("closed.json", "jobs.json", "news.json"):
        server.on(f"/{path}", reply(before[path]))
    for recover in (None, server.url("/")):
        forget(home)
        if recover:
            shutil.rmtree(home.output)
            partner = {"url": server.url("/feed"), "name": "partner"}
            network = {"allow": [server.address], "spacing": 0}
            sources = [{"path": "sources"}, partner]
            home.configure(sources=sources, network=network, feeds=feeds, recover=recover)
        assert home.publish(now=at(6)).report["transitions"] == []
        assert differing(home, before) == set(), recover


def test_many_offers_hold_nothing_back(home: Any, server: Server) -> None:
    """Fifteen offers wait, and a new post is published meanwhile; so it is in a worker."""
    body = jobs(*(f"offer-{number}" for number in range(15)))
    server.on("/feed", reply(body))
    configure(home, server)
    home.post("2026-02-01-a.md", title="Un")
    home.publish(now=at(0))
    server.on("/feed", DOWN)
    (home.root / ".feeds/ledger.sqlite").unlink()
    home.post("2026-02-20-b.md", "Un autre texte, bien plus long. " * 20, title="Deux")
    steps = WorkerSteps(home.root / "config.yaml", {}, lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))
    steps.fetch()
    assert [one.title for one in steps.publish().report.transitions] == ["Deux"]
    assert len(home.ids("jobs.json")) == 15
    home.write("config.yaml", (home.root / "config.yaml").read_text() + "\n")
    forget(home)
    home.post("2026-02-21-c.md", "Un troisième texte, encore plus long. " * 20, title="Trois")
    ran = home.publish(now=at(6))
    assert (ran.report["stopped"], [one["title"] for one in ran.report["transitions"]]) == ("", ["Trois"])
    server.on("/feed", reply(body))
    assert home.publish(now=at(30)).report["transitions"] == []
    assert home.titles("news.json") == ["Trois", "Deux", "Un"]


def _closings(ran: Any) -> list[tuple[str, str]]:
    return [(one["change"], one["title"]) for one in ran.report["transitions"]]


class TestProof:
    """When the source can be read again, it decides as it would have with the ledger."""

    def lost(self, home: Any, server: Server, count: int, **options: Any) -> None:
        """Publish so many offers of a partner, and lose the ledger while it is down."""
        server.on("/feed", reply(jobs(*"abcdefghijkl"[:count])), DOWN)
        configure(home, server, **options)
        home.publish(now=at(0))
        forget(home)
        assert _closings(home.publish(now=at(2))) == []

    def test_a_complete_list_proves_it_twice(self, home: Any, server: Server) -> None:
        self.lost(home, server, 3, completeness="snapshot")
        server.on("/feed", reply(jobs("a", "b")))
        assert _closings(home.publish(now=at(24))) == []
        assert _closings(home.publish(now=at(26))) == [("closed", "c")]

    def test_a_partial_list_proves_little(self, home: Any, server: Server) -> None:
        self.lost(home, server, 3)
        server.on("/feed", reply(jobs("a", "b")))
        for hours in (24, 26, 50):
            assert _closings(home.publish(now=at(hours))) == []
        home.publish(now=at(24 * 17))
        states = {item["title"]: item["_job"]["state"] for item in home.json("jobs.json")["items"]}
        assert states == {"a": "open", "b": "open", "c": "stale"}

    def test_a_list_that_lost_most_is_quarantined(self, home: Any, server: Server) -> None:
        self.lost(home, server, 12, completeness="snapshot")
        server.on("/feed", reply(jobs("a", "b", "c")))
        for hours in (24, 26, 28):
            ran = home.publish(now=at(hours))
            assert _closings(ran) == []
        assert "9 of 12 entries are missing" in str(ran.problems)
        assert len(home.ids("jobs.json")) == 12
        ran = home.run("accept", "partner", "--now", at(30), "--json")
        assert len(home.ids("jobs.json")) == 3

    def test_what_changed_meanwhile_is_a_change(self, home: Any, server: Server) -> None:
        self.lost(home, server, 3)
        server.on("/feed", reply(jobs("a", "b", "c").replace(b"The work as b", b"Other work as b")))
        assert _closings(home.publish(now=at(24))) == [("changed", "b")]

    def test_a_source_that_is_no_longer_configured_is_gone(self, home: Any, server: Server) -> None:
        self.lost(home, server, 2)
        home.configure(feeds=FEEDS)
        assert _closings(home.publish(now=at(24))) == [("removed", "a"), ("removed", "b")]


class TestFolders:
    """A folder proves that a post is gone by having been listed in full."""

    @pytest.fixture
    def lost(self, home: Any) -> dict[str, bytes]:
        """Publish two folders, and lose the ledger; return what was published."""
        home.configure(sources=[{"path": "sources"}, {"path": "others"}], feeds=FEEDS)
        home.job("2026-02-01-a.md", "Un texte. " * 90, title="Un", tags=["x"])
        for name in ("b", "c"):
            text = f"---\ntitle: Titre {name}\n---\n" + f"Un texte sur {name}. " * 20
            home.write(f"others/2026-02-02-{name}.md", text)
        home.publish(now=at(0))
        forget(home)
        return home.tree()

    @pytest.mark.parametrize("missing", ["gone", "a file", "a broken link in it"])
    def test_a_folder_that_was_not_listed_is_no_proof(self, home: Any, lost: dict[str, bytes], missing: str) -> None:
        others, away = home.root / "others", home.root / "away"
        shutil.move(others, away)
        if missing == "a file":
            others.write_text("")
        elif missing == "a broken link in it":
            others.mkdir()
            (others / "c").symlink_to("nowhere")
        for hours in (2, 24 * 100):
            assert _closings(home.publish(now=at(hours))) == []
            assert differing(home, lost) == set()
        if others.exists():
            others.unlink() if others.is_file() else shutil.rmtree(others)
        shutil.move(away, others)
        assert _closings(home.publish(now=at(24 * 101))) == []
        assert differing(home, lost) == set()

    @pytest.mark.usefixtures("lost")
    def test_a_folder_that_was_listed_is_proof_for_its_own(self, home: Any) -> None:
        shutil.move(home.root / "sources", home.root / "away")
        (home.root / "others/2026-02-02-b.md").unlink()
        assert _closings(home.publish(now=at(2))) == [("removed", "Titre b")]
        assert home.titles("jobs.json") == ["Un"]

    @pytest.mark.parametrize("kept", [0, 1, 3, 4, 9, 19, 20, 24, 50, 60, 200])
    @pytest.mark.parametrize("known", [True, False])
    def test_a_file_cut_short_is_no_proof(self, home: Any, lost: dict[str, bytes], kept: int, known: bool) -> None:
        text = (home.root / "others/2026-02-02-b.md").read_bytes()
        if known:
            home.publish(now=at(1))
        home.write("others/2026-02-02-b.md", text[:kept])
        for hours in (2, 4):
            ran = home.publish(now=at(hours))
            assert (_closings(ran), differing(home, lost)) == ([], set())
            assert "others/2026-02-02-b.md" in str(ran.problems)
        home.write("others/2026-02-02-b.md", text)
        assert (_closings(home.publish(now=at(6))), differing(home, lost)) == ([], set())

    @pytest.mark.parametrize(
        "body", [b"\n\n", b"\0" * 900, b"\xef\xbb\xbf", b"+++\ntitle = 'x'", b'{"title": "Titre b", ']
    )
    def test_a_file_without_content_is_no_proof(self, home: Any, lost: dict[str, bytes], body: bytes) -> None:
        home.write("others/2026-02-02-b.md", body)
        ran = home.publish(now=at(2))
        assert (_closings(ran), differing(home, lost)) == ([], set())
        assert "others/2026-02-02-b.md" in str(ran.problems)

    @pytest.mark.usefixtures("lost")
    def test_a_shorter_text_is_an_edit(self, home: Any) -> None:
        """At the end of a sentence, or of a line."""
        for hours, end in ((2, "b. " * 2), (4, "b. Un texte"), (6, "")):
            text = f"---\ntitle: Titre b\n---\nUn texte sur {end}"
            home.write("others/2026-02-02-b.md", text.rstrip() + "\n" * (hours > 2))
            assert _closings(home.publish(now=at(hours))) == [("changed", "Titre b")]

    def test_a_refused_file_may_be_any_post_of_its_folder(self, home: Any, lost: dict[str, bytes]) -> None:
        text = (home.root / "others/2026-02-02-b.md").read_bytes()
        (home.root / "others/2026-02-02-b.md").rename(home.root / "others/renamed.md")
        home.write("others/renamed.md", b"---\ntitle: [")
        for hours in (2, 4):
            assert (_closings(home.publish(now=at(hours))), differing(home, lost)) == ([], set())
        home.write("others/renamed.md", text)
        assert _closings(home.publish(now=at(6))) == []
        (home.root / "others/renamed.md").unlink()
        assert _closings(home.publish(now=at(8))) == [("removed", "Titre b")]

    def test_a_folder_that_is_suddenly_empty_is_no_proof(self, home: Any) -> None:
        for number in range(12):
            home.post(f"2026-02-01-n{number}.md", f"Nouvelle {number}. " * 20, title=f"Nouvelle {number}")
        home.publish(now=at(0))
        before = home.tree()
        forget(home)
        shutil.move(home.root / "sources", home.root / "away")
        (home.root / "sources").mkdir()
        for hours in (2, 4):
            assert (_closings(home.publish(now=at(hours))), differing(home, before)) == ([], set())
        (home.root / "sources").rmdir()
        shutil.move(home.root / "away", home.root / "sources")
        assert (_closings(home.publish(now=at(6))), differing(home, before)) == ([], set())


def test_the_data_of_an_earlier_version_wait_for_all_sources(home: Any, server: Server) -> None:
    """They do not state the source of an entry, so that each source must have been read."""
    server.on("/feed", reply(jobs("one", "two")))
    configure(home, server, completeness="snapshot")
    home.post("2026-02-01-a.md", title="Un")
    home.publish(now=at(0))
    for path in (home.output / "recover").glob("*.jsonl"):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        for line in lines:
            line.pop("source", None)
            line.pop("item", None)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    before = home.tree()
    forget(home)
    server.on("/feed", DOWN)
    for hours in (2, 24 * 30):
        assert _closings(home.publish(now=at(hours))) == []
    assert {path for path in differing(home, before) if not path.startswith("recover/")} == set()
    server.on("/feed", reply(jobs("one")))
    assert _closings(home.publish(now=at(24 * 32))) == []
    home.publish(now=at(24 * 33))
    assert _closings(home.publish(now=at(24 * 34))) == [("closed", "two")]


def test_the_clock_closes_what_waits(home: Any, server: Server) -> None:
    """Its own last day needs no source."""
    (item,) = json.loads(jobs("one"))["items"]
    item["content_html"] *= 9
    item["_jobposting"]["validThrough"] = "2026-03-10"
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}).encode()
    server.on("/feed", reply(body), DOWN)
    configure(home, server)
    home.publish(now=at(0))
    forget(home)
    assert _closings(home.publish(now=at(24))) == []
    assert "JobPosting" in home.text("posts/one/index.html")
    assert _closings(home.publish(now=at(24 * 12))) == [("closed", "one")]
    assert "JobPosting" not in home.text("posts/one/index.html")
    assert "The work as one" in home.text("posts/one/index.html")
