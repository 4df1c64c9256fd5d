"""Which entries are in a feed, and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.listings import DAY, JOBS, NOON, SITE, ids, listed, select

from feeds.model.job import Job
from feeds.model.settings import Filter, Organization, Selection


def chosen(listings, **wanted):
    """Return the numbers of the listings that a selection takes."""
    return ids(select(replace(JOBS, select=Selection(**wanted)), listings, SITE))


@pytest.mark.parametrize(("order", "numbers"), [("newest", [2, 1, 0]), ("oldest", [0, 1, 2]), ("updated", [0, 2, 1])])
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
        ({"tag": ("…",)}, []),
        ({"excluded": Filter(tag=("accessibilite", "C++"))}, [5, 4]),
        ({"excluded": Filter(kind=("article",), organization=("ateliers du nord",))}, [5, 1]),
        ({"language": ("fr",), "excluded": Filter(source=("other",))}, [2, 1]),
        ({"tag": ("x",), "excluded": Filter(tag=("accessibilité",))}, []),
    ],
)
def test_a_selection_takes_what_it_names(wanted, numbers):
    """One of the values of a field is enough, all fields must fit; words are compared as addresses.

    One value that is excluded is enough to leave an entry out. Drafts, unlisted posts and those without a page are in
    no feed, whatever it selects.
    """
    listings = [
        listed(1, tags=("accessibilité", "x", "-")),
        listed(2, kind="article", tags=("C++",)),
        listed(3, state="filled"),
        listed(4, source="other", organization="Ateliers du Nord"),
        listed(5, language="en-GB"),
        listed(6, state="draft"),
        listed(7, state="unlisted", shown=True),
        listed(8, path=""),
    ]
    assert chosen(listings, **wanted) == numbers


def test_a_selection_takes_jobs_by_their_facts():
    """An article has no contract and no telework; what is unknown matches nothing."""
    nord = Organization("Nord")
    listings = [
        listed(1, job=Job("", nord, contract_kinds=("permanent",), employment_type=("PART_TIME",), remote="full")),
        listed(2, job=Job("", nord, contract_kinds=("temporary", "permanent"), employment_type=("TEMPORARY",))),
        listed(3, kind="article", keywords=(" c++ ",), authors=("Zoé Petit",)),
        listed(4, job=Job("", nord), places=frozenset({"brest", "FR"}), keywords=(" r ", " c++ ")),
    ]
    assert chosen(listings, contract=("permanent",)) == [2, 1]
    assert chosen(listings, contract=("part_time", "intern")) == [1]
    assert chosen(listings, telework=("full",)) == [1]
    assert chosen(listings, telework=("unknown",), place=("FR",)) == [4]
    assert chosen(listings, keywords=(" r ", " x ")) == [4]
    assert chosen(listings, keywords=(" c++ ",), excluded=Filter(place=("brest",))) == [3]
    assert chosen(listings, author=("zoe petit",)) == [3]
    assert chosen(listings, excluded=Filter(contract=("temporary",), author=("Zoé Petit",), telework=("full",))) == [4]


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
