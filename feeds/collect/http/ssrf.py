"""SSRF protection: which hosts may be connected to; wrapper around requests-hardened.

A name is resolved once, and the connection uses an address that was checked, so that a name cannot resolve
to another address after the check (DNS rebinding). The check is made whenever a socket is connected, so it
covers redirects and unusual spellings of addresses.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Collection, Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from typing import Any

from requests_hardened.ip_filter import InvalidIPAddress, filter_host

from feeds.collect.http.request_url import host_port
from feeds.collect.http.transport_errors import TransportError

# All that IANA has assigned to hosts on the Internet. Mapped, translated and site-local addresses, which
# would hide the real target, are outside of it.
GLOBAL_UNICAST = IPv6Network("2000::/3")
FAMILIES = {socket.AF_INET, socket.AF_INET6}
SocketAddress = tuple[int, tuple[Any, ...]]  # family, and address for `socket.connect`

logging.getLogger("requests_hardened").setLevel(logging.CRITICAL)  # the error has the message


def connect(
    host: str, port: int, allowed: Collection[str], seconds: float, options: Iterable[tuple[int, int, int | bytes]] = ()
) -> socket.socket:
    """Connect to a public address of a host; to any address if `allowed` contains its `host:port`.

    Its name is resolved, and its addresses are tried in the order of the resolver, within `seconds` altogether.

    Raises:
        TransportError: the host has no address or only private ones, or none accepts the connection.
    """
    deadline = time.monotonic() + seconds
    addresses = _resolve(host, port, seconds)
    is_allowed = host_port(host, port) in allowed
    usable = [found for found in addresses if is_allowed or not is_private(found[1][0])]
    if not usable:
        raise TransportError(
            f"{host} has a private address ({addresses[0][1][0]}), which is not fetched (check it; if it is "
            f'intended, add "{host_port(host, port)}" to `network: allow:` in the configuration)'
        )
    for remaining, (family, address) in zip(range(len(usable), 0, -1), usable, strict=True):
        try:
            return _connect(family, address, max(deadline - time.monotonic(), 0.001) / remaining, options)
        except OSError as error:
            last = error
    timed_out = isinstance(last, TimeoutError)
    reason = f"no connection within {seconds:.3g} seconds" if timed_out else f"cannot be reached: {last.strerror}"
    raise TransportError(f"{host}: {reason} (check the URL, or try again later)", transient=True)


def is_private(address: object) -> bool:
    """Return whether an address, as the resolver writes it, is not one on the public Internet.

    These are the IANA special-purpose registries (RFC 6890), as requests-hardened lists them, and all of IPv6
    that is not global unicast (RFC 4291, section 2.4).
    """
    try:
        known = ip_address(str(address))
        if isinstance(known, IPv6Address) and known not in GLOBAL_UNICAST:
            return True
        filter_host(str(known), 0, allow_loopback=False)
    except (InvalidIPAddress, ValueError):
        return True
    return False


def _resolve(host: str, port: int, seconds: float) -> list[SocketAddress]:
    """Return the addresses of a host; the look-up is abandoned in its thread if it takes longer than `seconds`."""
    answers = SimpleQueue[Any]()

    def look_up() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
        if isinstance(found, Exception):
            raise found
    except Empty:
        reason = f"its name was not resolved within {seconds:.3g} seconds (try again later)"
        raise TransportError(f"{host}: {reason}", transient=True) from None
    except socket.gaierror as error:
        transient = error.errno != socket.EAI_NONAME
        remedy = "try again later" if transient else "check the URL"
        raise TransportError(f"host {host} not found ({remedy})", transient=transient) from None
    return [(family, address) for family, _, _, _, address in found if family in FAMILIES]


def _connect(
    family: int, address: tuple[Any, ...], seconds: float, options: Iterable[tuple[int, int, int | bytes]]
) -> socket.socket:
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        for option in options:
            connection.setsockopt(*option)
        connection.settimeout(seconds)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection
