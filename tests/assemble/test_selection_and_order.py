"""Which posts make up a feed, and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.assemble.archives import NEVER, number_archives, outline
from feeds.assemble.facets import expand
from feeds.assemble.selection_and_order import select
from feeds.model.entry import Listing
from feeds.model.settings import FeedSpec, Selection, Site

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SITE = Site("Posts", "https://posts.example.org/", language="fr", timezone="Europe/Paris")
JOBS = FeedSpec("jobs", "Jobs", "All jobs")


def listed(number, **values):
    """Make an open job, published and updated that many days after the first."""
    at = NOON + number * DAY
    usual = Listing(
        f"urn:{number:03}",
        "",
        f"{number}.html",
        "job",
        "open",
        f"Job {number}",
        at,
        at,
        "fr",
        "local",
        f"{number}.md",
        "r",
    )
    return usual._replace(**values)


def ids(listings):
    """Give the numbers of listings."""
    return [int(listing.id.removeprefix("urn:")) for listing in listings]


def chosen(listings, **wanted):
    """Give the numbers of the listings that a selection takes."""
    return ids(select(replace(JOBS, select=Selection(**wanted)), listings, SITE))


@pytest.mark.parametrize(
    ("order", "numbers"), [("newest", [2, 1, 0]), ("oldest", [0, 1, 2]), ("updated", [0, 2, 1])]
)
def test_the_order_is_the_one_asked_for(order, numbers):
    """By day of publication either way, or by the last change first."""
    listings = [listed(1), listed(2), listed(0, updated=NOON + 9 * DAY)]
    assert ids(select(replace(JOBS, order=order), listings, SITE)) == numbers


@given(st.permutations(range(8)), st.sampled_from(["newest", "oldest", "updated"]))
def test_the_order_does_not_depend_on_the_order_before(numbers, order):
    """Entries of one moment are ordered by id."""
    listings = [listed(number, published=NOON, updated=NOON) for number in numbers]
    assert ids(select(replace(JOBS, order=order), listings, SITE)) == list(range(8))


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [5, 4, 2, 1]),
        ({"state": ("filled",)}, [3]),
        ({"state": ()}, [5, 4, 3, 2, 1]),
        ({"kind": ("article",)}, [2]),
        ({"source": ("other", "none")}, [4]),
        ({"language": ("en",)}, [5]),
        ({"language": ("en-GB",)}, [5]),
        ({"language": ("en-US",)}, []),
        ({"tag": ("Accessibilité",)}, [1]),
        ({"tag": ("accessibilite", "c++")}, [2, 1]),
        ({"tag": ("c",)}, []),
        ({"organization": ("ateliers du nord",)}, [4]),
        ({"tag": ("c++",), "kind": ("job",)}, []),
    ],
)
def test_a_selection_takes_what_it_names(wanted, numbers):
    """One of the values of a field is enough, all fields must fit; words are compared as addresses."""
    listings = [
        listed(1, tags=("accessibilité", "x")),
        listed(2, kind="article", tags=("C++",)),
        listed(3, state="filled"),
        listed(4, source="other", organization="Ateliers du Nord"),
        listed(5, language="en-GB"),
        listed(6, state="draft"),
    ]
    assert chosen(listings, **wanted) == numbers


def test_days_are_those_of_the_site():
    """Both days are included, from their midnight where the site is."""
    listings = [
        listed(1, published=datetime(2026, 3, 9, 22, 59, tzinfo=UTC)),
        listed(2, published=datetime(2026, 3, 9, 23, 0, tzinfo=UTC)),
        listed(3, published=datetime(2026, 3, 10, 22, 59, tzinfo=UTC)),
        listed(4, published=datetime(2026, 3, 10, 23, 0, tzinfo=UTC)),
    ]
    assert chosen(listings, since=date(2026, 3, 10), until=date(2026, 3, 10)) == [3, 2]
    assert chosen(listings, since=date(2026, 3, 10)) == [4, 3, 2]
    assert chosen(listings, until=date(2026, 3, 10)) == [3, 2, 1]


def test_a_feed_without_a_facet_stays_one():
    """It is handed on as it is."""
    listings = [listed(1)]
    assert list(expand([JOBS], listings, SITE)) == [(JOBS, listings)]


def test_a_facet_gives_one_feed_for_each_value():
    """Spellings that share an address are one feed, under the most frequent of them."""
    spec = FeedSpec("tags/{tag}", "Jobs: {tag}", "About {tag}", each="tag")
    listings = [
        listed(1, tags=("Python", "Données")),
        listed(2, tags=("python",)),
        listed(3, tags=("python", "…")),
    ]
    feeds = list(expand([spec], listings, SITE))
    assert [(feed.name, feed.title, feed.description, feed.each) for feed, _ in feeds] == [
        ("tags/donnees", "Jobs: Données", "About Données", None),
        ("tags/python", "Jobs: python", "About python", None),
    ]
    assert [ids(select(feed, members, SITE)) for feed, members in feeds] == [[1], [3, 2, 1]]


def test_spellings_of_equal_number_are_chosen_by_alphabet():
    """Nothing depends on which post comes first."""
    spec = FeedSpec("tags/{tag}", "{tag}", each="tag")
    listings = [listed(1, tags=("python",)), listed(2, tags=("Python",))]
    titles = [feed.title for order in (listings, listings[::-1]) for feed, _ in expand([spec], order, SITE)]
    assert titles == ["Python", "Python"]


def test_organizations_have_their_own_feeds():
    """Within what the feed selects; a post without an organisation is in none."""
    spec = FeedSpec("at/{organization}", "At {organization}", select=Selection(("job",)), each="organization")
    listings = [
        listed(1, organization="Nord"),
        listed(2),
        listed(3, kind="article", organization="Sud"),
    ]
    ((feed, members),) = expand([spec], listings, SITE)
    assert (feed.name, feed.title, feed.select) == ("at/nord", "At Nord", spec.select)
    assert ids(select(feed, members, SITE)) == [1]


def test_a_feed_for_each_tag_keeps_to_its_own_tags():
    """Where a feed for each tag is held to one tag already, both must be there."""
    spec = FeedSpec("tags/{tag}", "{tag}", select=Selection(tag=("remote",)), each="tag")
    listings = [listed(1, tags=("remote", "python")), listed(2, tags=("python",))]
    chosen = {feed.name: ids(select(feed, members, SITE)) for feed, members in expand([spec], listings, SITE)}
    assert chosen == {"tags/python": [1], "tags/remote": [1]}


def test_a_facet_outlives_its_last_open_post():
    """Subscribers of an empty feed are not told that it is gone; a draft founds none."""
    spec = FeedSpec("tags/{tag}", "{tag}", each="tag")
    listings = [
        listed(1, state="filled", tags=("gone",)),
        listed(2, state="draft", tags=("secret",)),
        listed(3, state="scheduled", tags=("soon",)),
    ]
    ((feed, members),) = expand([spec], listings, SITE)
    assert (feed.name, select(feed, members, SITE)) == ("tags/gone", [])


def test_a_complete_feed_is_one_document():
    """It holds all that is selected and is as new as its newest entry."""
    (document,) = outline(JOBS, [listed(number) for number in range(5)], SITE, {})
    assert ids(document.listings) == [4, 3, 2, 1, 0]
    assert (document.head.name, document.head.title, document.head.description) == (
        "jobs",
        "Jobs",
        "All jobs",
    )
    assert (document.head.updated, document.head.language) == (NOON + 4 * DAY, "fr")
    assert (document.head.formats, document.frozen, document.head.entries) == (JOBS.formats, False, ())


def test_a_window_holds_the_newest():
    """What no longer fits is in no document."""
    spec = replace(JOBS, history="window", limit=2)
    (document,) = outline(spec, [listed(number) for number in range(5)], SITE, {})
    assert ids(document.listings) == [4, 3]


def test_an_empty_feed_was_updated_when_its_last_post_left():
    """Without any post ever it has a date that no clock gave."""
    (document,) = outline(JOBS, [listed(1, state="filled", updated=NOON)], SITE, {})
    assert (document.listings, document.head.updated) == ((), NOON)
    (document,) = outline(JOBS, [listed(1, state="draft")], SITE, {})
    assert document.head.updated == NEVER


ARCHIVED = replace(JOBS, history="archived", limit=2, formats=("rss", "job_posting"))


def test_what_no_longer_fits_is_archived():
    """The oldest documents come first, each linked from the next newer one."""
    documents = list(outline(ARCHIVED, [listed(number) for number in range(7)], SITE, {}))
    assert [(document.head.name, ids(document.listings)) for document in documents] == [
        ("jobs-archive-0001", [1, 0]),
        ("jobs-archive-0002", [3, 2]),
        ("jobs-archive-0003", [4]),
        ("jobs", [6, 5]),
    ]
    assert [document.head.previous for document in documents] == [
        "",
        "jobs-archive-0001",
        "jobs-archive-0002",
        "jobs-archive-0003",
    ]
    assert [document.head.archive for document in documents] == [1, 2, 3, None]
    assert [document.head.current for document in documents] == ["jobs", "jobs", "jobs", ""]


def test_a_full_archive_document_is_frozen():
    """Only the last one still takes entries; job postings are not archived."""
    listings = [listed(number) for number in range(7)]
    documents = list(outline(ARCHIVED, listings, SITE, {}))
    assert [document.frozen for document in documents] == [True, True, False, False]
    assert [document.head.formats for document in documents] == [("rss",)] * 3 + [("rss", "job_posting")]
    documents = list(outline(ARCHIVED, [*listings, listed(7)], SITE, {}))
    assert [document.frozen for document in documents] == [True, True, True, False]


def test_nothing_is_archived_while_all_fits():
    """The live document links to none."""
    (document,) = outline(ARCHIVED, [listed(1)], SITE, {})
    assert document.head.previous == ""


def test_an_archive_document_without_posts_left_stays():
    """The next one links to it and does not change; a last one that lost entries stays full."""
    listings = [listed(number) for number in range(8)]
    archived = {
        one.id: part.head.archive for part in outline(ARCHIVED, listings, SITE, {}) for one in part.listings
    }
    archived = {id_: number for id_, number in archived.items() if number}
    left = [listing for listing in listings if listing.id not in ("urn:002", "urn:003", "urn:004")]
    documents = list(outline(ARCHIVED, left, SITE, archived))
    assert [(document.head.name, document.head.previous, document.frozen) for document in documents] == [
        ("jobs-archive-0001", "", True),
        ("jobs-archive-0002", "jobs-archive-0001", True),
        ("jobs-archive-0003", "jobs-archive-0002", True),
        ("jobs", "jobs-archive-0003", False),
    ]


arrivals = st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=40, unique_by=lambda pair: pair[0])


@given(arrivals, st.integers(1, 5))
def test_every_entry_of_an_archived_feed_is_in_one_document(posts, limit):
    """Whatever is open is found by walking from the live feed back, newest first, and only once."""
    listings = [listed(number, state="open" if live else "filled") for number, live in posts]
    spec = replace(ARCHIVED, limit=limit)
    documents = list(outline(spec, listings, SITE, {}))
    found = [number for document in reversed(documents) for number in ids(document.listings)]
    assert found == ids(select(spec, listings, SITE))
    assert all(len(document.listings) <= limit for document in documents)


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(1, 7))
def test_an_archive_number_is_given_once_and_no_document_overflows(arrivals, limit):
    """However entries arrive and leave, those assigned stay where they are."""
    known = {}
    for arrival in arrivals:
        older = [listed(number) for number in range(arrival % 7, arrival)]
        numbers = number_archives(older, known, limit)
        assert numbers.items() >= known.items()
        assert {listing.id for listing in older} <= numbers.keys()
        for number in set(numbers.values()):
            assert list(numbers.values()).count(number) <= limit
        assert sorted(set(numbers.values())) == list(range(1, len(set(numbers.values())) + 1))
        known = numbers
