"""Redirects as nginx, Apache and Caddy themselves carry them out."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest

from feeds.emit.redirects import HOSTS
from feeds.model.entry import Redirect

NEW = "https://jobs.example.org/posts/new/"
# Paths of all that a configuration or a pattern could take for its own.
ODD = (
    "/posts/a b/",
    "/posts/été/",
    "/posts/ete\u0301/",
    "/posts/日本 語.html",
    "/posts/100%/",
    "/posts/%41/",
    '/posts/"quoted"/',
    "/posts/it's/",
    "/posts/back\\slash\\n/",
    "/posts/a.b+c*d?e[f](g){h}|i^j$/",
    "/posts/$1 $uri ${uri} %{uri} \\1/",
    "/posts/# no comment;",
    "/posts/a&b=c;d,e:f@g!h~i",
    "/posts/~^regex$",
    "/~posts/`quoted`/",
    "/default",
    "/" + "long/" * 40 + "x" * 200,
)


def ask(served, path):
    return served.ask(quote(path))


def test_a_page_that_moved_leads_on(host, serve):
    """By each of its names, and nothing beside it is caught."""
    served = serve(
        host,
        HOSTS[host].emit([Redirect("/posts/a/", NEW)]),
        "posts/a/b/index.html",
        "posts/ab/index.html",
        "posts/a.html",
        "x/posts/a/index.html",
    )
    for path in ("/posts/a/", "/posts/a", "/posts/a/index.html", "/posts/%61/"):
        assert served.ask(path) == (301, NEW)
    for path in ("/posts//a/", "/x/../posts/a/") if host != "caddy" else ():  # it takes paths as they are asked
        assert served.ask(path) == (301, NEW)
    for path in ("/", "/posts/a/b/", "/posts/ab/", "/posts/a.html", "/x/posts/a/"):
        assert served.ask(path) == (200, "")
    for path in ("/posts/a/c", "/posts/a/index.htm", "/posts/a/indexAhtml", "/posts/c/"):
        assert served.ask(path) == (404, "")


def test_a_page_that_is_gone_is_gone(host, serve):
    """410, by each of its names, and its neighbours stay."""
    served = serve(host, HOSTS[host].emit([Redirect("/posts/a/index.html"), Redirect("/b.html")]), "posts/a/c.html")
    for path in ("/posts/a/", "/posts/a", "/posts/a/index.html", "/b.html"):
        assert served.ask(path) == (410, "")
    assert served.ask("/posts/a/c.html") == (200, "")
    assert served.ask("/b.html/") == (404, "")


def test_odd_paths_are_matched_to_the_letter(host, serve):
    """Blanks, quotes, signs of patterns and variables, in any script and length."""
    moved = [Redirect(path, f"{NEW}?n={number}") for number, path in enumerate(ODD)]
    served = serve(host, HOSTS[host].emit(moved), "posts/aXb+c/index.html", "posts/A/index.html")
    for number, path in enumerate(ODD):
        assert ask(served, path) == (301, f"{NEW}?n={number}"), path
    assert served.ask("/posts/aXb+c/") == served.ask("/posts/A/") == (200, "")


def test_odd_paths_are_gone_to_the_letter(host, serve):
    served = serve(host, HOSTS[host].emit([Redirect(path) for path in ODD]))
    for path in ODD:
        assert ask(served, path) == (410, ""), path


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/%C3%A9t%C3%A9%20/100%25/?a=1&b=%20%26#c",
        "https://x.example/été b/?a=é",
        "http://x.example:8080",
        "https://x.example/$1/$uri/${HOME}/&/\\1/%22q%22/%5C",
        'https://x.example/"q"/<b>',
        "https://x.example/a;b=c,d@e:f!g'h(i)*+~",
        "https://[2001:db8::1]/a",
    ],
)
def test_an_address_arrives_as_it_was_given(host, serve, url):
    """But for which of its signs are encoded."""
    status, location = serve(host, HOSTS[host].emit([Redirect("/old/", url)])).ask("/old/")
    assert status == 301
    assert location.isascii()
    assert " " not in location
    assert unquote(location) == unquote(url)


def test_paths_that_differ_by_case(host, serve):
    """Each leads where it is to; one that was only written small does not lead to itself."""
    served = serve(
        host,
        HOSTS[host].emit(
            [
                Redirect("/Posts/A/", "https://x.example/1"),
                Redirect("/posts/a/", "https://x.example/2"),
                Redirect("/Posts/B.html", "https://x.example/posts/b.html"),
            ]
        ),
        "posts/b.html",
    )
    assert served.ask("/Posts/A/") == (301, "https://x.example/1")
    assert served.ask("/posts/a/") == (301, "https://x.example/2")
    assert served.ask("/Posts/B.html") == (301, "https://x.example/posts/b.html")
    assert served.ask("/posts/b.html") == (200, "")


def test_without_redirects_the_site_is_served(host, serve):
    """The file has to be there, since the server is configured to read it."""
    served = serve(host, HOSTS[host].emit([]), "posts/a/index.html")
    assert served.ask("/posts/a/") == (200, "")
    assert served.ask("/posts/b/") == (404, "")


def test_five_thousand_redirects(host, serve):
    """As after a move of a whole site."""
    moved = [Redirect(f"/2020/some-quite-long-title-{n}/", f"{NEW}{n}/") for n in range(5_000)]
    served = serve(host, HOSTS[host].emit(moved), "posts/a/index.html")
    assert served.ask("/2020/some-quite-long-title-4321") == (301, f"{NEW}4321/")
    assert served.ask("/posts/a/") == (200, "")


def test_no_server_shows_the_file(host, serve):
    """It lies among the pages: a line hides it from nginx and Caddy; Apache hides `.ht*`."""
    output = HOSTS[host].emit([])
    assert serve(host, output).ask(f"/{output.path}") in ((403, ""), (404, ""))
