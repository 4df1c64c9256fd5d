"""Visibility: whether a post is a draft, or unlisted, by its front matter and its path.

A statement that is not understood holds a new post back (`Stated.unclear`), since a publication cannot be taken back.
The strictest of several statements counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal, NamedTuple

from feeds.model.problem import Phrase
from feeds.normalise import languages
from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue
from feeds.normalise.job import places_us
from feeds.normalise.values.text import as_text, fold, is_missing, quoted

Effect = Literal["draft", "unclear", "unlisted", ""]  # the strictest first
_EFFECTS: tuple[Effect, ...] = ("draft", "unclear", "unlisted", "")

DRAFTS = languages.STATES["draft"] | languages.STAGES
_UNLISTED = languages.STATES["unlisted"]
_SCHEDULED = languages.STATES["scheduled"]
_NO = languages.FALSE | languages.NEVER
# Words that mean the same under any key; others, such as "internal", have other meanings too.
_UNMISTAKABLE = frozenset(
    {"draft", "brouillon", "wip", "work in progress", "do not publish", "ne pas publier", "unpublished"}
    | {"not published", "non publie", "non publiee", "a relire", "to review", "a valider", "a publier", "to publish"}
)
_FLAGS_OF_DRAFTS = frozenset(
    {"draft", "brouillon", "private", "prive", "privee", "hidden", "hide", "unpublished"} | {"headless"}
)
_FLAGS_OF_POSTS = frozenset({"publish", "published", "publie", "publiee", "publier", "public", "visible"})
_PASSWORDS = frozenset({"password", "passphrase"})
# Words beside these in a key that do not change its meaning: `dg-publish`, `is_public`, `wp:post_password`.
_AROUND = frozenset({"is", "est", "dg", "wp", "post", "page", "article", "to", "web", "site", "ready", "it", "the"})
_APPROVALS = frozenset(
    {"active", "actif", "enabled", "online", "en ligne", "live", "ready", "pret", "prete", "approved", "approuve"}
    | {"approuvee", "reviewed", "relu", "relue", "validated", "valide", "validee"}
)
_CONTAINERS = frozenset({"params", "extra", "meta", "metadata", "custom", "page", "post", "build", "properties"})
_ADDRESS_KEYS = frozenset({"city", "town", "country", "region", "street", "zip", "postalcode", "address"})
_FOLDERS = frozenset(
    {"draft", "drafts", "brouillon", "brouillons", "wip", "private", "prive", "prives", "unpublished"}
    | {"nonpublie", "nonpublies", "arelire", "corbeille", "trash"}
)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNTIL_THEN = "; until then a new post is not published, and a published one stays as it is"
_REMEDY = "write one of these" + _UNTIL_THEN
_REMEDY_OF_GUESS = "write draft: true or draft: false" + _UNTIL_THEN


class Visibility(NamedTuple):
    """What a post states about who may see it; `unclear` if a statement is not understood."""

    draft: bool
    unlisted: bool
    unclear: bool


def read(fields: FrontMatterFields, locator: str, context: Context) -> Visibility:
    """Return the visibility of a post, with an error for each statement that is not understood."""
    effects = {effect for field in RULES for effect in _read(fields, field)}
    effects.update(_read_containers(fields))
    for found in fields.unknown:
        effects.update(_noted(fields, found, _of_unknown_key(fields, found)))
    is_stated = any(map(fields.find, ("draft", "published", "status")))
    if not is_stated:  # a guess, which a statement overrides
        for found in (*fields.unknown, *fields.every("tags")):
            effects.update(_noted(fields, found, _guess(fields, found)))
    if part := draft_part(locator, context):
        fields.origin("stated.draft", "file name", part)
        effects.add("draft")
    return Visibility("draft" in effects, "unlisted" in effects, "unclear" in effects)


def draft_part(locator: str, context: Context) -> str:
    """Return the folder or file name that makes a file a draft (`_drafts/`, `_x.md`), or "".

    The source's `path` may be such a folder; so may those that its `include` names.
    """
    if "://" in locator:
        return ""
    *folders, name = locator.removeprefix(context.folder.rstrip("/") + "/").split("/")
    parts = [folder for folder in folders if key_names.folded(folder) in _FOLDERS]
    parts += [name] if name.startswith("_") else []
    return next((part for part in parts if not _is_named(part, context.include)), "")


def _is_named(part: str, patterns: Collection[str]) -> bool:
    """Return whether a pattern names a part of a path by more than wildcards and an ending."""
    steps = (step for pattern in patterns for step in pattern.split("/"))
    return any(fnmatchcase(part, step) and re.sub(r"[*?]|\.\w+$", "", step) for step in steps)


def state_word(fields: FrontMatterFields, value: Any) -> str:
    """Return a value as a folded word of the group "state": without punctuation, and without "·e" at its end."""
    written = as_text(value) or ""
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
    return "draft" if state_word(fields, value) in _UNMISTAKABLE else ""


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
    "status": "open, closed, draft or unlisted",
    "visibility": "public, private or unlisted",
    "published": "true, false or a date",
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
    return places_us.is_state(found.value) or bool(other_keys & _ADDRESS_KEYS or fields.find("place"))


def _strictest(fields: FrontMatterFields, value: Any, rule: Callable[[FrontMatterFields, Any], Effect]) -> Effect:
    parts = [part for part in value if not is_missing(part)] if isinstance(value, list) else [value]
    effects = {rule(fields, part) for part in parts}
    return next(effect for effect in _EFFECTS if effect in effects)


def _noted(fields: FrontMatterFields, found: FrontMatterValue, effect: Effect, field: str = "") -> Iterator[Effect]:
    """Yield an effect, if there is one, and note where it came from."""
    if effect == "unclear":
        expected = _EXPECTED.get(field, "true or false") if field else "whether it is a draft"
        fields.warn(found, expected, quoted(found.value), _REMEDY if field else _REMEDY_OF_GUESS, "error")
    elif effect:
        fields.origin(_ORIGIN[effect], "key", found.key, found.line)
    if effect:
        yield effect


def _read_containers(fields: FrontMatterFields) -> Iterator[Effect]:
    """Yield the effects of keys inside `params:`, `extra:` and the like, in which other programs keep some."""
    for container in fields.unknown:
        if key_names.folded(container.key) not in _CONTAINERS or not isinstance(container.value, Mapping):
            continue
        for key, value in container.value.items():
            field, repaired = key_names.field_of(str(key))
            inner = FrontMatterValue(f"{container.key}.{key}", value, container.line)
            if str(key) == "list" and state_word(fields, value) in _NO | {"local"}:  # Hugo
                yield from _noted(fields, inner, "unlisted")
            elif field in RULES and not repaired:
                yield from _noted(fields, inner, _strictest(fields, value, RULES[field]), field)
            else:
                yield from _noted(fields, inner, _of_unknown_key(fields, inner._replace(key=str(key))))


def _of_unknown_key(fields: FrontMatterFields, found: FrontMatterValue) -> Effect:
    """Return what an unknown key with a flag means: `isDraft: true`, `dg-publish: false`, `à relire: oui`."""
    words = _words(found.key) - _AROUND
    value = state_word(fields, found.value)
    if words and words <= _PASSWORDS and value not in languages.FALSE:
        return "draft"
    if value in languages.TRUE:
        whole = " ".join(re.findall(r"\w+", fold(_CAMEL_CASE.sub(" ", found.key)).replace("_", " ")))
        is_draft = whole in DRAFTS and found.key.casefold() != "cache"  # an option of several programs
        return "draft" if is_draft or (words and words <= _FLAGS_OF_DRAFTS) else ""
    return "draft" if value in _NO and words and words <= _FLAGS_OF_POSTS else ""


def _guess(fields: FrontMatterFields, found: FrontMatterValue) -> Effect:
    """Return "unclear" for what most often means a draft: a tag "wip", `reviewed: false`, `step: draft`."""
    values = found.value if isinstance(found.value, list) else [found.value]
    if any(state_word(fields, value) in _UNMISTAKABLE for value in values):
        return "unclear"
    is_refused = state_word(fields, found.value) in _NO and " ".join(sorted(_words(found.key))) in _APPROVALS
    return "unclear" if is_refused else ""


def _words(key: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", fold(_CAMEL_CASE.sub(" ", key))))
