"""Who hires: the organisation behind `friend`, `startup` and `equipe`, or else the publisher."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from feeds.model.settings import Organization, Place
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.fields import Found, Reader
from feeds.normalise.organizations import Reference, comparable, without_article
from feeds.normalise.values.text import quoted


class Employer(NamedTuple):
    """The hiring organisation: `unit` is the team within it, `names` are all it goes by.

    `default` is true when the post names nobody, so that the publisher hires.
    """

    organization: Organization
    unit: str = ""
    names: tuple[str, ...] = ()
    default: bool = False

    @property
    def address(self) -> Place | None:
        """Give the organisation's address, else that of the one it belongs to."""
        above = self.organization.parent
        return self.organization.address or (above.address if above else None)


def read(reader: Reader, context: Context) -> Employer:
    """Read who hires: the partner before the start-up before the team before the publisher."""
    friend, startup, team = reader.find("friend"), reader.find("startup"), reader.text("team")
    if friend and startup:
        reader.warn(
            startup, "either friend or startup", "both", "friend hires, startup is its team", severity="note"
        )
    if friend and (name := reader.text("friend")):
        employer = _partner(reader, context, name)
        unit = team or _startup_title(reader, context)
        return _with_unit(reader, employer, unit, "team" if team else "startup")
    if startup and (names := reader.texts("startup")):
        return _with_unit(reader, _startup(reader, context, startup, names), team, "team")
    if team:
        return _team(reader, context, team)
    return _publisher(reader, context)


def _partner(reader: Reader, context: Context, written: str) -> Employer:
    name = without_article(written)
    known = context.references.resolve(name)
    if not known:
        reader.from_key("job.hiring_organization", "friend")
        return Employer(Organization(name), names=(written, name))
    title = without_article(known.organization.name)
    _of_reference(reader, known)
    return Employer(replace(known.organization, name=title), names=(written, name, known.id, title))


def _startup(reader: Reader, context: Context, startup: Found, written: tuple[str, ...]) -> Employer:
    if len(written) > 1:
        reader.warn(startup, "one startup", quoted(", ".join(written)), f"{quoted(written[0])} was kept")
    name = written[0]
    known = context.references.resolve(name, "startup") or context.references.resolve(name)
    publisher = _publishing(context)
    if known:
        _of_reference(reader, known)
        own = known.organization
        above = own.parent or (publisher if publisher.name != own.name else None)
        return Employer(replace(own, parent=above), names=(name, known.id, own.name))
    reader.from_key("job.hiring_organization", "startup")
    if comparable(name) in (comparable(publisher.name), comparable(context.site.title)):
        return Employer(publisher, names=(name, publisher.name), default=True)
    if context.references.knows("startup"):
        near = context.references.suggestion(name, "startup")
        remedy = "the name was used as it stands" + (f"; {near}" if near else "")
        reader.warn(startup, "the id of a known startup", quoted(name), remedy)
    return Employer(Organization(name), names=(name,))


def _startup_title(reader: Reader, context: Context) -> str:
    names = reader.texts("startup")
    known = context.references.resolve(names[0], "startup") if names else None
    return known.organization.name if known else "".join(names[:1])


def _team(reader: Reader, context: Context, name: str) -> Employer:
    known = context.references.resolve(name)
    if known:
        _of_reference(reader, known)
        return Employer(known.organization, names=(name, known.id, known.organization.name))
    reader.from_key("job.hiring_organization", "team")
    return Employer(Organization(name), names=(name,))


def _publisher(reader: Reader, context: Context) -> Employer:
    publisher = _publishing(context)
    reader.origin("job.hiring_organization", "default", "site.publisher")
    return Employer(publisher, names=(publisher.name,), default=True)


def _publishing(context: Context) -> Organization:
    publisher = context.site.publisher
    return publisher if publisher.name else replace(publisher, name=context.site.title)


def _of_reference(reader: Reader, known: Reference) -> None:
    reader.origin("job.hiring_organization", "reference", known.file or known.id)


def _with_unit(reader: Reader, employer: Employer, unit: str, field: str) -> Employer:
    if not unit or comparable(unit) == comparable(employer.organization.name):
        return employer
    reader.from_key("job.employment_unit", field)
    return employer._replace(unit=unit, names=(*employer.names, unit))
