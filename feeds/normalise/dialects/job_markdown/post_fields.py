"""What any post says about itself besides its text: language, authors, tags, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.model.post import Author
from feeds.model.urls import UNFIT, is_web_url
from feeds.normalise import identity
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown.fields import Found, Reader
from feeds.normalise.html import plain_title
from feeds.normalise.job import skills
from feeds.normalise.values import text
from feeds.normalise.values.links import MAIL_IN_NAME
from feeds.normalise.values.text import SEPARATORS, as_text, quoted

_BCP_47 = re.compile(
    r"(?P<language>[a-zA-Z]{2,3})(?P<script>-[a-zA-Z]{4})?(?P<region>-(?:[a-zA-Z]{2}|\d{3}))?(?P<rest>(?:-[a-zA-Z0-9]{5,8})*)"
)
_LANGUAGES = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}


def language(reader: Reader, context: Context) -> str:
    """Read the language (BCP 47), else give the source's."""
    found = reader.find("language")
    if found and (written := reader.text("language")):
        if tag := language_tag(written):
            reader.from_key("language", "language")
            return tag
        reader.warn(found, "a language tag", quoted(written), "write fr or en")
    reader.origin("language", "default", "the source's language")
    return context.language


def language_tag(written: str) -> str:
    """Write a language as BCP 47 has it: `fr_FR.UTF-8` and "français" too; empty when it is none."""
    tag = _LANGUAGES.get(text.fold(written), written).replace("_", "-").split(".")[0]
    match = _BCP_47.fullmatch(tag)
    if not match:
        return ""
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    return match["language"].lower() + script + region + match["rest"].lower()


def authors(reader: Reader) -> tuple[Author, ...]:
    """Read who wrote a post: names, or mappings of name and url; mail addresses stay private."""
    found = reader.find("authors")
    if not found:
        return ()
    people = found.value if isinstance(found.value, list) else [found.value]
    read = tuple(author for person in people if (author := _author(reader, found, person)))
    if read:
        reader.from_key("authors", "authors")
    return read


def _author(reader: Reader, found: Found, person: object) -> Author | None:
    if isinstance(person, Mapping):
        name, url = as_text(person.get("name")), as_text(person.get("url")) or ""
    else:
        name, url = as_text(person), ""
    if name is None:
        reader.warn(found, "a name", quoted(person), "write a name, or a mapping of name and url")
        return None
    plain = reader.clean(found, MAIL_IN_NAME.sub(" ", name))
    return Author(plain, url if is_web_url(url) else "") if plain else None


def tags(reader: Reader, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Read the tags and add those that follow from other keys; each once, in the spelling first met."""
    written = _parts(reader, "tags")
    if written:
        reader.from_key("tags", "tags")
    elif more:
        reader.origin("tags", "inferred", "skills and domains")
    return skills.unique((*written, *more))


def domains(reader: Reader) -> tuple[str, ...]:
    """Read the families of jobs that a post belongs to."""
    found = skills.unique(_parts(reader, "domains"))
    if found:
        reader.from_key("job.occupational_category", "domains")
    return found


def _parts(reader: Reader, field: str) -> tuple[str, ...]:
    return tuple(part for value in reader.texts(field) for part in SEPARATORS.split(value) if part)


def summary(reader: Reader, excerpt: str) -> str:
    """Read the summary, else give the text's own beginning."""
    if written := plain_title.from_markdown(reader.text("summary", "summary")):
        return written
    if excerpt:
        reader.origin("summary", "body")
    return excerpt


def claimed_id(reader: Reader) -> str:
    """Read the id that an author wishes for: an absolute IRI (RFC 4287 §4.2.6) that lasts."""
    found = reader.find("id")
    value = reader.text("id")
    if not found or not value:
        return ""
    claim = value if is_web_url(value) and not UNFIT.search(value) else identity.globally_unique_id(value)
    if not claim:
        reader.warn(
            found, "an id with urn:, tag:, http: or https:", quoted(value), "write urn:uuid:… or https://…"
        )
        return ""
    reader.from_key("claimed_id", "id")
    return claim


def address(reader: Reader, field: str, base: str = "") -> str:
    """Read an address that fills the field of the same name."""
    value = reader.address(field, base)
    if value:
        reader.from_key(field, field)
    return value
