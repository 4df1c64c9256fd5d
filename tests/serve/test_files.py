"""Hosts, media types, pages and redirects of the preview, without a socket."""

import pytest

from feeds.emit.redirects import netlify, nginx, rules
from feeds.model.entry import Redirect
from feeds.serve.files import content_type
from feeds.serve.preview import DIGEST, Preview
from feeds.serve.server import Handler, is_own_host


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:80", "a.localhost", "my.example"]
)
def test_this_machine_has_these_names(host):
    assert is_own_host(host, frozenset({"my.example"}))


@pytest.mark.parametrize("host", ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_a_name_that_was_made_to_point_here_is_refused(host):
    assert not is_own_host(host, frozenset({"my.example"}))
    assert is_own_host(host, None)


@pytest.mark.parametrize(
    ("path", "head", "expected"),
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
def test_each_file_has_its_type(path, head, expected):
    assert content_type(Handler.guess_type(Handler, path), head) == expected


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
    assert "; script-src 'self'" in preview.policy


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
    meant = {name: rule.url for rule in rules.rules(redirects) for name in (rule.path, *rule.aliases)}
    assert host.read(host.emit(redirects).body.decode()) == meant


def test_of_somebodys_own_file_the_plain_lines_count():
    text = "# mine\n/a /b 301\n/c/* /d 301\n/e/:x /f 301\n/g /h 302\n/i /j 301 Country=fr\n/k /l\n/a /z 301\n\n"
    assert netlify.read(text) == {"/a": "/b"}
