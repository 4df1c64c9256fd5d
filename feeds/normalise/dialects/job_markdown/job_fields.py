"""A job offer's own facts: contract, place, telework, pay, skills."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.model.job import Job, Pay
from feeds.model.settings import Place
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import post_fields
from feeds.normalise.dialects.job_markdown.dates_and_state import Life
from feeds.normalise.dialects.job_markdown.employers import Employer
from feeds.normalise.dialects.job_markdown.fields import Reader
from feeds.normalise.job import contracts, places, salary, skills, telework, titles
from feeds.normalise.job.contracts import Contract
from feeds.normalise.values import privacy
from feeds.normalise.values.text import fold, quoted, to_text


def read(reader: Reader, context: Context, employer: Employer, role: titles.Role, life: Life) -> Job:
    """Read what a front matter says of a job; what it does not say stays unknown."""
    contract = _contract(reader, context)
    remote = _remote(reader, context)
    # Google: TELECOMMUTE only together with where applicants may live.
    anywhere = (context.jobs.country,) if remote == "full" and context.jobs.country else ()
    if anywhere:
        reader.origin("job.job_location_type", "inferred", "telework is full")
        reader.origin("job.applicant_location_requirements", "default", "jobs.country")
    kept: list[tuple[str, str]] = []
    return Job(
        title=role.title,
        hiring_organization=employer.organization,
        employment_type=contract.types,
        contract=reader.text("contract", "job.contract"),
        job_duration=contract.duration,
        employment_unit=employer.unit,
        job_location=_location(reader, context, employer, everywhere=remote == "full"),
        job_location_type="TELECOMMUTE" if anywhere else "",
        applicant_location_requirements=anywhere,
        remote=remote,
        date_posted=life.posted,
        valid_through=life.stated.closes,
        base_salary=_pay(reader, context, contract, kept),
        skills=_skills(reader, kept),
        occupational_category=post_fields.domains(reader),
        total_job_openings=_openings(reader, role),
        application_contact=_contact(reader, context),
        experience_requirements=reader.text("experience", "job.experience_requirements"),
        extra=_extra(reader, kept),
    )


def _contract(reader: Reader, context: Context) -> Contract:
    field = "contract"
    found = reader.find(field)
    if found and (written := reader.text("contract")):
        contract = _meaning(written, context)
        for part in contract.unknown:
            reader.warn(
                found, "a known kind of contract", quoted(part), "write CDI, CDD, indépendant, stage…"
            )
        for word, meant in contract.repaired:
            reader.warn(found, "a known kind of contract", quoted(word), f"read as {meant}: write {meant}")
    else:
        field = "roles"
        contract = _meaning(contracts.from_title(reader.text("roles")), context)
    if contract.types:
        reader.from_key("job.employment_type", field)
    if contract.presumed:
        reader.origin("job.employment_type", "inferred", "jobs.assume_full_time")
    if contract.duration:
        reader.from_key("job.job_duration", field)
    return contract


def _meaning(words: str, context: Context) -> Contract:
    return contracts.read(
        words, assume_full_time=context.jobs.assume_full_time, vocabulary=context.vocabulary
    )


def _remote(reader: Reader, context: Context) -> str:
    found = reader.find("telework")
    if not found:
        return "unknown"
    value = found.value
    remote = telework.read(
        value[0] if isinstance(value, list) and len(value) == 1 else value, context.vocabulary
    )
    if remote == "unknown":
        reader.warn(
            found, "how much telework there is", quoted(value), "write complet, partiel, possible or non"
        )
    else:
        reader.from_key("job.remote", "telework")
    return remote


def _location(reader: Reader, context: Context, employer: Employer, *, everywhere: bool) -> tuple[Place, ...]:
    country = context.jobs.country
    found = reader.find("place")
    if found:
        parts = found.value if isinstance(found.value, list) else [found.value]
        read = tuple(place for part in parts for place in _places(part, context))
        if read:
            reader.from_key("job.job_location", "place")
            return tuple(dict.fromkeys(read))
        if not everywhere:
            reader.warn(found, "a place", quoted(found.value), "write 75007 Paris or Vannes, Morbihan")
    if everywhere:
        return ()
    for place, how, detail in (
        (employer.address, "default" if employer.default else "reference", "address of the organisation"),
        (context.jobs.place, "default", "jobs.place"),
        (Place(country=country) if country else None, "default", "jobs.country"),
    ):
        if place:
            reader.origin("job.job_location", "reference" if how == "reference" else "default", detail)
            return (place if place.country else _in_country(place, country),)
    return ()


def _places(part: object, context: Context) -> tuple[Place, ...]:
    if isinstance(part, Mapping):
        place = places.from_mapping(part, context.jobs.country)
        return (place,) if place else ()
    return places.parse(to_text(part), context.jobs.country, context.vocabulary)


def _in_country(place: Place, country: str) -> Place:
    return Place(place.street, place.postal_code, place.locality, place.region, country)


def _pay(reader: Reader, context: Context, contract: Contract, kept: list[tuple[str, str]]) -> Pay | None:
    for field, lead in (("pay", ""), ("day_rate", "TJM ")):
        found, written = reader.find(field), reader.text(field)
        if not found or not written:
            continue
        stated = salary.parse(lead + written, context.vocabulary)
        kept.append((found.key, written))
        if stated is None:
            reader.warn(
                found, "a gross amount with its unit", quoted(written), "write 35 000 € brut par an", "note"
            )
        # A day rate is the price of a service: only a contractor has one.
        elif stated.unit != "DAY" or "CONTRACTOR" in contract.types:
            kept.pop()
            reader.from_key("job.base_salary", field)
            return stated
    return None


def _skills(reader: Reader, kept: list[tuple[str, str]]) -> tuple[str, ...]:
    written, found = reader.texts("skills"), reader.find("skills")
    read = skills.parse(written)
    if found and read:
        reader.from_key("job.skills", "skills")
    elif found and written:
        kept.append((found.key, ", ".join(written)))
    return read


def _openings(reader: Reader, role: titles.Role) -> int | None:
    found, written = reader.find("openings"), reader.text("openings")
    if found and written:
        if written.isdecimal() and 0 < int(written[:6]) < 10_000:  # noqa: PLR2004 - more is a slip
            reader.from_key("job.total_job_openings", "openings")
            return int(written)
        reader.warn(found, "a number of openings", quoted(written), "write 2")
    if role.openings:
        reader.from_key("job.total_job_openings", "roles" if reader.find("roles") else "title")
    return role.openings


def _contact(reader: Reader, context: Context) -> str:
    """Give the contact only when it is a mailbox that the publisher shows; any other stays private."""
    shown = {contact.casefold(): contact for contact in context.jobs.contacts}
    for written in reader.texts("contact"):
        for address in written.removeprefix("mailto:").split():
            if contact := shown.get(address.strip(",;<>").casefold()):
                reader.text("contact", "job.application_contact")
                return contact
    return ""


def _extra(reader: Reader, kept: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    other = reader.find("type")
    if other and fold(str(other.value)) not in ("friend", "job"):
        kept.append((other.key, to_text(other.value)))
    kept += [(found.key, to_text(found.value)) for found in reader.unknown]
    return tuple(sorted(pair for pair in kept if pair[1] and not privacy.is_private(*pair)))
