"""Telework of a job in front matter: its own key, and what its place states of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from feeds.model.problem import Message
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue, as_flag
from feeds.normalise.job import location, telework
from feeds.normalise.job.telework import Stated
from feeds.normalise.places import countries, subdivisions
from feeds.normalise.values.text import quoted


class Telework(NamedTuple):
    """The class of telework, the author's own words, and the countries of applicants of a fully remote job.

    elsewhere: whether it states a place or an area that was not understood, as "full remote hors France".
    """

    kind: str = "unknown"
    words: str = ""
    applicants: tuple[str, ...] = ()
    elsewhere: bool = False


def read(fields: FrontMatterFields, context: Context, country: str) -> Telework:
    """Return the telework that a post states: of several statements, the one with more presence.

    `country` is where applicants live unless the post states it: that of the post, else `jobs.country`.
    """
    keys = [(found, part) for found in fields.every("telework") for part in _parts(found)]
    of_key = [telework.parse(part, context.vocabulary) for _, part in keys]
    of_place = [(part, stated) for part in _places(fields) if (stated := _stated_by(part, context)).kind]
    by_flag = bool(of_place) and bool(of_key) and all(as_flag(part) is True for _, part in keys)
    all_stated = [*([] if by_flag else of_key), *(stated for _, stated in of_place)]
    kinds = [_kind(stated) for stated in all_stated]
    # "Remote" in a list with a town: one of both, as in "Toulouse or remote".
    kind = telework.combine(
        [*kinds, "unknown"] if "full" in kinds and of_place and _has_town(fields, context) else kinds
    )
    words = ", ".join(dict.fromkeys(filter(None, map(telework.words, [part for _, part in keys]))))
    words = words or ", ".join(" ".join(part.split()) for part, _ in of_place)
    if kind == "unknown":
        unknown = [one for one, stated in zip(keys, of_key, strict=True) if _kind(stated) == "unknown"]
        for found, part in unknown:
            fields.warn(
                found,
                Message("an amount of telework"),
                quoted(part),
                Message("write complet, partiel, possible or non"),
            )
        return Telework(words=words, elsewhere=any(stated.kind == "full" and stated.rest for stated in of_key))
    fields.from_key("job.remote", "telework" if keys and not by_flag else "place")
    return Telework(kind, words, _applicants(fields, country, all_stated) if kind == "full" else ())


def place_of(part: object, context: Context) -> object:
    """Return a value of a place without what it states of telework; "" if that is all, or an area."""
    if not isinstance(part, str) or not (stated := _stated_by(part, context)).kind:
        return part
    return "" if stated.kind == "full" and location.is_area(stated.rest) else stated.rest


def _stated_by(part: str, context: Context) -> Stated:
    return telework.of_place(part, context.vocabulary)


def _places(fields: FrontMatterFields) -> Iterable[str]:
    found = fields.find("place")
    return (part for part in _parts(found) if isinstance(part, str)) if found else ()


def _has_town(fields: FrontMatterFields, context: Context) -> bool:
    return any(part and not _stated_by(part, context).kind and not location.is_area(part) for part in _places(fields))


def _parts(found: FrontMatterValue) -> list[Any]:
    return found.value if isinstance(found.value, list) else [found.value]


def _kind(stated: Stated) -> str:
    """Return the class; a fully remote job in a town is none without doubt."""
    return stated.kind if stated.kind != "full" or location.is_area(stated.rest) else "unknown"


def applicants(fields: FrontMatterFields, country: str) -> tuple[str, ...]:
    """Return the countries of applicants of a job whose text states that it is fully remote."""
    return _applicants(fields, country, [])


def _applicants(fields: FrontMatterFields, country: str, all_stated: list[Stated]) -> tuple[str, ...]:
    """Return the countries of applicants: those stated beside it, else `country`; none for an area larger than one."""
    names = [name for stated in all_stated if stated.kind == "full" for name in stated.rest.split(",")]
    names = [name.strip() for name in names if name.strip()]
    codes = [countries.in_text(name) for name in names]
    if any(not code or _is_ambiguous(name) for name, code in zip(names, codes, strict=True)):
        return ()
    if codes:
        fields.origin("job.applicant_location_requirements", "key", "place" if fields.find("place") else "telework")
    elif country:
        codes = [country]
        if fields.find("country"):
            fields.from_key("job.applicant_location_requirements", "country")
        else:
            fields.origin("job.applicant_location_requirements", "default", "jobs.country")
    if codes:
        fields.origin("job.job_location_type", "inferred", "telework is full")
    return tuple(dict.fromkeys(codes))


def _is_ambiguous(name: str) -> bool:
    """Return whether a country is also a state of the USA, by its code or name: CA, DE, Georgia."""
    return subdivisions.is_us_state(name)
