"""Frames, players and forms, of which a link stays; addresses that lead nowhere, which are reported."""

from __future__ import annotations

import re
from html import escape, unescape

_ELEMENT = re.compile(
    r"<(?P<name>iframe|video|audio|form|embed|object)\b(?P<attributes>(?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>"
    r"|<(?P<skipped>!--.*?--)>",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = r"\b{}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
_ADDRESSES = {"form": "action", "object": "data"}
_PATTERNS = {name: re.compile(_VALUE.format(name), re.IGNORECASE) for name in ("src", "action", "data", "title")}
_SOURCE = re.compile(r"<source\b[^>]*>", re.IGNORECASE)
_NEAR = 2_000  # characters after a player in which its sources are
_LITERAL = re.compile(r"<(?P<literal>code|pre)\b.*?</(?P=literal)>", re.DOTALL | re.IGNORECASE)
_DOUBLED = re.compile(r"https?:/*https?(?::|//)[^\s\"'<>)]*", re.IGNORECASE)
_SECOND_SCHEME = re.compile(r":/*[Hh]")  # begins with the sign itself: found ten times as fast as `_DOUBLED`
_DATA = re.compile(r"\bsrc(?:set)?\s*=\s*[\"']?\s*(data:[^\s\"'>]*)", re.IGNORECASE)


def link(html: str) -> str:
    """Return HTML with a link before each frame, player and form, to what it shows or sends."""
    return _ELEMENT.sub(_with_link, html)


def _with_link(found: re.Match[str]) -> str:
    if found["skipped"]:
        return found[0]
    name = found["name"].lower()
    address = _value(_ADDRESSES.get(name, "src"), found["attributes"])
    if not address and name in ("video", "audio"):
        end = found.string.find(f"</{name}", found.end(), found.end() + _NEAR)
        source = _SOURCE.search(found.string, found.end(), end if end != -1 else found.end())
        address = _value("src", source[0]) if source else ""
    if not address or address.lower().startswith(("javascript:", "data:", "about:", "#")):
        return found[0]
    label = _value("title", found["attributes"]) or address.removeprefix("//")
    return f'<a href="{escape(address)}">{escape(label)}</a> {found[0]}'


def _value(name: str, attributes: str) -> str:
    found = _PATTERNS[name].search(attributes)
    return unescape(next((value for value in found.groups() if value), "")).strip() if found else ""


def dead_addresses(html: str) -> tuple[list[str], list[str]]:
    """Return the addresses with two schemes, and the pictures without an address, that are not in code."""
    if "data:" not in html and not (_SECOND_SCHEME.search(html) and _DOUBLED.search(html)):
        return [], []
    shown = _LITERAL.sub("", html)
    return (
        list(dict.fromkeys(map(unescape, _DOUBLED.findall(shown)))),
        list(dict.fromkeys(map(unescape, _DATA.findall(shown)))),
    )
