"""Pay as an employer states it: a number, its unit and gross, or nothing.

Google wants only what the employer states,
https://developers.google.com/search/docs/appearance/structured-data/job-posting#base-salary
"""

from __future__ import annotations

import re

from feeds.model.job import Pay
from feeds.normalise.languages import PAY, PER, TO, UNITS, Added, any_of, in_ours
from feeds.normalise.values.text import fold, one_line

_NUMBER = r"(?:\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+)(?:[.,]\d{1,2}(?!\d))?"
_CURRENCY = r"€|euros?|eur|£|gbp|chf|usd|us\$"
_CODES = {"€": "EUR", "e": "EUR", "£": "GBP", "g": "GBP", "c": "CHF", "u": "USD"}


def _amount_of(name: str) -> str:
    return rf"(?:(?:{_CURRENCY})\s*)?(?P<{name}>{_NUMBER})\s*(?P<{name}_kilo>k)?\s*(?:{_CURRENCY})?"


_RANGE = re.compile(
    rf"(?<![\w.,])(?P<money>{_amount_of('low')}"
    rf"(?:[^\d€£$]{{0,14}}?\s*(?:-|\b(?:{any_of(TO)})\b)\s*{_amount_of('high')})?)(?!\w|[.,]\d)"
)
_PER = any_of(PER)
_UNITS = {
    name.upper(): re.compile(
        rf"(?<!\w)(?:{any_of(PAY[name])})(?!\w)|(?:/|(?<!\w)(?:{_PER}))[\s']?(?:{any_of(names)})\b"
    )
    for name, names in UNITS.items()
}
_NO_PAY, _GROSS, _FROM, _UP_TO = (
    re.compile(rf"(?<!\w)(?:{any_of(PAY[name])})(?!\w){sign}")
    for name, sign in (("no pay", ""), ("gross", ""), ("from", "|>"), ("up to", "|<"))
)
# schema.org's `unitText`, UN/CEFACT's codes for `unitCode`, and bare words for a unit.
_UNIT_WORDS = {word: name.upper() for name, words in UNITS.items() for word in words} | {
    "hur": "HOUR", "wee": "WEEK", "mon": "MONTH", "ann": "YEAR",
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
    if plain in _UNIT_WORDS:
        return _UNIT_WORDS[plain]
    found = [name for name, form in _UNITS.items() if form.search(plain)]
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
    units = [unit for unit, form in _UNITS.items() if form.search(plain)]
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
