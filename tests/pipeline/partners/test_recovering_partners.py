"""Partners that come back as they were."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

PAGE = {"Content-Type": "text/html"}
COUNT = 12


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def page(number: int) -> bytes:
    """Return a page with a JobPosting."""
    posting = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": f"Job {number}",
        "datePosted": "2026-02-02",
        "description": f"<p>The work number {number} is worth doing.</p>",
        "hiringOrganization": {"@type": "Organization", "name": "Partner"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Lyon", "addressCountry": "FR"}},
    }
    return f'<html><head><script type="application/ld+json">{json.dumps(posting)}</script></head></html>'.encode()


def serve(server: Server, etag: str) -> None:
    """Serve a site map and the pages that it lists."""
    paths = [f"/job/10{number:02}-dev" for number in range(COUNT)]
    listed = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in paths)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    server.on("/sitemap.xml", reply(sitemap.encode(), etag=etag))
    for number, path in enumerate(paths):
        server.on(path, reply(page(number), headers=PAGE, etag=etag))


def test_a_part_of_a_site_map_that_fails_takes_no_other_with_it(home: Any, server: Server) -> None:
    """What it lists stays, and is read again when it is back; without any part, the source failed."""
    parts = {f"/jobs-{name}.xml.gz": f"/job/10{name}-dev" for name in (1, 2)}
    listed = "".join(f"<sitemap><loc>{server.url(path)}</loc></sitemap>" for path in parts)
    server.on("/index.xml", reply(f"<sitemapindex>{listed}</sitemapindex>".encode()))
    configure(home, server, "/index.xml", completeness="snapshot")
    for number, (path, job) in enumerate(parts.items()):
        server.on(path, reply(b"oops", 500))
        server.on(job, reply(page(number), headers=PAGE))
    assert home.publish(now=at(0)).status == 1
    assert home.ids("jobs.json") == []
    for path, job in parts.items():
        sitemap = f"<urlset><url><loc>{server.url(job)}</loc></url></urlset>"
        server.on(path, reply(gzip.compress(sitemap.encode())))
        ran = home.publish(now=at(2 if path == next(iter(parts)) else 4))
        assert ran.status == 0
    assert len(home.ids("jobs.json")) == 2
    server.on("/jobs-1.xml.gz", reply(b"<html><title>Oops</title></html>", 404, PAGE))
    ran = home.publish(now=at(30))
    assert (ran.report["transitions"], len(home.ids("jobs.json"))) == ([], 2)


@pytest.mark.parametrize("status", [404, 410, 500, 200])
@pytest.mark.parametrize("etag", ["", '"1"'])
def test_pages_that_come_back_unchanged(home: Any, server: Server, status: int, etag: str) -> None:
    """A list that leads to pages is quarantined while most of them are missing, and no longer."""
    serve(server, etag)
    configure(home, server, "/sitemap.xml", completeness="snapshot")
    home.publish(now=at(0))
    tree = home.tree()
    assert len(home.ids("jobs.json")) == COUNT
    for number in range(COUNT - 3):
        server.on(f"/job/10{number:02}-dev", reply(b"<html><title>Oops</title></html>", status, PAGE))
    for day in (2, 4):
        assert home.publish(now=at(24 * day)).status == int(status in (404, 410))
        assert len(home.ids("jobs.json")) == COUNT
    serve(server, etag)
    ran = home.publish(now=at(24 * 6))
    assert (ran.status, ran.report["transitions"], home.tree()) == (0, [], tree)
    assert home.run("status", "--json", "--now", at(24 * 6)).report["sources"][-1]["health"] == "good"
