"""A partner's `baseSalary`: a MonetaryAmount of schema.org, or words.

Google accepts only the employer's own figure for the job, so `estimatedSalary` is never used,
https://developers.google.com/search/docs/appearance/structured-data/job-posting#base-salary
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from typing import Any

from feeds.model.job import Pay
from feeds.model.problem import Message
from feeds.normalise.context import Context
from feeds.normalise.job import currencies, pay_in_fields, salary
from feeds.normalise.job.pay_in_fields import GROSS_YEAR, GROSS_YEAR_CURRENCIES
from feeds.normalise.languages import PLACES, UNNAMED
from feeds.normalise.values import coerce, privacy
from feeds.normalise.values.coerce import Findings
from feeds.normalise.values.text import fold, one_line, quoted

_NOT_STATED = UNNAMED.union(PLACES["unknown"])
_MAX_WORDS = 300  # characters: longer words are a text
_AMOUNTS = ("value", "minValue", "maxValue")


def read(job: Mapping[str, Any], context: Context, findings: Findings, countries: Collection[str] = ()) -> Pay | None:
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
        found = _in_words(value, currency)
        remedy = Message("it is shown as written") if found else Message("it is left out")
        findings.warn("baseSalary", Message("an amount, its currency and its unit"), shown, remedy, severity="note")
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
    for word in (one.replace("_", " ").replace("-", " ") for one in words):  # "per-hour-wage"
        if found := salary.unit(word, context.vocabulary) or pay_in_fields.unit(word):
            return found
    if found := "" if words else pay_in_fields.unit(description):
        return found
    return "YEAR" if not words and code in GROSS_YEAR_CURRENCIES and least >= GROSS_YEAR else ""


def _is_empty(value: Any) -> bool:
    """Return whether a value is that of a form that was not filled in."""
    if isinstance(value, Mapping):
        return all(_is_empty(part) for name, part in value.items() if name in _AMOUNTS)
    return coerce.number(value) == 0 or not coerce.text(value)
