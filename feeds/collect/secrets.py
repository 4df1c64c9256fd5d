"""Environment variables in URLs and headers (`${NAME}`): substituted in requests, masked everywhere else."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from feeds.collect.http.request_url import SAFE, Origin, origin, validate
from feeds.collect.http.transport_errors import TransportError
from feeds.model.errors import FetchError

MIN_MASKED_LENGTH = 8  # characters: a shorter value may occur in a document by chance
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_VARIABLE_IN_URL = re.compile(r"(?:\$|%24)(?:\{|%7[Bb])([A-Za-z_][A-Za-z0-9_]*)(?:\}|%7[Dd])")  # within a URL
_PERCENT_ESCAPE = re.compile(r"%[0-9A-F]{2}")


def variables(text: str) -> list[str]:
    """Return the names of the environment variables in a text, written `${NAME}`."""
    return _VARIABLE.findall(text)


class Secrets:
    """The secrets of one source, which are sent to the origins of its `urls` only.

    `values` are the environment variables, `headers` those of the source.
    """

    def __init__(self, values: Mapping[str, str], headers: Mapping[str, str], *urls: str) -> None:
        self._values, self._headers, self._urls = values, headers, urls
        spellings = {spelling: name for name, value in values.items() if value for spelling in _spellings(value)}
        self._spellings = sorted(spellings.items(), key=lambda spelling: -len(spelling[0]))

    def request(self, url: str) -> tuple[str, dict[str, str]]:
        """Return a URL with its secrets, and the headers for it; neither for another origin.

        Raises:
            FetchError: a variable is not set.
        """
        filled = _VARIABLE_IN_URL.sub(self._value, url)
        origins = {_origin(_VARIABLE_IN_URL.sub(self._value, one)) for one in self._urls} - {None}
        if _origin(filled) not in origins:
            return url, {}
        return filled, {name: _VARIABLE.sub(self._value, text) for name, text in self._headers.items()}

    def substituted(self, text: str) -> str:
        """Return a URL or header of the configuration with its secrets.

        Raises:
            FetchError: a variable is not set.
        """
        return (_VARIABLE_IN_URL if "://" in text else _VARIABLE).sub(self._value, text)

    def masked(self, text: str) -> str:
        """Return a text with all spellings of secrets replaced by their names."""
        for spelling, name in self._spellings:
            text = text.replace(spelling, f"${{{name}}}")
        return text

    def masked_body(self, body: bytes) -> bytes:
        """Return a document in which secrets that its server repeats are masked."""
        for spelling, name in self._spellings:
            if len(self._values[name]) >= MIN_MASKED_LENGTH:
                body = body.replace(spelling.encode(), f"${{{name}}}".encode())
        return body

    def _value(self, found: re.Match[str]) -> str:
        value = self._values.get(found[1])
        if value is None:
            return found[0]
        if not value:
            raise FetchError(f"the environment variable {found[1]} is not set", transient=False)
        return value.replace("#", "%23") if found.re is _VARIABLE_IN_URL else value


def _origin(url: str) -> Origin | None:
    try:
        return origin(validate(url))
    except TransportError:
        return None


def _spellings(value: str) -> Iterator[str]:
    """Yield the spellings of a secret in URLs, HTML and JSON."""
    for spelling in {value, *(quote(value, safe) for safe in ("", "/", SAFE)), quote_plus(value)}:
        yield from (spelling, _PERCENT_ESCAPE.sub(lambda found: found[0].lower(), spelling))
        yield from (html.escape(spelling), html.escape(spelling, quote=False), json.dumps(spelling)[1:-1])
        yield spelling.replace("/", "\\/")
