"""JSON in the ledger, checked when it is read: only this program writes it, so anything else is damage."""

from __future__ import annotations

import json
from typing import Any

from feeds.model.errors import DamagedError

# The shape of a value: a type, a tuple of possible shapes, a list of the shape of its items, or a dictionary of the
# shapes of its values, where "" stands for any other name.
Shape = Any


def parse(text: str, shape: Shape) -> Any:
    """Return the value of a JSON text.

    Raises:
        DamagedError: it is no JSON, or has another shape.
    """
    try:
        value = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise DamagedError(f"expected JSON, found {str(text)[:80]!r}") from error
    if not fits(value, shape):
        raise DamagedError(f"expected JSON of another shape, found {text[:80]!r}")
    return value


def fits(value: object, shape: Shape) -> bool:
    """Return whether a value has a shape."""
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    if isinstance(shape, list):
        return isinstance(value, list | tuple) and all(fits(one, shape[0]) for one in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and all(
            isinstance(name, str) and (name in shape or "" in shape) and fits(one, shape.get(name, shape.get("")))
            for name, one in value.items()
        )
    return type(value) is (type(None) if shape is None else shape)
