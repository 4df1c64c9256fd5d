"""Which key means what, and which words are too far from any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.values import spelling


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("externalURL", "external_url"),
        ("external-url", "external_url"),
        ("Mots clés", "tags"),
        ("RÔLES", "roles"),
        ("titles", "roles"),
        ("title", "title"),
        ("poste_ouvert", "opening"),
        ("poste_pourvu", "filled"),
    ],
)
def test_variants_of_a_key_are_one(key: str, field: str) -> None:
    assert key_names.field_of(key) == (field, "")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("contrart", ("contract", "contrat")),
        ("startpu", ("startup", "startup")),
        ("poste_pouvru", ("filled", "poste_pourvu")),
        ("depublicaton_dat", ("withdrawal", "depublication_date")),
    ],
)
def test_a_slip_names_the_key_that_is_meant(key: str, meant: tuple[str, str]) -> None:
    assert key_names.field_of(key) == meant


@pytest.mark.parametrize("key", ["airtable_formulaire", "stats", "tite", "layout", "x", "", "missions", "opens_at_all"])
def test_another_word_is_unknown(key: str) -> None:
    assert key_names.field_of(key) == ("", "")


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("", "", 0),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "abcd", 1),
        ("abc", "xyz", 3),
        ("", "ab", 2),
    ],
)
def test_distance_counts_slips(one: str, other: str, apart: int) -> None:
    assert spelling.distance(one, other) == apart


@given(st.text(max_size=8), st.text(max_size=8))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert spelling.distance(one, other) == spelling.distance(other, one)
    assert (spelling.distance(one, other) == 0) == (one == other)


def test_equally_near_words_are_all_given() -> None:
    assert spelling.nearest("stile", ["style", "stale", "st"]) == ("style", "stale")
    assert spelling.nearest("stil", ["stile"]) == ()
