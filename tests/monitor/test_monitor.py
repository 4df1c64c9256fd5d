"""Monitoring: cron mail, heartbeat, metrics, logs and status file."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from support.hostile import RESET, Server, drip, head, redirect, reply, script
from support.paths import ROOT

from feeds.cli import clock
from feeds.model.errors import UsageError
from feeds.monitor import Outcome, record_outcome
from feeds.monitor.health_server import HealthServer
from feeds.monitor.heartbeat import failure_url
from feeds.pipeline.project import opened
from feeds.pipeline.report import Report

FIRST, MINUTES_LATER = "2026-03-01T09:00:00Z", "2026-03-01T09:10:00Z"
NEXT_DAY, DAY_AFTER = "2026-03-02T09:10:00Z", "2026-03-03T09:00:00Z"
SECRET = "d0e1f2a3-very-secret"
FEED = (
    b'<rss version="2.0"><channel><title>P</title><link>https://p.example/</link><description>x</description>'
    b"<item><title>One</title><link>https://p.example/1</link><guid>https://p.example/1</guid>"
    b"<description>Some words.</description></item></channel></rss>"
)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


@pytest.fixture
def small(home: Any) -> Any:
    """Return a project with a job, an article and a draft."""
    home.job("2026-01-05-dev.md")
    home.post("2026-01-06-a.md", title="Un article")
    home.post("2026-01-07-b.md", title="Pas encore", draft=True)
    return home


def quiet(home: Any, now: str, *options: str) -> Any:
    """Run as cron does."""
    return home.run("publish", "--quiet", "--now", now, *options)


# What cron mails


class TestQuiet:
    """Whatever is printed is mailed."""

    def test_nothing_is_said_of_a_run_in_which_nothing_changed(self, small: Any) -> None:
        """The first one tells what is new; after that there is nothing to mail."""
        assert "new       Un article" in quiet(small, FIRST).out
        assert quiet(small, MINUTES_LATER) == quiet(small, NEXT_DAY)
        assert quiet(small, DAY_AFTER).out + quiet(small, DAY_AFTER).err == ""

    def test_nothing_is_said_of_what_subscribers_do_not_notice(self, small: Any) -> None:
        """Files that are only written anew are no news."""
        small.publish()
        shutil.rmtree(small.output)
        ran = quiet(small, MINUTES_LATER)
        assert (ran.status, ran.out, ran.err) == (0, "", "")
        assert small.tree()

    def test_a_problem_is_told_once_a_day(self, small: Any) -> None:
        """Once fixed it is new again; another problem that joins it is reported at once."""
        bad = {"poste_ferme": "bientôt"}
        small.job("2026-01-05-dev.md", **bad)
        assert "poste_ferme" in quiet(small, FIRST).err
        ran = quiet(small, MINUTES_LATER)
        assert (ran.status, ran.out, ran.err) == (1, "", "")
        ran = quiet(small, NEXT_DAY)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.endswith("1 problem\n")
        small.job("2026-01-08-ops.md", **bad)
        assert quiet(small, NEXT_DAY).err.endswith("2 problems\n")
        assert quiet(small, NEXT_DAY).err == ""
        small.job("2026-01-05-dev.md")
        small.job("2026-01-08-ops.md")
        assert quiet(small, NEXT_DAY).err == ""
        small.job("2026-01-05-dev.md", **bad)
        assert quiet(small, NEXT_DAY).err.endswith("1 problem\n")

    def test_what_is_left_when_a_problem_goes_away_is_no_news(self, small: Any) -> None:
        """It was reported; a day later it is reported again, as is at once what comes back."""
        bad = {"poste_ferme": "bientôt"}
        for name in ("2026-01-05-dev.md", "2026-01-08-ops.md"):
            small.job(name, **bad)
        assert quiet(small, FIRST).err.endswith("2 problems\n")
        small.job("2026-01-08-ops.md")
        ran = quiet(small, MINUTES_LATER)
        assert (ran.status, ran.err) == (1, "")
        small.job("2026-01-08-ops.md", **bad)
        assert quiet(small, MINUTES_LATER).err.endswith("2 problems\n")
        small.job("2026-01-08-ops.md")
        assert quiet(small, MINUTES_LATER).err == ""
        assert quiet(small, NEXT_DAY).err.endswith("1 problem\n")

    def test_a_dry_run_leaves_the_telling_to_the_next(self, small: Any) -> None:
        """It keeps nothing, not even that it has said something."""
        small.publish()
        small.job("2026-01-05-dev.md", poste_ferme="bientôt")
        for _ in range(2):
            assert quiet(small, MINUTES_LATER, "--dry-run").err
        assert quiet(small, MINUTES_LATER).err

    def test_a_run_that_is_held_back_is_told_once_a_day(self, small: Any) -> None:
        """So is one that the guard stops: repeated mail does not help."""
        small.publish()
        shutil.rmtree(small.root / "sources")
        ran = quiet(small, MINUTES_LATER)
        assert ran.status == 4
        assert "no source could be read" in ran.out
        assert quiet(small, MINUTES_LATER).out == ""
        assert "no source could be read" in quiet(small, NEXT_DAY).out

    def test_a_partner_in_trouble_is_told_once_a_day(self, home: Any, server: Server) -> None:
        """The time of the next poll is not reported."""
        server.on("/feed", reply(status=410))
        home.configure(sources=[{"url": server.url("/feed"), "name": "partner"}], network={"allow": [server.address]})
        assert "gone for good" in quiet(home, FIRST).err
        assert quiet(home, MINUTES_LATER).err == ""

    def test_a_report_for_programs_is_always_whole(self, small: Any) -> None:
        """Who asks for JSON gets JSON."""
        small.publish()
        assert quiet(small, MINUTES_LATER, "--json").report["written"] == []

    def test_asking_partners_is_quiet_too(self, home: Any, server: Server) -> None:
        """`feeds collect` has something to say only when something comes."""
        server.on("/feed", reply(FEED, headers={"Content-Type": "application/rss+xml"}))
        home.configure(sources=[{"url": server.url("/feed"), "name": "partner"}], network={"allow": [server.address]})
        assert "One" in home.run("collect", "--quiet", "--now", FIRST).out
        ran = home.run("collect", "--quiet", "--now", FIRST)
        assert (ran.status, ran.out, ran.err) == (0, "", "")


# How long a run may take


class TestTimeout:
    """What the command line takes for a time."""

    @pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
    def test_a_time_is_a_positive_number(self, small: Any, seconds: str) -> None:
        """Anything else is refused before anything happens."""
        assert small.run("publish", "--timeout", seconds).status == 2

    @pytest.mark.parametrize(("seconds", "status"), [("0", 0), ("1e3", 0), ("-1", 2), ("nan", 2), ("inf", 2)])
    def test_so_is_a_wait_which_may_be_none(self, small: Any, seconds: str, status: int) -> None:
        """What no clock takes is refused, too."""
        ran = small.run("publish", "--wait", seconds, "--now", FIRST)
        assert (ran.status, "expected a number of seconds" in ran.err) == (status, status == 2)

    def test_time_enough_changes_nothing(self, small: Any) -> None:
        """A run that ends in time is a run like any other."""
        ran = small.command("publish", "--timeout", "60", "--now", FIRST)
        assert (ran.status, ran.err) == (0, "")


# What the ledger remembers


class TestStatus:
    """When all was published last, and how the sources stand."""

    def test_it_tells_the_last_run_and_the_last_success(self, small: Any) -> None:
        """A run that publishes nothing is no success, and says why."""
        assert small.run("status", "--json").report["run"]["last_run"] is None
        assert "last run      never" in small.run("status").out
        small.publish(now=FIRST)
        ran = small.run("status", "--json", "--now", MINUTES_LATER)
        assert ran.status == 0
        assert ran.report["run"] == {
            "last_run": FIRST,
            "last_success": FIRST,
            "exit_status": 0,
            "last_error": "",
        }
        shutil.move(small.root / "sources", small.root / "elsewhere")
        assert small.publish(now=NEXT_DAY).status == 4
        ran = small.run("status", "--json", "--now", NEXT_DAY)
        problem = "no source could be read"
        assert ran.report["run"] == {
            "last_run": NEXT_DAY,
            "last_success": FIRST,
            "exit_status": 4,
            "last_error": problem,
        }
        (source,) = ran.report["sources"]
        assert (ran.status, source["health"], source["last_success"]) == (1, "failing", FIRST)
        assert "last run      now: no source could be read" in small.run("status", "--now", NEXT_DAY).out
        assert "last success  1 d ago" in small.run("status", "--now", NEXT_DAY).out
        shutil.move(small.root / "elsewhere", small.root / "sources")
        small.publish(now=DAY_AFTER)
        assert small.run("status", "--now", DAY_AFTER).status == 0

    def test_a_folder_in_which_nothing_changes_does_not_age(self, small: Any) -> None:
        """It was read in the last run, though there was nothing in it to read."""
        small.publish(now=FIRST)
        small.publish(now=NEXT_DAY)
        (source,) = small.run("status", "--json", "--now", NEXT_DAY).report["sources"]
        assert (source["last_success"], source["age"]) == (NEXT_DAY, 0)

    def test_problems_in_posts_are_no_failure(self, small: Any) -> None:
        """All the rest was published."""
        small.job("2026-01-05-dev.md", poste_ferme="bientôt")
        assert small.publish(now=FIRST).status == 1
        ran = small.run("status", "--json", "--now", FIRST)
        assert (ran.status, ran.report["run"]["last_success"], ran.report["run"]["exit_status"]) == (
            0,
            FIRST,
            1,
        )

    def test_a_dry_run_is_no_run(self, small: Any) -> None:
        """Nor is asking partners."""
        small.publish(now=FIRST)
        small.publish("--dry-run", now=NEXT_DAY)
        small.run("collect", "--now", NEXT_DAY)
        assert small.run("status", "--json").report["run"]["last_run"] == FIRST


# The file beside the feeds


class TestFile:
    """`status.json`, for a monitor elsewhere."""

    def test_it_is_there_only_if_wanted(self, small: Any) -> None:
        """Off by default; taken away when it is wanted no more; a feed cannot take its name."""
        small.publish()
        assert "status.json" not in small.tree()
        small.configure(monitor={"status": True})
        small.publish()
        status = small.json("status.json")
        assert status["sources"][0].pop("quality")["score"] == 100
        assert status == {
            "last_run": FIRST,
            "last_success": FIRST,
            "ok": True,
            "problems": 0,
            "counts": {"article open": 1, "job open": 1},
            "sources": [{"name": "sources", "health": "good", "last_success": FIRST}],
        }
        small.configure()
        small.publish()
        assert "status.json" not in small.tree()
        small.configure(feeds=[{"name": "status"}])
        assert small.publish().status == 2

    def test_it_is_all_that_a_run_without_changes_writes(self, small: Any) -> None:
        """The run says that nothing changed, and nothing else did."""
        small.configure(monitor={"status": True})
        small.publish(now=FIRST)
        before, tree = small.times(), small.tree()
        ran = small.publish(now=MINUTES_LATER)
        assert (ran.written, ran.report["removed"]) == (set(), [])
        assert small.json("status.json")["last_run"] == MINUTES_LATER
        after_ = small.times()
        changed = {path for path in {*before, *after_} if before.get(path) != after_.get(path)}
        assert changed <= {"output/status.json", "output"}
        small.publish(now=FIRST)
        assert small.tree() == tree

    def test_it_tells_of_a_run_that_fails(self, small: Any) -> None:
        """What was there before stays, and so does the last success."""
        small.configure(monitor={"status": True})
        small.publish(now=FIRST)
        shutil.rmtree(small.root / "sources")
        small.publish(now=NEXT_DAY)
        status = small.json("status.json")
        assert (status["ok"], status["last_run"], status["last_success"]) == (False, NEXT_DAY, FIRST)
        assert status["sources"][0]["health"] == "failing"
        assert status["counts"] == {"article open": 1, "job open": 1}

    def test_a_run_that_is_held_back_does_not_count(self, home: Any) -> None:
        """What it would have made of the site is not public yet."""
        for number in range(20):
            home.job(f"2026-01-05-dev-{number}.md", roles=f"Développeuse {number}")
        home.configure(monitor={"status": True})
        home.publish(now=FIRST)
        for number in range(15):
            (home.root / f"sources/2026-01-05-dev-{number}.md").unlink()
        assert home.publish(now=NEXT_DAY).status == 4
        assert home.json("status.json")["counts"] == {"job open": 20}

    def test_it_holds_no_address_and_no_message(self, home: Any, server: Server) -> None:
        """Not even of a partner that fails with its key in its address."""
        server.on("/feed", reply(status=410))
        home.configure(
            sources=[{"url": f"{server.url('/feed')}?key={SECRET}", "name": "partner"}],
            network={"allow": [server.address]},
            monitor={"status": True},
        )
        home.publish()
        text = home.text("status.json")
        assert SECRET not in text
        assert "http" not in text
        assert "410" not in text
        expected = {"name": "partner", "health": "gone", "last_success": None, "quality": None}
        assert home.json("status.json")["sources"] == [expected]

    def test_what_somebody_else_made_of_it_stays(self, small: Any) -> None:
        """A file that was changed since is not ours to take away."""
        small.configure(monitor={"status": True})
        small.publish()
        small.write("output/status.json", "mine")
        small.configure()
        small.publish()
        assert small.text("status.json") == "mine"

    def test_a_place_that_is_taken_is_no_success(self, small: Any) -> None:
        """It is reported, and all else is published; the run that can write it again succeeds."""
        small.configure(monitor={"status": True})
        (small.output / "status.json").mkdir(parents=True)
        ran = small.publish()
        assert (ran.status, ran.report["status"]) == (4, 4)
        assert "status.json: cannot be written" in ran.err
        assert "jobs.rss" in small.tree()
        run = small.run("status", "--json").report["run"]
        assert (run["exit_status"], run["last_success"]) == (4, None)
        (small.output / "status.json").rmdir()
        assert small.publish().status == 0

    def test_no_feed_ever_tells_of_a_run(self, small: Any) -> None:
        """What is wrong is the business of those who watch: feeds, pages and site map stay as they were."""
        small.configure(monitor={"status": True})
        small.publish(now=FIRST)
        before = small.tree()
        shutil.rmtree(small.root / "sources")
        small.publish(now=NEXT_DAY)
        tree = small.tree()
        assert {path for path in tree if tree[path] != before.get(path)} == {"status.json"}


# The dead-man's switch


class TestPing:
    """An address that misses us when we fall silent."""

    @pytest.fixture
    def watched(self, small: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Return a project that is to ping the server."""
        monkeypatch.setenv("PING_KEY", SECRET)
        server.on(f"/{SECRET}/feeds", reply(b"OK"))
        server.on(f"/{SECRET}/feeds/fail", reply(b"OK"))
        small.configure(monitor={"ping": server.url("/${PING_KEY}/feeds")})
        return small

    def test_each_run_pings(self, watched: Any, server: Server) -> None:
        """One that succeeds and one that fails, each in its way; a dry run and a look do not."""
        watched.publish()
        watched.publish()
        assert server.paths() == [f"/{SECRET}/feeds"] * 2
        watched.publish("--dry-run")
        for command in ("check", "status", "when", "collect"):
            watched.run(command)
        assert len(server.asked) == 2
        shutil.rmtree(watched.root / "sources")
        assert watched.publish().status == 4
        assert server.paths()[2:] == [f"/{SECRET}/feeds/fail"]

    @pytest.mark.parametrize(
        ("behaviour", "said"),
        [
            (reply(status=500), "expected status 200 to 299, found 500"),
            (script(RESET), "no valid response: "),
            (script(b"nonsense\r\n\r\n", "close"), "no valid response: "),
            (reply(bytes(300_000)), "no valid response: "),
        ],
    )
    def test_it_never_fails_the_run(self, watched: Any, server: Server, behaviour: Any, said: str) -> None:
        """Whatever comes of it is reported, without the address."""
        server.on(f"/{SECRET}/feeds", behaviour)
        ran = watched.publish()
        assert ran.status == 0
        assert f"monitor.ping: {said}" in ran.err or said in ran.err
        assert SECRET not in ran.out + ran.err
        assert server.address not in ran.err
        assert "jobs.rss" in watched.tree()

    def test_a_redirect_takes_the_secret_nowhere_else(self, watched: Any, server: Server) -> None:
        """To another server it is not followed; within the server it is."""
        with Server() as other:
            monitor = {"ping": server.url("/${PING_KEY}/feeds")}
            watched.configure(monitor=monitor, network={"allow": [other.address]})
            server.on(f"/{SECRET}/feeds", redirect(other.url(f"/{SECRET}")), redirect(f"/{SECRET}/moved"))
            server.on(f"/{SECRET}/moved", reply(b"OK"))
            ran = watched.publish()
            assert (ran.status, other.asked) == (0, [])
        assert "monitor.ping: no valid response: the redirect leads to another server with a secret" in ran.err
        assert SECRET not in ran.err
        assert watched.publish().err == ""
        assert server.paths()[-1] == f"/{SECRET}/moved"

    def test_cron_mails_it_once_a_day(self, watched: Any, server: Server) -> None:
        """With `--quiet` it is reported as any problem is, and again once the address has answered."""
        path = f"/{SECRET}/feeds"
        watched.publish(now=FIRST)
        server.on(path, reply(status=500))
        assert "monitor.ping" in quiet(watched, FIRST).err
        assert quiet(watched, MINUTES_LATER).err == ""
        assert "monitor.ping" in quiet(watched, NEXT_DAY).err
        server.on(path, reply(), reply(status=500))
        assert quiet(watched, NEXT_DAY).err == ""
        assert "monitor.ping" in quiet(watched, NEXT_DAY).err

    def test_a_server_that_drips_is_left(self, watched: Any, server: Server) -> None:
        """A run ends long before the answer does, which takes 2,000 seconds."""
        server.on(f"/{SECRET}/feeds", drip(bytes(4000), 0.5, first=head(200, {"Content-Length": "4000"})))
        assert watched.publish().status == 0

    def test_a_secret_that_is_not_set_is_told(
        self, watched: Any, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No request is sent."""
        monkeypatch.delenv("PING_KEY")
        ran = watched.publish()
        assert (ran.status, server.asked) == (0, [])
        assert "monitor.ping: the environment variable PING_KEY is not set" in ran.err

    def test_a_secret_lies_nowhere(self, watched: Any) -> None:
        """Neither in the ledger nor in what is published."""
        watched.publish()
        for place in (*(watched.root / ".feeds").iterdir(), *watched.output.rglob("*")):
            assert not place.is_file() or SECRET.encode() not in place.read_bytes(), place

    def test_a_run_whose_time_is_up_failed(self, watched: Any, server: Server) -> None:
        """It did not publish all that was to be published."""
        for number in range(200):
            watched.job(f"2026-01-05-dev-{number:03}.md", roles=f"Développeuse {number}")
        ran = watched.command("publish", "--timeout", "0.05", env={"PING_KEY": SECRET})
        assert ran.status == 4
        assert server.paths() == [f"/{SECRET}/feeds/fail"]
        assert watched.run("status", "--json").report["run"]["exit_status"] == 4

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("https://hc.example/a", "https://hc.example/a/fail"),
            ("https://hc.example/a/", "https://hc.example/a/fail"),
            ("https://hc.example/a?b=c", "https://hc.example/a/fail?b=c"),
        ],
    )
    def test_where_failures_are_told(self, url: str, expected: str) -> None:
        """The path ends with it, whatever follows."""
        assert failure_url(url) == expected


# Figures


def figures(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Read figures as Prometheus does."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


class TestFigures:
    """A file for the textfile collector of node_exporter."""

    @pytest.fixture
    def counted(self, small: Any) -> Any:
        """Return a project that writes its figures."""
        small.configure(monitor={"metrics": "figures/feeds.prom"})
        return small

    def read(self, home: Any) -> Any:
        """Read what was written."""
        return figures((home.root / "figures/feeds.prom").read_text("utf-8"))

    def test_each_run_writes_them_anew(self, counted: Any) -> None:
        """Prometheus' own reader understands them."""
        counted.job("2026-01-08-ops.md", poste_ferme="bientôt")
        counted.publish(now=FIRST)
        found = self.read(counted)
        at = 1772355600.0
        assert found["feeds_last_run_timestamp_seconds", ()] == at
        assert found["feeds_last_success_timestamp_seconds", ()] == at
        assert found["feeds_run_exit_status", ()] == 1
        assert 0 < found["feeds_run_duration_seconds", ()] < 60
        assert found["feeds_entries", (("kind", "job"), ("state", "open"))] == 2
        assert found["feeds_problems", (("severity", "warning"),)] == 1
        assert found["feeds_problems", (("severity", "error"),)] == 0
        assert found["feeds_changes", (("change", "new"),)] == 3
        assert found["feeds_files_written", ()] == len(counted.tree())
        source = ("source", "sources")
        assert found["feeds_source_health", (("health", "good"), source)] == 1
        assert found["feeds_source_health", (("health", "failing"), source)] == 0
        assert found["feeds_source_last_success_timestamp_seconds", (source,)] == at
        assert found["feeds_source_entries", (source,)] == 4
        counted.publish(now=MINUTES_LATER)
        found = self.read(counted)
        assert found["feeds_files_written", ()] == 0
        assert found["feeds_last_run_timestamp_seconds", ()] == at + 600
        assert not [key for key in found if key[0] == "feeds_changes"]

    def test_what_partners_sent_is_counted(self, counted: Any, server: Server) -> None:
        """In bytes; a partner that fails is counted by its failures."""
        server.on("/feed", reply(FEED, headers={"Content-Type": "application/rss+xml"}))
        server.on("/none", reply(status=500))
        sources = [
            {"url": server.url("/feed"), "name": "good"},
            {"url": server.url("/none"), "name": "bad"},
        ]
        counted.configure(
            sources=sources, network={"allow": [server.address]}, monitor={"metrics": "figures/feeds.prom"}
        )
        counted.publish()
        found = self.read(counted)
        assert found["feeds_received_bytes", ()] == len(FEED)
        assert found["feeds_partners_fetched", ()] == 2
        assert found["feeds_source_failures", (("source", "bad"),)] == 1
        assert found["feeds_source_health", (("health", "failing"), ("source", "bad"))] == 1
        assert ("feeds_source_last_success_timestamp_seconds", (("source", "bad"),)) not in found

    def test_a_run_that_fails_keeps_the_last_success(self, counted: Any) -> None:
        """So that its age grows."""
        counted.publish(now=FIRST)
        shutil.rmtree(counted.root / "sources")
        counted.publish(now=NEXT_DAY)
        found = self.read(counted)
        assert found["feeds_last_success_timestamp_seconds", ()] == 1772355600
        assert found["feeds_run_exit_status", ()] == 4

    def test_what_cannot_be_written_is_no_success(self, counted: Any) -> None:
        """It is reported, and all else is published."""
        counted.write("figures", "a file where a folder should be")
        ran = counted.publish()
        assert (ran.status, ran.report["status"]) == (4, 4)
        assert "monitor.metrics: " in ran.err
        assert "jobs.rss" in counted.tree()
        assert counted.run("status", "--json").report["run"]["exit_status"] == 4

    def test_it_counts_the_file_beside_the_feeds(self, small: Any) -> None:
        """What is written first and fails shows in what is written last."""
        small.configure(monitor={"metrics": "figures/feeds.prom", "status": True})
        (small.output / "status.json").mkdir(parents=True)
        assert small.publish().status == 4
        assert "feeds_run_exit_status 4.0" in (small.root / "figures/feeds.prom").read_text()

    def test_nothing_is_left_beside_the_file(self, counted: Any) -> None:
        """It is replaced in one piece."""
        counted.publish()
        counted.publish()
        assert [place.name for place in (counted.root / "figures").iterdir()] == ["feeds.prom"]

    @pytest.mark.parametrize(
        ("path", "said"),
        [
            ("feeds.txt", "write feeds.txt.prom"),
            ("output/feeds.prom", "a file outside the output"),
            ("~/feeds.prom", "write it without ~"),
        ],
    )
    def test_a_place_that_is_none_is_refused(self, small: Any, path: str, said: str) -> None:
        """What counts drafts is not published."""
        small.configure(monitor={"metrics": path})
        ran = small.run("publish", "--now", FIRST)
        assert ran.status == 2
        assert said in ran.err


# Logs


class TestLog:
    """Standard output is the report, standard error the log."""

    def log(self, home: Any, *options: str, now: str = FIRST, **env: str) -> tuple[Any, list[Any]]:
        """Publish in a process of its own, and read its log."""
        ran = home.command("publish", "--log", "json", "--now", now, *options, env=env)
        return ran, [json.loads(line) for line in ran.err.splitlines()]

    def test_each_line_is_an_object(self, small: Any) -> None:
        """With the run and, where there is one, the source."""
        small.job("2026-01-08-ops.md", poste_ferme="bientôt")
        ran, lines = self.log(small)
        assert "output/: " in ran.out
        assert len({line["run"] for line in lines}) == 1
        assert lines[0]["run"].startswith("20260301T090000Z-")
        assert all({"time", "level", "message"} <= line.keys() for line in lines)
        assert (lines[0]["message"], lines[-1]["message"]) == ("the run begins", "the run ends")
        assert (lines[-1]["status"], lines[-1]["written"]) == (1, len(small.tree()))
        (problem,) = (line for line in lines if line["level"] == "WARNING")
        assert (problem["source"], problem["field"], problem["line"]) == ("sources", "poste_ferme", 4)
        assert "bientôt" in problem["message"]
        changes = {line["file"]: line["change"] for line in lines if "change" in line}
        assert changes["sources/2026-01-06-a.md"] == "new"

    def test_report_and_log_are_apart(self, small: Any) -> None:
        """Both may be JSON."""
        ran, lines = self.log(small, "--json")
        assert ran.report["status"] == lines[-1]["status"] == 0
        assert lines[-1]["message"] == "the run ends"

    def test_a_terminal_without_unicode_gets_json_too(self, small: Any) -> None:
        """What it cannot show is escaped as JSON has it."""
        small.job("2026-01-08-ops.md", poste_ferme="bientôt")
        _, lines = self.log(small, PYTHONIOENCODING="ascii")
        assert any("bientôt" in line["message"] for line in lines)

    def test_quiet_is_quiet(self, small: Any) -> None:
        """No line for a run that has nothing to say."""
        self.log(small)
        ran, lines = self.log(small, "--quiet", now=MINUTES_LATER)
        assert (ran.out, lines) == ("", [])

    def test_a_run_that_is_stopped_is_an_error(self, small: Any) -> None:
        """With the reason."""
        shutil.rmtree(small.root / "sources")
        _, lines = self.log(small)
        assert lines[-1]["level"] == "ERROR"
        assert "no source could be read" in lines[-1]["message"]

    def test_what_ends_a_run_is_logged_with_it(self, small: Any) -> None:
        """A run whose time is up is known by its name."""
        ran, lines = self.log(small, "--timeout", "0.01")
        assert ran.status == 4
        assert lines[-1]["level"] == "ERROR"
        assert lines[-1]["run"] == lines[0]["run"]
        assert "--timeout" in lines[-1]["message"]

    def test_what_ends_a_command_is_logged(self, small: Any) -> None:
        """A wrong configuration, each mistake in a line; the report says it as ever."""
        small.configure(monitor={"stauts": True}, output="sources")
        ran, lines = self.log(small, "--json")
        assert ran.status == 2
        assert [line["level"] for line in lines] == ["ERROR"] * 3
        assert "did you mean 'status'?" in lines[1]["message"] + lines[0]["message"]
        assert ran.report["status"] == 2

    def test_a_ping_that_fails_is_logged(self, small: Any) -> None:
        """As a warning, after the run."""
        small.configure(monitor={"ping": "http://127.0.0.1:1/"})
        _, lines = self.log(small)
        assert lines[-1]["level"] == "WARNING"
        assert lines[-1]["message"].startswith("monitor.ping: ")

    def test_a_partners_trouble_names_its_source(self, home: Any, server: Server) -> None:
        """Though it has no file."""
        server.on("/feed", reply(status=410))
        home.configure(sources=[{"url": server.url("/feed"), "name": "partner"}], network={"allow": [server.address]})
        _, lines = self.log(home)
        (problem,) = (line for line in lines if line["level"] == "WARNING")
        assert problem["source"] == "partner"


# A port


def get(port: int, path: str, method: str = "GET") -> tuple[int, str, str]:
    """Ask over a real socket; give status, text and media type."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode(), answer.getheader("Content-Type", "")
    connection.close()
    return found


class TestHealth:
    """What a program that goes on shows of itself."""

    @pytest.fixture
    def health(self) -> Iterator[HealthServer]:
        """Return one that listens."""
        health = HealthServer()
        self.port = health.start(0)
        yield health
        health.stop()

    def test_it_says_how_the_program_is(self, health: HealthServer) -> None:
        """It lives before it is ready; when it does not, it is not ready either."""
        assert get(self.port, "/healthz")[:2] == (200, "ok\n")
        assert get(self.port, "/readyz")[:2] == (503, "starting\n")
        health.ready = ""
        assert get(self.port, "/readyz")[:2] == (200, "ok\n")
        health.alive = lambda: "the clock stands still"
        assert get(self.port, "/healthz?verbose")[:2] == (503, "the clock stands still\n")
        assert get(self.port, "/readyz")[0] == 503
        assert get(self.port, "/healthz", "HEAD")[:2] == (503, "")
        assert get(self.port, "/status")[0] == 404
        assert get(self.port, "/healthz", "POST")[0] == 501

    def test_it_shows_figures(self, health: HealthServer, small: Any) -> None:
        """Those of the last run, as they would lie in the file."""
        small.publish()
        with opened(small.root / "config.yaml") as (project, store):
            now = clock.now(_Options, "UTC")  # type: ignore[arg-type]
            assert record_outcome(project, store, Outcome(now, 1.5, 0, Report()), health) == []
            assert get(self.port, "/readyz")[0] == 200
        status, text, media_type = get(self.port, "/metrics")
        assert (status, media_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert figures(text)["feeds_run_duration_seconds", ()] == 1.5
        assert figures(text)["feeds_entries", (("kind", "job"), ("state", "open"))] == 1
        with opened(small.root / "config.yaml") as (project, store):
            record_outcome(project, store, Outcome(now, 1.5, 4, error="time was up"), health)
        assert get(self.port, "/readyz")[:2] == (503, "time was up\n")

    def test_it_listens_on_this_machine_alone(self, health: HealthServer) -> None:
        """A port that is taken is refused; once stopped it answers no more."""
        with pytest.raises(UsageError, match=f"127.0.0.1:{self.port}: cannot listen"):
            HealthServer().start(self.port)
        with pytest.raises(UsageError, match="choose another port"):
            HealthServer().start(70_000)
        health.stop()
        health.stop()
        with pytest.raises(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):  # noqa: PT011
            pass

    def test_who_says_nothing_holds_up_nobody(self, health: HealthServer) -> None:
        """Each is answered by a thread of its own."""
        with socket.create_connection(("127.0.0.1", self.port)):
            assert get(self.port, "/healthz")[0] == 200
        assert health.alive() == ""


class _Options:
    now = FIRST


# What goes wrong while telling


def test_a_ledger_that_refuses_is_told(small: Any) -> None:
    """The run succeeded all the same."""
    small.publish()
    with opened(small.root / "config.yaml") as (project, store):
        report = Report()
        now = clock.now(_Options, "UTC")  # type: ignore[arg-type]
        store.sql.execute("pragma query_only = 1")
        assert "the ledger cannot be written" in record_outcome(project, store, Outcome(now, 1.0, 0, report))[0]
        assert record_outcome(project, store, Outcome(now, 1.0, 2, error="the ledger cannot be written")) == []


def test_what_nobody_foresaw_is_a_failed_run(small: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with one line and its own status, and it pings."""
    server.on("/ping/fail", reply())
    small.configure(monitor={"ping": server.url("/ping")})
    small.publish()
    monkeypatch.setattr("feeds.pipeline.publish.scan", lambda _run: 1 / 0)
    ran = small.run("publish")
    assert (ran.status, len(ran.err.splitlines())) == (4, 1)
    assert server.paths()[-1] == "/ping/fail"
    run = small.run("status", "--json").report["run"]
    assert run["last_error"].startswith("an unexpected ZeroDivisionError at feeds/pipeline/publish.py:")
    assert run["exit_status"] == 4


def test_who_interrupts_a_run_is_not_woken_for_it(small: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noted, and no ping is sent."""
    small.configure(monitor={"ping": server.url("/ping")})

    def interrupt(_run: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("feeds.pipeline.publish.scan", interrupt)
    assert small.publish().status == 130
    assert server.asked == []
    assert small.run("status", "--json").report["run"]["exit_status"] == 130


def test_a_crontab_line_of_the_documentation_is_silent(small: Any) -> None:
    """The very line, but for its folders: it mails nothing when nothing changed."""
    page = (ROOT / "docs" / "how-to" / "cron.md").read_text("utf-8")
    (line,) = (line for line in page.splitlines() if line.startswith("*/10"))
    options = line.partition(".venv/bin/feeds ")[2].split()
    assert small.command(*options).out
    done = subprocess.run(
        small.line(*options), cwd=small.root, env=small.environment(), capture_output=True, check=True
    )
    assert done.stdout + done.stderr == b""
