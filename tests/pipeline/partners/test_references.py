"""The employer's reference of a partner's job: read, shown, passed on to other sites, and no news by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

RECORD = {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "title": "Engineer",
    "link": "https://p.example/jobs/1",
    "firm": "Partner",
    "town": "Lyon, France",
    "text": "The work is worth doing, day by day, with others.",
    "posted": "2026-02-01",
}
FIELDS = {"id": "id", "title": "title", "url": "link", "organization": "firm", "place": "town", "description": "text"}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def records(**more: Any) -> bytes:
    return json.dumps([{**RECORD, **more}]).encode()


def mapped(**more: str) -> dict[str, Any]:
    return {"mapping": {"format": "json", "items": "@", "fields": {**FIELDS, "published": "posted", **more}}}


def posting(identifier: Any) -> bytes:
    job = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Engineer",
        "identifier": identifier,
        "description": "<p>The work is worth doing, day by day, with others.</p>",
        "hiringOrganization": {"@type": "Organization", "name": "Partner"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Lyon", "addressCountry": "FR"}},
        "datePosted": "2026-02-01",
    }
    return f'<html><script type="application/ld+json">{json.dumps(job)}</script></html>'.encode()


def rss(elements: str) -> bytes:
    item = (
        "<item><guid>n1</guid><link>https://p.example/jobs/1</link><title>Engineer</title><company>Partner</company>"
        f"<description>The work.</description><jobtype>CDI</jobtype><location>Lyon, France</location>{elements}</item>"
    )
    head = "<title>P</title><link>https://p.example/</link>"
    return f'<rss version="2.0"><channel>{head}{item}</channel></rss>'.encode()


def published(home: Any) -> dict[str, Any]:
    (item,) = home.json("jobs.json")["items"]
    return dict(item)


def page(home: Any) -> str:
    return str(home.read(published(home)["url"].partition("example.org/")[2] + "index.html"))


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (records(code="R-17"), mapped(reference="code")),
        (posting({"@type": "PropertyValue", "name": "Partner", "value": "R-17"}), {}),
        (rss("<guid2>x</guid2><JobReference>R-17</JobReference><JobID>99</JobID>"), {}),
        (rss("<requisitionid>R-17</requisitionid>"), {}),
    ],
)
def test_a_reference_is_shown_and_the_id_is_ours(home: Any, server: Server, body: bytes, options: Any) -> None:
    """`identifier` of our JobPosting stays the id of the entry."""
    server.on("/feed", reply(body))
    configure(home, server, **options)
    home.publish(now=at(0))
    item = published(home)
    assert item["_job"]["reference"] == "R-17"
    assert item["_jobposting"]["identifier"]["value"] == item["id"].removeprefix("urn:uuid:")
    assert "R-17" not in json.dumps(item["_jobposting"])


@pytest.mark.parametrize(
    ("body", "options"),
    [
        (records(), mapped()),
        (records(), mapped(reference="id")),
        (posting("550e8400-e29b-41d4-a716-446655440000"), {}),
        (posting({"@type": "PropertyValue", "name": "Recruitix", "value": 12345678901234567890}), {}),
        (rss("<JobID>12345678</JobID>"), {}),
    ],
)
def test_an_id_of_a_system_is_no_reference(home: Any, server: Server, body: bytes, options: Any) -> None:
    server.on("/feed", reply(body))
    configure(home, server, **options)
    home.publish(now=at(0))
    assert "reference" not in published(home)["_job"]


@pytest.mark.parametrize("how", ["the configuration", "the partner"])
def test_a_reference_that_is_read_later_is_no_news(home: Any, server: Server, how: str) -> None:
    """It is rendered; no date moves, whether the partner adds it or the mapping finds it."""
    is_ours = how == "the configuration"
    server.on("/feed", *[reply(records(code="R-17") if is_ours else records())], reply(records(code="R-17")))
    configure(home, server, **mapped(**({} if is_ours else {"reference": "code"})))
    home.publish(now=at(0))
    before = published(home)
    configure(home, server, **mapped(reference="code"))
    ran = home.publish(now=at(30))
    after = published(home)
    assert after["_job"]["reference"] == "R-17"
    dates = ("date_published", "date_modified", "_update")
    assert [after.get(name) for name in dates] == [before.get(name) for name in dates]
    assert ran.report["transitions"] == []
