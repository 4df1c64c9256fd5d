"""Repair XML that is not well-formed: what is missing is added, only forbidden characters are removed.

Each function reads the text once, whatever is in it.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from html.entities import html5

_SKIPPED = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
_LOOSE = re.compile(
    rf"{_SKIPPED}|&(?:(?P<name>#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][\w.-]{{0,60}});)?|<(?![A-Za-z_:/!?])",
    re.DOTALL,
)
_DECLARED = re.compile(
    r"<!ENTITY\s+([A-Za-z][\w.-]{0,60})\s+(?:\"((?:[^\"&<%]|&#\w{1,7};){0,100})\"|'((?:[^'&<%]|&#\w{1,7};){0,100})')\s*>"
)
_ROOT = r"(?:[\w.-]{1,40}:)?(?:rss|rdf|feed)"
_BEGINS = re.compile(rf"<\?xml\s|<{_ROOT}[\s>]", re.IGNORECASE)
_ENDS = re.compile(rf"</{_ROOT}\s*>", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 §2.2
_TAG = re.compile(rf"{_SKIPPED}|<!|<(/?)([A-Za-z_:][\w.:-]*)([^<>]*)>|<", re.DOTALL)
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w.:-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})
_MAX_ADDED = 1_000_000  # characters that entities of its own may add to a document
# Elements that hold no other of these: where one begins, the one before has ended.
_FIELDS = """
title link guid pubdate description author category comments content:encoded dc:creator dc:date dc:subject
id updated published issued modified summary
"""
_LEAVES = frozenset(_FIELDS.split())
_ENTRIES = frozenset({"item", "entry"})
_VOID = frozenset({"br", "hr", "img", "input", "wbr"})


def references(text: str) -> str:
    """Return XML with its entities as numeric references, and every other `&` and `<` escaped.

    Entities of HTML are known, though no DTD is ever fetched, and short ones that a document declares itself.
    """
    own: dict[str, str] = (
        {name: one or other for name, one, other in _DECLARED.findall(text)} if "<!ENTITY" in text else {}
    )
    left = _MAX_ADDED

    def written(found: re.Match[str]) -> str:
        nonlocal left
        whole, name = found[0], found["name"]
        if whole == "<":
            return "&lt;"
        if whole[0] == "<":  # `--` in a comment is not well-formed, and comments are not used
            return "" if whole.startswith("<!--") and whole.endswith("-->") else whole
        if name is None:
            return "&amp;"
        if name[0] == "#":
            return whole if _character(name[1:]) else ""
        if name in _OF_XML:
            return whole
        if name in own and left > 0:
            left -= len(own[name])
            return own[name]
        letters = html5.get(f"{name};")
        return "".join(f"&#{ord(letter)};" for letter in letters) if letters else f"&amp;{name};"

    return _LOOSE.sub(written, text)


def allowed(text: str) -> str:
    """Return a text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def _character(reference: str) -> bool:
    """Return whether a numeric reference names a character that XML allows."""
    code = int(f"0{reference}", 16) if reference[0] in "xX" else int(reference)
    return code <= 0x10FFFF and (code in (9, 10, 13) or code >= 32) and not _FORBIDDEN.match(chr(code))  # noqa: PLR2004


def whole(text: str) -> str | None:
    """Return the feed alone, without the characters that XML forbids; None if its end is missing."""
    begin = _BEGINS.search(text)
    start = begin.start() if begin else 0
    end = 0
    for found in _ENDS.finditer(text, start):
        end = found.end()
    repaired = references(allowed(text[start:end]))
    return repaired if end and not _is_open(repaired) else None


def _is_open(text: str) -> bool:
    """Return whether a text ends within a comment or CDATA section, and so the end of the feed, too."""
    last = deque(_TAG.finditer(text), maxlen=1)
    return bool(last) and last[0][2] is None


class _Stack:
    """The open elements, and the text written so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._names: list[str] = []
        self._open: Counter[str] = Counter()

    def begin(self, name: str, rest: str) -> None:
        lowered = name.lower()
        if lowered in _ENTRIES:
            self.end(name)
        elif lowered in _LEAVES and self._names and self._names[-1].lower() in _LEAVES:
            self.end(self._names[-1])
        is_empty = rest.endswith("/") or lowered in _VOID
        self.parts.append(f"<{name}{_attributes(rest)}{'/' * is_empty}>")
        if not is_empty:
            self._names.append(name)
            self._open[name] += 1

    def end(self, name: str) -> None:
        """Close an element and all elements in it, if it is open."""
        while self._open[name]:
            last = self._names.pop()
            self._open[last] -= 1
            self.parts.append(f"</{last}>")
            if last == name:
                break

    def finish(self) -> str:
        while self._names:
            self.end(self._names[-1])
        return "".join(self.parts)


def balanced(text: str) -> str:
    """Return XML with all elements closed, surplus end tags dropped and attributes quoted."""
    stack = _Stack()
    last = 0
    for found in _TAG.finditer(text):
        stack.parts.append(text[last : found.start()])
        last = found.end()
        slash, name, rest = found.groups()
        if name is None:
            stack.parts.append("&lt;" if found[0] == "<" else found[0])
        elif slash:
            stack.end(name)
        else:
            stack.begin(name, rest)
    stack.parts.append(text[last:])
    return stack.finish()


def _attributes(rest: str) -> str:
    if not rest.strip(" \t\r\n/"):
        return ""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest):
        found.setdefault(name, double or single.replace('"', "&quot;") or bare)
    return "".join(f' {name}="{value}"' for name, value in found.items())
