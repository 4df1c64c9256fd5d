"""Addresses: which are asked for, how they are shown, and who is meant by them."""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from feeds.collect.http.transport_errors import ADDRESS, Trouble
from feeds.model.safe_text import shortened

PORTS = {"http": 80, "https": 443}
HIGHEST_PORT = 65_535
SAFE = "!$%&'()*+,/:;=?@[]~"  # what may stand in an address, and what was written with % before
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")

Origin = tuple[str, str, int]  # scheme, host, port: who is meant by an address (RFC 6454, section 4)


def checked(url: str, base: str = "") -> str:
    """Give an address that can be asked for: whole, without fragment, in ASCII from its path on.

    base: what it may be relative to.

    Raises:
        Trouble: it is none, is of another scheme, or holds a password (RFC 9110, section 4.2.4, has these
            treated as an error; they would end up in messages and logs).
    """
    url = url.strip()
    if CONTROLS.search(url):
        raise Trouble(ADDRESS)
    try:
        parts = urlsplit(urljoin(base, url))._replace(fragment="")
        scheme, host, port = origin_of(parts)
    except ValueError:
        raise Trouble(ADDRESS) from None
    if scheme not in PORTS:
        raise Trouble(f"only http and https are asked, and its scheme is {shortened(scheme) or 'none'}")
    if "@" in parts.netloc:
        raise Trouble(
            "the address holds a user name or password (take it out, and put the credentials under "
            "`headers:`, from an environment variable)"
        )
    if not host or "\\" in parts.netloc or not 0 < port <= HIGHEST_PORT:
        raise Trouble(ADDRESS)
    return parts._replace(path=quote(parts.path, SAFE), query=quote(parts.query, SAFE)).geturl()


def shown(url: str) -> str:
    """Write an address for people: without user, password, query and fragment, where secrets are kept."""
    try:
        parts = urlsplit(url.strip())
        netloc = parts.netloc.rpartition("@")[2]
        return shortened(parts._replace(netloc=netloc, query="", fragment="").geturl())
    except ValueError:
        return "the address"


def origin(url: str) -> Origin:
    """Say who is meant by an address that was checked."""
    return origin_of(urlsplit(url))


def origin_of(parts: SplitResult) -> Origin:
    """Say who is meant by an address in parts.

    Raises:
        ValueError: its port is no number, or too high.
    """
    port = parts.port
    return parts.scheme, host_name(parts.hostname or ""), PORTS.get(parts.scheme, 0) if port is None else port


def authority(url: str) -> str:
    """Write the `host:port` of an address, as it may be named in the configuration; "" if there is none."""
    try:
        _, host, port = origin_of(urlsplit(url.strip()))
    except ValueError:
        return ""
    return host_port(host, port) if host and port else ""


def own(url: str) -> tuple[str, ...]:
    """Give the `host:port` of an address that the operator named himself, for `Client(allowed=…)`."""
    return tuple(filter(None, [authority(url)]))


def host_port(host: str, port: int) -> str:
    """Write a host and a port, an IPv6 address in brackets."""
    name = host_name(host)
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"


def host_name(host: str) -> str:
    """Write a host in the one spelling that it is compared in: ASCII, lower case, no dot at the end."""
    name = host.strip("[]").lower().rstrip(".")
    try:
        return str(IPv6Address(name)) if ":" in name else name.encode("idna").decode()
    except ValueError:
        return name


def named(entries: Collection[str]) -> frozenset[str]:
    """Read the `host:port` entries of the configuration.

    Raises:
        ValueError: one of them is no `host:port`.
    """
    found = set()
    for entry in entries:
        host, _, port = entry.strip().rpartition(":")
        bracketed = host.startswith("[") and host.endswith("]")
        numbered = port.isdecimal() and 0 < int(port) <= HIGHEST_PORT
        if not (host and numbered and (bracketed or ":" not in host)):
            raise ValueError(f"{entry!r} is no host:port (write it as 127.0.0.1:8080 or [::1]:8080)")
        found.add(host_port(host, int(port)))
    return frozenset(found)
