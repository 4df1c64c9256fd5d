"""Checks of the logo, the colour and the links of a site."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from feeds.config import value_checks as checks
from feeds.config.keys import colors
from feeds.config.value_checks import Finding, describe
from feeds.model.problem import Message, Phrase
from feeds.model.urls import UNFIT

PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif")
SIX = Message("write # and its six digits")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def logo(value: Any) -> Finding | None:
    """Refuse anything but a picture of the project, or a web address."""
    if not isinstance(value, str):
        return None
    if value.lower().startswith("http://"):  # browsers do not show it on a page with https
        return Message("an address with https"), describe(value), Message("write https://%(value)s", value=value[7:])
    if SCHEME.match(value) or value.startswith("//"):
        return checks.web_url(value)
    if finding := checks.path(value):
        return Message("a picture"), *finding[1:]
    path = PurePosixPath(value)
    if path.is_absolute() or ".." in path.parts:
        return Message("a file of the project"), describe(value), Message("copy it beside the configuration")
    if path.suffix.lower() not in PICTURES:
        expected = Message("a picture that browsers show")
        return expected, describe(value), Message("save it as %(kinds)s", kinds=", ".join(PICTURES))
    return None


def color(value: Any) -> Finding | None:
    """Refuse anything but a colour that can be read on a light page; on a dark one, a lighter one is used."""
    if not isinstance(value, str):
        return None
    if not colors.HEX.fullmatch(value):
        plain = value.strip().lstrip("#")
        remedy: Phrase = Message("write '#%(value)s'", value=plain) if colors.HEX.fullmatch(f"#{plain}") else SIX
        return Message("a colour such as '#0a4f9e'"), describe(value), remedy
    found = colors.lowest_contrast(value, colors.LIGHT_GROUNDS)
    if found >= colors.MIN_CONTRAST:
        return None
    near = colors.readable(value, colors.LIGHT_GROUNDS)
    return (
        Message("a colour with a contrast of 4.5 to the page"),
        Message("%(value)s, with %(contrast)s", value=describe(value), contrast=f"{max(found - 0.005, 1):.2f}"),
        Message("write '%(near)s', which has %(contrast)s", near=near, contrast=_contrast(near)),
    )


def _contrast(value: str) -> str:
    return f"{colors.lowest_contrast(value, colors.LIGHT_GROUNDS):.2f}"


def link(value: Any) -> Finding | None:
    """Refuse anything but a web address, a mail address or a path of the site."""
    if not isinstance(value, str):
        return None
    expected = Message(
        "an address such as https://example.org/, mailto:jobs@example.org, or a path such as posts/legal/"
    )
    if value.lower().startswith("mailto:"):
        finding = checks.mailbox(value[7:].partition("?")[0])
        return (expected, describe(value), finding[2]) if finding else None
    if SCHEME.match(value):
        return checks.web_url(value) if value.lower().startswith("http") else (expected, describe(value), "")
    if value.startswith("//"):
        return expected, describe(value), Message("write https:%(value)s", value=value)
    path = re.split("[?#]", value)[0]
    if not value.strip() or ".." in path.split("/") or UNFIT.search(value):
        return expected, describe(value), ""
    return None
