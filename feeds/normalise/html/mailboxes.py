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
_LITERAL = re.compile(r"<(?P<literal>a|code|pre|kbd|samp)\b.*?</(?P=literal)>|\Z", re.DOTALL)
_PIECE = re.compile(r"<[^>]*>|[^<]+")
_SIGN = re.compile("@")
_ADDRESS = re.compile(rf"(?:https?://|www\.)[^\s<]+|{_MAILBOX}", re.IGNORECASE)  # nothing in a web address is found


def link(html: str) -> str:
    """Return sanitised HTML in which the mailboxes in running text are links."""
    return change_text(html, _SIGN, lambda text: _ADDRESS.sub(_linked, text)) if "@" in html else html


def change_text(html: str, sign: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Return sanitised HTML with each piece of its running text changed that has a sign: not that of links and code."""

    def changed(found: re.Match[str]) -> str:
        return change(found[0]) if found[0][0] != "<" and sign.search(found[0]) else found[0]

    parts: list[str] = []
    at = 0
    for literal in _LITERAL.finditer(html):
        between = html[at : literal.start()]
        parts += (_PIECE.sub(changed, between) if sign.search(between) else between, literal[0])
        at = literal.end()
    return "".join(parts)


def _linked(found: re.Match[str]) -> str:
    target = links.absolute(f"mailto:{unescape(found['box'])}", "") if found["box"] else None
    return f'<a href="{escape(target)}">{found[0]}</a>' if target else found[0]
