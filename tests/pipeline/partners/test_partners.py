"""Partners, from their servers to the feeds: what they publish is asked for, believed with care, and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, redirect, reply, script
from support.partners import at, configure, jobs, rss

from feeds.normalise.partner_dialects import READERS
from feeds.pipeline.partners import documents

RSS = "application/rss+xml"
FIRST, LATER = "2026-03-01T09:00:00Z", "2026-03-01T12:00:00Z"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def test_the_address_of_a_feed_is_enough(home: Any, server: Server) -> None:
    """What a partner publishes stands in our feeds, with its dates and its page."""
    server.on("/feed", reply(rss("one", "two"), headers={"Content-Type": RSS}))
    configure(home, server)
    ran = home.publish()
    assert ran.status == 0, ran.err
    assert sorted(home.titles("news.json")) == ["one", "two"]
    item = home.json("news.json")["items"][0]
    assert item["external_url"].startswith("https://partner.example/")
    assert item["date_published"] == "2026-02-02T10:00:00Z"
    assert server.asked[0].header("User-Agent").endswith("(+team@example.org)")


def changes(ran: Any) -> dict[str, list[str]]:
    """Return the titles of what changed in a run, by kind of change."""
    found: dict[str, list[str]] = {}
    for one in ran.report["transitions"]:
        found.setdefault(one["change"], []).append(one["title"])
    return {change: sorted(titles) for change, titles in found.items()}


def state(home: Any) -> Any:
    """Return how the partner stands."""
    (found,) = home.run("status", "--json", "--now", at(0)).report["sources"]
    return found


SNAPSHOT = {"completeness": "snapshot"}


class TestAsking:
    """Courtesy."""

    def test_what_did_not_change_is_not_sent_again(self, home: Any, server: Server) -> None:
        """Both validators come back to the letter; a 304 changes nothing and is remembered, too."""
        told = {"ETag": 'W/"odd, one"', "Last-Modified": "Sun, 01 Mar 2026 08:00:00 GMT"}
        server.on(
            "/feed",
            reply(rss("one"), headers=told),
            reply(b"", 304, headers={"ETag": 'W/"odd, two"'}),
            reply(b"", 304),
        )
        configure(home, server)
        home.publish()
        before = home.times()
        for turn in (1, 2):
            ran = home.publish(now=at(2 * turn))
            assert (ran.status, ran.report["transitions"], ran.written) == (0, [], set())
        assert home.times() == before
        tags = [asked.header("If-None-Match") for asked in server.asked]
        assert tags == ["", 'W/"odd, one"', 'W/"odd, two"']
        assert server.asked[2].header("If-Modified-Since") == told["Last-Modified"]

    def test_a_partner_is_left_alone_until_it_is_due(self, home: Any, server: Server) -> None:
        """By `every`, by what its server says, and by what its feed says, whichever is longest."""
        server.on("/feed", reply(rss("one")))
        configure(home, server)
        home.publish()
        home.publish(now=at(0.5))
        assert len(server.asked) == 1
        home.publish(now=at(1))
        assert len(server.asked) == 2

    @pytest.mark.parametrize(
        ("headers", "channel"),
        [
            ({"Cache-Control": "max-age=14400"}, ""),
            ({"Expires": "Sun, 01 Mar 2026 13:00:00 GMT", "Date": "Sun, 01 Mar 2026 09:00:00 GMT"}, ""),
            ({}, "<ttl>240</ttl>"),
            (
                {},
                '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>',
            ),
        ],
    )
    def test_its_own_wish_counts(self, home: Any, server: Server, headers: dict[str, str], channel: str) -> None:
        """Whether it is said by the server or by the feed, four hours are four hours, also after a 304."""
        server.on("/feed", reply(rss("one", channel=channel), headers=headers))
        configure(home, server)
        home.publish()
        home.publish(now=at(3.9))
        assert len(server.asked) == 1
        home.publish(now=at(24))
        assert len(server.asked) == 2

    @pytest.mark.parametrize("status", [429, 503])
    def test_it_may_ask_to_be_left_alone(self, home: Any, server: Server, status: int) -> None:
        """`Retry-After` holds across runs, and nothing is lost meanwhile."""
        server.on(
            "/feed",
            reply(rss("one")),
            reply(b"", status, headers={"Retry-After": "7200"}),
            reply(rss("one", "two")),
        )
        configure(home, server)
        home.publish()
        assert home.publish(now=at(1)).status == 0
        home.publish(now=at(2.9))
        assert (len(server.asked), home.titles("news.json")) == (2, ["one"])
        assert changes(home.publish(now=at(4.5))) == {"new": ["two"]}

    def test_one_that_fails_is_asked_less_and_less(self, home: Any, server: Server) -> None:
        """From minutes to a day; from the third failure on it is worth an exit status."""
        server.on("/feed", reply(rss("one")), reply(b"", 500))
        configure(home, server)
        home.publish()
        statuses = [home.publish(now=at(1 + minutes / 60)).status for minutes in range(0, 600, 5)]
        assert 6 <= len(server.asked) - 1 <= 9
        assert statuses[0] == 0
        assert statuses[-1] == 1
        assert home.titles("news.json") == ["one"]
        assert state(home)["last_error"].startswith("HTTP status 500")

    def test_what_is_gone_for_good_is_not_asked_again(self, home: Any, server: Server) -> None:
        """410 ends the asking, and every run says so; the posts stay."""
        server.on("/feed", reply(rss("one")), reply(b"", 410))
        configure(home, server)
        home.publish()
        for hours in (1, 30, 300):
            ran = home.publish(now=at(hours))
            assert "410" in ran.problems[0]
        assert len(server.asked) == 2
        assert home.titles("news.json") == ["one"]
        assert state(home)["health"] == "gone"

    @pytest.mark.parametrize(("status", "remembered"), [(301, True), (308, True), (302, False), (307, False)])
    def test_a_permanent_move_is_remembered(self, home: Any, server: Server, status: int, remembered: bool) -> None:
        """A passing one is not; ids do not change."""
        server.on("/feed", redirect(server.url("/new"), status))
        server.on("/new", reply(rss("one")))
        configure(home, server)
        home.publish()
        ids = home.ids("news.json")
        home.publish(now=at(1))
        assert server.paths()[2:] == (["/new"] if remembered else ["/feed", "/new"])
        assert home.ids("news.json") == ids

    def test_a_secret_stays_one(self, home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """It goes to its host alone, and into no message, ledger or output."""
        secret = "s3cr3t-of-ours"
        with Server() as other:
            other.on("/elsewhere", reply(b"", 500))
            server.on("/feed", redirect(other.url("/elsewhere"), 302))
            monkeypatch.setenv("PARTNER_TOKEN", secret)
            home.configure(
                sources=[
                    {
                        "url": server.url("/feed?key=${PARTNER_TOKEN}"),
                        "name": "partner",
                        "headers": {"X-Key": "${PARTNER_TOKEN}"},
                    }
                ],
                network={"allow": [server.address, other.address]},
            )
            ran = home.publish()
            assert server.asked[0].header("X-Key") == secret
            assert other.asked[0].header("X-Key") == ""
        assert secret not in ran.out + ran.err + home.run("status").out
        assert all(secret.encode() not in path.read_bytes() for path in home.root.rglob("*") if path.is_file())

    def test_a_missing_secret_is_told(self, home: Any, server: Server) -> None:
        """By the name of its variable; nothing is asked."""
        configure(home, server, headers={"X-Key": "${NOBODY_SET_THIS}"})
        home.publish()
        assert server.asked == []
        assert "NOBODY_SET_THIS is not set" in state(home)["last_error"]

    def test_a_private_address_must_be_named(self, home: Any, server: Server) -> None:
        """Nothing is asked of this machine unless the configuration says so."""
        server.on("/feed", reply(rss("one")))
        home.configure(sources=[{"url": server.url("/feed"), "name": "partner"}])
        home.publish()
        assert (server.asked, server.connections) == ([], 0)
        assert "network.allow" in state(home)["last_error"] or "private" in state(home)["last_error"]


class TestBelieving:
    """Suspicion."""

    def test_absence_closes_only_what_a_complete_list_leaves_out_twice(self, home: Any, server: Server) -> None:
        """Once may be an accident."""
        server.on("/feed", reply(jobs("a", "b", "c")), reply(jobs("a", "b")), reply(jobs("a", "b")))
        configure(home, server, **SNAPSHOT)
        home.publish()
        assert changes(home.publish(now=at(1))) == {}
        assert changes(home.publish(now=at(2))) == {"closed": ["c"]}
        assert home.json("closed.json")["closed"][0]["why"] == "its source offers it no more"

    def test_a_304_confirms_what_a_list_left_out(self, home: Any, server: Server) -> None:
        """The same list again is the second time."""
        server.on(
            "/feed",
            reply(jobs("a", "b", "c")),
            reply(jobs("a", "b"), headers={"ETag": '"2"'}),
            reply(b"", 304),
        )
        configure(home, server, **SNAPSHOT)
        home.publish()
        home.publish(now=at(1))
        assert changes(home.publish(now=at(2))) == {"closed": ["c"]}

    def test_what_comes_back_in_between_was_never_away(self, home: Any, server: Server) -> None:
        """Only misses in a row count."""
        full, less = reply(jobs("a", "b", "c")), reply(jobs("a", "b"))
        server.on("/feed", full, less, full, less, full)
        configure(home, server, **SNAPSHOT)
        home.publish()
        assert [changes(home.publish(now=at(hours))) for hours in (1, 2, 3, 4)] == [{}] * 4

    def test_a_part_closes_nothing(self, home: Any, server: Server) -> None:
        """What it leaves out is lost after two weeks: in the feeds, but marked up as a job no more."""
        server.on("/feed", reply(jobs("a", "b")), reply(jobs("a")))
        configure(home, server)
        home.publish()
        for days in range(1, 16):
            assert changes(home.publish(now=at(24 * days))) == {}
        assert sorted(home.titles("jobs.json")) == ["a", "b"]
        graph = home.json("jobs.jsonld")["@graph"]
        assert [node["title"] for node in graph] == ["a"]

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            (jobs(), "there are no entries"),
            (jobs("a", "b", "c", "d"), "6 of 10 entries are missing"),
            (b"<html><body><h1>We are down for maintenance</h1></body></html>", "a page"),
            (b"", "an empty document"),
            (jobs(*"abcdefghij")[:-40], "JSON"),
            (b'{"error": "quota exceeded"}', ""),
            (rss(*"abcdefghij")[:-40], "incomplete XML"),
        ],
    )
    def test_an_answer_that_is_not_to_be_believed_changes_nothing(
        self, home: Any, server: Server, answer: bytes, said: str
    ) -> None:
        """However often it comes; it is reported."""
        server.on("/feed", reply(jobs(*"abcdefghij")), reply(answer))
        configure(home, server, **SNAPSHOT)
        home.publish()
        before = home.tree()
        for hours in (1, 2, 3, 4):
            ran = home.publish(now=at(24 * hours))
            assert changes(ran) == {}
        assert home.tree() == before
        assert said in state(home)["last_error"]
        assert ran.status == 1

    def test_somebody_may_vouch_for_it(self, home: Any, server: Server) -> None:
        """`feeds accept` of that source lets it through at once."""
        server.on("/feed", reply(jobs(*"abcdefghijklmno")), reply(jobs(*"abcd")))
        configure(home, server, **SNAPSHOT)
        home.publish()
        home.publish(now=at(1))
        ran = home.run("accept", "partner", "--json", "--now", at(1.1))
        assert changes(ran) == {"closed": list("efghijklmno")}
        assert state(home)["health"] == "good"

    def test_what_is_too_old_is_lost_and_comes_back(self, home: Any, server: Server) -> None:
        """After two weeks without a good answer nobody vouches for a job any more."""
        server.on("/feed", reply(jobs("a")), *[reply(b"", 500)] * 30, reply(jobs("a")))
        configure(home, server)
        home.publish()
        for hours in range(24, 24 * 16, 12):
            home.publish(now=at(hours))
        assert home.titles("jobs.json") == ["a"]
        assert home.json("jobs.jsonld")["@graph"] == []
        ids = home.ids("jobs.json")
        for hours in range(24 * 16, 24 * 40, 12):
            home.publish(now=at(hours))
        assert [node["title"] for node in home.json("jobs.jsonld")["@graph"]] == ["a"]
        assert home.ids("jobs.json") == ids

    def test_a_tombstone_closes_at_once(self, home: Any, server: Server) -> None:
        """Its publisher says that it is no more (RFC 6721)."""
        entry = (
            "<entry><id>urn:x:{0}</id><title>{0}</title><updated>2026-02-01T00:00:00Z</updated>"
            '<link href="https://partner.example/{0}"/><summary>About it.</summary></entry>'
        )
        feed = (
            '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
            "<id>urn:x:feed</id><title>x</title><updated>2026-02-01T00:00:00Z</updated>{}</feed>"
        )
        gone = '<at:deleted-entry ref="urn:x:b" when="2026-03-01T09:30:00Z"/>'
        both, one = feed.format(entry.format("a") + entry.format("b")), feed.format(gone + entry.format("a"))
        server.on("/feed", reply(both.encode()), reply(one.encode()))
        configure(home, server)
        home.publish()
        assert changes(home.publish(now=at(1))) == {"closed": ["b"]}
        assert home.titles("news.json") == ["a"]

    def test_a_deadline_and_a_word_close_at_once(self, home: Any, server: Server) -> None:
        """What an entry says of itself needs no second look."""
        said = {"_job": {"state": "filled"}}
        server.on("/feed", reply(jobs("a")), reply(jobs("a", **said)))
        configure(home, server)
        home.publish()
        assert changes(home.publish(now=at(1))) == {"closed": ["a"]}


class TestIdentity:
    """No duplicate, no vanished or resurrected item."""

    def test_an_entry_keeps_its_id_when_its_publisher_changes_guids(self, home: Any, server: Server) -> None:
        """From http to https, or to another domain."""
        server.on("/feed", reply(jobs("a", "b", url="http://partner.example")), reply(jobs("a", "b")))
        configure(home, server)
        home.publish()
        ids = sorted(home.ids("jobs.json"))
        assert "new" not in changes(home.publish(now=at(1)))
        assert sorted(home.ids("jobs.json")) == ids

    def test_an_entry_repeated_in_a_feed_is_one(self, home: Any, server: Server) -> None:
        """The first counts."""
        server.on("/feed", reply(rss("one", "one", "two")))
        configure(home, server)
        home.publish()
        assert sorted(home.titles("news.json")) == ["one", "two"]

    def test_the_same_title_is_never_enough(self, home: Any, server: Server) -> None:
        """Two partners may look for the same kind of person, in the same words."""
        server.on("/a", reply(jobs("dev")))
        server.on("/b", reply(jobs("dev", url="https://other.example")))
        sources = [{"url": server.url(path), "name": path[1:]} for path in ("/a", "/b")]
        home.configure(sources=sources, network={"allow": [server.address]})
        home.publish()
        assert home.titles("jobs.json") == ["dev", "dev"]

    def test_the_employers_own_copy_leads(self, home: Any, server: Server) -> None:
        """An aggregator that leads to the employer's page has the same offer; the id stays."""
        page = server.url("/dev")
        server.on("/board", reply(jobs("dev", url="https://board.example", external_url=page)))
        server.on("/own", reply(jobs("dev", url=server.url(""))))
        board = {"url": server.url("/board"), "name": "board"}
        home.configure(sources=[board], network={"allow": [server.address]})
        home.publish()
        ids = home.ids("jobs.json")
        home.configure(sources=[board, {"url": server.url("/own"), "name": "own"}], network={"allow": [server.address]})
        home.publish(now=at(0.1))
        assert home.ids("jobs.json") == ids
        told = home.run("explain", "--json", ids[0]).report
        fields = {line["field"]: line["value"] for line in told}
        assert fields["file"] == page
        assert fields["also in"] == "https://board.example/dev"

    def test_a_post_of_ours_that_points_to_a_partners_page_is_that_offer(self, home: Any, server: Server) -> None:
        """The team's pointer and the partner's own offer are one entry."""
        server.on("/feed", reply(jobs("dev")))
        home.job("2026-02-01-dev.md", roles="dev", friend="Partner", externalURL="https://partner.example/dev/")
        configure(home, server)
        partner = {"url": server.url("/feed"), "name": "partner"}
        home.configure(sources=[{"path": "sources"}, partner], network={"allow": [server.address]})
        home.publish()
        assert len(home.ids("jobs.json")) == 1

    def test_an_offer_goes_on_when_one_of_its_sources_ends(self, home: Any, server: Server) -> None:
        """The other one tells it from then on, under the same id."""
        server.on("/own", reply(jobs("dev", "x")), reply(jobs("x")))
        server.on(
            "/board",
            reply(jobs("dev", url="https://board.example", external_url="https://partner.example/dev")),
        )
        own = {"url": server.url("/own"), "name": "own", **SNAPSHOT}
        board = {"url": server.url("/board"), "name": "board"}
        home.configure(sources=[own, board], network={"allow": [server.address]})
        home.publish()
        ids = set(home.ids("jobs.json"))
        for hours in range(1, 6):
            assert changes(home.publish(now=at(hours))).get("closed") is None
        assert set(home.ids("jobs.json")) == ids
        (item,) = (item for item in home.json("jobs.json")["items"] if item["title"] == "dev")
        assert item["external_url"] == "https://partner.example/dev"


class TestManyAtOnce:
    """One partner's trouble is its own."""

    def test_one_that_fails_or_drips_stops_nobody(self, home: Any, server: Server) -> None:
        """The others are read; the budget of the run holds."""
        server.on("/good", reply(rss("good")))
        server.on("/bad", reply(b"\\0\\1 rubbish"))
        server.on("/cut", script(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>", "close"))
        sources = [{"url": server.url(path), "name": path[1:]} for path in ("/bad", "/cut", "/good")]
        home.configure(sources=sources, network={"allow": [server.address]})
        home.publish()
        assert home.titles("news.json") == ["good"]
        found = home.run("status", "--json", "--now", at(0)).report["sources"]
        health = {one["name"]: one["health"] for one in found}
        assert health == {"bad": "failing", "cut": "failing", "good": "good"}

    def test_what_was_left_comes_first(self, home: Any, server: Server) -> None:
        """A budget of bytes ends a run; the next one begins with those that had no turn."""
        for number in range(4):
            server.on(f"/{number}", reply(rss(f"n{number}", text="w " * 300_000)))
        sources = [{"url": server.url(f"/{number}"), "name": f"p{number}"} for number in range(4)]
        home.configure(sources=sources, network={"allow": [server.address], "megabytes": 1})
        ran = home.publish()
        assert ran.report["partners"]["skipped"] == 2
        home.publish(now=at(0.1))
        assert sorted(server.paths()) == ["/0", "/1", "/2", "/3"]

    def test_a_partner_may_be_asked_out_of_turn(self, home: Any, server: Server) -> None:
        """`feeds collect` takes in what it gives, and publishes nothing; `feeds publish` then does."""
        server.on("/feed", reply(rss("one")), reply(rss("one", "two")))
        configure(home, server)
        home.publish()
        before = home.tree()
        ran = home.run("collect", "partner", "--now", at(0.1))
        assert "1 new" in ran.out
        assert home.tree() == before
        home.publish(now=at(0.2))
        assert sorted(home.titles("news.json")) == ["one", "two"]
        assert len(server.asked) == 2


def test_an_address_can_be_tried(home: Any, server: Server) -> None:
    """`feeds try` shows fields and problems, and keeps nothing."""
    server.on("/feed", reply(jobs("dev")))
    home.configure()
    ran = home.run("try", server.url("/feed"))
    assert ran.status == 0, ran.err
    assert "job.hiring_organization  Partner" in " ".join(ran.out.split()).replace(
        "organization Partner", "organization  Partner"
    )
    assert not (home.root / ".feeds").exists()


class TestTimes:
    """Dates that partners have wrong, or ahead."""

    def test_nothing_was_changed_in_the_future(self, home: Any, server: Server) -> None:
        """A change that is yet to come was none, and one that comes later counts when it is seen."""
        later = {"date_modified": "2030-01-01T00:00:00Z"}
        server.on("/feed", reply(jobs("a", **later)), reply(jobs("a", **later, content_html="<p>New</p>")))
        configure(home, server)
        home.publish()
        assert home.json("jobs.json")["items"][0]["date_modified"] == "2026-02-02T10:00:00Z"
        home.publish(now=at(2))
        assert home.json("jobs.json")["items"][0]["date_modified"] <= at(2)

    def test_what_is_dated_ahead_is_published_on_its_day(self, home: Any, server: Server) -> None:
        """Until then it waits, as our own posts do."""
        server.on("/feed", reply(jobs("a", date_published="2026-03-02T09:00:00Z")))
        configure(home, server)
        home.publish()
        assert home.titles("jobs.json") == []
        assert changes(home.publish(now=at(25))) == {"new": ["a"]}


def atom_page(name: str, onward: str) -> bytes:
    """Write one part of a paged Atom feed."""
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:1</id><title>x</title>'
        f'<updated>2026-02-02T00:00:00Z</updated><link rel="next" href="{onward}"/>'
        f"<entry><id>urn:x:{name}</id><title>{name}</title><updated>2026-02-02T00:00:00Z</updated>"
        "<content>Some words.</content></entry></feed>"
    ).encode()


def records_page(name: str, onward: str) -> bytes:
    """Write one part of a paged list of records."""
    job = {"id": name, "title": name, "link": f"https://p.example/{name}", "text": "Some words of it."}
    return json.dumps({"jobs": [job], "next": onward}).encode()


FIELDS = {"id": "id", "title": "title", "url": "link", "description": "text"}
PAGED = {"items": "jobs", "fields": FIELDS, "next": {"url": "next"}}


@pytest.mark.parametrize("in_memory", [1, 16_000_000])
@pytest.mark.parametrize(("page", "options"), [(atom_page, {}), (records_page, {"mapping": PAGED})])
def test_each_document_of_a_paged_list_is_parsed_once(
    home: Any, server: Server, monkeypatch: pytest.MonkeyPatch, page: Any, options: Any, in_memory: int
) -> None:
    """While it is fetched, to find the next one; what was parsed is kept for its entries, on disk at need."""
    monkeypatch.setattr(documents, "IN_MEMORY", in_memory)
    parsed = list[str]()
    for name, reader in READERS.items():

        def read(document: Any, given: Any, read: Any = reader.read) -> Any:
            parsed.append(document.locator)
            return read(document, given)

        monkeypatch.setitem(READERS, name, reader._replace(read=read))
    for number in (1, 2, 3):
        onward = server.url(f"/{number + 1}") if number < 3 else ""
        server.on(f"/{number}", reply(page(f"n{number}", onward)))
    configure(home, server, "/1", **options)
    ran = home.publish()
    assert changes(ran) == {"new": ["n1", "n2", "n3"]}, ran.problems
    assert parsed == [server.url(f"/{number}") for number in (1, 2, 3)]
    server.on("/2", reply(page("n4", server.url("/3"))))
    parsed.clear()
    assert "n4" in changes(home.publish(now=at(2)))["new"]
    assert parsed.count(server.url("/2")) == 1
