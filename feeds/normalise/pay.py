"""Pay as an employer states it: a number, its unit and gross, or nothing.

Google wants only what the employer states,
https://developers.google.com/search/docs/appearance/structured-data/job-posting#base-salary
"""

from __future__ import annotations

import re

from feeds.model import Pay
from feeds.normalise.text import fold, one_line
from feeds.normalise.words import Added, in_ours

_NUMBER = r"(?:\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+)(?:[.,]\d{1,2}(?!\d))?"
_CURRENCY = r"€|euros?|eur|£|gbp|chf|usd|us\$"
_CODES = {"€": "EUR", "e": "EUR", "£": "GBP", "g": "GBP", "c": "CHF", "u": "USD"}


def _amount_of(name: str) -> str:
    return rf"(?:(?:{_CURRENCY})\s*)?(?P<{name}>{_NUMBER})\s*(?P<{name}_kilo>k)?\s*(?:{_CURRENCY})?"


_RANGE = re.compile(
    rf"(?<![\w.,])(?P<money>{_amount_of('low')}"
    rf"(?:[^\d€£$]{{0,14}}?\s*(?:-|\ba\b|\bet\b|\bto\b|\band\b)\s*{_amount_of('high')})?)(?!\w|[.,]\d)"
)
_UNITS = (
    ("DAY", re.compile(r"\btjm\b|(?:par|/|per|a)\s?(?:j|jour|day)\b|\bjournali|\bdaily\b")),
    ("HOUR", re.compile(r"(?:par|/|per|de l.)\s?(?:h|heure|hour)\b|\bhoraire|\bhourly\b")),
    ("MONTH", re.compile(r"(?:par|/|per)\s?(?:mois|month)\b|\bmensuel|\bmonthly\b")),
    ("WEEK", re.compile(r"(?:par|/|per)\s?(?:semaine|week)\b|\bhebdomadaire|\bweekly\b")),
    (
        "YEAR",
        re.compile(r"(?:par|/|per)\s?(?:an|annee|year)\b|\bannuel|\bannum\b|\bannual|\bp\.a\.|\byearly\b"),
    ),
)
_NO_PAY = re.compile(
    r"\bnets?\b|\bbudget|\bmillions?\b|\bmilliards?\b|\bttc\b|\bbillion|\bvat included\b|\bapres impot"
)
_GROSS = re.compile(r"\bbruts?\b|\bgross\b")
_FROM = re.compile(r"a partir de|au moins|minimum|\bmin\b|\bfrom\b|at least|\bdes \d|>|plus de")
_UP_TO = re.compile(r"jusqu|maximum|\bmax\b|up to|<|moins de")
# schema.org's `unitText`, UN/CEFACT's codes for `unitCode`, and bare words for a unit.
_UNIT_WORDS = {
    "hour": "HOUR", "hur": "HOUR", "heure": "HOUR", "h": "HOUR", "day": "DAY", "jour": "DAY", "j": "DAY",
    "week": "WEEK", "wee": "WEEK", "semaine": "WEEK", "month": "MONTH", "mon": "MONTH", "mois": "MONTH",
    "year": "YEAR", "ann": "YEAR", "an": "YEAR", "annee": "YEAR",
}  # fmt: skip
GROSS_YEAR = 12_000  # a gross amount from here on can only be a year's


def parse(text: str, more: Added = ()) -> Pay | None:
    """Read a statement of pay; None unless amount, currency and unit are stated or beyond doubt, and gross.

    A day rate is the price of a service and knows no gross.
    """
    plain = fold(in_ours(text, "pay", more))
    found = [match for match in _RANGE.finditer(plain) if re.search(rf"k\b|{_CURRENCY}", match["money"])]
    currency = re.search(_CURRENCY, plain)
    if len(found) != 1 or not currency or _NO_PAY.search(plain):
        return None
    low, high = _bounds(found[0])
    kilo = bool(found[0]["low_kilo"] or found[0]["high_kilo"])
    unit = _unit(plain, low, kilo=kilo)
    if not unit or (high is not None and high < low):
        return None
    return _stated(plain, Pay(_CODES[currency[0][0]], unit, low, high, one_line(text)))


def unit(word: str, more: Added = ()) -> str:
    """Give the unit that a word stands for, by schema.org's name: `YEAR` for "annual", "ANN" or "par an"."""
    plain = fold(in_ours(word, "pay", more))
    for name in (plain, plain.removesuffix("s")):
        if name in _UNIT_WORDS:
            return _UNIT_WORDS[name]
    found = [name for name, form in _UNITS if form.search(plain)]
    return found[0] if len(found) == 1 else ""


def _bounds(match: re.Match[str]) -> tuple[float, float | None]:
    thousands = bool(match["high_kilo"])
    low = _amount(match["low"]) * (1000 if match["low_kilo"] or (thousands and match["high"]) else 1)
    if not match["high"]:
        return low, None
    return low, _amount(match["high"]) * (1000 if thousands else 1)


def _amount(written: str) -> float:
    whole = re.sub(r"[ .,](?=\d{3}(?!\d))", "", written)
    return float(whole.replace(",", "."))


def _unit(plain: str, low: float, *, kilo: bool) -> str:
    units = [unit for unit, form in _UNITS if form.search(plain)]
    gross = bool(_GROSS.search(plain))
    if len(units) > 1:
        return ""
    if not units:
        return "YEAR" if kilo or (gross and low >= GROSS_YEAR) else ""
    # By the hour, week and month sums are quoted net as often as gross; by the year, gross.
    return units[0] if gross or units[0] in ("DAY", "YEAR") else ""


def _stated(plain: str, pay: Pay) -> Pay:
    if pay.maximum is not None:
        return pay
    if _UP_TO.search(plain):
        return Pay(pay.currency, pay.unit, None, pay.minimum, pay.text)
    return pay if _FROM.search(plain) else Pay(pay.currency, pay.unit, pay.minimum, pay.minimum, pay.text)
