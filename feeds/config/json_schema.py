"""JSON Schema of the configuration: pydantic's, with descriptions and short forms."""

from __future__ import annotations

from typing import Any

from feeds.config.key_paths import SCALAR_OR_LIST
from feeds.config.keys import KEYS
from feeds.config.schema import adapter

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the schema; it accepts what `config.parse` accepts, except for rules between keys."""
    raw = adapter().json_schema()
    root = _object(raw, "", raw["$defs"])
    return {
        "$schema": DIALECT,
        "title": "Configuration of feeds",
        "description": "What to publish, from which sources, at which address.",
        **root,
    }


def _object(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    prefix = f"{path}." if path else ""
    result: dict[str, Any] = {
        "type": "object",
        "properties": {key: _key(value, prefix + key, definitions) for key, value in raw["properties"].items()},
        "additionalProperties": False,
    }
    if "required" in raw:
        result["required"] = raw["required"]
    return result


def _key(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    key = KEYS[path]
    result: dict[str, Any] = {"description": _description(path)}
    if key.examples:
        result["examples"] = list(key.examples)
    default = raw.get("default")
    value = _value(raw, path, definitions)
    if default not in (None, "", []) and not isinstance(default, dict) and path != "feeds":
        result["default"] = default
    if path in SCALAR_OR_LIST:
        one = {**value["items"], **_single(key.schema)}
        return {**result, "anyOf": [one, {"type": "array", "items": one, **_plural(key.schema)}]}
    return {**result, **value, **key.schema}


def _description(path: str) -> str:
    """Return the description of a key; that of the theme names the files that it may have."""
    text = KEYS[path].description
    if path == "theme":
        from feeds.emit.pages.theme_check import names

        text += f" They are: {', '.join(names())}."
    return text


def _single(extra: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extra.items() if key != "minItems"}


def _plural(extra: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extra.items() if key == "minItems"}


def _value(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value, with references resolved and null removed."""
    if "anyOf" in raw:
        choices = [choice for choice in raw["anyOf"] if choice.get("type") != "null"]
        if any("const" in choice for choice in choices):
            return {"anyOf": [_value(choice, path, definitions) for choice in choices]}
        raw = choices[0]
    if "oneOf" in raw:
        return {
            "anyOf": [_object(definitions[one["$ref"].rpartition("/")[2]], path, definitions) for one in raw["oneOf"]]
        }
    if "$ref" in raw:
        return _object(definitions[raw["$ref"].rpartition("/")[2]], path, definitions)
    if f"{path}.*" in KEYS:
        return {"type": "object", "additionalProperties": _key(raw["additionalProperties"], f"{path}.*", definitions)}
    if raw["type"] == "array":
        return {"type": "array", "items": _item(raw["items"], path, definitions)}
    return {key: value for key, value in raw.items() if key not in ("title", "default")}


def _item(raw: dict[str, Any], path: str, definitions: dict[str, Any]) -> dict[str, Any]:
    item = _value(raw, f"{path}[]", definitions)
    if path == "feeds[].formats":
        from feeds.emit.formats import FORMATS

        return {**item, "enum": list(FORMATS)}
    if path == "sources":
        files = _key({"type": "array", "items": {"type": "string"}}, "sources[].include", definitions)
        others = {"type": "object", "properties": {"include": files}, "additionalProperties": False}
        return {"anyOf": [*item["anyOf"], {**others, "required": ["include"]}]}
    if path == "feeds":
        return {"anyOf": [{"enum": ["jobs", "news"], "description": "A feed with its default options."}, item]}
    return item
