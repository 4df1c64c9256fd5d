"""The article of a page, without navigation, advertisements and comments (wrapper of trafilatura, an extra).

Of other libraries, readability-lxml and newspaper drop lists and tables.
"""

from __future__ import annotations

import logging
import re
from importlib.util import find_spec

from feeds.model.errors import installation

EXTRA = "full-text"
LIBRARIES = ("lxml_html_clean", "trafilatura")  # trafilatura needs one that needs the other
# More than any article has; the slowest pages with as many take three seconds. Scripts and the like are not counted.
MAX_TAGS = 10_000
MAX_LENGTH = 1_000_000  # characters
# One that does not end goes on to the end of the page, so that none is searched twice.
_CODE = re.compile(r"(?is)<(script|style|svg|template|noscript)\b[^>]*+>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_BODY = re.compile(r"(?s)\A\s*<html[^>]*>\s*<body[^>]*>(.*)</body>\s*</html>\s*\Z")


def is_installed() -> bool:
    """Return whether the libraries of the extra are installed."""
    return all(find_spec(name) for name in LIBRARIES)


def extract(page: str, url: str) -> str:
    """Return the article of a page as HTML with absolute links; "" if it has none or is too large.

    The HTML is as unsafe as the page is.
    """
    plain = _CODE.sub("", page) if len(page) <= 4 * MAX_LENGTH else page
    if len(plain) > MAX_LENGTH or plain.count("<") > MAX_TAGS:
        return ""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it finds wrong with a page is not for operators
    try:
        found = trafilatura.extract(
            plain,
            url=url,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
        )
    except Exception as error:  # noqa: BLE001 - a page that it cannot read must not stop others
        installation.check(error)
        return ""
    body = _BODY.match(found or "")
    return body[1].strip() if body else ""
