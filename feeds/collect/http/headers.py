"""HTTP headers: validators, credentials and Content-Type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from feeds.collect.http.transport_errors import TransportError
from feeds.model.safe_text import one_line

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
VALUE = re.compile(r"[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?")  # section 5.5
CHARSET = re.compile(r"""(?:^|;)\s*charset\s*=\s*["']?([!#$%&*+.^_`|~0-9a-z-]+)""")


class Validators(NamedTuple):
    """Validators of a cached response (RFC 9110, section 8.8)."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a conditional request, without invalid values."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if VALUE.fullmatch(value)}


UNCONDITIONAL = Validators()


def credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the configured headers of a source if all are valid.

    Raises:
        TransportError: one of them is invalid; the message has its name, and not its value.
    """
    for name, value in headers.items():
        if not NAME.fullmatch(name) or not VALUE.fullmatch(value):
            raise TransportError(
                f"invalid header {one_line(name)}: it is empty, or has a line break or letters beyond "
                "Latin-1 (fix it under `headers:`)"
            )
    return dict(headers)


def content_type(value: str) -> tuple[str, str]:
    """Return media type and charset in lower case, "" where there is none (RFC 9110, section 8.3)."""
    media_type, _, parameters = value.lower().partition(";")
    found = CHARSET.search(parameters)
    return media_type.strip(), found[1] if found else ""
