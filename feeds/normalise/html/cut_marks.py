"""Cut marks: where an author ends the summary, in the spellings of the usual tools."""

from __future__ import annotations

import re

# Hugo, Jekyll, Hexo, VuePress: more. WordPress: `<!--more Read on-->`. Docusaurus: truncate, also in MDX. Nikola:
# TEASER_END, with or without the text of the link. Pelican: PELICAN_END_SUMMARY. Eleventy: excerpt. Drupal: break.
_MARK = (
    r"<!--more [^<>\n]{1,80}-->|<!--\s*(?:more|read[ _-]?more|truncate|break|teaser[ _-]?end(?::[^<>\n]{0,80}?)?"
    r"|pelican_end_summary|excerpt|end[ _-]?(?:of[ _-])?excerpt|excerpt[ _-]?end|/excerpt)\s*-->"
    r"|\{/\*\s*truncate\s*\*/\}"
)
_ANY = re.compile(_MARK, re.IGNORECASE)
_FENCED = r"(?ms:^[ >]{0,9}(?P<fence>```+|~~~+)[^\n]*$.*?(?:^[ >]{0,9}(?P=fence)|\Z))"
_OUTSIDE_CODE = re.compile(rf"{_FENCED}|(?P<ticks>`+)[^`]+(?P=ticks)|(?P<mark>(?i:{_MARK}))")
_NOTE_MARK = re.compile(r"""<sup class="footnote-ref">.*?</sup>""", re.DOTALL)
_NOTES = re.compile(r"""<(?:div|section)[^>]*\sclass="footnotes?\b.*\Z""", re.DOTALL)


def marked(text: str, marker: str) -> str:
    """Return Markdown with the `marker` in place of each cut mark that is not shown as code."""
    # Searching for two signs takes a fiftieth of the time of the expression.
    if ("<!--" not in text and "{/*" not in text) or not _ANY.search(text):
        return text
    if "`" not in text and "~~~" not in text:
        return _ANY.sub(marker, text)
    return _OUTSIDE_CODE.sub(lambda found: marker if found["mark"] else found[0], text)


def with_separator(text: str, separator: str) -> str:
    """Return Markdown with a cut mark in place of the first `excerpt_separator`, and as many lines as before."""
    if not separator or separator not in text:
        return text
    if not separator.strip():  # "\n\n": the first paragraph
        start = len(text) - len(text.lstrip())
        end = text.find(separator, start)
        return f"{text[:end]}<!--more-->{text[end:]}" if end > start else text
    alone = re.search(rf"^[ \t]*{re.escape(separator.strip())}[ \t]*$", text, re.MULTILINE)
    start, end = alone.span() if alone else (text.index(separator), text.index(separator) + len(separator))
    return f"{text[:start]}<!--more-->{text[end:]}"


def without_notes(html: str) -> str:
    """Return the HTML of an engine without footnotes and the marks that refer to them."""
    return _NOTES.sub("", _NOTE_MARK.sub("", html)) if 'class="footnote' in html else html
