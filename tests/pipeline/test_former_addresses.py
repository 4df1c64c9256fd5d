"""Former addresses that no page can have: reported, and never in the way of the others."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

FILES = ("_redirects", ".htaccess", "redirects.nginx.conf", "redirects.caddy")
BAD = ["page:old", "/a%0ab", "/a%00", "/a%E2%80%A8b", "mailto:a@b.example", "file:///etc/passwd", "http://[/"]


def redirects(home: Any) -> list[str]:
    """Return the text of each redirect file."""
    return [(home.output / name).read_text("utf-8") for name in FILES]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_address_is_reported_and_the_others_work(home: Any, bad: str) -> None:
    home.configure()
    home.post("2026-01-01-a.md", title="A", redirect_from=["/old/one/", bad, "/old/two/"])
    home.post("2026-01-02-b.md", title="B", redirect_from="/old/three/")
    ran = home.publish()
    assert ran.status == 1
    (problem,) = ran.problems
    assert problem.startswith("sources/2026-01-01-a.md:3: redirect_from: expected the former address of a page, found")
    assert bad[:20] in problem
    for text in redirects(home):
        assert all(f"/old/{name}" in text for name in ("one", "two", "three"))
    home.post("2026-01-01-a.md", title="A", redirect_from=["/old/one/", "/old/two/"])
    assert home.publish().status == 0


@pytest.mark.parametrize("path", ["old", "/a\nb", "https://x.example/a", "/a\x00"])
def test_a_ledger_of_an_older_version_heals(home: Any, path: str) -> None:
    """Those that it saved, and its empty or outdated files, are put right by the next run."""
    home.configure()
    home.post("2026-01-01-a.md", title="A", redirect_from="/old/")
    home.publish()
    before = redirects(home)
    ledger = home.root / ".feeds" / "ledger.sqlite"
    with closing(sqlite3.connect(ledger)) as opened, opened:
        opened.execute("insert into aliases select ?, id from entries", (path,))
    home.post("2026-01-03-c.md", title="C", redirect_from="/older/")
    assert home.publish().status == 0
    after = redirects(home)
    assert all("/older" in text and len(text) > len(old) for text, old in zip(after, before, strict=True))
    with closing(sqlite3.connect(ledger)) as opened:
        assert opened.execute("select path from aliases order by path").fetchall() == [("/old/",), ("/older/",)]
