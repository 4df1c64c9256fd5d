"""Facts of a job in its text: each of one line, or none if two lines contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import escape

from feeds.normalise.job import telework
from feeds.normalise.job.facts import contract, lines, pay, phrases, signs, times, where
from feeds.normalise.job.facts.found import Found
from feeds.normalise.job.facts.lines import Line
from feeds.normalise.places import Hints

__all__ = ["NOW", "Facts", "Found", "Line", "read"]

NOW = times.NOW_VALUE
_NO_HINTS = Hints()

_PAY, _TELEWORK = signs.PAY_ | signs.DAY_RATE, signs.TELEWORK | signs.PRESENCE_
# What the value of a label may state besides, where that is limited: years of experience are not how long a job lasts.
_ALONE = {
    "experience": signs.EXPERIENCE,
    "last_day": signs.LAST_DAY | signs.APPLY_ | signs.STRONG,
    "place": signs.PLACE | signs.OFFICE | _TELEWORK,
    "telework": signs.PLACE | signs.OFFICE | _TELEWORK,
    "pay": _PAY,
    "day_rate": _PAY,
}
_COMBINED = ("hours", "telework", "apply")


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a text by name, and the statements of those that contradict each other."""

    found: dict[str, Found] = field(default_factory=dict)
    contradicted: dict[str, tuple[Found, ...]] = field(default_factory=dict)


def read(html: str, posted: date | None, hints: Hints = _NO_HINTS, heading: str = "") -> Facts:
    """Return the facts that a text states, from its HTML as rendered.

    posted: the post's date, for dates without a year. hints: the country of places that name none.
    heading: the one above the text, if it is not in the HTML.
    """
    statements: defaultdict[str, list[Found]] = defaultdict(list)
    near_to = -1
    for line in lines.read(f"<h2>{escape(heading)}</h2>{html}" if heading else html):
        is_prose = line.scope in ("", "apply")
        if is_prose and line.block == near_to:  # after "we hire freelancers for six months": about the same job
            line.scope = "near"
        stated = list(_statements(line, posted, hints))
        if stated and is_prose and line.signs & signs.PAST_ and phrases.of_table("PAST").search(line.plain):
            continue
        for one in stated:
            if one.fact in ("contract", "duration"):
                near_to = line.block
            statements[one.fact].append(one)
    if present := statements.pop("place of presence", ()):
        statements["place"] = statements["place"] or list(present)
    facts = Facts()
    for name, all_of_it in statements.items():
        _settle(facts, name, all_of_it, statements)
    return facts


def _statements(line: Line, posted: date | None, hints: Hints) -> Iterator[Found]:
    """Yield what a line states: it is read for the facts that its words or its label show."""
    may, close = line.signs, line.is_close
    for fact in line.facts & _ALONE.keys():
        may &= _ALONE[fact] | signs.of_labels(line.facts)
    stated = list(contract.read(line)) if may & signs.CONTRACT else []
    lasting = list(times.duration(line, close=close or bool(stated))) if may & signs.DURATION else []
    yield from (*stated, *lasting)
    of_telework = "telework" in line.facts and "hours" not in line.facts
    counts = close or stated or lasting or phrases.of_table("HOURS_ANYWHERE").search(line.plain)
    if not of_telework and (may & signs.HOURS or "%" in line.plain) and counts:
        yield from contract.hours(line)
    if close and may & _PAY:
        yield from pay.pay(line)
    if may & signs.START:
        yield from times.start(line, posted)
    if may & signs.LAST_DAY:
        yield from times.last_day(line, posted)
    if close or may & signs.PLACE:
        yield from where.place(line, hints)
    if may & _TELEWORK:
        yield from where.remote(line)
    if may & signs.EXPERIENCE:
        yield from times.experience(line)
    if may & signs.APPLY_ or line.scope == "apply" or "@" in line.written:
        yield from pay.apply(line)


def _settle(facts: Facts, name: str, found: list[Found], statements: dict[str, list[Found]]) -> None:
    if name == "presence":
        return
    if name == "telework":
        kinds = [str(one.value) for one in found]
        near = {found[0].line.block + step for step in (-2, -1, 0, 1, 2)}
        beside = any(one.line.block in near for one in statements.get("presence", ()))
        if (
            beside
            and not {"none", "hybrid"} & set(kinds)
            and not phrases.of_table("TELEWORK_CLASSES", "rare").search(found[0].line.plain)
        ):
            kinds.append("hybrid")
        kind = telework.combine(kinds)
        if kind != "unknown":
            facts.found[name] = found[0]._replace(value=kind)
        else:
            facts.contradicted[name] = tuple(found)
        return
    if name in _COMBINED:
        pages = [one for one in found if name == "apply" and str(one.value[0]).startswith("http")]  # type: ignore[index]
        found = pages or found  # a form or a page is meant for everybody, a mailbox beside it for questions
        values = tuple(dict.fromkeys(value for one in found for value in one.value))  # type: ignore[attr-defined]
        facts.found[name] = found[0]._replace(value=values)
        return
    kept = found[0]
    for other in found[1:]:
        if better := _agree(kept, other):
            kept = better
        else:
            facts.contradicted[name] = tuple(found)
            return
    facts.found[name] = kept


def _agree(one: Found, other: Found) -> Found | None:
    """Return the more precise of two statements that agree; None if they do not."""
    if one.value == other.value:
        return one
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        first, second = set(map(_place_key, one.value)), set(map(_place_key, other.value))
        if first <= second:
            return other if first < second or _detail(other.value) > _detail(one.value) else one
        return one if second <= first else None
    if isinstance(one.value, str) and isinstance(other.value, str):
        if one.value.startswith(other.value):
            return one
        return other if other.value.startswith(one.value) else None
    return None


def _place_key(value: object) -> object:
    return getattr(value, "locality", value) or getattr(value, "region", "")


def _detail(values: Iterable[object]) -> int:
    return sum(len(getattr(value, "postal_code", "")) for value in values)
