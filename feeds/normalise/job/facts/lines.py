"""The lines of a post in which facts are read: values of labels, and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from feeds.normalise.job.facts import labels, rows, signs
from feeds.normalise.job.facts.folding import PUNCTUATION, TAG, Row, bare, fold
from feeds.normalise.values.patterns import lazy_pattern

_BLANK = " :\n\x02\x03"
# Expressions that begin with the mark itself are found ten times as fast as with what stands before it.
_SENTENCE = lazy_pattern(
    r"[.!?…](?:[\"»)\x03]*\s+(?=[\"«(\x02]*[A-ZÀ-ÖØ-Þ\u2600-\U0001faff])|(?<=[a-zà-ÿ]{3}\.)(?=[A-ZÀ-Þ][a-zà-ÿ]+ ))|;\s+"
)
_QUOTED = lazy_pattern(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_TAIL = lazy_pattern(
    r"[·•⋅‧∙․.\-/(](?<=[a-zà-ÿ].)"
    r"(?:(?:e|ne|le|se|trice|euse|iere|ière|ve|rice|ère)(?:\)s?|[·•⋅‧∙․.\-/]?s?(?=[^\w@·]|$))|e?s\)|s(?=[^\w@]|$))"
)
_SENTENCES = lazy_pattern(r"[.!?…][\"»)]*\s|\.[A-ZÀ-Þ]")  # a quick search for what may be the end of one
_MAX_HEADING, _MAX_LINE = 80, 600  # characters
NO_FACTS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Line:
    """One sentence, or the value of a label.

    written: as its author wrote it. text: without inclusive endings. plain: `text` folded, character by character.
    signs: what its words show that it may state. facts: those that its label names; label: as written.
    scope: `label`, `conditions` (below such a heading or label), `near` (in the paragraph of a contract or
    duration), `apply` or "". block: the number of its block. html: of its block.
    """

    written: str
    text: str
    plain: str
    signs: int
    scope: str
    block: int
    html: str
    facts: frozenset[str] = NO_FACTS
    label: str = ""

    @property
    def is_close(self) -> bool:
        """Return whether the line is on the conditions of the job, so that a value needs no lead."""
        return self.scope in ("label", "conditions", "near")


def read(html: str) -> Iterator[Line]:
    """Yield the lines of some HTML, as rendered, that may state facts of a job."""
    found = rows.read(html)
    groups = rows.conditions(found)
    section, heading = labels.Section(), ""
    for number, row in enumerate(found):
        is_heading = row.tag[0] == "h"
        facts, value = NO_FACTS, ""
        if not is_heading and labels.may_begin(row):
            facts, value = labels.read(row)
            if section.scope == "apply":
                facts -= {"place"}  # "Adresse :" is where to write to
        if is_heading or (len(row.plain) <= _MAX_HEADING and not value.strip(_BLANK) and labels.is_lead(row)):
            section, heading = labels.next_section(row, section), row.html
            known = 0 if section.facts else signs.of_words(row.words)
            if known & signs.ANYWHERE:
                yield from _sentences(row, "" if is_heading else section.scope, number, known)
        elif facts:
            label = row.html[: len(row.html) - len(value)]
            yield from _values(row._replace(html=value), facts, number, label)
        elif section.facts:
            yield from _values(row, section.facts, number, heading)
            section = section._replace(facts=NO_FACTS, scope="conditions")
        else:
            is_item = row.group in groups and section.scope != "apply"
            scope, known = "conditions" if is_item else section.scope, signs.of_words(row.words)
            if scope or known & signs.ANYWHERE or "@" in row.plain:
                yield from _sentences(row, scope, number, known)


def _values(row: Row, facts: frozenset[str], number: int, label: str) -> Iterator[Line]:
    """Yield the value of a label: its first sentence, then others as conditions."""
    scope = "apply" if facts == {"apply"} else "label"
    named, words = signs.of_labels(facts), bare(unescape(TAG.sub("", label))).strip()
    for count, line in enumerate(_sentences(row, scope, number, signs.of_words(row.words))):
        if count == 0 or scope == "apply":
            line.facts, line.label, line.signs = facts, words, line.signs | named
        else:
            line.scope = "conditions"
        yield line


def _sentences(row: Row, scope: str, number: int, known: int) -> Iterator[Line]:
    """Yield the sentences of a row with the signs `known`; those that stand anywhere only if they have such a sign."""
    words = row.html
    if "<" in words:
        words = TAG.sub("", words)
    if "&" in words:
        words = unescape(words)
    words = " ".join(bare(words).split())
    parts = list(_split(words)) if "; " in words or _SENTENCES.search(words) else [words]
    for written in parts:
        plain = fold(written)
        may = known if len(parts) == 1 else signs.of_plain(plain)
        if not scope and not may & signs.ANYWHERE and "@" not in plain:
            continue
        text = _without_asides(written)[:_MAX_LINE].strip(" \t")
        if text:
            yield Line(written.strip(), text, plain if text == written else fold(text), may, scope, number, row.html)


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
