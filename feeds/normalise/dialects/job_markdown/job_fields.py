"""Job fields of front matter: contract, place, telework, pay, skills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from feeds.model.job import Job, Pay
from feeds.model.problem import Message
from feeds.model.settings import Place
from feeds.normalise import identity, places
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import post_fields
from feeds.normalise.dialects.job_markdown.dates_and_state import PostDates
from feeds.normalise.dialects.job_markdown.employers import Employer
from feeds.normalise.dialects.job_markdown.facts import telework_fields, text_facts
from feeds.normalise.dialects.job_markdown.facts.telework_fields import Telework
from feeds.normalise.dialects.job_markdown.facts.text_facts import TextFacts
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, read_as
from feeds.normalise.job import contracts, salary, skills, titles
from feeds.normalise.job.contracts import Contract
from feeds.normalise.places import Hints, PlaceText, countries
from feeds.normalise.values import privacy
from feeds.normalise.values.text import fold, quoted, to_text


class Inputs(NamedTuple):
    """What a job is made of besides its front matter: employer, title, dates, and the facts of the text."""

    employer: Employer
    role: titles.Role
    dates: PostDates
    text: TextFacts


def read(fields: FrontMatterFields, context: Context, inputs: Inputs) -> Job:
    """Return the job that a front matter states, or else its text; what neither states stays unknown."""
    employer, role, dates, text = inputs
    contract = _contract(fields, context, text)
    nation = _nation(fields, context)
    remote = telework_fields.read(fields, context, nation)
    remote = text_facts.telework(fields, text, remote, nation)
    extra: list[tuple[str, str]] = []
    pay = _pay(fields, context, contract, extra)
    return Job(
        title=role.title,
        hiring_organization=employer.organization,
        employment_type=contract.types,
        contract_kinds=contract.kinds,
        contract=fields.text("contract", "job.contract") or text_facts.contract_words(fields, text),
        job_duration="" if "/" in contract.duration else contract.duration,
        duration=contract.duration,
        employment_unit=employer.unit,
        job_location=_location(fields, context, inputs, nation, remote),
        # Google: TELECOMMUTE only together with where applicants may live.
        job_location_type="TELECOMMUTE" if remote.applicants else "",
        applicant_location_requirements=remote.applicants,
        remote=remote.kind,
        telework=remote.words,
        date_posted=dates.posted,
        valid_through=dates.stated.closes,
        base_salary=pay or (None if extra else text_facts.pay(text, "pay", "job.base_salary")),
        day_rate=text_facts.day_rate(fields, text, pay),
        start=text_facts.start(text),
        apply=text_facts.apply(fields, text, context),
        skills=_skills(fields, extra),
        occupational_category=post_fields.domains(fields),
        total_job_openings=_openings(fields, role),
        application_contact=_contact(fields, context),
        experience_requirements=text_facts.experience(fields, text),
        reference_number=identity.reference_number(fields.text("reference", "job.reference_number")),
        extra=_extra(fields, context, extra),
    )


def _contract(fields: FrontMatterFields, context: Context, text: TextFacts) -> Contract:
    contract = _keyed_contract(fields, context)
    if not contract.types and not fields.find("contract"):
        contract = text_facts.contract(text, contract, assume_full_time=context.jobs.assume_full_time)
    complete = text_facts.with_hours(text, contract)
    if complete.presumed:
        fields.origin("job.employment_type", "inferred", "jobs.assume_full_time")
    return text_facts.with_duration(text, complete)


def _keyed_contract(fields: FrontMatterFields, context: Context) -> Contract:
    field = "contract"
    found = fields.find(field)
    if found and (written := fields.text("contract")):
        contract = _parse_contract(written, context)
        for part in contract.unknown:
            fields.warn(
                found, Message("a known kind of contract"), quoted(part), Message("write CDI, CDD, indépendant, stage…")
            )
        for word, meant in contract.repaired:
            fields.warn(found, Message("a known kind of contract"), quoted(word), read_as(meant))
    else:
        field = "roles"
        contract = _parse_contract(contracts.from_title(fields.text("roles")), context)
    if contract.types:
        fields.from_key("job.employment_type", field)
    if contract.duration:
        fields.from_key("job.job_duration", field)
        fields.from_key("job.duration", field)
    return contract


def _parse_contract(words: str, context: Context) -> Contract:
    return contracts.read(words, assume_full_time=context.jobs.assume_full_time, vocabulary=context.vocabulary)


def _location(
    fields: FrontMatterFields, context: Context, inputs: Inputs, country: str, remote: Telework
) -> tuple[Place, ...]:
    """Return the places of a job, in `country` unless they state another; the defaults count only if it states none."""
    found, nation = fields.find("place"), fields.find("country")
    parts = found.value if found and isinstance(found.value, list) else [found.value] if found else []
    hints = Hints(country, context.vocabulary)
    readings = [_read_place(telework_fields.place_of(part, context), hints) for part in parts]
    read = tuple(dict.fromkeys(place for reading in readings for place in reading.places))
    if read:
        fields.from_key("job.job_location", "place")
        if any(reading.completed for reading in readings):
            fields.from_key("job.job_location", "country") if nation else fields.origin(
                "job.job_location", "default", "jobs.country"
            )
        return read
    kinds = {reading.kind for reading in readings} - {"absent"}
    if kinds and found:
        if remote.kind != "full" and kinds != {"remote"}:
            fields.warn(
                found, Message("a place"), quoted(found.value), Message("write 75007 Paris or Vannes, Morbihan")
            )
        return ()
    if in_text := text_facts.places(inputs.text):
        return in_text
    if nation:
        fields.from_key("job.job_location", "country")
        return (Place(country=hints.country),) if hints.country else ()
    if remote.kind == "full" or remote.elsewhere:
        return ()
    employer = inputs.employer
    unclear = "place" in inputs.text.contradicted  # it has a place of work, but not that of the organisation
    for place, how, detail in (
        (
            None if unclear else employer.address,
            "default" if employer.default else "reference",
            "address of the organisation",
        ),
        (context.jobs.place, "default", "jobs.place"),
        (Place(country=country) if country else None, "default", "jobs.country"),
    ):
        if place:
            fields.origin("job.job_location", "reference" if how == "reference" else "default", detail)
            return (places.complete(place, country),)
    return ()


def _nation(fields: FrontMatterFields, context: Context) -> str:
    """Return the country of places that name none: the one that the post states, else `jobs.country`."""
    found = fields.find("country")
    if not found:
        return context.jobs.country
    written = fields.text("country")
    read = places.read(written)
    if read.kind == "absent":
        return context.jobs.country
    codes = {countries.country(written) or place.country for place in read.places or (Place(),)}
    if len(codes) != 1 or not any(codes):
        fields.warn(found, Message("a country"), quoted(found.value), Message("write FR or France"))
        return ""
    return codes.pop()


def _read_place(part: object, hints: Hints) -> PlaceText:
    return places.from_mapping(part, hints) if isinstance(part, Mapping) else places.read(to_text(part), hints)


def _pay(fields: FrontMatterFields, context: Context, contract: Contract, extra: list[tuple[str, str]]) -> Pay | None:
    for field, lead in (("pay", ""), ("day_rate", "TJM ")):
        found, written = fields.find(field), fields.text(field)
        if not found or not written:
            continue
        stated = salary.parse(lead + written, context.vocabulary)
        extra.append((found.key, written))
        if stated is None:
            fields.warn(
                found,
                Message("a gross amount with its unit"),
                quoted(written),
                Message("write 35 000 € brut par an"),
                "note",
            )
        # A day rate is the price of a service: only a contractor has one.
        elif stated.unit != "DAY" or "CONTRACTOR" in contract.types:
            extra.pop()
            fields.from_key("job.base_salary", field)
            return stated
    return None


def _skills(fields: FrontMatterFields, extra: list[tuple[str, str]]) -> tuple[str, ...]:
    written, found = fields.texts("skills"), fields.find("skills")
    read = skills.parse(written)
    if found and read:
        fields.from_key("job.skills", "skills")
    elif found and written:
        extra.append((found.key, ", ".join(written)))
    return read


def _openings(fields: FrontMatterFields, role: titles.Role) -> int | None:
    found, written = fields.find("openings"), fields.text("openings")
    if found and written:
        if written.isdecimal() and 0 < int(written[:6]) < 10_000:  # noqa: PLR2004 - more is a slip
            fields.from_key("job.total_job_openings", "openings")
            return int(written)
        fields.warn(found, Message("a number of openings"), quoted(written), Message("write 2"))
    if role.openings:
        fields.from_key("job.total_job_openings", "roles" if fields.find("roles") else "title")
    return role.openings


def _contact(fields: FrontMatterFields, context: Context) -> str:
    """Return the contact only if it is one of `jobs.contacts`; any other mailbox stays private."""
    shown = {contact.casefold(): contact for contact in context.jobs.contacts}
    for written in fields.texts("contact"):
        for address in written.removeprefix("mailto:").split():
            if contact := shown.get(address.strip(",;<>").casefold()):
                fields.text("contact", "job.application_contact")
                return contact
    return ""


def _extra(fields: FrontMatterFields, context: Context, extra: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    other = fields.find("type")
    if other and fold(str(other.value)) not in ("friend", "job"):
        extra.append((other.key, to_text(other.value)))
    known = (pair for pair in extra if pair[1] and not privacy.is_private(*pair))
    unknown = ((found.key, to_text(found.value)) for found in fields.unknown)
    return tuple(sorted((*known, *privacy.public_extra(unknown, context.jobs.extra))))
