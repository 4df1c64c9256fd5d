"""The language of a partner's entries: theirs, else the source's, else unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import rss

ENTRY = {"id": "urn:uuid:6e7b7a3e-95a1-4b8e-8f0e-6a7a0ac7e001", "url": "https://p.example/1", "title": "Una notizia"}


def feed(language: str = "", entry: str = "") -> bytes:
    item = {**ENTRY, "content_text": "Qualche parola.", **({"language": entry} if entry else {})}
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "P", **({"language": language} if language else {})}
    return json.dumps({**head, "items": [item]}).encode()


@pytest.mark.parametrize(
    ("body", "source", "expected"),
    [
        (feed(), "", None),
        (feed("it"), "", "it"),
        (feed("it", "fr"), "", "fr"),
        (feed(), "it", "it"),
        (feed("und"), "", None),
        (feed("mul", "xx-not-a-tag-at-all"), "", None),
        (rss("one"), "", None),
    ],
)
def test_what_is_not_stated_is_unknown(home: Any, body: bytes, source: str, expected: str | None) -> None:
    """It is not that of the site: feeds leave it out, and its page has none."""
    with Server() as server:
        server.on("/feed", reply(body))
        options = {"language": source} if source else {}
        home.configure(
            sources=[{"url": server.url("/feed"), "name": "p", **options}], network={"allow": [server.address]}
        )
        assert home.publish().status == 0
    (item,) = home.json("news.json")["items"]
    assert item.get("language") == expected
    page = home.text(item["url"].removeprefix("https://jobs.example.org/") + "index.html")
    assert f'<html lang="{expected or ""}">' in page
    assert 'hreflang=""' not in home.text("index.html")
    assert "xml:lang" not in home.text("news.atom").partition("<entry")[2] or expected


def test_a_feed_of_one_language_states_it(home: Any) -> None:
    """In each format; a feed of several languages is in that of the site."""
    feeds = [
        {"name": "de", "select": {"language": "de"}},
        {"name": "both", "select": {"language": ["de", "fr"]}},
        {"name": "news"},
    ]
    home.configure(feeds=feeds)
    home.post("2026-01-05-a.md", title="Eine Nachricht", lang="de")
    home.post("2026-01-06-b.md", title="Une nouvelle", lang="fr")
    home.publish()
    site = home.json("news.json")["language"]
    assert [home.json(f"{name}.json")["language"] for name in ("de", "both", "news")] == ["de", site, site]
    assert home.feed("de.rss").feed.language == home.feed("de.atom").feed.language == "de"
    assert home.titles("de.json") == ["Eine Nachricht"]
