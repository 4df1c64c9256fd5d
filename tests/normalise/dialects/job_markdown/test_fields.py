"""Values by field: typed, cleaned, each mistake reported once."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.model.urls import is_web_url
from feeds.normalise.dialects.job_markdown import fields as front_matter_fields
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields
from feeds.normalise.values import text


def fields(data: dict[Any, Any]) -> FrontMatterFields:
    lines = {key: line for line, key in enumerate(data, 2)}
    return FrontMatterFields("x.md", data, lines, ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [("a", "a"), (True, "true"), (False, "false"), (3, "3"), (1.5, "1.5"), (date(2026, 1, 2), "2026-01-02")],
)
def test_scalars_are_texts(value: object, shown: str) -> None:
    assert fields({"title": value}).text("title") == shown


@pytest.mark.parametrize("value", [None, "", "  ", [], [None, ""], {}])
def test_what_says_nothing_is_absent(value: object) -> None:
    read = fields({"title": value, "unbekannt": value})
    assert read.find("title") is None
    assert read.unknown == []


def test_a_list_is_joined_and_its_gaps_are_left_out() -> None:
    assert fields({"roles": ["une juriste", None, " ", "un  juriste"]}).text("roles") == "une juriste, un juriste"


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, True),
        ("oui", True),
        ("Vrai", True),
        ("ouvert", True),
        (1, True),
        ([True], True),
        ("no", False),
        ("Fermé", False),
    ],
)
def test_yes_and_no_have_many_words(value: object, flag: bool) -> None:
    assert fields({"open": value}).flag("open") is flag


@pytest.mark.parametrize("value", ["peut-être", 2, [True, False], {"a": 1}])
def test_what_is_neither_is_reported_once(value: object) -> None:
    read = fields({"open": value})
    assert read.flag("open") is None
    assert read.flag("open") is None
    assert len(read.problems) == 1
    assert read.problems[0].line == 2


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://a.example/x?y#z", True),
        ("http://a.example:8080", True),
        ("ftp://a.example", False),
        ("https://", False),
        ("https:///x", False),
        ("https://a.example:port", False),
        ("https://[::1", False),
        ("https://a example", False),
        ("a.example", False),
    ],
)
def test_a_web_address_is_absolute(url: str, good: bool) -> None:
    assert is_web_url(url) is good


def test_one_bad_part_costs_only_itself() -> None:
    """The others are read, and it is shown as JSON."""
    read = fields({"tags": ["a", {"x": 1}, None, "b"], "lieu": {"a": "b"}})
    assert read.texts("tags") == read.texts("tags") == ("a", "b")
    assert [str(problem) for problem in read.problems] == [
        """x.md:2: tags: expected a text or a list of texts, found '{"x": 1}' (it was left out)"""
    ]
    assert front_matter_fields.quoted({"a": [True, None]}) == """'{"a": [true, null]}'"""


@pytest.mark.parametrize("value", [date(20, 7, 21), "21 July 1899", "2201-01-01 10:00"])
def test_a_date_far_away_is_a_slip(value: object) -> None:
    read = fields({"date": value})
    assert read.moment("date") is None
    assert "expected a date between 1900 and 2200, found '" in str(read.problems[0])


def test_a_key_that_is_no_text_is_shown_as_text() -> None:
    read = fields({1: "x"})
    assert [found.key for found in read.unknown] == ["1"]


def test_values_of_unknown_keys_become_text() -> None:
    assert text.to_text(["a", 1, None, ["b"]]) == "a, 1, b"
    assert text.to_text({"a": date(2026, 1, 2)}) == '{"a": "2026-01-02"}'
    assert text.to_text(None) == ""
