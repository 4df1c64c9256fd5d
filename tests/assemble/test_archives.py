"""The documents of a feed: the live one and its archives."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support.listings import DAY, JOBS, NOON, SITE, TOMBSTONES, ids, listed, members, select

from feeds.assemble.archives import NEVER, NOTHING_STORED, Stored, number_archives, outline
from feeds.model.settings import Selection


def documents(spec, listings, stored=NOTHING_STORED, **of_members):
    """Return the documents of a feed with some of the listings."""
    return list(outline(spec, members(spec, listings, SITE, **of_members), SITE, stored))


def test_a_complete_feed_is_one_document():
    """It holds all that is selected and is as new as its newest entry."""
    (document,) = documents(JOBS, [listed(number) for number in range(5)])
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
    (document,) = documents(spec, [listed(number) for number in range(5)])
    assert ids(document.listings) == [4, 3]


def test_an_empty_feed_was_updated_when_its_last_post_left():
    """Without any post ever it has a date that no clock gave."""
    (document,) = documents(JOBS, [listed(1, state="filled", updated=NOON)])
    assert (document.listings, document.head.updated) == ((), NOON)
    (document,) = documents(JOBS, [listed(1, state="draft")])
    assert document.head.updated == NEVER


def closed(number, left, *, leaves=None):
    """Return a job that was in the feeds and closed at an instant."""
    return listed(number, state="filled", closed=left, ended=left, leaves=leaves, shown=True)


def test_what_left_is_listed_for_some_time():
    """What left last comes first; what left long ago, or was never in the feed, is not listed."""
    now = NOON + 100 * DAY
    listings = [
        closed(1, now - TOMBSTONES + DAY),
        closed(2, now),
        closed(3, now - TOMBSTONES),
        closed(4, now - DAY)._replace(shown=False),
        listed(5, state="draft", shown=True),
        listed(6),
    ]
    (document,) = documents(JOBS, listings, now=now)
    assert (ids(document.listings), ids(document.deleted), document.head.updated) == ([6], [2, 1], now)
    (document,) = documents(JOBS, listings[2:], now=now)
    assert (ids(document.deleted), document.head.updated) == ([], now - TOMBSTONES)


def test_what_closed_is_shown_closed_for_some_time():
    """In its place, and then it is listed as deleted; a feed of other states never shows it."""
    closes, leaves = NOON + 5 * DAY, NOON + 9 * DAY
    listings = [listed(1), closed(2, closes, leaves=leaves), listed(3)]
    (document,) = documents(JOBS, listings, now=leaves - DAY)
    assert (ids(document.listings), document.deleted, document.head.updated) == ([3, 2, 1], (), closes)
    (document,) = documents(JOBS, listings, now=leaves)
    assert (ids(document.listings), ids(document.deleted), document.head.updated) == ([3, 1], [2], leaves)
    spec = replace(JOBS, select=Selection(state=("expired",)))
    (document,) = documents(spec, listings, now=leaves - DAY)
    assert (document.listings, document.deleted) == ((), ())
    (document,) = documents(JOBS, [listings[1]._replace(path="")], now=leaves - DAY)
    assert (document.listings, document.deleted) == ((), ())


def test_what_a_window_did_not_have_is_not_shown_closed():
    """What is older than its last open entry was not in it."""
    spec = replace(JOBS, history="window", limit=2)
    at = NOON + 9 * DAY
    listings = [*map(listed, range(4)), closed(-1, at, leaves=at + DAY), closed(5, at, leaves=at + DAY)]
    (document,) = documents(spec, listings, now=at)
    assert (ids(document.listings), document.deleted) == ([5, 3, 2], ())
    (document,) = documents(replace(spec, limit=4), listings, now=at)
    assert ids(document.listings) == [5, 3, 2, 1, 0, -1]


ARCHIVED = replace(JOBS, history="archived", limit=2, formats=("rss", "job_posting"))


def test_what_no_longer_fits_is_archived():
    """The oldest documents come first, each linked from the next newer one."""
    found = documents(ARCHIVED, [listed(number) for number in range(7)])
    assert [(document.head.name, ids(document.listings)) for document in found] == [
        ("jobs-archive-0001", [1, 0]),
        ("jobs-archive-0002", [3, 2]),
        ("jobs", [6, 5, 4]),
    ]
    assert [document.head.previous for document in found] == [
        "",
        "jobs-archive-0001",
        "jobs-archive-0002",
    ]
    assert [document.head.archive for document in found] == [1, 2, None]
    assert [document.head.current for document in found] == ["jobs", "jobs", ""]


def test_a_full_archive_document_is_frozen():
    """What does not fill one stays in the live document; job postings are not archived."""
    listings = [listed(number) for number in range(7)]
    found = documents(ARCHIVED, listings)
    assert [document.frozen for document in found] == [True, True, False]
    assert [document.head.formats for document in found] == [("rss",)] * 2 + [("rss", "job_posting")]
    found = documents(ARCHIVED, [*listings, listed(7)])
    assert [document.frozen for document in found] == [True, True, True, False]


def test_a_document_of_an_older_version_that_is_not_full_stays_so():
    """It was published as an archive, so it never changes."""
    listings = [listed(number) for number in range(6)]
    found = documents(ARCHIVED, listings, Stored({"urn:000": 1, "urn:001": 1, "urn:002": 2}))
    assert [ids(document.listings) for document in found] == [[1, 0], [2], [5, 4, 3]]
    found = documents(ARCHIVED, [*listings, listed(6)], Stored({"urn:000": 1, "urn:001": 1, "urn:002": 2}))
    assert [ids(document.listings) for document in found] == [[1, 0], [2], [4, 3], [6, 5]]


def test_nothing_is_archived_while_all_fits():
    """The live document links to none."""
    (document,) = documents(ARCHIVED, [listed(1)])
    assert document.head.previous == ""


def test_an_archive_document_without_posts_left_stays():
    """The next one links to it and does not change; a last one that lost entries stays full."""
    listings = [listed(number) for number in range(8)]
    archived = {one.id: part.head.archive for part in documents(ARCHIVED, listings) for one in part.listings}
    archived = {id_: number for id_, number in archived.items() if number}
    left = [listing for listing in listings if listing.id not in ("urn:002", "urn:003", "urn:004")]
    found = documents(ARCHIVED, left, Stored(archived))
    assert [(document.head.name, document.head.previous, document.frozen) for document in found] == [
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
    *archives, live = documents(spec, listings)
    numbers = [number for document in (live, *reversed(archives)) for number in ids(document.listings)]
    assert numbers == ids(select(spec, listings, SITE))
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
