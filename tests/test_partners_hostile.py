"""Partners that mean harm, or whose servers are odd: found by trying to break what `test_partners` shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from hostile import Asked, Script, Server, head, redirect, reply, script
from test_partners import at, configure, rss

HTML = {"Content-Type": "text/html"}
SECRET = "s3cr3t/a b+c&d=é"


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server that answers as it is told."""
    with Server() as running:
        yield running


@pytest.fixture
def other() -> Iterator[Server]:
    """Give another one, which is nobody's business."""
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

    def test_a_list_that_goes_on_elsewhere_goes_on_without_them(
        self, home: Any, server: Server, other: Server
    ) -> None:
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
        text += "".join(
            path.read_bytes().decode("latin-1") for path in home.root.rglob("*") if path.is_file()
        )
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

    @pytest.mark.parametrize(
        ("status", "wish", "hours"), [(429, "7200", 2), (503, "7200", 2), (429, "", 0.75)]
    )
    def test_a_page_may_ask_to_be_left_alone(
        self, home: Any, server: Server, status: int, wish: str, hours: float
    ) -> None:
        """No other page of it is asked for, and nothing before the time that it names."""
        links = "".join(f'<li><a href="/jobs/welder-in-lyon-{number}0">Welder</a>' for number in range(1, 6))
        server.on("/jobs", reply(f"<html><body><ul>{links}</ul></body></html>".encode(), headers=HTML))
        for number in range(1, 6):
            server.on(
                f"/jobs/welder-in-lyon-{number}0", reply(b"", status, {"Retry-After": wish} if wish else {})
            )
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
