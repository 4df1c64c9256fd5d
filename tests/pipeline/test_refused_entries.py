"""One bad entry stops no feed: titles of which nothing can be seen, and entries that a format cannot hold."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from html import escape
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import rss

FORMATS = ("rss", "atom", "json")
INVISIBLE = [
    "<b></b>",
    "\u200b",
    "\u202e\u2066",
    "\u00ad",
    "\u0301",
    "\u2800",
    "&nbsp;",
    "<!-- x -->",
    "…",
    "\U000e0041",
]


def in_feeds(home: Any, text: str) -> list[str]:
    """Return the formats of the news feed that have a text."""
    return [name for name in FORMATS if text in (home.output / f"news.{name}").read_text("utf-8")]


@pytest.mark.parametrize("title", [one for one in INVISIBLE if one != "&nbsp;"])  # is text in a feed of plain titles
def test_a_partners_title_without_letters_is_none(home: Any, title: str) -> None:
    """All feeds have the entry, under other words."""
    with Server() as server:
        server.on("/feed", reply(rss("Good")))
        server.on("/post", reply(f'---\ntitle: "{title}"\n---\n# Heading\n\n{"Words. " * 40}\n'.encode()))
        item = f"<item><title>{escape(title)}</title><guid>x</guid>"
        other = rss().replace(b"</channel>", f"{item}<description>Beginning</description></item></channel>".encode())
        server.on("/other", reply(other))
        names = ("feed", "post", "other")
        sources = [{"url": server.url(f"/{name}"), "name": name} for name in names]
        home.configure(sources=sources, network={"allow": [server.address]})
        assert home.publish().status in (0, 1)
    assert sorted(home.titles("news.json")) == ["Beginning", "Good", "Heading"]
    for name in ("Beginning", "Good", "Heading"):
        assert in_feeds(home, name) == list(FORMATS)


@pytest.mark.parametrize("key", ["title", "roles"])
@pytest.mark.parametrize("value", [one for one in INVISIBLE if one != "<!-- x -->"])  # a comment alone is no value
def test_an_authors_title_without_letters_is_none(home: Any, key: str, value: str) -> None:
    """It is reported with its line."""
    home.configure()
    home.job("2026-02-01-web-dev.md", **{"roles": "Développeuse", "title": "Titre", "contrat": "CDI", key: value})
    ran = home.publish()
    assert any(f"2026-02-01-web-dev.md:{4 if key == 'title' else 2}: {key}" in text for text in ran.problems)
    (item,) = home.json("jobs.json")["items"]
    names = (item["title"], item["_jobposting"]["title"])
    assert names == (("Développeuse", "Développeuse") if key == "title" else ("Titre", "Titre"))


@pytest.mark.parametrize("title", ["🎉", "1.10", "C", "日本", "∞", "<b>A</b>", "List<T>", "\u200bA"])
def test_a_title_that_can_be_seen_is_kept(home: Any, title: str) -> None:
    home.configure()
    home.post("2026-02-01-post.md", title=title)
    assert not any("letters" in text for text in home.publish().problems)
    assert home.titles("news.json") == [title.replace("<b>A</b>", "A")]


def spoil(home: Any, title: str, spoilt: str) -> None:
    """Change a title in the ledger, as an older version might have saved it, and have the feeds written again."""
    with closing(sqlite3.connect(home.root / ".feeds" / "ledger.sqlite")) as ledger, ledger:
        assert ledger.execute("update entries set title = ? where title = ?", (spoilt, title)).rowcount == 1
    for name in FORMATS:
        (home.output / f"news.{name}").unlink()


@pytest.mark.parametrize(
    ("spoilt", "refusing"), [("\x01", ["rss", "atom"]), ("", ["atom"]), ("a\x0bb", ["rss", "atom"])]
)
def test_an_entry_that_a_format_refuses_is_left_out_of_it(home: Any, spoilt: str, refusing: list[str]) -> None:
    """The others are published, and the entry is reported with its file until it is well again."""
    home.configure()
    for name in ("one", "two", "three"):
        home.post(f"2026-02-01-{name}.md", title=f"Title {name}")
    home.publish()
    spoil(home, "Title two", spoilt)
    for _ in range(2):
        ran = home.publish()
        assert ran.status == 1
        assert sorted(text.split(":")[0] for text in ran.problems) == ["sources/2026-02-01-two.md"] * len(refusing)
        assert {name for name in refusing if f"news.{name}" in str(ran.problems)} == set(refusing)
        for title in ("Title one", "Title three"):
            assert in_feeds(home, title) == list(FORMATS)
    spoil(home, spoilt, "Title two")
    assert home.publish().status == 0
    assert in_feeds(home, "Title two") == list(FORMATS)
