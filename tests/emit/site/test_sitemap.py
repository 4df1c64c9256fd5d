"""The sitemap as search engines read it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from feeds.emit.site import sitemap
from feeds.model.errors import OutputError

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def read(site, listings, home_updated=None):
    """Return every document's addresses and dates, by path."""
    return {
        output.path: [
            (element.findtext("s:loc", namespaces=NS), element.findtext("s:lastmod", namespaces=NS))
            for element in etree.fromstring(output.body)
        ]
        for output in sitemap.emit(site, listings, home_updated)
    }


def test_parts_by_month(site, entry):
    """Live pages stand in the part of their month, with the date of their last change."""
    march, april, late = entry(1).listing, entry(31).listing, entry(3).listing
    closed = [entry(4, state=state).listing for state in ("filled", "removed", "expired")]
    assert read(site, [april, late, *closed, march], AT) == {
        "sitemap.xml": [
            ("https://jobs.example.org/sitemap-site.xml", "2026-03-01T12:00:00Z"),
            ("https://jobs.example.org/sitemap-2026-03.xml", "2026-03-04T13:00:00Z"),
            ("https://jobs.example.org/sitemap-2026-04.xml", "2026-04-01T13:00:00Z"),
        ],
        "sitemap-site.xml": [("https://jobs.example.org/", "2026-03-01T12:00:00Z")],
        "sitemap-2026-03.xml": [
            ("https://jobs.example.org/posts/1/", "2026-03-02T13:00:00Z"),
            ("https://jobs.example.org/posts/3/", "2026-03-04T13:00:00Z"),
        ],
        "sitemap-2026-04.xml": [("https://jobs.example.org/posts/31/", "2026-04-01T13:00:00Z")],
    }


def test_months_are_those_of_the_site(site, entry):
    """A month begins at midnight in the time zone of the site; its year has four digits."""
    late = entry().listing._replace(published=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    old = late._replace(published=datetime(21, 6, 1, tzinfo=UTC))
    paths = set(read(replace(site, timezone="Europe/Paris"), [late, old]))
    assert paths == {"sitemap.xml", "sitemap-site.xml", "sitemap-2026-04.xml", "sitemap-0021-06.xml"}


def test_empty_site(site):
    """A site without posts has its home page, of no known date."""
    assert read(site, []) == {
        "sitemap.xml": [("https://jobs.example.org/sitemap-site.xml", None)],
        "sitemap-site.xml": [("https://jobs.example.org/", None)],
    }


def test_order_of_listings_does_not_matter(site, entry):
    """The same pages make the same bytes, in whatever order they come."""
    listings = [entry(number).listing for number in range(1, 9)]
    assert list(sitemap.emit(site, listings, AT)) == list(sitemap.emit(site, listings[::-1], AT))


@pytest.mark.slow
def test_a_large_month_is_split(site, entry):
    """A part holds at most 50,000 addresses."""
    one = entry().listing
    listings = [one._replace(url=f"https://jobs.example.org/posts/{number}/") for number in range(50_001)]
    documents = read(site, listings)
    assert [len(documents[f"sitemap-2026-03{number}.xml"]) for number in ("", "-2")] == [50_000, 1]
    assert len(documents["sitemap.xml"]) == 3


def test_what_xml_cannot_hold_is_refused(site, entry):
    """A forbidden character names the part it stands in."""
    with pytest.raises(OutputError, match=r"sitemap-2026-03\.xml"):
        read(site, [entry(url="https://jobs.example.org/\x00").listing])
