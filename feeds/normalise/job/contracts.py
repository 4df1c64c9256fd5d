"""Contract types: words of a contract → schema.org `employmentType` and duration.

Google knows eight values, https://developers.google.com/search/docs/appearance/structured-data/job-posting;
permanence is none of them (schemaorg/schemaorg#2553), so a permanent contract shows as its hours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from feeds.normalise.languages import (
    ALONE_IN_TITLES,
    BEFORE_IN_TITLES,
    CONTRACT_FIELDS,
    CONTRACTS,
    DENIED,
    ELSEWHERE,
    EVERY,
    EXPERIENCE,
    FULL_OR_PART,
    IN_TITLES,
    MISSPELT,
    NUMBERS,
    ONE,
    OR,
    PER,
    SUBJECTS_AFTER,
    SUBJECTS_BEFORE,
    SUBJECTS_NOT_BEFORE,
    TO,
    UNITS,
    VAGUE,
    Vocabulary,
    any_of,
    with_known_words,
)
from feeds.normalise.values import spelling
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import cached, fold

_VALUES = {
    "contractor": "CONTRACTOR",
    "assignment": "CONTRACTOR",
    "temporary": "TEMPORARY",
    "contractual": "OTHER",
    "per_diem": "PER_DIEM",
    "intern": "INTERN",
    "apprentice": "OTHER",
    "volunteer": "VOLUNTEER",
    "other": "OTHER",
    "full_time": "FULL_TIME",
    "part_time": "PART_TIME",
}
# One of these decides, whatever other words there are: "CDD - Alternance" is an apprenticeship.
_DECISIVE = ("apprentice", "intern", "volunteer", "per_diem")
# Words so similar to contract words that they would be taken for misspelt ones.
_OTHER_WORDS = frozenset({"contrat", "contrats", "interne", "internes"})
_HOURS = ("full_time", "part_time")
_PERMANENT = ("permanent", "civil_servant")  # a civil servant is appointed, and has no contract
# Only as the whole text, as they are common words: programmes (V.I.E, V.I.A), and hours.
_ALONE = frozenset({"vie", "via", "completa", "parcial"})

_MARK = r"[·•⋅‧∙․.\-/]"
_TAIL = lazy_pattern(rf"(?:{_MARK}(?:e|ne|le|se|trice|euse|iere|ve))?(?:{_MARK}s)?(?=\W|$)|\((?:e|ne|le|s|es)\)")
_GRADE = lazy_pattern(r"(?<!\w)(?:[Cc]at(?:égorie|egorie|\.)?\s*)?[ABC]\+?(?:\s*[/,]\s*[ABC]\+?)*(?!\w)")
_SPLIT = lazy_pattern(
    r"\s*(?:[,;+|&]|(?<!\d)/(?!\s*(?:\d|semaine|sem\b|week|mois|month|an\b)))\s*"
    rf"|\s(?:{any_of(OR)})\s"
)
_ELSEWHERE = lazy_pattern(any_of(ELSEWHERE))
_DENIED = lazy_pattern(rf"\b(?:{any_of(DENIED)})\b")
_HOUR, _DAY, _WEEKS = (any_of(UNITS[name]) for name in ("hour", "day", "week"))
_WEEK = rf"(?:/|{any_of(PER)})\s*(?:{_WEEKS})"
_HOURS_STATED = lazy_pattern(
    rf"(?P<hours>\d{{1,2}})(?:[.,]\d+)?\s*(?:{_HOUR})\b(?:\s*{_WEEK})?"
    rf"|(?P<days>\d)(?:[.,]\d)?\s*(?:{_DAY})\s*(?:sur\s*5|/\s*5|{_WEEK})|(?<!\d)(?P<fifths>[1-5])\s*/\s*5\b"
    r"|(?:(?P<least>\d{2})\s*[-–]\s*)?(?P<share>\d{2,3})\s*%"
)
_EITHER = lazy_pattern(rf"\b(?:{any_of(FULL_OR_PART)})(?!\w)".replace(r"\ ", r"[\s/-]+"))
_LEAST_REPAIRED = 5  # letters of a word that another one may be a misspelling of: "tempo" is no "temp"
_COUNT = any_of(NUMBERS)
_ISO = {word: name[0].upper() for name in ("day", "week", "month", "year") for word in UNITS[name]}
_DURATION = lazy_pattern(
    rf"(?P<range>(?:\d+|{_COUNT})\s*(?:-|{any_of(TO)})\s*)?\b(?P<count>\d{{1,3}}|{_COUNT}|{any_of(ONE)})\s*"
    rf"(?P<unit>{any_of(word for word in _ISO if len(word) > 1)})\b"
    rf"(?!\s*(?:/|(?:{any_of((*EVERY, *EXPERIENCE))})\b))"
)
_IN_TITLE = lazy_pattern(
    rf"(?:\((?:(?:{any_of(BEFORE_IN_TITLES)})\s+)?|\b(?:{any_of(BEFORE_IN_TITLES)})\s+)"
    rf"((?:{any_of(IN_TITLES)})(?:\s+de\s+\d+\s+(?:{any_of((*UNITS['year'], *UNITS['month']))}))?)(?!\w)"
    rf"|(?<!\w)({any_of(ALONE_IN_TITLES)})(?!\w)"
)
_SUBJECT_BEFORE = lazy_pattern(rf"(?<!\w)(?:{any_of(SUBJECTS_BEFORE)})\s*$")
_NO_SUBJECT_BEFORE = lazy_pattern(rf"(?<!\w)(?:{any_of(SUBJECTS_NOT_BEFORE)})\s*$")
_SUBJECT_AFTER = lazy_pattern(rf"[^,:(/|–—]*?\s(?:{any_of(SUBJECTS_AFTER)})(?!\w)")
_VAGUE = lazy_pattern(rf"\b(?:{any_of(VAGUE)})\b")


class Contract(NamedTuple):
    """A parsed contract.

    types: values of `employmentType` in the order written. kinds: see `Job.contract_kinds`.
    duration: ISO 8601, or "". unknown: parts that were not recognised. repaired: misspelt words with the right
    ones. presumed: whether full time is not written, but follows from a permanent contract.
    """

    types: tuple[str, ...] = ()
    duration: str = ""
    unknown: tuple[str, ...] = ()
    repaired: tuple[tuple[str, str], ...] = ()
    presumed: bool = False
    kinds: tuple[str, ...] = ()


@cached
def read(value: str, *, assume_full_time: bool, vocabulary: Vocabulary = ()) -> Contract:
    """Parse the words of a contract; `vocabulary` are the publisher's additional words."""
    value = with_known_words(_GRADE.sub(" ", value), "contract", vocabulary)
    whole = _EITHER.sub("full time, part time", _TAIL.sub("", fold(value)))
    concepts: list[str] = []
    unknown: list[str] = []
    repaired: list[tuple[str, str]] = []
    for part in filter(None, (piece.strip(" .:()") for piece in _SPLIT.split(whole))):
        found = _concepts(part, repaired)
        concepts += found or []
        if found is None:
            unknown.append(part)
    duration = _duration(whole)
    if duration or "temporary" in concepts:
        concepts = ["temporary" if concept == "contractual" else concept for concept in concepts]
    types, presumed = _types(concepts, assume_full_time=assume_full_time)
    return Contract(types, duration, tuple(unknown), tuple(repaired), presumed, _kinds(concepts))


def of_concepts(concepts: Sequence[str], *, assume_full_time: bool) -> Contract:
    """Return the contract of concepts of the vocabulary, in the order in which a text states them."""
    types, presumed = _types(list(concepts), assume_full_time=assume_full_time)
    return Contract(types, presumed=presumed, kinds=_kinds(concepts))


def with_hours(contract: Contract, hours: Sequence[str]) -> Contract:
    """Return a contract with hours that are stated elsewhere, unless it states some itself."""
    known = {_VALUES[name] for name in _HOURS}
    if not hours or (known & {*contract.types} and not contract.presumed):
        return contract
    kept = tuple(value for value in contract.types if value not in known)
    return contract._replace(types=(*kept, *(_VALUES[name] for name in hours)), presumed=False)


def duration(value: str) -> str:
    """Return a definite duration in ISO 8601, or ""."""
    return _duration(fold(value))


def from_title(title: str) -> str:
    """Return the contract in a job's title, such as "(stage)" or "en CDD de 3 ans", or "".

    What the work is about is no contract: "formations en apprentissage", "intern program manager".
    """
    plain = fold(title)
    for found in _IN_TITLE.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :].split(" - ")[0]
        is_subject = _SUBJECT_BEFORE.search(before) and not _NO_SUBJECT_BEFORE.search(before)
        if found[0].startswith("(") or not (is_subject or (found[2] and _SUBJECT_AFTER.match(after))):
            return found[1] or found[2]
    return ""


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    tables = (CONTRACTS, CONTRACT_FIELDS)
    concept_of = {phrase: concept for table in tables for concept, phrases in table.items() for phrase in phrases}
    ordered = sorted(concept_of, key=lambda phrase: (-len(phrase), phrase))
    forms = "|".join(phrase.replace(" ", "s? ") for phrase in ordered if phrase not in _ALONE)
    return re.compile(rf"(?<!\w)({forms})s?(?!\w)"), concept_of


@cache
def _single_words() -> tuple[str, ...]:
    words = {word for phrases in CONTRACTS.values() for word in phrases if " " not in word}
    return tuple(sorted(word for word in words - MISSPELT if len(word) >= _LEAST_REPAIRED))


def _concepts(part: str, repaired: list[tuple[str, str]]) -> list[str] | None:
    """Return the concepts in one part in the order written; None if it has no known word."""
    pattern, concept_of = _phrases()
    plain = " ".join(re.sub(r"[-_'’.]", " ", part).split())
    if plain in _ALONE:
        return [concept_of[plain]]
    found = [(match.start(), concept_of[_singular(match[1], concept_of)]) for match in pattern.finditer(plain)]
    rest = pattern.sub(" ", plain)
    if _DENIED.search(rest):
        return None
    found += [] if _ELSEWHERE.search(plain) else _stated_hours(part)
    if not found:
        found = _misspelt(plain, concept_of, repaired)
    if not found:
        return [] if _DURATION.search(part) else None
    return apply_decisive([concept for _, concept in sorted(found)])


def _singular(phrase: str, concept_of: dict[str, str]) -> str:
    return phrase if phrase in concept_of else phrase.replace("s ", " ")


def _stated_hours(part: str) -> list[tuple[int, str]]:
    found = []
    for match in _HOURS_STATED.finditer(part):
        share = (
            int(match["hours"]) / 35 if match["hours"]
            else int(match["days"] or match["fifths"]) / 5 if match["days"] or match["fifths"]
            else int(match["share"]) / 100
        )  # fmt: skip
        found.append((match.start(), "full_time" if share >= 1 else "part_time"))
        if match["least"] and share >= 1:  # "80-100%"
            found.append((match.start(), "part_time"))
    return found


def _misspelt(plain: str, concept_of: dict[str, str], repaired: list[tuple[str, str]]) -> list[tuple[int, str]]:
    found = []
    for word in dict.fromkeys(plain.split()):
        near = spelling.nearest(word, _single_words()) if word not in _OTHER_WORDS else ()
        if len({concept_of[candidate] for candidate in near}) == 1:
            repaired.append((word, near[0]))
            found.append((plain.index(word), concept_of[near[0]]))
    return found


def apply_decisive(concepts: list[str]) -> list[str]:
    """Return the concepts of one contract without those that another one overrides: "CDD - Alternance"."""
    hours = [concept for concept in concepts if concept in _HOURS]
    for ruling in _DECISIVE:
        if ruling in concepts:
            return [ruling, *hours]
    employed = any(concept in (*_PERMANENT, "temporary", "contractual") for concept in concepts)
    return [concept for concept in concepts if not (employed and concept == "assignment")]


def _types(concepts: list[str], *, assume_full_time: bool) -> tuple[tuple[str, ...], bool]:
    hours = [concept for concept in concepts if concept in _HOURS]
    presumed = any(concept in _PERMANENT for concept in concepts) and not hours and assume_full_time
    values: list[str] = []
    for concept in concepts:
        if concept in _PERMANENT:
            values += [_VALUES[hour] for hour in hours] or ["FULL_TIME"] * presumed
        else:
            values.append(_VALUES[concept])
    return tuple(dict.fromkeys(values)), presumed


def _kinds(concepts: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of contract: an assignment is a contractor's, and hours are no kind."""
    kinds = ("contractor" if concept == "assignment" else concept for concept in concepts if concept not in _HOURS)
    return tuple(dict.fromkeys(kinds))


def _duration(whole: str) -> str:
    found = {_iso(match) for match in _DURATION.finditer(whole)}
    return found.pop() if len(found) == 1 and not _VAGUE.search(whole) else ""


def _iso(match: re.Match[str]) -> str:
    if match["range"]:
        return ""
    count = NUMBERS.get(match["count"]) or (1 if match["count"] in ONE else int(match["count"]))
    return f"P{count}{_ISO[match['unit']]}" if count else ""
