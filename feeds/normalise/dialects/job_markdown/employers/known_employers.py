"""Organisations of the reference files that front matter names: the one meant, and ids that none of them has."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from feeds.model.problem import Message, Phrase
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue
from feeds.normalise.organization_names import looks_like_id
from feeds.normalise.organizations import Reference
from feeds.normalise.values.text import quoted


def find(
    fields: FrontMatterFields, found: FrontMatterValue, name: str, context: Context, key: str = ""
) -> Reference | None:
    """Return the organisation of a name, of a `key` before others; None if there is none.

    None as well if several have the name, which is reported.
    """
    several: tuple[Reference, ...] = ()
    keys = ("", key) if "/" in name else (key, "")  # a path has the folder
    for one in dict.fromkeys(keys):
        known = context.references.find(name, one)
        if len(known) == 1:
            return known[0]
        several = several or known
    if several:
        files = " and ".join(one.file for one in several)
        paths = " or ".join("/".join(PurePosixPath(one.file).parts[-2:]) for one in several)
        was = Message("%(name)s, the name of %(files)s", name=quoted(name), files=files)
        fields.warn(found, Message("the name of one organisation"), was, Message("write %(paths)s", paths=paths))
    return None


def is_unknown_id(fields: FrontMatterFields, found: FrontMatterValue, written: str, context: Context) -> bool:
    """Return whether a text that `find` did not find looks like an id, which is reported: it is shown nowhere."""
    if not looks_like_id(written):
        return False
    field, references = key_names.field_of(found.key)[0], context.references
    key = field if references.knows(field) else ""
    if references.find(written, key) or references.find(written):
        return True  # the id of several, which was reported
    remedy: Phrase = Message("write the name as people write it")
    if not re.search(r"[-_/]", written):
        remedy = Message("%(remedy)s, or company: {name: %(name)s}", remedy=remedy, name=written)
    if near := references.suggestion(written, key):
        remedy = Message("%(suggestion)s Else %(remedy)s", suggestion=near, remedy=remedy)
    elif not references.every:
        remedy = Message("%(remedy)s; an id needs `references:` in the configuration", remedy=remedy)
    expected = (
        Message("the id of a known startup")
        if key == "startup"
        else Message("a name, or the id of a known organisation")
    )
    remedy = Message("%(remedy)s; until then it is not shown, and is no employer", remedy=remedy)
    fields.warn(found, expected, quoted(written), remedy)
    return True
