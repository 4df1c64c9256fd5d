"""Pages of jobs by a mapping for HTML, and JSON in pages, from the server to the feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

LIST = {
    "format": "html",
    "items": "ul.jobs > li",
    "fields": {"title": "h3", "url": "a", "published": "time", "description": ".text", "place": ".place"},
}
CARDS = {
    "format": "html",
    "items": "article.job_listing",
    "next": "a.next.page-numbers",
    "complete": True,
    "fields": {
        "id": "@id",
        "title": ".entry-title",
        "url": ".entry-title a",
        "published": "time.published",
        "contract": ".job-type",
        "place": ".//dt[.='Lieu']/following-sibling::dd[1]",
    },
    "detail": {"url": ".entry-title a", "fields": {"description": ".entry-content", "deadline": "time.closes"}},
}


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def page(server: Server, path: str, body: str) -> None:
    server.on(
        path,
        reply(
            f"<!doctype html><title>Careers</title><body>{body}".encode(),
            headers={"Content-Type": "text/html; charset=utf-8"},
        ),
    )


def jobs(home: Any) -> dict[str, dict[str, Any]]:
    return {one["title"]: one for one in home.json("jobs.json")["items"]}


def listed(*names: str) -> str:
    rows = "".join(
        f'<li><h3>{name}</h3><a href="/jobs/{name.lower()}">More</a><span class="place">Rennes</span>'
        f'<time datetime="2026-02-02">2 février</time><div class="text"><p>Work as <b>{name}</b>.</p></div></li>'
        for name in names
    )
    return f'<ul class="jobs">{rows}</ul>'


def test_a_list_is_read_and_a_new_design_closes_nothing(home: Any, server: Server) -> None:
    """An unchanged list is unchanged; a list without items is an error."""
    page(server, "/feed", listed("Cook", "Nurse"))
    configure(home, server, mapping=LIST, completeness="snapshot")
    home.publish(now=at(0))
    found = jobs(home)
    assert {*found} == {"Cook", "Nurse"}
    assert found["Cook"]["external_url"] == server.url("/jobs/cook")
    assert found["Cook"]["date_published"] == "2026-02-01T23:00:00Z"
    assert "<b>Cook</b>" in found["Cook"]["content_html"] or "<strong>Cook</strong>" in found["Cook"]["content_html"]
    assert not home.publish(now=at(2)).report["transitions"]
    page(server, "/feed", "<main><h3>Nothing as before</h3></main>")
    for hours in (4, 6, 8):
        report = home.publish(now=at(hours)).report
        assert not report["transitions"]
    assert "nothing at `ul.jobs > li`" in json.dumps(report["problems"])
    page(server, "/feed", listed("Nurse"))
    assert [home.publish(now=at(hours)).report["transitions"] != [] for hours in (40, 42)] == [False, True]


def card(number: int) -> str:
    return (
        f'<article class="job_listing" id="post-{number}">'
        f'<h2 class="entry-title"><a href="/job-{number}/">Job {number}</a></h2>'
        f'<time class="published" datetime="2026-02-0{number}T08:00:00+00:00">x</time><span class="job-type">CDI</span>'
        f"<dl><dt>Lieu<dd>Brest</dl></article>"
    )


def test_parts_and_details_of_cards(home: Any, server: Server) -> None:
    """As WordPress shows them; all parts together are the whole list."""
    page(server, "/feed", card(1) + card(2) + '<a class="next page-numbers" href="/feed/2">Suivant</a>')
    page(server, "/feed/2", card(3))
    for number in (1, 2, 3):
        text = "All day long. " * 20
        page(
            server,
            f"/job-{number}/",
            f'<div class="entry-content"><p>{text}</div><time class=closes>2026-05-0{number}</time>',
        )
    configure(home, server, mapping=CARDS)
    home.publish(now=at(0))
    found = jobs(home)
    assert {*found} == {"Job 1", "Job 2", "Job 3"}
    assert "All day long." in found["Job 3"]["content_html"]
    assert "2026-05-02" in json.dumps(found["Job 2"])
    assert found["Job 1"]["_job"]["contract"] == "CDI"
    page(server, "/feed/2", "")
    assert "nothing at" in json.dumps(home.publish(now=at(2)).report["problems"])
    page(server, "/feed", card(1) + card(2))
    home.publish(now=at(30))
    assert [one["change"] for one in home.publish(now=at(32)).report["transitions"]] == ["closed"]


@pytest.mark.parametrize("recognised", [False, True])
def test_json_in_a_page_is_read(home: Any, server: Server, recognised: bool) -> None:
    """By a mapping, or with the rest of it recognised."""
    records = [
        {
            "id": f"J{n}",
            "jobTitle": f"Baker {n}",
            "contractType": "CDI",
            "city": "Rennes",
            "postedDate": f"2026-02-0{n}",
        }
        | {"url": f"https://partner.example/{n}", "description": "<p>" + "We bake bread and sell it. " * 9 + "</p>"}
        for n in range(1, 6)
    ]
    data = json.dumps({"lang": "fr", "page": {"jobs": records}}).replace("</", "<\\/")
    page(server, "/feed", f'<div id="app"></div><script>var x = 1; window.__DATA__ = {data};</script>')
    fields = {"id": "id", "title": "jobTitle", "url": "url", "description": "description", "place": "city"}
    mapping: dict[str, Any] = {"json_in": "//script[contains(., 'window.__DATA__')]"}
    configure(home, server, mapping=mapping if recognised else {**mapping, "items": "page.jobs", "fields": fields})
    home.publish(now=at(0))
    assert {*jobs(home)} == {f"Baker {n}" for n in range(1, 6)}
    assert not home.publish(now=at(2)).report["transitions"]


def test_a_list_that_is_not_understood_is_tried_with_a_remedy(home: Any, server: Server) -> None:
    """And read with a mapping from a file."""
    home.configure(sources=[{"path": "sources"}])
    page(server, "/feed", "<p>We are hiring.</p>" + listed("Cook").replace("/jobs/", "#"))
    assert "`format: html`" in home.run("try", server.url("/feed")).err
    page(server, "/feed", listed("Cook"))
    (home.root / "mapping.yaml").write_text(json.dumps(LIST), "utf-8")
    assert "Cook" in home.run("try", server.url("/feed"), "--mapping", str(home.root / "mapping.yaml")).out
