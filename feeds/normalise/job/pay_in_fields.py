"""Pay in words, in a partner's own field for it: "De 820€ à 1 823€ par mois", "CHF 85'000 - 95'000".

Such a field holds the employer's pay, so that it need not state "gross", as a text must (`salary.parse`). It is
understood only if it has one amount or range and nothing else in numbers: what was not understood of a pay changes it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from feeds.model.job import Pay
from feeds.normalise.job import currencies
from feeds.normalise.languages import AND, PAY, PAY_FIELDS, PER, TO, UNITS, Vocabulary, any_of, with_known_words
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import fold, one_line

NUMBER = r"(?:\d{1,3}(?:[ .,']\d{3})+(?!\d)|\d+)(?:[.,]\d{1,2}(?!\d))?"
_NO_CENTS = r"(?:[.,]-{1,2})?"  # "3.000,-", "85'000.--"


def _amount_of(name: str) -> str:
    sign = rf"(?:{currencies.WRITTEN})(?![^\W\d])"
    return (
        rf"(?:(?P<{name}_kilos>k)?(?P<{name}_before>{sign})\s?)?(?P<{name}>{NUMBER}){_NO_CENTS}\s?(?P<{name}_kilo>k(?![^\W\d]|\s?\d)"
        rf"|k(?={sign}))?\s?(?P<{name}_after>{sign})?"
    )


_RANGE = lazy_pattern(
    rf"(?<![\w.,])(?P<money>{_amount_of('low')}"
    rf"(?:[^\d€£$]{{0,14}}?\s?(?:-|/|\b(?:{any_of((*TO, *PAY_FIELDS['to']))})\b)\s?{_amount_of('high')})?)"
    r"(?![.,']?\d)(?:(?<!\d)|(?![^\W\d]))"
)
_CURRENCY = lazy_pattern(rf"(?<!\w)(?:{currencies.WRITTEN})(?!\w)")  # "CAD" in "$85,000 (CAD)"
# "sur 13 mois", "x 13", "13e mois", "13 Monatsgehälter": how a pay is spread, not how much it is.
_SPREAD = lazy_pattern(
    r"(?:(?<!\w)(?:sur|over|auf|in|en)\s|[x*]\s?)1[2-6](?:[.,]\d{1,2})?"
    r"\s?(?:mois|months?|monaten?|monate|mensualites?|pagas|mensilita|maanden)?(?!\w)"
    r"|(?:\+\s?)?(?<!\w)1[2-6](?:[.,]\d)?\s?(?:(?:e|eme|th|\.)\s(?:mois|month|monatsgehalt)|mensualites|monatsgehalter|pagas|mensilita)(?!\w)"
)
# "35h/semaine", "39 heures hebdo": working time.
_HOURS = lazy_pattern(
    r"(?<![\w.,/€£$])(?<![€£$] )\d{1,3}(?:[.,]\d{1,2})?\s?(?:h|hs|heures?|hours?|hrs?|std\.?|stunden|wochenstunden"
    r"|uur|uren|urige|horas?|ore)"
    r"(?:\s?\d{2}(?!\d))?(?!\w)"
    r"(?:\s?(?:/|par|per|a|pro|je|in der|por|a la|alla)?\s?"
    r"(?:semaine|sem|hebdo\w*|weekly|week|wk|woche|werkweek|semanas?|semanales|settimana\w*|mois|month|monat|jour|day|tag)(?!\w)\.?)?"
)
_PER = any_of((*PER, *PAY_FIELDS["per"]))
_UNIT_NAMES = {name: any_of((*UNITS[name], *PAY_FIELDS[f"short {name}"])) for name in UNITS}
_UNITS = {
    name.upper(): lazy_pattern(
        rf"(?<!\w)(?:{any_of((*PAY[name], *PAY_FIELDS[name]))})(?!\w)|(?:/|(?<!\w)(?:{_PER}))[\s']?(?:{names})(?!\w)"
    )
    for name, names in _UNIT_NAMES.items()
}
_GROSS = any_of((*PAY["gross"], *PAY_FIELDS["gross"]))
_BARE_UNITS = {
    name.upper(): lazy_pattern(rf"\s?(?:(?:{_GROSS})\s)?(?:{names})(?!\w)") for name, names in _UNIT_NAMES.items()
}
# The "m" of the Dutch "p.m." is a month, of "t/m" no unit, of "£2 m" a million.
_NO_PAY = lazy_pattern(
    rf"(?<!\w)(?<!p\.)(?<!t/)(?:{any_of((*PAY['no pay'], *PAY_FIELDS['no pay'], *PAY_FIELDS['net']))})(?!\w)"
)
_NO_UNIT = lazy_pattern(rf"(?<!\w)(?:{any_of(PAY['no pay'])})(?!\w)")
_NET = lazy_pattern(rf"(?<!\w)(?:{any_of(PAY_FIELDS['net'])})(?!\w)")
_EXTRAS = lazy_pattern(rf"(?<!\w)(?:{any_of(PAY_FIELDS['extras'])})(?!\w)")
_APART = lazy_pattern(
    rf"[+;(]|,(?!\d)|\s-\s(?=[^\W\d])|(?<!\w)(?:(?P<both>{any_of((*AND, *PAY_FIELDS['and']))})"
    rf"|{any_of(PAY_FIELDS['apart'])})(?!\w)"
)
_FROM, _UP_TO = (
    lazy_pattern(rf"(?<!\w)(?:{any_of((*PAY[name], *PAY_FIELDS[name]))})(?!\w){sign}")
    for name, sign in (("from", r"|>|\+\s*$"), ("up to", "|<"))
)
_MAX_AMOUNT = 1e12
GROSS_YEAR = 12_000  # a gross amount of this and more can only be yearly
GROSS_YEAR_CURRENCIES = currencies.COMPARABLE - {"SGD"}  # to which GROSS_YEAR applies
# What is paid, in currencies of about one euro: outside it, the unit or the number is a mistake.
_USUAL = {
    "HOUR": (2, 1_000), "DAY": (10, 8_000), "WEEK": (40, 25_000), "MONTH": (100, 100_000), "YEAR": (1_000, 5_000_000),
}  # fmt: skip


def read(text: str, countries: Collection[str] = (), known: str = "", vocabulary: Vocabulary = ()) -> Pay | None:
    """Return the pay that a partner's field states; None if it is net, not base pay, or in doubt.

    Args:
        text: the value of the field.
        countries: where the job is: `$` is their dollar.
        known: the code of the currency, if another field states it.
        vocabulary: the publisher's additional words.
    """
    plain = _base(fold(with_known_words(text, "pay", vocabulary)))
    found = [one for one in _RANGE.finditer(plain) if known or _signs(one)]
    if len(found) != 1:
        return None
    amount = found[0]
    around = f"{plain[: amount.start()]} # {plain[amount.end() :]}"
    if any(map(str.isdigit, around)):
        return None
    code = currencies.of([*_signs(amount), *_CURRENCY.findall(around)], countries, known)
    low, high = _bounds(amount)
    unit = _unit(plain, amount, code, low)
    if not code or not unit or (high is not None and high < low) or not is_usual(code, unit, low, high):
        return None
    return _with_open_bound(around, Pay(code, unit, low, low if high is None else high, one_line(text)), high)


def is_net(text: str) -> bool:
    """Return whether a text states a net amount."""
    return _NET.search(fold(text)) is not None


def unit(word: str) -> str:
    """Return schema.org's name of a unit in words or short, or "": `YEAR` for "yr" or "jährlich"."""
    plain = fold(word)
    if _NO_UNIT.search(plain):
        return ""
    found = [
        name for name, form in _UNITS.items() if form.search(plain) or re.fullmatch(_UNIT_NAMES[name.lower()], plain)
    ]
    return found[0] if len(found) == 1 else ""


def number(written: str) -> float | None:
    """Return an amount that has its currency or "k" beside it, such as "45k" or "2 000 €"; None for other texts."""
    found = re.fullmatch(_amount_of("low"), fold(written))
    return _amount(found["low"]) * (1000 if found["low_kilo"] or found["low_kilos"] else 1) if found else None


def is_usual(code: str, unit: str, low: float | None, high: float | None) -> bool:
    """Return whether amounts are of the order that is paid per unit, as far as it is known for their currency."""
    least, most = _USUAL.get(unit, (0, 0))
    bounds = [bound for bound in (low, high) if bound is not None]
    return all(
        0 < bound < _MAX_AMOUNT and (code not in currencies.COMPARABLE or least <= bound <= most) for bound in bounds
    )


def _base(plain: str) -> str:
    """Return a folded text without working time and what is paid besides; "" if that is within the amount."""
    plain = " ".join(_HOURS.sub(" ", _SPREAD.sub(" ", plain)).split())
    if _NO_PAY.search(plain):
        return ""
    while extra := _EXTRAS.search(plain):
        apart = list(_APART.finditer(plain, 0, extra.start()))
        # "between 2 and 3 thousand with bonus" is one range, and not 2 thousand.
        if not apart or (apart[-1]["both"] and any(map(str.isdigit, plain[apart[-1].end() : extra.start()]))):
            return ""
        plain = plain[: apart[-1].start()]
    return plain


def _signs(amount: re.Match[str]) -> list[str]:
    names = ("low_before", "low_after", "high_before", "high_after")
    return [sign for name in names if (sign := amount[name])]


def _bounds(amount: re.Match[str]) -> tuple[float, float | None]:
    low = _amount(amount["low"])
    of_both = amount["low_kilos"]  # "k€ 35-45"
    if amount["low_kilo"] or of_both or (amount["high_kilo"] and low < 1000):  # noqa: PLR2004 - "35-45 k€"
        low *= 1000
    if not amount["high"]:
        return low, None
    return low, _amount(amount["high"]) * (1000 if of_both or amount["high_kilo"] or amount["high_kilos"] else 1)


def _amount(written: str) -> float:
    whole = re.sub(r"[ .,'](?=\d{3}(?!\d))", "", written)
    return float(whole.replace(",", "."))


def _unit(plain: str, amount: re.Match[str], code: str, low: float) -> str:
    after = plain[amount.end() :]
    units = {name for name, form in _UNITS.items() if form.search(plain)}
    units = units or {name for name, form in _BARE_UNITS.items() if form.match(after)}
    if units:
        return units.pop() if len(units) == 1 else ""
    return "YEAR" if code in GROSS_YEAR_CURRENCIES and low >= GROSS_YEAR else ""


def _with_open_bound(around: str, pay: Pay, high: float | None) -> Pay:
    if high is not None:
        return pay
    if _UP_TO.search(around):
        return Pay(pay.currency, pay.unit, None, pay.minimum, pay.text)
    return Pay(pay.currency, pay.unit, pay.minimum, None, pay.text) if _FROM.search(around) else pay
