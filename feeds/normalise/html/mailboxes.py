"""Mailboxes in running text become links, as on GitHub (GFM 0.29 §6.9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from feeds.normalise.values import links

# Names of files, such as `logo@2x.png`, are no mailboxes; nor is the address of a repository, `git@x.org:a/b.git`.
_FILES = "png|jpe?g|gif|svg|webp|avif|pdf|css|js|json|html?|md|zip"
_MAILBOX = (
    r"(?:mailto:)?(?<![\w@/.+%=&-])(?P<box>[\w.+-]*[\w+-]@(?:[^\W_](?:[\w-]*[^\W_])?\.)+"
    rf"(?!(?:{_FILES})\b)[^\W\d_][\w-]*[^\W_])(?![\w@/-]|:[\w~/]|\.\w)"
)
_LITERAL = re.compile(r"<(?P<literal>a|code|pre|kbd|samp)\b.*?</(?P=literal)>|<[^>]*>", re.DOTALL)
_ADDRESS = re.compile(rf"(?:https?://|www\.)[^\s<]+|{_MAILBOX}", re.IGNORECASE)  # nothing in a web address is found


def link(html: str) -> str:
    """Return sanitised HTML in which the mailboxes in running text are links."""
    return change_text(html, _in_text) if "@" in html else html


def change_text(html: str, change: Callable[[str], str]) -> str:
    """Return sanitised HTML with each piece of its running text changed: not that of links and code."""
    parts: list[str] = []
    at = 0
    for found in _LITERAL.finditer(html):
        parts += (change(html[at : found.start()]), found[0])
        at = found.end()
    return "".join((*parts, change(html[at:])))


def _in_text(text: str) -> str:
    return _ADDRESS.sub(_linked, text) if "@" in text else text


def _linked(found: re.Match[str]) -> str:
    target = links.absolute(f"mailto:{unescape(found['box'])}", "") if found["box"] else None
    return f'<a href="{escape(target)}">{found[0]}</a>' if target else found[0]
