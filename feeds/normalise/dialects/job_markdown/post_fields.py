"""Fields of any post: language, authors, tags, summary, id, URLs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from feeds.model.post import Author
from feeds.model.problem import Message
from feeds.model.urls import UNFIT, is_web_url, path_of
from feeds.normalise import identity
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.fields import MAX_CHARACTERS, FrontMatterFields, FrontMatterValue
from feeds.normalise.html import excerpts, strip_tags
from feeds.normalise.job import skills
from feeds.normalise.values import links, text
from feeds.normalise.values.text import SEPARATORS, as_text, quoted

_BCP_47 = re.compile(
    r"(?P<language>[a-zA-Z]{2,3})(?P<script>-[a-zA-Z]{4})?(?P<region>-(?:[a-zA-Z]{2}|\d{3}))?(?P<rest>(?:-[a-zA-Z0-9]{5,8})*)"
)
_LANGUAGES = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}


def language(fields: FrontMatterFields, context: Context) -> str:
    """Return the language (BCP 47), else the source's."""
    found = fields.find("language")
    if found and (written := fields.text("language")):
        if tag := language_tag(written):
            fields.from_key("language", "language")
            return tag
        fields.warn(found, Message("a language tag"), quoted(written), Message("write fr or en"))
    fields.origin("language", "default", "the source's language")
    return context.language


def language_tag(written: str) -> str:
    """Return a language tag (BCP 47) of a text, also of `fr_FR.UTF-8` and "français"; "" if it is none."""
    tag = _LANGUAGES.get(text.fold(written), written).replace("_", "-").split(".")[0]
    match = _BCP_47.fullmatch(tag)
    if not match:
        return ""
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    return match["language"].lower() + script + region + match["rest"].lower()


def authors(fields: FrontMatterFields) -> tuple[Author, ...]:
    """Return the authors: names, or mappings of name and url; mail addresses stay private."""
    found = fields.find("authors")
    if not found:
        return ()
    people = found.value if isinstance(found.value, list) else [found.value]
    read = tuple(author for person in people if (author := _author(fields, found, person)))
    if read:
        fields.from_key("authors", "authors")
    return read


def _author(fields: FrontMatterFields, found: FrontMatterValue, person: object) -> Author | None:
    if isinstance(person, Mapping):
        name, url = as_text(person.get("name")), as_text(person.get("url")) or ""
    else:
        name, url = as_text(person), ""
    if name is None:
        fields.warn(found, Message("a name"), quoted(person), Message("write a name, or a mapping of name and url"))
        return None
    plain = fields.clean(found, links.without_mailbox(name))
    return Author(plain, url if is_web_url(url) else "") if strip_tags.visible(plain) else None


def tags(fields: FrontMatterFields, derived: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the tags and those `derived` from other keys; each once, in its first spelling."""
    written = tuple(part for found in fields.every("tags") for part in _split(fields.texts_of(found)))
    if written:
        fields.from_key("tags", "tags")
    elif derived:
        fields.origin("tags", "inferred", "skills and domains")
    return skills.unique((*written, *derived))


def domains(fields: FrontMatterFields) -> tuple[str, ...]:
    """Return the occupational categories of a job."""
    found = skills.unique(_split(fields.texts("domains")))
    if found:
        fields.from_key("job.occupational_category", "domains")
    return found


def _split(texts: Iterable[str]) -> tuple[str, ...]:
    short = (value for value in texts if len(value) <= MAX_CHARACTERS)
    return tuple(part for value in short for part in SEPARATORS.split(value) if part)


def summary(fields: FrontMatterFields, excerpt: str) -> str:
    """Return the summary, else the excerpt."""
    if written := excerpts.from_markdown(fields.text("summary", "summary")):
        return written
    if excerpt:
        fields.origin("summary", "body")
    return excerpt


def claimed_id(fields: FrontMatterFields) -> str:
    """Return the id that the author wants: an absolute and permanent IRI (RFC 4287 §4.2.6)."""
    found = fields.find("id")
    value = fields.text("id")
    if not found or not value:
        return ""
    claim = value if is_web_url(value) and not UNFIT.search(value) else identity.globally_unique_id(value)
    if not claim:
        fields.warn(
            found,
            Message("an id with urn:, tag:, http: or https:"),
            quoted(value),
            Message("write urn:uuid:… or https://…"),
        )
        return ""
    fields.from_key("claimed_id", "id")
    return claim


def aliases(fields: FrontMatterFields, site_url: str) -> tuple[str, ...]:
    """Return the former addresses of a post; those that no page can have are left out and reported."""
    found, valid = fields.find("aliases"), list[str]()
    for written in fields.texts("aliases"):
        is_name = " " in written and "/" not in written  # of a note of Obsidian
        if path_of(written, site_url) and not is_name:
            valid.append(written)
        else:
            remedy = Message("it was left out; write a path such as /old/page/")
            fields.warn(found, Message("the former address of a page"), quoted(written), remedy)
    if valid:
        fields.from_key("aliases", "aliases")
    return tuple(valid)


def url(fields: FrontMatterFields, field: str, base: str = "") -> str:
    """Return a URL that fills the field of the same name."""
    value = fields.url(field, base)
    if value:
        fields.from_key(field, field)
    return value
