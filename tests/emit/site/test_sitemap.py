"""The sitemap as search engines read it."""

from datetime import UTC, datetime

import pytest
from lxml import etree

from feeds.emit.site import sitemap
from feeds.model.errors import OutputError

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def read(output):
    """Return the addresses and dates of a document."""
    return [
        (element.findtext("s:loc", namespaces=NS), element.findtext("s:lastmod", namespaces=NS))
        for element in etree.fromstring(output.body)
    ]


def pages(*listings):
    return [sitemap.Page(listing.url, listing.updated) for listing in listings]


def test_a_part_has_the_pages_of_a_month(entry):
    """Each with the date of its last change; the part is as new as the newest of them."""
    (part,) = sitemap.parts("2026-03", pages(entry(1).listing, entry(3).listing, entry(2, updated=AT).listing))
    output = sitemap.write(part)
    assert (output.path, output.media_type) == ("sitemap-2026-03.xml", "application/xml")
    assert read(output) == [
        ("https://jobs.example.org/posts/1/", "2026-03-02T13:00:00Z"),
        ("https://jobs.example.org/posts/3/", "2026-03-04T13:00:00Z"),
        ("https://jobs.example.org/posts/2/", "2026-03-01T12:00:00Z"),
    ]
    assert sitemap.newest(part) == entry(3).listing.updated


def test_the_index_has_all_parts(site):
    """Each with the date of its last change, if that is known."""
    output = sitemap.index(site, [(sitemap.path(sitemap.HOME), None), (sitemap.path("2026-03", 2), AT)])
    assert output.path == "sitemap.xml"
    assert read(output) == [
        ("https://jobs.example.org/sitemap-site.xml", None),
        ("https://jobs.example.org/sitemap-2026-03-2.xml", "2026-03-01T12:00:00Z"),
    ]


def test_empty_site(site):
    """A site without posts has its home page, of no known date."""
    (part,) = sitemap.parts(sitemap.HOME, [sitemap.Page(site.url, None)])
    assert (part.path, read(sitemap.write(part))) == ("sitemap-site.xml", [("https://jobs.example.org/", None)])
    assert sitemap.newest(part) is None
    assert list(sitemap.parts("2026-03", ())) == []


@pytest.mark.slow
def test_a_large_month_is_split():
    """A part holds at most 50,000 addresses, and has its own date."""
    many = [sitemap.Page(f"https://jobs.example.org/posts/{number}/", AT) for number in range(50_000)]
    last = sitemap.Page("https://jobs.example.org/last/", AT.replace(month=4))
    assert [part.path for part in sitemap.parts("2026-03", many)] == ["sitemap-2026-03.xml"]
    parts = list(sitemap.parts("2026-03", [*many, last]))
    assert [(part.path, len(read(sitemap.write(part))), sitemap.newest(part)) for part in parts] == [
        ("sitemap-2026-03.xml", 50_000, AT),
        ("sitemap-2026-03-2.xml", 1, last.updated),
    ]


def test_what_xml_cannot_hold_is_refused():
    """A forbidden character names the part it stands in."""
    (part,) = sitemap.parts("2026-03", [sitemap.Page("https://jobs.example.org/\x00", AT)])
    with pytest.raises(OutputError, match=r"sitemap-2026-03\.xml"):
        sitemap.write(part)
