"""The extension `_feeds` of JSON Feed: names, and the rules by which it is written and read.

A JSON Feed item states most of a post. Its `_feeds` holds the rest, so that another `feeds` loses nothing:

    post as JSON, what the item states → merge patch (RFC 7396), dates → `_feeds`      (emit)
    what the item states, `_feeds` → post as JSON                                      (normalise)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import isfinite
from typing import Any

from feeds.model.instant import Moment, rfc3339

KEY = "_feeds"  # of the feed, and of an item
SITE = "site"  # of the feed: the URL of the site, since `home_page_url` is that of the feed's page
COMPLETE = "complete"  # of the feed: whether it holds all that is open (RFC 5005 §2)
TOTAL = "total"  # of a feed in parts: the number of open entries in all of its documents
DELETED = "deleted"  # of the feed: ids of the entries that left it (RFC 6721)
REMOVED = "removed"  # of the feed: the same entries, each with `id`, `when`, `state` and `why`
CLOSED_LIST = "closed"  # of the feed: the URL of the list of all closed entries
FACTS = "feeds-facts"  # class of the list of facts with which the content of a job begins
UPDATE_NOTE = "update_note"  # of an item: whether its text begins with a line on what changed
MAX_VIA = 64  # sites named of a chain: more would be a mistake
NEVER = "none"

_PARENTS = 8  # organisations above each other that are read
_MOMENT = re.compile(
    r"(?:(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)))? ?(?P<day>\d{4}-\d\d-\d\d)?"
)


def to_json(value: Any) -> Any:
    """Return a value of the model as JSON has it, without what is at its default, and without dates."""
    if isinstance(value, tuple):
        return [to_json(part) for part in value]
    shape = _shape(type(value))  # type: ignore[arg-type]  # a class is hashable
    if shape is None:
        return value
    parts = ((name, getattr(value, name), usual) for name, usual in shape)
    return {name: to_json(part) for name, part, usual in parts if part != usual and _has_json(part)}


@cache
def _shape(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """Return the fields of a class of the model, each with its default; None for other kinds of values."""
    return tuple((one.name, default(one)) for one in fields(kind)) if is_dataclass(kind) else None


def default(of: Field[Any]) -> Any:
    """Return the default of a field; MISSING if it is required."""
    return of.default if of.default_factory is MISSING else of.default_factory()


def merge_patch(target: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON merge patch (RFC 7396) that makes `wanted` of `target`; neither holds None."""
    patch: dict[str, Any] = {key: None for key in target if key not in wanted}
    for key, value in wanted.items():
        known: Any = target.get(key)
        if value != known:
            both = isinstance(value, Mapping) and isinstance(known, Mapping)
            patch[key] = merge_patch(known, value) if both else value
    return patch


def patched(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a JSON merge patch makes of `target` (RFC 7396 §2); no deeper than `target` is."""
    whole = dict(target)
    for key, value in patch.items():
        known: Any = target.get(key)
        both = isinstance(value, Mapping) and isinstance(known, Mapping)
        whole[key] = patched(known, value) if both else value
    return {key: value for key, value in whole.items() if value is not None}


def job_of(posting: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Job that a JobPosting of this program states, as `to_json` writes it."""
    job = {
        "title": posting.get("title"),
        "hiring_organization": _organization(posting.get("hiringOrganization")),
        "employment_type": _several(posting.get("employmentType")),
        "job_duration": posting.get("jobDuration"),
        "employment_unit": _part(posting, "employmentUnit").get("name"),
        "job_location": [_place(place) for place in _several(posting.get("jobLocation"))],
        "job_location_type": posting.get("jobLocationType"),
        "applicant_location_requirements": [
            country.get("name")
            for country in _several(posting.get("applicantLocationRequirements"))
            if isinstance(country, Mapping)
        ],
        "base_salary": _salary(_part(posting, "baseSalary")),
        "direct_apply": posting.get("directApply"),
        "application_contact": _part(posting, "applicationContact").get("email")
        or _part(posting, "applicationContact").get("url"),
        "skills": _several(posting.get("skills")),
        "occupational_category": _several(posting.get("occupationalCategory")),
        "experience_requirements": posting.get("experienceRequirements"),
        "total_job_openings": posting.get("totalJobOpenings"),
    }
    return _stated(job)


def date_text(moment: Moment | None, expected: Moment | None) -> str:
    """Return a date as far as it differs from the expected one; empty where it does not.

    A day alone is that day of the expected instant, so that a closing has its day and not its second twice.
    """
    if moment == expected:
        return ""
    if moment is None:
        return NEVER
    day = moment.day.isoformat() if moment.day else ""
    if day and expected and moment.at == expected.at:
        return day
    at = moment.at.replace(tzinfo=None).isoformat() + "Z" if moment.at.microsecond else rfc3339(moment.at)
    return f"{at} {day}".rstrip()


def parse_date(text: object, expected: Moment | None) -> Moment | None:
    """Return the date that `date_text` wrote; the expected one for what is no date."""
    if text == NEVER:
        return None
    found = _MOMENT.fullmatch(text) if isinstance(text, str) and text else None
    if not found:
        return expected
    try:
        at = datetime.fromisoformat(found["at"]).astimezone(UTC) if found["at"] else None
        day = date.fromisoformat(found["day"]) if found["day"] else None
    except (ValueError, OverflowError):
        return expected
    instant = at or (expected.at if expected else None)
    if instant is None or (day and abs(instant.date() - day) > timedelta(days=1)):
        return expected
    return Moment(instant, day)


def later(one: Moment | None, other: Moment | None) -> Moment | None:
    """Return the later of two dates: the first of them where they are the same instant."""
    known = [moment for moment in (one, other) if moment]
    return max(known, key=lambda moment: moment.at) if known else None


def _has_json(part: Any) -> bool:
    return not isinstance(part, Moment) and not (isinstance(part, float) and not isfinite(part))


def _stated(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def _several(value: Any) -> list[Any]:
    """Return a list: schema.org writes a single value without one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _part(posting: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = posting.get(name)
    return part if isinstance(part, Mapping) else {}


def _organization(node: Any, above: int = 0) -> dict[str, Any]:
    if not isinstance(node, Mapping) or above > _PARENTS:
        return {}
    parts = {"name": node.get("name"), "url": node.get("sameAs"), "logo": node.get("logo")}
    return _stated({**parts, "parent": _organization(node.get("parentOrganization"), above + 1)})


def _place(node: Any) -> dict[str, Any]:
    address = _part(node, "address") if isinstance(node, Mapping) else {}
    parts = {
        "street": "streetAddress",
        "postal_code": "postalCode",
        "locality": "addressLocality",
        "region": "addressRegion",
        "country": "addressCountry",
    }
    return _stated({name: address.get(key) for name, key in parts.items()})


def _salary(node: Mapping[str, Any]) -> dict[str, Any]:
    amount = _part(node, "value")
    low, high = (amount.get(bound, amount.get("value")) for bound in ("minValue", "maxValue"))
    unit = amount.get("unitText")
    return _stated({"currency": node.get("currency"), "unit": unit, "minimum": low, "maximum": high})
