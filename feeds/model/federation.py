"""What a post says beyond its format: what this program adds to its formats, so that another loses nothing.

    Post | whole, less what the format says → own      (emit)
    own, and what the format says → whole | Post       (normalise)

Both ways go by the same few rules, which stand here: how a value is written as JSON, what each format says
without help, how a JobPosting of ours is read back to the letter, and how a date refers to the one before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import isfinite
from typing import Any

from feeds.model.instant import Moment, rfc3339

KEY = "_feeds"  # of an item in JSON Feed
NAMESPACE = "urn:feeds:post"  # of the element `post` in Atom; in JSON-LD the type of a work about the job

# What each format says of a post to the letter, under the names of `whole`; the text is said by all of them.
_ATOM = frozenset({"title", "summary", "authors", "tags", "attachments", "published", "updated"})
SAID: Mapping[str, frozenset[str]] = {
    "atom": _ATOM,
    "json_feed": _ATOM | {"language", "external_url", "image", "job"},
    "job_posting": frozenset({"authors", "tags", "job"}),
}
LESS = "less"  # the key under which stands what a format says and the post does not
LONGEST = 1_000_000  # characters of such a text
HOPS = 64  # sites named of a chain: more would be a mistake
NEVER = "none"

_PARENTS = 8  # organisations above each other that are read
_MOMENT = re.compile(
    r"(?:(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)))? ?(?P<day>\d{4}-\d\d-\d\d)?"
)


def facts(value: Any) -> Any:
    """Write a value of the model as JSON has it; left out is what is at its default, and each Moment."""
    if isinstance(value, tuple):
        return [facts(part) for part in value]
    shape = _shape(type(value))  # type: ignore[arg-type]  # a class is hashable
    if shape is None:
        return value
    told = ((name, getattr(value, name), usual) for name, usual in shape)
    return {name: facts(part) for name, part, usual in told if part != usual and _sayable(part)}


@cache
def _shape(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """Name the fields of a noun of the model, each with its default; None for other kinds of values."""
    return tuple((one.name, default(one)) for one in fields(kind)) if is_dataclass(kind) else None


def default(of: Field[Any]) -> Any:
    """Give what a field is when nothing is said; MISSING if something must be."""
    return of.default if of.default_factory is MISSING else of.default_factory()


def beyond(whole: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is to be added to what is `said` to have the whole, and under `less` what to take away."""
    more: dict[str, Any] = {}
    for key, value in whole.items():
        known = said.get(key)
        if isinstance(value, Mapping) and isinstance(known, Mapping):
            if inner := beyond(value, known):
                more[key] = inner
        elif value != known:
            more[key] = value
    if less := [key for key in said if key not in whole]:
        more[LESS] = less
    return more


def together(said: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Undo `beyond`: give the whole."""
    listed = more.get(LESS)
    less = listed if isinstance(listed, list) else []
    whole = {key: value for key, value in said.items() if key not in less}
    for key, value in more.items():
        known = whole.get(key)
        if isinstance(value, Mapping) and isinstance(known, Mapping):
            whole[key] = together(known, value)
        elif key != LESS:
            whole[key] = value
    return whole


def of_posting(posting: Mapping[str, Any]) -> dict[str, Any]:
    """Read a JobPosting that this program wrote: the facts of its Job, and no more than it says."""
    told = {
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
    return _stated(told)


def implied(posting: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what a JobPosting alone says of its post: it names the employer and the fields of work."""
    job = of_posting(posting)
    employer = job.get("hiring_organization", {})
    author = _stated({"name": employer.get("name"), "url": employer.get("url")})
    tags = [*job.get("skills", ()), *job.get("occupational_category", ())]
    return {"authors": [author], "tags": tags, "job": job}


def text(value: Mapping[str, Any]) -> str:
    """Write what a format adds as a text, where the format has no values but texts."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def of_text(written: object) -> Mapping[str, Any] | None:
    """Undo `text`; None for what is something else."""
    try:
        value = json.loads(written) if isinstance(written, str) and len(written) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def on_node(value: Mapping[str, Any]) -> dict[str, Any]:
    """Write what JSON-LD adds, in schema.org's words: a work on the job, whose text is the post."""
    work = {"@type": "CreativeWork", "additionalType": NAMESPACE, "encodingFormat": "application/json"}
    return {"subjectOf": {**work, "text": text(value)}}


def of_node(node: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Undo `on_node`; None where there is no such work."""
    for work in _several(node.get("subjectOf")):
        if isinstance(work, Mapping) and work.get("additionalType") == NAMESPACE:
            return of_text(work.get("text"))
    return None


def written(moment: Moment | None, expected: Moment | None) -> str:
    """Write a date as far as it differs from the one to be expected; empty where it does not.

    A day alone is that day of the expected instant, so that a closing says its day and not its second again.
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


def read(text: object, expected: Moment | None) -> Moment | None:
    """Undo `written`; what is no date is the expected one."""
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
    """Give the later of two dates: the first of them where they are the same instant."""
    known = [moment for moment in (one, other) if moment]
    return max(known, key=lambda moment: moment.at) if known else None


def _sayable(part: Any) -> bool:
    return not isinstance(part, Moment) and not (isinstance(part, float) and not isfinite(part))


def _stated(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value not in (None, "", [], {})}


def _several(value: Any) -> list[Any]:
    """Give a list: schema.org writes a single value without one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _part(posting: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = posting.get(name)
    return part if isinstance(part, Mapping) else {}


def _organization(node: Any, above: int = 0) -> dict[str, Any]:
    if not isinstance(node, Mapping) or above > _PARENTS:
        return {}
    told = {"name": node.get("name"), "url": node.get("sameAs"), "logo": node.get("logo")}
    return _stated({**told, "parent": _organization(node.get("parentOrganization"), above + 1)})


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
    told = {"currency": node.get("currency"), "unit": amount.get("unitText"), "minimum": low, "maximum": high}
    return _stated(told)
