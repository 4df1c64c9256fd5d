"""The address of a page, as its author chooses it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.releases import read_differently

from feeds.normalise.values import permalinks

SITE = "https://jobs.example.org/"
LATER, AFTER = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"


def urls(home: Any) -> dict[str, str]:
    items = home.json("news.json")["items"]
    return {item["title"]: item["url"].removeprefix(SITE) for item in items}


def problems(ran: Any, field: str) -> list[dict[str, Any]]:
    return [one for one in ran.report["problems"] if one["field"] == field]


PATTERNS = [
    ("/about/", "about/"),
    ("/2021/my-page.html", "2021/my-page.html"),
    ("about", "about/"),
    ("/a/b/index.html", "a/b/"),
    ("/:year/:title/", "2026/hello/"),
    ("/:categories/:year/:month/:day/:title:output_ext", "news/tech/2026/02/03/hello.html"),
    ("pretty", "news/tech/2026/02/03/hello/"),
    ("/:year/:i_month/:i_day/:slug", "2026/2/3/hello/"),
    ("/blog/:short_year-:y_day/:title/", "blog/26-034/hello/"),
    ('/{{ page.date | date: "%Y/%m" }}/{{ page.fileSlug }}/', "2026/02/hello/"),
    ("/posts-of/{{ title | slugify }}/index.html", "posts-of/bonjour-le-monde/"),
    ("/posts/autre/", "posts/autre/"),
    ("https://jobs.example.org/kept/", "kept/"),
]


@pytest.mark.parametrize(("written", "path"), PATTERNS)
def test_a_permalink(home: Any, written: str, path: str) -> None:
    home.post("2026-02-03-hello.md", title="Bonjour le monde", categories=["News", "Tech"], permalink=written)
    ran = home.publish()
    assert urls(home) == {"Bonjour le monde": path}
    assert (home.output / (f"{path}index.html" if path.endswith("/") else path)).exists()
    assert not problems(ran, "permalink")
    assert home.publish(now=LATER).report["written"] == []


def test_url_of_hugo(home: Any) -> None:
    home.post("a.md", title="Le titre", date="2026-02-03", url="/:year/:title/")
    home.post("b.md", title="Un lien", url="https://elsewhere.example/page/")
    home.publish()
    assert urls(home) == {"Le titre": "2026/le-titre/", "Un lien": "posts/b/"}


REFUSED = [
    "/../outside/",
    "../../etc/passwd",
    "/a/../../b/",
    "/%2e%2e/b/",
    "//evil.example/x/",
    "https://evil.example/x/",
    "/feeds.opml",
    "/jobs.json",
    "/robots.txt/",
    "/jobs.jsonld/",
    "/redirects.caddy/",
    "/deadlines.ics",
    "/favicon.svg/",
    "/files/x/",
    "/Files/x.html",
    "/recover/",
    "/index.html",
    "/",
    "/.htaccess",
    "/_redirects/x/",
    "/style.css",
    "/con/",
    "/a\\b/",
    "/a?b=c",
    "/:unknown/:title/",
    "/{{ site.name }}/",
    "/{% if x %}a{% endif %}/",
    {"build": "x"},
]


@pytest.mark.parametrize("written", REFUSED)
def test_a_path_that_no_page_may_have(home: Any, written: Any) -> None:
    home.post("hello.md", title="T", permalink=written)
    ran = home.publish()
    (problem,) = problems(ran, "permalink")
    assert problem["line"] == 3
    assert urls(home) == {"T": "posts/hello/"}
    own = {"index.html", "404.html", "410.html", *(f"{name}/index.html" for name in ("jobs", "news", "feeds"))}
    assert {path for path in home.tree() if path.endswith("html")} == {*own, "posts/hello/index.html"}


def test_no_page(home: Any) -> None:
    home.post("a.md", title="T", permalink=False)
    home.post("b.md", title="Path", permalink="/private/")
    home.publish()
    assert urls(home) == {"Path": "private/"}


def test_a_page_of_another_post(home: Any) -> None:
    """Of a permalink, in any case, and of a slug."""
    home.post("a.md", title="A", date="2026-02-01", permalink="/page/")
    home.post("b.md", title="B", date="2026-02-02", permalink="/Page/")
    home.post("c.md", title="C", date="2026-02-03", permalink="/posts/a/")
    home.post("d.md", title="D", date="2026-02-04", permalink="/posts/e/")
    home.post("e.md", title="E", date="2026-02-05")
    ran = home.publish()
    found = urls(home)
    assert len(set(found.values())) == 5
    assert found["A"] == "page/"
    assert found["B"] == "posts/b/"
    assert {problem["file"] for problem in problems(ran, "permalink")} >= {"sources/b.md"}
    (problem,) = [one for one in problems(ran, "permalink") if one["file"] == "sources/b.md"]
    assert problem["line"] == 4
    assert "sources/a.md" in problem["text"]


@pytest.mark.parametrize("other", ["a.md", "z.md", "b/index.md"])
def test_the_usual_address_of_a_post_that_is_new_too(home: Any, other: str) -> None:
    """It keeps that, in whatever order the files are read; the stated one is reported."""
    name = other.removesuffix("/index.md").removesuffix(".md")
    home.post(other, title="Usual", date="2026-02-01")
    home.post("m.md", title="Stated", date="2026-02-02", permalink=f"/posts/{name}/")
    (problem,) = problems(home.publish(), "permalink")
    assert problem["file"] == "sources/m.md"
    assert urls(home) == {"Usual": f"posts/{name}/", "Stated": "posts/m/"}


class TestMoved:
    """A page that moves redirects, and only an edit moves it."""

    def test_an_edit(self, home: Any) -> None:
        home.configure(redirects=["netlify"])
        home.post("a.md", title="T", permalink="/one/")
        home.publish()
        (before,) = home.ids("news.json")
        home.post("a.md", title="T", permalink="/two/")
        home.publish(now=LATER)
        assert urls(home) == {"T": "two/"}
        assert home.ids("news.json") == [before]
        assert "/one/" in home.text("_redirects")
        home.post("a.md", title="T")
        home.publish(now=AFTER)
        assert urls(home)["T"].startswith("posts/")

    def test_two_posts_swap(self, home: Any) -> None:
        home.post("a.md", title="A", permalink="/one/")
        home.post("b.md", title="B", permalink="/two/")
        home.publish()
        home.post("a.md", title="A", permalink="/two/")
        home.post("b.md", title="B", permalink="/one/")
        home.publish(now=LATER)
        assert urls(home) == {"A": "two/", "B": "one/"}

    def test_another_release_moves_nothing(self, home: Any) -> None:
        """It reads a permalink that the release before did not know."""
        home.post("a.md", title="T", permalink="/one/")
        home.publish()
        read_differently(home.root)
        with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
            ledger.execute("update entries set permalink = '', slug = 'a', page = '/posts/a/'")
            ledger.commit()
        assert home.publish(now=LATER).report["transitions"] == []
        assert urls(home) == {"T": "posts/a/"}

    def test_a_lost_ledger(self, home: Any) -> None:
        home.post("a.md", title="T", permalink="/one/")
        home.publish()
        before = home.tree()
        (home.root / ".feeds/ledger.sqlite").unlink()
        assert home.publish(now=LATER).report["transitions"] == []
        assert urls(home) == {"T": "one/"}
        assert home.tree() == before

    def test_a_draft_takes_no_address(self, home: Any) -> None:
        home.post("a.md", title="A", permalink="/one/", draft=True)
        home.post("b.md", title="B", permalink="/one/")
        home.publish()
        assert urls(home) == {"B": "one/"}


def test_a_page_elsewhere(home: Any) -> None:
    """A page states the address of its original; what is none is reported."""
    home.post("a.md", title="A", canonical_url="https://original.example/a/")
    home.post("b.md", title="B", canonicalURL="/b/")
    home.post("c.md", title="C", canonical="not an address at all: x")
    ran = home.publish()
    assert '<link rel="canonical" href="https://original.example/a/">' in home.text("posts/a/index.html")
    assert '<link rel="canonical" href="https://jobs.example.org/b/">' in home.text("posts/b/index.html")
    assert '<link rel="canonical" href="https://jobs.example.org/posts/c/">' in home.text("posts/c/index.html")
    assert len(problems(ran, "canonical")) == 1


NAMES = {
    "日本語の記事": "日本語の記事",
    "Привет мир": "привет-мир",
    "Été à Noël": "été-à-noël",
    "C++ et C#": "c-plus-plus-et-c-sharp",
}


@pytest.mark.parametrize("title", NAMES)
def test_slugs_of_all_letters(home: Any, title: str) -> None:
    home.configure(slugs="unicode")
    home.post("a.md", title=title, slug=title)
    ran = home.publish()
    assert ran.status == 0
    assert (home.output / "posts" / NAMES[title] / "index.html").exists()
    (item,) = home.json("news.json")["items"]
    assert item["url"].isascii()
    assert home.publish(now=LATER).report["written"] == []


def test_published_slugs_stay(home: Any) -> None:
    home.post("été.md", title="Été")
    home.publish()
    home.configure(slugs="unicode")
    home.publish(now=LATER)
    assert urls(home) == {"Été": "posts/ete/"}


PARTS = st.text(st.sampled_from("ab.%/\\:_ é2e~?#-"), max_size=14)


@given(PARTS)
def test_a_path_stays_in_the_output(written: str) -> None:
    """Whatever is written, and a path stays as it is when it is read again."""
    path = permalinks.page_path(written)
    if path:
        assert not path.startswith(("/", "."))
        assert ".." not in path.split("/")
        assert path.endswith("/") or path.lower().endswith((".html", ".htm"))
        assert permalinks.page_path(f"/{path}") == path
    json.dumps(path)
