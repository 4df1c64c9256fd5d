"""Slow partners: no request outlives the time for partners, and no host takes that of the others."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile import Server, drip, head, redirect, reply, script
from support.partners import at, rss

from feeds.collect import Network, Web
from feeds.model.instant import Deadline
from feeds.pipeline.partners.hosts import MIN_SHARE, Budget, Hosts, Turn

NEVER = 60.0  # seconds: longer than any test
SECONDS = 3  # for partners: enough for one that responds at once, on a busy machine
PAGE = b"<p>A page.</p>"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that responds as each test sets it."""
    with Server() as running:
        yield running


@contextmanager
def handshakes() -> Iterator[int]:
    """Accept connections on a port, and send a TLS handshake without end, byte by byte."""
    listening, open_ones, ended = socket.create_server(("127.0.0.1", 0)), deque[socket.socket](), threading.Event()

    def send(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00\x02")  # a record of 16 kB that contains a ServerHello
            while not ended.wait(0.05):
                connection.sendall(b"\x00")

    def accept() -> None:
        with suppress(OSError):
            while True:
                open_ones.append(listening.accept()[0])
                threading.Thread(target=send, args=(open_ones[-1],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for connection in open_ones:
            connection.close()


def body(server: Server) -> None:
    server.on("/feed", drip(b"x" * 999, 0.1, first=head(200, {"Content-Length": "999"})))


def headers(server: Server) -> None:
    server.on("/feed", drip(head(200, {"X-Long": "x" * 999}), 0.1))


def chunks(server: Server) -> None:
    server.on("/feed", drip(b"1\r\nx\r\n" * 999, 0.1, first=head(200, {"Transfer-Encoding": "chunked"})))


def silence(server: Server) -> None:
    server.on("/feed", script(NEVER))


def interim(server: Server) -> None:
    server.on("/feed", lambda _: (part for _ in range(999) for part in (b"HTTP/1.1 103 Hints\r\n\r\n", 0.1)))


def redirects(server: Server) -> None:
    server.on("/feed", redirect("/1"))
    server.on("/1", reply(b"", 302, {"Location": "/2"}, wait=0.3))
    server.on("/2", drip(head(302, {"Location": "/feed"}) * 99, 0.1))


def next_part(server: Server) -> None:
    feed = rss("one", channel='<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="/more"/>')
    server.on("/feed", reply(feed))
    server.on("/more", drip(feed, 0.1, first=head(200, {"Content-Length": "9999"})))


SLOW = [body, headers, chunks, silence, interim, redirects, next_part]


@pytest.mark.parametrize("behave", SLOW)
def test_a_slow_partner_fails_and_all_else_is_published(
    home: Any, server: Server, behave: Callable[[Server], None]
) -> None:
    """Whatever it is slow with, it is cut off, backs off, and is not fetched by the next run."""
    behave(server)
    check(home, server.url("/feed"), server.address)


def test_slow_handshakes_are_cut_off(home: Any) -> None:
    """TLS is part of a request."""
    with handshakes() as port:
        check(home, f"https://127.0.0.1:{port}/feed", f"127.0.0.1:{port}")


def test_slow_name_servers_are_not_waited_for(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver of the system has no timeout of its own."""
    ended, true = threading.Event(), socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "slow.example":
            ended.wait(NEVER)
        return true(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    check(home, "http://slow.example/feed", "slow.example:80")
    ended.set()


def check(home: Any, url: str, address: str) -> None:
    """Publish with one slow partner and another one, twice."""
    home.post("2026-01-01-ours.md", title="Ours")
    with Server() as other:
        other.on("/good", reply(rss("good")))
        sources = [{"path": "sources"}, {"url": url, "name": "slow"}, {"url": other.url("/good"), "name": "good"}]
        home.configure(sources=sources, network={"allow": [address, other.address], "workers": 1, "seconds": SECONDS})
        home.publish()
        assert sources_of(home) == {"slow": ("failing", 1), "good": ("waiting", 0)}
        assert home.titles("news.json") == ["Ours"]
        home.publish(now=at(0.01))
        assert sources_of(home) == {"slow": ("failing", 1), "good": ("good", 0)}
        assert sorted(home.titles("news.json")) == ["Ours", "good"]


def sources_of(home: Any) -> dict[str, tuple[str, int]]:
    """Return health and failures of each partner."""
    found = home.run("status", "--json", "--now", at(0.02)).report["sources"]
    return {one["name"]: (one["health"], one["failures"]) for one in found if one["name"] != "sources"}


@pytest.mark.parametrize("slow", ["/robots.txt", "/job"])
def test_slow_pages_back_off_and_what_came_is_kept(home: Any, server: Server, slow: str) -> None:
    """The list was read; its pages are fetched later, after a pause."""
    listed = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{server.url("/job")}</loc></url></urlset>'
    server.on("/sitemap.xml", reply(listed.encode(), headers={"Content-Type": "application/xml"}))
    server.on("/job", reply(PAGE))
    server.on(slow, drip(b"x" * 999, 0.1, first=head(200, {"Content-Length": "999"})))
    home.post("2026-01-01-ours.md", title="Ours")
    sources = [{"path": "sources"}, {"url": server.url("/sitemap.xml"), "name": "slow"}]
    home.configure(sources=sources, network={"allow": [server.address], "seconds": SECONDS})
    ran = home.publish()
    assert home.titles("news.json") == ["Ours"]
    assert sources_of(home) == {"slow": ("failing", 1)}
    assert any("no page within" in problem["text"] for problem in ran.report["problems"])
    asked = len(server.asked)
    home.publish(now=at(0.01))
    assert len(server.asked) == asked


# Shares, by a clock of the tests


class Clock:
    """A clock that stands still until it is moved; each thread has its own time."""

    def __init__(self) -> None:
        self.local = threading.local()

    def __call__(self) -> float:
        return float(getattr(self.local, "now", 0.0))

    def pass_by(self, seconds: float) -> None:
        self.local.now = self() + seconds


def fetch_all(costs: dict[str, float], workers: int, seconds: int) -> list[tuple[str, float, bool]]:
    """Fetch sources of one thread that each need some seconds; return when each ended, and whether it was cut off."""
    clock = Clock()
    ended = list[tuple[str, float, bool]]()

    def fetch(source: Web, turn: Turn) -> bool:
        left, need = turn.deadline.left(), costs[source.url]
        clock.pass_by(min(left, need))
        ended.append((source.url, clock(), need > left))
        return True

    budget = Budget(Network(seconds=seconds), Deadline(clock=clock))
    hosts = Hosts([Web(url) for url in costs], workers, budget, fetch)
    assert len(list(hosts.results(Deadline()))) == len(ended)
    return ended


def test_hosts_that_drip_leave_time_for_the_others() -> None:
    """A hundred that never end, listed first, and two hundred good ones."""
    slow = {f"https://slow{number}.example/feed": 1000.0 for number in range(100)}
    good = {f"https://good{number}.example/feed": 0.1 for number in range(200)}
    ended = fetch_all({**slow, **good}, 1, 600)
    assert {url for url, _, cut in ended if cut} == set(slow)
    assert {url for url, _, cut in ended if not cut} == set(good)
    assert ended[-1][1] == pytest.approx(100 * MIN_SHARE + 200 * 0.1)


def test_a_host_with_many_sources_waits_behind_the_others() -> None:
    """When its share has passed, the others have their turn, and then it goes on."""
    many = {f"https://many.example/{number}": 4.0 for number in range(5)}
    ended = fetch_all({**many, "https://one.example/": 1.0, "https://two.example/": 1.0}, 1, 30)
    order = [url.removeprefix("https://") for url, _, cut in ended if not cut]
    assert order[:5] == ["many.example/0", "many.example/1", "one.example/", "two.example/", "many.example/2"]
    assert len(order) == 7


def test_one_host_alone_has_all_the_time() -> None:
    """A share is for the sake of others."""
    assert fetch_all({"https://one.example/": 290.0}, 16, 300) == [("https://one.example/", 290.0, False)]


@given(
    st.lists(st.floats(0.01, 1000), min_size=1, max_size=30), st.integers(1, 3), st.integers(1, 300), st.integers(1, 5)
)
def test_no_host_holds_a_place_for_longer(needs: list[float], workers: int, seconds: int, per_host: int) -> None:
    """At most `seconds` × `workers` ÷ hosts that are due, but five seconds at least."""
    clock, longest = Clock(), dict[str, float]()
    costs = {f"https://h{number // per_host}.example/{number}": need for number, need in enumerate(needs)}
    hosts = len({url.split("/")[2] for url in costs})
    limit = max(MIN_SHARE, seconds * workers / hosts)

    def fetch(source: Web, turn: Turn) -> None:
        taken = min(turn.deadline.left(), costs[source.url])
        assert taken <= min(limit, seconds) + 1e-6
        longest[source.url] = taken
        clock.pass_by(taken)

    list(
        Hosts(
            [Web(url) for url in costs], workers, Budget(Network(seconds=seconds), Deadline(clock=clock)), fetch
        ).results(Deadline())
    )
    assert clock() <= seconds
