"""Employer of a job: the organisation that the post names, or else the one that `jobs.employer` names.

A post that names none has none without `jobs.employer`; one whose employer is not understood has none at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from feeds.model.problem import Message, Phrase
from feeds.model.settings import PUBLISHER, Organization, Place
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.employers import known_employers, stated_employer
from feeds.normalise.dialects.job_markdown.employers.stated_employer import publisher_of
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue, single
from feeds.normalise.organization_names import comparable, looks_like_id, without_article
from feeds.normalise.organizations import Reference
from feeds.normalise.values.text import as_text, fold, quoted

_STATED = ("employer", "friend", "startup")
_NO_PARTNER = Message("write company: its name; until then it has no JobPosting")


class Employer(NamedTuple):
    """The hiring organisation, without a name if it is unknown: `unit` is the team within it, `names` are its names.

    `default` is true when the post does not name the employer, or it is the publisher.
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
    """Return the employer: the one stated, before the partner, the start-up, the team and `jobs.employer`."""
    team = fields.find("team") if fields.text("team") else None
    if not any(fields.every(field) for field in _STATED):
        if fold(fields.text("type")) == "friend":  # an unnamed partner hires
            return _with_team(fields, context, _unknown(context), "team")
        return _team(fields, context, team) if team else _default(fields, context)
    employer = _stated(fields, context) or _unknown(context)
    if team or not employer.organization.name or not (fields.find("employer") or fields.find("friend")):
        return _with_team(fields, context, employer, "team")
    return _with_team(fields, context, employer, "startup")


def _stated(fields: FrontMatterFields, context: Context) -> Employer | None:
    """Return the employer that a post names; None if it is not understood, which was reported."""
    named, friend, startup = (next(iter(fields.every(field)), None) for field in _STATED)
    if (hiring := named or friend) and startup:
        expected = Message("either %(one)s or %(other)s", one=hiring.key, other=startup.key)
        remedy = Message("%(key)s hires, %(other)s is its team", key=hiring.key, other=startup.key)
        fields.warn(startup, expected, Message("both"), remedy, severity="note")
    if named:
        return _named(fields, context, friend)
    if friend:
        return _partner(fields, context, name) if (name := fields.text("friend")) else None
    names = fields.texts("startup")
    return _startup(fields, context, startup, names) if startup and names else None


def _named(fields: FrontMatterFields, context: Context, friend: FrontMatterValue | None) -> Employer | None:
    named = fields.find("employer")
    if not named:
        return None
    found, written = stated_employer.read(fields, named, context), as_text(single(named.value)) or ""
    if not found:
        if written and context.references.unread_path(written):
            _note_unknown(fields, context, written, "employer")
        return None
    if isinstance(found, Reference):
        _note_reference(fields, found)
        employer = Employer(found.organization, names=_names(found))
    else:
        _note_unknown(fields, context, found.name, "employer")
        employer = _as_publisher(found, context) or Employer(found, names=(found.name,))
    partner = fields.text("friend")
    if friend and partner and comparable(partner) not in map(comparable, employer.names):
        remedy = Message("%(key)s was kept", key=named.key)
        fields.warn(friend, Message("one employer in %(key)s", key=named.key), quoted(partner), remedy)
    return employer


def _as_publisher(stated: Organization, context: Context) -> Employer | None:
    """Return the publisher as employer if a post names it, with its site and logo."""
    if not stated_employer.is_publisher(stated.name, context):
        return None
    publisher = publisher_of(context)
    return Employer(publisher, names=(stated.name, publisher.name), default=True)


def _partner(fields: FrontMatterFields, context: Context, written: str) -> Employer | None:
    name, found = without_article(written), fields.find("friend")
    if not found:
        return None
    known = known_employers.find(fields, found, written, context)
    if not known:
        if not stated_employer.is_name(name):
            fields.warn(found, Message("the name of one employer"), quoted(written), _NO_PARTNER)
            return None
        if _is_unknown_id(fields, found, name, context):
            return None
        _note_unknown(fields, context, name, "friend")
        return Employer(Organization(name), names=(written, name))
    title = without_article(known.organization.name)
    _note_reference(fields, known)
    return Employer(replace(known.organization, name=title), names=(written, name, title, *_names(known)))


def _startup(
    fields: FrontMatterFields, context: Context, startup: FrontMatterValue, written: tuple[str, ...]
) -> Employer | None:
    if len(written) > 1:
        remedy: Phrase = Message("%(name)s was kept", name=quoted(written[0]))
        fields.warn(startup, Message("one startup"), quoted(", ".join(written)), remedy)
    name = written[0]
    known = known_employers.find(fields, startup, name, context, "startup")
    if known:
        _note_reference(fields, known)
        own = known.organization
        return Employer(replace(own, parent=own.parent or _above(own, context)), names=(name, *_names(known)))
    understood = stated_employer.may_be_id(name)
    if understood and _is_unknown_id(fields, startup, name, context):
        return None
    _note_unknown(fields, context, name, "startup")
    if publisher := _as_publisher(Organization(name), context):
        return publisher
    if context.references.knows("startup"):
        near = context.references.suggestion(name, "startup")
        used: Phrase = (
            Message("the name was used as written") if understood else Message("until then it has no JobPosting")
        )
        remedy = Message("%(used)s; %(suggestion)s", used=used, suggestion=near) if near else used
        fields.warn(startup, Message("the id of a known startup"), quoted(name), remedy)
    elif not understood:
        fields.warn(startup, Message("the name of one employer"), quoted(name), _NO_PARTNER)
    return Employer(Organization(name), names=(name,)) if understood else None


def _above(own: Organization, context: Context) -> Organization | None:
    """Return what a start-up without an incubator belongs to: the publisher, if that hires."""
    publisher = publisher_of(context)
    return publisher if context.jobs.employer == PUBLISHER and publisher.name != own.name else None


def _team(fields: FrontMatterFields, context: Context, found: FrontMatterValue) -> Employer:
    name = fields.text("team")
    known = known_employers.find(fields, found, name, context)
    if not known and _is_unknown_id(fields, found, name, context):
        return _unknown(context)
    if known:
        _note_reference(fields, known)
        return Employer(known.organization, names=(name, *_names(known)))
    _note_unknown(fields, context, name, "team")
    return Employer(Organization(name), names=(name,))


def _default(fields: FrontMatterFields, context: Context) -> Employer:
    """Return the employer that the configuration names: of a partner's posts that of their source."""
    if context.employer:
        fields.origin("job.hiring_organization", "default", "the source's employer")
        return Employer(context.employer, names=(context.employer.name,))
    employer = configured(context)
    if not employer:
        return _unknown(context)
    key = "site.publisher" if context.jobs.employer == PUBLISHER else "jobs.employer"
    fields.origin("job.hiring_organization", "default", key)
    return employer


def configured(context: Context) -> Employer | None:
    """Return the employer that `jobs.employer` names; None if it is not set."""
    name = context.jobs.employer
    if not name:
        return None
    if name == PUBLISHER:
        publisher = publisher_of(context)
        return Employer(publisher, names=(publisher.name,), default=True)
    known = context.references.resolve(name)
    organization = known.organization if known else Organization(name)
    named = _as_publisher(organization, context)
    return named or Employer(organization, names=(name, organization.name), default=True)


def _unknown(context: Context) -> Employer:
    # The publisher's name is dropped from titles all the same.
    return Employer(Organization(""), names=(publisher_of(context).name,), default=True)


def _names(known: Reference) -> tuple[str, ...]:
    """Return the names of an organisation that titles may have; of its former ids none."""
    return (known.id, known.organization.name, *(name for name in known.names if not looks_like_id(name)))


def _note_reference(fields: FrontMatterFields, known: Reference) -> None:
    fields.origin("job.hiring_organization", "reference", known.file or known.id)


def _is_unknown_id(fields: FrontMatterFields, found: FrontMatterValue, name: str, context: Context) -> bool:
    """Return whether a name that no reference has looks like an id, which is reported; the publisher's may."""
    if stated_employer.is_publisher(name, context):
        return False
    is_id = known_employers.is_unknown_id(fields, found, name, context)
    if is_id and (path := context.references.unread_path(name)):
        fields.origin("job.hiring_organization", "reference", path)
    return is_id


def _note_unknown(fields: FrontMatterFields, context: Context, name: str, field: str) -> None:
    """Record where a name comes from that no reference has, unless one that cannot be read may have it."""
    if path := context.references.unread_path(name):
        fields.origin("job.hiring_organization", "reference", path)
    else:
        fields.from_key("job.hiring_organization", field)


def _with_team(fields: FrontMatterFields, context: Context, employer: Employer, field: str) -> Employer:
    """Return the employer with the team that a key names, unless that is an id that no organisation has."""
    found, written = fields.find(field), "".join(fields.texts(field)[:1]) if field == "startup" else fields.text(field)
    if not found or not written:
        return employer
    known = known_employers.find(fields, found, written, context, field)
    unit = known.organization.name if known else written
    if comparable(unit) == comparable(employer.organization.name):
        return employer
    file = known.file if known else context.references.unread_path(written, field if field == "startup" else "")
    if file:
        fields.origin("job.employment_unit", "reference", file)
    elif known_employers.is_unknown_id(fields, found, written, context):
        return employer
    else:
        fields.from_key("job.employment_unit", field)
    return employer._replace(unit=unit, names=(*employer.names, unit))
