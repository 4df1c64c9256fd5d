"""The lines of a post in which facts are read: values of labels, and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from feeds.normalise.job.facts import labels, rows, signs
from feeds.normalise.job.facts.folding import PUNCTUATION, TAG, Row, bare, fold

_BLANK = " :\n\x02\x03"
# Expressions that begin with the mark itself are found ten times as fast as with what stands before it.
_SENTENCE = re.compile(
    r"[.!?…](?:[\"»)\x03]*\s+(?=[\"«(\x02]*[A-ZÀ-ÖØ-Þ\u2600-\U0001faff])|(?<=[a-zà-ÿ]{3}\.)(?=[A-ZÀ-Þ][a-zà-ÿ]+ ))|;\s+"
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_TAIL = re.compile(
    r"[·•⋅‧∙․.\-/(](?<=[a-zà-ÿ].)"
    r"(?:(?:e|ne|le|se|trice|euse|iere|ière|ve|rice|ère)(?:\)s?|[·•⋅‧∙․.\-/]?s?(?=[^\w@·]|$))|e?s\)|s(?=[^\w@]|$))"
)
_MAX_HEADING, _MAX_LINE = 80, 600  # characters


class Line(NamedTuple):
    """One sentence, or the value of a label.

    written: as its author wrote it. text: without inclusive endings. plain: `text` folded, character by character.
    facts: those that its label names; label: as written. signs: the facts that
    its block may state (`signs`). scope: `label`, `conditions` (below such a heading or label),
    `near` (in the paragraph of a contract or duration), `apply` or "".
    block: the number of its block. html: of its block.
    """

    written: str
    text: str
    plain: str
    facts: frozenset[str] = frozenset()
    scope: str = ""
    block: int = 0
    html: str = ""
    label: str = ""
    signs: frozenset[str] = frozenset()

    @property
    def is_close(self) -> bool:
        """Return whether the line is on the conditions of the job, so that a value needs no lead."""
        return self.scope in ("label", "conditions", "near")


def read(html: str) -> Iterator[Line]:
    """Yield the lines of some HTML, as rendered, that may state facts of a job."""
    found = rows.read(html)
    groups = rows.conditions(found)
    known = signs.anywhere()
    section, heading = labels.Section(), ""
    for number, row in enumerate(found):
        is_heading = row.tag[0] == "h"
        facts, value = (frozenset[str](), "") if is_heading else labels.read(row)
        has_value = bool(facts) and bool(value.strip(_BLANK))
        if is_heading or (len(row.plain) <= _MAX_HEADING and not has_value and labels.is_lead(row)):
            section, heading = labels.next_section(row, section), row.html
            if not section.facts and not known.isdisjoint(row.words):
                yield from _sentences(row, frozenset(), "" if is_heading else section.scope, number)
        elif facts:
            yield from _values(row._replace(html=value), facts, number, row.html[: len(row.html) - len(value)])
        elif section.facts:
            yield from _values(row, section.facts, number, heading)
            section = section._replace(facts=frozenset(), scope="conditions")
        elif section.scope or row.group in groups or not known.isdisjoint(row.words) or "@" in row.plain:
            scope = "conditions" if row.group in groups and section.scope != "apply" else section.scope
            yield from _sentences(row, frozenset(), scope, number)


def _values(row: Row, facts: frozenset[str], number: int, label: str) -> Iterator[Line]:
    """Yield the value of a label: its first sentence, then others as conditions."""
    scope = "apply" if facts == {"apply"} else "label"
    for count, line in enumerate(_sentences(row, facts, scope, number)):
        first = count == 0 or scope == "apply"
        words = bare(unescape(TAG.sub("", label))).strip()
        yield line._replace(label=words) if first else line._replace(facts=frozenset(), scope="conditions")


def _sentences(row: Row, facts: frozenset[str], scope: str, number: int) -> Iterator[Line]:
    """Yield the sentences of a row; those that stand anywhere, only if they have a sign themselves."""
    table = signs.readers()
    found = frozenset[str]().union(*(table[word] for word in table.keys() & row.words))
    needed = () if scope or facts else (*signs.anywhere().intersection(row.words), "@")
    words = TAG.sub("", row.html) if "<" in row.html else row.html
    if "&" in words:
        words = unescape(words)
    words = " ".join(bare(words).split())
    for written in _split(words) if words[-1:] in ".!?" or ";" in words or ". " in words else (words,):
        if needed and not _has(needed, fold(written)):
            continue
        text = _without_asides(written)[:_MAX_LINE].strip(" \t")
        if text:
            yield Line(written.strip(), text, fold(text), facts, scope, number, row.html, signs=found)


def _has(words: tuple[str, ...], plain: str) -> bool:
    return any(word in plain for word in words)


def _without_asides(written: str) -> str:
    """Return a sentence without quotations, which are blank, and without inclusive endings."""
    text = written
    if '"' in text or "«" in text or "“" in text:
        text = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    if not text.isascii():
        for mark, plain in PUNCTUATION[3:]:
            text = text.replace(mark, plain)
    return _TAIL.sub("", text)


def _split(text: str) -> Iterator[str]:
    """Yield the sentences of a text, and its parts between semicolons."""
    at = 0
    for end in _SENTENCE.finditer(text):
        yield text[at : end.start() + (end[0][0] != ";")]
        at = end.end()
    yield text[at:]
