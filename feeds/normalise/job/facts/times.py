"""Duration, first day of work, last day to apply and years of experience in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from feeds.normalise.job.facts import phrases, signs
from feeds.normalise.job.facts.found import Found, is_denied, is_led
from feeds.normalise.job.facts.lines import Line
from feeds.normalise.languages import DATES, LEVELS, MONTHS, NUMBERS, ONE, TO, UNITS, WEEKDAYS, YEAR_START, any_of

NOW_VALUE = "now"
_BACK, _AHEAD = 2, 10  # months around the post's own date, for a date without a year
_MAX_YEARS = 30


@cache
def _duration() -> tuple[re.Pattern[str], dict[str, str]]:
    iso = {word: unit[0].upper() for unit in ("week", "month", "year") for word in UNITS[unit]}
    count = rf"\d{{1,2}}|{any_of((*NUMBERS, *ONE))}"
    units = any_of(iso)
    return re.compile(
        rf"(?<![\w/])(?:(?P<low>{count})(?: ?(?P<low_unit>{units}))? ?(?:-|{any_of(TO)}) ?)?"
        rf"(?P<high>{count})[ -](?P<years>prochains? |next )?(?P<unit>{units})(?!\w| ?/)"
    ), iso


def _dates(line: Line) -> Iterator[re.Match[str]]:
    return _date().finditer(line.plain) if line.signs & signs.DATE else iter(())


def duration(line: Line, *, close: bool) -> Iterator[Found]:
    """Yield how long the job lasts, in ISO 8601: `P6M`, or `P4M/P6M` for a range.

    close: the line is on the conditions of the job, or states its contract.
    """
    form, iso = _duration()
    for match in form.finditer(line.plain):
        start = match.start()
        if is_denied("duration", line.plain, start, match.end()):
            continue
        labelled = "duration" in line.facts and not line.plain[:start].strip(" :(-").count(" ") > 5  # noqa: PLR2004
        if close:
            led = labelled or start == 0 or is_led("duration", line.plain, start)
        else:
            led = is_led("duration anywhere", line.plain, start) and _is_hiring(line.plain, start)
        if led:
            yield Found("duration", _iso(match, iso), line)
            return


def _is_hiring(plain: str, end: int) -> bool:
    return bool(phrases.of_table("HIRING").search(plain, 0, end))


def _iso(match: re.Match[str], iso: dict[str, str]) -> str:
    high = f"P{_number(match['high'])}{iso[match['unit']]}"
    if not match["low"]:
        return high
    low = f"P{_number(match['low'])}{iso[match['low_unit'] or match['unit']]}"
    return high if low == high else f"{low}/{high}"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.get(word, 1)


@cache
def _date() -> re.Pattern[str]:
    month, ordinal = any_of(MONTHS), any_of((*DATES["ordinal"], "ere"))
    return re.compile(
        rf"(?<![\w/.])(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})[/.](?P<y>\d{{4}})"
        rf"|(?:(?P<day>\d{{1,2}})(?:{ordinal})?(?: of)? )?(?P<month>{month})\.?"
        rf"(?! \d{{1,2}}(?:{ordinal})?,? \d{{4}})(?:,? (?P<year>20\d\d))?"
        rf"|(?P<month2>{month})\.? (?P<day2>\d{{1,2}})(?:{ordinal})?,? (?P<year2>20\d\d)"
        rf"|(?:{any_of(YEAR_START)})(?: of)? (?P<year3>20\d\d))(?!\w)"
    )


def start(line: Line, posted: date | None) -> Iterator[Found]:
    """Yield when the job starts: a day, a month as `2021-02`, or `now`."""
    labelled = "start" in line.facts
    soon = phrases.of_table("NOW").search(line.plain) if line.signs & signs.NOW_ else None
    for match in _dates(line):
        if soon and soon.start() < match.start():
            break
        led = labelled or _leads("start", line, match.start())
        if not led or phrases.of_table("DATE_NOT_BEFORE").search(line.plain, max(0, match.start() - 20), match.start()):
            continue
        if value := _moment(match, posted):
            yield Found("start", value, line)
            return
        break
    if soon and (labelled or _leads("start", line, soon.start())):
        yield Found("start", NOW_VALUE, line)


def _leads(fact: str, line: Line, at: int) -> bool:
    key = fact if line.is_close else f"{fact} anywhere"
    before = line.plain[:at]
    if phrases.of_table("NOT_BEFORE", fact).search(before):
        return False
    if line.is_close and not line.facts - _WITH_START and _only_date_words(before):
        return True
    return is_led(key, line.plain, at)


# Labels whose values may also be the first day: "Contrat : CDD, dès mars 2026".
_WITH_START = frozenset({"start", "contract", "duration", "hours", "conditions"})


def _only_date_words(before: str) -> bool:
    rest = phrases.of_table("DATE_BEFORE").sub(" ", before)
    return not rest.strip(" :-(,'")


def last_day(line: Line, posted: date | None) -> Iterator[Found]:
    """Yield the last day to apply."""
    for match in _dates(line):
        if "last_day" not in line.facts and not is_led("last_day", line.plain, match.start()):
            words = _day_words().sub("", line.plain[: match.start()])
            if not is_led("last_day", words, len(words)):
                continue
        value = _moment(match, posted)
        if len(value) == len("2021-02-01"):
            yield Found("last_day", value, line)
            return


@cache
def _day_words() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of((*DATES['before'], *WEEKDAYS))})? *$")


def _moment(match: re.Match[str], posted: date | None) -> str:
    """Return a date in ISO 8601, or a month; a year that is missing is the one that is nearest to the post's date."""
    if match["iso"]:
        return match["iso"]
    if match["year3"]:
        return f"{match['year3']}-01"
    day = match["d"] or match["day"] or match["day2"]
    month = int(match["m"]) if match["m"] else MONTHS[match["month"] or match["month2"]]
    year = int(match["y"] or match["year"] or match["year2"] or 0) or _year(month, posted)
    if not year or not 1 <= month <= 12:  # noqa: PLR2004
        return ""
    if not day:
        return f"{year}-{month:02}"
    try:
        return date(year, month, int(day)).isoformat()
    except ValueError:
        return ""


def _year(month: int, posted: date | None) -> int:
    if not posted:
        return 0
    ahead = (month - posted.month) % 12
    if ahead <= _AHEAD - 1:
        return posted.year + (posted.month + ahead > 12)  # noqa: PLR2004
    return 0 if 12 - ahead > _BACK else posted.year - (month > posted.month)


@cache
def _years() -> re.Pattern[str]:
    count = rf"\d{{1,2}}|{any_of(NUMBERS)}"
    return re.compile(
        rf"(?<![\w/])(?P<low>{count})(?: ?(?:-|{any_of(TO)}) ?(?P<high>{count}))? ?\+? "
        rf"?{phrases.after('EXPERIENCE_AFTER')}"
    )


def _is_wanted(line: Line, match: re.Match[str]) -> bool:
    """Return whether years of experience are those of who is looked for: not those of the team, for example."""
    return match.start() == 0 or line.is_close or bool(phrases.of_table("EXPERIENCE_WANTED").search(line.plain))


@cache
def _labelled_years() -> re.Pattern[str]:
    years = any_of(UNITS["year"])
    return re.compile(rf"\D{{0,20}}(\d{{1,2}})(?: ?(?:-|{any_of(TO)}) ?(\d{{1,2}}))? ?\+? ?(?:{years})\b")


def experience(line: Line) -> Iterator[Found]:
    """Yield the years of experience that are wanted, as `3` or `3-5`; after a label, also a level such as `junior`."""
    labelled = "experience" in line.facts
    if phrases.of_table("NOT_BEFORE", "experience").search(line.plain):
        return
    match = _years().search(line.plain)
    if match and not labelled and not _is_wanted(line, match):
        return
    if match:
        low, high = (_number(match[name]) if match[name] else 0 for name in ("low", "high"))
        if 0 < low <= _MAX_YEARS:
            yield Found("experience", f"{low}-{high}" if high else f"{low}", line)
    elif labelled:
        if match := _labelled_years().match(line.plain):
            yield Found("experience", f"{match[1]}-{match[2]}" if match[2] else match[1], line)
            return
        found = [level for level in LEVELS if phrases.of_table("LEVELS", level).search(line.plain)]
        if len(found) == 1:
            yield Found("experience", found[0], line)
