"""What was written is read back as from a previous run: nothing is lost on the way."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds.emit.formats import FORMATS, atom
from feeds.model.entry import PreviousEntry
from feeds.model.post import Document
from feeds.normalise.dialects.syndication import PreviousFeed, previous_feed
from feeds.normalise.values import text

FORMS = ("rss", "atom", "json_feed")
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"))
ODD = st.sampled_from(["Ã©", "<b> & </b>", "&amp;lt;", "]]>", "e\u0301", "<p>a</p>", "&eacute;", "a\u00a0: b", "😀"])
# What a post holds: permitted letters, a title on one line, no blanks around a text.
TITLES = (LETTERS | ODD).map(text.one_line).filter(bool)
TEXTS = (LETTERS | ODD).map(lambda written: text.drop_forbidden(written).strip()).filter(bool)


def read_back(site, feed, form):
    """Write a feed, and read what was written."""
    (output,) = FORMATS[form].emit(site, feed)
    return previous_feed(Document("old", site.url + output.path, output.body, "", output.media_type))


def lasting(entry, form):
    """Return what is to last of an entry; RSS says nothing of changes."""
    listing = entry.listing
    updated = None if form == "rss" else listing.updated
    return PreviousEntry(listing.id, listing.url, listing.title, entry.post.content_html, listing.published, updated)


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_comes_back(site, entry, feed, form):
    """Ids, addresses, titles, dates and texts, in their order, without a complaint."""
    entries = [
        entry(3),
        entry(2, job=None),
        entry(1, url="https://jobs.example.org/posts/%C3%A9t%C3%A9/?a=1&b=2"),
    ]
    read = read_back(site, feed(*entries), form)
    assert read.entries == tuple(lasting(one, form) for one in entries)
    assert (read.problems, read.older) == ((), "")
    assert read.id == (atom.feed_id(site, feed()) if form == "atom" else "")


@pytest.mark.parametrize("form", FORMS)
def test_archives_lead_to_the_first_entry(site, entry, feed, form):
    """From the live feed, one document after the other."""
    live = feed(entry(2), name="news", history="archived", previous="news-archive-0001")
    oldest = replace(live, name="news-archive-0001", archive=1, current="news", previous="", entries=(entry(1),))
    read = read_back(site, live, form)
    assert read.older == f"{site.url}news-archive-0001{FORMATS[form].ending}"
    assert read_back(site, oldest, form).older == ""
    assert read_back(site, oldest, form).id == read.id


@settings(max_examples=150, deadline=None)
@given(title=TITLES, content=TEXTS, form=st.sampled_from(FORMS))
@example(title="R&amp;D", content="0", form="rss")  # partners escape titles twice, this program does not
def test_every_letter_comes_back(site, entry, feed, title, content, form):
    """In titles and texts, whatever they look like."""
    one = entry(title=title, content_html=content)
    assert read_back(site, feed(one), form).entries == (lasting(one, form),)


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_feed_comes_back(site, feed, form):
    read = read_back(site, feed(), form)
    assert read == PreviousFeed((), id=read.id)
