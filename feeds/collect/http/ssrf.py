"""Which machines are spoken to: the wall around requests-hardened.

A name is resolved once, and the connection goes to an address that was looked at, so that no name can
resolve to one thing for the check and to another for the connection. It is checked where a socket is made:
whatever led there, a redirect or an odd spelling, passes here.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Collection, Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any

from requests_hardened.ip_filter import InvalidIPAddress, filter_host

from feeds.collect.http.request_url import host_port
from feeds.collect.http.transport_errors import Trouble

# All that IANA has given out for hosts on the Internet. What lies outside of it leads nowhere, or, as mapped,
# translated and site-local addresses do, to where one could not see.
GLOBAL = IPv6Network("2000::/3")
FAMILIES = {socket.AF_INET, socket.AF_INET6}
Place = tuple[int, tuple[Any, ...]]  # a family, and an address as its sockets take it

logging.getLogger("requests_hardened").setLevel(logging.CRITICAL)  # a refusal is told by its error


def connect(
    host: str,
    port: int,
    allowed: Collection[str],
    seconds: float,
    options: Iterable[tuple[int, int, int | bytes]] = (),
) -> socket.socket:
    """Connect to a public address of a host; to any of them if `allowed` names this very `host:port`.

    Its addresses are tried in the order of the resolver, within `seconds` altogether.

    Raises:
        Trouble: it has no address, only private ones, or none that answers.
    """
    until = time.monotonic() + seconds
    found = _resolved(host, port)
    places = found if host_port(host, port) in allowed else [one for one in found if not private(one[1][0])]
    if not places:
        raise Trouble(
            f"{host} is a private address ({found[0][1][0]}), which is not asked (check it; if it is meant, "
            f'put "{host_port(host, port)}" under `network: allow:` in the configuration)'
        )
    for left, (family, place) in zip(range(len(places), 0, -1), places, strict=True):
        try:
            return _connected(family, place, max(until - time.monotonic(), 0.001) / left, options)
        except OSError as error:
            last = error
    slow = isinstance(last, TimeoutError)
    why = f"does not answer within {seconds:g} seconds" if slow else f"cannot be reached: {last.strerror}"
    raise Trouble(f"{host} {why} (check the address, or try again later)", passing=True)


def private(address: object) -> bool:
    """Tell whether an address, as the resolver writes it, is other than one on the public Internet.

    That is the ranges of the IANA special-purpose registries (RFC 6890), which requests-hardened keeps, and
    of IPv6 all that is not global unicast (RFC 4291, section 2.4).
    """
    try:
        known = ip_address(str(address))
        if isinstance(known, IPv6Address) and known not in GLOBAL:
            return True
        filter_host(str(known), 0, allow_loopback=False)
    except (InvalidIPAddress, ValueError):
        return True
    return False


def _resolved(host: str, port: int) -> list[Place]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        passing = error.errno != socket.EAI_NONAME
        advice = "try again later" if passing else "check the address"
        raise Trouble(f"there is no host {host} to be found ({advice})", passing=passing) from None
    return [(family, address) for family, _, _, _, address in found if family in FAMILIES]


def _connected(
    family: int, place: tuple[Any, ...], seconds: float, options: Iterable[tuple[int, int, int | bytes]]
) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        for option in options:
            made.setsockopt(*option)
        made.settimeout(seconds)
        made.connect(place)
    except BaseException:
        made.close()
        raise
    return made
