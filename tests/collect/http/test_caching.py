"""How long an answer holds, and when to come again: RFC 9111 and RFC 9110 as tables."""

import time
from email.utils import formatdate

import pytest

from feeds.collect.http.caching import MAX_AGE, fresh_for, retry_after

DATE = "Tue, 01 Sep 2026 10:00:00 GMT"
AN_HOUR_LATER = "Tue, 01 Sep 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("cache_control", "expires", "age", "expected"),
    [
        ("", "", "", None),
        ("public", "", "", None),
        ("max-age=60", "", "", 60),
        ("max-age=60", AN_HOUR_LATER, "", 60),
        ("MAX-AGE = 60", "", "", 60),
        ('max-age="60"', "", "", 60),
        ("max-age=60 , must-revalidate", "", "", 60),
        ("max-age=60", "", "20", 40),
        ("max-age=60", "", "90", 0),
        ("max-age=60", "", "nonsense", 60),
        ("max-age=60, max-age=90", "", "", 60),
        ("max-age=-1", "", "", 0),
        ("max-age=1.5", "", "", 0),
        ("max-age", AN_HOUR_LATER, "", 0),
        ("max-age=" + "9" * 9_999, "", "", MAX_AGE),
        ("s-maxage=60", "", "", None),
        ("s-maxage=60", AN_HOUR_LATER, "", 3600),
        ("s-maxage=5, max-age=60", "", "", 60),
        ("no-cache", AN_HOUR_LATER, "", 0),
        ("max-age=60, no-cache", "", "", 0),
        ("no-store, max-age=60", "", "", 0),
        ('no-cache="Set-Cookie, X", max-age=60', "", "", 60),
        ('private="a, max-age=5", max-age=60', "", "", 60),
        ("", AN_HOUR_LATER, "", 3600),
        ("", DATE, "", 0),
        ("", "Mon, 31 Aug 2026 10:00:00 GMT", "", 0),
        ("", "0", "", 0),
        ("", "-1", "", 0),
        ("", "Tuesday, 01-Sep-26 11:00:00 GMT", "", 3600),
        ("", "Tue Sep  1 11:00:00 2026", "", 3600),
        ("", "Tue, 01 Sep 9999 11:00:00 GMT", "", MAX_AGE),
        ("", "Tue, 01 Sep 99999999 11:00:00 GMT", "", 0),
        (',,;="', "", "", None),
    ],
)
def test_how_long_an_answer_holds(cache_control, expires, age, expected):
    assert fresh_for(cache_control, expires, DATE, age) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", None),
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("9" * 9_999, MAX_AGE),
        (AN_HOUR_LATER, 3600),
        ("Mon, 31 Aug 2026 10:00:00 GMT", 0),
    ],
)
def test_when_to_come_again(value, expected):
    assert retry_after(value, DATE) == expected


@pytest.mark.parametrize("date", ["", "nonsense", "Tue, 99 Sep 2026 10:00:00 GMT"])
def test_without_the_clock_of_the_server_ours_counts(date):
    later = formatdate(time.time() + 600, usegmt=True)
    assert retry_after(later, date) == pytest.approx(600, abs=5)
    assert fresh_for("", later, date, "") == pytest.approx(600, abs=5)
