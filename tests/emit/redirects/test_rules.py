"""Redirects as text: what each host reads, in one order, and what no file can hold."""

from __future__ import annotations

import random
import re
from urllib.parse import urljoin

import pytest

from feeds.emit.redirects import HOSTS, MARKER, apache, netlify, nginx
from feeds.model.entry import Redirect

NEW = "https://jobs.example.org/posts/new/"


def lines(output):
    return output.body.decode().splitlines()


def as_cloudflare(output):
    """Read `_redirects` as Cloudflare documents it: two or three words a line, known statuses, first wins."""
    found = {}
    for line in lines(output):
        words = line.split()
        if line.startswith("#") or len(words) not in (2, 3) or len(line) > 1_000 or words[2] != "301":
            continue
        assert not re.search(r"\*|:[A-Za-z]", words[0]), "a rule for more than one path"
        found.setdefault(urljoin("https://x.example", words[0]), words[1])
    return found


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("netlify", "_redirects"),
        ("apache", ".htaccess"),
        ("nginx", "redirects.nginx.conf"),
        ("caddy", "redirects.caddy"),
    ],
)
def test_each_host_has_its_file(name, path):
    """Where the host looks for it, and marked as ours in its first line."""
    output = HOSTS[name].emit([Redirect("/a/", NEW)])
    assert (output.path, output.media_type) == (HOSTS[name].path, "text/plain") == (path, "text/plain")
    assert lines(output)[0] == MARKER
    assert output.body.endswith(b"\n")


@pytest.mark.parametrize("name", HOSTS)
def test_the_order_they_come_in_does_not_matter(name):
    """The same redirects give the same bytes."""
    redirects = [Redirect(f"/{n}/", NEW if n % 3 else "") for n in range(20)] + [Redirect("/3/", NEW)]
    written = HOSTS[name].emit(redirects)
    for seed in range(5):
        random.Random(seed).shuffle(redirects)
        assert HOSTS[name].emit(redirects) == written


@pytest.mark.parametrize("name", HOSTS)
def test_of_two_for_one_path_an_address_counts(name):
    """A page that lives on is not gone."""
    one = HOSTS[name].emit([Redirect("/a/", NEW)])
    assert HOSTS[name].emit([Redirect("/a/"), Redirect("/a/", NEW), Redirect("/a/", f"{NEW}z")]) == one


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize(
    "bad",
    [
        *(Redirect(path, NEW) for path in ("", "a/", "https://x.example/a/", "/b\nb", "/b\r", "/b\x00", "/b\x7f")),
        *(Redirect(path) for path in ("/b\ud800", "/b\u2028c", "page:old", "/" + "b" * 2_001)),
        *(Redirect("/b/", url) for url in ("/b/", "javascript:alert(1)", "https://x.example/\nx")),
        Redirect("/b/", "https://x.example/\udcff"),
    ],
)
def test_one_that_no_server_can_read_stops_no_other(name, bad):
    """A line break would write a line of its own."""
    good = [Redirect("/a/", NEW), Redirect("/c/")]
    assert HOSTS[name].emit([bad, *good]) == HOSTS[name].emit(good)


def test_without_redirects():
    """Nothing but what has to be there."""
    assert lines(netlify.emit([])) == lines(apache.emit([])) == [MARKER]
    assert lines(nginx.emit([]))[5:] == [
        "map $uri $feeds_redirect {",
        '    default "";',
        "}",
        "map $uri $feeds_gone {",
        '    default "";',
        "}",
    ]


# Names of a page


def test_what_is_given_comes_before_what_follows():
    """A folder's other names are those of no other redirect, and of no page that one leads to."""
    moved = [
        Redirect("/a", "https://x.example/1"),
        Redirect("/a/", "https://x.example/2"),
        Redirect("/b/", "https://x.example/b/index.html"),
        Redirect("/c.html", "https://x.example/b"),
        Redirect("/", "https://x.example/3"),
    ]
    assert as_cloudflare(netlify.emit(moved)) == {
        "https://x.example/a": "https://x.example/1",
        "https://x.example/a/": "https://x.example/2",
        "https://x.example/a/index.html": "https://x.example/2",
        "https://x.example/b/": "https://x.example/b/index.html",
        "https://x.example/c.html": "https://x.example/b",
        "https://x.example/": "https://x.example/3",
        "https://x.example/index.html": "https://x.example/3",
    }


def test_an_index_is_its_folder():
    """As for any server of files; `myindex.html` is a page."""
    moved = [Redirect("/a/index.html", NEW), Redirect("/myindex.html", NEW)]
    assert as_cloudflare(netlify.emit(moved)).keys() == {
        f"https://x.example/{path}" for path in ("a/index.html", "a/", "a", "myindex.html")
    }


# Netlify and those who read its file


def test_lines_of_netlify():
    """What matters most comes first: hosts stop after a number of lines."""
    redirects = [Redirect("/b/"), Redirect("/été/", NEW), Redirect("/a/", NEW), Redirect("/a b.html", NEW)]
    assert lines(netlify.emit(redirects)) == [
        MARKER,
        f"/%C3%A9t%C3%A9/ {NEW} 301",
        f"/a%20b.html {NEW} 301",
        f"/a/ {NEW} 301",
        f"/été/ {NEW} 301",
        f"/%C3%A9t%C3%A9 {NEW} 301",
        f"/%C3%A9t%C3%A9/index.html {NEW} 301",
        f"/a {NEW} 301",
        f"/a/index.html {NEW} 301",
        f"/été {NEW} 301",
        f"/été/index.html {NEW} 301",
        "/b/ /410.html 410",
        "/b /410.html 410",
        "/b/index.html /410.html 410",
    ]


@pytest.mark.parametrize(
    ("path", "forms"),
    [
        ("/a!$&'()+,;=@~.html", ["/a!$&'()+,;=@~.html"]),
        ("/*", ["/%2A"]),
        ("/:id/1:2", ["/%3Aid/1:2"]),
        ("/é:id", ["/%C3%A9%3Aid"]),
        ("/é#1?", ["/%C3%A9%231%3F"]),
        ("/é%20", ["/%C3%A9%2520"]),
        ("/é\u00a0b", ["/%C3%A9%C2%A0b"]),
        ("/日本", ["/%E6%97%A5%E6%9C%AC", "/日本"]),
        ('/"<é>"', ["/%22%3C%C3%A9%3E%22", '/"<é>"']),
    ],
)
def test_a_path_stands_encoded_and_as_it_is(path, forms):
    """Unless it would then be two words, a comment, or a rule for many paths."""
    assert [line.split(" ")[0] for line in lines(netlify.emit([Redirect(path, NEW)]))[1:]] == forms


# Apache


@pytest.mark.parametrize("path", ["a%2Fb", "a%3fb", "%23", "%0A", "%7F", "%FF"])
def test_an_address_that_apache_cannot_write_is_told(path):
    """It would lead elsewhere, or to a line of its own; the others are written."""
    url = f"https://x.example/{path}"
    redirects = [Redirect("/a/", url), Redirect("/b.html", f"{NEW}?next={path}")]
    assert lines(apache.emit(redirects)) == [
        MARKER,
        f"# mod_alias cannot lead to {url}",
        f'RedirectMatch 301 "^(?:/b\\\\.html)$" "{NEW}?next={path}"',
    ]


# nginx


def test_nginx_is_told_of_long_paths():
    """Its buckets would be too small, and it would not start."""
    short, long = nginx.emit([Redirect("/a/", NEW)]), nginx.emit([Redirect("/" + "é" * 30, NEW)])
    assert b"map_hash_bucket_size" not in short.body
    assert b"\nmap_hash_bucket_size 128;\nmap $uri" in long.body
