"""A configuration described for editors: pydantic's JSON Schema, with our words and short forms."""

from __future__ import annotations

from typing import Any

from feeds.config.keys import KEYS, SCALAR_OR_LIST
from feeds.config.schema import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Make the schema; it takes what `config.parse` takes, save for rules between keys."""
    raw = adapter().json_schema()
    root = _object(raw, "", raw["$defs"])
    return {
        "$schema": DIALECT,
        "title": "Configuration of feeds",
        "description": "What to publish, from where, and under which address.",
        **root,
    }


def _object(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    inside = f"{path}." if path else ""
    found: dict[str, Any] = {
        "type": "object",
        "properties": {
            key: _key(value, inside + key, definitions) for key, value in raw["properties"].items()
        },
        "additionalProperties": False,
    }
    if "required" in raw:
        found["required"] = raw["required"]
    return found


def _key(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    key = KEYS[path]
    found: dict[str, Any] = {"description": key.words}
    if key.examples:
        found["examples"] = list(key.examples)
    default = raw.get("default")
    shape = _shape(raw, path, definitions)
    if default not in (None, "", []) and not isinstance(default, dict) and path != "feeds":
        found["default"] = default
    if path in SCALAR_OR_LIST:
        one = {**shape["items"], **_single(key.schema)}
        return {**found, "anyOf": [one, {"type": "array", "items": one, **_plural(key.schema)}]}
    return {**found, **shape, **key.schema}


def _single(extra: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extra.items() if key != "minItems"}


def _plural(extra: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extra.items() if key == "minItems"}


def _shape(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """Give the bare shape of a value: references followed, null left out."""
    if "anyOf" in raw:
        raw = next(choice for choice in raw["anyOf"] if choice.get("type") != "null")
    if "oneOf" in raw:
        return {
            "anyOf": [
                _object(definitions[one["$ref"].rpartition("/")[2]], path, definitions)
                for one in raw["oneOf"]
            ]
        }
    if "$ref" in raw:
        return _object(definitions[raw["$ref"].rpartition("/")[2]], path, definitions)
    if f"{path}.*" in KEYS:
        return {
            "type": "object",
            "additionalProperties": _key(raw["additionalProperties"], f"{path}.*", definitions),
        }
    if raw["type"] == "array":
        return {"type": "array", "items": _item(raw["items"], path, definitions)}
    return {key: value for key, value in raw.items() if key not in ("title", "default")}


def _item(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    item = _shape(raw, f"{path}[]", definitions)
    if path == "feeds[].formats":
        from feeds.emit.formats import FORMATS

        return {**item, "enum": list(FORMATS)}
    if path == "feeds":
        return {
            "anyOf": [{"enum": ["jobs", "news"], "description": "One of the two feeds known by name."}, item]
        }
    return item
