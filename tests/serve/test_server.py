"""The server over the wire: what a reader, a browser and somebody who means harm get."""

import gzip
import os
import socket
import time
from contextlib import suppress
from threading import Thread

import pytest
from support.serving import ask, serving, until

from feeds.serve import files as shelf_module
from feeds.serve import server as server_module
from feeds.serve.live_reload import Reload

FEEDS = ("jobs.rss", "jobs.atom", "jobs.json", "news.rss")


def raw(port, request, *, wait=60.0):
    """Send bytes and read until the other side ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait) as connection:
        connection.sendall(request)
        got = b""
        with suppress(ConnectionError):
            while piece := connection.recv(65536):
                got += piece
        return got


# Files


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_goes_out_as_it_lies_there(home, served, path):
    got = served(f"/{path}")
    assert (got.status, got.body) == (200, (home.output / path).read_bytes())
    assert got.headers["Content-Length"] == str(len(got.body))
    assert "charset=utf-8" in got.headers["Content-Type"]
    assert got.headers["Cache-Control"] == "max-age=300"
    assert got.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in got.headers


@pytest.mark.parametrize("path", FEEDS)
def test_each_form_has_a_tag_of_its_own(served, path):
    plain, packed = served(f"/{path}"), served(f"/{path}", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert packed.headers["ETag"][0] == plain.headers["ETag"][0] == '"'
    assert plain.headers["Vary"] == packed.headers["Vary"]
    assert served(f"/{path}", Accept_Encoding="gzip;q=0").body == plain.body


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_who_has_a_feed_gets_304(served, coding):
    first = served("/jobs.rss", Accept_Encoding=coding)
    tag = first.headers["ETag"]
    for headers in ({"If_None_Match": tag}, {"If_None_Match": f'"x", W/{tag}'}, {"If_None_Match": "*"}):
        again = served("/jobs.rss", Accept_Encoding=coding, **headers)
        assert (again.status, again.body) == (304, b"")
        assert [again.headers[name] for name in ("ETag", "Vary")] == [tag, "Accept-Encoding"]
        assert again.headers["Cache-Control"]
        assert "Content-Length" not in again.headers
    dated = served("/jobs.rss", If_Modified_Since=first.headers["Last-Modified"])
    assert dated.status == 304
    both = served("/jobs.rss", If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])
    assert both.status == 200
    assert served("/jobs.rss", If_Match='"other"').status == 412


def test_a_tag_names_the_bytes_and_not_the_time(home, served):
    tag = served("/jobs.rss").headers["ETag"]
    os.utime(home.output / "jobs.rss", (time.time() + 5000, time.time() + 5000))
    later = served("/jobs.rss")
    assert later.headers["ETag"] == tag
    assert later.headers["Last-Modified"] <= later.headers["Date"]
    (home.output / "jobs.rss").write_bytes(b"<rss/>")
    assert served("/jobs.rss").headers["ETag"] != tag


def test_a_head_is_a_get_without_its_body(served):
    for headers in ({}, {"Accept_Encoding": "gzip"}):
        got, head = served("/jobs.rss", **headers), served("/jobs.rss", "HEAD", **headers)
        assert head.body == b""
        left_out = {"Date"}
        assert {(k, v) for k, v in head.headers.items() if k not in left_out} == {
            (k, v) for k, v in got.headers.items() if k not in left_out
        }


def test_a_range_is_passed_over(served):
    """RFC 9110 §14.2 lets a server do so; the whole is never wrong."""
    assert served("/jobs.rss", Range="bytes=0-9").status == 200


def test_a_folder_is_its_index(served):
    got = served("/posts/offre/")
    assert got.status == 200
    assert got.headers["Content-Type"] == "text/html; charset=utf-8"
    slashless = served("/posts/offre")
    assert (slashless.status, slashless.headers["Location"]) == (301, "/posts/offre/")
    assert served("/posts/").status == 404


def test_nothing_can_be_changed(served):
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        got = served("/jobs.rss", method)
        assert (got.status, got.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert served("/jobs.rss", "OPTIONS").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert served("*", "OPTIONS").status == 204
    assert served("/jobs.rss", "BREW").status == 501


def test_every_answer_keeps_browsers_in_bounds(served):
    for path in ("/", "/jobs.rss", "/nowhere", "/%00"):
        headers = served(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"]
        assert headers["Permissions-Policy"]


def test_a_site_below_a_path_is_served_there(home):
    home.configure(site={"title": "T", "language": "fr", "url": "https://example.org/blog/"})
    home.job("offre.md", title="Une offre")
    home.publish()
    with serving(home.output, "https://example.org/blog/") as server:
        assert ask(server.port, "/").headers["Location"] == "/blog/"
        assert ask(server.port, "/blog").headers["Location"] == "/blog/"
        page = ask(server.port, "/blog/posts/offre/")
        assert page.status == 200
        assert b'href="/blog/style.css"' in page.body
        assert ask(server.port, "/blog/style.css").status == 200
        assert ask(server.port, "/jobs.rss").status == 404
        slashless = ask(server.port, "/blog/posts/offre")
        assert slashless.headers["Location"] == "/blog/posts/offre/"


def test_a_page_of_ones_own_says_that_nothing_is_there(home, served):
    assert b"There is nothing" in served("/nowhere").body
    (home.output / "404.html").write_text("<p>Rien ici</p>")
    got = served("/nowhere")
    assert (got.status, got.body) == (404, b"<p>Rien ici</p>")


# Former addresses


@pytest.mark.parametrize("hosts", [["netlify"], ["nginx"], ["netlify", "apache", "nginx"]])
def test_former_addresses_lead_on_and_removed_pages_are_gone(home, hosts):
    home.configure(redirects=hosts, policy={"closed_page_days": 1})
    home.job("a.md", title="Première", redirect_from=["/ancienne/"])
    place = home.post("b.md", title="Seconde", statut="")
    home.publish()
    home.configure(
        redirects=hosts,
        policy={"closed_page_days": 1},
        permalink="p/{slug}/",
    )
    place.unlink()
    home.run("accept", "--now", "2026-03-02T09:00Z")
    home.run("accept", "--now", "2026-03-09T09:00Z")
    with serving(home.output) as server:
        for old in ("/ancienne/", "/ancienne", "/posts/a/", "/posts/a/index.html"):
            got = ask(server.port, old)
            assert (got.status, got.headers["Location"]) == (301, "/p/a/"), old
        assert ask(server.port, "/posts/b/").status == 410
        assert ask(server.port, "/posts/c/").status == 404


# Harm


@pytest.mark.parametrize(
    "path",
    [
        "/.feeds/ledger.sqlite",
        "/../.feeds/ledger.sqlite",
        "/..%2f.feeds%2fledger.sqlite",
        "/%2e%2e/config.yaml",
        "/posts/../../config.yaml",
        "/.htaccess",
        "/_redirects",
        "/redirects.nginx.conf",
        "//etc/passwd",
        "/jobs.rss%00.html",
        "/jobs.rss/",
        "/jobs.rss/x",
        "/..\\config.yaml",
        "/link/config.yaml",
        "/config-link",
        "/hidden-link",
        "/pipe",
        "/" + "a" * 300,
        "/" + "a/" * 2500,
    ],
)
def test_nothing_outside_the_output_is_shown(home, served, path):
    (home.output / "link").symlink_to(home.root)
    (home.output / "config-link").symlink_to(home.root / "config.yaml")
    (home.output / "hidden-link").symlink_to(home.output / ".htaccess")
    os.mkfifo(home.output / "pipe")
    got = served(path)
    assert 400 <= got.status < 500
    assert b"site:" not in got.body
    assert b"SQLite" not in got.body


def test_a_link_within_the_output_is_followed(home, served):
    (home.output / "latest.rss").symlink_to(home.output / "jobs.rss")
    assert served("/latest.rss").status == 200


def test_a_host_that_is_not_here_is_not_spoken_for(served):
    assert served("/", Host="evil.example").status == 421
    assert served("/.reload", Host="evil.example").status == 421
    assert served("/", Host="localhost:1").status == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", b"400"),
        (b"rubbish\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70000 + b"\r\n\r\n", b"431"),
    ],
)
def test_a_request_that_is_none_is_refused_and_ends_the_connection(home, request_, status):
    home.output.mkdir()
    with serving(home.output) as server:
        got = raw(server.port, request_)
        assert got.split(b" ", 2)[1] == status
        assert got.count(b"HTTP/1.1 ") == 1


def test_a_body_is_never_taken_for_the_next_request(home):
    home.output.mkdir()
    inner = b"GET /inner HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(home.output) as server:
        for length in (f"Content-Length: {len(inner)}", "Transfer-Encoding: chunked"):
            head = f"GET / HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode()
            assert raw(server.port, head + inner).count(b"HTTP/1.1 ") == 1


def test_a_connection_is_kept_for_the_next_request(home):
    home.output.mkdir()
    (home.output / "jobs.rss").write_bytes(b"<rss/>")
    with serving(home.output) as server:
        one = b"GET /jobs.rss HTTP/1.1\r\nHost: localhost\r\n"
        got = raw(server.port, one + b"\r\n" + one + b"Connection: close\r\n\r\n")
        assert got.count(b"HTTP/1.1 200 OK") == 2


def test_a_byte_now_and_then_does_not_hold_a_connection(home, monkeypatch):
    """One that is held takes every byte of a long header; one that was left is reset."""
    home.output.mkdir()
    monkeypatch.setattr(server_module, "PATIENCE", 0.6)

    def drip(connection):
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 1200:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)

    with (
        serving(home.output) as server,
        socket.create_connection(("127.0.0.1", server.port), 60) as slow,
        pytest.raises(ConnectionError),
    ):
        drip(slow)


def test_too_many_connections_are_sent_away_and_the_rest_is_served(home, monkeypatch):
    home.output.mkdir()
    (home.output / "jobs.rss").write_bytes(b"<rss/>")
    monkeypatch.setattr(server_module, "MOST", 5)
    with serving(home.output) as server:
        idle = [socket.create_connection(("127.0.0.1", server.port), 60) for _ in range(5)]
        until(lambda: raw(server.port, b"").startswith(b"HTTP/1.1 503"))
        for connection in idle:
            connection.close()
        until(lambda: ask(server.port, "/jobs.rss").status == 200)


def test_many_at_once_all_get_the_same(served):
    got = []
    threads = [Thread(target=lambda: got.append(served("/jobs.rss").body)) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 40
    assert len(set(got)) == 1


def test_what_is_kept_at_hand_is_bounded(served, monkeypatch):
    monkeypatch.setattr(shelf_module, "KEPT", 100)
    assert served("/jobs.rss").body == served("/jobs.rss").body
    monkeypatch.setattr(shelf_module, "LARGEST", 10)
    assert served("/jobs.rss").status == 404


# Reloading


def test_a_page_that_is_open_is_told(home):
    home.output.mkdir()
    reload = Reload("7")
    with serving(home.output, reload=reload) as server:
        with socket.create_connection(("127.0.0.1", server.port), 60) as page:
            page.sendall(b"GET /.reload HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 6-3\r\n\r\n")
            got = b""
            while b"7-0\ndata: reload" not in got:
                got += page.recv(1000)
            reload.tell()
            while b"id: 7-1\ndata: reload\n\n" not in got:
                got += page.recv(1000)
        assert b"text/event-stream" in got


def test_a_page_that_was_closed_is_noticed(monkeypatch):
    monkeypatch.setattr("feeds.serve.live_reload.BREATH", 0.01)
    events = Reload("7").events("")
    assert next(events) == b"retry: 1000\nid: 7-0\n\n"
    assert next(events) == b":\n\n"


def test_without_watching_there_is_no_script_and_nothing_to_listen_to(served):
    assert b"EventSource" not in served("/").body
    assert served("/.reload").status == 404
