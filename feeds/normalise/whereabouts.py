"""Where a partner's job is done: its places, the class of telework, and where applicants may live.

Google takes `TELECOMMUTE` for wholly remote jobs alone, and only together with where applicants may live;
where that is not said, it is where the job is located.
https://developers.google.com/search/docs/appearance/structured-data/job-posting#job-location-type
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from feeds.model import Place
from feeds.normalise import loose, places, telework
from feeds.normalise.context import Context
from feeds.normalise.loose import Notes
from feeds.normalise.reader import quoted
from feeds.normalise.text import fold
from feeds.normalise.words import Added

_PARTS = re.compile(r"\s*[;|/()]\s*|\s+[-–—]\s+|,\s+")
_MOST_WORDS = 3  # more words are no word for telework
# A town and one of the United States, "Sacramento, CA": of these codes, countries have most as well.
_CODES = """
AL AK AZ AR CA CO CT FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA
RI SC SD TN TX UT VT VA WA WV WI WY DC
"""
_STATES = frozenset(_CODES.split())
_TOWN_AND_STATE = re.compile(r"[^\d,]+,\s*([A-Z]{2})")
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


class Whereabouts(NamedTuple):
    """Where a job is done; `applicants` are countries, and only there when it is wholly remote."""

    places: tuple[Place, ...] = ()
    applicants: tuple[str, ...] = ()
    remote: str = "unknown"


def read(job: Mapping[str, Any], context: Context, notes: Notes) -> Whereabouts:
    """Read what is said of places and telework."""
    more = context.vocabulary
    located = tuple(loose.several(job.get("jobLocation")))
    remote = _telework(job, located, more, notes)
    found = tuple(dict.fromkeys(place for part in located for place in _places(part, more)))
    if found:
        notes.origin("job.job_location", "key", "jobLocation")
    elif located and remote != "full":
        notes.warn("jobLocation", "a place", quoted(loose.text(located) or "none"), severity="note")
    applicants = _applicants(job, found, context, notes) if remote == "full" else ()
    return Whereabouts(_in_a_country(found, remote, context, notes), applicants, remote)


def address(value: Any) -> Place | None:
    """Read an organisation's address."""
    return next((place for part in loose.several(value) for place in _places(part, ())), None)


def _telework(job: Mapping[str, Any], located: tuple[Any, ...], more: Added, notes: Notes) -> str:
    """Class what is said outright; of those that contradict each other, the one with more presence."""
    said = [_class(part, more) for part in loose.several(job.get("jobLocationType"))]
    for part in loose.several(job.get("jobLocationType")):
        if _class(part, more) == "unknown":
            notes.warn(
                "jobLocationType",
                "how much telework there is",
                quoted(loose.text(part)),
                "add it to `vocabulary`",
                "note",
            )
    named = [found for part in located if isinstance(part, str) for found in _of_place(part, more)]
    classes = {found for found in said or named if found != "unknown"}
    if classes and classes != {"none"} and "hybrid" in named:
        classes.add("hybrid")
    found = next((name for name in ("hybrid", "occasional", "full", "none") if name in classes), "unknown")
    if found == "full" and "none" in classes:
        found = "hybrid"
    if found != "unknown":
        notes.origin("job.remote", "key", "jobLocationType" if said else "jobLocation")
    return found


def _class(value: Any, more: Added) -> str:
    if isinstance(value, bool):
        # Systems that ask no more than yes or no mean by it that the job is a remote one.
        return "full" if value else "none"
    word = value if isinstance(value, int) else loose.text(value)
    return telework.read(word, more)


def _of_place(text: str, more: Added) -> Iterator[str]:
    """Give the classes that are written in place of a place: "Remote", "Hybrid - Paris"."""
    for part in _PARTS.split(text):
        if 0 < len(part.split()) <= _MOST_WORDS and (found := telework.read(part, more)) in (
            "full",
            "hybrid",
        ):
            yield found


def _places(value: Any, more: Added) -> Iterator[Place]:
    if isinstance(value, Mapping):
        inner = value.get("address")
        if isinstance(inner, Mapping):
            yield from _postal(inner)
        elif inner is not None:
            for part in loose.several(inner):
                yield from _places(part, more)
        elif any(name in value for name in _ADDRESS):
            yield from _postal(value)
        elif name := loose.text(value.get("name")):
            yield from _places(name, more)
    elif isinstance(value, str):
        yield from _of_text(loose.text(value), more)


def _of_text(text: str, more: Added) -> Iterator[Place]:
    state = _TOWN_AND_STATE.fullmatch(text)
    if state and state[1] in _STATES:
        yield Place(locality=text.partition(",")[0].strip(), region=state[1], country="US")
        return
    kept = [
        part
        for part in _PARTS.split(text)
        if telework.read(part, more) not in ("full", "hybrid") or len(part.split()) > _MOST_WORDS
    ]
    if len(kept) < len(_PARTS.split(text)):
        text = ", ".join(filter(None, kept))
    yield from places.parse(text, "", more)


def _postal(said: Mapping[str, Any]) -> Iterator[Place]:
    """Read a PostalAddress; its parts are names already and are not parsed again."""
    parts = [loose.text(said.get(name)) for name in _ADDRESS]
    street, code, locality, region, country = ("" if places.nowhere(part) else part for part in parts)
    iso = places.country(country) if country else ""
    state = _TOWN_AND_STATE.fullmatch(locality)
    if state and state[1] in _STATES and not region and iso in ("", "US"):
        locality, region, iso = locality.partition(",")[0].strip(), state[1], "US"
    if region and iso and places.country(region) == iso:
        region = ""  # the country again
    place = Place(street, code, locality, region, iso)
    if place != Place():
        yield place


def _in_a_country(found: tuple[Place, ...], remote: str, context: Context, notes: Notes) -> tuple[Place, ...]:
    """Put places that name no country where the publisher says that all its jobs are, but for remote ones."""
    country = context.jobs.country
    if not country or remote == "full" or (found and all(place.country for place in found)):
        return found
    notes.origin("job.job_location", "default", "jobs.country")
    return tuple(place if place.country else replace(place, country=country) for place in found) or (
        Place(country=country),
    )


def _applicants(
    job: Mapping[str, Any], found: tuple[Place, ...], context: Context, notes: Notes
) -> tuple[str, ...]:
    """Read where those who apply for a remote job may live, as countries.

    An area that is no country stands for the publisher's own country, if that lies in it.
    """
    written = tuple(loose.several(job.get("applicantLocationRequirements")))
    codes: list[str] = []
    for part in written:
        name = loose.text(part) or next((place.country for place in _places(part, ())), "")
        code = _country(name)
        if code:
            codes.append(code)
        elif places.within(name, context.jobs.country):
            codes.append(context.jobs.country)
        else:
            notes.warn(
                "applicantLocationRequirements", "a country", quoted(name), "name the countries", "note"
            )
    if codes:
        notes.origin("job.applicant_location_requirements", "key", "applicantLocationRequirements")
    elif not written and (codes := [place.country for place in found if place.country]):
        notes.origin("job.applicant_location_requirements", "inferred", "jobLocation")
    return tuple(dict.fromkeys(codes))


def _country(name: str) -> str:
    """Find the country in "France", "Remote - FR" or "France only"; a part of a country is none."""
    plain = re.sub(r"(?i)\b(?:only|uniquement|seulement|remote)\b|^\s*remote\s*[-–:,]", " ", name).strip(
        " -–:,()"
    )
    return places.country(plain) if fold(plain) else ""
