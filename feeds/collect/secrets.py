"""Environment variables in addresses and headers: `${NAME}` everywhere, its value on the wire alone."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from feeds.collect.http.request_url import SAFE, Origin, checked, origin
from feeds.collect.http.transport_errors import Trouble
from feeds.model.errors import FetchError

LONG = 8  # characters: what is shorter may stand in a document by chance
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_QUOTED = re.compile(r"(?:\$|%24)(?:\{|%7[Bb])([A-Za-z_][A-Za-z0-9_]*)(?:\}|%7[Dd])")  # within an address
_HEX = re.compile(r"%[0-9A-F]{2}")


def variables(text: str) -> list[str]:
    """Name the environment variables that a text asks for, as `${NAME}`."""
    return _VARIABLE.findall(text)


class Secrets:
    """What one source may be told: it goes to the servers that are named by `addresses`, and to no other.

    `values` are the environment variables, `headers` those of the source.
    """

    def __init__(self, values: Mapping[str, str], headers: Mapping[str, str], *addresses: str) -> None:
        self._values, self._headers, self._addresses = values, headers, addresses
        forms = {form: name for name, value in values.items() if value for form in _forms(value)}
        self._forms = sorted(forms.items(), key=lambda form: -len(form[0]))

    def told(self, url: str) -> tuple[str, dict[str, str]]:
        """Give an address as it is to be asked for, and the headers for it; those of others get nothing.

        Raises:
            FetchError: a variable is not set.
        """
        filled = _QUOTED.sub(self._value, url)
        homes = {_origin(_QUOTED.sub(self._value, one)) for one in self._addresses} - {None}
        if _origin(filled) not in homes:
            return url, {}
        return filled, {name: _VARIABLE.sub(self._value, text) for name, text in self._headers.items()}

    def filled(self, text: str) -> str:
        """Fill in a text of the configuration itself, which nobody else had a hand in.

        Raises:
            FetchError: a variable is not set.
        """
        return (_QUOTED if "://" in text else _VARIABLE).sub(self._value, text)

    def masked(self, text: str) -> str:
        """Write the names of secrets where their values stand, in whatever spelling."""
        for form, name in self._forms:
            text = text.replace(form, f"${{{name}}}")
        return text

    def cleaned(self, body: bytes) -> bytes:
        """Take secrets out of a document in which its server repeats them."""
        for form, name in self._forms:
            if len(self._values[name]) >= LONG:
                body = body.replace(form.encode(), f"${{{name}}}".encode())
        return body

    def _value(self, found: re.Match[str]) -> str:
        if found[1] not in self._values:
            return found[0]
        if not self._values[found[1]]:
            raise FetchError(f"the environment variable {found[1]} is not set", passing=False)
        return self._values[found[1]].replace("#", "%23") if found.re is _QUOTED else self._values[found[1]]


def _origin(url: str) -> Origin | None:
    try:
        return origin(checked(url))
    except Trouble:
        return None


def _forms(value: str) -> Iterator[str]:
    """Give the spellings of a secret in addresses, HTML and JSON."""
    for form in {value, *(quote(value, safe) for safe in ("", "/", SAFE)), quote_plus(value)}:
        yield from (form, _HEX.sub(lambda found: found[0].lower(), form))
        yield from (html.escape(form), html.escape(form, quote=False), json.dumps(form)[1:-1])
        yield form.replace("/", "\\/")
