"""An employer as front matter states it: a name, an id of a reference file, or a mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from feeds.model.problem import Message, Phrase
from feeds.model.settings import Organization, Place
from feeds.model.urls import is_web_url
from feeds.normalise import places
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.employers import known_employers
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue, single
from feeds.normalise.html import strip_tags
from feeds.normalise.organization_names import comparable
from feeds.normalise.organizations import Reference, is_unnamed
from feeds.normalise.places import Hints
from feeds.normalise.values.links import MAIL_IN_NAME
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import as_text, is_missing, quoted

_NAMES = ("name", "nom", "legalname", "raisonsociale", "title", "titre")
_IDS = ("id", "ref", "reference", "startup")
_URLS = ("url", "sameas", "website", "site", "link", "lien", "siteweb")
_LOGOS = ("logo", "image")
_PARENTS = ("parentorganization", "parent", "incubator")
# "[Acme](https://acme.example)", "Acme (https://acme.example)", "Acme <https://acme.example>".
_LINK = lazy_pattern(r"\[([^\[\]]+)\]\(([^()\s]+)\)|([^<>()]*[^\s<>()])\s*[(<](https?://[^\s<>()]+)[)>]")
_ADDRESS = lazy_pattern(r"(?i)(?:[a-z][a-z0-9+.-]*:)?//\S*|www\.\S+|mailto:\S+")
_REMEDY = Message("write the name alone, or a mapping of name and url; until then it has no JobPosting")


def read(fields: FrontMatterFields, found: FrontMatterValue, context: Context) -> Organization | Reference | None:
    """Return the employer that a value states, known or not; None if it is not understood, which is reported."""
    value = single(found.value)
    if isinstance(value, Mapping):
        employer = _from_mapping(fields, found, value, context)
    else:
        employer = _from_text(fields, found, value if isinstance(value, str) else None, context)
    if employer is None:
        fields.warn(found, Message("the name of one employer"), quoted(found.value), _REMEDY)
    return employer or None


def publisher_of(context: Context) -> Organization:
    """Return the publisher, who has the name of the site unless the configuration names another."""
    publisher = context.site.publisher
    return publisher if publisher.name else replace(publisher, name=context.site.title)


def is_publisher(name: str, context: Context) -> bool:
    """Return whether a name is that of the publisher, or of the site."""
    return comparable(name) in (comparable(publisher_of(context).name), comparable(context.site.title))


def is_name(written: str) -> bool:
    """Return whether a text may name an employer: it has a letter, and is no address or "to be defined"."""
    return may_be_id(written) and not is_unnamed(written)


def may_be_id(written: str) -> bool:
    """Return whether a text may at least be an id: it has a letter, and is no address."""
    return any(map(str.isalpha, written)) and not (_ADDRESS.match(written) or MAIL_IN_NAME.search(written))


def _from_text(
    fields: FrontMatterFields, found: FrontMatterValue, value: str | None, context: Context
) -> Organization | Reference | Literal[False] | None:
    """Return an employer; None if there is no name; False for an id that no organisation has, which is reported."""
    written = fields.clean(found, value or "")
    link = _LINK.fullmatch(written)
    name = strip_tags.strip_tags((link[1] or link[3]) if link else written).strip()
    if known := known_employers.find(fields, found, name, context):
        return known
    if not is_name(name):
        return None
    if not is_publisher(name, context) and known_employers.is_unknown_id(fields, found, name, context):
        return False
    return Organization(name, url=_web(link[2] or link[4]) if link else "")


def _from_mapping(
    fields: FrontMatterFields, found: FrontMatterValue, value: Mapping[Any, Any], context: Context
) -> Organization | Reference | Literal[False] | None:
    parts = {comparable(str(key)): part for key, part in value.items() if not is_missing(part)}
    names = (strip_tags.strip_tags(fields.clean(found, name)).strip() for name in _texts(parts, _NAMES))
    name = next((name for name in names if is_name(name)), "")
    ids = [name] if name else _texts(parts, _IDS)
    for id_ in ids:
        if known := known_employers.find(fields, found, id_, context):
            return known
    # A name that is stated as one may be a single word in lower case.
    for id_ in ids if not name or re.search(r"[-_/]", name) else ():
        if known_employers.is_unknown_id(fields, found, id_, context):
            return False
    if not name:
        return None
    return Organization(
        name,
        url=next(filter(None, map(_web, _texts(parts, _URLS))), ""),
        logo=next(filter(None, map(_web, _texts(parts, _LOGOS))), ""),
        parent=_parent(fields, found, parts, name, context),
        address=_address(fields, found, parts.get("address") or parts.get("adresse")),
    )


def _texts(parts: Mapping[str, Any], keys: tuple[str, ...]) -> list[str]:
    """Return the texts under some keys, those of lists too; other values are none."""
    values = (part for key in keys for part in _listed(parts.get(key)))
    return [part for part in values if isinstance(part, str)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _web(written: str) -> str:
    return written if is_web_url(written) else ""


def _parent(
    fields: FrontMatterFields, found: FrontMatterValue, parts: Mapping[str, Any], own: str, context: Context
) -> Organization | None:
    value = next((parts[key] for key in _PARENTS if key in parts), None)
    inner = {comparable(str(key)): part for key, part in value.items()} if isinstance(value, Mapping) else {}
    name = next(iter(_texts(inner, _NAMES)), "") if inner else as_text(value) or ""
    if not is_name(name) or comparable(name) == comparable(own):
        return None
    if known := known_employers.find(fields, found, name, context, "incubator"):
        return known.organization
    if not inner and known_employers.is_unknown_id(fields, found, name, context):
        return None
    return Organization(name.strip(), url=next(filter(None, map(_web, _texts(inner, _URLS))), ""))


def _address(fields: FrontMatterFields, found: FrontMatterValue, value: Any) -> Place | None:
    if value is None:
        return None
    hints, text = Hints(vocabulary=fields.vocabulary), value if isinstance(value, str) else ""
    reading = places.from_mapping(value, hints) if isinstance(value, Mapping) else places.read(text, hints)
    place = next(iter(reading.places), None)
    if place is None:
        remedy: Phrase = Message("write 20 rue Haute, 56000 Vannes")
        fields.warn(found, Message("a postal address of the employer"), quoted(value), remedy)
    return place
