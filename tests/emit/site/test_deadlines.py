"""deadlines.ics as calendar programs read it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from ical.calendar_stream import IcsCalendarStream

from feeds.emit.site import deadlines
from feeds.model.entry import Entry
from feeds.model.errors import OutputError
from feeds.model.instant import Moment

HOSTILE = "Cheffe; chef, \\n d’équipe " + "é" * 90 + " 👩🏽‍💻\u2028BEGIN:VEVENT"


def closing(entry: Entry, closes: Moment | None, **values: object):
    assert entry.post.job
    return entry.listing._replace(job=replace(entry.post.job, valid_through=closes), **values)


def read(body: bytes):
    return IcsCalendarStream.calendar_from_ics(body.decode())


def test_each_job_with_a_last_day_is_an_event_of_that_day(site, entry):
    """The day is the one of the site's time zone; the next one comes first."""
    jobs = [
        closing(entry(1), Moment(datetime(2026, 6, 1, 22, 30, tzinfo=UTC))),
        closing(entry(2), Moment(datetime(2026, 5, 1, 22, tzinfo=UTC), date(2026, 5, 1)), title=HOSTILE),
        closing(entry(3), None),
        entry(4, job=None).listing,
    ]
    output = deadlines.emit(site, deadlines.deadlines(site, jobs))
    assert (output.path, output.media_type) == ("deadlines.ics", "text/calendar")
    assert all(len(line) <= 75 for line in output.body.split(b"\r\n"))
    calendar = read(output.body)
    assert [(event.dtstart, event.uid, str(event.url)) for event in calendar.events] == [
        (date(2026, 5, 1), jobs[1].id, jobs[1].url),
        (date(2026, 6, 2), jobs[0].id, jobs[0].url),
    ]
    first, second = calendar.events
    assert first.summary == f"Dernier jour\xa0: {HOSTILE}"
    assert second.summary == "Dernier jour\xa0: Offre n° 1"
    assert second.dtstamp == jobs[0].published
    assert {event.transparency for event in calendar.events} == {"TRANSPARENT"}


def test_the_calendar_has_a_name_and_is_fetched_twice_a_day(site):
    """As RFC 7986 has it, and under the names of older programs."""
    lines = deadlines.emit(site, ()).body.decode().split("\r\n")
    assert {
        "NAME:Dates limites – Emplois & métiers",
        "X-WR-CALNAME:Dates limites – Emplois & métiers",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "SOURCE;VALUE=URI:https://jobs.example.org/deadlines.ics",
        "URL:https://jobs.example.org/",
    } <= set(lines)


def test_without_deadlines_it_is_still_a_calendar(site):
    """Subscribers keep it; RFC 5545 wants at least one component."""
    body = deadlines.emit(site, ()).body
    assert read(body).events == []
    assert b"BEGIN:VTIMEZONE" in body


def test_the_same_jobs_are_the_same_bytes(site, entry):
    """In whatever order they come, and whenever their texts were edited."""
    jobs = [closing(entry(number), Moment(datetime(2026, 6, 1, 12, tzinfo=UTC))) for number in range(5)]
    edited = [job._replace(updated=job.updated.replace(month=5)) for job in jobs[::-1]]
    one, other = (deadlines.emit(site, deadlines.deadlines(site, order)).body for order in (jobs, edited))
    assert one == other


def test_what_is_lost_is_noticed(site, entry, monkeypatch):
    """An id that does not come back is an error."""
    job = closing(entry(1), Moment(datetime(2026, 6, 1, 12, tzinfo=UTC)))
    monkeypatch.setattr(deadlines, "_event", lambda event, language: deadlines._no_event())  # noqa: ARG005
    with pytest.raises(OutputError, match=r"deadlines\.ics"):
        deadlines.emit(site, deadlines.deadlines(site, [job]))
