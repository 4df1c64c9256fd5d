"""What a post says of its own life, worked out from docs/reference/front-matter.md and facts-in-texts.md.

Nothing of `feeds` is used: PyYAML reads the front matter, the tables of the page name the keys, and
the rules of its section "States" are written down a second time.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from support.paths import ROOT

PAGE = ROOT / "docs" / "reference" / "front-matter.md"
POSTS = {".md", ".markdown", ".mdown", ".mkd", ""}
MOST = 2_000_000  # bytes: `max_bytes`, if nothing else is said
YES = {"true", "yes", "oui", "vrai", "ouvert", "open", "on", "y", "o", "1"}
NO = {"false", "no", "non", "faux", "ferme", "closed", "off", "n", "0"}
OPEN = {"ouvert", "en cours", "publie", "open", "published", "live"}
CLOSED = {"ferme", "clos", "cloture", "pourvu", "expire", "termine"} | {
    *("closed", "filled", "expired", "withdrawn", "archived")
}
A_JOB = {"friend", "job", "offre", "emploi", "recrutement"}
AN_ARTICLE = {"article", "news", "actualite", "billet", "post"}
MONTHS = (
    ("janvier", "january", "jan", "janv"),
    ("fevrier", "february", "feb", "fev", "fevr"),
    ("mars", "march", "mar"),
    ("avril", "april", "apr", "avr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "jul", "juil"),
    ("aout", "august", "aug"),
    ("septembre", "september", "sep", "sept"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
MONTH = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
NAMED = "|".join(sorted(MONTH, key=len, reverse=True))
CLOCK = (
    r"(?:(?:t|,?\s+(?:(?:a|at)\s+)?)(?P<h>\d{1,2})\s?[:h]\s?(?P<m>\d\d)?(?::(?P<s>\d\d))?(?:[.,]\d+)?)?"
    r"\s*(?P<zone>z|utc|[+-]\d\d:?\d\d)?"
)
DATES = [
    re.compile(rf"(?:(?:{DAYS})\.?,?\s+)?(?:le\s+)?{form}{CLOCK}")
    for form in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})",
        rf"(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{NAMED})\.?,?\s+(?P<year>\d{{4}})",
        rf"(?P<month>{NAMED})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
]
# The last day to apply in a sentence: the texts of the replayed posts have no other ways to state it.
LAST_DAY = re.compile(
    r"(?:candidat|postul|date limite|ecrivez)(?:[^.!?]|\.(?=\S)){0,110}?"
    r" (?:avant|jusqu'a|jusqu'au|au plus tard|d'ici|limite ?:)"
    rf"(?: le| au)?(?: (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche))?"
    rf" (?P<day>\d{{1,2}})(?:er)? (?P<month>{NAMED})(?!\w)(?: (?P<year>20\d\d))?"
)
FENCE = re.compile(r"(-{3,}|\+{3,})[ \t]*")
KEY = re.compile(r"""["']?(?P<key>\w[\w -]{0,40}?)["']?[ \t]*:(?:[ \t]|$)""")


@dataclass(frozen=True)
class Said:
    """What a file says: its kind, its headline, the id it claims, and when it is open.

    `text` is the whole file in letters alone, `where` what it says of telework and place, plain.
    """

    kind: str
    title: str
    claim: str
    draft: bool
    open: bool | None
    filled: bool | None
    over: bool
    opens: datetime | None
    closes: datetime | None
    text: str = ""
    where: str = ""

    def state(self, now: datetime) -> str:
        """Judge at a moment: `draft`, `scheduled`, `open` or `over`."""
        if self.draft:
            return "draft"
        if self.filled or self.open is False or (self.closes and self.closes <= now):
            return "over"
        if self.open is None and self.over:
            return "over"
        return "scheduled" if self.opens and self.opens > now else "open"

    def stays_open(self, now: datetime) -> bool:
        """Return whether it stays in the feeds if it is there: its date is to come, and it says that it is open."""
        return self.state(now) == "scheduled" and self.open is True


class RefusedError(ValueError):
    """A file is no post."""


def is_post(path: str) -> bool:
    """Return whether a file counts as a post by its name alone."""
    parts = PurePosixPath(path).parts
    return PurePosixPath(path).suffix.lower() in POSTS and not any(part.startswith(".") for part in parts)


def read(path: str, text: str, zone: ZoneInfo) -> Said:
    """Read a post.

    Raises:
        RefusedError: the page says under "What is refused" that it is none.
    """
    if len(text.encode()) > MOST or "\0" in text:
        raise RefusedError(path)
    matter, keys = _by_field(_front_matter(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")))
    kind = _plain(_one(matter.get("type")))
    states_job = not _strong_keys().isdisjoint(keys) or len(_job_fields() & matter.keys()) > 1
    job = kind in A_JOB or (kind not in AN_ARTICLE and states_job)
    written = _date(matter.get("date"), zone)
    if written is None and _flag(matter.get("published")) is None:
        written = _date(matter.get("published"), zone)
    named, opening = _date_of_name(path, zone), _date(matter.get("post_ouvert"), zone)
    published, posted = written or named or opening, opening or written or named
    closes = _date(matter.get("depublication_date"), zone, end=True)
    closes = closes or _date(matter.get("poste_ferme"), zone, end=True)
    if job and not closes and not _states(matter, "depublication_date", "poste_ferme"):
        closes = _last_day(text, posted, zone)
    claim = _text(matter.get("id"))
    return Said(
        kind="job" if job else "article",
        title=_text(matter.get("title")),
        claim=claim if claim.startswith(("urn:", "tag:", "http:", "https:")) else "",
        draft=_flag(matter.get("draft")) is True or _flag(matter.get("published")) is False,
        open=_flag(matter.get("open")),
        filled=_flag(matter.get("poste_pourvu")),
        over=_plain(_one(matter.get("status"))) in CLOSED,
        opens=max(filter(None, (published, posted)), default=None),
        closes=closes,
        text=letters(text),
        where=_plain(f"{matter.get('teletravail')} {matter.get('lieu')}"),
    )


def _states(matter: Mapping[str, Any], *fields: str) -> bool:
    return any(matter.get(field) is not None for field in fields)


def _last_day(text: str, posted: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the end of the last day to apply that a text states, as docs/reference/facts-in-texts.md has it.

    Without a year it is the nearest one to the date of the post, at most two months before it.
    """
    body = re.sub(r"[*_]", "", re.split(r"(?m)^[-+]{3}[ \t]*$", text, maxsplit=2)[-1])
    found = LAST_DAY.search(_plain(body.replace("’", "'")))
    if not found or not posted:
        return None
    written = posted.astimezone(zone).date()
    years = [int(found["year"])] if found["year"] else [written.year + step for step in (-1, 0, 1)]
    days = [date(year, MONTH[found["month"]], int(found["day"])) for year in years]
    end = _of_day(min(days, key=lambda one: abs((one - written).days)), zone, end=True)
    return end if end >= posted else None


# Keys


@cache
def _rows() -> dict[str, tuple[str, bool]]:
    """Read the tables of the page: each key, with the first of its row and whether only a job has it."""
    keys: dict[str, tuple[str, bool]] = {}
    page = PAGE.read_text("utf-8")
    for heading in ("Keys of a job", "Keys of any post"):
        part = page.split(f"### {heading}\n")[1].split("\n###")[0]
        for row in re.findall(r"^\| (`[^|]*`) \|", part, re.MULTILINE):
            names = re.findall(r"`([^`]+)`", row)
            for name in names:
                keys[letters(name)] = (names[0], heading == "Keys of a job")
    return keys


@cache
def _job_fields() -> frozenset[str]:
    return frozenset(field for field, of_job in _rows().values() if of_job)


@cache
def _strong_keys() -> frozenset[str]:
    """Return the keys of which one makes a job, from the sentence above their table."""
    sentence = PAGE.read_text("utf-8").split("with one of")[1].split(", or with")[0]
    return frozenset(map(letters, re.findall(r"`([^`]+)`", sentence)))


def _by_field(data: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return values by the first key of their row, the first one that says something, and all keys that do."""
    found: dict[str, Any] = {}
    keys: set[str] = set()
    slips: list[tuple[str, Any]] = []
    for key, value in data.items():
        if _says_nothing(value):
            continue
        plain = letters(str(key))
        if plain in _rows():
            keys.add(plain)
            found.setdefault(_rows()[plain][0], value)
        elif meant := _meant(plain):
            keys.add(meant)
            slips.append((_rows()[meant][0], value))
    for field, value in slips:
        found.setdefault(field, value)
    return found, frozenset(keys)


def _says_nothing(value: Any) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return all(map(_says_nothing, value)) if isinstance(value, list) else value is None or value == {}


@cache
def _meant(letters: str) -> str:
    """Find the key that a slip stands for: one letter in five to seven, two in more, one field only."""
    most = 0 if len(letters) < 5 else 1 if len(letters) < 8 else 2
    apart = {key: _apart(letters, key) for key in _rows() if abs(len(key) - len(letters)) <= most}
    least = min(apart.values(), default=99)
    nearest = [key for key, steps in apart.items() if steps == least]
    fields = {_rows()[key][0] for key in nearest}
    return nearest[0] if 0 < least <= most and len(fields) == 1 else ""


def _apart(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1]
            ways.append(table[i - 1, j - 1] + (one[i - 1] != other[j - 1]))
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    return table[len(one), len(other)]


# Values


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def letters(key: str) -> str:
    return "".join(letter for letter in _bare(key) if letter.isalnum())


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(_bare(str(value)).split()) if isinstance(value, str | int | float) else ""


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _flag(value: Any) -> bool | None:
    word = _plain(_one(value))
    return True if word in YES else False if word in NO else None


def _date(value: Any, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    at = _any_date(_one(value), zone, end=end)
    return at if at and 1900 <= at.astimezone(zone).year <= 2200 else None


def _any_date(value: Any, zone: ZoneInfo, *, end: bool) -> datetime | None:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        return _of_day(value, zone, end=end)
    found = next((hit for form in DATES if (hit := form.fullmatch(_plain(value)))), None)
    if not found:
        return None
    try:
        day = date(int(found["year"]), MONTH.get(found["month"]) or int(found["month"]), int(found["day"]))
        if found["h"] is None:
            return _of_day(day, zone, end=end)
        clock = time(int(found["h"]), int(found["m"] or 0), int(found["s"] or 0))
    except ValueError:
        return None
    return datetime.combine(day, clock, _zone(found["zone"]) or zone).astimezone(UTC)


def _zone(text: str | None) -> timezone | None:
    if not text or text in ("z", "utc"):
        return UTC if text else None
    shift = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-shift if text[0] == "-" else shift)


def _of_day(day: date, zone: ZoneInfo, *, end: bool) -> datetime:
    return datetime.combine(day, time(23, 59, 59) if end else time(), zone).astimezone(UTC)


def _date_of_name(path: str, zone: ZoneInfo) -> datetime | None:
    """Read the date at the beginning of a name; a post in a folder of its own is named by the folder."""
    place = PurePosixPath(path)
    name = place.parent.name if place.stem == "index" and place.parent.name else place.name
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", name)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return _of_day(day, zone, end=False) if day and 1900 <= day.year <= 2200 else None


# Front matter


class _Loader(yaml.SafeLoader):
    """Reads a date that the calendar does not have as the text it is."""

    def timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return node.value


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.timestamp)


def _front_matter(text: str) -> Mapping[str, Any]:
    head = "".join(letter for letter in text.lstrip() if letter in "\n\t" or unicodedata.category(letter) != "Cc")
    rows = head.split("\n")
    fence = FENCE.fullmatch(rows[0])
    if head.startswith("{") and re.match(r'\{\s*["}]', head):
        return _json(head)
    if not fence:
        _refuse_if_unfenced(rows)
        return {}
    sign = fence[1][0]
    ends = (at for at, row in enumerate(rows) if at and (end := FENCE.fullmatch(row)) and end[1][0] == sign)
    end = next(ends, None)
    if end is None:
        raise RefusedError("the front matter is not closed")
    return _load("\n".join(rows[1:end]), toml=sign == "+")


def _json(head: str) -> Mapping[str, Any]:
    try:
        data, end = json.JSONDecoder().raw_decode(head)
    except ValueError as error:
        raise RefusedError("no JSON") from error
    if head[end:].partition("\n")[0].strip():
        raise RefusedError("text after the closing brace")
    return data


def _load(source: str, *, toml: bool) -> Mapping[str, Any]:
    try:
        data = tomllib.loads(source) if toml else yaml.load(source, _Loader)
    except (yaml.YAMLError, ValueError) as error:
        raise RefusedError(str(error)) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise RefusedError("no list of keys")
    return data


def _refuse_if_unfenced(rows: list[str]) -> None:
    """Refuse a text that starts with front matter in all but its first line."""
    if re.match(r"(?:---|\+\+\+)[ \t]*[\w#]", rows[0]) and any(map(FENCE.fullmatch, rows[1:])):
        raise RefusedError("more than --- on the line that opens the front matter")
    if rows[0].startswith(";;;") and any(row.startswith(";;;") for row in rows[1:]):
        raise RefusedError(";;;")
    comment = re.match(r"<!--.*?-->\s*", "\n".join(rows), re.DOTALL)
    if comment and FENCE.match("\n".join(rows)[comment.end() :]):
        raise RefusedError("a comment before the front matter")
    keys = list(_leading_keys(rows))
    if not keys:
        return
    after = rows[len(keys)] if len(keys) < len(rows) else ""
    known = [key for key in keys if key and (letters(key) in _rows())]
    said = [key for key in keys if key]
    if (FENCE.fullmatch(after) and (known or len(said) > 1)) or (not after and known and len(said) > 1):
        raise RefusedError("no line --- above the front matter")


def _leading_keys(rows: list[str]) -> Iterator[str]:
    """Return the keys of the rows at the beginning; an empty one for a row that goes on with the one before."""
    begun = False
    for row in rows:
        found = KEY.match(row)
        if found:
            begun = True
            yield found["key"]
        elif begun and row.strip() and not FENCE.fullmatch(row) and row.startswith((" ", "\t", "- ", "#")):
            yield ""
        else:
            return
