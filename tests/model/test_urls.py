"""Words as parts of addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.urls import LONGEST, slugify


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Accessibilité numérique", "accessibilite-numerique"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        (".NET", "dotnet"),
        ("C", "c"),
        ("Œuvre & cœur", "oeuvre-coeur"),
        ("…", ""),
        ("", ""),
    ],
)
def test_words_become_addresses(text, name):
    """Accents go, and the languages that differ by a sign alone stay apart."""
    assert slugify(text) == name


def test_a_long_name_ends_with_a_word():
    """Nothing is cut in two where that can be helped."""
    assert slugify("mot " * 50) == "-".join(["mot"] * (LONGEST // 4))


@given(st.text())
def test_a_name_is_safe_and_final(text):
    """It is made of letters, digits and single dashes, fits, and is its own name."""
    name = slugify(text)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", name)
    assert len(name) <= LONGEST
    assert slugify(name) == name
