"""Contract and hours of work in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from feeds.normalise.job import contracts
from feeds.normalise.job.facts import contract_words, phrases, signs
from feeds.normalise.job.facts.found import Found, is_denied, is_led
from feeds.normalise.job.facts.lines import Line
from feeds.normalise.languages import DAYS_A_WEEK, NUMBERS, OR, TO, any_of

_CIVIL = ("titulaire", "fonctionnaire", "civil servant")


def _concept(words: str, concept_of: dict[str, str]) -> str:
    """Return the concept of some words as written: "stages", "auto-entrepreneur"."""
    plain = re.sub(r"[ '-]+", " ", words)
    forms = (plain, plain.removesuffix("s"), plain.replace("s ", " "), plain.replace("s ", " ").removesuffix("s"))
    return next((concept_of[form] for form in forms if form in concept_of), "")


def read(line: Line) -> Iterator[Found]:
    """Yield the contract that a line states, as concepts of the vocabulary in the order written."""
    labelled = "contract" in line.facts
    form, concept_of = contract_words.forms(labelled=labelled)
    parts: list[list[str]] = []
    begin = end = 0
    for match in form.finditer(line.plain):
        if is_denied("contract", line.plain, match.start(), match.end()) or _is_linked(line.plain, match.start()):
            continue
        # A second one follows the first: "CDD ou freelance".
        if line.scope in ("label", "conditions") or parts or is_led("contract anywhere", line.plain, match.start()):
            if not parts or _OTHER.search(line.plain, end, match.start()):
                parts.append([])
            parts[-1].append(_concept(match[0], concept_of))
            begin, end = begin if end else match.start(), match.end()
    found = [concept for part in parts for concept in contracts.apply_decisive(part)]
    if found and not labelled:  # "CDD, ou mission pour les agents titulaires"
        found += [
            "civil_servant"
            for match in contract_words.forms(labelled=True)[0].finditer(line.plain)
            if match[0].startswith(_CIVIL)
        ]
    if "temporary" in found:  # "CDD (contractuel de la fonction publique)" is one contract
        found = [concept for concept in found if concept != "contractual"]
    if found:
        whole = labelled and len(line.written) <= _MAX_WORDS
        yield Found("contract", tuple(dict.fromkeys(found)), line, "" if whole else line.text[begin:end])


def _is_linked(plain: str, start: int) -> bool:
    """Return whether a contract is only what another word is about: "responsable des alternances"."""
    before = plain[max(0, start - _LEAD) : start][::-1]
    return bool(phrases.mirrored("LINKS").match(before)) and not phrases.mirrored("LINKED").match(before)


_LEAD = 80  # characters
_MAX_WORDS = 60  # characters: the value of a label that is longer is a sentence
_CLAUSE = re.compile(r"[,;]|\.(?!\d)")
_OTHER = re.compile(rf"[,;/+]|\b(?:{any_of(OR)})\b")


@cache
def _days() -> re.Pattern[str]:
    count, days = rf"\d|{any_of(NUMBERS)}|un|one", phrases.pattern(DAYS_A_WEEK)
    share = r"(?<![\d/,.])(?P<fifths>[1-5]) ?/ ?5(?:e|eme|th)?(?![\d/])|(?<!\d)(?P<share>\d{2,3}) ?%"
    return re.compile(
        rf"(?<![\w,.])(?P<low>{count})(?:[.,]5)?(?: ?(?:-|/|{any_of(TO)}) ?(?P<high>{count}))? ?(?:{days})(?!\w)"
        rf"|{share}"
    )


def hours(line: Line) -> Iterator[Found]:
    """Yield the hours that a line states: `full_time`, `part_time` or both."""
    found: list[str] = []
    of_telework = False
    for clause in _CLAUSE.split(line.plain):
        denied = phrases.of_table("HOURS_NOT").search(clause)
        for name, sign, table in (("full_time", signs.FULL, "FULL_TIME"), ("part_time", signs.PART, "PART_TIME")):
            stated = phrases.of_table(table).search(clause) if line.signs & sign else None
            if stated and not (denied and denied.start() < stated.start()):
                found.append(name)
        of_telework = of_telework or bool(phrases.of_table("TELEWORK_SIGNS").search(clause))
        if not denied and ("5" in clause or "%" in clause or line.signs & signs.DAYS):
            for match in _days().finditer(clause):
                if of_telework and match["low"]:
                    continue  # "Télétravail possible, jusqu'à 2 jours par semaine"
                found += _stated(match, clause, labelled="hours" in line.facts)
    if found:
        yield Found("hours", tuple(sorted(set(found))), line)


def _stated(match: re.Match[str], clause: str, *, labelled: bool) -> list[str]:
    if match["share"]:
        known = labelled or phrases.of_table("HOURS_BEFORE_SHARE").search(clause, 0, match.start())
        share = int(match["share"]) / 100
        return [] if not known or not 0.1 <= share <= 1 else ["full_time" if share == 1 else "part_time"]  # noqa: PLR2004
    if match["fifths"]:
        return ["full_time" if match["fifths"] == "5" else "part_time"]
    if re.match(r" ?(?:a|au|in|at|sur) (?!\d)", clause[match.end() :]):
        return []  # "2 jours par semaine à Paris"
    numbers = [_number(match[name]) for name in ("low", "high") if match[name]]
    return ["full_time" if number >= 5 else "part_time" for number in numbers if number]  # noqa: PLR2004 - days


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.get(word, 1)
