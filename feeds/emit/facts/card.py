"""The facts of a job as plain HTML, first in its entry of a feed and on its page, which has all others too.

    Job, Listing, language → facts in one order → list items

Elements are a list, `strong`, `a` and `time`, which all sanitisers of feed readers keep. The card is no part of the
post: neither in the description of the JobPosting nor in summaries, and no change of it moves `updated`. Another
`feeds` recognises it by its class (`federation.FACTS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from feeds.emit import localize
from feeds.emit.facts.words import job_words
from feeds.emit.localize import Formatter
from feeds.model import federation
from feeds.model.entry import CLOSED, Entry, Listing
from feeds.model.instant import Moment
from feeds.model.job import Job, Pay
from feeds.model.settings import Organization, Site
from feeds.model.urls import host, web_link

SOURCE_IS_GONE = "its source is gone"
_MAILBOX = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_HOURS = ("FULL_TIME", "PART_TIME")
# What adds nothing to a class of telework: bare answers, and the names of the classes.
_BARE_ANSWERS = ("oui", "non", "yes", "no", "ja", "nein", "true", "false")
_CLASSES = ("full", "hybrid", "partial", "occasional", "none")
# An author's words on hours, in any language: "full-time", "temps complet", "80 %", "35h".
_STATES_HOURS = re.compile(r"temps|time\b|vollzeit|teilzeit|%|\d\s*h\b|/\s*5\b", re.IGNORECASE)


class Fact(NamedTuple):
    """A fact: the name of its class, its label, and its values as HTML."""

    name: str
    label: str
    values: tuple[str, ...]


def card(site: Site, entry: Entry, language: str, *, notice_only: bool = False) -> str:
    """Return the facts of a job as an HTML list, with labels in `language`; "" if the post is no job.

    A closed job states so first, with the reason if there is one, and gives no way to apply; with `notice_only` it
    states nothing else.
    """
    job, listing = entry.post.job, entry.listing
    if job is None:
        return ""
    writer = _Writer(site, language)
    facts = [*writer.notice(entry), *(() if notice_only else writer.main_facts(entry, job))]
    ended = f' data-state="{listing.state}" data-reason="{escape(listing.reason)}"' if listing.state in CLOSED else ""
    return _list(f'{federation.FACTS}"{ended}', facts, writer) if facts else ""


def page_card(site: Site, entry: Entry, language: str) -> str:
    """Return the list of `card` without the notice, and after it a list of all other facts of the job.

    All values of the JobPosting must be visible on its page (Google's guideline on structured data).
    """
    job = entry.post.job
    if job is None:
        return ""
    writer = _Writer(site, language)
    lists = (writer.main_facts(entry, job), writer.other_facts(entry, job))
    return "".join(_list(f'{federation.FACTS}"', facts, writer) for facts in lists if facts)


def list_facts(site: Site, job: Job, language: str) -> tuple[Fact, ...]:
    """Return the facts of a job that lists show: last day, contract, place, telework, pay and organisation."""
    writer = _Writer(site, language)
    organization = Fact("organization", "", (escape(job.hiring_organization.name),))
    return (*writer.deadline(job), *writer.terms(job), *((organization,) if job.hiring_organization.name else ()))


def why_closed(site: Site, entry: Entry, language: str) -> str:
    """Return why an entry is closed, as a sentence of HTML; "" for one that is no job, or if it is not stated."""
    return _Writer(site, language).why_closed(entry) if entry.post.job else ""


def _list(attributes: str, facts: Iterable[Fact], writer: _Writer) -> str:
    return f'<ul class="{attributes}>\n' + "".join(map(writer.line, facts)) + "</ul>\n"


def has_apply(listing: Listing) -> bool:
    """Return whether one may apply: the job is open, or unlisted and not closed."""
    return listing.state in ("open", "stale") or (listing.state == "unlisted" and not listing.reason)


class _Writer:
    """Writes the facts of jobs in one language."""

    def __init__(self, site: Site, ui_language: str) -> None:
        self.formatter: Formatter = localize.formatter(ui_language, site.timezone)
        self.words = job_words(localize.primary_language(ui_language))

    def line(self, fact: Fact) -> str:
        """Return a fact as a list item."""
        values = " · ".join(fact.values)
        label = f"<strong>{self.words.label % {'label': fact.label}}</strong> " if fact.label else ""
        return f'<li class="{fact.name}">{label}{values}</li>\n'

    def notice(self, entry: Entry) -> Iterator[Fact]:
        """Yield the notice that a job is closed, and why if that is stated."""
        if entry.listing.state in CLOSED:
            notice = f"<strong>{self.words.unavailable}.</strong> {self.why_closed(entry)}"
            yield Fact("closed", "", (notice.rstrip(),))

    def why_closed(self, entry: Entry) -> str:
        """Return why a job is closed, as a sentence; "" if that is not stated."""
        listing, words = entry.listing, self.words
        ended = entry.post.stated.closes or listing.closed
        if listing.reason == SOURCE_IS_GONE:
            return words.source_is_gone
        if listing.state == "expired" and ended:
            return f"{words.expired} {self.time(ended)}."
        return {"filled": words.filled, "withdrawn": words.withdrawn}.get(listing.state, "")

    def main_facts(self, entry: Entry, job: Job) -> list[Fact]:
        """Return the facts that people look for, in one order everywhere."""
        start = self.words.soon if job.start == "now" else self.formatter.day_or_month(job.start)
        ways = self._facts({"apply": self._ways_to_apply(entry, job)}) if has_apply(entry.listing) else []
        rest = {
            "start": [escape(start)],
            "duration": [escape(self._duration(job))],
            "organization": [_link(job.hiring_organization)],
        }
        # The notice of an expired job has the day.
        first = self.deadline(job) if entry.listing.state != "expired" else []
        return [*first, *ways, *self.terms(job), *self._facts(rest)]

    def deadline(self, job: Job) -> list[Fact]:
        """Return the last day to apply."""
        return self._facts({"deadline": [self.time(job.valid_through)]}) if job.valid_through else []

    def terms(self, job: Job) -> list[Fact]:
        """Return the facts by which people choose jobs."""
        return self._facts(
            {
                "contract": map(escape, self._contract(job)),
                "place": map(escape, map(self.formatter.place, job.job_location)),
                "telework": map(escape, self._telework(job)),
                "pay": [escape(self.pay(pay)) for pay in (job.base_salary, job.day_rate) if pay],
            }
        )

    def other_facts(self, entry: Entry, job: Job) -> list[Fact]:
        """Return the facts that only the page shows."""
        posted, shown = job.date_posted, entry.listing
        if posted and self.formatter.day(posted) == self.formatter.day(shown.published):
            posted = None  # the head of the page has it
        title = "" if job.title.casefold() in shown.title.casefold() else job.title
        openings = "" if job.total_job_openings is None else str(job.total_job_openings)
        countries = map(self.formatter.country, job.applicant_location_requirements)
        return self._facts(
            {
                "title": [escape(title)],
                "parent": map(_link, _parents(job.hiring_organization)),
                "unit": [escape(job.employment_unit)],
                "countries": map(escape, countries),
                "positions": [openings],
                "posted": [self.time(posted)] if posted else [],
                "experience": [escape(job.experience_requirements)],
                "skills": map(escape, job.skills),
                "domains": map(escape, job.occupational_category),
                "reference": [escape(job.reference_number)],
            }
        )

    def _facts(self, values: Mapping[str, Iterable[str]]) -> list[Fact]:
        """Return the facts that are known, by name; equal values of one are one, whatever their case."""
        found: list[Fact] = []
        for name, each in values.items():
            shown = [value for value in each if value]
            if len(shown) > 1:
                shown = list({value.casefold(): value for value in reversed(shown)}.values())[::-1]
            if shown:
                found.append(Fact(name, self.words.labels[name], tuple(shown)))
        return found

    def time(self, when: Moment | datetime) -> str:
        """Return a day in words as `<time>`."""
        return f'<time datetime="{self.formatter.datetime_attribute(when)}">{escape(self.formatter.text(when))}</time>'

    def _ways_to_apply(self, entry: Entry, job: Job) -> Iterator[str]:
        """Yield links to the form or page, else to the employer's page, and to the mailbox that may be shown."""
        contacts = [job.apply, job.application_contact]
        page = next(filter(None, map(web_link, (job.apply, job.apply_url, entry.post.external_url))), "")
        if page:
            yield f'<a href="{escape(page)}">{escape(self.words.apply % {"site": host(page)})}</a>'
        for contact in contacts:
            if _MAILBOX.fullmatch(contact):
                yield f'<a href="mailto:{escape(quote(contact, safe="@"))}">{escape(contact)}</a>'
            elif (url := web_link(contact)) and url != page:
                yield f'<a href="{escape(url)}">{escape(contact)}</a>'

    def _contract(self, job: Job) -> Iterator[str]:
        """Yield the contract in its author's words, which imply the kinds of employment, and the hours."""
        yield job.contract
        states_hours = _STATES_HOURS.search(job.contract) is not None
        for kind in job.employment_type:
            if not job.contract or (kind in _HOURS and not states_hours):
                yield self.words.employment.get(kind, kind)

    def _duration(self, job: Job) -> str:
        """Return how long a job lasts, unless its contract states it, as in "CDD 3 ans"; a range has two bounds."""
        if re.search(r"\d", job.contract):
            return ""
        least, _, most = (job.duration or job.job_duration).partition("/")
        bounds = {"least": self.formatter.duration(least), "most": self.formatter.duration(most)}
        return self.words.between % bounds if most else bounds["least"]

    def _telework(self, job: Job) -> Iterator[str]:
        name = self.words.telework.get(job.remote, "")
        words = job.telework if job.telework.casefold() not in (name.casefold(), *_BARE_ANSWERS, *_CLASSES) else ""
        yield f"{name} ({words})" if name and words else name or words

    def pay(self, pay: Pay) -> str:
        """Return a pay as its author wrote it, else its bounds in the words of the language."""
        if pay.text or not pay.currency:
            return pay.text
        bounds = (pay.minimum, pay.maximum)
        least, most = ("" if bound is None else self.formatter.amount(bound, pay) for bound in bounds)
        if least and most and least != most:
            amount = self.words.between % {"least": least, "most": most}
        elif least and not most:
            amount = self.words.at_least % {"least": least}
        elif most and not least:
            amount = self.words.at_most % {"most": most}
        else:
            amount = least
        return f"{amount} {self.words.per.get(pay.unit, '')}".strip() if amount else ""


def _link(organization: Organization) -> str:
    url, name = web_link(organization.url), escape(organization.name)
    return f'<a href="{escape(url)}">{name}</a>' if url and name else name


def _parents(organization: Organization) -> Iterator[Organization]:
    """Yield the parent of an organisation, its parent, and so on, up to one without a name."""
    parent = organization.parent
    if parent and parent.name:
        yield parent
        yield from _parents(parent)
