"""Headers: what can be sent as one, and what Content-Type says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feeds.collect.http.transport_errors import Trouble
from feeds.model.safe_text import one_line

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, section 5.6.2
VALUE = re.compile(r"[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?")  # section 5.5
CHARSET = re.compile(r"""(?:^|;)\s*charset\s*=\s*["']?([!#$%&*+.^_`|~0-9a-z-]+)""")


def validators(etag: str, last_modified: str) -> dict[str, str]:
    """Give the headers that ask whether a document is still the same; what cannot be sent is left out."""
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if VALUE.fullmatch(value)}


def credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """Give the headers of a source as they can be sent.

    Raises:
        Trouble: one of them cannot be; only its name is told.
    """
    for name, value in headers.items():
        if not NAME.fullmatch(name) or not VALUE.fullmatch(value):
            raise Trouble(
                f"the header {one_line(name)} cannot be sent: it is empty, or holds a line break or letters "
                "beyond Latin-1 (mend it under `headers:`)"
            )
    return dict(headers)


def content_type(value: str) -> tuple[str, str]:
    """Read a media type and its charset, in lower case; "" where there is none (RFC 9110, section 8.3)."""
    media_type, _, parameters = value.lower().partition(";")
    found = CHARSET.search(parameters)
    return media_type.strip(), found[1] if found else ""
