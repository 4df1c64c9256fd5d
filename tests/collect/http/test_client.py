"""The HTTP client over real sockets: courteous to servers, suspicious of their answers."""

import gzip
import logging
import random
import resource
import socket
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version

import brotli
import pytest
import urllib3
from support.hostile import (
    CERTIFICATE,
    CLOSE,
    RESET,
    Server,
    chunked,
    drip,
    endless,
    head,
    redirect,
    reply,
    script,
    zeros,
)

from feeds._version import __version__
from feeds.collect.http import transport
from feeds.collect.http.client import Client, Limits, fetch
from feeds.collect.http.headers import Validators
from feeds.model.errors import FetchError, SourceError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = "Développeuse, développeur à Lille. ".encode() * 500
BROKEN = "truncated response"
SMALL = Limits(wire=400_000, decompressed=5_000_000)
QUICK = Limits(connect=0.5, read=0.4, header=0.6, total=1.0)


@pytest.fixture
def server():
    with Server() as server:
        yield server


@pytest.fixture
def client(server):
    with Client("https://jobs.example.org/", [server.address], SMALL) as client:
        yield client


@pytest.fixture
def hasty(server):
    with Client("me", [server.address], QUICK) as client:
        yield client


def failure(client, url, **kwargs):
    """Return the error of a request that must fail."""
    with pytest.raises(FetchError) as caught:
        client.get(url, **kwargs)
    return caught.value


# What is asked


def test_request_headers(server, client):
    client.get(server.on("/feed", reply()))
    asked = server.asked[0]
    assert asked.header("User-Agent") == f"feeds/{__version__} (+https://jobs.example.org/)"
    assert asked.header("Accept").startswith("application/feed+json, application/atom+xml, application/rss+xml")
    assert asked.header("Accept-Encoding") == "gzip, deflate, br, zstd"
    assert not asked.names & {"referer", "cookie", "authorization", "if-none-match", "if-modified-since"}


def test_a_contact_cannot_break_the_headers(server):
    with Client("été\r\nX-Injected: 1", [server.address]) as client:
        client.get(server.on("/", reply()))
    assert "x-injected" not in server.asked[0].names


def test_a_fragment_stays_at_home(server, client):
    answer = client.get(server.on("/feed", reply()) + "?a=b#part")
    assert server.paths() == ["/feed?a=b"]
    assert answer.final == server.url("/feed?a=b")
    assert answer.url == server.url("/feed?a=b#part")


def test_the_environment_is_ignored(server, client, monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / ".netrc").write_text(f"machine {server.host} login me password hush")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert client.get(server.on("/", reply(b"here"))).body == b"here"
    assert "authorization" not in server.asked[0].names


def test_no_cookie_is_kept(server, client):
    cookie = {"Set-Cookie": "a=b; Path=/"}
    server.on("/moved", reply(b"", 302, {"Location": "/feed", **cookie}))
    server.on("/feed", reply(b"", 200, cookie))
    client.get(server.url("/moved"))
    client.get(server.url("/feed"))
    assert not any("cookie" in asked.names for asked in server.asked)


def test_a_body_is_posted_as_json(server, client):
    assert (
        client.get(server.on("/", reply(b"[]")), body='{"page": "é"}', validators=Validators('"1"', "x")).body == b"[]"
    )
    asked = server.asked[0]
    assert (asked.method, asked.body.decode()) == ("POST", '{"page": "é"}')
    assert asked.header("Content-Type") == "application/json"
    assert not asked.names & {"if-none-match", "if-modified-since"}


# Conditional requests


@pytest.mark.parametrize("etag", ['"1"', 'W/"1"', "1", '"a, b"', '"\xe9"', 'w/"x', '""', "'single'", '"a\\"b"'])
def test_validators_are_given_back_as_they_came(server, client, etag):
    date = "Tue,  1 Sep 2026 10:00:00 GMT"
    sent = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nLast-Modified: {date}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    first = client.get(server.on("/", script(sent)))
    assert (first.etag, first.last_modified) == (etag, date)
    client.get(server.url("/"), validators=Validators(first.etag, first.last_modified))
    assert f"\r\nIf-None-Match: {etag}\r\n".encode("latin-1") in server.asked[1].head
    assert f"\r\nIf-Modified-Since: {date}\r\n".encode() in server.asked[1].head


def test_headers_of_not_modified_are_returned(server, client):
    held = {"ETag": '"2"', "Cache-Control": "max-age=60", "Last-Modified": "then"}
    answer = client.get(server.on("/", script(head(304, held))), validators=Validators('"1"'))
    assert (answer.status, answer.body, answer.etag, answer.last_modified) == (304, b"", '"2"', "then")
    assert answer.fresh_for == 60


def test_not_modified_unasked_or_with_a_body(server, client):
    server.on("/", script(head(304, {"Content-Length": "5"}) + b"HTTP/", 0.05, CLOSE))
    for _ in range(3):
        assert (client.get(server.url("/")).status, client.get(server.url("/")).body) == (304, b"")


def test_two_validators_that_differ_are_none(server, client):
    url = server.on("/", reply(headers=[("ETag", '"1"'), ("ETag", '"2"'), ("Last-Modified", "x")]))
    assert (client.get(url).etag, client.get(url).last_modified) == ("", "x")


def test_a_validator_that_cannot_be_sent_is_left_out(server, client):
    client.get(server.on("/", reply()), validators=Validators('"1"\r\nX-Injected: 1', "ἀ"))
    assert not server.asked[0].names & {"if-none-match", "if-modified-since", "x-injected"}


# What is answered


@pytest.mark.parametrize("status", [200, 201, 203, 204, 205, 300, 301, 304, 400, 401, 404, 410, 418, 429, 500, 503])
def test_every_status_is_an_answer(server, client, status):
    answer = client.get(server.on("/", reply(b"" if status in (204, 304) else b"body", status)))
    assert answer.status == status
    assert answer.body == (b"body" if status in (200, 201, 203) else b"")
    assert len(server.asked) == 1, "no status is retried"


def test_the_type_is_read(server, client):
    for value, expected in {
        "Application/RSS+XML; charset=UTF-8": ("application/rss+xml", "utf-8"),
        'text/html;charset="iso-8859-1"; x=y': ("text/html", "iso-8859-1"),
        "text/xml": ("text/xml", ""),
        "": ("", ""),
        ';;="': ("", ""),
        "text/html; charset*=bogus'x%FF": ("text/html", ""),
        "text/html; charset*0;charset*": ("text/html", ""),
        "text/html; x-charset=a; charset = 'UTF-8'": ("text/html", "utf-8"),
    }.items():
        answer = client.get(server.on("/", reply(headers={"Content-Type": value})))
        assert (answer.media_type, answer.charset) == expected
    assert client.get(server.on("/", reply())).media_type == ""


def test_times_are_read(server, client):
    server.on("/", reply(b"", 503, {"Retry-After": "120", "Cache-Control": "max-age=600", "Age": "100"}))
    answer = client.get(server.url("/"))
    assert (answer.retry_after, answer.fresh_for) == (120, 500)


def test_what_came_over_the_wire_is_counted(server, client):
    packed = gzip.compress(TEXT)
    assert client.get(server.on("/", reply(packed, headers={"Content-Encoding": "gzip"}))).received == len(packed)


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Odd: \xff\xfe\x80\r\n\xe9: x\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nno colon at all\r\nX: y\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n: no name\r\nETag:\r\nContent-Type:\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\nX: a\r\nX: b\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: folded\r\n over lines\r\n\r\nok",
        b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\n\r\nok",
        b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 3 + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + b"X: %s\r\n" % (b"y" * 60_000) + b"\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: \r\nRetry-After: \r\nDate: \r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2;x=y\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more than was said",
    ],
)
def test_odd_answers_are_read(server, client, sent):
    assert client.get(server.on("/", script(sent, 0.02, CLOSE))).body == b"ok"
    assert client.get(server.on("/", reply(b"next"))).body == b"next"


@pytest.mark.parametrize(
    "sent",
    [
        *(
            b"",
            b"\r\n",
            b"garbage\r\n\r\n",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"\x16\x03\x01\x02\x00",
            b"<html>no</html>",
        ),
        *(
            b"HTTP/1.1\r\n\r\n",
            b"HTTP/1.1 OK\r\n\r\n",
            b"HTTP/1.1 99 x\r\n\r\n",
            b"HTTP/9.9 200 OK\r\n\r\n",
            b"\x00" * 100_000,
        ),
        b"HTTP/1.1 200 OK\r\n" + b"X: %s\r\n" % (b"y" * 70_000) + b"\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x; boundary*0; boundary*\r\n\r\nok",
    ],
)
def test_what_is_no_answer(server, client, sent):
    error = failure(client, server.on("/", script(sent, CLOSE)))
    assert isinstance(error, SourceError)
    assert "(" in str(error), "it has a remedy"


def test_a_broken_connection(server, client):
    for broken in (
        script(RESET),
        script(CLOSE),
        script(head(200, {"Content-Length": "9"}), b"ha", 0.02, RESET),
    ):
        assert failure(client, server.on("/", broken)).transient
    assert len(server.asked) == 3, "nothing is fetched twice"


def test_a_port_where_nobody_listens():
    with Server() as gone:
        pass
    with Client("me", [gone.address]) as client:
        error = failure(client, gone.url("/"))
    assert error.transient
    assert "cannot be reached: Connection refused" in str(error)


def test_whatever_is_answered_is_an_answer_or_that_error(server, client):
    chance = random.Random(1)
    packed = gzip.compress(TEXT)
    fields = {
        "ETag": '"1"',
        "Content-Type": "text/xml; charset=utf-8",
        "Cache-Control": "max-age=5, no-cache",
    }
    fields |= {"Retry-After": "5", "Date": "Tue, 01 Sep 2026 10:00:00 GMT", "Location": "/other"}
    for _ in range(400):
        status = chance.choice((200, 200, 302, 304, 503))
        sent = bytearray(head(status, {**fields, "Content-Encoding": "gzip", "Content-Length": len(packed)}) + packed)
        for _ in range(chance.choice((1, 3, 9))):
            at = chance.randrange(chance.choice((40, 400, len(sent))))
            sent[at : at + chance.choice((0, 1, 5))] = chance.randbytes(chance.choice((0, 1, 3)))
        server.on("/", script(bytes(sent), CLOSE))
        with suppress(FetchError):
            client.get(server.url("/"))


def test_the_library_below_is_the_one_that_was_tried():
    """Some packages put their own in the place of urllib3."""
    assert urllib3.__version__ == version("urllib3")
    assert urllib3.__version__.startswith("2.")


# Bodies


@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("GZIP", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("gzip", gzip.compress(TEXT) + b"\x00" * 10),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
        ("zstd", zstd.compress(TEXT[:100]) + zstd.compress(TEXT[100:])),
        ("identity", TEXT),
        ("gzip, identity", gzip.compress(TEXT)),
    ],
)
@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_packed_bodies_are_unpacked(server, client, packing, packed, pieces):
    headers = {"Content-Encoding": packing}
    cut = [packed[at : at + pieces] for at in range(0, len(packed), pieces)] if pieces else [packed]
    assert client.get(server.on("/", chunked(*cut, headers=headers))).body == TEXT
    if packing != "identity" and not packed.endswith(b"\x00"):
        for less in (1, 9):
            error = failure(client, server.on("/", reply(packed[:-less], headers=headers)))
            assert BROKEN in str(error)
            assert error.transient


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd"])
def test_wrong_content_encoding(server, client, packing):
    error = failure(
        client, server.on("/", reply(b"<rss>\xff\xff plain text" * 99, headers={"Content-Encoding": packing}))
    )
    assert f"the body is not valid {packing}" in str(error)
    assert client.get(server.on("/", reply(b"", headers={"Content-Encoding": packing}))).body == b""


def test_an_unknown_packing(server, client):
    for packing, message in (
        ("lzma", "unsupported Content-Encoding lzma"),
        ("utf-8", "unsupported Content-Encoding utf-8"),
        ("gzip, gzip", "too many nested Content-Encodings (possible decompression bomb)"),
    ):
        error = failure(client, server.on("/", reply(b"x", headers={"Content-Encoding": packing})))
        assert message in str(error)


def test_a_body_that_is_broken_off(server, client):
    for broken in (
        script(head(200, {"Content-Length": "99"}), b"short", CLOSE),
        chunked(b"some", b"more", end=False),
        script(head(200, {"Transfer-Encoding": "chunked"}), b"ff\r\nshort", CLOSE),
        script(head(200, {"Transfer-Encoding": "chunked"}), b"nonsense\r\n", CLOSE),
    ):
        error = failure(client, server.on("/", broken))
        assert BROKEN in str(error)
        assert error.transient


def test_an_error_whose_body_is_broken_off_is_that_error(server, client):
    assert client.get(server.on("/", script(head(410, {"Content-Length": "99"}), b"short", CLOSE))).status == 410


def test_too_large_a_body(server, client):
    for large in (
        reply(bytes(500_000)),
        chunked(*[bytes(50_000)] * 10),
        script(head(200), *[bytes(50_000)] * 10, CLOSE),
        endless(bytes(50_000), first=head(200)),
        endless(b"1\r\nx\r\n" * 9_999, first=head(200, {"Transfer-Encoding": "chunked"})),
        endless(b"X: y\r\n" * 9_999, first=b"HTTP/1.1 100 Continue\r\n"),
        endless(b"X: y\r\n" * 9_999, first=head(200, {"Transfer-Encoding": "chunked"}) + b"0\r\n"),
        endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 999),
        endless(b"HTTP/1.1 102 Processing\r\n\r\n" * 999),
    ):
        error = failure(client, server.on("/", large))
        assert "larger than 0.4 MB" in str(error) or "response headers" in str(error)
        assert not error.transient


BOMBS = {
    "gzip": lambda: zeros(300_000_000),
    "br": lambda: brotli.compress(bytes(50_000_000), quality=5),
    "zstd": lambda: zstd.compress(bytes(50_000_000)),
    "deflate": lambda: zlib.compress(bytes(50_000_000)),
}


@pytest.mark.parametrize("packing", BOMBS)
def test_a_bomb_goes_off_small(server, client, packing):
    bomb = BOMBS[packing]()
    assert len(bomb) < SMALL.wire
    url = server.on("/", reply(bomb, headers={"Content-Encoding": packing}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger than 5 MB" in str(failure(client, url))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kB


def test_a_gzip_file_is_its_document(server, client):
    """Such as `sitemap.xml.gz`, which some servers compress again for the way."""
    file = gzip.compress(TEXT)
    assert client.get(server.on("/a.gz", reply(file))).body == TEXT
    encoded = reply(gzip.compress(file), headers={"Content-Encoding": "gzip"})
    assert client.get(server.on("/b.gz", encoded)).body == TEXT
    assert BROKEN in str(failure(client, server.on("/c.gz", reply(file[:-20]))))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger than 5 MB" in str(failure(client, server.on("/d.gz", reply(zeros(300_000_000)))))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kB


def test_a_redirect_or_an_error_with_a_bomb_is_not_unpacked(server, client):
    headers = {"Content-Encoding": "gzip", "Location": "/end"}
    server.on("/end", reply(b"end"))
    assert client.get(server.on("/a", reply(zeros(300_000_000), 302, headers))).body == b"end"
    assert client.get(server.on("/b", reply(zeros(300_000_000), 500, headers))).status == 500


# Time


def test_time_runs_out(server, hasty):
    ok = head(200, {"Content-Length": "99"})
    for behaviour, words in (
        (script(5.0), "silent for 0.4 seconds"),
        (script(ok, b"x", 5.0), "silent for 0.4 seconds"),
        (drip(ok * 9, 0.05), "headers took longer than 0.6 seconds"),
        (drip(b"x" * 99, 0.05, first=ok), "longer than 1 seconds"),
        (
            drip(b"1\r\nx\r\n" * 99, 0.05, first=head(200, {"Transfer-Encoding": "chunked"})),
            "longer than 1 seconds",
        ),
        (
            drip(b"\x1f\x8b\x08\x08" + b"n" * 99, 0.05, first=head(200, {"Content-Encoding": "gzip"})),
            "longer than 1",
        ),
    ):
        error = failure(hasty, server.on("/", behaviour))
        assert words in str(error)
        assert error.transient


def test_all_redirects_together_have_the_time_of_one(server, hasty):
    for step in range(5):
        server.on(f"/{step}", reply(b"", 302, {"Location": f"/{step + 1}"}, wait=0.3))
    server.on("/5", reply(b"end"))
    assert "longer than 1 seconds" in str(failure(hasty, server.url("/0")))


# Redirects


def test_redirects_are_followed(server, client):
    server.on("/a", redirect("/b"))
    server.on("/b", redirect("c?d=é#part", 307))
    server.on("/c", reply(b"end"))
    answer = client.get(server.url("/a"), validators=Validators('"1"'))
    assert (answer.body, answer.status, answer.moved) == (b"end", 200, "")
    assert answer.final == server.url("/c?d=%C3%A9")
    assert server.paths() == ["/a", "/b", "/c?d=%C3%A9"]
    assert [asked.header("If-None-Match") for asked in server.asked] == ['"1"'] * 3


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((302,), ""),
        ((303,), ""),
        ((307,), ""),
        ((301, 308, 301), "/3"),
        ((301, 302, 301), "/1"),
        ((302, 301), ""),
        ((301, 301, 307), "/2"),
    ],
)
def test_only_an_unbroken_chain_of_permanent_redirects_moves(server, client, statuses, moved):
    for step, status in enumerate(statuses):
        server.on(f"/{step}", redirect(f"/{step + 1}", status))
    server.on(f"/{len(statuses)}", reply(b"end"))
    answer = client.get(server.url("/0"))
    assert answer.moved == (server.url(moved) if moved else "")
    assert answer.body == b"end"


REFRESH = '<html><head><meta http-equiv="{}" content="{}"></head>'


@pytest.mark.parametrize(
    ("name", "content"),
    [("refresh", "0; url=/b"), ("REFRESH", "5;URL='/b'x"), ("Refresh", "0.5 ,&#x2F;b"), ("refresh", " 1 /b#x")],
)
def test_a_page_that_leads_to_another_at_once_is_a_redirect(server, client, name, content):
    """Its validators are none of the page that it leads to, whatever is sent next."""
    server.on("/a", reply(REFRESH.format(name, content).encode(), headers={"Content-Type": "text/html", "ETag": '"1"'}))
    server.on("/b", reply(b"end", headers={"ETag": '"2"', "Last-Modified": "Mon, 04 May 2026 10:00:00 GMT"}))
    answer = client.get(server.url("/a"))
    assert (answer.body, answer.final, answer.moved) == (b"end", server.url("/b"), "")
    assert (answer.etag, answer.last_modified) == ("", "")


@pytest.mark.parametrize(
    "body",
    [
        REFRESH.format("refresh", "6; url=/b"),
        REFRESH.format("refresh", "0"),
        REFRESH.format("refresh", "0; url=/a#top"),
        REFRESH.format("refresh", "0; url=javascript:x()"),
        REFRESH.format("refresh", "0; url=http://["),
        REFRESH.format("refreshed", "0; url=/b"),
        f"<noscript>{REFRESH.format('refresh', '0; url=/b')}</noscript>",
        f"<!--{REFRESH.format('refresh', '0; url=/b')}",
        "<script>'<meta http-equiv=refresh content=0;/b>'",
    ],
)
def test_any_other_page_is_read_itself(server, client, body):
    server.on("/a", reply(body.encode(), headers={"Content-Type": "text/html"}))
    assert client.get(server.url("/a")).body == body.encode()
    assert server.paths() == ["/a"]


def test_pages_that_lead_to_each_other_end(server, client):
    """They count as redirects, to which the same rules apply."""
    for path, target in (("/a", "/b"), ("/b", "/a"), ("/private", "http://127.0.0.2/")):
        server.on(
            path, reply(REFRESH.format("refresh", f"0; url={target}").encode(), headers={"Content-Type": "text/html"})
        )
    assert "redirect loop" in str(failure(client, server.url("/a")))
    assert "redirected to http://127.0.0.2/" in str(failure(client, server.url("/private")))


def test_redirects_end(server, client):
    server.on("/self", redirect("/self"))
    server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a"))
    for path in ("/self", "/a"):
        assert "redirect loop" in str(failure(client, server.url(path)))
    for step in range(9):
        server.on(f"/{step}", redirect(f"/{step + 1}"))
    server.on("/9", reply(b"end"))
    assert client.get(server.url("/4")).body == b"end"
    server.asked.clear()
    assert "more than 5 redirects" in str(failure(client, server.url("/3")))
    assert len(server.asked) == 6


def test_a_redirect_that_leads_nowhere_is_an_answer(server, client):
    assert client.get(server.on("/", reply(b"", 302))).status == 302
    assert client.get(server.on("/", reply(b"", 302, {"Location": ""}))).status == 302


def test_the_error_says_where_it_led(server, client):
    server.on("/a?key=secret", reply())
    server.on("/a", redirect("/b?key=hush"))
    server.on("/b", script(CLOSE))
    said = str(failure(client, server.url("/a?key=secret")))
    assert said.startswith(f"{server.url('/a')}: cannot be fetched (redirected to {server.url('/b')}): ")
    assert "secret" not in said
    assert "hush" not in said


def test_a_message_is_brought_as_it_is(server, client):
    server.on("/", reply(b"x" * 1_000_000, 202))
    answer = client.post(server.url("/"), b"a=1", "application/x-www-form-urlencoded", {"X-Mark": "1"})
    assert (answer.status, answer.body) == (202, b"")
    (asked,) = server.asked
    assert (asked.method, asked.body) == ("POST", b"a=1")
    assert asked.header("Content-Type") == "application/x-www-form-urlencoded"
    assert asked.header("X-Mark") == "1"
    assert asked.header("Connection") == "close"


@pytest.mark.parametrize(("status", "paths"), [(301, 1), (302, 1), (303, 1), (307, 2), (308, 2)])
def test_a_message_is_led_on_whole_or_not_at_all(server, client, status, paths):
    server.on("/a", redirect("/b", status))
    server.on("/b", reply())
    assert client.post(server.url("/a"), b"1", "text/plain").status == (200 if paths == 2 else status)
    assert [(asked.method, asked.body) for asked in server.asked] == [("POST", b"1")] * paths


def test_an_error_about_a_message_does_not_name_its_address(server, client):
    server.on("/secret", script(CLOSE))
    with pytest.raises(FetchError) as caught:
        client.post(server.url("/secret"), b"1", "text/plain")
    assert "secret" not in str(caught.value)
    assert caught.value.transient


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_how_a_post_is_redirected(server, client, status, method):
    server.on("/a", redirect("/b", status))
    server.on("/b", reply(b"end"))
    answer = client.get(server.url("/a"), body="{}")
    assert [asked.method for asked in server.asked] == ["POST", method]
    assert server.asked[1].body == (b"{}" if method == "POST" else b"")
    assert answer.moved == (server.url("/b") if status == 308 else "")
    assert ("content-type" in server.asked[1].names) is (method == "POST")


def test_a_post_is_not_sent_on_to_another(server):
    with Server() as other, Client("me", [server.address, other.address]) as client:
        server.on("/a", redirect(other.on("/b", reply()), 307))
        assert "another server" in str(failure(client, server.url("/a"), body="{}"))
        assert not other.asked


# Credentials


def test_credentials_go_to_whom_they_are_for(server):
    secret = {"Authorization": "Bearer hush", "X-Key": "hush"}
    with (
        Server() as other,
        Client("me", [server.address, other.address, f"localhost:{server.port}"]) as client,
    ):
        server.on("/a", redirect("/b"))
        server.on("/b", redirect(other.url("/c")))
        other.on("/c", redirect(server.url("/d", "localhost")))
        server.on("/d", redirect(server.url("/e")))
        server.on("/e", reply(b"end"))
        assert client.get(server.url("/a"), headers=secret).body == b"end"
        assert [asked.header("X-Key") for asked in server.asked] == ["hush", "hush", "", "hush"]
        assert [asked.header("Authorization") for asked in server.asked] == ["Bearer hush"] * 2 + [
            "",
            "Bearer hush",
        ]
        assert not other.asked[0].names & {"x-key", "authorization"}


def test_credentials_are_never_in_messages(server, client, caplog):
    caplog.set_level(logging.DEBUG)
    server.on("/broken", script(RESET))
    odd = script(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nno colon at all\r\n\r\n")
    said = [repr(client.get(server.on("/", odd), headers={"X-Key": "hush"})), repr(client)]
    failure(client, f"http://127.1:{server.port}/?key=hush")
    client.get(server.url("/?key=hush"))
    for path, headers in (
        ("/broken", {"X-Key": "hush"}),
        ("/", {"X-Key": "hush\n"}),
        ("/", {"X-Key": "hush\u2019"}),
    ):
        error = failure(client, server.url(path), headers=headers)
        said += [str(error), repr(error), repr(error.__cause__)]
    assert not any("hush" in text for text in (*said, caplog.text))
    assert "X-Key" in str(failure(client, server.url("/"), headers={"X-Key": "ho\rhum"}))


# TLS


@pytest.fixture
def secure():
    with Server(secure=True) as server:
        server.on("/", reply(b"secret"))
        yield server


def test_a_certificate_that_nobody_signed_is_refused(secure):
    with Client("me", [secure.address]) as client:
        error = failure(client, secure.url("/"))
    assert "TLS certificate not trusted: self-signed certificate" in str(error)
    assert not error.transient
    assert not secure.asked


def test_a_certificate_is_for_a_name(secure, monkeypatch):
    trusted = transport.tls_context()
    trusted.load_verify_locations(CERTIFICATE)
    monkeypatch.setattr(transport, "tls_context", lambda: trusted)
    with Client("me", [secure.address, f"localhost:{secure.port}"]) as client:
        assert client.get(secure.url("/")).body == b"secret"
        assert client.get(secure.url("/", "localhost")).body == b"secret"
    with Server("127.0.0.2", secure=True) as other, Client("me", [other.address]) as client:
        assert "TLS certificate not trusted" in str(failure(client, other.url("/")))


def test_to_plain_http_nothing_moves(secure, server, monkeypatch):
    trusted = transport.tls_context()
    trusted.load_verify_locations(CERTIFICATE)
    monkeypatch.setattr(transport, "tls_context", lambda: trusted)
    secure.on("/a", redirect("/b", 301))
    secure.on("/b", redirect(server.on("/c", reply(b"end")), 301))
    with Client("me", [secure.address, server.address]) as client:
        answer = client.get(secure.url("/a"), headers={"X-Key": "hush"})
    assert (answer.body, answer.moved) == (b"end", secure.url("/b"))
    assert not server.asked[0].header("X-Key")


def test_tls_where_there_is_none(server, hasty):
    assert failure(hasty, server.url("/").replace("http:", "https:")).transient  # it waits for more
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        with Client("me", [address], QUICK) as other, ThreadPoolExecutor(1) as threads:
            asked = threads.submit(failure, other, f"https://{address}/")
            connection = listening.accept()[0]
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            assert "no TLS connection" in str(asked.result())
            connection.close()


# Connections


def test_a_connection_is_used_again(server, client):
    url = server.on("/", reply(TEXT, etag='"1"'))
    for etag in ("", '"1"', "", '"1"'):
        client.get(url, validators=Validators(etag))
    server.on("/packed", reply(gzip.compress(TEXT), headers={"Content-Encoding": "gzip"}))
    client.get(server.url("/packed"))
    client.get(server.on("/chunked", chunked(b"a", b"b")))
    assert (len(server.asked), server.connections) == (6, 1)


def test_a_connection_that_was_closed_meanwhile_is_opened_again(server, client):
    """The server reads the request and closes, as one does whose patience ended in this very moment."""
    server.on("/", reply(b"one"), script(CLOSE), reply(b"two"))
    assert client.get(server.url("/")).body == b"one"
    assert client.get(server.url("/")).body == b"two"
    assert (len(server.asked), server.connections) == (3, 2)
    server.on("/", reply(b"one"), script(CLOSE), script(CLOSE), reply(b"never"))
    assert client.get(server.url("/")).body == b"one"
    assert failure(client, server.url("/")).transient
    assert len(server.asked) == 6


def test_a_post_is_never_repeated(server, client):
    server.on("/", reply(b"one"), script(CLOSE), reply(b"two"))
    assert client.get(server.url("/"), body="{}").body == b"one"
    assert failure(client, server.url("/"), body="{}").transient
    assert len(server.asked) == 2


# Pace


def test_ones_own_servers_are_asked_as_fast_as_they_can(server):
    url = server.on("/", reply(b"x", wait=0.1))
    with Client("me", [server.address]) as client, ThreadPoolExecutor(8) as threads:
        assert {answer.body for answer in threads.map(client.get, [url] * 16)} == {b"x"}
    assert server.most > 1


@pytest.fixture
def stranger(monkeypatch):
    """Take the loopback for the Internet: a client that was told of no server, and rests 0.2 seconds."""
    monkeypatch.setattr("feeds.collect.http.ssrf.is_private", lambda _: False)
    with Client("me", (), SMALL, spacing=0.2) as client:
        yield client


def gaps(server):
    """Return the seconds between the end of each request and the begin of the next."""
    return [then.began - before.ended[0] for before, then in zip(server.asked, server.asked[1:], strict=False)]


def test_a_host_is_asked_one_thing_at_a_time_and_rests_between(server, stranger):
    server.on("/", reply(b"x", wait=0.05))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(stranger.get, [server.url(f"/?{number}") for number in range(4)]))
    assert server.most == 1
    assert all(gap >= 0.19 for gap in gaps(server))


def test_a_failure_counts_as_a_request(server, stranger):
    server.on("/", script(CLOSE))
    for _ in range(2):
        failure(stranger, server.url("/"))
    assert gaps(server)[0] >= 0.19


def test_other_hosts_need_not_wait(server, stranger):
    at_once = threading.Barrier(2, timeout=60)  # neither server replies before both have a request

    def meet(asked):
        at_once.wait()
        return reply()(asked)

    with Server("127.0.0.2") as other:
        urls = [server.on("/", meet), other.on("/", meet)]
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(stranger.get, urls))


def test_a_redirect_within_a_host_rests_not(server, stranger):
    server.on("/a", redirect("/b"))
    server.on("/b", reply())
    stranger.get(server.url("/a"))
    assert gaps(server)[0] < 0.15


def test_hosts_that_lead_to_one_another_do_not_block(server, stranger):
    with Server("127.0.0.2") as other:
        server.on("/a", redirect(other.url("/b")))
        other.on("/a", redirect(server.url("/b")))
        server.on("/b", reply(b"here"))
        other.on("/b", reply(b"there"))
        with ThreadPoolExecutor(2) as threads:
            found = [answer.body for answer in threads.map(stranger.get, [server.url("/a"), other.url("/a")])]
    assert found == [b"there", b"here"]


# robots.txt


@pytest.mark.parametrize(
    ("behaviour", "expected"),
    [
        (reply(b"User-agent: *\nDisallow: /private"), [True, False]),
        (reply(b"User-agent: feeds\nAllow: /\n\nUser-agent: *\nDisallow: /"), [True, True]),
        (reply(b"User-agent: feeds\nDisallow: /"), [False, False]),
        (reply(b"User-agent: other\nDisallow: /"), [True, True]),
        (reply(b"\xff\xfe\x00 nonsense <html>" * 999), [True, True]),
        (reply(b"User-agent: *\nDisallow: /*" + b"a*" * 5_000 + b"b"), [True, True]),
        *((reply(b"User-agent: *\nDisallow: /", status), [True, True]) for status in (400, 401, 403, 404, 410)),
        *((reply(b"", status), [False, False]) for status in (429, 500, 502, 503)),
        (script(CLOSE), [False, False]),
        (redirect("/elsewhere"), [True, False]),
        (redirect("/robots.txt"), [False, False]),
    ],
)
def test_robots_are_heeded(server, client, behaviour, expected):
    server.on("/robots.txt", behaviour)
    server.on("/elsewhere", reply(b"User-agent: *\nDisallow: /private"))
    pages = [server.url("/jobs/1" + "a" * 900), server.url("/private/1")]
    assert [client.may_fetch(page) for page in pages] == expected
    assert server.paths().count("/robots.txt") == 1


def test_robots_are_read_once_by_all_threads(server, client):
    server.on("/robots.txt", reply(b"User-agent: *\nDisallow: /private", wait=0.05))
    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(client.may_fetch, [server.url(f"/{number}") for number in range(8)]))
    assert server.paths() == ["/robots.txt"]


def test_of_what_is_no_address_nothing_may_be_read(client):
    assert not client.may_fetch("nowhere")
    assert not client.may_fetch("http://127.0.0.1:1/private")


def test_the_rest_that_robots_ask_for_is_kept(server, stranger):
    server.on("/robots.txt", reply(b"User-agent: *\nCrawl-delay: 0.5"))
    server.on("/", reply())
    assert stranger.may_fetch(server.url("/"))
    stranger.get(server.url("/"))
    stranger.get(server.url("/"))
    first, second = gaps(server)
    assert first < 0.15, "what robots.txt was read for may follow at once"
    assert second >= 0.49


def test_no_site_may_ask_for_more_rest_than_half_a_minute():
    from feeds.collect.http.robots import Robots

    site = "https://example.org/"
    assert Robots("feeds").delay(site, site, lambda _: (200, b"User-agent: *\nCrawl-delay: 86400"), 1.0) == 30


# One's own site


def test_a_document_is_fetched(server):
    server.on("/", reply(b"<rss/>", headers={"Content-Type": "application/rss+xml; charset=utf-8"}))
    found = fetch(server.url("/"), "me", [server.address])
    assert (found.body, found.media_type, found.locator) == (
        b"<rss/>",
        "application/rss+xml",
        server.url("/"),
    )
    for status in (404, 410):
        assert fetch(server.on("/gone", reply(b"", status)), "me", [server.address]) is None
    for status, transient in ((500, True), (503, True), (403, False), (599, False)):
        with pytest.raises(FetchError, match=f"HTTP status {status}") as caught:
            fetch(server.on("/bad", reply(b"", status)), "me", [server.address])
        assert caught.value.transient is transient
    with pytest.raises(FetchError, match="private address"):
        fetch(server.url("/"), "me")


def test_no_thread_is_left_behind(server, client):
    before = threading.active_count()
    client.get(server.on("/", reply(b"x")))
    assert threading.active_count() <= before + 1  # the server's own
