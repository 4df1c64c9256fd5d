"""The pages behind truncated entries (`full_text: true`), from the server to the feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

WORDS = (
    "You look after the night trains between Rennes and Vienna, from the timetable to the breakfast. "
    "With a team of twelve you plan the carriages, speak with the stations and answer travellers. "
) * 8
BEGINNING = f"{WORDS[:150]}…"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def rss(server: Server, *texts: str, path: str = "/feed") -> None:
    """Answer with a feed of jobs 1, 2, 3… with these texts."""
    items = "".join(
        f"<item><title>Planner {n}</title><link>{server.url(f'/jobs/{n}')}</link><guid isPermaLink='false'>p-{n}</guid>"
        f"<description>{escape(text)}</description><pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate></item>"
        for n, text in enumerate(texts, 1)
    )
    body = f'<rss version="2.0"><channel><title>P</title><link>{server.url("/")}</link>{items}</channel></rss>'
    server.on(path, reply(body.encode(), headers={"Content-Type": "application/rss+xml"}, etag=f'"{hash(body)}"'))


def posting(server: Server, n: int, text: str = WORDS, **more: Any) -> None:
    """Answer with the page of a job."""
    job = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": f"Planner {n} (f/m)",
        "identifier": f"REF-{n}",
        "description": f"<p>{text}</p><ul><li>Nights</li></ul><script>alert(1)</script>",
        "datePosted": "2025-12-24",
        "employmentType": "FULL_TIME",
        "hiringOrganization": {"@type": "Organization", "name": "Night Trains"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Rennes", "addressCountry": "FR"}},
        **more,
    }
    data = json.dumps(job).replace("</", "<\\/")
    page(server, f"/jobs/{n}", f'<script type="application/ld+json">{data}</script><p>Menu</p>')


def page(server: Server, path: str, body: str) -> None:
    text = f"<!doctype html><html lang=en><head><title>Site</title></head><body>{body}</body></html>"
    headers = {"Content-Type": "text/html; charset=utf-8"}
    server.on(path, reply(text.encode(), headers=headers, etag=f'"{hash(text)}"'))


def items(home: Any, feed: str = "jobs") -> dict[str, dict[str, Any]]:
    return {one["title"]: one for one in home.json(f"{feed}.json")["items"]}


def requests(server: Server) -> list[str]:
    """Return the paths that were requested since the last call, without robots.txt."""
    found = [one.path for one in server.asked if one.path != "/robots.txt"]
    server.asked.clear()
    return found


def notes(run: Any) -> str:
    return json.dumps(run.report["problems"], default=str)


def dates(home: Any) -> dict[str, tuple[str, str]]:
    return {name: (one["date_published"], one.get("date_modified", "")) for name, one in items(home).items()}


def test_the_job_posting_of_the_page_completes_a_truncated_entry(home: Any, server: Server) -> None:
    rss(server, BEGINNING, "")
    posting(server, 1)
    posting(server, 2)
    configure(home, server, full_text=True)
    home.publish(now=at(0))
    for name in ("Planner 1", "Planner 2"):
        job = items(home)[name]
        assert "answer travellers. </p>" in job["content_html"] or "answer travellers.</p>" in job["content_html"]
        assert "<li>Nights</li>" in job["content_html"]
        assert "alert" not in job["content_html"]
        assert job["date_published"].startswith("2026-02-02")
        assert "Rennes" in json.dumps(job)
    assert sorted(requests(server)) == ["/feed", "/jobs/1", "/jobs/2"]
    assert not home.publish(now=at(2)).report["transitions"]
    assert requests(server) == ["/feed"], "unchanged, it costs no request for each entry"


def article(server: Server, n: int, text: str = WORDS) -> None:
    """Answer with the page of an article, among what is not of it."""
    page(
        server,
        f"/news/{n}",
        '<header><nav><ul><li><a href="/">Home page</a></li><li><a href="/jobs">All jobs</a></li></ul></nav></header>'
        f"<main><article><h1>Train {n}</h1><p>{text}</p><h2>Stops</h2><ul><li>Strasbourg</li><li>Munich</li></ul>"
        "<table><tr><th>Class</th><th>Price</th></tr><tr><td>Couchette</td><td>49 €</td></tr></table>"
        f'<p>Seats are sold <a href="../tickets">here</a>, and number {n} has couchettes as well.</p></article>'
        "<aside><h3>Related stories</h3><p>Buses of the region, which go to the station each hour.</p></aside>"
        '<section id="comments" class="comments"><h3>Comments</h3><div class="comment"><p>Lovely trains, I take one '
        "with my whole family as soon as there is a place left.</p></div></section></main>"
        "<footer><p>Imprint and privacy, all rights reserved.</p></footer>",
    )


def atom(server: Server, *texts: str) -> None:
    entries = "".join(
        f"<entry><title>Train {n}</title><id>urn:uuid:00000000-0000-4000-8000-00000000000{n}</id>"
        f'<link href="news/{n}"/><updated>2026-02-0{n}T10:00:00Z</updated><summary>{text}</summary></entry>'
        for n, text in enumerate(texts, 1)
    )
    body = (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{server.url("/")}"><title>N</title>'
        f"<id>{server.url('/n')}</id>"
        f"<updated>2026-02-09T10:00:00Z</updated>{entries}</feed>"
    )
    server.on("/feed", reply(body.encode(), headers={"Content-Type": "application/atom+xml"}))


def test_the_article_of_the_page_completes_a_truncated_entry(home: Any, server: Server) -> None:
    """Without navigation, related articles and comments; lists, tables and links stay."""
    atom(server, "You look after the night trains. Read more")
    article(server, 1)
    configure(home, server, full_text=True)
    home.publish(now=at(0))
    text = items(home, "news")["Train 1"]["content_html"]
    for part in ("from the timetable", "<li>Munich</li>", "49 €", server.url("/tickets")):
        assert part in text
    for part in ("Home page", "Related", "Buses", "Lovely", "Imprint", "<h1", "Train 1"):
        assert part not in text


def test_a_feed_with_whole_texts_needs_no_other_request(home: Any, server: Server) -> None:
    rss(server, WORDS, f"<p>{WORDS}</p>")
    configure(home, server, full_text=True)
    home.publish(now=at(0))
    assert requests(server) == ["/feed"]
    assert len(items(home, "news")) == 2


def test_without_the_key_no_page_is_read(home: Any, server: Server) -> None:
    rss(server, BEGINNING)
    configure(home, server)
    home.publish(now=at(0))
    assert requests(server) == ["/feed"]


def test_postponed_pages_complete_entries_later_and_move_nothing(home: Any, server: Server) -> None:
    """`follow` is 2 of 5: the others have their short texts, then the whole ones, without a new date."""
    rss(server, *[BEGINNING] * 5)
    for n in range(1, 6):
        posting(server, n)
    configure(home, server, full_text=True, follow=2, posts="job", organization="Night Trains")
    home.publish(now=at(0))
    before = dates(home)
    assert sum("answer travellers" in one["content_html"] for one in items(home).values()) == 2
    for run in (1, 2):
        ran = home.publish(now=at(2 * run))
        assert not ran.report["transitions"]
    assert all("answer travellers" in one["content_html"] for one in items(home).values())
    assert len(before) == 5
    assert dates(home) == before
    requests(server)
    home.publish(now=at(6))
    assert requests(server) == ["/feed"]


def test_turning_it_on_and_off_moves_nothing(home: Any, server: Server) -> None:
    rss(server, BEGINNING, BEGINNING)
    posting(server, 1)
    posting(server, 2)
    options = {"posts": "job", "organization": "Night Trains"}
    configure(home, server, **options)
    home.publish(now=at(0))
    before = dates(home)
    configure(home, server, full_text=True, **options)
    assert not home.publish(now=at(2)).report["transitions"]
    assert all("answer travellers" in one["content_html"] for one in items(home).values())
    assert dates(home) == before
    configure(home, server, **options)
    assert not home.publish(now=at(4)).report["transitions"]
    assert not any("answer travellers" in one["content_html"] for one in items(home).values())
    assert dates(home) == before
    requests(server)
    home.publish(now=at(30))
    assert requests(server) == ["/feed"], "its pages were forgotten"


def test_an_edit_of_the_page_is_an_edit(home: Any, server: Server) -> None:
    rss(server, BEGINNING)
    posting(server, 1)
    configure(home, server, full_text=True)
    home.publish(now=at(0))
    before = dates(home)
    posting(server, 1, f"{WORDS} From May on, you speak Breton, too.")
    home.publish(now=at(30))
    assert "Breton" in items(home)["Planner 1"]["content_html"]
    assert dates(home) != before


def test_a_page_that_is_gone_or_was_never_there(home: Any, server: Server) -> None:
    """The short text stays, with a note; a text that was read stays as well."""
    rss(server, BEGINNING, BEGINNING)
    posting(server, 1)
    options = {"full_text": True, "posts": "job", "organization": "Night Trains"}
    configure(home, server, **options)
    ran = home.publish(now=at(0))
    assert "answer travellers" in items(home)["Planner 1"]["content_html"]
    assert "answer travellers" not in items(home)["Planner 2"]["content_html"]
    assert "/jobs/2" in notes(ran)
    before = dates(home)
    requests(server)
    server.on("/jobs/1", reply(status=410))
    for run in (1, 2, 3):
        assert not home.publish(now=at(30 * run)).report["transitions"]
    assert sorted(requests(server)) == ["/feed", "/feed", "/feed", "/jobs/1"]
    assert "answer travellers" in items(home)["Planner 1"]["content_html"]
    assert dates(home) == before


def test_an_edit_in_the_list_reads_the_page_again(home: Any, server: Server) -> None:
    rss(server, BEGINNING, BEGINNING)
    posting(server, 1)
    posting(server, 2)
    configure(home, server, full_text=True)
    home.publish(now=at(0))
    posting(server, 1, f"{WORDS} From May on, you speak Breton, too.")
    rss(server, "Now in Breton: you look after…", BEGINNING)
    requests(server)
    home.publish(now=at(2))
    assert sorted(requests(server)) == ["/feed", "/jobs/1"]
    assert "Breton, too" in items(home)["Planner 1"]["content_html"]


def test_a_page_that_is_not_of_the_entry_is_not_taken(home: Any, server: Server) -> None:
    """A notice on cookies, a page of other jobs, an address that entries share."""
    rss(server, "Short and sweet.", BEGINNING)
    page(server, "/jobs/1", "<main>" + "<p>We value privacy, so please accept all cookies of our 214 vendors.</p>" * 9)
    posting(server, 2)
    jobs = [{"@type": "JobPosting", "title": title, "description": WORDS * 2} for title in ("Cook", "Nurse")]
    page(server, "/jobs/2", f'<script type="application/ld+json">{json.dumps(jobs)}</script>')
    configure(home, server, full_text=True)
    ran = home.publish(now=at(0))
    assert "cookies" not in json.dumps(items(home, "news"))
    assert "answer travellers" not in json.dumps(items(home, "news"))
    assert "of the entry in its page" in notes(ran)


def test_entries_that_left_the_list_need_no_page(home: Any, server: Server) -> None:
    """Their pages are neither fetched again nor read as entries of their own."""
    rss(server, BEGINNING, BEGINNING)
    posting(server, 1)
    posting(server, 2)
    configure(home, server, full_text=True, completeness="events")
    home.publish(now=at(0))
    rss(server, BEGINNING)
    home.publish(now=at(2))
    assert len(items(home)) == 2
    requests(server)
    home.publish(now=at(30))
    assert sorted(requests(server)) == ["/feed", "/jobs/1"]
    assert "answer travellers" in items(home)["Planner 2"]["content_html"]


def test_without_the_extra_the_key_is_refused(home: Any, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.normalise.html.article.is_installed", lambda: False)
    rss(server, BEGINNING)
    configure(home, server, full_text=True)
    ran = home.run("publish", "--now", at(0))
    assert ran.status == 2
    assert "pip install lxml_html_clean trafilatura" in ran.err
    assert "config.yaml:" in ran.err
