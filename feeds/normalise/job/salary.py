"""Salary in an author's text."""

from __future__ import annotations

import re

from feeds.model.job import Pay
from feeds.normalise.job import pay_in_fields
from feeds.normalise.job.pay_in_fields import GROSS_YEAR
from feeds.normalise.languages import PAY, PER, TO, UNITS, Vocabulary, any_of, with_known_words
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import fold, one_line

_CURRENCY = r"€|euros?|eur|£|gbp|chf|usd|us\$"
_CODES = {"€": "EUR", "e": "EUR", "£": "GBP", "g": "GBP", "c": "CHF", "u": "USD"}


def _amount_of(name: str) -> str:
    return rf"(?:(?:{_CURRENCY})\s*)?(?P<{name}>{pay_in_fields.NUMBER})\s*(?P<{name}_kilo>k)?\s*(?:{_CURRENCY})?"


_RANGE = lazy_pattern(
    rf"(?<![\w.,])(?P<money>{_amount_of('low')}"
    rf"(?:[^\d€£$]{{0,14}}?\s*(?:-|\b(?:{any_of(TO)})\b)\s*{_amount_of('high')})?)(?!\w|[.,']\d)"
)
_PER = any_of(PER)
_UNITS = {
    name.upper(): lazy_pattern(
        rf"(?<!\w)(?:{any_of(PAY[name])})(?!\w)|(?:/|(?<!\w)(?:{_PER}))[\s']?(?:{any_of(names)})\b"
    )
    for name, names in UNITS.items()
}
_NO_PAY, _GROSS, _FROM, _UP_TO = (
    lazy_pattern(rf"(?<!\w)(?:{any_of(PAY[name])})(?!\w){sign}")
    for name, sign in (("no pay", ""), ("gross", ""), ("from", "|>"), ("up to", "|<"))
)
# schema.org's `unitText`, UN/CEFACT's codes for `unitCode`, and bare words for a unit.
_UNIT_WORDS = {word: name.upper() for name, words in UNITS.items() for word in words} | {
    "hur": "HOUR", "wee": "WEEK", "mon": "MONTH", "ann": "YEAR",
}  # fmt: skip


def parse(text: str, vocabulary: Vocabulary = ()) -> Pay | None:
    """Return the pay in a text; None unless amount, currency and unit are certain and the amount is gross.

    Day rates need not be gross: they are prices of a service.
    """
    plain = fold(with_known_words(text, "pay", vocabulary))
    found = [match for match in _RANGE.finditer(plain) if re.search(rf"k\b|{_CURRENCY}", match["money"])]
    currency = re.search(_CURRENCY, plain)
    if len(found) != 1 or not currency or _NO_PAY.search(plain):
        return None
    low, high = _bounds(found[0])
    kilo = bool(found[0]["low_kilo"] or found[0]["high_kilo"])
    unit = _unit(plain, low, kilo=kilo)
    if not unit or (high is not None and high < low):
        return None
    return _with_open_bound(plain, Pay(_CODES[currency[0][0]], unit, low, high, one_line(text)))


def unit(word: str, vocabulary: Vocabulary = ()) -> str:
    """Return schema.org's name of a unit, or "": `YEAR` for "annual", "ANN" or "par an"."""
    plain = fold(with_known_words(word, "pay", vocabulary))
    if _NO_PAY.search(plain):  # "bi-weekly"
        return ""
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
    whole = re.sub(r"[ .,'](?=\d{3}(?!\d))", "", written)
    return float(whole.replace(",", "."))


def _unit(plain: str, low: float, *, kilo: bool) -> str:
    units = [unit for unit, form in _UNITS.items() if form.search(plain)]
    gross = bool(_GROSS.search(plain))
    if len(units) > 1:
        return ""
    if not units:
        return "YEAR" if kilo or (gross and low >= GROSS_YEAR) else ""
    # Hourly, weekly and monthly amounts are net as often as gross; yearly ones are gross.
    return units[0] if gross or units[0] in ("DAY", "YEAR") else ""


def _with_open_bound(plain: str, pay: Pay) -> Pay:
    if pay.maximum is not None:
        return pay
    if _UP_TO.search(plain):
        return Pay(pay.currency, pay.unit, None, pay.minimum, pay.text)
    return pay if _FROM.search(plain) else Pay(pay.currency, pay.unit, pay.minimum, pay.minimum, pay.text)
