"""An output that was edited by hand is replaced, and the edit is kept and reported."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from feeds.pipeline.output import edited

LATER = "2026-03-02T09:00:00Z"
KEPT = ".feeds/edited"


@pytest.fixture
def published(home: Any) -> Any:
    """Return a published project with an article, a job and a linked file."""
    home.write("sources/photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    home.post("2026-01-05-a.md", "![Photo](photo.png)", title="A")
    home.job("2026-01-06-b.md", title="B")
    assert home.publish().status == 0
    return home


def test_each_edit_is_kept_and_its_remedy_names_where_to_edit(published: Any) -> None:
    """Once: the next run has nothing to report."""
    photo = next(path for path in published.tree() if path.startswith("files/"))
    places = {
        "index.html": "edit a template in the folder of `theme` instead",
        "jobs.rss": "edit the posts, or the configuration, instead",
        "posts/a/index.html": "edit sources/2026-01-05-a.md instead, or a template in the folder of `theme`",
        "style.css": "to change how pages look, write custom.css in the folder of `theme`",
        photo: "edit sources/photo.png instead",
    }
    before = published.tree()
    for path in places:
        (published.output / path).write_bytes(f"edited {path}".encode())
    ran = published.publish(now=LATER)
    assert ran.status == 1
    assert ran.problems == [
        f"output/{path}: expected an output as it was written, found one that was edited by hand, and is replaced "
        f"(your version is in {KEPT}/{path}; {places[path]})"
        for path in sorted(places)
    ]
    assert published.tree() == before
    for path in places:
        assert (published.root / KEPT / path).read_text() == f"edited {path}"
    assert (published.publish(now=LATER).status, published.publish(now=LATER).written) == (0, set())


def test_the_latest_edit_replaces_the_copy_before(published: Any) -> None:
    for text in ("one", "two"):
        (published.output / "style.css").write_text(text)
        assert published.publish(now=LATER).status == 1
    assert (published.root / KEPT / "style.css").read_text() == "two"
    assert [place.name for place in (published.root / KEPT).iterdir()] == ["style.css"]


def test_what_is_no_edit_is_not_reported(published: Any) -> None:
    """A file that was removed or touched, one with the bytes of this run, and one of a run that was cut off."""
    (published.output / "style.css").unlink()
    os.utime(published.output / "index.html")
    ours = published.tree_file("jobs.rss")
    published.job("2026-01-06-b.md", title="B2")
    published.publish(now=LATER)
    theirs = published.tree_file("jobs.rss")
    with closing(sqlite3.connect(published.root / ".feeds/ledger.sqlite")) as ledger, ledger:
        ledger.execute("update outputs set digest = '', input_digest = '', mtime = 0 where path = 'news.rss'")
        digest = ledger.execute("select digest from outputs where path = 'jobs.rss'").fetchone()[0]
        ledger.execute("update outputs set digest = 'x', mtime = 0 where path = 'jobs.rss'")  # another machine's
    assert digest != "x"
    assert ours != theirs
    (published.output / "news.rss").write_text("half of a fe")
    ran = published.publish(now=LATER)
    assert (ran.status, ran.problems) == (0, [])
    assert [place for place in (published.root / KEPT).rglob("*") if place.is_file()] == []


def test_an_edit_that_is_not_replaced_stays_where_it_is(published: Any) -> None:
    """Of a page that is no longer published, or that cannot be rendered; no copy of it is kept."""
    published.post("2026-01-05-a.md", title="A", draft=True)
    (published.output / "posts/a/index.html").write_text("edited")
    (published.output / "posts/b/index.html").write_text("edited too")
    published.configure(theme="theme")
    published.write("theme/post.html", "{{ nope }}")
    ran = published.publish(now=LATER)
    assert ran.status == 4
    assert not [problem for problem in ran.problems if "is replaced" in problem]
    assert published.text("posts/a/index.html") == "edited"
    assert published.text("posts/b/index.html") == "edited too"
    assert [place for place in (published.root / KEPT).rglob("*") if place.is_file()] == []


def test_links_and_special_files_are_safe(published: Any) -> None:
    """The target of a link is neither changed nor needed; a pipe blocks nothing."""
    theirs = published.write("mine.css", "mine")
    for path, make in (("style.css", lambda at: at.symlink_to(theirs)), ("index.html", os.mkfifo)):
        place = published.output / path
        place.unlink()
        make(place)
    elsewhere = published.write("elsewhere.txt", "elsewhere")
    (published.root / KEPT).mkdir(parents=True)
    (published.root / KEPT / "style.css").symlink_to(elsewhere)
    ran = published.publish(now=LATER)
    assert ran.status == 1
    assert len(ran.problems) == 1
    assert "output/style.css" in ran.problems[0]
    assert (published.root / KEPT / "style.css").read_text() == theirs.read_text() == "mine"
    assert elsewhere.read_text() == "elsewhere"
    assert not (published.root / KEPT / "style.css").is_symlink()
    assert published.text("index.html").startswith("<!doctype html>")


def test_large_edits_are_reported_without_a_copy(published: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither memory nor disk is filled, for one file and for all together."""
    monkeypatch.setattr(edited, "MAX_BYTES", 100)
    monkeypatch.setattr(edited, "MAX_TOTAL", 150)
    for path, size in (("style.css", 101), ("index.html", 90), ("jobs.rss", 90)):
        (published.output / path).write_bytes(b"x" * size)
    ran = published.publish(now=LATER)
    assert ["no copy of it could be kept: it is too large" in problem for problem in ran.problems] == [
        False,
        True,
        True,
    ]
    assert [place.name for place in (published.root / KEPT).iterdir()] == ["index.html"]


def test_a_copy_that_cannot_be_written_is_reported(published: Any) -> None:
    published.write(f"{KEPT}/posts", "in the way of a folder")
    (published.output / "posts/a/index.html").write_text("edited")
    ran = published.publish(now=LATER)
    assert ran.status == 1
    assert "no copy of it could be kept: " in ran.problems[0]
    assert "edited" not in published.text("posts/a/index.html")


def test_many_edits_are_reported_as_their_number(home: Any) -> None:
    for number in range(24):
        home.post(f"2026-01-05-p{number:02}.md", "Bref.", title=f"P {number}")
    home.publish()
    for page in home.output.glob("posts/*/index.html"):
        page.write_text("edited")
    ran = home.publish(now=LATER)
    assert len(ran.problems) == 21
    assert "and 4 others" in ran.problems[-1]
    assert len(list((home.root / KEPT).rglob("index.html"))) == 24
