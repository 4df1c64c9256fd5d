"""Currencies as employers write them, and the dollar of a country."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from feeds.normalise.values.text import fold

# Signs and names beside an amount, folded → ISO 4217. Signs that several currencies share (¥, kr) are missing.
_NAMES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP",
    "us$": "USD", "us dollar": "USD", "us dollars": "USD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "cad$": "CAD",
    "a$": "AUD", "au$": "AUD", "aud$": "AUD", "nz$": "NZD", "s$": "SGD", "hk$": "HKD", "usd$": "USD",
    "sfr.": "CHF", "sfr": "CHF", "franken": "CHF", "schweizer franken": "CHF", "francs suisses": "CHF",
    "swiss francs": "CHF", "canadian dollars": "CAD", "dollars canadiens": "CAD", "$ canadiens": "CAD",
    "australian dollars": "AUD", "zł": "PLN", "₹": "INR", "r$": "BRL", "$": "$", "dollar": "$", "dollars": "$",
}  # fmt: skip
_CODES = (
    *("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "HKD", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF"),
    *("RON", "BGN", "JPY", "CNY", "INR", "BRL", "MXN", "ZAR", "TRY", "ILS", "AED", "SAR", "QAR", "MAD", "TND", "XOF"),
    *("XAF", "XPF", "KRW", "TWD", "THB", "PHP", "MYR", "IDR", "VND", "UAH", "KES", "NGN", "EGP", "CLP", "COP", "ARS"),
)
_ISO = _NAMES | {code.casefold(): code for code in _CODES}
_ISO_4217 = re.compile("[a-z]{3}")
# A currency beside an amount, in a folded text.
WRITTEN = "|".join(re.escape(name) for name in sorted(_ISO, key=lambda name: (-len(name), name)))
_DOLLARS = {
    "US": "USD", "PR": "USD", "GU": "USD", "VI": "USD", "AS": "USD", "MP": "USD",
    "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "TW": "TWD",
}  # fmt: skip
# Those of which an amount has about the same order of magnitude for the same work.
COMPARABLE = frozenset({"EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})


def of(written: Iterable[str], countries: Collection[str], known: str = "") -> str:
    """Return the code of the one currency that is written beside amounts, or "".

    Args:
        written: folded names, signs and codes; `$` is the dollar of the countries, if that is one.
        countries: where the job is (ISO 3166-1 alpha-2).
        known: the code of a currency that is stated elsewhere.
    """
    found = {_ISO[name] for name in written if name} | ({known} if known else set())
    if "$" in found:
        dollars = {code for code in found if code in _DOLLARS.values()}
        found = (found - {"$"}) | (dollars or {_DOLLARS.get(country, "") for country in countries})
    return found.pop() if len(found) == 1 else ""


def code(written: str, countries: Collection[str] = ()) -> str:
    """Return the code of a currency from its code, sign or name alone, or ""."""
    name = fold(written)
    if name in _ISO:
        return of([name], countries)
    return name.upper() if _ISO_4217.fullmatch(name) else ""
