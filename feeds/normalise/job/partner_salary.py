"""A partner's pay: schema.org's MonetaryAmount, a bare number with its currency, or words.

Google wants what the employer states for the job itself, so that nothing is taken from `estimatedSalary`,
https://developers.google.com/search/docs/appearance/structured-data/job-posting#base-salary
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from feeds.model.job import Pay
from feeds.normalise.context import Context
from feeds.normalise.job import salary
from feeds.normalise.values import coerce
from feeds.normalise.values.coerce import Notes
from feeds.normalise.values.text import quoted

_SYMBOLS = {"€": "EUR", "£": "GBP", "EURO": "EUR", "EUROS": "EUR", "US$": "USD", "CHF": "CHF"}
_CODE = re.compile(r"[A-Z]{3}")
# Currencies in which a sum from `pay.GROSS_YEAR` on is a year's, and no month's.
_LARGE = frozenset({"EUR", "USD", "GBP", "CHF", "CAD", "AUD"})
_AMOUNTS = ("value", "minValue", "maxValue")


def read(job: Mapping[str, Any], context: Context, notes: Notes) -> Pay | None:
    """Read `baseSalary`; what lacks its currency, or whose unit is in doubt, is no pay."""
    value = coerce.first(job.get("baseSalary"))
    if value is None:
        return None
    if isinstance(value, str) and coerce.number(value) is None:
        found = salary.parse(coerce.text(value), context.vocabulary)
    else:
        found = _amount(value, job.get("salaryCurrency"), context)
    if found:
        notes.origin("job.base_salary", "key", "baseSalary")
    elif not _is_empty(value):
        shown = quoted(
            coerce.text(value) or dict(value) if isinstance(value, Mapping) else coerce.text(value)
        )
        notes.warn("baseSalary", "an amount, its currency and its unit", shown, severity="note")
    return found


def _amount(value: Any, currency: Any, context: Context) -> Pay | None:
    outer = value if isinstance(value, Mapping) else {"value": value}
    inner = coerce.first(outer.get("value"))
    if not isinstance(inner, Mapping):
        if isinstance(inner, str) and coerce.number(inner) is None:
            return salary.parse(coerce.text(inner), context.vocabulary)
        inner = outer
    code = _currency(coerce.text([outer.get("currency"), inner.get("currency"), currency]))
    low, high = _bounds(inner)
    if not code or (low is None and high is None) or (low is not None and high is not None and low > high):
        return None
    words = [thing.get(name) for thing in (inner, outer) for name in ("unitText", "unitCode")]
    unit = _unit(coerce.texts(words), (low or high or 0.0), code, context)
    return Pay(code, unit, low, high) if unit else None


def _bounds(amount: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Give the two bounds; nothing and less is what a form gives that nobody filled in."""
    value, low, high = (
        found if (found := coerce.number(coerce.first(amount.get(name)))) and found > 0 else None
        for name in _AMOUNTS
    )
    return (low, high) if low is not None or high is not None else (value, value)


def _unit(words: tuple[str, ...], least: float, code: str, context: Context) -> str:
    for word in words:
        if found := salary.unit(word, context.vocabulary):
            return found
    return "YEAR" if not words and code in _LARGE and least >= salary.GROSS_YEAR else ""


def _currency(written: str) -> str:
    code = written.strip().upper()
    code = _SYMBOLS.get(code, code)
    return code if _CODE.fullmatch(code) else ""


def _is_empty(value: Any) -> bool:
    """Tell whether a form wrote that it has nothing to write."""
    if isinstance(value, Mapping):
        return all(_is_empty(part) for name, part in value.items() if name in _AMOUNTS)
    return coerce.number(value) == 0 or not coerce.text(value)
