"""Location of a partner's job: places, telework, and the countries where applicants may live.

Google accepts `TELECOMMUTE` for fully remote jobs only, and only with `applicantLocationRequirements`; if
those are missing, they follow from the job's location.
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
from feeds.normalise.job.places_fr import areas, comparable
from feeds.normalise.languages import Vocabulary
from feeds.normalise.values import coerce
from feeds.normalise.values.coerce import Findings
from feeds.normalise.values.text import fold, quoted

_PARTS = re.compile(r"\s*[;|/()]\s*|\s+[-–—]\s+|,\s+")
_MAX_TELEWORK_WORDS = 3  # a longer text is not about telework alone
_AMBIGUOUS_REGIONS = frozenset({"Vienne"})  # also the French name of Vienna
_MAX_CODE_LENGTH = 3  # letters: a code, which may be that of a country or of a state
_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


class JobLocation(NamedTuple):
    """Places of work, countries of applicants (of a fully remote job), and the class of telework."""

    places: tuple[Place, ...] = ()
    applicants: tuple[str, ...] = ()
    remote: str = "unknown"


def read(job: Mapping[str, Any], context: Context, findings: Findings) -> JobLocation:
    """Return the location of a job, from a JobPosting."""
    vocabulary = context.vocabulary
    located = tuple(coerce.flatten(job.get("jobLocation")))
    remote = _telework(job, located, vocabulary, findings)
    hints = _PlaceHints(vocabulary, _pays_dollars(job), _employers(job))
    found = tuple(dict.fromkeys(place for part in located for place in _places(part, hints)))
    if found:
        findings.origin("job.job_location", "key", "jobLocation")
    elif located and remote != "full":
        findings.warn("jobLocation", "a place", quoted(coerce.text(located) or "none"), severity="note")
    applicants = _applicants(job, found, located, context, findings) if remote == "full" else ()
    return JobLocation(_with_default_country(found, remote, context, findings), applicants, remote)


class _PlaceHints(NamedTuple):
    """What helps to parse places: the publisher's words, whether pay is in dollars, folded employer names."""

    vocabulary: Vocabulary = ()
    american: bool = False
    employers: frozenset[str] = frozenset()


def _pays_dollars(job: Mapping[str, Any]) -> bool:
    pay = coerce.first(job.get("baseSalary"))
    return "USD" in coerce.texts([job.get("salaryCurrency"), pay.get("currency") if isinstance(pay, Mapping) else pay])


def _employers(job: Mapping[str, Any]) -> frozenset[str]:
    """Return the folded names of the employers: carelessly filled forms have them as a town too."""
    parts = coerce.flatten(job.get("hiringOrganization"))
    return frozenset(fold(coerce.text(part.get("name") if isinstance(part, Mapping) else part)) for part in parts)


def address(value: Any, name: str = "") -> Place | None:
    """Return the address of an organisation; `name` is the organisation's, and no town."""
    hints = _PlaceHints(employers=frozenset({fold(name)}))
    return next((place for part in coerce.flatten(value) for place in _places(part, hints)), None)


def _telework(job: Mapping[str, Any], located: tuple[Any, ...], vocabulary: Vocabulary, findings: Findings) -> str:
    """Return the class of telework; of contradicting ones, the one with more presence."""
    stated = [_telework_class(part, vocabulary) for part in coerce.flatten(job.get("jobLocationType"))]
    for part in coerce.flatten(job.get("jobLocationType")):
        if _telework_class(part, vocabulary) == "unknown":
            findings.warn(
                "jobLocationType",
                "how much telework there is",
                quoted(coerce.text(part)),
                "add it to `vocabulary`",
                "note",
            )
    in_places = [found for part in located if isinstance(part, str) for found in _telework_in_place(part, vocabulary)]
    classes = {found for found in stated or in_places if found != "unknown"}
    if classes and classes != {"none"} and "hybrid" in in_places:
        classes.add("hybrid")
    found = next((name for name in ("hybrid", "occasional", "full", "none") if name in classes), "unknown")
    if found == "full" and "none" in classes:
        found = "hybrid"
    if found != "unknown":
        findings.origin("job.remote", "key", "jobLocationType" if stated else "jobLocation")
    return found


def _telework_class(value: Any, vocabulary: Vocabulary) -> str:
    if isinstance(value, bool):
        # In systems with a yes/no field, yes means a remote job.
        return "full" if value else "none"
    word = value if isinstance(value, int) else coerce.text(value)
    return telework.read(word, vocabulary)


def _telework_in_place(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the classes of telework in the text of a place: "Remote", "Hybrid - Paris"."""
    for part in _PARTS.split(text):
        if 0 < len(part.split()) <= _MAX_TELEWORK_WORDS and (found := telework.read(part, vocabulary)) in (
            "full",
            "hybrid",
        ):
            yield found


def _places(value: Any, hints: _PlaceHints) -> Iterator[Place]:
    if isinstance(value, Mapping):
        inner = value.get("address")
        if isinstance(inner, Mapping):
            yield from _from_postal_address({**inner, "addressLocality": _town(value, inner)}, hints)
        elif inner is not None:
            for part in coerce.flatten(inner):
                yield from _places(part, hints)
        elif any(name in value for name in _ADDRESS):
            yield from _from_postal_address(value, hints)
        elif name := coerce.text(value.get("name")):
            yield from _places(name, hints)
    elif isinstance(value, str):
        yield from _from_text(coerce.text(value), hints)


def _town(place: Mapping[str, Any], address: Mapping[str, Any]) -> Any:
    """Return the town of an address; if the address has only a region, the name of the place."""
    if address.get("addressRegion") and not any(address.get(name) for name in _ADDRESS[:3]):
        return coerce.text(place.get("name"))
    return address.get("addressLocality")


def _is_employer(name: str, hints: _PlaceHints) -> bool:
    """Return whether a place is in fact an employer's name; a single word may be both."""
    return " " in name and fold(name) in hints.employers


def _from_text(text: str, hints: _PlaceHints) -> Iterator[Place]:
    if _is_employer(text, hints):
        return
    if place := places_us.town(text, american=hints.american):
        yield place
        return
    kept = [
        part
        for part in _PARTS.split(text)
        if telework.read(part, hints.vocabulary) not in ("full", "hybrid") or len(part.split()) > _MAX_TELEWORK_WORDS
    ]
    if len(kept) < len(_PARTS.split(text)):
        text = ", ".join(filter(None, kept))
    # "Praha, Česko": a country by its native name.
    before, _, last = text.rpartition(",")
    country = places.country(last) if before and len(last.strip()) > _MAX_CODE_LENGTH else ""
    for place in places.parse(before if country else text, country, hints.vocabulary):
        yield _with_french_country(place)


def _from_postal_address(parts: Mapping[str, Any], hints: _PlaceHints) -> Iterator[Place]:
    """Yield the place of a PostalAddress; its parts are not parsed again."""
    names = [coerce.text(parts.get(name)) for name in _ADDRESS]
    street, code, locality, region, country = ("" if places.is_nowhere(name) else name for name in names)
    iso = places.country(country) if country else ""
    if _is_employer(locality, hints) and not (street or code or region or country):
        return
    town = places_us.town(locality, american=hints.american or iso == "US")
    if town and not region and iso in ("", "US"):
        locality, region, iso = town.locality, town.region, town.country
    if region and iso and places.country(region) == iso:
        region = ""  # it repeats the country
    place = _with_french_country(Place(street, code, locality, region, iso))
    if place != Place():
        yield place


def _with_french_country(place: Place) -> Place:
    """Return a place without a country in France if its region is French without doubt."""
    known = place.region and not place.country and comparable(place.region) in areas()
    return replace(place, country="FR") if known and place.region not in _AMBIGUOUS_REGIONS else place


def _with_default_country(
    found: tuple[Place, ...], remote: str, context: Context, findings: Findings
) -> tuple[Place, ...]:
    """Return places with `jobs.country` as their missing country, unless the job is fully remote."""
    country = context.jobs.country
    if not country or remote == "full" or (found and all(place.country for place in found)):
        return found
    findings.origin("job.job_location", "default", "jobs.country")
    return tuple(place if place.country else replace(place, country=country) for place in found) or (
        Place(country=country),
    )


def _applicants(
    job: Mapping[str, Any], found: tuple[Place, ...], located: tuple[Any, ...], context: Context, findings: Findings
) -> tuple[str, ...]:
    """Return the countries where applicants for a remote job may live.

    A larger area stands for the publisher's own country, if that is part of it.
    """
    written = tuple(coerce.flatten(job.get("applicantLocationRequirements")))
    codes: list[str] = []
    for part in written:
        name = coerce.text(part) or next((place.country for place in _places(part, _PlaceHints())), "")
        code = _country(name)
        if code:
            codes.append(code)
        elif places.is_within(name, context.jobs.country):
            codes.append(context.jobs.country)
        else:
            findings.warn("applicantLocationRequirements", "a country", quoted(name), "name the countries", "note")
    if codes:
        findings.origin("job.applicant_location_requirements", "key", "applicantLocationRequirements")
    elif not written:
        codes = [place.country for place in found if place.country]
        if not found and _is_within_area(located, context.jobs.country):
            codes = [context.jobs.country]
        if codes:
            findings.origin("job.applicant_location_requirements", "inferred", "jobLocation")
    return tuple(dict.fromkeys(codes))


def _is_within_area(located: tuple[Any, ...], country: str) -> bool:
    """Return whether a job is located in an area that contains a country, such as the whole world."""
    for part in located:
        inner = part.get("address", part) if isinstance(part, Mapping) else part
        names = [inner.get("addressCountry"), inner.get("name")] if isinstance(inner, Mapping) else inner
        if any(places.is_within(name, country) for name in coerce.texts(names)):
            return True
    return False


def _country(name: str) -> str:
    """Return the code of the country in "France", "Remote - FR" or "France only", or ""."""
    plain = re.sub(r"(?i)\b(?:only|uniquement|seulement|remote)\b|^\s*remote\s*[-–:,]", " ", name).strip(" -–:,()")
    return places.country(plain) if fold(plain) else ""
