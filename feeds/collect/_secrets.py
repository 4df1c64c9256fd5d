"""Environment variables in addresses and headers: `${NAME}` everywhere, its value on the wire alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.errors import FetchError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def variables(text: str) -> list[str]:
    """Name the environment variables that a text asks for, as `${NAME}`."""
    return _VARIABLE.findall(text)


def expanded(text: str, secrets: Mapping[str, str]) -> str:
    """Fill in environment variables.

    Raises:
        FetchError: one is not set.
    """

    def value(found: re.Match[str]) -> str:
        if not secrets.get(found[1]):
            raise FetchError(f"the environment variable {found[1]} is not set", passing=False)
        return secrets[found[1]]

    return _VARIABLE.sub(value, text)


def masked(text: str, secrets: Mapping[str, str]) -> str:
    """Write the names of secrets where their values stand."""
    for name, value in secrets.items():
        if value:
            text = text.replace(value, f"${{{name}}}")
    return text
