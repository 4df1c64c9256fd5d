"""Environment variables in URLs, headers and bodies (`${NAME}`): substituted in requests, masked everywhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from feeds.collect.http.request_url import Origin, is_same_server, origin, validate
from feeds.collect.http.transport_errors import TransportError
from feeds.collect.masking import VARIABLE, Mask
from feeds.model.errors import FetchError
from feeds.model.problem import Message

TOKEN = "access_token"  # noqa: S105 - the name; is masked as an environment variable of this name would be
_AUTHORIZATION = "Authorization"
_VARIABLE_IN_URL = re.compile(r"(?:\$|%24)(?:\{|%7[Bb])([A-Za-z_][A-Za-z0-9_]*)(?:\}|%7[Dd])")  # within a URL
# A text in JSON that contains a variable, with its key.
_VARIABLE_IN_BODY = re.compile(r'"([^"\\]+)"\s*:\s*"([^"\\]*\$\{[A-Za-z_][A-Za-z0-9_]*\}[^"\\]*)"')


def variables(text: str) -> list[str]:
    """Return the names of the environment variables in a text, written `${NAME}`."""
    return VARIABLE.findall(text)


def values_of(texts: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables that texts of the configuration name, with "" for those that are not set."""
    return {name: environment.get(name, "") for text in texts for name in variables(text)}


class Secrets:
    """The secrets of one source, which are sent to the origins of its `urls` only, and to https of the same host.

    `values` are the environment variables, `headers` those of the source, `body` that of its first request. `mask`
    hides the secrets.
    """

    def __init__(self, values: Mapping[str, str], headers: Mapping[str, str], *urls: str, body: str = "") -> None:
        self._values, self._headers, self._urls = dict(values), dict(headers), urls
        self.mask = Mask(values, urls, {**dict(_VARIABLE_IN_BODY.findall(body)), **headers})

    def authorize(self, token: str) -> None:
        """Send a token with all further requests (RFC 6750, section 2.1)."""
        self._values[TOKEN] = token
        self._headers[_AUTHORIZATION] = f"Bearer ${{{TOKEN}}}"
        self.mask.add({TOKEN: token}, (), {_AUTHORIZATION: self._headers[_AUTHORIZATION]})

    def may_receive(self, url: str) -> bool:
        """Return whether the secrets may be sent to a URL."""
        target = _origin(_VARIABLE_IN_URL.sub(self._value, url))
        configured = [_origin(_VARIABLE_IN_URL.sub(self._value, one)) for one in self._urls]
        return target is not None and any(one and is_same_server(target, one) for one in configured)

    def request(self, url: str) -> tuple[str, dict[str, str]]:
        """Return a URL with its secrets, and the headers for it; neither for another origin.

        Raises:
            FetchError: a variable is not set.
        """
        if not self.may_receive(url):
            return url, {}
        headers = {name: VARIABLE.sub(self._value, text) for name, text in self._headers.items()}
        return _VARIABLE_IN_URL.sub(self._value, url), headers

    def body(self, body: str, url: str) -> str:
        """Return the body of a request in JSON, with its secrets unless it is for another origin.

        Raises:
            FetchError: a variable is not set.
        """
        if not body or not self.may_receive(url):
            return body
        return VARIABLE.sub(lambda found: json.dumps(self._value(found))[1:-1], body)

    def substituted(self, text: str) -> str:
        """Return a URL or header of the configuration with its secrets.

        Raises:
            FetchError: a variable is not set.
        """
        return (_VARIABLE_IN_URL if "://" in text else VARIABLE).sub(self._value, text)

    def _value(self, found: re.Match[str]) -> str:
        value = self._values.get(found[1])
        if value is None:
            return found[0]
        if not value:
            raise FetchError(Message("the environment variable %(found)s is not set", found=found[1]), transient=False)
        return value.replace("#", "%23") if found.re is _VARIABLE_IN_URL else value


def _origin(url: str) -> Origin | None:
    try:
        return origin(validate(url))
    except TransportError:
        return None
