"""deadlines.ics: the last days of open jobs as a calendar (RFC 5545, icalendar wrapper).

Calendar programs that subscribe to an address show events, and few of them tasks. The text names the calendar and how
often to fetch it (RFC 7986), under the names that older programs read too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from feeds.emit import localize
from feeds.emit.documents import output_errors
from feeds.emit.entry_content import check_ids, output_url
from feeds.model.entry import Listing
from feeds.model.feed import Output
from feeds.model.settings import Site

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

PATH = "deadlines.ics"
MEDIA_TYPE = "text/calendar"
FETCH_EVERY = timedelta(hours=12)


class Deadline(NamedTuple):
    """The last day of a job in the site's time zone, and what its event shows.

    Programs that subscribe replace all events, so an event is dated by its publication: with the last update, each edit
    of a text would write the calendar of all jobs again.
    """

    day: date
    id: str
    url: str
    title: str
    published: datetime


def deadlines(site: Site, jobs: Iterable[Listing]) -> list[Deadline]:
    """Return the last days of jobs that have one, the next first."""
    formatter = localize.formatter(localize.choose_language(site.language), site.timezone)
    return sorted(
        Deadline(formatter.day(listing.job.valid_through), listing.id, listing.url, listing.title, listing.published)
        for listing in jobs
        if listing.job and listing.job.valid_through
    )


def emit(site: Site, events: Iterable[Deadline]) -> Output:
    """Return the calendar.

    Raises:
        OutputError: it cannot be written, or differs when it is read back.
    """
    from icalendar import vText
    from icalendar.parser import Contentlines

    language = localize.primary_language(localize.choose_language(site.language))
    with output_errors(PATH):
        calendar, ids = _calendar(site, language), list[str]()
        for event in events:
            calendar.add_component(_event(event, language))
            ids.append(event.id)
        if not ids:
            calendar.add_component(_no_event())
        body = calendar.to_ical()
        # Only lines: to parse thousands of events takes longer than to write them.
        lines = Contentlines.from_ical(body)  # type: ignore[no-untyped-call]  # the library's own omission
        check_ids(PATH, [str(vText.from_ical(line[4:])) for line in lines if line.startswith("UID:")], ids)
    return Output(PATH, MEDIA_TYPE, body)


def _calendar(site: Site, language: str) -> Calendar:
    from icalendar import Calendar, vDuration, vText

    words = localize.translations(language)
    name = words.gettext("Deadlines – %(site)s") % {"site": site.title}
    every = vDuration(FETCH_EVERY)
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//feeds//feeds//{language.upper()}")
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, vText(name))
    calendar.add("URL", site.url)
    calendar.add("SOURCE", output_url(site, PATH), parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", every, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", every)
    return calendar


def _event(deadline: Deadline, language: str) -> Event:
    from icalendar import Event, vText

    title = localize.translations(language).gettext("Last day: %(title)s") % {"title": deadline.title}
    event = Event()
    event.add("UID", deadline.id)
    event.add("DTSTAMP", deadline.published.astimezone(UTC))
    event.add("DTSTART", deadline.day)
    event.add("SUMMARY", vText(title))
    event.add("URL", deadline.url)
    event.add("TRANSP", "TRANSPARENT")  # the day stays free in calendars
    return event


def _no_event() -> Timezone:
    """Return a component without meaning: a calendar must have one (RFC 5545 §3.6)."""
    from icalendar import Timezone, TimezoneStandard

    standard, zone = TimezoneStandard(), Timezone()
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001 - the local time of the zone
    standard.add("TZOFFSETFROM", timedelta())
    standard.add("TZOFFSETTO", timedelta())
    zone.add("TZID", "UTC")
    zone.add_component(standard)
    return zone
