"""Location of a partner's job: places, telework, and the countries where applicants may live.

Google accepts `TELECOMMUTE` for fully remote jobs only, and only with `applicantLocationRequirements`; if
those are missing, they follow from the job's location.
https://developers.google.com/search/docs/appearance/structured-data/job-posting#job-location-type
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from feeds.model.problem import Message
from feeds.model.settings import Place
from feeds.normalise import places
from feeds.normalise.context import Context
from feeds.normalise.job import telework
from feeds.normalise.languages import Vocabulary
from feeds.normalise.places import Hints, PlaceText, countries, subdivisions
from feeds.normalise.values import coerce
from feeds.normalise.values.coerce import Findings
from feeds.normalise.values.text import fold, quoted

_ADDRESS = ("streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry")


class JobLocation(NamedTuple):
    """Places of work, countries of applicants (of a fully remote job), telework as a class and as written."""

    places: tuple[Place, ...] = ()
    applicants: tuple[str, ...] = ()
    remote: str = "unknown"
    telework: str = ""


def read(job: Mapping[str, Any], context: Context, findings: Findings) -> JobLocation:
    """Return the location of a job, from a JobPosting."""
    vocabulary = context.vocabulary
    located = tuple(coerce.flatten(job.get("jobLocation")))
    remote = _telework(job, located, vocabulary, findings)
    country = "" if remote == "full" else context.jobs.country
    hints = Hints(country, vocabulary, american=_pays_dollars(job), employers=_employers(job))
    readings = [reading for part in located for reading in _places(part, hints)]
    found = tuple(dict.fromkeys(place for reading in readings for place in reading.places))
    if found:
        findings.origin("job.job_location", "key", "jobLocation")
        if any(reading.completed for reading in readings):
            findings.origin("job.job_location", "default", "the source's country")
    elif any(reading.kind != "absent" for reading in readings):
        if remote != "full":
            findings.warn("jobLocation", Message("a place"), quoted(coerce.text(located) or "none"), severity="note")
    elif country:
        findings.origin("job.job_location", "default", "the source's country")
        found = (Place(country=country),)
    applicants = _applicants(job, found, context, findings) if remote == "full" else ()
    return JobLocation(found, applicants, remote, _words(job))


def _pays_dollars(job: Mapping[str, Any]) -> bool:
    pay = coerce.first(job.get("baseSalary"))
    return "USD" in coerce.texts([job.get("salaryCurrency"), pay.get("currency") if isinstance(pay, Mapping) else pay])


def _employers(job: Mapping[str, Any]) -> frozenset[str]:
    """Return the folded names of the employers: carelessly filled forms have them as a town too."""
    parts = coerce.flatten(job.get("hiringOrganization"))
    return frozenset(fold(coerce.text(part.get("name") if isinstance(part, Mapping) else part)) for part in parts)


def address(value: Any, name: str = "") -> Place | None:
    """Return the address of an organisation; `name` is the organisation's, and no town."""
    hints = Hints(employers=frozenset({fold(name)}))
    readings = (reading for part in coerce.flatten(value) for reading in _places(part, hints))
    return next((place for reading in readings for place in reading.places), None)


def _telework(job: Mapping[str, Any], located: tuple[Any, ...], vocabulary: Vocabulary, findings: Findings) -> str:
    """Return the class of telework; of contradicting ones, the one with more presence."""
    stated = [_telework_class(part, vocabulary) for part in coerce.flatten(job.get("jobLocationType"))]
    for part in coerce.flatten(job.get("jobLocationType")):
        if _telework_class(part, vocabulary) == "unknown":
            findings.warn(
                "jobLocationType",
                Message("how much telework there is"),
                quoted(coerce.text(part)),
                Message("add it to `vocabulary`"),
                "note",
            )
    in_places = [found for part in located if isinstance(part, str) for found in _telework_in_place(part, vocabulary)]
    known = [name for name in stated if name != "unknown"]
    found = telework.combine(known or in_places)
    if known and found != "none":
        found = telework.combine([*known, *(name for name in in_places if name in ("hybrid", "occasional", "none"))])
    if found != "unknown":
        findings.origin("job.remote", "key", "jobLocationType" if stated else "jobLocation")
    return found


def _words(job: Mapping[str, Any]) -> str:
    """Return telework as the partner writes it; "" for the name of a class, such as TELECOMMUTE."""
    written = telework.words(_word(job.get("jobLocationType")))
    return "" if telework.is_class(written) else written


def _telework_class(value: Any, vocabulary: Vocabulary) -> str:
    if isinstance(value, bool):
        # In systems with a yes/no field, yes means a remote job.
        return "full" if value else "none"
    return telework.read(value if isinstance(value, int) else _word(value), vocabulary)


def _word(value: Any) -> str:
    return coerce.SCHEMA_ORG.sub("", coerce.text(value))


def _telework_in_place(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the class of telework in the text of a place: "Remote", "Hybrid - Paris"."""
    stated = telework.of_place(text, vocabulary)
    if stated.kind:
        yield stated.kind if stated.kind != "full" or is_area(stated.rest) else "unknown"


def is_area(rest: str) -> bool:
    """Return whether the place beside "remote" is none, countries or larger areas: in a town, it may mean presence."""
    names = [name.strip() for name in rest.split(",") if name.strip()]
    return all(telework.is_area(name) or countries.in_text(name) for name in names)


def _places(value: Any, hints: Hints) -> Iterator[PlaceText]:
    if isinstance(value, Mapping):
        inner = value.get("address")
        if isinstance(inner, Mapping):
            yield _from_postal_address({**inner, "addressLocality": _town(value, inner)}, hints)
        elif inner is not None:
            for part in coerce.flatten(inner):
                yield from _places(part, hints)
        elif any(name in value for name in _ADDRESS):
            yield _from_postal_address(value, hints)
        elif name := coerce.text(value.get("name")):
            yield from _places(name, hints)
        else:
            yield PlaceText("unknown")
    elif isinstance(value, str):
        yield places.read(coerce.text(value), hints)


def _town(place: Mapping[str, Any], address: Mapping[str, Any]) -> Any:
    """Return the town of an address; if the address has only a region, the name of the place."""
    if address.get("addressRegion") and not any(address.get(name) for name in _ADDRESS[:3]):
        return coerce.text(place.get("name"))
    return address.get("addressLocality")


def _from_postal_address(parts: Mapping[str, Any], hints: Hints) -> PlaceText:
    return places.from_parts(Place(*(coerce.text(parts.get(name)) for name in _ADDRESS)), hints)


def _applicants(
    job: Mapping[str, Any], found: tuple[Place, ...], context: Context, findings: Findings
) -> tuple[str, ...]:
    """Return the countries where applicants for a remote job may live.

    A larger area stands for the source's own country, if that is part of it.
    """
    written = tuple(coerce.flatten(job.get("applicantLocationRequirements")))
    codes: list[str] = []
    for part in written:
        inner = (place for reading in _places(part, Hints()) for place in reading.places)
        name = coerce.text(part) or next((place.country for place in inner), "")
        code = "" if _is_part_of_country(part, name) else _country(name)
        if code:
            codes.append(code)
        elif countries.is_within(name, context.jobs.country):
            codes.append(context.jobs.country)
        else:
            findings.warn(
                "applicantLocationRequirements",
                Message("a country"),
                quoted(name),
                Message("name the countries"),
                "note",
            )
    if codes:
        findings.origin("job.applicant_location_requirements", "key", "applicantLocationRequirements")
    elif not written:
        codes = [place.country for place in found if place.country]
        if codes:
            findings.origin("job.applicant_location_requirements", "inferred", "jobLocation")
    return tuple(dict.fromkeys(codes))


def _is_part_of_country(part: Any, name: str) -> bool:
    """Return whether applicants must live in a state or town, or in Georgia, which may be one."""
    kind = coerce.text(part.get("@type")) if isinstance(part, Mapping) else ""
    is_code = len(name) <= countries.ALPHA_3
    return kind in ("State", "City") or (kind != "Country" and not is_code and subdivisions.is_us_state(name))


def _country(name: str) -> str:
    """Return the code of the country in "France", "Remote - FR" or "France only", or ""."""
    plain = re.sub(r"(?i)\b(?:only|uniquement|seulement|remote)\b|^\s*remote\s*[-–:,]", " ", name).strip(" -–:,()")
    return countries.country(plain) if fold(plain) else ""
