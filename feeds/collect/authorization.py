"""Requests of one source with its secrets: environment variables, and OAuth 2.0 client credentials (RFC 6749 §4.4).

A token is one form sent by POST, for which no further library is needed. It is kept in memory only.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import quote_plus

from feeds.collect.http.client import Client, Response
from feeds.collect.http.headers import VALUE, Validators
from feeds.collect.http.request_url import redacted
from feeds.collect.responses import FORBIDDEN, OK, TOO_MANY, UNAUTHORIZED, UNAVAILABLE, error_of
from feeds.collect.secrets import Secrets, values_of
from feeds.collect.web import Auth, Web
from feeds.model.errors import FetchError
from feeds.model.instant import Deadline
from feeds.model.problem import Message
from feeds.model.safe_text import shortened
from feeds.model.source_state import FollowUp

_KEPT = 0.9  # part of the lifetime of a token: its requests take time, too
_REMEDY = Message("check `client_id`, `client_secret` and `scope` of its `auth`")


@dataclass(frozen=True, slots=True)
class _Token:
    value: str = field(repr=False)
    lifetime: Deadline


class Tokens:
    """The tokens of a run, which sources with the same credentials share; threads may use it."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, ...], _Token] = {}
        self._locks: dict[tuple[str, ...], Lock] = {}

    def get(self, auth: Auth, refused: str, fetch: Callable[[], _Token]) -> str:
        """Return the token for credentials (with secrets): the one that is kept, unless it expired or is `refused`."""
        key = astuple(auth)
        with self._locks.setdefault(key, Lock()):  # the endpoint may revoke the first of two tokens
            known = self._tokens.get(key)
            if known is None or not known.lifetime.left() or known.value == refused:
                known = self._tokens[key] = fetch()
        return known.value


class Shared(NamedTuple):
    """What the sources of a run share: a client, the environment variables, tokens."""

    client: Client
    environment: Mapping[str, str]
    tokens: Tokens


class SourceClient:
    """Sends the requests of one source.

    client: does not follow redirects that take a secret to another server. mask: hides its secrets.
    `count` is called with each response.
    """

    def __init__(self, source: Web, first: FollowUp, shared: Shared, count: Callable[[Response], None]) -> None:
        values = values_of((source.url, first.body, *source.headers.values()), shared.environment)
        self._secrets = Secrets(values, source.headers, source.url, first.url, body=first.body)
        self.mask = self._secrets.mask
        self.mask.add(*credentials_of(source, shared.environment))
        self.client = shared.client.masking(self.mask.text)
        self._auth, self._shared, self._count = source.auth, shared, count
        self._token, self._is_renewed = "", False

    def get(self, link: FollowUp, url: str, validators: Validators) -> Response:
        """Fetch a document of the source from a URL; a token that is refused is replaced once.

        Raises:
            FetchError: there is no usable response, or no token.
        """
        if self._auth and self._secrets.may_receive(url):
            self._authorize(self._auth)
        else:
            return self._send(link, url, validators)
        response = self._send(link, url, validators)
        if response.status == UNAUTHORIZED and not self._is_renewed:
            self._is_renewed = True
            self._authorize(self._auth, refused=self._token)
            response = self._send(link, url, validators)
        if response.status in (UNAUTHORIZED, FORBIDDEN):
            found = Message("the token is refused with HTTP status %(status)s", status=response.status)
            raise FetchError(Message("%(found)s (%(remedy)s)", found=found, remedy=_REMEDY), transient=True)
        return response

    def _send(self, link: FollowUp, url: str, validators: Validators) -> Response:
        url, headers = self._secrets.request(url)
        body = self._secrets.body(link.body, url)
        response = self.client.get(url, body=body, validators=validators, headers=headers)
        self._count(response)
        return response

    def _authorize(self, auth: Auth, refused: str = "") -> None:
        """Send a token with all further requests: the one that is kept, unless it is refused."""
        named = (auth.token_url, auth.client_id, auth.client_secret, auth.scope)
        secrets = Secrets(values_of(named, self._shared.environment), {}, auth.token_url)
        filled = Auth(*map(secrets.substituted, named))
        token = self._shared.tokens.get(filled, refused, lambda: self._fetch_token(filled, redacted(auth.token_url)))
        if token != self._token:
            self._token = token
            self._secrets.authorize(token)

    def _fetch_token(self, auth: Auth, shown: str) -> _Token:
        """Return a new token; raises FetchError."""
        form = {"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}
        client = {"client_id": auth.client_id, "client_secret": auth.client_secret}
        try:
            response = self.client.submit(auth.token_url, {**form, **client})
            if _json(response.body).get("error") == "invalid_client":  # the form is optional for a server (§2.3.1)
                pair = ":".join(map(quote_plus, client.values()))
                basic = f"Basic {b64encode(pair.encode()).decode()}"
                response = self.client.submit(auth.token_url, form, {"Authorization": basic})
        except FetchError as error:
            raise _no_token(shown, str(error)) from None
        self._count(response)
        data = _json(response.body)
        value, kind = data.get("access_token"), data.get("token_type") or "Bearer"
        if response.status != OK:
            stated = (self.mask.header(text) for text in _reasons(data))
            found = ": ".join(filter(None, (error_of(response).partition(" (")[0], *map(shortened, stated))))
            found = found if response.status in (TOO_MANY, UNAVAILABLE) else f"{found} ({_REMEDY})"
        elif not isinstance(value, str) or not VALUE.fullmatch(value):
            found = "no `access_token` in the response (check the `token_url` of its `auth`)"
        elif str(kind).lower() != "bearer":
            found = f"expected a Bearer token, found {shortened(self.mask.text(str(kind)))}"
        else:
            return _Token(value, Deadline(_lifetime(data.get("expires_in"))))
        raise _no_token(shown, found)


def credentials_of(source: Web, environment: Mapping[str, str]) -> tuple[dict[str, str], list[str], dict[str, str]]:
    """Return what hides the secrets of `auth`: the values of variables, and the URLs and parameters with them."""
    if not (auth := source.auth):
        return {}, [], {}
    fields = {"client_id": auth.client_id, "client_secret": auth.client_secret, "scope": auth.scope}
    return values_of((auth.token_url, *fields.values()), environment), [auth.token_url], fields


def _no_token(url: str, error: str) -> FetchError:
    return FetchError(Message("%(url)s: no token: %(error)s", url=url, error=error), transient=True)


def _json(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _reasons(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield why there is no token (RFC 6749, section 5.2)."""
    for key in ("error", "error_description"):
        if isinstance(text := data.get(key), str) and text:
            yield text


def _lifetime(seconds: Any) -> float:
    """Return for how many seconds a token is kept; for the whole run if its lifetime is not stated."""
    try:
        stated = float(seconds)
    except (TypeError, ValueError, OverflowError):
        return float("inf")
    return stated * _KEPT if stated > 0 else float("inf")
