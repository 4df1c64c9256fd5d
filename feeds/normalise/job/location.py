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

from feeds.model.settings import Place
from feeds.normalise.context import Context
from feeds.normalise.job import places, places_us, telework
from feeds.normalise.job.places_fr import areas, squeezed
from feeds.normalise.languages import Added
from feeds.normalise.values import coerce
from feeds.normalise.values.coerce import Notes
from feeds.normalise.values.text import fold, quoted

_PARTS = re.compile(r"\s*[;|/()]\s*|\s+[-–—]\s+|,\s+")
_MOST_WORDS = 3  # more words are no word for telework
_ELSEWHERE = frozenset({"Vienne"})  # the French name of a capital, too
_SHORT = 3  # letters of a code, which may be one of a country or not
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


class Whereabouts(NamedTuple):
    """Where a job is done; `applicants` are countries, and only there when it is wholly remote."""

    places: tuple[Place, ...] = ()
    applicants: tuple[str, ...] = ()
    remote: str = "unknown"


def read(job: Mapping[str, Any], context: Context, notes: Notes) -> Whereabouts:
    """Read what is said of places and telework."""
    more = context.vocabulary
    located = tuple(coerce.several(job.get("jobLocation")))
    remote = _telework(job, located, more, notes)
    said = _Said(more, _pays_dollars(job), _employers(job))
    found = tuple(dict.fromkeys(place for part in located for place in _places(part, said)))
    if found:
        notes.origin("job.job_location", "key", "jobLocation")
    elif located and remote != "full":
        notes.warn("jobLocation", "a place", quoted(coerce.text(located) or "none"), severity="note")
    applicants = _applicants(job, found, located, context, notes) if remote == "full" else ()
    return Whereabouts(_in_a_country(found, remote, context, notes), applicants, remote)


class _Said(NamedTuple):
    """What else is said that places are read by: words of the publisher's own, pay in dollars, who hires."""

    more: Added = ()
    american: bool = False
    employers: frozenset[str] = frozenset()


def _pays_dollars(job: Mapping[str, Any]) -> bool:
    pay = coerce.first(job.get("baseSalary"))
    return "USD" in coerce.texts(
        [job.get("salaryCurrency"), pay.get("currency") if isinstance(pay, Mapping) else pay]
    )


def _employers(job: Mapping[str, Any]) -> frozenset[str]:
    """Give the names of who hires, which forms that were filled in without care have as a town as well."""
    parts = coerce.several(job.get("hiringOrganization"))
    return frozenset(
        fold(coerce.text(part.get("name") if isinstance(part, Mapping) else part)) for part in parts
    )


def address(value: Any, name: str = "") -> Place | None:
    """Read the address of an organisation with this name."""
    said = _Said(employers=frozenset({fold(name)}))
    return next((place for part in coerce.several(value) for place in _places(part, said)), None)


def _telework(job: Mapping[str, Any], located: tuple[Any, ...], more: Added, notes: Notes) -> str:
    """Class what is said outright; of those that contradict each other, the one with more presence."""
    said = [_class(part, more) for part in coerce.several(job.get("jobLocationType"))]
    for part in coerce.several(job.get("jobLocationType")):
        if _class(part, more) == "unknown":
            notes.warn(
                "jobLocationType",
                "how much telework there is",
                quoted(coerce.text(part)),
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
    word = value if isinstance(value, int) else coerce.text(value)
    return telework.read(word, more)


def _of_place(text: str, more: Added) -> Iterator[str]:
    """Give the classes that are written in place of a place: "Remote", "Hybrid - Paris"."""
    for part in _PARTS.split(text):
        if 0 < len(part.split()) <= _MOST_WORDS and (found := telework.read(part, more)) in (
            "full",
            "hybrid",
        ):
            yield found


def _places(value: Any, said: _Said) -> Iterator[Place]:
    if isinstance(value, Mapping):
        inner = value.get("address")
        if isinstance(inner, Mapping):
            yield from _postal({**inner, "addressLocality": _town(value, inner)}, said)
        elif inner is not None:
            for part in coerce.several(inner):
                yield from _places(part, said)
        elif any(name in value for name in _ADDRESS):
            yield from _postal(value, said)
        elif name := coerce.text(value.get("name")):
            yield from _places(name, said)
    elif isinstance(value, str):
        yield from _of_text(coerce.text(value), said)


def _town(place: Mapping[str, Any], address: Mapping[str, Any]) -> Any:
    """Give the town of an address, or else the place's name where there is no more than a region."""
    if address.get("addressRegion") and not any(address.get(name) for name in _ADDRESS[:3]):
        return coerce.text(place.get("name"))
    return address.get("addressLocality")


def _is_employer(name: str, said: _Said) -> bool:
    """Tell whether a name that stands for a place is that of who hires; a single word may be both."""
    return " " in name and fold(name) in said.employers


def _of_text(text: str, said: _Said) -> Iterator[Place]:
    if _is_employer(text, said):
        return
    if place := places_us.town(text, american=said.american):
        yield place
        return
    kept = [
        part
        for part in _PARTS.split(text)
        if telework.read(part, said.more) not in ("full", "hybrid") or len(part.split()) > _MOST_WORDS
    ]
    if len(kept) < len(_PARTS.split(text)):
        text = ", ".join(filter(None, kept))
    # "Praha, Česko": a country as its own people call it.
    before, _, last = text.rpartition(",")
    country = places.country(last) if before and len(last.strip()) > _SHORT else ""
    for place in places.parse(before if country else text, country, said.more):
        yield _french(place)


def _postal(parts: Mapping[str, Any], said: _Said) -> Iterator[Place]:
    """Read a PostalAddress; its parts are names already and are not parsed again."""
    names = [coerce.text(parts.get(name)) for name in _ADDRESS]
    street, code, locality, region, country = ("" if places.nowhere(name) else name for name in names)
    iso = places.country(country) if country else ""
    if _is_employer(locality, said) and not (street or code or region or country):
        return
    town = places_us.town(locality, american=said.american or iso == "US")
    if town and not region and iso in ("", "US"):
        locality, region, iso = town.locality, town.region, town.country
    if region and iso and places.country(region) == iso:
        region = ""  # the country again
    place = _french(Place(street, code, locality, region, iso))
    if place != Place():
        yield place


def _french(place: Place) -> Place:
    """Say the country of a place whose region can only be one of France's."""
    known = place.region and not place.country and squeezed(place.region) in areas()
    return replace(place, country="FR") if known and place.region not in _ELSEWHERE else place


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
    job: Mapping[str, Any],
    found: tuple[Place, ...],
    located: tuple[Any, ...],
    context: Context,
    notes: Notes,
) -> tuple[str, ...]:
    """Read where those who apply for a remote job may live, as countries.

    An area that is no country stands for the publisher's own country, if that lies in it.
    """
    written = tuple(coerce.several(job.get("applicantLocationRequirements")))
    codes: list[str] = []
    for part in written:
        name = coerce.text(part) or next((place.country for place in _places(part, _Said())), "")
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
    elif not written:
        codes = [place.country for place in found if place.country]
        if not found and _anywhere(located, context.jobs.country):
            codes = [context.jobs.country]
        if codes:
            notes.origin("job.applicant_location_requirements", "inferred", "jobLocation")
    return tuple(dict.fromkeys(codes))


def _anywhere(located: tuple[Any, ...], country: str) -> bool:
    """Tell whether a job is said to be located in an area that holds a country, such as the whole world."""
    for part in located:
        inner = part.get("address", part) if isinstance(part, Mapping) else part
        names = [inner.get("addressCountry"), inner.get("name")] if isinstance(inner, Mapping) else inner
        if any(places.within(name, country) for name in coerce.texts(names)):
            return True
    return False


def _country(name: str) -> str:
    """Find the country in "France", "Remote - FR" or "France only"; a part of a country is none."""
    plain = re.sub(r"(?i)\b(?:only|uniquement|seulement|remote)\b|^\s*remote\s*[-–:,]", " ", name).strip(
        " -–:,()"
    )
    return places.country(plain) if fold(plain) else ""
