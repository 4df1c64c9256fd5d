"""Folders as other programs have them, published without a configuration of their own beyond `path:`."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from support.paths import TESTS

SITE = "https://jobs.example.org/"
NOW = "2026-03-01T09:00:00Z"


def publish(home: Any, generator: str) -> tuple[dict[str, dict[str, Any]], Any]:
    """Return the published items by title, and the run."""
    shutil.copytree(TESTS / "generators" / generator, home.root / "content")
    home.configure(sources=[{"path": "content"}])
    ran = home.publish(now=NOW)
    assert ran.status in (0, 1)
    assert not [one for one in ran.report["problems"] if "unexpected" in one["text"]]
    published = b"\n".join(home.tree().values())
    assert b"secret" not in published
    for name in ("{{", "{%", "%7B", "{/*"):
        assert name.encode() not in b"\n".join(body for path, body in home.tree().items() if path.endswith(".json"))
    items = [item for feed in ("news.json", "jobs.json") for item in home.json(feed)["items"]]
    return {item["title"]: item for item in items}, ran


def reported(ran: Any, file: str) -> list[tuple[str, int | None]]:
    return [(one["field"], one["line"]) for one in ran.report["problems"] if one["file"].endswith(file)]


def path(item: dict[str, Any]) -> str:
    return str(item["url"]).removeprefix(SITE)


def test_jekyll(home: Any) -> None:
    items, ran = publish(home, "jekyll")
    assert set(items) == {"Welcome to Jekyll!", "Pretty"}
    welcome = items["Welcome to Jekyll!"]
    assert path(welcome) == "jekyll/update/2026/welcome-to-jekyll/"
    assert (welcome["date_published"], welcome["date_modified"]) == ("2026-01-05T09:30:00Z", "2026-01-19T23:00:00Z")
    assert welcome["summary"] == "You will find this post in your _posts directory."
    assert {"ruby", "static sites"} <= set(welcome["tags"])
    assert path(items["Pretty"]) == "news/2026/01/07/pretty/"
    assert f'href="{welcome["url"]}"' in items["Pretty"]["content_html"]
    assert "puts" in welcome["content_html"]
    assert "endhighlight" not in welcome["content_html"] or reported(ran, "welcome-to-jekyll.markdown")


def test_hugo(home: Any) -> None:
    items, _ = publish(home, "hugo")
    assert set(items) == {"A page bundle", "An address of its own"}
    bundle = items["A page bundle"]
    assert (path(bundle), bundle["summary"]) == ("posts/bundle/", "What the bundle is about.")
    assert (bundle["date_published"], bundle["date_modified"]) == ("2026-01-05T09:00:00Z", "2026-01-20T08:00:00Z")
    assert set(bundle["tags"]) == {"go", "themes", "Development"}
    moved = items["An address of its own"]
    assert (path(moved), moved["summary"]) == ("2026/an-address-of-its-own/", "Text above the mark.")
    assert f'href="{bundle["url"]}"' in moved["content_html"]
    assert [one["title"] for one in home.json("closed.json")["closed"]] == ["Expired"]


def test_astro(home: Any) -> None:
    items, _ = publish(home, "astro")
    assert set(items) == {"First post", "Using MDX"}
    first = items["First post"]
    assert (first["date_published"], first["date_modified"]) == ("2026-01-07T23:00:00Z", "2026-01-19T23:00:00Z")
    assert (first["summary"], first["authors"]) == ("Lorem ipsum dolor sit amet", [{"name": "Astro Learner"}])
    assert items["Using MDX"]["summary"] == "This text has a cut."
    assert '"canonical" href="https://original.example/mdx/"' in home.text("posts/using-mdx/index.html")


def test_eleventy(home: Any) -> None:
    items, ran = publish(home, "eleventy")
    assert set(items) == {"This is my first post.", "Separated", "A template that is not run"}
    assert path(items["This is my first post."]) == "2026/01/this-is-my-first-post/"
    assert items["Separated"]["summary"] == "The excerpt."
    assert path(items["A template that is not run"]) == "posts/javascript/"
    assert ("permalink", 4) in reported(ran, "javascript.md")
    assert (home.output / "posts/unlisted/index.html").exists()


def test_decap(home: Any) -> None:
    items, _ = publish(home, "decap")
    assert set(items) == {"Bonjour", "Développeuse web"}
    post = items["Bonjour"]
    assert (post["date_published"], post["date_modified"]) == ("2026-01-05T10:30:00Z", "2026-01-20T09:00:00Z")
    assert (post["summary"], path(post)) == ("Un résumé sur deux lignes.", "posts/bonjour/")
    assert home.publish(now="2026-04-01T20:00:00Z").report["transitions"] == []
    assert [one["change"] for one in home.publish(now="2026-04-01T22:00:00Z").report["transitions"]] == ["closed"]


def test_obsidian(home: Any) -> None:
    items, ran = publish(home, "obsidian")
    assert set(items) == {"A note", "A heading as its title"}
    note = items["A note"]
    assert (note["date_published"], note["date_modified"]) == ("2026-01-04T23:00:00Z", "2026-01-19T23:00:00Z")
    assert "hidden comment" not in note["content_html"]
    lines = [line for field, line in reported(ran, "A note.md") if not field]
    assert lines[-2:] == [15, 16]
    assert ("aliases", 10) in reported(ran, "A note.md")
    assert "[[Plain]]" in note["content_html"]


@pytest.mark.parametrize("generator", ["jekyll", "hugo", "astro", "eleventy", "decap", "obsidian"])
def test_nothing_is_written_twice(home: Any, generator: str) -> None:
    publish(home, generator)
    again = home.publish(now="2026-03-01T10:00:00Z").report
    assert (again["written"], again["transitions"]) == ([], [])
    json.dumps(again)
