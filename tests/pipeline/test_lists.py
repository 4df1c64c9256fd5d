"""Lists of a published site: all jobs can be reached, and a change writes what shows it."""

from __future__ import annotations

from pathlib import PurePosixPath
from posixpath import join, normpath
from typing import Any

import pytest
from lxml import html

CONTRACTS = ("CDI", "CDD", "Stage")
TOWNS = ("Lille", "Brest", "Pau", "Metz")
LATER, AFTER = "2026-06-02T10:00:00Z", "2026-06-03T10:00:00Z"


def offer(home: Any, number: int, **values: Any) -> None:
    facts = {"contrat": CONTRACTS[number % 3], "lieu": TOWNS[number % 4], "tags": ["python"] if number % 2 else []}
    day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}"
    home.job(f"{day}-offre-{number}.md", **{"title": f"Offre {number}", **facts, **values})


@pytest.fixture
def site(home: Any) -> Any:
    home.configure(feeds=["jobs", "news", {"name": "tags/{tag}", "each": "tag"}])
    for number in range(70):
        offer(home, number)
    home.post("2026-02-01-nouvelle.md", title="Nouvelle")
    assert home.publish(now="2026-06-01T10:00:00Z").status == 0
    return home


def links(home: Any, path: str) -> set[str]:
    """Return the paths of the pages of the site that a page links to."""
    page = html.document_fromstring(home.text(path))
    found = {link.split("#")[0] for link in page.xpath("//main//a/@href") if "://" not in link}
    return {normpath(join(str(PurePosixPath(path).parent), link)) for link in found}


def test_every_page_is_reached_without_a_script(site: Any) -> None:
    """From the home page, by links that all lead to a file."""
    seen, left = set(), {"index.html"}
    while left:
        path = left.pop()
        seen.add(path)
        left |= {one for one in links(site, path) if one.endswith(".html")} - seen
    pages = {path for path in site.tree() if path.endswith(".html")}
    assert seen == pages - {"404.html", "410.html"}
    assert {"jobs/page/2/index.html", "jobs/contract/cdi/place/lille/index.html", "tags/python/index.html"} <= pages


def test_a_run_without_a_change_writes_no_list(site: Any) -> None:
    site.post("2026-02-01-nouvelle.md", title="Nouveau titre")
    written = site.publish(now=LATER).written
    lists = {path for path in written if path.endswith("index.html")}
    assert lists == {"index.html", "news/index.html", "posts/nouvelle/index.html"}
    assert not any(path.startswith("search/") for path in written)


def test_an_edit_writes_the_pages_that_show_it(site: Any) -> None:
    """One page of each list, and the part of the index."""
    offer(site, 1, title="Un autre titre")
    written = site.publish(now=LATER).written
    shows = {
        path for path, body in site.tree().items() if b"Un autre titre" in body and path.endswith((".html", ".js"))
    }
    assert {path for path in written if path.endswith((".html", ".js"))} == shows
    assert "jobs/page/2/index.html" in shows
    assert "index.html" not in shows


def test_a_new_offer_writes_first_pages_only(site: Any) -> None:
    site.job("2026-06-01-neuve.md", title="Neuve", contrat="CDI", lieu="Lille")
    written = site.publish(now=LATER).written
    assert {"index.html", "jobs/index.html", "jobs/contract/cdi/index.html", "search/1.js"} <= written
    assert not any("/page/" in path for path in written)


def test_a_lost_ledger_leaves_no_list_out(site: Any) -> None:
    before = {path for path in site.tree() if path.endswith("index.html")}
    (site.root / ".feeds/ledger.sqlite").unlink()
    assert site.publish(now=LATER).status == 0
    assert {path for path in site.tree() if path.endswith("index.html")} == before


@pytest.mark.parametrize(
    ("values", "path", "line"),
    [
        ({"permalink": "/jobs/"}, "jobs/index.html", 3),
        ({"permalink": "/jobs/page/2/"}, "jobs/page/2/index.html", 3),
        ({"permalink": "/jobs/contract/cdi/"}, "jobs/contract/cdi/index.html", 3),
        ({"permalink": "/feeds/"}, "feeds/index.html", 3),
    ],
)
def test_the_page_of_a_post_at_the_address_of_a_list_is_reported(site: Any, values: Any, path: str, line: int) -> None:
    """It stays, in each run, until the remedy is followed."""
    site.post("2026-03-01-prise.md", title="Prise", **values)
    for now in (LATER, AFTER):
        ran = site.publish(now=now)
        (problem,) = [one for one in ran.report["problems"] if "prise" in one["file"]]
        assert (problem["field"], problem["line"]) == ("permalink", line)
        assert "Prise</h1>" in site.text(path)
    site.post("2026-03-01-prise.md", title="Prise", permalink="/autre/")
    assert not site.publish(now="2026-06-04T10:00:00Z").report["problems"]
    assert "Prise</h1>" not in site.text(path)
    assert "Prise</h1>" in site.text("autre/index.html")


def test_a_slug_at_the_address_of_a_list_is_reported(home: Any) -> None:
    home.configure(permalink="{slug}/")
    home.job("2026-01-01-jobs.md", title="Prise")
    (problem,) = home.publish().report["problems"]
    assert "slug:" in problem["text"]
    assert "Prise</h1>" in home.text("jobs/index.html")
    home.job("2026-01-01-jobs.md", title="Prise", slug="autre")
    assert not home.publish(now=LATER).report["problems"]
    assert "Prise</h1>" not in home.text("jobs/index.html")
