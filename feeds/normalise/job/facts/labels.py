"""Labels and headings: which facts they name, and what is behind a label."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from feeds.normalise.job.facts import phrases
from feeds.normalise.job.facts.folding import Row
from feeds.normalise.languages import HEADING_AFTER, HEADING_BEFORE, HEADINGS, LABEL_TAILS, LABELS
from feeds.normalise.values.patterns import lazy_pattern

_MAX_LABEL = 60  # characters
_MAX_ICON_ROW = 100  # characters: a longer one is a paragraph that a picture adorns
_ICONS = {
    **dict.fromkeys("📍📌🏢", ("place",)),
    **dict.fromkeys("💰💶💵💸", ("pay", "day_rate")),
    **dict.fromkeys("🏠🏡", ("telework",)),
    **dict.fromkeys("📝📄📃📜", ("contract",)),
    **dict.fromkeys("⏳⌛", ("duration",)),
}
_FURTHER = lazy_pattern(r" (?:et|and) .{1,40}$")  # "pay and benefits"
_PARTS = lazy_pattern(r" ?(?:/|,|&|\bet\b|\band\b|\bou\b) ?")
_LABELLED = lazy_pattern(
    r"[^a-z]{0,8}(?P<label>[a-z][^:\n]{0,58}?) ?(?:\x03 ?(?P<bold>[:?-]?)|(?P<sign> ?: | ?:$|:(?=\S)| - | ?\? )\x03?)"
)


class Section(NamedTuple):
    """What the rows below a heading are: its level, their scope, and the facts that it names as a label."""

    level: int = 9
    scope: str = ""
    facts: frozenset[str] = frozenset()


def is_lead(row: Row) -> bool:
    """Return whether a block is a heading in all but its tag: a bold line, or a short line that ends in a colon."""
    if row.tag not in ("p", "div"):
        return False
    plain = row.plain
    bare = plain.strip(" \x02\x03")
    ends = bare.endswith((":", "?"))
    bold = plain[0] == "\x02" and plain.rstrip(" :?").endswith("\x03") and plain.count("\x02") == 1
    if not (ends or bold):
        return False
    kind = of_heading(bare)
    return bool(kind.scope or kind.facts) or (bold and not bare.endswith((".", "!")) and not re.search(r"\d", bare))


def next_section(row: Row, before: Section) -> Section:
    """Return the section that begins with a heading; a bold line without a meaning begins none."""
    level = int(row.tag[1]) if row.tag[0] == "h" and row.tag[1:].isdigit() else 8
    found = of_heading(row.plain.strip(" \x02\x03"))
    if level == 8 and before.level < 8 and not (found.scope or found.facts):  # noqa: PLR2004 - a bold line
        return before
    return found._replace(level=level)


@lru_cache(maxsize=2_000)
def of_heading(bare: str) -> Section:
    """Return what a heading, without its marks, is for the rows below it."""
    words = " ".join(re.sub(r"[^\w'%/ -]", " ", bare).replace("'", " ").split()).strip(" -")
    for scope, form in _headings().items():
        if form.fullmatch(words):
            return Section(scope=scope)
    found = _labels().fullmatch(words) or _labels().fullmatch(_FURTHER.sub("", words))
    if not found:
        return Section()
    facts = frozenset(fact for part in _parts(found["label"]) for fact in _facts_of(part))
    scope = next((name for name in ("apply", "conditions") if name in facts), "")
    return Section(scope=scope, facts=facts - {"conditions"})


@cache
def _headings() -> dict[str, re.Pattern[str]]:
    before, after = phrases.pattern(HEADING_BEFORE), phrases.pattern(HEADING_AFTER)
    return {
        scope: re.compile(rf"(?:(?:{before}) )?(?:{phrases.pattern(forms)})(?: (?:{after})\b.{{0,40}})?")
        for scope, forms in HEADINGS.items()
    }


@cache
def _labels() -> re.Pattern[str]:
    one = phrases.pattern(label for forms in LABELS.values() for label in forms)
    tails = phrases.pattern(LABEL_TAILS)
    # One copy of all labels: with a second for those after a separator, compiling takes 10 ms instead of 5.
    several = rf"(?:(?:\A|(?!\A) ?(?:/|,|&|\bet\b|\band\b|\bou\b) ?)(?:{one})){{1,3}}"
    return re.compile(rf"(?P<label>{several})(?: (?:{tails}))*")


def _parts(label: str) -> list[str]:
    return [part for part in _PARTS.split(label) if part] if label not in _fact_table() else [label]


@cache
def _fact_table() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for fact, forms in LABELS.items():
        for form in forms:
            found[form] = (*found.get(form, ()), fact)
    return found


def _facts_of(part: str) -> tuple[str, ...]:
    return _fact_table().get(part.strip(), ())


def may_begin(row: Row) -> bool:
    """Return whether a row may begin with a label."""
    if not row.words or row.words[0] not in _label_starts():
        return row.plain[:3].lstrip("\x02 ")[:1] == "?" and bool(_read_icon(row)[0])
    head = row.plain[:_MAX_LABEL]
    return ":" in head or "? " in head or "\x03" in head or " - " in head


def read(row: Row) -> tuple[frozenset[str], str]:
    """Return the facts that the label at the start of a row names, and the HTML after it."""
    found = _LABELLED.match(row.plain) if row.words[0] in _label_starts() else None
    if not found:
        return _read_icon(row)
    name = re.sub(r"\([^)]*\)", " ", found["label"])
    words = " ".join(re.sub(r"[^\w'/,& -]", " ", name).replace("'", " ").split()).strip(" -")
    known = _labels().fullmatch(words)
    if not known:
        return _read_icon(row)
    facts = frozenset(fact for part in _parts(known["label"]) for fact in _facts_of(part))
    return facts, _after(row.html, found)


def _read_icon(row: Row) -> tuple[frozenset[str], str]:
    """Return the facts that a picture at the start of a short row stands for, and the HTML after it."""
    text = row.html.lstrip("\x02 ")
    facts = _ICONS.get(text[:1]) if len(row.plain) <= _MAX_ICON_ROW else None
    return (frozenset(facts), text[1:].lstrip("\ufe0f\x03 :")) if facts else (frozenset(), "")


def is_labelled(row: Row) -> bool:
    """Return whether a row begins with a label."""
    return may_begin(row) and bool(read(row)[0])


@cache
def _label_starts() -> frozenset[str]:
    return frozenset(re.split("[ -]", label)[0] for forms in LABELS.values() for label in forms)


def _after(html: str, found: re.Match[str]) -> str:
    """Return what is behind the label in the HTML, which folding has made shorter."""
    sign = found["sign"] or found["bold"] or ""
    strip = sign.strip()
    if found["bold"] is not None:
        rest = html.partition("\x03")[2].lstrip()
        return rest[1:] if rest[:1] in (":", "?", "-", "–", "—") else rest
    marks = (strip,) if strip in (":", "?") else (" – ", " — ", " - ")
    at = min((place for mark in marks if (place := html.find(mark)) >= 0), default=0)
    return html[at + len(marks[0]) :] if at else html
