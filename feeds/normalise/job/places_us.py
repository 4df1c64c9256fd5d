"""US places: a town and its state, by code or by name."""

from __future__ import annotations

import re

from feeds.model.settings import Place
from feeds.normalise.values.text import fold

# https://pe.usps.com/text/pub28/28apb.htm
STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD",
    "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA", "washington": "WA",
    "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
}  # fmt: skip
_ALSO_COUNTRIES = frozenset({"georgia", "de"})
_CODES = frozenset(STATES.values())
_TOWN = re.compile(r"([^\d,]+),\s*([^\d,]+?)\s*(,\s*(?:USA?|U\.S\.(?:A\.)?|United States(?: of America)?)\s*)?")
_CODE = re.compile(r"([A-Z])\.?([A-Z])\.?")


def is_state(value: object) -> bool:
    """Return whether a value is the name or the code, in capitals, of a state."""
    return isinstance(value, str) and (value.strip() in _CODES or fold(value) in STATES)


def town(text: str, *, american: bool = False) -> Place | None:
    """Return the place in "Sacramento, CA", "Washington, D.C." or "Austin, Texas, United States", or None.

    Most codes of states are codes of countries too; after a town they are taken for states. "Georgia" and
    "DE" are taken for countries, unless `american` is true or the country is named.
    """
    found = _TOWN.fullmatch(text.strip())
    if not found:
        return None
    name, state, nation = found.groups()
    code = _CODE.fullmatch(state)
    region = f"{code[1]}{code[2]}" if code else STATES.get(fold(state), "")
    if region not in _CODES:
        return None
    if not (nation or american) and fold(state) in _ALSO_COUNTRIES:
        return None
    return Place(locality=name.strip(), region=region, country="US")
