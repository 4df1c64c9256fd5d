"""Strip HTML tags from short texts (titles, tags, names), where they are a mistake or an attack."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

# `<T>` and "a < b" are text. For a browser, a tag may also end at the next tag or the end of the text.
_TAG = re.compile(r"<(?:(/?)([A-Za-z][\w:.-]*)([^<>]*)|[!?][^<>]*)(>|(?=<)|$)")
_TAG_ATTRIBUTE = re.compile(r"(?i)\b(?:on\w+|src|href|style|data|action)\s*=")
_ALWAYS_TAGS = frozenset({"embed", "frame", "frameset", "iframe", "noscript", "plaintext", "script", "style", "xmp"})
_DROPPED_WITH_CONTENT = frozenset(
    {"iframe", "noscript", "script", "style", "template", "xmp"}
)  # with all that is in them
BLOCKS = frozenset({"br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "td", "tr", "ul"})
_MAX_ROUNDS = 3  # without a tag inside it, the rest of another one may be a tag again
_MAX_DEPTH = 20
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")  # letters and symbols that no font shows


def strip_tags(name: str) -> str:
    """Return a short text without HTML tags; text such as "List<T>" or "the <b> element" stays."""
    if "<" not in name:  # nearly all
        return name
    for _ in range(_MAX_ROUNDS):
        before, name = name, _strip_once(name)
        if name == before:
            return name
    return name.replace("<", " ") if name != _strip_once(name) else name


def visible(title: str) -> str:
    """Return a title, or "" if without its tags it has no letter, digit or symbol that a reader can see."""
    return title if any(map(_is_visible, strip_tags(title))) else ""


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    return (category[0] in "LN" or category in ("Sc", "Sm", "So")) and character not in _BLANK


def strip_tags_in_json(value: Any, depth: int = 0) -> Any:
    """Return a JSON value with the tags stripped from all its strings."""
    if isinstance(value, str):
        return strip_tags(value)
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, dict):
        return {key: strip_tags_in_json(one, depth + 1) for key, one in value.items()}
    return [strip_tags_in_json(one, depth + 1) for one in value] if isinstance(value, list) else value


def _strip_once(name: str) -> str:
    tags = list(_TAG.finditer(name))
    closed = {found[2].lower(): found.start() for found in tags if found[1]}
    kept, at, hidden = [], 0, ""
    for found in tags:
        tag, whole = (found[2] or "").lower(), found[4] == ">"
        if hidden:
            if found[1] and tag == hidden:
                at, hidden = found.end(), ""
            continue
        attributes = found[3] or ""
        if not whole and tag not in _ALWAYS_TAGS and not _TAG_ATTRIBUTE.search(attributes):
            continue
        if tag and tag not in closed and tag not in _ALWAYS_TAGS and "=" not in attributes:
            continue
        kept.append(name[at : found.start()])
        kept.append(" " if tag in BLOCKS else "")
        at = found.end()
        if tag in _DROPPED_WITH_CONTENT and not found[1] and closed.get(tag, -1) > found.start():
            hidden = tag
    return "".join(kept) + ("" if hidden else name[at:])
