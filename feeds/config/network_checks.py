"""Checks of values for requests: partners, hosts, secrets, limits."""

from __future__ import annotations

import json
import re
from typing import Any

from feeds.config.value_checks import MAILBOX, MAX_BYTES, MAX_POSTS, Finding, describe, web_url
from feeds.model.problem import Message

MAX_WORKERS = 200  # more would run out of sockets

_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")

MAX_PORT = 65_535

_HOST_PORT = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")


def source_url(value: Any) -> Finding | None:
    """Refuse anything but a URL, which may contain environment variables."""
    return web_url(_VARIABLE.sub("x", value)) if isinstance(value, str) else None


def link_pattern(value: Any) -> Finding | None:
    """Refuse anything but a pattern of paths, which may begin with `!`."""
    if not isinstance(value, str) or value.removeprefix("!").startswith(("/", "*")):
        return None
    path = re.sub(r"https?://[^/]*/?", "", value.removeprefix("!"), count=1)
    mark = "!" if value.startswith("!") else ""
    remedy = Message("write %(value)s", value=f'"{mark}/{path}"')
    return Message("a path of pages such as /jobs/*"), describe(value), remedy


def header(value: Any) -> Finding | None:
    """Refuse anything but a valid value of a request header."""
    if not isinstance(value, str):
        return None
    if re.search(r"[\r\n\0]", value) or not value.isascii():
        return Message("one line of ASCII"), describe(value), ""
    return None


def json_text(value: Any) -> Finding | None:
    """Refuse a text that is not JSON."""
    if not isinstance(value, str):
        return None
    try:
        json.loads(value)
    except (ValueError, RecursionError) as error:
        remedy = Message("write its keys below it, indented")
        return Message("JSON"), Message("%(value)s: %(reason)s", value=describe(value), reason=str(error)), remedy
    return None


def indexnow_key(value: Any) -> Finding | None:
    """Refuse anything but an IndexNow key (indexnow.org/documentation)."""
    if not isinstance(value, str) or re.fullmatch(r"[A-Za-z0-9-]{8,128}", value):
        return None
    return Message("8 to 128 letters a-z, digits and dashes"), describe(value), ""


def secret(value: Any) -> Finding | None:
    """Refuse anything but an environment variable; the value may be a secret, so it is not shown."""
    if not isinstance(value, str) or _VARIABLE.fullmatch(value):
        return None
    remedy = Message("put the secret into an environment variable, and write its name here")
    return (
        Message("the name of an environment variable, such as ${FEEDS_HOOK_SECRET}"),
        Message("something else"),
        remedy,
    )


def contact(value: Any) -> Finding | None:
    """Refuse anything but a URL or an email address."""
    if not isinstance(value, str) or MAILBOX.fullmatch(value) or web_url(value) is None:
        return None
    return Message("an email address or an absolute address of a page"), describe(value), ""


def host_port(value: Any) -> Finding | None:
    """Refuse anything but a host with a port."""
    if not isinstance(value, str):
        return None
    if _HOST_PORT.fullmatch(value) and 0 < int(value.rpartition(":")[2]) <= MAX_PORT:
        return None
    return Message("a host and port such as 127.0.0.1:8080"), describe(value), ""


def pages(value: Any) -> Finding | None:
    """Refuse anything but a possible number of pages; YAML reads `yes` as a boolean."""
    if isinstance(value, bool):
        remedy = Message("write the number of pages, such as 100, or 0 to fetch none")
        return Message("a whole number"), describe(value), remedy
    return _between(value, 0, MAX_POSTS)


def full_text(value: Any) -> Finding | None:
    """Refuse full texts if the libraries of the extra are not installed."""
    from feeds.normalise.html import article

    if value is not True or article.is_installed():
        return None
    missing = " ".join(article.LIBRARIES)
    expected = Message("the libraries of the extra `%(extra)s`", extra=article.EXTRA)
    remedy = Message("install them: `pip install %(missing)s`, or remove the line", missing=missing)
    return expected, Message("none, or a part of them"), remedy


def workers(value: Any) -> Finding | None:
    """Refuse anything but a possible number of parallel hosts."""
    return _between(value, 1, MAX_WORKERS)


def positive_integer(value: Any) -> Finding | None:
    """Refuse anything but a whole number of at least 1."""
    return _between(value, 1, MAX_BYTES)


def delay(value: Any) -> Finding | None:
    """Refuse anything but a pause in seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or 0 <= value <= 3600:  # noqa: PLR2004 - an hour
        return None
    return Message("seconds from 0 to 3600"), describe(value), ""


def _between(value: Any, minimum: int, maximum: int) -> Finding | None:
    if isinstance(value, bool) or not isinstance(value, int) or minimum <= value <= maximum:
        return None
    return (Message("a number from %(minimum)s to %(maximum)s", minimum=minimum, maximum=maximum), describe(value), "")
