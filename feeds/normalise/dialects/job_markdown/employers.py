"""Employer of a job: the organisation of `friend`, `startup` and `equipe`, or else the publisher."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from feeds.model.problem import Message, Phrase
from feeds.model.settings import Organization, Place
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue
from feeds.normalise.organizations import Reference, comparable, without_article
from feeds.normalise.values.text import quoted


class Employer(NamedTuple):
    """The hiring organisation: `unit` is the team within it, `names` are all its names.

    `default` is true when the post names no employer, so that the publisher is it.
    """

    organization: Organization
    unit: str = ""
    names: tuple[str, ...] = ()
    default: bool = False

    @property
    def address(self) -> Place | None:
        """Return the organisation's address, else that of the one it belongs to."""
        above = self.organization.parent
        return self.organization.address or (above.address if above else None)


def read(fields: FrontMatterFields, context: Context) -> Employer:
    """Return the employer: the partner before the start-up before the team before the publisher."""
    friend, startup, team = fields.find("friend"), fields.find("startup"), fields.text("team")
    if friend and startup:
        fields.warn(startup, "either friend or startup", "both", "friend hires, startup is its team", severity="note")
    if friend and (name := fields.text("friend")):
        employer = _partner(fields, context, name)
        if team:
            return _with_unit(fields, employer, team, "team")
        written = "".join(fields.texts("startup")[:1])
        known = context.references.resolve(written, "startup")
        unit = known.organization.name if known else written
        file = known.file if known else context.references.unread_path(written, "startup")
        return _with_unit(fields, employer, unit, "startup", file)
    if startup and (names := fields.texts("startup")):
        return _with_unit(fields, _startup(fields, context, startup, names), team, "team")
    if team:
        return _team(fields, context, team)
    return _publisher(fields, context)


def _partner(fields: FrontMatterFields, context: Context, written: str) -> Employer:
    name = without_article(written)
    known = context.references.resolve(name)
    if not known:
        _note_unknown(fields, context, name, "friend")
        return Employer(Organization(name), names=(written, name))
    title = without_article(known.organization.name)
    _note_reference(fields, known)
    return Employer(replace(known.organization, name=title), names=(written, name, known.id, title))


def _startup(
    fields: FrontMatterFields, context: Context, startup: FrontMatterValue, written: tuple[str, ...]
) -> Employer:
    if len(written) > 1:
        remedy: Phrase = Message("%(name)s was kept", name=quoted(written[0]))
        fields.warn(startup, "one startup", quoted(", ".join(written)), remedy)
    name = written[0]
    known = context.references.resolve(name, "startup") or context.references.resolve(name)
    publisher = _publisher_of(context)
    if known:
        _note_reference(fields, known)
        own = known.organization
        above = own.parent or (publisher if publisher.name != own.name else None)
        return Employer(replace(own, parent=above), names=(name, known.id, own.name))
    _note_unknown(fields, context, name, "startup")
    if comparable(name) in (comparable(publisher.name), comparable(context.site.title)):
        return Employer(publisher, names=(name, publisher.name), default=True)
    if context.references.knows("startup"):
        near = context.references.suggestion(name, "startup")
        remedy = "the name was used as written"
        if near:
            remedy = Message("the name was used as written; %(suggestion)s", suggestion=near)
        fields.warn(startup, "the id of a known startup", quoted(name), remedy)
    return Employer(Organization(name), names=(name,))


def _team(fields: FrontMatterFields, context: Context, name: str) -> Employer:
    known = context.references.resolve(name)
    if known:
        _note_reference(fields, known)
        return Employer(known.organization, names=(name, known.id, known.organization.name))
    _note_unknown(fields, context, name, "team")
    return Employer(Organization(name), names=(name,))


def _publisher(fields: FrontMatterFields, context: Context) -> Employer:
    publisher = _publisher_of(context)
    fields.origin("job.hiring_organization", "default", "site.publisher")
    return Employer(publisher, names=(publisher.name,), default=True)


def _publisher_of(context: Context) -> Organization:
    publisher = context.site.publisher
    return publisher if publisher.name else replace(publisher, name=context.site.title)


def _note_reference(fields: FrontMatterFields, known: Reference) -> None:
    fields.origin("job.hiring_organization", "reference", known.file or known.id)


def _note_unknown(fields: FrontMatterFields, context: Context, name: str, field: str) -> None:
    """Record where a name comes from that no reference has, unless one that cannot be read may have it."""
    if path := context.references.unread_path(name):
        fields.origin("job.hiring_organization", "reference", path)
    else:
        fields.from_key("job.hiring_organization", field)


def _with_unit(fields: FrontMatterFields, employer: Employer, unit: str, field: str, file: str = "") -> Employer:
    """Return the employer with a team, whose name is that of a key, or of a reference `file`."""
    if not unit or comparable(unit) == comparable(employer.organization.name):
        return employer
    if file:
        fields.origin("job.employment_unit", "reference", file)
    else:
        fields.from_key("job.employment_unit", field)
    return employer._replace(unit=unit, names=(*employer.names, unit))
