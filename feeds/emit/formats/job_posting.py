"""schema.org JobPosting as JSON-LD, by Google's guideline for job postings.

https://developers.google.com/search/docs/appearance/structured-data/job-posting: unknown values are left
out, and a job that lacks a required one has no markup at all, rather than an invented value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import chain
from math import isfinite
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from feeds.emit.documents import to_json, without_empty
from feeds.emit.entry_content import output_url
from feeds.model.entry import Entry
from feeds.model.feed import Feed, Output
from feeds.model.instant import rfc3339
from feeds.model.job import Job, Pay
from feeds.model.problem import Message
from feeds.model.safe_text import without_tags
from feeds.model.settings import Organization, Place, Site
from feeds.model.urls import is_web_url

ENDING = ".jsonld"
MEDIA_TYPE = "application/ld+json"
CONTEXT = "https://schema.org"
NOW = "now"  # of `Job.start`: as soon as possible
MAX_IDENTIFIER_LENGTH = 40  # characters: the limit of LinkedIn's partnerJobId

_COUNTRY_REMEDY = Message(
    "write it after the town, as in `lieu: Vannes, France`, or add `jobs: {country: FR}` to the configuration"
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_SCRIPT_ESCAPES = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029")


def emit(site: Site, feed: Feed) -> Iterator[Output]:
    """Yield the open, eligible jobs of a feed as one JSON-LD graph; of a feed in parts it begins with their addresses.

    Raises:
        OutputError: the document cannot be written, or differs when it is read back.
    """
    path = feed.name + ENDING
    jobs = (entry for entry in feed.entries if entry.listing.state == "open" and not missing_fields(entry))
    graph = ((entry.listing.id, _node(entry)) for entry in jobs)
    pages = ((feed.name, _pages(site, feed)),) if feed.pages else ()
    yield Output(path, MEDIA_TYPE, to_json(path, {"@context": CONTEXT}, "@graph", chain(pages, graph)))


def _pages(site: Site, feed: Feed) -> dict[str, Any]:
    """Return a document of a feed in parts as a DataFeed: the live one has all parts, and each is part of it."""
    parts = [_document(site, name) for name in feed.pages.parts] if feed.pages else []
    return {
        **_document(site, feed.name),
        **without_empty({"isPartOf": _document(site, feed.current) if feed.current else None, "hasPart": parts}),
    }


def _document(site: Site, name: str) -> dict[str, str]:
    return {"@type": "DataFeed", "url": output_url(site, name + ENDING)}


def script_json(entry: Entry) -> str | None:
    """Return the JSON-LD of a job's page, safe inside `<script>`; None if the page must not have any.

    It must not if the job is not open or lacks a required value, or if the content only points to the
    employer's page, which has the markup.
    """
    job = entry.post.job
    if job is None or job.pointer or entry.listing.state != "open" or missing_fields(entry):
        return None
    text = json.dumps(posting(entry), ensure_ascii=False, allow_nan=False)
    for sign, escape in _SCRIPT_ESCAPES:
        text = text.replace(sign, escape)
    return text


def posting(entry: Entry) -> dict[str, Any]:
    """Return a job as a JobPosting, eligible or not; {} if the post is no job."""
    node = _node(entry)
    return {"@context": CONTEXT, **node} if node else {}


class MissingField(NamedTuple):
    """A fact that Google requires and a job lacks, with the line to add."""

    fact: Message
    remedy: Message


def missing_fields(entry: Entry) -> tuple[MissingField, ...]:
    """Return what Google requires and the job lacks; () if it is eligible."""
    job = entry.post.job
    if job is None:
        return (MissingField(Message("a job"), Message("add `roles:` with the job's title")),)
    missing: list[MissingField] = []
    if not job.title:
        missing.append(MissingField(Message("the job's title"), Message("add `roles: Web developer`")))
    if _has_no_text(entry.post.content_html, job.title, entry.listing.title):
        missing.append(MissingField(Message("the text of the offer"), Message("write it below the second `---`")))
    if not job.hiring_organization.name:
        remedy = Message("add `company: its name`, or `jobs.employer` to the configuration")
        missing.append(MissingField(Message("the organisation that hires"), remedy))
    missing.extend(_missing_place_fields(job, own=not is_web_url(entry.listing.locator)))
    return tuple(missing)


def has_country_alone(job: Job) -> bool:
    """Return whether a job that is not fully remote has nothing nearer than a country for a place of work."""
    places = job.job_location
    return bool(places) and not _telecommute(job) and all(place == Place(country=place.country) for place in places)


def _missing_place_fields(job: Job, *, own: bool) -> Iterator[MissingField]:
    if not job.job_location and not _telecommute(job):
        if job.job_location_type or job.remote == "full":
            remedy = Message("write `location: Remote – France`")
            yield MissingField(Message("the country of a remote job's applicants"), remedy)
        else:
            yield MissingField(Message("the place of work"), Message("add `lieu: 75007 Paris`"))
    for place in job.job_location:
        if not place.country:
            name = place.locality or place.region or place.postal_code or place.street or Message("the place of work")
            remedy = _COUNTRY_REMEDY if own else Message("add `country: FR` to its source")
            yield MissingField(Message("the country of %(place)s", place=name), remedy)


def _node(entry: Entry) -> dict[str, Any]:
    post, listing, job = entry.post, entry.listing, entry.post.job
    if job is None:
        return {}
    employer = job.hiring_organization
    return without_empty(
        {
            "@type": "JobPosting",
            "@id": listing.id if _ABSOLUTE.fullmatch(listing.id) else "",
            "title": job.title,
            "description": post.content_html,
            "identifier": without_empty(
                {"@type": "PropertyValue", "name": employer.name, "value": short_id(listing.id)}
            ),
            "url": listing.url,
            "sameAs": post.external_url,
            "datePosted": _posted(entry, job),
            "validThrough": _valid_through(job),
            "employmentType": _one_or_more(job.employment_type),
            "jobDuration": job.job_duration,
            "jobStartDate": "" if job.start == NOW else job.start,
            "jobImmediateStart": job.start == NOW or None,
            "hiringOrganization": _organization(employer),
            "employmentUnit": _organization(Organization(job.employment_unit)),
            "jobLocation": _one_or_more([_place(place) for place in job.job_location]),
            **(_telecommute(job) or {}),
            "baseSalary": _salary(job),
            "directApply": job.direct_apply,
            "applicationContact": _contact(job.application_contact),
            "skills": _one_or_more(job.skills),
            "occupationalCategory": _one_or_more(job.occupational_category),
            "experienceRequirements": job.experience_requirements,
            "totalJobOpenings": job.total_job_openings,
        }
    )


def short_id(entry_id: str) -> str:
    """Return an entry's id in at most 40 characters, as job boards accept it: for a UUID, without `urn:`."""
    bare = entry_id.removeprefix("urn:uuid:")
    return bare if len(bare) <= MAX_IDENTIFIER_LENGTH else str(uuid5(NAMESPACE_URL, entry_id))


def _posted(entry: Entry, job: Job) -> str:
    stated = job.date_posted or entry.post.published
    return stated.text() if stated else rfc3339(entry.listing.published)


def _valid_through(job: Job) -> str:
    """Return the closing date as a date-time: consumers read a bare day as its start."""
    closing, posted = job.valid_through, job.date_posted
    return "" if closing is None or (posted and closing.at <= posted.at) else rfc3339(closing.at)


def _telecommute(job: Job) -> dict[str, Any] | None:
    """Return the two properties of a remote job, or None: Google accepts neither without the other."""
    if not job.job_location_type or not job.applicant_location_requirements:
        return None
    countries = [{"@type": "Country", "name": name} for name in job.applicant_location_requirements]
    return {"jobLocationType": job.job_location_type, "applicantLocationRequirements": _one_or_more(countries)}


def _organization(organization: Organization | None) -> dict[str, Any] | None:
    if organization is None or not organization.name:
        return None
    return without_empty(
        {
            "@type": "Organization",
            "name": organization.name,
            "sameAs": organization.url,
            "logo": organization.logo,
            "parentOrganization": _organization(organization.parent),
        }
    )


def _place(place: Place) -> dict[str, Any]:
    parts = {
        "streetAddress": place.street,
        "postalCode": place.postal_code,
        "addressLocality": place.locality,
        "addressRegion": place.region,
        "addressCountry": place.country,
    }
    return {"@type": "Place", "address": without_empty({"@type": "PostalAddress", **parts})}


def _salary(job: Job) -> dict[str, Any] | None:
    pay = job.base_salary
    # A freelancer's day rate is the price of a service, not a salary.
    if pay is None or not pay.currency or (pay.unit == "DAY" and "CONTRACTOR" in job.employment_type):
        return None
    bounds = _bounds(pay)
    if not bounds:
        return None
    value = {"@type": "QuantitativeValue", **bounds, "unitText": pay.unit}
    return {"@type": "MonetaryAmount", "currency": pay.currency, "value": value}


def amount(pay: Pay) -> dict[str, Any]:
    """Return a pay as its currency and bounds, under schema.org's names."""
    return {"currency": pay.currency, **_bounds(pay)}


def _bounds(pay: Pay) -> dict[str, Any]:
    low, high = _number(pay.minimum), _number(pay.maximum)
    return without_empty({"value": low} if low == high else {"minValue": low, "maxValue": high})


def _number(bound: float | None) -> float | None:
    if bound is None or not isfinite(bound):
        return None
    return int(bound) if bound == int(bound) else bound


def _contact(contact: str) -> dict[str, str] | None:
    if "@" in contact:
        return {"@type": "ContactPoint", "email": contact}
    return {"@type": "ContactPoint", "url": contact} if _ABSOLUTE.fullmatch(contact) else None


def _one_or_more(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else list(values)


_BEGINNING = 300  # characters of a text, which most titles are shorter than


def _plain_text(html: str) -> str:
    return " ".join(unescape(without_tags(html, " ")).split())


def _has_no_text(html: str, *titles: str) -> bool:
    """Return whether some HTML is empty but for one of the titles."""
    known = {"", *map(_plain_text, titles)}
    end = html.find("<", _BEGINNING)
    if end > 0 and len(_plain_text(html[:end])) > max(map(len, known)):  # an offer is rarely shorter
        return False
    return _plain_text(html) in known
