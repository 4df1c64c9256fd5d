"""The documents of a feed: the live one and its archives."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support.listings import DAY, JOBS, NOON, SITE, ids, listed

from feeds.assemble.archives import NEVER, Stored, number_archives, outline
from feeds.assemble.selection_and_order import select


def test_a_complete_feed_is_one_document():
    """It holds all that is selected and is as new as its newest entry."""
    (document,) = outline(JOBS, [listed(number) for number in range(5)], SITE)
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
    (document,) = outline(spec, [listed(number) for number in range(5)], SITE)
    assert ids(document.listings) == [4, 3]


def test_an_empty_feed_was_updated_when_its_last_post_left():
    """Without any post ever it has a date that no clock gave."""
    (document,) = outline(JOBS, [listed(1, state="filled", updated=NOON)], SITE)
    assert (document.listings, document.head.updated) == ((), NOON)
    (document,) = outline(JOBS, [listed(1, state="draft")], SITE)
    assert document.head.updated == NEVER


ARCHIVED = replace(JOBS, history="archived", limit=2, formats=("rss", "job_posting"))


def test_what_no_longer_fits_is_archived():
    """The oldest documents come first, each linked from the next newer one."""
    documents = list(outline(ARCHIVED, [listed(number) for number in range(7)], SITE))
    assert [(document.head.name, ids(document.listings)) for document in documents] == [
        ("jobs-archive-0001", [1, 0]),
        ("jobs-archive-0002", [3, 2]),
        ("jobs", [6, 5, 4]),
    ]
    assert [document.head.previous for document in documents] == [
        "",
        "jobs-archive-0001",
        "jobs-archive-0002",
    ]
    assert [document.head.archive for document in documents] == [1, 2, None]
    assert [document.head.current for document in documents] == ["jobs", "jobs", ""]


def test_a_full_archive_document_is_frozen():
    """What does not fill one stays in the live document; job postings are not archived."""
    listings = [listed(number) for number in range(7)]
    documents = list(outline(ARCHIVED, listings, SITE))
    assert [document.frozen for document in documents] == [True, True, False]
    assert [document.head.formats for document in documents] == [("rss",)] * 2 + [("rss", "job_posting")]
    documents = list(outline(ARCHIVED, [*listings, listed(7)], SITE))
    assert [document.frozen for document in documents] == [True, True, True, False]


def test_a_document_of_an_older_version_that_is_not_full_stays_so():
    """It was published as an archive, so it never changes."""
    listings = [listed(number) for number in range(6)]
    documents = list(outline(ARCHIVED, listings, SITE, Stored({"urn:000": 1, "urn:001": 1, "urn:002": 2})))
    assert [ids(document.listings) for document in documents] == [[1, 0], [2], [5, 4, 3]]
    documents = list(
        outline(ARCHIVED, [*listings, listed(6)], SITE, Stored({"urn:000": 1, "urn:001": 1, "urn:002": 2}))
    )
    assert [ids(document.listings) for document in documents] == [[1, 0], [2], [4, 3], [6, 5]]


def test_nothing_is_archived_while_all_fits():
    """The live document links to none."""
    (document,) = outline(ARCHIVED, [listed(1)], SITE)
    assert document.head.previous == ""


def test_an_archive_document_without_posts_left_stays():
    """The next one links to it and does not change; a last one that lost entries stays full."""
    listings = [listed(number) for number in range(8)]
    archived = {one.id: part.head.archive for part in outline(ARCHIVED, listings, SITE) for one in part.listings}
    archived = {id_: number for id_, number in archived.items() if number}
    left = [listing for listing in listings if listing.id not in ("urn:002", "urn:003", "urn:004")]
    documents = list(outline(ARCHIVED, left, SITE, Stored(archived)))
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
    documents = list(outline(spec, listings, SITE))
    found = [number for document in reversed(documents) for number in ids(document.listings)]
    assert found == ids(select(spec, listings, SITE))
    *archives, live = documents
    assert all(len(document.listings) == limit and document.frozen for document in archives)
    assert len(live.listings) < 2 * limit


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(1, 7))
def test_an_archive_number_is_given_once_and_no_document_overflows(arrivals, limit):
    """However entries arrive and leave, those assigned stay where they are."""
    known = {}
    for arrival in arrivals:
        older = [listed(number) for number in range(arrival % 7, arrival)]
        numbers = number_archives(older, known, limit)
        assert numbers.items() >= known.items()
        assert len({listing.id for listing in older} - numbers.keys()) < limit
        for number in set(numbers.values()):
            assert list(numbers.values()).count(number) == limit
        assert sorted(set(numbers.values())) == list(range(1, len(set(numbers.values())) + 1))
        known = numbers
