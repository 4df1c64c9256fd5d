"""Atom as others read it."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.emit.formats import atom
from feeds.model.errors import OutputError
from feeds.model.instant import Moment
from feeds.model.post import Attachment, Via
from feeds.model.settings import Organization

NS = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# All that XML 1.0 allows (§2.2).
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85", exclude_characters="\ufffe\uffff")
)
TRICKY = st.sampled_from(["]]>", "<b>&amp;</b>", "a\r\nb", "😀 \u200fשלום\u200e", "é" * 100_000, "<![CDATA[x]]>"])


def written(site, feed):
    (output,) = atom.emit(site, feed)
    return output


def tree(site, feed):
    return etree.fromstring(written(site, feed).body)


def test_a_reader_sees_the_posts(site, entry, feed):
    """What feedparser reads is what the entries say, in their order."""
    entries = [entry(2, summary="Un < deux & trois"), entry(1, job=None)]
    output = written(site, feed(*entries))
    read = feedparser.parse(output.body)
    assert not read.bozo
    assert (output.path, output.media_type) == ("jobs.atom", "application/atom+xml")
    assert (read.feed.title, read.feed.link) == ("Offres ouvertes", f"{site.url}jobs/")
    assert read.feed.subtitle == "Toutes les offres ouvertes"
    assert datetime(*read.feed.updated_parsed[:6], tzinfo=UTC) == entries[0].listing.updated
    for got, meant in zip(read.entries, entries, strict=True):
        assert (got.id, got.link, got.title) == (meant.listing.id, meant.listing.url, meant.listing.title)
        assert datetime(*got.published_parsed[:6], tzinfo=UTC) == meant.listing.published
        assert datetime(*got.updated_parsed[:6], tzinfo=UTC) == meant.listing.updated
        assert (got.content[0].value, got.content[0].type) == (meant.post.content_html, "text/html")
        assert (unescape(got.summary), got.summary_detail.type) == (meant.post.summary, "text/html")
        assert [tag.term for tag in got.tags] == list(meant.post.tags)
    assert read.entries[0].author_detail == {"name": "Atelier du Nord", "href": "https://nord.example.org/"}
    assert [author["name"] for author in read.entries[1].authors] == ["Zoé", "Max"]


def test_links_of_an_entry_are_whole(site, entry, feed):
    """An entry's links keep their relation and type, which feedgen drops."""
    root = tree(site, feed(entry(external_url="https://partner.example.org/?a=1&b=2")))
    assert [dict(link.attrib) for link in root.iterfind("a:entry/a:link", NS)] == [
        {"href": "https://jobs.example.org/posts/1/", "rel": "alternate", "type": "text/html"},
        {"href": "https://partner.example.org/?a=1&b=2", "rel": "related"},
    ]


def test_links_of_the_feed(site, feed):
    """The feed names its page, itself and nothing else."""
    links = [dict(link.attrib) for link in tree(site, feed()).iterfind("a:link", NS)]
    assert links == [
        {"href": f"{site.url}jobs/", "rel": "alternate", "type": "text/html"},
        {"href": "https://jobs.example.org/jobs.atom", "rel": "self", "type": "application/atom+xml"},
    ]


def test_publisher_is_the_author(site, feed):
    """A feed always has an author: its publisher, or the site if none is named."""
    assert tree(site, feed()).findtext("a:author/a:uri", namespaces=NS) == "https://metiers.example.org/"
    nobody = replace(site, publisher=Organization(""))
    assert tree(nobody, feed()).findtext("a:author/a:name", namespaces=NS) == "Emplois & métiers"


def test_language_of_an_entry(site, entry, feed):
    """Only an entry in another language than its feed's says in which."""
    root = tree(site, feed(entry(2, language="en"), entry(1)))
    assert root.get(LANG) == "fr"
    assert [element.get(LANG) for element in root.iterfind("a:entry", NS)] == ["en", None]


def test_entry_without_text(site, entry, feed):
    """A post without text or summary has neither element, and still its page."""
    element = tree(site, feed(entry(content_html="", summary="", tags=()))).find("a:entry", NS)
    names = {etree.QName(child).localname for child in element}
    assert names == {"id", "title", "updated", "published", "author", "link"}


def test_files_are_enclosures(site, entry, feed):
    """Every file that belongs to a post is linked, with what is known of it (RFC 4287 §4.2.7.2)."""
    files = (
        Attachment("https://x.example.org/a.pdf", "application/pdf", 1200, "Fiche de poste"),
        Attachment("https://x.example.org/b"),
    )
    root = tree(site, feed(entry(attachments=files)))
    links = [dict(link.attrib) for link in root.iterfind("a:entry/a:link[@rel='enclosure']", NS)]
    assert links == [
        {
            "href": "https://x.example.org/a.pdf",
            "rel": "enclosure",
            "type": "application/pdf",
            "length": "1200",
            "title": "Fiche de poste",
        },
        {"href": "https://x.example.org/b", "rel": "enclosure"},
    ]


def test_a_copied_entry_carries_its_source(site, entry, feed):
    """It names the feed that it was copied from first (RFC 4287 §4.2.11), as far as that is known."""
    updated = Moment(datetime(2026, 2, 1, tzinfo=UTC))
    origin = Via("https://a.example.org/", "Site A", "https://a.example.org/jobs.atom", "urn:uuid:1")
    copied = entry(2, via=(origin, Via("https://b.example.org/")))
    copied = copied._replace(post=replace(copied.post, updated=updated))
    bare = entry(1, via=(Via("https://c.example.org/"),))
    body = written(site, feed(copied, bare)).body
    first, second = etree.fromstring(body).iterfind("a:entry/a:source", NS)
    assert [(etree.QName(part).localname, part.text, dict(part.attrib)) for part in first] == [
        ("id", "urn:uuid:1", {}),
        ("title", "Site A", {}),
        ("link", None, {"href": "https://a.example.org/", "rel": "alternate", "type": "text/html"}),
        ("link", None, {"href": "https://a.example.org/jobs.atom", "rel": "self"}),
        ("updated", "2026-02-01T00:00:00Z", {}),
    ]
    assert second.findtext("a:id", namespaces=NS) == "https://c.example.org/"
    assert second.findtext("a:title", namespaces=NS) == "https://c.example.org/"
    assert [one.id for one in feedparser.parse(body).entries] == [copied.listing.id, bare.listing.id]


def test_only_standard_elements_are_written(site, entry, feed, job):
    """What Atom has no words for is in JSON Feed alone, which the feed names if it comes in that format."""
    body = written(site, feed(entry(job=replace(job, contract="CDI")), formats=("atom", "json_feed"))).body
    root = etree.fromstring(body)
    assert not [text for text in root.itertext() if text.startswith("{")]
    assert {etree.QName(one).namespace for one in root.iter()} <= {NS["a"], NS["fh"]}
    links = root.findall("a:link[@rel='alternate']", NS)
    assert [(link.get("type"), link.get("href")) for link in links] == [
        ("text/html", f"{site.url}jobs/"),
        ("application/feed+json", f"{site.url}jobs.json"),
    ]
    assert feedparser.parse(body).feed.link == f"{site.url}jobs/"


@pytest.mark.parametrize("more", [{"formats": ("atom",)}, {"formats": ("atom", "json_feed"), "archive": 1}])
def test_a_json_feed_that_may_not_be_there_is_not_named(site, feed, more):
    """The feed does not come in that format, or the document outlives its formats."""
    assert "feed+json" not in written(site, feed(**more)).body.decode()


def test_empty_feed_is_complete(site, feed):
    """A feed without entries is a document like any other, and its date is the one given."""
    root = tree(site, feed(description=""))
    assert root.findtext("a:updated", namespaces=NS) == "2000-01-01T00:00:00+00:00"
    assert root.find("fh:complete", NS) is not None
    assert root.find("a:subtitle", NS) is None
    assert root.find("a:entry", NS) is None


def test_archive_is_part_of_the_live_feed(site, feed):
    """An archive document carries the id of its live feed, says what it is, and links its neighbours."""
    live = tree(site, feed(name="news", history="archived", previous="news-archive-0002"))
    archive = tree(site, feed(name="news-archive-0002", history="archived", archive=2, current="news"))
    assert live.findtext("a:id", namespaces=NS) == archive.findtext("a:id", namespaces=NS)
    assert archive.find("fh:archive", NS) is not None
    assert archive.find("a:link[@rel='current']", NS).get("href") == "https://jobs.example.org/news.atom"
    assert archive.find("a:link[@rel='prev-archive']", NS) is None
    assert live.find("fh:archive", NS) is None
    assert live.find("a:link[@rel='prev-archive']", NS).get("type") == "application/atom+xml"


def test_different_feeds_have_different_ids(site, feed):
    """No two feeds of a site share an id."""
    assert atom.feed_id(site, feed()) != atom.feed_id(site, feed(name="news"))


@settings(max_examples=60, deadline=None)
@given(title=TEXT.filter(str.strip) | TRICKY, text=TEXT | TRICKY)
def test_texts_survive(site, entry, feed, title, text):
    """Every text that XML can hold comes back as it was, in title, summary, content and category."""
    element = tree(site, feed(entry(title=title, content_html=text, summary=text, tags=(title,)))).find("a:entry", NS)
    assert element.findtext("a:title", namespaces=NS) == title
    assert element.findtext("a:content", "", NS) == text
    assert unescape(element.findtext("a:summary", "", NS)) == text
    assert element.find("a:category", NS).get("term") == title


@pytest.mark.parametrize("field", ["title", "content_html", "summary"])
def test_what_xml_cannot_hold_is_refused(site, entry, feed, field):
    """A forbidden character names the feed and the entry it stands in."""
    with pytest.raises(OutputError, match=r"jobs\.atom: entry 'urn:uuid:.*-000000000001'"):
        written(site, feed(entry(2), entry(1, **{field: "x\x08"})))
