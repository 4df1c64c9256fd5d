"""Words as parts of addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.urls import LONGEST, is_web_url, slugify


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org", True),
        ("HTTP://example.org:8080/a|b?c={d}", True),
        ("https://exämple.org/é", True),
        ("https://[2001:db8::1]/", True),
        ("https://example.org/a b", False),
        ("https://example.org/\n", False),
        (" https://example.org/", False),
        ("https://", False),
        ("https:///path", False),
        ("https://[2001", False),
        ("https://example.org:0/", False),
        ("https://example.org:port/", False),
        ("https://example.org:65536/", False),
        ("//example.org/", False),
        ("www.example.org", False),
        ("mailto:jobs@example.org", False),
        ("ftp://example.org/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_a_web_url_is_absolute_and_has_a_host(text, expected):
    assert is_web_url(text) is expected
