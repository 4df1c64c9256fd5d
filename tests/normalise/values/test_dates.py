"""Dates as authors write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.values import dates

PARIS = ZoneInfo("Europe/Paris")
DAYS = {
    "2020-07-21": date(2020, 7, 21),
    "2020-7-5": date(2020, 7, 5),
    "2020/07/21": date(2020, 7, 21),
    "21/07/2020": date(2020, 7, 21),
    "21-07-2020": date(2020, 7, 21),
    "21.07.2020": date(2020, 7, 21),
    "21 juillet 2020": date(2020, 7, 21),
    "mardi 21 Juillet 2020": date(2020, 7, 21),
    "le 21 juillet 2020": date(2020, 7, 21),
    "1er août 2020": date(2020, 8, 1),
    "3 févr. 2021": date(2021, 2, 3),
    "21 July 2020": date(2020, 7, 21),
    "21st of July, 2020": date(2020, 7, 21),
    "July 21, 2020": date(2020, 7, 21),
    "Tuesday, July 21st, 2020": date(2020, 7, 21),
}
MOMENTS = {
    "2020-07-21 18:30": datetime(2020, 7, 21, 16, 30, tzinfo=UTC),
    "2020-07-21T18:30:05": datetime(2020, 7, 21, 16, 30, 5, tzinfo=UTC),
    "2020-07-21T18:30:05.250Z": datetime(2020, 7, 21, 18, 30, 5, tzinfo=UTC),
    "2020-07-21 18:30:00 +0200": datetime(2020, 7, 21, 16, 30, tzinfo=UTC),
    "2020-07-21 18:30:00 -03:30": datetime(2020, 7, 21, 22, 0, tzinfo=UTC),
    "2020-07-21 18:30 UTC": datetime(2020, 7, 21, 18, 30, tzinfo=UTC),
    "21 juillet 2020 à 18h": datetime(2020, 7, 21, 16, 0, tzinfo=UTC),
    "21/07/2020 18h30": datetime(2020, 7, 21, 16, 30, tzinfo=UTC),
    "July 21, 2020 at 18:30": datetime(2020, 7, 21, 16, 30, tzinfo=UTC),
    "2020-03-29 02:30": datetime(2020, 3, 29, 1, 30, tzinfo=UTC),  # a time that the clocks skipped
}
NONE = [
    "bientôt", "", "05/03", "21/07/20", "2020", "juillet 2020", "2020-13-45", "31/04/2021",
    "21 juillet", "hier",
    "2020-07-21 25:00", "2020-07-21 10:75", "le 99 mai 2020", "0000-01-01", "2020-07-21 10:00 +99:00",
    "x" * 100,
]  # fmt: skip


@pytest.mark.parametrize(("written", "day"), DAYS.items())
def test_a_day_is_read_and_stays_a_day(written: str, day: date) -> None:
    moment = dates.parse(written, PARIS)
    assert moment
    assert moment.day == day
    assert moment.at == datetime(day.year, day.month, day.day, tzinfo=PARIS)


@pytest.mark.parametrize(("written", "at"), MOMENTS.items())
def test_a_moment_is_read_in_the_zone_of_the_site(written: str, at: datetime) -> None:
    moment = dates.parse(written, PARIS)
    assert moment
    assert (moment.at, moment.day) == (at, None)


@pytest.mark.parametrize("written", [*NONE, None, 20200721, True, 1.5, ["2020-07-21"]])
def test_what_is_ambiguous_or_impossible_is_no_date(written: object) -> None:
    assert dates.parse(written, PARIS) is None


def test_values_of_yaml_are_taken_as_they_are() -> None:
    naive = datetime(2020, 7, 21, 18, 30)  # noqa: DTZ001 - YAML gives times without a zone
    assert dates.parse(naive, PARIS) == dates.parse("2020-07-21 18:30", PARIS)
    aware = datetime(2020, 7, 21, 18, 30, tzinfo=timezone(timedelta(hours=2)))
    assert dates.parse(aware, PARIS) == dates.parse(naive, PARIS)
    assert dates.parse(date(2020, 7, 21), PARIS) == dates.parse("2020-07-21", PARIS)


def test_an_end_is_the_last_second_of_its_day() -> None:
    moment = dates.parse("2020-10-25", PARIS, end=True)  # 25 hours long
    assert moment
    assert moment.at == datetime(2020, 10, 25, 22, 59, 59, tzinfo=UTC)
    assert moment.day == date(2020, 10, 25)


def test_the_edges_of_time_do_not_raise() -> None:
    assert dates.parse("0001-01-01", ZoneInfo("Pacific/Kiritimati"))
    assert dates.parse("9999-12-31", ZoneInfo("America/Adak"), end=True)


@given(
    st.datetimes(),
    st.sampled_from(["Europe/Paris", "Pacific/Kiritimati", "America/Adak", "UTC"]),
    st.booleans(),
)
def test_no_date_raises_in_any_zone(at: datetime, zone: str, end: bool) -> None:
    for value in (at, at.date(), at.date().isoformat()):
        moment = dates.parse(value, ZoneInfo(zone), end=end)
        assert moment
        assert moment.at.tzinfo is UTC


@given(st.text(alphabet="0123456789-/:. Tzjuiletaoû+é", max_size=30))
def test_no_text_raises(written: str) -> None:
    dates.parse(written, PARIS)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2020-07-21-offre.md", "2020-07-21"),
        ("2020-7-1 offre", "2020-07-01"),
        ("2020-07-21", "2020-07-21"),
        ("2020-13-01-x", None),
        ("2020-07-211-x", None),
        ("20270901-offre", "2027-09-01"),
        ("2027_09_01-offre", "2027-09-01"),
        ("2027.9.1 offre", "2027-09-01"),
        ("2027_09-01", None),
        ("20271345-offre", None),
        ("12340506-offre", None),
        ("1984-book", None),
        ("2024-2025-budget", None),
        ("2027-vision", None),
        ("01-intro", None),
        ("offre-2020-07-21", None),
        ("", None),
    ],
)
def test_a_file_name_may_begin_with_a_date(name: str, day: str | None) -> None:
    moment = dates.from_file_name(name, PARIS)
    assert (moment.text() if moment else None) == day


@pytest.mark.parametrize("name", ["2027-02-30-offre", "2027-13-45-offre", "2027_02_30", "2027.0.1 x"])
def test_a_file_name_may_state_a_day_that_does_not_exist(name: str) -> None:
    assert dates.states_no_day(name)
    assert dates.from_file_name(name, PARIS) is None


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("2027-02-28-offre", "offre"),
        ("20270228_offre", "offre"),
        ("2027-02-30-offre", "offre"),
        ("20270230-offre", "20270230-offre"),
        ("2024-2025-budget", "2024-2025-budget"),
        ("12345678-offre", "12345678-offre"),
        ("1984-book", "1984-book"),
    ],
)
def test_a_slug_has_no_date(name: str, rest: str) -> None:
    assert dates.without_date(name) == rest
    assert dates.states_no_day(name) == (name == "2027-02-30-offre")
