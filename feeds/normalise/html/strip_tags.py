"""Names without markup: in a title, a tag or a town's name it is either an accident or an attack."""

from __future__ import annotations

import re
from typing import Any

# `<T>` and "a < b" are words. What ends with the text, or before another tag, is a tag to a browser, too.
_TAG = re.compile(r"<(?:(/?)([A-Za-z][\w:.-]*)([^<>]*)|[!?][^<>]*)(>|(?=<)|$)")
_SETTING = re.compile(r"(?i)\b(?:on\w+|src|href|style|data|action)\s*=")
_NEVER = frozenset(
    {"embed", "frame", "frameset", "iframe", "noscript", "plaintext", "script", "style", "xmp"}
)
_HIDING = frozenset({"iframe", "noscript", "script", "style", "template", "xmp"})  # with all that is in them
_BLOCKS = frozenset(
    {"br", "dd", "div", "dt", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p", "td", "tr", "ul"}
)
_ROUNDS = 3  # what is left of one tag in another may be a tag
_DEEPEST = 20


def unmarked(name: str) -> str:
    """Give a name without markup; what only looks like it ("List<T>", "the <b> element") stays."""
    for _ in range(_ROUNDS if "<" in name else 0):
        before, name = name, _without(name)
        if name == before:
            return name
    return name.replace("<", " ") if name != _without(name) else name


def unmarked_all(value: Any, depth: int = 0) -> Any:
    """Do so with all texts in some JSON."""
    if isinstance(value, str):
        return unmarked(value)
    if depth > _DEEPEST:
        return value
    if isinstance(value, dict):
        return {key: unmarked_all(one, depth + 1) for key, one in value.items()}
    return [unmarked_all(one, depth + 1) for one in value] if isinstance(value, list) else value


def _without(name: str) -> str:
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
        if not whole and tag not in _NEVER and not _SETTING.search(attributes):
            continue
        if tag and tag not in closed and tag not in _NEVER and "=" not in attributes:
            continue
        kept.append(name[at : found.start()])
        kept.append(" " if tag in _BLOCKS else "")
        at = found.end()
        if tag in _HIDING and not found[1] and closed.get(tag, -1) > found.start():
            hidden = tag
    return "".join(kept) + ("" if hidden else name[at:])
