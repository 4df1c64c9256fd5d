"""Values as partners write them in JSON."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.normalise.values import coerce

BASE = "https://a.example/b/"
TEXTS = [
    ("Caf&eacute; &amp; <b>thé</b>", "Café & thé"),
    (["", None, " a\n b "], "a b"),
    ({"@type": "Thing", "name": "a"}, "a"),
    ({"@value": 3}, "3"),
    ({"name": {"deep": 1}}, ""),
    ({"@list": ["a"]}, "a"),
    (3.5, "3.5"),
    (3.0, "3"),
    (-1047, "-1047"),
    (True, ""),
    (None, ""),
    ("N/A", ""),
    ("null", ""),
    (float("nan"), ""),
    (10**99, ""),
    ([[[[[["a"]]]]]], ""),
    ("x < y", "x < y"),
    ("a" * 3_000, "a" * 2_000),
]
NUMBERS = [
    (3, 3),
    ("55000", 55000),
    ("1 234,50", 1234.5),
    ("1.234,5", 1234.5),
    ("1,234.50", 1234.5),
    ("1'234", 1234),
    ("12,5", 12.5),
    ("1234.5678", 1234.5678),
    ("-3", -3),
    ("40k", None),
    ("", None),
    ("9" * 31, None),
    (True, None),
    (None, None),
    (float("inf"), None),
    (10**999, None),
]


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_a_text_is_found(value: object, text: str) -> None:
    assert coerce.text(value) == text


def test_texts_come_once_each() -> None:
    assert coerce.texts(["a", {"name": "b"}, ["a", 1]]) == ("a", "b", "1")
    assert coerce.markup([None, 3, "<p>a</p>\n"]) == "<p>a</p>\n"


@pytest.mark.parametrize(("value", "number"), NUMBERS)
def test_a_number_is_found(value: object, number: float | None) -> None:
    assert coerce.number(value) == number


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("c.png", f"{BASE}c.png"),
        ({"@type": "ImageObject", "contentUrl": "//c.example/d"}, "https://c.example/d"),
        ([{"url": None}, {"@id": "https://c.example"}], "https://c.example"),
        (["mailto:a@b.example", "javascript:alert(1)", 3, "https://c.example"], "https://c.example"),
        (None, ""),
    ],
)
def test_an_address_is_on_the_web_and_absolute(value: object, url: str) -> None:
    assert coerce.url(value, BASE) == url


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "@value", "url", "@id", "@list", "value", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
@settings(deadline=None)
def test_no_value_raises(value: object) -> None:
    coerce.text(value)
    coerce.texts(value)
    coerce.markup(value)
    coerce.number(value)
    coerce.url(value, BASE)
