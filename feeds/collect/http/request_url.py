"""URLs of requests: validation, redaction, and their origin."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from feeds.collect.http.transport_errors import INVALID_URL, TransportError
from feeds.model.safe_text import shortened

PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65_535
SAFE = "!$%&'()*+,/:;=?@[]~"  # reserved characters, and % of existing escapes
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

Origin = tuple[str, str, int]  # scheme, host, port (RFC 6454, section 4)
RECENT = 1_000  # URLs: one request asks up to ten times for the same


@lru_cache(RECENT)
def validate(url: str, base: str = "") -> str:
    """Return a valid URL to request: absolute, without fragment, path and query in ASCII.

    base: the base of a relative URL.

    Raises:
        TransportError: the URL is invalid, its scheme is neither http nor https, or it has a password (an
            error by RFC 9110, section 4.2.4; it would end up in messages and logs).
    """
    url = url.strip()
    if CONTROLS.search(url):
        raise TransportError(INVALID_URL)
    try:
        parts = urlsplit(urljoin(base, url))._replace(fragment="")
        scheme, host, port = origin_of(parts)
    except ValueError:
        raise TransportError(INVALID_URL) from None
    if scheme not in PORTS:
        raise TransportError(f"expected http or https, found the scheme {shortened(scheme) or 'none'}")
    if "@" in parts.netloc:
        raise TransportError(
            "the URL has a user name or password (remove it, and put the credentials under `headers:`, from "
            "an environment variable)"
        )
    if not host or "\\" in parts.netloc or not 0 < port <= HIGHEST_PORT:
        raise TransportError(INVALID_URL)
    return parts._replace(path=quote(parts.path, SAFE), query=quote(parts.query, SAFE)).geturl()


def redacted(url: str) -> str:
    """Return a URL for messages, without user, password, query and fragment, which may be secrets."""
    try:
        parts = urlsplit(url.strip())
        netloc = parts.netloc.rpartition("@")[2]
        return shortened(parts._replace(netloc=netloc, query="", fragment="").geturl())
    except ValueError:
        return "the URL"


@lru_cache(RECENT)
def origin(url: str) -> Origin:
    """Return the origin of a valid URL."""
    return origin_of(urlsplit(url))


def is_same_server(target: Origin, start: Origin) -> bool:
    """Return whether what is meant for one origin may be sent to another: the same, or https of the same host."""
    return target == start or (target == ("https", start[1], PORTS["https"]) and start[::2] == ("http", PORTS["http"]))


def origin_of(parts: SplitResult) -> Origin:
    """Return the origin of a split URL.

    Raises:
        ValueError: the port is not a number, or too high.
    """
    port = parts.port
    return parts.scheme, host_name(parts.hostname or ""), PORTS.get(parts.scheme, 0) if port is None else port


@lru_cache(RECENT)
def authority(url: str) -> str:
    """Return the `host:port` of a URL, as in the configuration; "" if there is none."""
    try:
        _, host, port = origin_of(urlsplit(url.strip()))
    except ValueError:
        return ""
    return host_port(host, port) if host and port else ""


def host_ports(url: str) -> tuple[str, ...]:
    """Return the `host:port` of a URL of the configuration, for `Client(allowed=…)`."""
    return tuple(filter(None, [authority(url)]))


def host_port(host: str, port: int) -> str:
    """Return `host:port`, an IPv6 address in brackets."""
    name = host_name(host)
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


@lru_cache(RECENT)
def host_name(host: str) -> str:
    """Return a host in its canonical form: ASCII, lower case, no dot at the end."""
    name = host.strip("[]").lower().rstrip(".")
    try:
        return str(IPv6Address(name)) if ":" in name else name.encode("idna").decode()
    except ValueError:
        return name


def parse_allowed(entries: Collection[str]) -> frozenset[str]:
    """Return the `host:port` entries of the configuration, normalised.

    Raises:
        ValueError: an entry is not `host:port`.
    """
    found = set()
    for entry in entries:
        host, _, port = entry.strip().rpartition(":")
        bracketed = host.startswith("[") and host.endswith("]")
        numbered = port.isdecimal() and 0 < int(port) <= HIGHEST_PORT
        if not (host and numbered and (bracketed or ":" not in host)):
            raise ValueError(f"{entry!r} is not host:port (write it as 127.0.0.1:8080 or [::1]:8080)")
        found.add(host_port(host, int(port)))
    return frozenset(found)
