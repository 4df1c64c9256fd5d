"""References to posts and files in the markup of Hugo and Jekyll: `ref`, `relref`, `post_url`, `link`, `relative_url`.

Their markup would break the Markdown around it, so each becomes a URL below `LINK_HOST` before a text is rendered.
Where such a URL is no link then, as in code, it is the markup again.
"""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple
from urllib.parse import quote, unquote

from feeds.model.post import LINK_HOST
from feeds.normalise.values.patterns import lazy_pattern

_SITE = r"(?:\{\{-?\s*site\.(?:base)?url\s*-?\}\})?"
_QUOTED = r"(?:\"(?P<{0}a>[^\"\n]*)\"|'(?P<{0}b>[^'\n]*)'|`(?P<{0}c>[^`\n]*)`"
_PATTERN = lazy_pattern(
    rf"{_SITE}\{{%-?\s*post_url\s+(?P<post_url>[^\s%]+)\s*-?%\}}"
    rf"|{_SITE}\{{%-?\s*link\s+(?P<link>[^%\n]+?)\s*-?%\}}"
    rf"|\{{\{{[<%]-?\s*(?:rel)?ref\s+(?:path=)?{_QUOTED.format('r')}|(?P<rd>[^\s\"'`>%]+))[^{{}}\n]*?[%>]\}}\}}"
    rf"|\{{\{{-?\s*{_QUOTED.format('u')})\s*\|\s*(?:relative_url|absolute_url|relURL|absURL|url"
    r"|prepend:\s*site\.(?:base)?url)\s*-?\}\}"
    r"|\{\{-?\s*site\.(?:base)?url\s*-?\}\}(?=/)"
)
_MARKED = lazy_pattern(rf"https://{re.escape(LINK_HOST)}/!(?P<number>\d+)/[^\s\"<>)\]]*")
_LABEL = lazy_pattern(rf">https://{re.escape(LINK_HOST)}/!\d+/\w+/(?P<path>[^\s\"<>#]*)[^\s\"<>]*</a>")
_ATTRIBUTE = lazy_pattern(rf"(?:href|src|srcset)=\"[^\"]*https://{re.escape(LINK_HOST)}/![^\"]*\"")


class Shortcodes(NamedTuple):
    """A text with URLs in place of its references, and these references as written."""

    text: str
    written: tuple[str, ...] = ()

    def in_html(self, html: str) -> str:
        """Return HTML with the references as written where they are no links."""
        if not self.written:
            return html
        html = _LABEL.sub(lambda found: f">{escape(unquote(found['path']), quote=False)}</a>", html)  # a bare reference
        pieces, at = list[str](), 0
        for attribute in _ATTRIBUTE.finditer(html):
            pieces += (self._shown(html[at : attribute.start()]), attribute[0])
            at = attribute.end()
        return "".join((*pieces, self._shown(html[at:])))

    def _shown(self, html: str) -> str:
        return _MARKED.sub(lambda found: escape(self._original(found), quote=False), html)

    def in_text(self, text: str) -> str:
        """Return a text with the references as written."""
        return _MARKED.sub(self._original, text) if self.written else text

    def _original(self, found: re.Match[str]) -> str:
        number = int(found["number"])
        return self.written[number] if number < len(self.written) else found[0]


def replace(text: str) -> Shortcodes:
    """Return a text with a URL in place of each reference."""
    if "{{" not in text and "{%" not in text:
        return Shortcodes(text)
    written: list[str] = []

    def url(found: re.Match[str]) -> str:
        kind, path = _reference(found)
        if kind == "site":
            return ""
        if kind == "url":
            return "/" + path.lstrip("/")
        path, _, fragment = path.partition("#")
        written.append(found[0])
        anchor = f"#{quote(fragment)}" if fragment else ""
        return f"https://{LINK_HOST}/!{len(written) - 1}/{kind}/{quote(path, safe='/')}{anchor}"

    replaced = _PATTERN.sub(url, text)
    return Shortcodes(replaced, tuple(written))


def _reference(found: re.Match[str]) -> tuple[str, str]:
    """Return the kind of a reference, and the path or name in it."""
    groups = {name: value.strip() for name, value in found.groupdict().items() if value is not None}
    if not groups:
        return "site", ""
    (name, value), *_ = groups.items()
    return {"r": "ref", "u": "url"}.get(name[0], name) if name[0] in "ru" else name, value
