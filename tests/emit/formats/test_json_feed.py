"""JSON Feed under a strict reader."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.emit.formats import json_feed
from feeds.model.errors import OutputError
from feeds.model.instant import Moment
from feeds.model.job import Pay
from feeds.model.post import Attachment

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def strict(body):
    """Read JSON as RFC 8259 has it: UTF-8, no doubled names, no numbers that are none."""

    def once(pairs):
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def refuse(name):
        raise AssertionError(name)

    return json.loads(body.decode("utf-8"), object_pairs_hook=once, parse_constant=refuse)


def read(site, feed):
    (output,) = json_feed.emit(site, feed)
    return strict(output.body)


def empties(value, path=""):
    removed = value is None and "/_feeds/" in path  # RFC 7396: what the item states and the post does not
    if value in (None, "", [], {}) and not removed:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from empties(child, f"{path}/{key}")


def test_head(site, feed):
    """The head says whose feed it is, where, and in which language; items is there even when empty."""
    (output,) = json_feed.emit(site, feed())
    assert (output.path, output.media_type) == ("jobs.json", "application/feed+json")
    assert strict(output.body) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Offres ouvertes",
        "home_page_url": "https://jobs.example.org/jobs/",
        "feed_url": "https://jobs.example.org/jobs.json",
        "description": "Toutes les offres ouvertes",
        "authors": [{"name": "Direction des métiers", "url": "https://metiers.example.org/"}],
        "language": "fr",
        "_feeds": {
            "site": site.url,
            "complete": True,
            "closed": "https://jobs.example.org/closed.json",
        },
        "items": [],
    }


def test_what_atom_states_of_a_whole_feed(site, entry, feed):
    """Another `feeds` learns that this is all, and what left it."""
    gone, closed = entry(2, state="filled").listing, "https://jobs.example.org/closed.json"
    assert read(site, feed(history="archived"))["_feeds"] == {"site": site.url, "complete": False, "closed": closed}
    assert read(site, feed(archive=1))["_feeds"] == {"site": site.url, "complete": False}
    when = gone.updated.isoformat().replace("+00:00", "Z")
    removed = [{"id": gone.id, "when": when, "state": "filled", "why": gone.reason or "filled"}]
    expected = {"site": site.url, "complete": True, "deleted": [gone.id], "removed": removed, "closed": closed}
    assert read(site, feed(deleted=(gone,)))["_feeds"] == expected


def test_items_are_the_posts(site, entry, feed):
    """An article's item says what its post says, and nothing of jobs."""
    article = entry(job=None, image="https://img.example.org/a.png", language="en")
    (item,) = read(site, feed(article))["items"]
    assert item == {
        "id": article.listing.id,
        "url": article.listing.url,
        "title": article.listing.title,
        "summary": article.post.summary,
        "content_html": article.post.content_html,
        "image": "https://img.example.org/a.png",
        "date_published": "2026-03-02T12:00:00Z",
        "date_modified": "2026-03-02T13:00:00Z",
        "authors": [{"name": "Zoé", "url": "https://zoe.example.org/"}, {"name": "Max"}],
        "tags": ["python", "données & IA"],
        "language": "en",
        "_feeds": {"opens": "none"},
    }


def test_attachments_have_a_type(site, entry, feed):
    """The specification wants one of each: one that cannot be told by the ending either stays out."""
    files = (
        Attachment("https://x.example.org/a.pdf?v=2", "", 1200, "Fiche de poste"),
        Attachment("https://x.example.org/b", "audio/mpeg"),
        Attachment("https://x.example.org/c"),
    )
    (item,) = read(site, feed(entry(attachments=files)))["items"]
    assert item["attachments"] == [
        {
            "url": "https://x.example.org/a.pdf?v=2",
            "mime_type": "application/pdf",
            "title": "Fiche de poste",
            "size_in_bytes": 1200,
        },
        {"url": "https://x.example.org/b", "mime_type": "audio/mpeg"},
    ]


def test_open_job_carries_its_posting(site, entry, feed, job):
    """An open job is there as a JobPosting, with what schema.org has no words for beside it."""
    told = replace(
        job,
        contract="CDI ou détachement",
        remote="hybrid",
        base_salary=Pay("EUR", "YEAR", 40000, 45000, "40-45 k€"),
        extra=(("niveau", "A"),),
    )
    (item,) = read(site, feed(entry(job=told, external_url="https://partner.example.org/1")))["items"]
    assert item["external_url"] == "https://partner.example.org/1"
    assert item["_jobposting"]["@type"] == "JobPosting"
    assert item["_jobposting"]["hiringOrganization"]["name"] == "Atelier du Nord"
    assert item["_job"] == {
        "state": "open",
        "contract": "CDI ou détachement",
        "remote": "hybrid",
        "pay": "40-45 k€",
        "extra": {"niveau": "A"},
    }


def test_pay_that_was_not_understood_is_words_alone(site, entry, feed, job):
    told = replace(job, base_salary=Pay("", "", text="Selon profil"))
    (item,) = read(site, feed(entry(job=told)))["items"]
    assert item["_job"]["pay"] == "Selon profil"
    assert "baseSalary" not in item["_jobposting"]


def test_closed_job_carries_no_posting(site, entry, feed):
    """A closed job says that it is, and why, and offers nothing."""
    (item,) = read(site, feed(entry(state="filled", reason="the position was filled")))["items"]
    assert "_jobposting" not in item
    assert item["_job"] == {"state": "filled", "reason": "the position was filled"}


@pytest.mark.parametrize(("summary", "text"), [("Résumé", "Résumé"), ("", "Offre n° 1")])
def test_item_without_text(site, entry, feed, summary, text):
    """An item always has content: for want of a text its summary, or else its title."""
    (item,) = read(site, feed(entry(content_html="", summary=summary)))["items"]
    assert item["content_text"] == text
    assert "content_html" not in item


def test_archives_follow_at_next_url(site, feed):
    """A reader that pages finds the older entries, live feed first."""
    live = read(site, feed(name="news", history="archived", previous="news-archive-0002"))
    assert live["next_url"] == "https://jobs.example.org/news-archive-0002.json"
    assert live["next_url"] != live["feed_url"]


@settings(max_examples=60, deadline=None)
@given(title=TEXT, text=TEXT, tag=TEXT | st.just(""))
def test_texts_survive(site, entry, feed, title, text, tag):
    """Every text comes back as it was, and nothing is null or empty."""
    document = read(site, feed(entry(title=title, content_html=text, summary=text, tags=(tag,))))
    (item,) = document["items"]
    assert (item["title"], item["content_html"], item["summary"]) == (title, text, text)
    assert item.get("tags", []) == ([tag] if tag else [])
    assert not list(empties(document))


def test_lone_surrogate_is_refused(site, entry, feed):
    """What UTF-8 cannot hold names the feed and the entry."""
    with pytest.raises(OutputError, match=r"jobs\.json: entry 'urn:uuid:.*-000000000001'"):
        read(site, feed(entry(2), entry(1, title="\ud800")))


def test_bad_head_is_refused(site, entry, feed):
    """A fault outside the entries is said to be in the head."""
    with pytest.raises(OutputError, match=r"jobs\.json: top-level keys"):
        read(site, feed(entry(), title="\ud800"))


def test_known_values_only(site, entry, feed, job):
    """Zero and False are known values, nothing else that is empty is written."""
    told = replace(job, direct_apply=False, valid_through=Moment(entry().listing.published + timedelta(days=9)))
    document = read(site, feed(entry(job=told)))
    assert document["items"][0]["_jobposting"]["directApply"] is False
    assert not list(empties(document))
