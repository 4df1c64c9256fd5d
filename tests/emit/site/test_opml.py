"""OPML as readers import it."""

import listparser
import pytest
from lxml import etree

from feeds.emit.site import opml
from feeds.model.errors import OutputError
from feeds.model.feed import FeedLink


def outlines(output):
    return [dict(outline.attrib) for outline in etree.fromstring(output.body).iterfind("body/outline")]


def test_every_feed_once_in_its_first_xml_format(site):
    """A feed is listed by its first format that readers of OPML know; a feed without one is not."""
    output = opml.emit(
        site,
        [
            FeedLink("jobs", "Offres & métiers", ("json_feed", "atom", "rss")),
            FeedLink("tags/été", "Été", ("rss",)),
            FeedLink("data", "Données", ("job_posting",)),
        ],
    )
    assert (output.path, output.media_type) == ("feeds.opml", "text/x-opml")
    assert etree.fromstring(output.body).findtext("head/title") == "Emplois & métiers"
    assert outlines(output) == [
        {
            "type": "rss",
            "text": "Offres & métiers",
            "title": "Offres & métiers",
            "xmlUrl": "https://jobs.example.org/jobs.atom",
            "htmlUrl": "https://jobs.example.org/jobs/",
        },
        {
            "type": "rss",
            "text": "Été",
            "title": "Été",
            "xmlUrl": "https://jobs.example.org/tags/%C3%A9t%C3%A9.rss",
            "htmlUrl": "https://jobs.example.org/tags/%C3%A9t%C3%A9/",
        },
    ]


def test_feeds_of_a_facet_are_in_a_folder(site):
    """Two feeds for each value of one facet are two folders; readers find the subscriptions in them."""
    output = opml.emit(
        site,
        [
            FeedLink("jobs", "Offres", ("rss",)),
            FeedLink("tags/python", "Python", ("rss",), "tags/{tag}"),
            FeedLink("nord/cdi", "Nord, CDI", ("atom",), "{organization}/{contract}"),
            FeedLink("tags/data", "Data", ("rss",), "tags/{tag}"),
            FeedLink("news/data", "Data", ("rss",), "news/{tag}"),
            FeedLink("ld/data", "Data", ("job_posting",), "ld/{place}"),
        ],
    )
    folders = {
        outline.get("text"): [one.get("text") for one in outline]
        for outline in etree.fromstring(output.body).iterfind("body/outline")
    }
    assert folders == {
        "Offres": [],
        "Par mot-clé (tags)": ["Python", "Data"],
        "Par organisation, contrat": ["Nord, CDI"],
        "Par mot-clé (news)": ["Data"],
    }
    read = listparser.parse(output.body)
    assert [(feed.title, feed.url) for feed in read.feeds] == [
        ("Offres", "https://jobs.example.org/jobs.rss"),
        ("Python", "https://jobs.example.org/tags/python.rss"),
        ("Data", "https://jobs.example.org/tags/data.rss"),
        ("Nord, CDI", "https://jobs.example.org/nord/cdi.atom"),
        ("Data", "https://jobs.example.org/news/data.rss"),
    ]


def test_without_feeds_the_site_itself(site):
    """OPML needs an outline: a site without feeds links itself."""
    assert outlines(opml.emit(site, [])) == [
        {"type": "link", "text": "Emplois & métiers", "url": "https://jobs.example.org/"}
    ]


def test_what_xml_cannot_hold_is_refused(site):
    """A forbidden character names the list."""
    with pytest.raises(OutputError, match=r"feeds\.opml"):
        opml.emit(site, [FeedLink("jobs", "x\x00", ("rss",))])
