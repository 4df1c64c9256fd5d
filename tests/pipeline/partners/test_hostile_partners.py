"""Partners that mean harm, or whose servers are odd: found by trying to break what `test_partners` shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from support.hostile import Asked, Script, Server, head, redirect, reply, script
from support.partners import at, configure, jobs, rss

HTML = {"Content-Type": "text/html"}
SECRET = "s3cr3t/a b+c&d=é"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Server]:
    """Return another server, which no source names."""
    with Server() as running:
        yield running


def allow(home: Any, server: Server, other: Server, path: str = "/feed", **options: Any) -> None:
    """Let the project have one partner, who may lead to another server."""
    source = {"url": server.url(path), "name": "partner", "every": "1h", **options}
    home.configure(sources=[source], network={"allow": [server.address, other.address]})


class TestSecrets:
    """What is meant for one server goes nowhere else."""

    HEADERS: ClassVar = {"Authorization": "Bearer ${PARTNER_TOKEN}"}

    @pytest.fixture(autouse=True)
    def token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Set the secret."""
        monkeypatch.setenv("PARTNER_TOKEN", SECRET)

    def test_a_move_to_another_server_takes_no_credentials_there(
        self, home: Any, server: Server, other: Server
    ) -> None:
        """Not even when the move is remembered, and the new address is asked at once."""
        server.on("/feed", redirect(other.url("/feed"), 301))
        other.on("/feed", reply(rss("one")))
        allow(home, server, other, headers=self.HEADERS)
        for hours in (0, 2, 4):
            assert home.publish("--now", at(hours)).status == 0
        assert [asked.header("Authorization") for asked in other.asked] == ["", "", ""]
        assert len(server.asked) == 1

    def test_a_list_that_goes_on_elsewhere_goes_on_without_them(self, home: Any, server: Server, other: Server) -> None:
        """And a variable that a document names is not filled in for others."""

        def feed(name: str, onward: str) -> bytes:
            return (
                '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:1</id><title>x</title>'
                f'<updated>2026-02-02T00:00:00Z</updated><link rel="next" href="{onward}"/>'
                f"<entry><id>urn:x:{name}</id><title>{name}</title><updated>2026-02-02T00:00:00Z</updated>"
                "<content>Some words.</content></entry></feed>"
            ).encode()

        server.on("/feed", reply(feed("one", other.url("/more?t=${PARTNER_TOKEN}"))))
        other.on("/more", reply(feed("two", "")))
        allow(home, server, other, headers=self.HEADERS)
        assert home.publish("--now", at(0)).status == 0
        assert sorted(home.titles("news.json")) == ["one", "two"]
        assert all(not asked.header("Authorization") for asked in other.asked)
        assert not any("s3cr3t" in asked.path for asked in other.asked)

    def test_a_server_that_repeats_them_gives_nothing_away(self, home: Any, server: Server) -> None:
        """In whatever spelling: not in the ledger, the output or a message; the list still goes on."""

        def page(asked: Asked) -> Script:
            query = asked.path.partition("?")[2]
            after = "" if "page=2" in query else server.url("/list?page=2&" + query)
            body = {
                "jobs": [{"id": len(query), "title": f"As {SECRET}", "link": f"https://p.example/?{query}"}],
                "next": after,
            }
            raw = json.dumps(body).encode()
            return [head(200, {"Content-Length": str(len(raw))}) + raw]

        server.on("/feed", lambda asked: redirect("/list?" + asked.path.partition("?")[2], 301)(asked))
        server.on("/list", page)
        fields = {"id": "id", "title": "title", "url": "link"}
        mapping = {"items": "jobs", "fields": fields, "next": {"url": "next"}}
        configure(home, server, "/feed?token=${PARTNER_TOKEN}", mapping=mapping)
        said = [home.publish("--now", at(hours)) for hours in (0, 2)]
        said += [home.run("status", "--json"), home.run("try", "partner"), home.run("ledger", "export", "-")]
        assert [asked.path.partition("token=")[2] for asked in server.asked if "token" in asked.path] == [
            quote(SECRET, "/+&=")
        ] * len([asked for asked in server.asked if "token" in asked.path])
        assert len([asked for asked in server.asked if "page=2" in asked.path]) >= 2
        text = "".join(ran.out + ran.err for ran in said)
        text += "".join(path.read_bytes().decode("latin-1") for path in home.root.rglob("*") if path.is_file())
        assert "s3cr3t" not in text


class TestCourtesy:
    """What a server wishes, however it says it."""

    @pytest.mark.parametrize("tag", ['"\xff\xfe\x80"', 'W/"a b"', "unquoted", '"tab\tin"'])
    def test_a_tag_is_given_back_to_the_letter(self, home: Any, server: Server, tag: str) -> None:
        """Without the blanks around it, which are none of it."""
        answer = f"HTTP/1.1 200 OK\r\nETag: \t {tag} \t\r\nContent-Length: {len(rss('one'))}\r\n\r\n"
        server.on("/feed", script(answer.encode("latin-1") + rss("one")))
        configure(home, server)
        for hours in (0, 2):
            assert home.publish("--now", at(hours)).status == 0
        assert server.asked[1].header("If-None-Match") == tag

    @pytest.mark.parametrize(("status", "wish", "hours"), [(429, "7200", 2), (503, "7200", 2), (429, "", 0.75)])
    def test_a_page_may_ask_to_be_left_alone(
        self, home: Any, server: Server, status: int, wish: str, hours: float
    ) -> None:
        """No other page of it is asked for, and nothing before the time that it names."""
        links = "".join(f'<li><a href="/jobs/welder-in-lyon-{number}0">Welder</a>' for number in range(1, 6))
        server.on("/jobs", reply(f"<html><body><ul>{links}</ul></body></html>".encode(), headers=HTML))
        for number in range(1, 6):
            server.on(f"/jobs/welder-in-lyon-{number}0", reply(b"", status, {"Retry-After": wish} if wish else {}))
        configure(home, server, "/jobs")
        home.publish("--now", at(0))
        assert len([path for path in server.paths() if path.startswith("/jobs/")]) == 1
        asked = len(server.asked)
        home.publish("--now", at(hours - 0.05))
        assert len(server.asked) == asked

    def test_a_part_of_a_list_may_ask_to_be_left_alone(self, home: Any, server: Server) -> None:
        """As the whole may."""
        first = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/more"/>'
        server.on("/feed", reply(rss("one", channel=first)))
        server.on("/more", reply(b"", 429, {"Retry-After": "36000"}))
        configure(home, server)
        for hours in (0, 2, 9):
            home.publish("--now", at(hours))
        assert server.paths().count("/feed") == 1

    def test_a_part_that_robots_txt_forbids_is_left_out(self, home: Any, server: Server) -> None:
        """The rest is read, and proves nothing about what is missing."""
        first = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="/more"/>'
        server.on("/feed", reply(rss("one", channel=first)))
        server.on("/robots.txt", reply(b"User-agent: *\nDisallow: /"))
        configure(home, server)
        ran = home.publish("--now", at(0), "--json")
        assert (ran.status, home.titles("news.json")) == (0, ["one"])
        assert any("robots.txt" in problem["found"] for problem in ran.report["problems"])
        assert "/more" not in server.paths()

    def test_who_has_enough_is_not_asked_sooner_than_who_answers(self, home: Any, server: Server) -> None:
        """A 429 without a word on how long."""
        server.on("/feed", reply(b"", 429))
        configure(home, server)
        for minutes in range(0, 180, 5):
            home.publish("--now", at(minutes / 60))
        assert len(server.asked) == 2

    def test_an_old_address_that_lives_again_is_the_address(self, home: Any, server: Server) -> None:
        """When the new one died; that one is asked no more."""
        server.on("/feed", redirect("/new", 301), reply(rss("one")))
        server.on("/new", reply(rss("one")), reply(b"", 404))
        configure(home, server)
        for hours in (0, 2, 4, 8, 16, 32, 48):
            home.publish("--now", at(hours))
        assert server.paths() == ["/feed", "/new", "/new", "/new", "/new", "/feed", "/feed", "/feed"]

    def test_a_clock_that_ran_ahead_stops_nothing(self, home: Any, server: Server) -> None:
        """Nor does it make anybody asked more often."""
        server.on("/feed", reply(rss("one")))
        configure(home, server)
        for hours in (24 * 365, 0, 0.1, 0.5):
            home.publish("--now", at(hours))
        assert len(server.asked) == 2


def entries(*items: str) -> bytes:
    """Write a feed of these items."""
    return rss(channel="".join(f"<item>{item}</item>" for item in items))


class TestIdentity:
    """What an entry is, and when it was, though its publisher says something else each time."""

    def test_entries_without_a_name_are_told_apart_by_their_titles(self, home: Any, server: Server) -> None:
        """Or texts, in whatever order; an address that they share is no name."""
        link = "<link>https://partner.example/all</link>"
        items = [f"<title>{name}</title><description>The {name}.</description>" for name in ("one", "two")]
        items += [f"<title>{name}</title><description>The {name}.</description>{link}" for name in "ab"]
        items += ["<description>Nothing but words.</description>"]
        server.on("/feed", reply(entries(*items)), reply(entries(*reversed(items))))
        configure(home, server)
        assert home.publish("--now", at(0)).status == 0
        assert sorted(home.titles("news.json")) == ["Nothing but words.", "a", "b", "one", "two"]
        assert not home.publish("--now", at(2), "--json").report["written"]

    @pytest.mark.parametrize("name", ["https://partner.example/{n}?sid={run}", "tag-{n}-{run}"])
    def test_what_has_another_name_at_each_answer_is_not_new_each_time(
        self, home: Any, server: Server, name: str
    ) -> None:
        """With another address and another date, too."""

        def feed(run: int) -> bytes:
            return entries(
                *(
                    f"<title>{n}</title><guid>{name.format(n=n, run=run)}</guid>"
                    f"<link>https://partner.example/{n}?sid={run}</link>"
                    f"<pubDate>Sun, 01 Mar 2026 0{run}:00:00 GMT</pubDate><description>The {n}.</description>"
                    for n in ("one", "two", "three")
                )
            )

        server.on("/feed", *(reply(feed(run)) for run in range(4)))
        configure(home, server)
        home.publish("--now", at(0))
        before = {item["id"]: item["date_published"] for item in home.json("news.json")["items"]}
        for run in (1, 2, 3):
            ran = home.publish("--now", at(2 * run), "--json")
            assert (ran.status, ran.report["transitions"]) == (0, [])
        assert {item["id"]: item["date_published"] for item in home.json("news.json")["items"]} == before

    def test_news_that_resemble_what_left_the_list_are_news(self, home: Any, server: Server) -> None:
        """The weekly report is another one each week."""

        def week(number: int) -> bytes:
            text = "The same words as in each of these reports, before what is new: " + f"week{number} " * 6
            return entries(
                f"<title>Weekly</title><guid>week-{number}</guid><description>{text}</description>"
                f"<link>https://partner.example/{number}</link>"
            )

        server.on("/feed", *(reply(week(number)) for number in range(3)))
        configure(home, server)
        ran = [home.publish("--now", at(2 * number), "--json") for number in range(3)]
        assert [one.status for one in ran] == [0, 0, 0]
        assert len(home.json("news.json")["items"]) == 3

    def test_dates_that_move_at_each_answer_stay(self, home: Any, server: Server) -> None:
        """Nothing is written again, and a note reports it."""

        def offer(day: int) -> bytes:
            (item,) = json.loads(jobs("one"))["items"]
            item["date_published"] = f"2026-03-0{day}T09:00:00Z"
            item["_jobposting"]["datePosted"] = f"2026-03-0{day}"
            return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}).encode()

        server.on("/feed", *(reply(offer(day)) for day in (1, 2, 3)))
        configure(home, server)
        home.publish("--now", at(0))
        for days in (1, 2):
            ran = home.publish("--now", at(24 * days), "--json")
            assert ran.report["written"] == []
            assert any("with other dates" in problem["found"] for problem in ran.report["problems"])
        assert "2026-03-03" not in str(home.json("jobs.json"))


class TestOurs:
    """What is ours stays ours, whatever a partner claims."""

    ID = "urn:uuid:11111111-2222-3333-4444-555555555555"

    def claim(
        self,
        home: Any,
        server: Server,
        *bodies: bytes,
        path: str = "/feed",
        page: str = "https://employer.example/1",
    ) -> Any:
        """Publish a post of ours about an offer with a `page`, beside the responses of a partner."""
        server.on(path, *map(reply, bodies))
        home.job(
            "2026-02-01-dev.md",
            title="Ours",
            roles="dev",
            externalURL=page,
            id=self.ID,
        )
        partner = {"url": server.url(path), "name": "partner"}
        home.configure(sources=[partner, {"path": "sources"}], network={"allow": [server.address]})
        ran = home.publish("--now", at(0))
        assert ran.status == 0, ran.err
        return {item["id"]: item for item in home.json("jobs.json")["items"]}

    def feed(self, site: str = "https://evil.example", **more: Any) -> bytes:
        """Write a feed with one offer, by somebody who may lead to others' pages."""
        feed = json.loads(jobs("Theirs", url=site))
        feed["items"][0].update(more)
        return json.dumps({**feed, "home_page_url": f"{site}/"}).encode()

    @pytest.mark.parametrize(
        "claims",
        [
            {"id": ID},
            {"id": ID, "url": "https://employer.example/1"},
            {"url": "https://employer.example/1"},
            {"external_url": "https://employer.example/1"},
            {"url": "https://evil.example/a", "_feeds": {"id": ID}},
        ],
    )
    def test_nobody_takes_a_post_of_ours_over(self, home: Any, server: Server, claims: Any) -> None:
        """Nor hides it: its text is ours, and it ends when we say so."""
        found = self.claim(home, server, self.feed(**claims), self.feed(**claims).replace(b"Theirs", b"Other"), b"{}")
        assert "Theirs" not in found[self.ID]["title"]
        for hours in (2, 4, 24 * 40, 24 * 41):
            home.publish("--now", at(hours))
        (ours,) = (item for item in home.json("jobs.json")["items"] if item["id"] == self.ID)
        assert "Theirs" not in str(ours["content_html"]) + ours["title"]

    @pytest.mark.parametrize("name", ["url", "external_url"])
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_our_own_pages_that_come_back_are_left_out(self, home: Any, server: Server, name: str, scheme: str) -> None:
        """However their address is written."""
        ours = f"{scheme}://JOBS.EXAMPLE.ORG/posts/dev/"
        assert len(self.claim(home, server, self.feed(**{name: ours}))) == 1

    def test_what_a_partner_writes_in_front_matter_gives_no_addresses_here(self, home: Any, server: Server) -> None:
        """Neither the address of its page, nor those that lead to it."""
        text = (
            "---\ntitle: Theirs <script>x</script>\nslug: dev\nredirect_from: [/about/]\n---\n\n" + "Some words. " * 30
        )
        self.claim(home, server, text.encode(), path="/post.md")
        assert "about" not in "".join(path for path in home.tree())
        assert "/about/" not in "".join(body.decode("utf-8", "replace") for body in home.tree().values())
        (item,) = home.json("news.json")["items"]
        assert (item["title"].strip(), item["url"].rpartition("/posts/")[2]) == ("Theirs", "theirs/")

    def test_ours_goes_on_when_the_employers_copy_ends(self, home: Any, server: Server) -> None:
        """That led it, and is not heard of for long."""
        site, page = server.url(""), server.url("/1")
        gone = self.feed(site, id="x", url=f"{site}/2", title="Other", content_html="<p>Something else.</p>")
        found = self.claim(home, server, self.feed(site, url=page), gone, page=page)
        assert "Theirs" in found[self.ID]["title"]
        for hours in (2, 24 * 20, 24 * 21):
            home.publish("--now", at(hours))
        (ours,) = (item for item in home.json("jobs.json")["items"] if item["id"] == self.ID)
        assert "Theirs" not in ours["title"]
        assert '"lost"' not in json.dumps(ours)
