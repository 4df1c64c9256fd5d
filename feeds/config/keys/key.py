"""A key of the configuration, and what the schemas of several keys share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from feeds.config import value_checks as checks
from feeds.config.value_checks import Check


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its description, examples, the check of each single value, and JSON Schema beyond the type."""

    description: str
    examples: tuple[Any, ...] = ()
    check: Check | None = None
    schema: dict[str, Any] = field(default_factory=dict)


URI = {"format": "uri", "pattern": "^https?://"}
COUNTRY = {"pattern": "^[A-Z]{2}$"}
SOURCE = {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
FEED = {"pattern": "^[a-z0-9_/{}-]+$"}
NOT_EMPTY = {"minLength": 1}
DAYS = {"minimum": 0, "maximum": checks.MAX_DAYS}
EVERY = {"type": ["string", "integer"]}

ADDRESS = {
    "street": Key("Street and number.", ("20 rue des Lilas",)),
    "postal_code": Key("Postal code.", ("35000",), None, {"type": ["string", "integer"]}),
    "locality": Key("Town or city.", ("Rennes",)),
    "region": Key("Region, county or department.", ("Bretagne",)),
    "country": Key("Country, in two capital letters (ISO 3166-1).", ("FR",), checks.country, COUNTRY),
}
