"""schema.org JobPosting → Job, lenient about types and spellings.

https://schema.org/JobPosting, and Google's guideline for the values,
https://developers.google.com/search/docs/appearance/structured-data/job-posting. Missing values and those
that no rule recognises stay unknown: nothing is invented for a partner.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.problem import EXAMPLE, Message
from feeds.model.settings import Organization
from feeds.normalise import identity
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item
from feeds.normalise.job import base_salary, contracts, location, skills, titles
from feeds.normalise.job.contracts import Contract
from feeds.normalise.organizations import is_unnamed
from feeds.normalise.values import coerce, feed_dates, links, privacy
from feeds.normalise.values.coerce import SCHEMA_ORG, Findings
from feeds.normalise.values.text import fold, quoted

GOOGLE_EMPLOYMENT_TYPES = frozenset(
    {"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"}
)
_NOT_LETTERS = re.compile(r"[\s_-]+")
_ISO_DURATION = re.compile(r"P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?")
_DURATIONS = {"ANN": "Y", "YEAR": "Y", "MON": "M", "MONTH": "M", "WEE": "W", "WEEK": "W", "DAY": "D"}
_MAX_OPENINGS = 9_999  # more is a mistake
_MAX_EXTRA_LENGTH = 300  # characters: longer values repeat the description
_MAX_SKILL_WORDS = 4  # more words are a sentence

# Properties with a field in Job or Post: not extra.
_KNOWN_PROPERTIES = """
applicantLocationRequirements applicationContact baseSalary contract datePosted description directApply
employmentType employmentUnit experienceRequirements hiringOrganization identifier image jobDuration
jobLocation jobLocationType mainEntityOfPage occupationalCategory reference relevantOccupation salaryCurrency sameAs
skills title totalJobOpenings url validThrough inLanguage keywords
"""
_READ = frozenset(_KNOWN_PROPERTIES.split())
# Properties of schema.org's JobPosting that describe the offer and have no field: kept as text.
_DESCRIPTIONS = """
alternateName benefits educationRequirements eligibilityToWorkRequirement employerOverview
experienceInPlaceOfEducation incentiveCompensation incentives industry jobBenefits jobImmediateStart
jobStartDate physicalRequirement qualifications responsibilities securityClearanceRequirement
sensoryRequirement specialCommitments workHours
"""
DESCRIPTIONS = tuple(_DESCRIPTIONS.split())


@dataclass(frozen=True, slots=True)
class JobInput:
    """The JobPosting of an item, and what is needed to interpret it.

    properties: the JSON object. base_url: what relative URLs are relative to. findings: collects problems and
    origins. zone: the time zone of dates without one.
    """

    properties: Mapping[str, Any]
    base_url: str
    context: Context
    findings: Findings
    zone: ZoneInfo

    def moment(self, field: str, *, end: bool = False) -> Moment | None:
        """Return the date in a property, and record its origin or a problem."""
        written = coerce.text(self.properties.get(field))
        found = feed_dates.parse(self.context.dated(written), self.zone, end=end) if written else None
        if found and feed_dates.is_unset(found):
            found = None
        if found:
            self.findings.origin(f"job.{'date_posted' if field == 'datePosted' else 'valid_through'}", "key", field)
        elif written and not self.context.is_unclear(written):
            self.findings.warn(
                field, Message("a date"), quoted(written), Message("write it as %(day_ahead)s", day_ahead=EXAMPLE)
            )
        return found


def read(item: Item, data: JobInput, published: Moment | None, *, elsewhere: bool) -> Job:
    """Return the Job.

    Args:
        item: the item that the JobPosting belongs to.
        data: the JobPosting.
        published: the publication date of the item, for a job without `datePosted`.
        elsewhere: whether the job has a page of its own on the partner's site.
    """
    job, findings = data.properties, data.findings
    employer = _employer(data)
    title = _title(item, data, employer)
    contract, words = _contract(data, title)
    where = location.read(job, data.context, findings)
    posted = data.moment("datePosted") or published
    read_skills, kept = _skills(job)
    return Job(
        title=title,
        hiring_organization=employer,
        employment_type=contract.types,
        contract_kinds=contract.kinds,
        contract=words,
        job_duration=_duration(data) or contract.duration,
        employment_unit=_unit(job, employer),
        job_location=where.places,
        job_location_type="TELECOMMUTE" if where.applicants else "",
        applicant_location_requirements=where.applicants,
        remote=where.remote,
        telework=where.telework,
        date_posted=posted,
        valid_through=_valid_through(data, posted),
        base_salary=base_salary.read(job, data.context, findings, _countries(where)),
        direct_apply=False if elsewhere else None,
        skills=read_skills,
        occupational_category=_categories(job),
        total_job_openings=_openings(data),
        application_contact=_contact(data),
        experience_requirements=_experience(job),
        extra=_extra(job, kept, data.context.jobs.extra),
        same_as=tuple(dict.fromkeys(coerce.urls(job.get("sameAs"), data.base_url))),
        apply_url=_apply_url(item, data),
        reference=_reference(job.get("identifier")),
        reference_number=_reference_number(job),
    )


def _countries(where: location.JobLocation) -> tuple[str, ...]:
    """Return the countries of the places of work, else those of the applicants for a remote job."""
    return tuple(place.country for place in where.places) or where.applicants


def _title(item: Item, data: JobInput, employer: Organization) -> str:
    """Return the job's title as the employer writes it, or else the job in the item's headline."""
    if title := coerce.text(data.properties.get("title")):
        data.findings.origin("job.title", "key", "title")
        return title
    if not item.title:
        return ""
    data.findings.origin("job.title", "inferred", "title")
    return titles.from_headline(item.title, (employer.name,)).title


def _employer(data: JobInput) -> Organization:
    """Return the employer that the partner states, else the source's; none if it is stated and not understood."""
    stated = [part for part in coerce.flatten(data.properties.get("hiringOrganization")) if not _is_blank(part)]
    found = next(filter(None, (_organization(part, data.base_url) for part in stated)), None)
    if found:
        data.findings.origin("job.hiring_organization", "key", "hiringOrganization")
        return found
    if stated:
        remedy = Message("it has no JobPosting")
        data.findings.warn("hiringOrganization", Message("the name of the employer"), quoted(stated[0]), remedy)
        return Organization("")
    if data.context.employer:
        data.findings.origin("job.hiring_organization", "default", "the source's employer")
        return data.context.employer
    data.findings.warn(
        "hiringOrganization",
        Message("the hiring organisation"),
        Message("nothing"),
        Message("set `organization:` on the source"),
    )
    return Organization("")


def _is_blank(part: Any) -> bool:
    """Return whether an organisation has no value: programs write the empty object where they know none."""
    if isinstance(part, Mapping):
        return all(str(key).startswith("@") or _is_blank(inner) for key, inner in part.items())
    return next(coerce.flatten(part), None) is None or (isinstance(part, str) and not coerce.text(part))


def _organization(value: Any, base: str, deep: int = 0) -> Organization | None:
    name = coerce.text(value if not isinstance(value, Mapping) else value.get("name") or value.get("legalName"))
    if not any(map(str.isalpha, name)) or is_unnamed(name) or links.web_page(name, "") == name:
        return None
    if not isinstance(value, Mapping):
        return Organization(name)
    above = coerce.first(value.get("parentOrganization"))
    same = tuple(coerce.flatten(value.get("sameAs")))
    # Google has the organisation's own site in `sameAs`; a list there is of its profiles elsewhere.
    sites = (same, value.get("url")) if len(same) == 1 else (value.get("url"), same)
    return Organization(
        name,
        url=coerce.url(sites, base),
        logo=coerce.url(value.get("logo"), base),
        parent=_organization(above, base, deep + 1) if above is not None and not deep else None,
        address=location.address(value.get("address"), name),
    )


def _unit(job: Mapping[str, Any], employer: Organization) -> str:
    unit = coerce.text(job.get("employmentUnit"))
    hiring = coerce.first(job.get("hiringOrganization"))
    if not unit and isinstance(hiring, Mapping):
        unit = coerce.text(hiring.get("department"))
    return "" if fold(unit) == fold(employer.name) else unit


def _contract(data: JobInput, title: str) -> tuple[Contract, str]:
    """Return the contract, and its words as written unless they are Google's values.

    Without `employmentType` and `contract`, the title is searched: "Designer (stage)".
    """
    written = coerce.texts(data.properties.get("employmentType"))
    own = coerce.texts(data.properties.get("contract"))
    how = "employmentType"
    if not (written or own) and (words := contracts.from_title(title)):
        as_written = re.search(re.escape(words), title, re.IGNORECASE)
        written, how = (as_written[0] if as_written else words,), "title"
    parts = [part for text in (*written, *own) for part in _split_google_values(text)]
    contract = contracts.read(
        ", ".join(parts), assume_full_time=data.context.jobs.assume_full_time, vocabulary=data.context.vocabulary
    )
    for part in contract.unknown:
        data.findings.warn(
            "employmentType",
            Message("a known kind of contract"),
            quoted(part),
            Message("add it to `vocabulary`"),
            "note",
        )
    if contract.types:
        data.findings.origin("job.employment_type", "key", how)
    if contract.presumed:
        data.findings.origin("job.employment_type", "inferred", "jobs.assume_full_time")
    kept = own or (() if all(part in GOOGLE_EMPLOYMENT_TYPES for part in parts) else written)
    return contract, ", ".join(kept)


def _split_google_values(text: str) -> Iterator[str]:
    """Yield the parts between commas if each is one of Google's values in any spelling, else the text."""
    parts = [SCHEMA_ORG.sub("", part.strip()) for part in text.split(",") if part.strip()]
    values = [_NOT_LETTERS.sub("_", part).upper() for part in parts]
    if all(value in GOOGLE_EMPLOYMENT_TYPES for value in values):
        yield from values
    else:
        yield SCHEMA_ORG.sub("", text)


def _duration(data: JobInput) -> str:
    """Return `jobDuration` in ISO 8601, from ISO 8601, a quantity with a unit, or words; "" if unknown."""
    value = coerce.first(data.properties.get("jobDuration"))
    if isinstance(value, Mapping):
        count, unit = (coerce.number(value.get("value")), coerce.text([value.get("unitText"), value.get("unitCode")]))
        letter = _DURATIONS.get(unit.upper().removesuffix("S"))
        return f"P{int(count)}{letter}" if count and letter and count == int(count) > 0 else ""
    written = coerce.text(value)
    if _ISO_DURATION.fullmatch(written):
        return written
    found = contracts.duration(written)
    if written and not found:
        data.findings.warn(
            "jobDuration", Message("a duration"), quoted(written), Message("write P6M or 6 months"), "note"
        )
    return found


def _valid_through(data: JobInput, posted: Moment | None) -> Moment | None:
    closes = data.moment("validThrough", end=True)
    if closes and posted and closes.at < posted.at:
        expected = Message("a date after %(date)s", date=posted.text())
        data.findings.warn("validThrough", expected, quoted(closes.text()), Message("the offer is over"))
    return closes


def _skills(job: Mapping[str, Any]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Return the skills, and sentences about skills as extra pairs; members of lists are not split."""
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
    return len(text.split()) <= _MAX_SKILL_WORDS and not re.search(r"[,;|]", text)


def _categories(job: Mapping[str, Any]) -> tuple[str, ...]:
    return skills.unique(coerce.texts([job.get("occupationalCategory"), job.get("relevantOccupation")]))


def _openings(data: JobInput) -> int | None:
    value = coerce.first(data.properties.get("totalJobOpenings"))
    count = coerce.number(value.get("value") if isinstance(value, Mapping) else value)
    if value is None or (count is not None and count == int(count) and 0 < count <= _MAX_OPENINGS):
        return int(count) if count else None
    data.findings.warn(
        "totalJobOpenings", Message("a number of openings"), quoted(coerce.text(value)), Message("write 2"), "note"
    )
    return None


def _contact(data: JobInput) -> str:
    """Return the contact if the publisher's configuration lists its mail address; others stay private."""
    shown = {contact.casefold(): contact for contact in data.context.jobs.contacts}
    for part in coerce.flatten(data.properties.get("applicationContact")):
        for written in coerce.flatten(part.get("email") if isinstance(part, Mapping) else part):
            plain = coerce.text(written).removeprefix("mailto:").casefold()
            if plain in shown:
                data.findings.origin("job.application_contact", "key", "applicationContact")
                return shown[plain]
    return ""


def _apply_url(item: Item, data: JobInput) -> str:
    contacts = coerce.flatten(data.properties.get("applicationContact"))
    urls = [part.get("url") for part in contacts if isinstance(part, Mapping)]
    return links.web_page(item.apply_url, data.base_url) if item.apply_url else coerce.url(urls, data.base_url)


def _experience(job: Mapping[str, Any]) -> str:
    value = coerce.first(job.get("experienceRequirements"))
    if not isinstance(value, Mapping):
        return coerce.text(value)
    months = coerce.number(value.get("monthsOfExperience"))
    described = coerce.text([value.get("description"), value.get("name")])
    return described or (f"{months:g} months of experience" if months and months > 0 else "")


def _reference(value: Any) -> str:
    """Return the recruiting system's id of the job, as `system:id` if the system has a name."""
    for part in coerce.flatten(value):
        if isinstance(part, Mapping):
            name, own = coerce.text(part.get("name")), coerce.text([part.get("value"), part.get("@value")])
            if own:
                return f"{name}:{own}" if name else own
        elif found := coerce.text(part):
            return found
    return ""


def _reference_number(job: Mapping[str, Any]) -> str:
    """Return the employer's own reference: `reference`, which the dialects state apart from the system's id."""
    found = (identity.reference_number(text) for text in coerce.texts(job.get("reference")))
    return next((text for text in found if any(map(str.isdigit, text))), "")


def _extra(job: Mapping[str, Any], kept: list[tuple[str, str]], listed: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return the pairs in `kept`, and properties of schema.org or in `listed`; only short and public values."""
    others = (str(name) for name in job if str(name)[:1] not in ("@", "_") and name not in _READ)
    texts = ((name, ", ".join(coerce.texts(job[name]))) for name in others)
    known = (pair for pair in kept if not privacy.is_private(*pair))
    pairs = (*known, *privacy.public_extra(texts, (*DESCRIPTIONS, *listed)))
    return tuple(sorted(pair for pair in pairs if 0 < len(pair[1]) <= _MAX_EXTRA_LENGTH))
