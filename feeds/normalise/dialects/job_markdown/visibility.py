"""Visibility: whether a post is a draft, or unlisted, by its front matter and its path.

A statement that is not understood holds a new post back (`Stated.unclear`), since a publication cannot be taken back.
The strictest of several statements counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from feeds.model.problem import Message, Phrase
from feeds.normalise import languages
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import draft_names, key_names, key_senses
from feeds.normalise.dialects.job_markdown.draft_names import UNMISTAKABLE
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue
from feeds.normalise.dialects.job_markdown.key_senses import DRAFTS
from feeds.normalise.places import subdivisions
from feeds.normalise.values.text import SEPARATORS, as_text, fold, is_missing, quoted

Effect = Literal["draft", "unclear", "unlisted", ""]  # the strictest first
_EFFECTS: tuple[Effect, ...] = ("draft", "unclear", "unlisted", "")

_UNLISTED = languages.STATES["unlisted"]
_SCHEDULED = languages.STATES["scheduled"]
_NO = languages.FALSE | languages.NEVER
# Words that have another meaning as the name of a layout, a category or a stage.
_WORDS_OF_STAGES = DRAFTS - {"review", "skip", "sketch", "todo", "to do"} | {"password", "mot de passe"}
_CATEGORIES = frozenset({"category", "categories", "categorie"})
_PRIVATE = frozenset({"private", "prive", "privee", "hidden", "secret"})
# The parts of front matter that other programs keep; a flag in any other part is of that part: `cover: {hidden: true}`.
_CONTAINERS = frozenset(
    {"params", "extra", "meta", "metadata", "custom", "page", "post", "build", "properties", "wp", "wordpress"}
    | {"ghost", "hugo", "jekyll", "zola", "hexo", "astro", "eleventy", "gatsby", "obsidian", "dg", "notion", "decap"}
    | {"netlify", "strapi", "contentful", "sanity", "data", "frontmatter", "fields", "attributes", "options", "cms"}
    | {"settings", "config", "cascade", "taxonomies", "sys", "system", "workflow", "publication", "publishing"}
    | {"entry", "item", "document", "article", "job", "offer", "offre", "admin", "editorial"}
)
_ADDRESS_KEYS = frozenset({"city", "town", "country", "region", "street", "zip", "postalcode", "address"})
_SIGNS = {**dict.fromkeys("❌✖✗✘☒⛔🚫👎", "no"), **dict.fromkeys("✅✔☑👍", "yes"), **dict.fromkeys("🔒🔐", "private")}
_WHETHER = Message("whether it is a draft")


def _until_then(remedy: Message) -> Message:
    return Message(
        "%(remedy)s; until then a new post is not published, and a published one stays as it is", remedy=remedy
    )


_REMEDY = _until_then(Message("write one of these"))
_REMEDY_OF_GUESS = _until_then(Message("write draft: true or draft: false"))


class Visibility(NamedTuple):
    """What a post states about who may see it; `unclear` if a statement is not understood."""

    draft: bool
    unlisted: bool
    unclear: bool


def read(fields: FrontMatterFields, locator: str, context: Context, title: str = "") -> Visibility:
    """Return the visibility of a post, with an error for each statement that is not understood.

    `title` is the one of its first heading, if the front matter has none.
    """
    effects = {effect for field in RULES for effect in _read(fields, field)}
    statements = [*_statements(fields)]
    for statement in statements:
        effects.update(_noted(fields, statement.found, _of_key(fields, statement), statement.field))
    named = draft_names.of_file(locator, context)
    headed = draft_names.of_titles([fields.find("title"), fields.find("roles")], title)
    if named.is_certain:
        fields.origin("stated.draft", "file name", named.part)
        effects.add("draft")
    if headed.is_certain:
        fields.origin("stated.draft", "key" if headed.found else "body", headed.part)
        effects.add("draft")
    if not any(map(fields.find, ("draft", "published", "status"))):  # guesses, which a statement overrides
        for statement in statements:
            effects.update(_noted(fields, statement.found, _guess(fields, statement)))
        for found in fields.every("tags"):
            effects.update(_noted(fields, found, _of_tags(fields, found)))
        for guess in (named, headed):
            if guess.part and not guess.is_certain:
                fields.warn(guess.found, _WHETHER, quoted(guess.part), _REMEDY_OF_GUESS, "error")
                effects.add("unclear")
    return Visibility("draft" in effects, "unlisted" in effects, "unclear" in effects)


def state_word(fields: FrontMatterFields, value: Any) -> str:
    """Return a value as a folded word of the group "state": without punctuation, and without "·e" at its end."""
    written = as_text(value) or ""
    if written and not written.isascii() and not re.search(r"\w", written):
        return next((_SIGNS[sign] for sign in written if sign in _SIGNS), "")
    plain = fold(languages.with_known_words(written, "state", fields.vocabulary)).replace("_", " ")
    return re.sub(r"(?<=\w) e(?:s)?$", "", " ".join(re.findall(r"\w+", plain)))


def _flag(word: str, yes: Effect, no: Effect, otherwise: Effect = "unclear") -> Effect:
    if word in languages.TRUE:
        return yes
    if word in _NO:
        return no
    return "draft" if word in DRAFTS else "unlisted" if word in _UNLISTED else otherwise


def _draft(fields: FrontMatterFields, value: Any) -> Effect:
    return _flag(state_word(fields, value), "draft", "")


def _published(fields: FrontMatterFields, value: Any) -> Effect:
    if fields.is_date(value):  # some authors write the date there
        return ""
    return _flag(state_word(fields, value), "", "draft")


def _visible(fields: FrontMatterFields, value: Any) -> Effect:
    """Return the effect of keys that have other uses as well: a word that is not known has none."""
    if isinstance(value, str) and "/" in value:  # a path
        return ""
    word = state_word(fields, value)
    return "draft" if word in languages.VISIBILITY["restricted"] else _flag(word, "", "draft", "")


def _visibility(fields: FrontMatterFields, value: Any) -> Effect:
    word = state_word(fields, value)
    if word in languages.VISIBILITY["restricted"]:
        return "draft"
    if word in languages.VISIBILITY["everyone"] | languages.OPEN:
        return ""
    return _flag(word, "", "draft")


def _status(fields: FrontMatterFields, value: Any) -> Effect:
    word = state_word(fields, value)
    if word in languages.OPEN | languages.CLOSED:
        return ""
    if word in _SCHEDULED and any(map(fields.find, ("date", "go_live", "opening", "published"))):
        return ""  # its day decides
    return _flag(word, "", "unclear")


def _locked(fields: FrontMatterFields, value: Any) -> Effect:
    return "" if state_word(fields, value) in languages.FALSE else "draft"


def _unlisted(fields: FrontMatterFields, value: Any) -> Effect:
    return _flag(state_word(fields, value), "unlisted", "")


def _listed(fields: FrontMatterFields, value: Any) -> Effect:
    if isinstance(value, Mapping):  # options of a feed
        return ""
    return _flag(state_word(fields, value), "", "unlisted")


def _offer(fields: FrontMatterFields, value: Any) -> Effect:
    return "" if state_word(fields, value) in languages.TRUE | languages.FALSE else "unclear"


def _type(fields: FrontMatterFields, value: Any) -> Effect:
    return "draft" if state_word(fields, value) in UNMISTAKABLE else ""


RULES: dict[str, Callable[[FrontMatterFields, Any], Effect]] = {
    "draft": _draft,
    "published": _published,
    "visible": _visible,
    "visibility": _visibility,
    "status": _status,
    "password": _locked,
    "unlisted": _unlisted,
    "feed": _listed,
    "open": _offer,
    "filled": _offer,
    "type": _type,
}
_EXPECTED: dict[str, Phrase] = {
    "status": Message("open, closed, draft or unlisted"),
    "visibility": Message("public, private or unlisted"),
    "published": Message("true, false or a date"),
}
_ORIGIN: dict[Effect, str] = {"draft": "stated.draft", "unlisted": "stated.unlisted"}


def _read(fields: FrontMatterFields, field: str) -> Iterator[Effect]:
    for found in fields.every(field):
        if field == "status" and _is_place(fields, found):
            continue
        yield from _noted(fields, found, _strictest(fields, found.value, RULES[field]), field)


def _is_place(fields: FrontMatterFields, found: FrontMatterValue) -> bool:
    """Return whether `state` is the part of an address: `state: CA`, or one of several keys of an address."""
    if key_names.folded(found.key) != "state" or _status(fields, found.value) != "unclear":
        return False
    other_keys = {key_names.folded(other.key) for other in fields.unknown}
    return subdivisions.is_us_state(found.value) or bool(other_keys & _ADDRESS_KEYS or fields.find("place"))


def _strictest(fields: FrontMatterFields, value: Any, rule: Callable[[FrontMatterFields, Any], Effect]) -> Effect:
    parts = [part for part in value if not is_missing(part)] if isinstance(value, list) else [value]
    effects = {rule(fields, part) for part in parts}
    return next(effect for effect in _EFFECTS if effect in effects)


def _noted(fields: FrontMatterFields, found: FrontMatterValue, effect: Effect, field: str = "") -> Iterator[Effect]:
    """Yield an effect, if there is one, and note where it came from."""
    if effect == "unclear":
        expected = _EXPECTED.get(field, Message("true or false")) if field else _WHETHER
        fields.warn(found, expected, quoted(found.value), _REMEDY if field else _REMEDY_OF_GUESS, "error")
    elif effect:
        fields.origin(_ORIGIN[effect], "key", found.key, found.line)
    if effect:
        yield effect


class _Statement(NamedTuple):
    """A value under a key that no field has, or in a mapping under one.

    key: the last one, as written. field: the one that has it, of those with a rule. is_own: it is about the post.
    """

    found: FrontMatterValue
    key: str
    field: str = ""
    is_own: bool = True


def _statements(fields: FrontMatterFields) -> Iterator[_Statement]:
    """Yield the values under all unknown keys, and those in them at any depth."""
    for found in fields.replaced:
        yield _Statement(found, found.key, _rule_of(found.key))
    pending = [_Statement(found, found.key) for found in reversed(fields.unknown)]
    while pending:
        statement = pending.pop()
        found, key, _, is_own = statement
        if not isinstance(found.value, Mapping | list):
            yield statement
            continue
        parts = found.value if isinstance(found.value, list) else [found.value]
        if not all(isinstance(part, Mapping) for part in parts):
            yield statement
        is_inner = is_own and key_names.folded(key) in _CONTAINERS
        for part in parts:
            for name, value in part.items() if isinstance(part, Mapping) else ():
                inner = FrontMatterValue(f"{found.key}.{name}", value, found.line)
                pending.append(_Statement(inner, str(name), _rule_of(str(name)) if is_inner else "", is_inner))


def _rule_of(key: str) -> str:
    """Return the field of a key, if it has a rule here, and is spelled right."""
    field, repaired = key_names.field_of(key)
    return field if field in RULES and not repaired else ""


def _of_key(fields: FrontMatterFields, statement: _Statement) -> Effect:
    """Return what a key and its value certainly mean: `isDraft: true`, `dg-publish: false`, `accès: privé`."""
    found, key, field, is_own = statement
    if field:
        return _strictest(fields, found.value, RULES[field])
    if key == "list" and is_own and state_word(fields, found.value) in _NO | {"local"}:  # Hugo
        return "unlisted"
    sense = key_senses.of_key(key)
    if not sense.is_certain or not (is_own or sense.is_plain):
        return ""
    if sense.sense == "state":
        return _strictest(fields, found.value, _state)
    return "draft" if _is_hidden(fields, found.value, sense.sense) else ""


def _is_hidden(fields: FrontMatterFields, value: Any, sense: key_senses.Sense) -> bool:
    """Return whether a value, under a key of a sense, hides its post."""
    word = state_word(fields, value)
    if sense == "locks":
        return not is_missing(value) and word not in languages.FALSE
    if sense not in ("hides", "shows"):
        return False
    return word in DRAFTS or word in (languages.TRUE if sense == "hides" else _NO)


def _state(fields: FrontMatterFields, value: Any) -> Effect:
    return "draft" if state_word(fields, value) in DRAFTS | languages.VISIBILITY["restricted"] else ""


def _guess(fields: FrontMatterFields, statement: _Statement) -> Effect:
    """Return "unclear" for what most often means a draft: `reviewed: false`, `step: draft`, `layout: private`."""
    found, key, field, is_own = statement
    values = found.value if isinstance(found.value, list) else [found.value]
    words = {state_word(fields, value) for value in values}
    if not words.isdisjoint(UNMISTAKABLE) or (
        is_own and key_names.field_of(key)[0] == "tags" and _of_tags(fields, found)
    ):
        return "unclear"
    sense = key_senses.of_key(key) if is_own and not field else key_senses.KeySense()
    if sense.sense == "state":
        return "unclear" if words & _WORDS_OF_STAGES else ""
    return "unclear" if not sense.is_certain and _is_hidden(fields, found.value, sense.sense) else ""


def _of_tags(fields: FrontMatterFields, found: FrontMatterValue) -> Effect:
    """Return "unclear" for a tag or category of drafts: `wip`, `status/draft`; `category: private`."""
    values = found.value if isinstance(found.value, list) else SEPARATORS.split(as_text(found.value) or "")
    parts = (part for value in values for part in re.split("[/:]", as_text(value) or ""))
    words = {state_word(fields, part) for part in parts}
    is_category = not _CATEGORIES.isdisjoint(key_senses.phrase(found.key).split())
    return "unclear" if words & (UNMISTAKABLE | (_PRIVATE if is_category else set())) else ""
