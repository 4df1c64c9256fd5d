"""A job offer as schema.org's JobPosting has it, however loosely it was written, made a Job.

https://schema.org/JobPosting, and Google's guideline for what the values ought to be,
https://developers.google.com/search/docs/appearance/structured-data/job-posting. What is not said, and what
no rule can read, stays unknown: nothing is made up for a partner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.settings import Organization
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item
from feeds.normalise.job import contracts, location, salary, skills, titles
from feeds.normalise.job.contracts import Contract
from feeds.normalise.languages import in_ours
from feeds.normalise.values import coerce, feed_dates, links, privacy
from feeds.normalise.values.coerce import SCHEMA_ORG, Notes
from feeds.normalise.values.text import fold, quoted

GOOGLE = frozenset(
    {"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"}
)
_NOT_LETTERS = re.compile(r"[\s_-]+")
_ISO_DURATION = re.compile(r"P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")
_DURATIONS = {"ANN": "Y", "YEAR": "Y", "MON": "M", "MONTH": "M", "WEE": "W", "WEEK": "W", "DAY": "D"}
_MOST_OPENINGS = 9_999  # more is a slip
_LONGEST_EXTRA = 300  # characters: longer ones are a part of the text
_MOST_WORDS = 4  # more words are no name of a skill

# What has a field of its own, or is told elsewhere in a Post.
_NAMES = """
applicantLocationRequirements applicationContact baseSalary contract datePosted description directApply
employmentType employmentUnit experienceRequirements hiringOrganization identifier image jobDuration
jobLocation jobLocationType mainEntityOfPage occupationalCategory relevantOccupation salaryCurrency sameAs
skills title totalJobOpenings url validThrough inLanguage keywords
"""
_READ = frozenset(_NAMES.split())


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says of a job, and all that is needed to read it."""

    job: Mapping[str, Any]
    base: str
    context: Context
    notes: Notes
    zone: ZoneInfo

    def moment(self, field: str, *, end: bool = False) -> Moment | None:
        """Read a date under a property."""
        written = coerce.text(self.job.get(field))
        more = self.context.vocabulary
        found = feed_dates.moment(in_ours(written, "date", more), self.zone, end=end) if written else None
        if found:
            self.notes.origin(
                f"job.{'date_posted' if field == 'datePosted' else 'valid_through'}", "key", field
            )
        elif written:
            self.notes.warn(field, "a date", quoted(written), "write it as 2026-02-01")
        return found


def read(item: Item, said: Said, published: Moment | None, *, elsewhere: bool) -> Job:
    """Make a Job of what is said; `published` is the day the item was, `elsewhere` that it has a page."""
    job, notes = said.job, said.notes
    employer = _employer(said)
    title = _title(item, said, employer)
    contract, words = _contract(said, title)
    where = location.read(job, said.context, notes)
    posted = said.moment("datePosted") or published
    read_skills, kept = _skills(job)
    return Job(
        title=title,
        hiring_organization=employer,
        employment_type=contract.types,
        contract=words,
        job_duration=_duration(said) or contract.duration,
        employment_unit=_unit(job, employer),
        job_location=where.places,
        job_location_type="TELECOMMUTE" if where.applicants else "",
        applicant_location_requirements=where.applicants,
        remote=where.remote,
        date_posted=posted,
        valid_through=_closes(said, posted),
        base_salary=salary.from_schema_org(job, said.context, notes),
        direct_apply=False if elsewhere else None,
        skills=read_skills,
        occupational_category=_categories(job),
        total_job_openings=_openings(said),
        application_contact=_contact(said),
        experience_requirements=_experience(job),
        extra=_extra(job, kept),
        same_as=tuple(dict.fromkeys(coerce.addresses(job.get("sameAs"), said.base))),
        apply_url=_apply_url(item, said),
        reference=_reference(job.get("identifier")),
    )


def _title(item: Item, said: Said, employer: Organization) -> str:
    """Keep the job's name as its employer writes it; a headline alone is reduced to the name."""
    if title := coerce.text(said.job.get("title")):
        said.notes.origin("job.title", "key", "title")
        return title
    if not item.title:
        return ""
    said.notes.origin("job.title", "inferred", "title")
    return titles.of_headline(item.title, (employer.name,)).title


def _employer(said: Said) -> Organization:
    found = next(
        filter(
            None,
            (_organization(part, said.base) for part in coerce.several(said.job.get("hiringOrganization"))),
        ),
        None,
    )
    if found:
        said.notes.origin("job.hiring_organization", "key", "hiringOrganization")
        return found
    if said.context.employer:
        said.notes.origin("job.hiring_organization", "default", "the source's employer")
        return said.context.employer
    said.notes.warn("hiringOrganization", "who hires", "nobody", "write it under the source's `organization`")
    return Organization("")


def _organization(value: Any, base: str, deep: int = 0) -> Organization | None:
    name = coerce.text(
        value if not isinstance(value, Mapping) else value.get("name") or value.get("legalName")
    )
    if not name or links.web_page(name, "") == name:
        return None
    if not isinstance(value, Mapping):
        return Organization(name)
    above = coerce.first(value.get("parentOrganization"))
    same = tuple(coerce.several(value.get("sameAs")))
    # Google has the organisation's own site in `sameAs`; a list there is of its profiles elsewhere.
    sites = (same, value.get("url")) if len(same) == 1 else (value.get("url"), same)
    return Organization(
        name,
        url=coerce.address(sites, base),
        logo=coerce.address(value.get("logo"), base),
        parent=_organization(above, base, deep + 1) if above is not None and not deep else None,
        address=location.address(value.get("address"), name),
    )


def _unit(job: Mapping[str, Any], employer: Organization) -> str:
    unit = coerce.text(job.get("employmentUnit"))
    hiring = coerce.first(job.get("hiringOrganization"))
    if not unit and isinstance(hiring, Mapping):
        unit = coerce.text(hiring.get("department"))
    return "" if fold(unit) == fold(employer.name) else unit


def _contract(said: Said, title: str) -> tuple[Contract, str]:
    """Read the contract, and give its words as written unless they are Google's own values.

    Where nothing is said of it, the title may, "Designer (stage)".
    """
    written = coerce.texts(said.job.get("employmentType"))
    own = coerce.texts(said.job.get("contract"))
    how = "employmentType"
    if not (written or own) and (words := contracts.of_title(title)):
        as_written = re.search(re.escape(words), title, re.IGNORECASE)
        written, how = (as_written[0] if as_written else words,), "title"
    parts = [part for text in (*written, *own) for part in _google(text)]
    contract = contracts.read(
        ", ".join(parts),
        assume_full_time=said.context.jobs.assume_full_time,
        more=said.context.vocabulary,
    )
    for part in contract.unknown:
        said.notes.warn(
            "employmentType", "a known kind of contract", quoted(part), "add it to `vocabulary`", "note"
        )
    if contract.types:
        said.notes.origin("job.employment_type", "key", how)
    if contract.presumed:
        said.notes.origin("job.employment_type", "inferred", "jobs.assume_full_time")
    kept = own or (() if all(part in GOOGLE for part in parts) else written)
    return contract, ", ".join(kept)


def _google(text: str) -> Iterator[str]:
    """Part a text at its commas if each part is one of Google's values, in whatever spelling."""
    parts = [SCHEMA_ORG.sub("", part.strip()) for part in text.split(",") if part.strip()]
    values = [_NOT_LETTERS.sub("_", part).upper() for part in parts]
    if all(value in GOOGLE for value in values):
        yield from values
    else:
        yield SCHEMA_ORG.sub("", text)


def _duration(said: Said) -> str:
    """Read how long the job lasts: ISO 8601, a quantity with its unit, or words."""
    value = coerce.first(said.job.get("jobDuration"))
    if isinstance(value, Mapping):
        count, unit = (
            coerce.number(value.get("value")),
            coerce.text([value.get("unitText"), value.get("unitCode")]),
        )
        letter = _DURATIONS.get(unit.upper().removesuffix("S"))
        return f"P{int(count)}{letter}" if count and letter and count == int(count) > 0 else ""
    written = coerce.text(value)
    if _ISO_DURATION.fullmatch(written):
        return written
    found = contracts.duration(written)
    if written and not found:
        said.notes.warn("jobDuration", "a duration", quoted(written), "write P6M or 6 months", "note")
    return found


def _closes(said: Said, posted: Moment | None) -> Moment | None:
    closes = said.moment("validThrough", end=True)
    if closes and posted and closes.at < posted.at:
        said.notes.warn(
            "validThrough", f"a date after {posted.text()}", quoted(closes.text()), "the date was left out"
        )
        return None
    return closes


def _skills(job: Mapping[str, Any]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Read skills; a member of a list is one already, a text is parted, sentences are kept as they are."""
    value = job.get("skills")
    written = coerce.texts(value)
    names = [
        name
        for text in written
        for name in ((text,) if isinstance(value, list) and _is_name(text) else skills.parse((text,)))
    ]
    kept = [] if names or not written else [("skills", ", ".join(written))]
    return skills.unique(names), kept


def _is_name(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and not re.search(r"[,;|]", text)


def _categories(job: Mapping[str, Any]) -> tuple[str, ...]:
    return skills.unique(coerce.texts([job.get("occupationalCategory"), job.get("relevantOccupation")]))


def _openings(said: Said) -> int | None:
    value = coerce.first(said.job.get("totalJobOpenings"))
    count = coerce.number(value.get("value") if isinstance(value, Mapping) else value)
    if value is None or (count is not None and count == int(count) and 0 < count <= _MOST_OPENINGS):
        return int(count) if count else None
    said.notes.warn("totalJobOpenings", "a number of openings", quoted(coerce.text(value)), "write 2", "note")
    return None


def _contact(said: Said) -> str:
    """Give the contact only when it is a mailbox that the publisher shows; any other stays private."""
    shown = {contact.casefold(): contact for contact in said.context.jobs.contacts}
    for part in coerce.several(said.job.get("applicationContact")):
        for written in coerce.several(part.get("email") if isinstance(part, Mapping) else part):
            plain = coerce.text(written).removeprefix("mailto:").casefold()
            if plain in shown:
                said.notes.origin("job.application_contact", "key", "applicationContact")
                return shown[plain]
    return ""


def _apply_url(item: Item, said: Said) -> str:
    contacts = coerce.several(said.job.get("applicationContact"))
    urls = [part.get("url") for part in contacts if isinstance(part, Mapping)]
    return links.web_page(item.apply_url, said.base) if item.apply_url else coerce.address(urls, said.base)


def _experience(job: Mapping[str, Any]) -> str:
    value = coerce.first(job.get("experienceRequirements"))
    if not isinstance(value, Mapping):
        return coerce.text(value)
    months = coerce.number(value.get("monthsOfExperience"))
    described = coerce.text([value.get("description"), value.get("name")])
    return described or (f"{months:g} months of experience" if months and months > 0 else "")


def _reference(value: Any) -> str:
    """Give the id of the recruiting system, after the system's name."""
    for part in coerce.several(value):
        if isinstance(part, Mapping):
            name, own = coerce.text(part.get("name")), coerce.text([part.get("value"), part.get("@value")])
            if own:
                return f"{name}:{own}" if name else own
        elif found := coerce.text(part):
            return found
    return ""


def _extra(job: Mapping[str, Any], kept: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Keep what no rule knows, if it is short and tells of nobody."""
    others = (str(name) for name in job if str(name)[:1] not in ("@", "_") and name not in _READ)
    pairs = [*kept, *((name, ", ".join(coerce.texts(job[name]))) for name in others)]
    return tuple(
        sorted(
            (name, text)
            for name, text in pairs
            if 0 < len(text) <= _LONGEST_EXTRA and not privacy.private(name, text)
        )
    )
