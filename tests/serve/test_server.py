"""The server over the wire: responses to readers, browsers and attackers."""

import os
import socket
import time
from contextlib import suppress
from threading import Thread

import pytest
from support.serving import fetch, serving

from feeds.serve.live_reload import LiveReload
from feeds.serve.server import Handler

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
    assert got.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in got.headers


def test_who_has_a_feed_gets_304(served):
    first = served("/jobs.rss")
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    old = "Thu, 01 Jan 2015 00:00:00 GMT"
    for headers in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"x", W/{tag}', "If_Modified_Since": old},
        {"If_Modified_Since": modified},
    ):
        again = served("/jobs.rss", **headers)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "no-cache"
        assert "Content-Length" not in again.headers
    assert served("/jobs.rss", If_None_Match='"other"', If_Modified_Since=modified).status == 200
    assert served("/jobs.rss", If_Modified_Since=old).status == 200


def test_a_tag_names_the_bytes_and_not_the_time(home, served):
    tag = served("/jobs.rss").headers["ETag"]
    os.utime(home.output / "jobs.rss", (time.time() + 5000, time.time() + 5000))
    assert served("/jobs.rss").headers["ETag"] == tag
    (home.output / "jobs.rss").write_bytes(b"<rss/>")
    assert served("/jobs.rss").headers["ETag"] != tag


def test_a_head_is_a_get_without_its_body(served):
    got, head = served("/jobs.rss"), served("/jobs.rss", "HEAD")
    assert head.body == b""
    for response in (got, head):
        del response.headers["Date"]
    assert head.headers.items() == got.headers.items()


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
        assert served("/jobs.rss", method).status == 501


def test_every_response_keeps_browsers_in_bounds(served):
    for path in ("/", "/jobs.rss", "/posts/offre", "/nowhere", "/%00"):
        headers = served(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_a_site_without_a_front_page_does_not_redirect_to_itself(home, served):
    (home.output / "index.html").unlink()
    assert served("/").status == 404


def test_a_site_below_a_path_is_served_there(home):
    home.configure(site={"title": "T", "language": "fr", "url": "https://example.org/blog/"})
    home.job("offre.md", title="Une offre")
    home.publish()
    with serving(home.output, "https://example.org/blog/") as server:
        assert fetch(server.port, "/").headers["Location"] == "/blog/"
        assert fetch(server.port, "/blog").headers["Location"] == "/blog/"
        page = fetch(server.port, "/blog/posts/offre/")
        assert page.status == 200
        assert b'style.css"' in page.body
        assert fetch(server.port, "/blog/style.css").status == 200
        assert fetch(server.port, "/jobs.rss").status == 404
        slashless = fetch(server.port, "/blog/posts/offre")
        assert slashless.headers["Location"] == "/blog/posts/offre/"


def test_a_page_of_ones_own_says_that_nothing_is_there(home, served):
    assert b"<h1>Page introuvable</h1>" in served("/nowhere").body
    (home.output / "404.html").write_text("<p>Rien ici</p>")
    got = served("/nowhere")
    assert (got.status, got.body) == (404, b"<p>Rien ici</p>")


# Former addresses


@pytest.mark.parametrize("hosts", [["netlify"], ["nginx"], ["netlify", "apache", "nginx"]])
def test_former_addresses_lead_on_and_removed_pages_are_gone(home, hosts):
    home.configure(redirects=hosts, policy={"closed_entry_days": 0, "closed_page_days": 1})
    home.job("a.md", title="Première", redirect_from=["/ancienne/"])
    place = home.post("b.md", title="Seconde", statut="")
    home.publish()
    home.configure(
        redirects=hosts,
        policy={"closed_entry_days": 0, "closed_page_days": 1},
        permalink="p/{slug}/",
    )
    place.unlink()
    home.run("accept", "--now", "2026-03-02T09:00Z")
    home.run("accept", "--now", "2026-03-09T09:00Z")
    with serving(home.output) as server:
        for old in ("/ancienne/", "/ancienne", "/posts/a/", "/posts/a/index.html"):
            got = fetch(server.port, old)
            assert (got.status, got.headers["Location"]) == (301, "/p/a/"), old
        assert fetch(server.port, "/posts/b/").status == 410
        assert fetch(server.port, "/posts/c/").status == 404


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
        (b"GET / HTTP/1.1\r\n\r\n", b"421"),
        (b"rubbish\r\n\r\n", b"Bad request syntax"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"431"),
    ],
)
def test_an_invalid_request_is_refused(home, request_, status):
    home.output.mkdir()
    with serving(home.output) as server:
        assert status in raw(server.port, request_)


def test_a_body_is_never_taken_for_the_next_request(home):
    home.output.mkdir()
    inner = b"GET /inner HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(home.output) as server:
        head = f"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(inner)}\r\n\r\n".encode()
        assert raw(server.port, head + inner).count(b"HTTP/1.0 ") == 1


def test_a_silent_connection_ends(home, monkeypatch):
    home.output.mkdir()
    monkeypatch.setattr(Handler, "timeout", 0.2)
    with serving(home.output) as server:
        assert raw(server.port, b"GET / HTTP/1.1\r\nHost: localhost\r\n", wait=60) == b""


def test_many_at_once_all_get_the_same(served):
    got = []
    threads = [Thread(target=lambda: got.append(served("/jobs.rss").body)) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 40
    assert len(set(got)) == 1


# Reloading


def test_an_open_page_is_reloaded(home):
    home.output.mkdir()
    reload = LiveReload("7")
    with serving(home.output, reload=reload) as server:
        with socket.create_connection(("127.0.0.1", server.port), 60) as page:
            page.sendall(b"GET /.reload HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 6-3\r\n\r\n")
            got = b""
            while b"7-0\ndata: reload" not in got:
                got += page.recv(1000)
            reload.notify()
            while b"id: 7-1\ndata: reload\n\n" not in got:
                got += page.recv(1000)
        assert b"text/event-stream" in got


def test_a_page_that_was_closed_is_noticed(monkeypatch):
    monkeypatch.setattr("feeds.serve.live_reload.KEEP_ALIVE", 0.01)
    events = LiveReload("7").events("")
    assert next(events) == b"retry: 1000\nid: 7-0\n\n"
    assert next(events) == b":\n\n"


def test_without_watching_there_is_no_script_and_nothing_to_listen_to(served):
    assert b"EventSource" not in served("/").body
    assert served("/.reload").status == 404
