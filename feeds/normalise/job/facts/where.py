"""Place of work and telework in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from feeds.model.settings import Place
from feeds.normalise import places
from feeds.normalise.job import location, telework
from feeds.normalise.job.facts import phrases, signs
from feeds.normalise.job.facts.found import Found, is_led
from feeds.normalise.job.facts.lines import Line
from feeds.normalise.languages import OFFICES, TOWN_ADJECTIVES, any_of
from feeds.normalise.places import Hints, towns
from feeds.normalise.places.france import french_area
from feeds.normalise.values.patterns import lazy_pattern

_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_NAME = (
    rf"(?:\d{{5}} )?(?:[Ll]a |[Ll]e |[Ll]es |[Ll]['’])?{_WORD}"
    rf"(?:[ -](?:(?:de|du|des|la|le|les|sur|en|sous|lès|aux|upon|am) |[dl]['’])*{_WORD})*"
    r"(?:,? (?:\d{5}|\d{1,2}(?: ?(?:e|er|ème|eme|è|th))?(?![\d/%]|\s*(?:jour|j\b|mois|an|days?|week)))"
    r"(?: arrondissement)?)?"
    r"(?: ?\((?:\d{2}[\dAB]?|\d{5}|[A-ZÀ-Þ][^)]{0,60})\))?"
)
_JOIN = r"(?: ?/ ?| - |, |,? (?:et|ou|and|or) )(?:à |au |sur |in |en |at )?"
_PLACES = lazy_pattern(rf"(?:l'|la région de |notre |the )?(?P<names>{_NAME}(?:{_JOIN}{_NAME}){{0,4}})")


_TO_NAME = lazy_pattern(
    r"(?<!\w)(?:à|a|au|en|sur|dans|in|at|of|de|:) (?=(?:la |le |les |l')?(?:région de )?[A-ZÀ-ÖØ-Þ\d])"
)
_CLAUSE = lazy_pattern(r"[;:!?]|\.(?!\w)")
_CODED = lazy_pattern(rf"(?<!\d)\d{{5}} {_WORD}(?:[ -]{_WORD}){{0,3}}")
_PREPOSITION = lazy_pattern(r"(?<= et | ou | or )(?:à|au|sur|in|en|at) |(?<=[,/] )(?:à|au|sur|in|en|at) ")


_PRESENCE = "place of presence"
_MAX_PLACE = 60  # characters of an item that is a place alone
_ASIDE = lazy_pattern(r"([\w'’-]+) ?\(([^)\d]*)\)")


@cache
def _adjectives() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(OFFICES)}) (?P<town>{any_of(TOWN_ADJECTIVES)})(?!\w)")


def place(line: Line, hints: Hints) -> Iterator[Found]:
    """Yield the places of work that a line states."""
    if "place" in line.facts:
        found = _known(_without_telework(line.text), hints, labelled=True)
        if found:
            yield Found("place", found, line)
            return
    near = line.is_close or (line.signs & signs.TELEWORK and phrases.of_table("TELEWORK_SIGNS").search(line.plain))
    kinds = ("place", _PRESENCE) if near else ("place anywhere",)
    for lead in _TO_NAME.finditer(line.text) if line.signs & signs.PLACE else ():
        named = _PLACES.match(line.text, lead.end())
        is_led_by = (one for one in kinds if is_led(one, line.plain, lead.end()))
        kind = next(is_led_by, "") if named else ""
        if not named or not kind or _is_denied(line, lead.start(), named.end(), whole=kind == _PRESENCE):
            continue
        if found := _known(named["names"], hints, labelled=False):
            yield Found(kind if kind == _PRESENCE else "place", found, line)
            return
    coded = _CODED.search(line.text) if line.is_close else None
    if coded and (found := _known(coded[0], hints, labelled=False)):
        yield Found("place", found, line)
        return
    if line.is_close and line.signs & signs.OFFICE and (named := _adjectives().search(line.plain)):
        yield Found("place", _known(TOWN_ADJECTIVES[named["town"]], hints, labelled=False), line)
        return
    if line.scope == "conditions" and len(line.text) < _MAX_PLACE:
        whole = _PLACES.fullmatch(line.text.strip(" .;,"))
        if whole and (found := _known(whole["names"], hints, labelled=False)):
            yield Found("place", found, line)


def _is_denied(line: Line, start: int, end: int, *, whole: bool) -> bool:
    """Return whether the words before a place, in its clause or the line, or those behind, make it another's."""
    denied = phrases.of_table("NOT_BEFORE", "place")
    before = line.plain[max(0, start - 60) : start]
    before = before if whole else _CLAUSE.split(before)[-1]
    return bool(denied.search(before)) or bool(phrases.at_start("NOT_AFTER", "place").match(line.plain, end))


def _without_telework(text: str) -> str:
    return telework.of_place(text).rest if len(text) < 80 else text.split(",", 1)[0]  # noqa: PLR2004


@lru_cache(maxsize=2_000)
def _known(text: str, hints: Hints, *, labelled: bool) -> tuple[Place, ...]:
    if not labelled:
        text = _ASIDE.sub(_without_quarter, text)
    read = places.read(_PREPOSITION.sub("", text.strip(" .;")), hints)
    if read.kind != "place":
        return ()
    known = tuple(one for one in read.places if one.locality and (one.postal_code or towns.where(one.locality)))
    areas = tuple(one for one in read.places if not one.locality and one.region and french_area(one.region))
    if known or areas:
        return known or areas
    return read.places if labelled and len(read.places) == 1 and read.places[0].region else ()


def _without_quarter(aside: re.Match[str]) -> str:
    """Return "Paris" for "Paris (Bercy)", but "l'Agence (Montreuil)" and "Saint-Denis (La Réunion)" as they are."""
    return aside[1] if towns.where(aside[1]) and not french_area(aside[2].strip()) else aside[0]


def remote(line: Line) -> Iterator[Found]:
    """Yield the class of telework that a line states; `presence` for one that states presence alone."""
    sign = phrases.of_table("TELEWORK_SIGNS").search(line.plain) if line.signs & signs.TELEWORK else None
    labelled = "telework" in line.facts
    if not sign and not labelled:
        if line.is_close and line.signs & signs.PRESENCE_ and phrases.of_table("PRESENCE").search(line.plain):
            yield Found("presence", "presence", line)
        return
    at = sign.start() if sign else 0
    if phrases.of_table("NOT_BEFORE", "telework").search(line.plain, 0, at) and line.scope != "label":
        return
    kind = _class(line.plain, max(0, at - _NEAR_SIGN), at + 2 * _NEAR_SIGN)
    if not kind and labelled:
        kind = telework.read(line.text)
        kind = "" if kind == "unknown" else kind
    if not kind and "place" in line.facts:
        stated = telework.of_place(line.text)
        kind = stated.kind if stated.kind != "full" or location.is_area(stated.rest) else ""
    if kind:
        yield Found("telework", kind, line)


_NEAR_SIGN = 50  # characters from telework to the words that make it a class


def _class(plain: str, start: int, end: int) -> str:
    def states(name: str) -> bool:
        return bool(phrases.of_table("TELEWORK_CLASSES", name).search(plain, start, end))

    presence = bool(phrases.of_table("PRESENCE").search(plain))
    if states("none") and phrases.of_table("NONE_NOT").search(plain):
        return "hybrid" if states("hybrid") else ""
    if states("none"):
        return "" if states("full") else "none"
    if states("full") and phrases.of_table("FULL_NOT").search(plain):
        return ""
    occasional = states("occasional")
    if states("full"):
        return "hybrid" if presence or states("hybrid") else "occasional" if occasional else "full"
    if states("rare"):
        return "occasional"
    if states("hybrid") or presence:
        return "hybrid"
    return "occasional" if occasional or states("open") else ""
