"""RSS as others read it."""

import sys
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.emit.formats import rss
from feeds.model.errors import OutputError
from feeds.model.post import Attachment, Via

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
HISTORY = "{http://purl.org/syndication/history/1.0}"
# All that XML 1.0 allows (§2.2).
TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r\x85", exclude_characters="\ufffe\uffff")
)
TRICKY = st.sampled_from(["]]>", "<b>&amp;</b>", "a\r\nb", "😀 \u200fשלום\u200e", "é" * 100_000, "<![CDATA[x]]>"])


def written(site, feed):
    (output,) = rss.emit(site, feed)
    return output


def channel_of(site, feed):
    return etree.fromstring(written(site, feed).body).find("channel")


def test_one_file_is_the_enclosure(site, entry, feed):
    """It is the first with all three attributes, the type by its ending if need be."""
    files = (
        Attachment("https://x.example.org/a.pdf", "application/pdf"),
        Attachment("https://x.example.org/b", size=3),
        Attachment("https://x.example.org/c.mp3?x=1", size=5),
        Attachment("https://x.example.org/d.pdf", "application/pdf", 7),
    )
    channel = channel_of(site, feed(entry(2, attachments=files), entry(1, attachments=files[:2])))
    assert [dict(one.attrib) for one in channel.iter("enclosure")] == [
        {"url": "https://x.example.org/c.mp3?x=1", "length": "5", "type": "audio/mpeg"}
    ]


def test_a_copied_item_names_its_source(site, entry, feed):
    """It is the feed that it was copied from first, or else that site."""
    known = Via("https://a.example.org/", "Site A", "https://a.example.org/jobs.rss")
    bare = Via("https://c.example.org/")
    channel = channel_of(site, feed(entry(3, via=(known, bare)), entry(2, via=(bare,)), entry(1)))
    assert [(one.get("url"), one.text) for one in channel.iter("source")] == [
        ("https://a.example.org/jobs.rss", "Site A"),
        ("https://c.example.org/", "https://c.example.org/"),
    ]


def test_a_reader_sees_the_posts(site, entry, feed):
    """What feedparser reads is what the entries say, in their order."""
    entries = [entry(2, summary="Un < deux & trois"), entry(1, job=None)]
    output = written(site, feed(*entries))
    read = feedparser.parse(output.body)
    assert not read.bozo
    assert (output.path, output.media_type) == ("jobs.rss", "application/rss+xml")
    assert (read.feed.title, read.feed.link, read.feed.language) == ("Offres ouvertes", f"{site.url}jobs/", "fr")
    assert read.feed.subtitle == "Toutes les offres ouvertes"
    assert read.feed.generator == "feeds"
    for got, meant in zip(read.entries, entries, strict=True):
        assert (got.id, got.link, got.title) == (meant.listing.id, meant.listing.url, meant.listing.title)
        assert datetime(*got.published_parsed[:6], tzinfo=UTC) == meant.listing.published
        assert got.content[0].value == meant.post.content_html
        assert [tag.term for tag in got.tags] == list(meant.post.tags)
    assert read.entries[0].summary == "Un &lt; deux &amp; trois"
    assert read.entries[0].author == "Atelier du Nord"
    assert read.entries[1].authors[-1]["name"] == "Max"


def test_guid_is_no_permalink(site, entry, feed):
    """A guid that is no address says so."""
    (guid,) = channel_of(site, feed(entry())).iterfind("item/guid")
    assert guid.get("isPermaLink") == "false"


def test_link_is_the_page_of_the_feed_and_self_the_feed(site, feed):
    """The channel's link is the site, its Atom link the document, even with a name that needs escaping."""
    channel = channel_of(site, feed(name="tags/été"))
    (itself,) = channel.iterfind(f"{ATOM}link")
    assert channel.findtext("link") == f"{site.url}tags/%C3%A9t%C3%A9/"
    assert dict(itself.attrib) == {
        "href": "https://jobs.example.org/tags/%C3%A9t%C3%A9.rss",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_description_stands_before_content(site, entry, feed):
    """A post without summary still has a description, and the whole text comes after it."""
    item = channel_of(site, feed(entry(summary="", title="R&D"))).find("item")
    names = [element.tag for element in item]
    assert item.findtext("description") == "R&amp;D"
    assert names.index("description") < names.index(CONTENT)


def test_no_content_without_text(site, entry, feed):
    """A post without text has its summary alone."""
    item = channel_of(site, feed(entry(content_html=""))).find("item")
    assert item.find(CONTENT) is None
    assert item.findtext("description") == "Rejoignez l’équipe 1."


def test_language_of_an_item(site, entry, feed):
    """Only an item in another language than its channel's says in which."""
    items = channel_of(site, feed(entry(2, language="en"), entry(1))).findall("item")
    assert [item.findtext("{http://purl.org/dc/elements/1.1/}language") for item in items] == ["en", None]


def test_job_without_organisation_has_no_creator(site, entry, feed, job):
    """No name is made up for whom nobody named."""
    from dataclasses import replace

    from feeds.model.settings import Organization

    item = channel_of(site, feed(entry(job=replace(job, hiring_organization=Organization(""))))).find("item")
    assert item.find(CREATOR) is None


def test_empty_feed_is_complete(site, feed):
    """A feed without entries is a document like any other."""
    channel = channel_of(site, feed(description=""))
    assert channel.findtext("description") == "Offres ouvertes"
    assert channel.findtext("lastBuildDate") == "Sat, 01 Jan 2000 00:00:00 GMT"
    assert channel.find(f"{HISTORY}complete") is not None
    assert channel.find("item") is None


def test_window_says_nothing_of_history(site, feed):
    """A feed that holds the newest entries alone neither claims to be complete nor links archives."""
    channel = channel_of(site, feed(history="window"))
    assert not [element for element in channel if str(element.tag).startswith(HISTORY)]


def test_archived_feed_links_its_archive(site, feed):
    """The live feed links the newest archive document and is not complete (RFC 5005 §4)."""
    channel = channel_of(site, feed(name="news", history="archived", previous="news-archive-0002"))
    links = {link.get("rel"): link.get("href") for link in channel.iterfind(f"{ATOM}link")}
    assert links["prev-archive"] == "https://jobs.example.org/news-archive-0002.rss"
    assert set(links) == {"self", "prev-archive"}
    assert channel.find(f"{HISTORY}complete") is None


def test_archive_document_links_the_live_feed(site, feed):
    """An archive document says what it is, and links the live feed and the archive before it."""
    archive = feed(
        name="news-archive-0002", history="archived", archive=2, current="news", previous="news-archive-0001"
    )
    channel = channel_of(site, archive)
    links = {link.get("rel"): link.get("href") for link in channel.iterfind(f"{ATOM}link")}
    assert channel.find(f"{HISTORY}archive") is not None
    assert links["current"] == "https://jobs.example.org/news.rss"
    assert links["prev-archive"] == "https://jobs.example.org/news-archive-0001.rss"


@settings(max_examples=60, deadline=None)
@given(title=TEXT.filter(str.strip) | TRICKY, text=TEXT | TRICKY)
def test_texts_survive(site, entry, feed, title, text):
    """Every text that XML can hold comes back as it was, in title, content and category."""
    item = channel_of(site, feed(entry(title=title, content_html=text, tags=(title,)))).find("item")
    assert item.findtext("title") == title
    assert item.findtext(CONTENT, "") == text
    assert item.findtext("category") == title


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\ufffe", "\ud800"])
def test_what_xml_cannot_hold_is_refused(site, entry, feed, bad):
    """A forbidden character names the feed and the entry it stands in."""
    with pytest.raises(OutputError, match=r"jobs\.rss: entry 'urn:uuid:.*-000000000001'"):
        written(site, feed(entry(2), entry(1, title=f"x{bad}")))


def test_bad_head_is_refused(site, entry, feed):
    """A forbidden character outside the entries is said to be in the head."""
    with pytest.raises(OutputError, match=r"jobs\.rss: elements of the feed"):
        written(site, feed(entry(), title="x\x00"))


def test_id_that_does_not_come_back_is_refused(site, entry, feed):
    """An entry without id cannot be found in the document again."""
    with pytest.raises(OutputError, match="when read back"):
        written(site, feed(entry(2, id=""), entry(1)))


def test_process_locale_is_left_alone(site, entry, feed):
    """Writing a feed never switches the locale, which belongs to the whole process."""
    called = []
    sys.setprofile(lambda frame, event, _: called.append(frame.f_code.co_name) if event == "call" else None)
    try:
        written(site, feed(entry()))
    finally:
        sys.setprofile(None)
    assert "_item" in called
    assert not {"setlocale", "formatRFC2822"} & set(called)


def test_dates_are_english_and_gmt():
    """An instant is written in GMT whatever its zone."""
    paris = timezone(timedelta(hours=2))
    assert rss.rfc822(datetime(2020, 7, 21, 11, 30, 5, 999, tzinfo=paris)) == "Tue, 21 Jul 2020 09:30:05 GMT"
