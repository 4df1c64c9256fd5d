"""The rules of RFC 9110 and of paths, on texts alone."""

import pytest

from feeds.emit.redirects import netlify, nginx, rules
from feeds.model.entry import Redirect
from feeds.serve import media_types, negotiation
from feeds.serve.preview import DIGEST, Preview
from feeds.serve.request_path import BadAddressError, is_hidden, is_own, path_of


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/", "/"),
        ("/a/b.rss?x=/../y#z", "/a/b.rss"),
        ("/caf%C3%A9/", "/café/"),
        ("http://example.org/a", "/a"),
        ("http://example.org", "/"),
        ("/a%252e", "/a%2e"),
    ],
)
def test_a_target_names_a_path(target, path):
    assert path_of(target) == path


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/../config.yaml", 404),
        ("/%2e%2e/config.yaml", 404),
        ("/a/%2E./b", 404),
        ("/a/./b", 404),
        ("/..%2fconfig.yaml", 404),
        ("/a%2fb", 404),
        ("//evil.example/", 404),
        ("/a//b", 404),
        ("/..%5cconfig.yaml", 400),
        ("/a%00.rss", 400),
        ("/a%0d%0aSet-Cookie:x", 400),
        ("/%ff", 400),
        ("*", 400),
        ("config.yaml", 400),
        ("/" + "a" * 5000, 414),
    ],
)
def test_a_trick_names_none(target, status):
    with pytest.raises(BadAddressError) as caught:
        path_of(target)
    assert caught.value.status == status


def test_hidden_is_what_begins_with_a_dot():
    assert all(map(is_hidden, (".htaccess", "a/.git/x", "/.feeds-tmp/1")))
    assert not is_hidden(".well-known/security.txt")


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:80", "a.localhost", "my.example"]
)
def test_this_machine_has_these_names(host):
    assert is_own(host, frozenset({"my.example"}))


@pytest.mark.parametrize(
    "host", ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"]
)
def test_a_name_that_was_made_to_point_here_is_refused(host):
    assert not is_own(host, frozenset({"my.example"}))


@pytest.mark.parametrize(
    ("header", "packed"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0, gzip", True),
        ("*", True),
        ("*;q=0", False),
        ("identity", False),
        ("identity;q=1, gzip;q=0.5", False),
        ("gzip;q=x", False),
        ("deflate, br", False),
        ("gzip ; q=0.8", True),
    ],
)
def test_gzip_is_sent_to_who_wants_it(header, packed):
    assert negotiation.takes_gzip(header) is packed


@pytest.mark.parametrize(
    ("none_match", "since", "known"),
    [
        ('"a"', None, True),
        ('W/"a"', None, True),
        ('"b", W/"a"', None, True),
        ('"x,y" , "a"', None, True),
        ('rubbish, "a"', None, True),
        ("*", None, True),
        ('"b"', None, False),
        ("a", None, False),
        ("", None, False),
        ('"b"', "Thu, 01 Jan 2026 00:00:00 GMT", False),
        (None, "Thu, 01 Jan 2026 00:00:00 GMT", True),
        (None, "Thursday, 01-Jan-26 00:00:00 GMT", True),
        (None, "Thu Jan  1 00:00:00 2026", True),
        (None, "Wed, 31 Dec 2025 23:59:59 GMT", False),
        (None, "yesterday", False),
        (None, "Thu, 99 Jan 2026 00:00:00 GMT", False),
        (None, None, False),
    ],
)
def test_who_has_it_is_told_so(none_match, since, known):
    assert negotiation.is_known('"a"', 1767225600, none_match, since) is known


@pytest.mark.parametrize(
    ("match", "since", "refused"),
    [
        ('"a"', None, False),
        ("*", None, False),
        ('W/"a"', None, True),
        ('"b"', None, True),
        (None, "Wed, 31 Dec 2025 23:59:59 GMT", True),
        (None, "Thu, 01 Jan 2026 00:00:00 GMT", False),
        (None, "never", False),
    ],
)
def test_who_wants_another_is_refused(match, since, refused):
    assert negotiation.is_refused('"a"', 1767225600, match, since) is refused


@pytest.mark.parametrize(
    ("path", "head", "told"),
    [
        ("jobs.rss", b"", "application/rss+xml; charset=utf-8"),
        ("jobs.atom", b"", "application/atom+xml; charset=utf-8"),
        (
            "jobs.json",
            b'{"version": "https://jsonfeed.org/version/1.1"',
            "application/feed+json; charset=utf-8",
        ),
        ("closed.json", b'{"version": 1', "application/json; charset=utf-8"),
        ("jobs.jsonld", b"", "application/ld+json; charset=utf-8"),
        ("sitemap.xml", b"", "application/xml; charset=utf-8"),
        ("feeds.opml", b"", "text/x-opml; charset=utf-8"),
        ("recover/index.jsonl", b"", "application/jsonl; charset=utf-8"),
        ("robots.txt", b"", "text/plain; charset=utf-8"),
        ("a/index.HTML", b"", "text/html; charset=utf-8"),
        ("logo.png", b"", "image/png"),
        ("logo.svg", b"", "image/svg+xml; charset=utf-8"),
        ("LICENSE", b"", "application/octet-stream"),
    ],
)
def test_each_file_has_its_type(path, head, told):
    assert media_types.told(media_types.type_of(path, head)) == told


def test_a_page_leads_to_this_server_and_keeps_its_address():
    preview = Preview("https://x.example/blog/")
    page = (
        b'<link rel="canonical" href="https://x.example/blog/a/"><link rel="stylesheet" '
        b'href="https://x.example/blog/style.css"><a href="https://other.example/">o</a></body>'
    )
    shown = preview.page(page)
    assert b'rel="canonical" href="https://x.example/blog/a/"' in shown
    assert b'rel="stylesheet" href="/blog/style.css"' in shown
    assert b'href="https://other.example/"' in shown
    assert b"<script" not in shown
    assert "script" not in preview.policy


def test_the_policy_names_the_one_script():
    live = Preview("https://x.example/", live=True)
    assert live.page(b"<p></body></html>").startswith(b"<p><script>new EventSource")
    assert live.page(b"<p>").endswith(b"</script>\n")
    assert f"'sha256-{DIGEST}'" in live.policy


@pytest.mark.parametrize("host", [netlify, nginx])
def test_what_is_written_for_hosts_is_read_back(host):
    """Each path, each other name of it, and where it leads: no more and no less."""
    redirects = [
        Redirect("/a/", "https://x.example/b/?q=%22#f"),
        Redirect("/A/", "https://x.example/c/"),
        Redirect("/gone/", ""),
        Redirect("/é \\\"'$*:x(1|2)[].html", "https://x.example/é/"),
        Redirect("/100%/index.html", ""),
    ]
    meant = {name: rule.url for rule in rules.rules(redirects) for name in (rule.path, *rule.also)}
    assert host.read(host.emit(redirects).body.decode()) == meant


def test_of_somebodys_own_file_the_plain_lines_count():
    text = (
        "# mine\n/a /b 301\n/c/* /d 301\n/e/:x /f 301\n/g /h 302\n/i /j 301 Country=fr\n/k /l\n/a /z 301\n\n"
    )
    assert netlify.read(text) == {"/a": "/b"}
