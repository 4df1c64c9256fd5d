"""Parts of a written address: street, postal code, number of a département, and the names that are left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from feeds.normalise.languages import AND, OR, PLACES, Vocabulary, any_of
from feeds.normalise.places import countries, subdivisions, towns, wording
from feeds.normalise.places.france import ARRONDISSEMENTS, DEPARTMENTS, hyphenate_departments
from feeds.normalise.values.text import one_line

_BETWEEN = rf"\s*[;|\n]\s*|\s+/\s+|(?<=[^\W\d])/(?=[^\W\d])|\s+(?:{any_of((*OR, *AND))}|&)\s+"
_SEVERAL = re.compile(_BETWEEN, re.IGNORECASE)
_WITH_AND = re.compile(
    r"\b(?:newfoundland|trinidad|bosnia|antigua|tyne|brighton|andaman|jammu|dadra|terre-neuve|trinit[eé]|bosnie|wallis)"
    r"\s+(?:and|et|&)\s+\w+",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"^(?:{any_of(PLACES['label'])})\s*:\s*", re.IGNORECASE)
_MORE = re.compile(r"\s*,?\s*\+\s*\d+(?:\s*(?:more|others?|autres?|locations?))?$", re.IGNORECASE)  # "Paris +2 more"
_IN = rf"(?:{any_of(PLACES['in'])})"
_LEAD = re.compile(rf"^@?(?:(?:{any_of(PLACES['located'])})(?:[·.(-]e\)?)?\s+){{0,2}}{_IN}\s+|^@", re.IGNORECASE)
_OURS = rf"(?:(?:{any_of(PLACES['ours'])})\s+)?(?:{any_of(PLACES['office'])})"
_OFFICE = re.compile(
    rf"^(?:{_OURS})\s+(?:(?:{any_of((*PLACES['in'], *PLACES['of'], 'at'))})\s+|d['’])?(?=\w)", re.IGNORECASE
)
_OFFICE_IN = re.compile(rf"^(?i:{_OURS})\s+(?i:{any_of((*PLACES['in'], 'at'))})\s+(?=[^\Wa-z_])")
_OUR = re.compile(rf"^(?:{any_of(PLACES['our'])})\s+", re.IGNORECASE)
_OFFICE_AFTER = re.compile(rf"\s+(?:{any_of(PLACES['office'])})$", re.IGNORECASE)
_LA_DEFENSE = re.compile(r"\bparis\s*[-–—,(]*\s*la d[ée]fense\b\)?", re.IGNORECASE)  # a district beside Paris
_ONLY = re.compile(r"\s+(?:only|uniquement|seulement|based)$", re.IGNORECASE)
_RANGE = re.compile(r"(\d)\s*[-–]\s*(?=\d{1,3}\b)")
_STREET_WORDS = (
    rf"(?:{any_of(PLACES['street'])}|strasse|straße|platz|calle|carrer|paseo|avenida|viale|piazza|corso|rua|ul\.)\s"
)
_NUMBERED = re.compile(rf"(?<!\d)(\d{{1,4}}(?:\s?(?:bis|ter|quater))?),\s*(?={_STREET_WORDS})", re.IGNORECASE)
_STREET = re.compile(
    rf"\b{_STREET_WORDS}|^\d{{1,5}}[a-z]?\s.*\b(?:st|street|ave|avenue|blvd|boulevard|rd|road|dr|drive|ln|lane|way|pkwy|"
    r"parkway|hwy|highway|plaza|square|court|broadway)\b\.?|\w{3}(?:straße|strasse|str\.|platz|allee|weg|gasse|damm|gracht|"
    r"straat|laan|plein|kade)\s+\d|^via\s.*\d",
    re.IGNORECASE,
)
_NUMBER_AND_NAME = re.compile(r"^\d{1,3}(?:\s?(?:bis|ter|quater))?\s+(?P<name>\D{3,})$", re.IGNORECASE)
_BOX = re.compile(
    r"\b(?:BP|B\.P\.|CS|TSA|P\.?\s?O\.?\s?Box|Postfach|CP)\s*(?:n°\s*)?(?:\d{2,3}\s\d{3}|\d{1,5})(?!\d)"
    r"|(?<=\d)\s+SP$|\bSP\s\d{2}$",  # "75350 PARIS 07 SP", of the State's services
    re.IGNORECASE,
)
_CEDEX = re.compile(r"\s*\bcedex\b(?:\s*\d{1,2}\b)?", re.IGNORECASE)
_POSTAL = re.compile(
    r"(?<![\w-])(?:(?P<prefix>[A-Z]{1,2})-)?(?P<code>\d{5}-\d{3,4}|\d{4}-\d{3}|\d{2}-\d{3}|\d{2}\s\d{3}(?=\s+\D)|"
    r"\d{4}\s?(?!LA|LE|ST|DE|SA)[A-Z]{2}(?=\s)|\d{4,6}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}|[A-Z]\d[\dW]\s[A-Z\d]{4})"
    r"(?![\w-])"
)
_PREFIXES = {"F": "FR", "D": "DE", "B": "BE", "A": "AT", "L": "LU", "I": "IT"}  # as in "F-75011"
_DISTRICT = re.compile(
    r"\b(paris|lyon|marseille)\s*[,(]?\s*(?:0?(\d{1,2})\s*(?:e|er|ère|è|ème|eme|nd|th|st|rd)?|([ivx]{1,5})(?:e|er|ème))"
    r"(?:\s*arr(?:ondissement|\.)?)?\s*\)?(?=\s*(?:[,(–—-]|$))",
    re.IGNORECASE,
)
_DEPARTMENT = r"(?:\d{2}|97\d|2[AaBb])"
_NUMBER_FIRST = re.compile(rf"^({_DEPARTMENT})\s+(?=\D)")
_NUMBER_LAST = re.compile(rf"(?<=\D)\s+({_DEPARTMENT})$")
_CODE_LAST = re.compile(r"^(.*[^\s,])\s+([A-Z]{2,3})$")
_COMMAS = re.compile(r"\s*[,•·>()\[\]]\s*|\s+[-–—:]+\s+|\s*[–—]\s*")
_HYPHENS = re.compile(r"^(remote|hybrid|homeoffice)\s*[-:]\s*|\s*-\s*(?=(?:remote|hybrid)$)", re.IGNORECASE)
_OF = frozenset(PLACES["of"])


@dataclass(slots=True)
class Parts:
    """What one place is made of. `names` are in the order written; `french` means that its form is France's alone.

    `kinds` are what its other parts are. `number` is that of a
    département, `doubtful` whether there may be a country that was not understood.
    """

    streets: list[str] = field(default_factory=list)
    postal_code: str = ""
    district: str = ""
    number: str = ""
    country: str = ""
    french: bool = False
    doubtful: bool = False
    names: list[str] = field(default_factory=list)
    kinds: list[wording.Kind] = field(default_factory=list)


def split(text: str) -> Iterator[str]:
    """Yield the places in a text: "Paris ou Lyon", "Lille / Paris"."""
    text = hyphenate_departments(_MORE.sub("", _LABEL.sub("", one_line(text))))
    kept = [found[0] for found in _WITH_AND.finditer(text)]
    for index, name in enumerate(kept):
        text = text.replace(name, f"\0{index}\0")
    parts = [re.sub("\0(\\d+)\0", lambda found: kept[int(found[1])], part) for part in _SEVERAL.split(text)]
    joined: list[str] = []
    for part in filter(None, parts):
        # "São Paulo/SP": a code is no place of its own.
        if joined and part.isupper() and len(part) <= countries.ALPHA_3 and subdivisions.of_town(joined[-1], part):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    yield from joined


def parse(text: str, vocabulary: Vocabulary = ()) -> Parts:
    """Return the parts of one place."""
    parts = Parts()
    text = _without_lead(text.strip(" .,"))
    text = _LA_DEFENSE.sub("La Défense", text)
    text = _RANGE.sub(r"\1-", _NUMBERED.sub(r"\1 ", _BOX.sub(" ", text)))
    district = _DISTRICT.search(text)
    if district and _may_have_district(text[: district.start()].rstrip()):
        _add_district(district[1], int(district[2] or _roman(district[3])), parts)
        text = f"{text[: district.start()]},{text[district.end() :]}"
    pieces = list(_pieces(text))
    for piece in pieces:
        _add(piece, parts, vocabulary, alone=len(pieces) == 1)
    return parts


def _roman(number: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in number.lower()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _may_have_district(before: str) -> bool:
    """Return whether a district may follow a text: not "Grand" of "Grand Paris 7", nor "rue de"."""
    if not before or before[-1] in ",-–—(" or re.search(r"\b\d{5}$", before):
        return True
    return bool(_STREET.search(before)) and before.rsplit(maxsplit=1)[-1] not in _OF


def _add_district(city: str, number: int, parts: Parts) -> None:
    most, base = ARRONDISSEMENTS[city.casefold()]
    parts.district = city.capitalize()
    if 1 <= number <= most:
        # The 16th of Paris has 75016 and 75116; the first is valid for all of it.
        parts.postal_code, parts.french = str(base + number), True
    elif str(base)[:2] == str(number):
        parts.french = True


def _pieces(text: str) -> Iterator[str]:
    for piece in filter(None, (part.strip(" .-–—") for part in _COMMAS.split(text))):
        yield from _hyphenated(piece)


def _hyphenated(piece: str) -> Iterator[str]:
    """Yield the parts of "US-CA-Santa Clara", "GBR-London" or "Remote-US", as recruiting systems write them."""
    piece = _HYPHENS.sub(lambda found: f"{found[1]}, " if found[1] else ", ", piece)
    for part in piece.split(", "):
        first, _, rest = part.partition("-")
        if rest and not rest[0].isdigit() and not towns.where(part) and _is_country(first) and not _is_country(part):
            second, _, third = rest.partition("-")
            yield first
            yield from (second, third) if third and subdivisions.meanings(second) else (rest,)
        else:
            yield part


def _is_country(text: str) -> bool:
    return bool(countries.by_code(text) or countries.by_name(text))


def _add(piece: str, parts: Parts, vocabulary: Vocabulary, *, alone: bool) -> None:
    """Add what stands between two commas, dashes or brackets."""
    if _CEDEX.search(piece):
        piece, parts.french = _CEDEX.sub("", piece), True
    if piece.upper() in DEPARTMENTS:
        parts.number = piece.upper()
        return
    postal = _POSTAL.search(piece)
    if is_street(piece):
        # "12 rue Haute 56000 Vannes": the postal code ends the street.
        ends = postal.start() if postal and postal.start() and not is_street(piece[postal.start() :]) else len(piece)
        parts.streets.append(piece[:ends].strip())
        piece = piece[ends:]
        postal = _POSTAL.search(piece)
    if postal:
        parts.postal_code = re.sub(r"^(\d\d)\s(\d{3})$", r"\1\2", postal["code"])
        prefix = postal["prefix"] or ""
        parts.country = _PREFIXES.get(prefix) or countries.by_code(prefix) or parts.country
        piece = f"{piece[: postal.start()]}{piece[postal.end() :]}"
    piece = _without_lead(_without_number(piece.strip(" -,"), parts))
    numbered = _NUMBER_AND_NAME.search(piece)
    if numbered and not alone and wording.is_name(numbered["name"]):
        parts.streets.append(piece)
    elif piece:
        _add_name(piece, parts, vocabulary)


def _without_lead(text: str) -> str:
    """Return "Lyon" of "Based in Lyon", "Our office in Lyon", "Lyon office" or "Région Bretagne"."""
    if wording.classify(text).kind in ("remote", "absent"):
        return text
    text = _OFFICE_IN.sub("", _ONLY.sub("", _LEAD.sub("", text)))
    for patterns in ((_OFFICE,), (_OFFICE_AFTER,), (_OUR,), (_OUR, _OFFICE_AFTER)):
        name = text
        for pattern in patterns:
            name = pattern.sub("", name)
        if name != text and (wording.is_known(re.split(r"[,;(–—]| - ", name)[0]) or _DISTRICT.match(name)):
            return name
    return text


def is_street(text: str) -> bool:
    """Return whether a text has the words of a street, and is not the name of a town that has them too."""
    return bool(_STREET.search(text)) and not towns.where(text)


def _without_number(piece: str, parts: Parts) -> str:
    """Return "Paris" of "75 Paris" or "Dublin 2"; the number of a département is noted."""
    for pattern in (_NUMBER_FIRST, _NUMBER_LAST):
        found = pattern.search(piece)
        if found:
            name = f"{piece[: found.start()]}{piece[found.end() :]}".strip()
            known = towns.countries(name)
            if "FR" in known:
                parts.number = found[1].upper()
            return name if known else piece
    found = re.search(r"(?<=\D)\s+\d{1,2}$", piece)
    return piece[: found.start()] if found and towns.where(piece[: found.start()]) else piece


def _add_name(piece: str, parts: Parts, vocabulary: Vocabulary) -> None:
    # "NC" alone is "non communiqué", and North Carolina after a town.
    is_code = bool(parts.names) and piece.isupper() and len(piece) <= countries.ALPHA_3 and subdivisions.meanings(piece)
    found = wording.Reading("place", piece) if is_code else wording.classify(piece, vocabulary)
    parts.kinds.append(found.kind)
    if found.kind != "place":
        return
    code = _CODE_LAST.search(found.name)
    if code and not towns.where(found.name) and towns.where(code[1]) and subdivisions.of_town(code[1], code[2]):
        parts.names += [code[1], code[2]]
    else:
        parts.names.append(found.name)
