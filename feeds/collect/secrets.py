"""Environment variables in URLs and headers: `${NAME}` everywhere, the value on the wire alone."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from feeds.collect.http.request_url import SAFE, Origin, checked, origin
from feeds.collect.http.transport_errors import TransportError
from feeds.model.errors import FetchError

MIN_CLEANED = 8  # characters: a shorter value may be in a document by chance
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_QUOTED = re.compile(r"(?:\$|%24)(?:\{|%7[Bb])([A-Za-z_][A-Za-z0-9_]*)(?:\}|%7[Dd])")  # within a URL
_HEX = re.compile(r"%[0-9A-F]{2}")


def variables(text: str) -> list[str]:
    """Return the names of the environment variables in a text, written `${NAME}`."""
    return _VARIABLE.findall(text)


class Secrets:
    """The secrets of one source, which are sent to the servers of its `urls`, and to no other.

    `values` are the environment variables, `headers` those of the source.
    """

    def __init__(self, values: Mapping[str, str], headers: Mapping[str, str], *urls: str) -> None:
        self._values, self._headers, self._urls = values, headers, urls
        forms = {form: name for name, value in values.items() if value for form in _forms(value)}
        self._forms = sorted(forms.items(), key=lambda form: -len(form[0]))

    def request(self, url: str) -> tuple[str, dict[str, str]]:
        """Return a URL with its secrets, and the headers for it; other servers get neither.

        Raises:
            FetchError: a variable is not set.
        """
        filled = _QUOTED.sub(self._value, url)
        origins = {_origin(_QUOTED.sub(self._value, one)) for one in self._urls} - {None}
        if _origin(filled) not in origins:
            return url, {}
        return filled, {name: _VARIABLE.sub(self._value, text) for name, text in self._headers.items()}

    def filled(self, text: str) -> str:
        """Return a text of the configuration itself with its secrets.

        Raises:
            FetchError: a variable is not set.
        """
        return (_QUOTED if "://" in text else _VARIABLE).sub(self._value, text)

    def masked(self, text: str) -> str:
        """Return a text with secrets replaced by their names, in all spellings."""
        for form, name in self._forms:
            text = text.replace(form, f"${{{name}}}")
        return text

    def cleaned(self, body: bytes) -> bytes:
        """Return a document without secrets that its server repeats."""
        for form, name in self._forms:
            if len(self._values[name]) >= MIN_CLEANED:
                body = body.replace(form.encode(), f"${{{name}}}".encode())
        return body

    def _value(self, found: re.Match[str]) -> str:
        if found[1] not in self._values:
            return found[0]
        if not self._values[found[1]]:
            raise FetchError(f"the environment variable {found[1]} is not set", transient=False)
        return self._values[found[1]].replace("#", "%23") if found.re is _QUOTED else self._values[found[1]]


def _origin(url: str) -> Origin | None:
    try:
        return origin(checked(url))
    except TransportError:
        return None


def _forms(value: str) -> Iterator[str]:
    """Yield the spellings of a secret in URLs, HTML and JSON."""
    for form in {value, *(quote(value, safe) for safe in ("", "/", SAFE)), quote_plus(value)}:
        yield from (form, _HEX.sub(lambda found: found[0].lower(), form))
        yield from (html.escape(form), html.escape(form, quote=False), json.dumps(form)[1:-1])
        yield form.replace("/", "\\/")
