"""How long a run may take: its deadline is checked, by a clock that these tests hand in."""

import shutil
from datetime import datetime
from itertools import count
from threading import Event

import pytest
from conftest import NOW
from support.hostile import CLOSE, Server, head, reply

from feeds.model.errors import LateError
from feeds.model.instant import Deadline
from feeds.pipeline.executor.processes import MIN_ITEMS
from feeds.pipeline.project import opened
from feeds.pipeline.publish import publish
from feeds.pipeline.run import Options

FEED = (
    b'<rss version="2.0"><channel><title>P</title><link>https://p.example/</link><description>x</description>'
    b"<item><title>One</title><link>https://p.example/1</link><guid>https://p.example/1</guid>"
    b"<description>Some words.</description></item></channel></rss>"
)
RSS = {"Content-Type": "application/rss+xml"}


class Clock:
    """A clock that goes on by some seconds each time it is read, and when a test says so."""

    def __init__(self, step=0.0):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


def run(home, seconds, clock, **options):
    """Publish, with so many seconds by a clock."""
    with opened(home.root / "config.yaml") as (project, store):
        deadline = Deadline(seconds, clock)
        return publish(project, store, Options(datetime.fromisoformat(NOW), deadline=deadline, **options))


def partners(home, *urls):
    """Configure partners, named by the last part of their addresses."""
    home.configure(
        sources=[{"url": url, "name": url.rpartition("/")[2]} for url in urls],
        network={"allow": [url.split("/")[2] for url in urls]},
    )


def states(home):
    """Return health and failures of each source."""
    return {
        one["name"]: (one["health"], one["failures"])
        for one in home.run("status", "--json", "--now", NOW).report["sources"]
    }


def test_a_deadline_is_so_many_seconds_from_its_start():
    """Without any, it never passes."""
    clock = Clock()
    deadline, none = Deadline(5, clock), Deadline(clock=clock)
    clock.now = 4
    deadline.check()
    assert (deadline.elapsed(), deadline.left(), deadline.within(2).left()) == (4, 1, 2)
    clock.now = 5
    none.check()
    with pytest.raises(LateError, match=r"stopped after 5 seconds \(--timeout\); the next run finishes"):
        deadline.check()


@pytest.mark.parametrize("posts", [MIN_ITEMS // 2, MIN_ITEMS])
def test_a_run_cut_off_anywhere_is_finished_by_the_next(home, homes, posts):
    """Wherever it was, alone or with other processes, the site ends up as if nothing had happened."""
    for number in range(posts):
        home.job(f"2026-01-05-dev-{number:03}.md", roles=f"Développeuse {number}")
    whole = homes()
    shutil.copytree(home.root / "sources", whole.root / "sources", dirs_exist_ok=True)
    assert whole.publish().status == 0
    pages = [0]
    for seconds in count(1):
        try:
            run(home, seconds, Clock(step=1))
        except LateError:
            pages.append(len(list(home.output.rglob("*.html"))))
        else:
            break
    assert pages == sorted(pages)
    assert len(set(pages)) > 2, "it was never cut off while it wrote pages"
    assert home.tree() == whole.tree()


def test_a_partner_that_does_not_end_is_not_waited_for(home):
    """Its request ends with the run; it does not count as failed, and others' responses are kept."""
    clock, asked, late, reads = Clock(), Event(), Event(), count()

    def time():
        if clock.now and next(reads):  # the second time, the run is about to end
            late.set()
        return clock.now

    def slow(_):
        asked.set()
        yield head(200, {**RSS, "Content-Length": str(len(FEED))}) + FEED[:9]
        late.wait(60)
        yield CLOSE

    def quick(request):
        asked.wait(60)
        clock.now = 50.0
        yield from reply(FEED, headers=RSS)(request)

    with Server() as server, Server() as other:
        server.on("/slow", slow)
        other.on("/quick", quick)
        partners(home, other.url("/quick"), server.url("/slow"))
        with pytest.raises(LateError):
            run(home, 40, time)
        server.on("/slow", reply(FEED, headers=RSS))
        assert run(home, 40, Clock()).fetched == 1
        assert other.paths() == ["/quick"]
    assert states(home) == {"quick": ("good", 0), "slow": ("good", 0)}


def test_fetching_begins_no_request_after_half_of_the_time(home):
    """The rest is for what was fetched to be published; who was left is fetched by the next run."""
    clock = Clock()

    def first(request):
        clock.now = 6.0
        yield from reply(FEED, headers=RSS)(request)

    with Server() as server:
        server.on("/a", first)
        server.on("/b", reply(FEED, headers=RSS))
        partners(home, server.url("/a"), server.url("/b"))
        report = run(home, 10, clock)
        assert (report.fetched, report.skipped, report.stopped) == (1, 1, "")
        assert home.titles("news.json") == ["One"]
        assert run(home, 10, Clock()).fetched == 1
        assert server.paths() == ["/a", "/b"]
