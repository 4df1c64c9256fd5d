"""Salary: from an author's text or a partner's `baseSalary` (schema.org MonetaryAmount).

Google accepts only the employer's own figure for the job, so `estimatedSalary` is never used,
https://developers.google.com/search/docs/appearance/structured-data/job-posting#base-salary
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from feeds.model.job import Pay
from feeds.model.problem import Message
from feeds.normalise.context import Context
from feeds.normalise.job import currencies, pay_in_fields
from feeds.normalise.job.pay_in_fields import GROSS_YEAR, GROSS_YEAR_CURRENCIES
from feeds.normalise.languages import PAY, PER, PLACES, TO, UNITS, UNNAMED, Vocabulary, any_of, with_known_words
from feeds.normalise.values import coerce, privacy
from feeds.normalise.values.coerce import Findings
from feeds.normalise.values.text import fold, one_line, quoted

_CURRENCY = r"€|euros?|eur|£|gbp|chf|usd|us\$"
_CODES = {"€": "EUR", "e": "EUR", "£": "GBP", "g": "GBP", "c": "CHF", "u": "USD"}


def _amount_of(name: str) -> str:
    return rf"(?:(?:{_CURRENCY})\s*)?(?P<{name}>{pay_in_fields.NUMBER})\s*(?P<{name}_kilo>k)?\s*(?:{_CURRENCY})?"


_RANGE = re.compile(
    rf"(?<![\w.,])(?P<money>{_amount_of('low')}"
    rf"(?:[^\d€£$]{{0,14}}?\s*(?:-|\b(?:{any_of(TO)})\b)\s*{_amount_of('high')})?)(?!\w|[.,']\d)"
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
_NOT_STATED = UNNAMED.union(PLACES["unknown"])
_MAX_WORDS = 300  # characters: longer words are a text
_AMOUNTS = ("value", "minValue", "maxValue")


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


def from_schema_org(
    job: Mapping[str, Any], context: Context, findings: Findings, countries: Collection[str] = ()
) -> Pay | None:
    """Return the pay in `baseSalary`; its words alone if amount, currency or unit are missing or in doubt.

    countries: those of the job, for the sign of the dollar.
    """
    value = coerce.first(job.get("baseSalary"))
    if value is None:
        return None
    currency = job.get("salaryCurrency")
    if _is_text(value):
        known = currencies.code(coerce.text(currency), countries)
        found = pay_in_fields.read(coerce.text(value), countries, known, context.vocabulary)
    else:
        found = _monetary_amount(value, currency, context, countries)
    if not found and not _is_empty(value):
        shown = quoted(coerce.text(value) or dict(value) if isinstance(value, Mapping) else coerce.text(value))
        findings.warn("baseSalary", Message("an amount, its currency and its unit"), shown, severity="note")
        found = _in_words(value, currency)
    if found:
        findings.origin("job.base_salary", "key", "baseSalary")
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and coerce.number(value) is None


def _monetary_amount(value: Any, currency: Any, context: Context, countries: Collection[str]) -> Pay | None:
    outer, inner = _parts(value)
    named = coerce.text([outer.get("currency"), inner.get("currency"), currency])
    code = currencies.code(named, countries)
    texts = coerce.texts([*filter(_is_text, (inner.get("value"), inner.get("description"), outer.get("description")))])
    if any(map(pay_in_fields.is_net, texts)):
        return None
    low, high = _schema_bounds(inner)
    words = [thing.get(name) for thing in (inner, outer) for name in ("unitText", "unitCode")]
    unit = _schema_unit(coerce.texts(words), " ".join(texts), (low or high or 0.0), code, context)
    is_ordered = low is None or high is None or low <= high
    if code and unit and (low or high) and is_ordered and pay_in_fields.is_usual(code, unit, low, high):
        return Pay(code, unit, low, high)
    readings = (pay_in_fields.read(text, countries, code, context.vocabulary) for text in texts)
    return next(filter(None, readings), None)


def _parts(value: Any) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return a MonetaryAmount and its QuantitativeValue, which are one if the amount has no such value."""
    outer = value if isinstance(value, Mapping) else {"value": value}
    inner = coerce.first(outer.get("value"))
    if isinstance(inner, Mapping):
        return outer, inner
    return outer, {**outer, "value": inner}


def _in_words(value: Any, currency: Any) -> Pay | None:
    """Return a pay of words alone, as they are or of the parts of an amount; None for a bare number."""
    if isinstance(value, Mapping):
        outer, inner = _parts(value)
        bounds = _texts(inner.get("minValue"), inner.get("maxValue")) or _texts(inner.get("value"))
        units = coerce.text([thing.get(name) for thing in (inner, outer) for name in ("unitText", "unitCode")])
        stated = [" - ".join(bounds), coerce.text([outer.get("currency"), inner.get("currency"), currency]), units]
        described = coerce.text([inner.get("description"), outer.get("description")])
        words = described if any(map(str.isdigit, described)) else " ".join(filter(None, (described, *stated)))
    else:
        words = coerce.text(value) if _is_text(value) else ""
    plain = fold(words)
    has_zeros_alone = any(map(str.isdigit, plain)) and not any(unicodedata.digit(sign, 0) for sign in plain)
    if not plain or has_zeros_alone or plain in _NOT_STATED or len(words) > _MAX_WORDS:
        return None
    if privacy.is_private("pay", words):
        return None
    return Pay("", "", text=one_line(words))


def _texts(*bounds: Any) -> tuple[str, ...]:
    """Return amounts as they are written, a decimal number without an exponent."""
    return coerce.texts([f"{one:.2f}".removesuffix(".00") if isinstance(one, float) else one for one in bounds])


def _schema_bounds(amount: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the two bounds; zero and less are values of a form that was not filled in."""
    value, low, high = (
        found if (found := _bound(coerce.first(amount.get(name)))) and found > 0 else None for name in _AMOUNTS
    )
    return (low, high) if low is not None or high is not None else (value, value)


def _bound(value: Any) -> float | None:
    return pay_in_fields.number(value) if _is_text(value) else coerce.number(value)


def _schema_unit(words: tuple[str, ...], description: str, least: float, code: str, context: Context) -> str:
    for word in words:
        if found := unit(word, context.vocabulary) or pay_in_fields.unit(word):
            return found
    if found := "" if words else pay_in_fields.unit(description):
        return found
    return "YEAR" if not words and code in GROSS_YEAR_CURRENCIES and least >= GROSS_YEAR else ""


def _is_empty(value: Any) -> bool:
    """Return whether a value is that of a form that was not filled in."""
    if isinstance(value, Mapping):
        return all(_is_empty(part) for name, part in value.items() if name in _AMOUNTS)
    return coerce.number(value) == 0 or not coerce.text(value)
