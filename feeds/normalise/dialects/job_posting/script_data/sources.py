"""Scripts and attributes of a page that may contain data, each with an XPath that finds it in a later version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from feeds.normalise.dialects.job_posting import html_page
from feeds.normalise.dialects.job_posting.script_data import flight

_MIN_LENGTH = 60  # characters with a list of jobs
_MAX_NAMES = 20  # of one script
_MAX_SOURCES = 500  # of one page
_NAME = re.compile(r"(?:(?:window|self|globalThis)\s*\.\s*|\b(?:var|let|const)\s+)([A-Za-z_$][\w$]{2,60})\s*=(?!=)")
_DATA = re.compile(r"""\s*(?:[\[{]|%[57][bB]|&quot;|JSON\.parse)|.{0,200}[:=(]\s*[\[{]""", re.DOTALL)
_STABLE = re.compile(r"[A-Za-z_][\w:.-]*")
_NUMBER = re.compile(r"\d{3}")  # in an id that a program made up


class Source(NamedTuple):
    """Texts of scripts or of an attribute, the XPath that finds them, and the names of their values in the page."""

    xpath: str
    texts: tuple[str, ...]
    names: tuple[str, ...] = ()


def find(text: str) -> Iterator[Source]:
    """Yield the sources of a page: scripts in order, then attributes."""
    root = html_page.parse(text)
    if root is None:
        return
    pushed: list[str] = []
    left = _MAX_SOURCES
    for element in root.iter("script"):
        written = element.text or ""
        if flight.MARK in written:
            pushed.append(written)
        elif len(written) >= _MIN_LENGTH and left > 0 and re.search(r"[\[{]", written):
            left -= 1
            yield _script(element.get("id", ""), element.get("type", ""), written)
    if pushed:
        yield Source(f'//script[contains(., "{flight.MARK}")]', tuple(pushed))
    for element in root.iter():
        for name, value in element.attrib.items():
            if left > 0 and len(value) >= _MIN_LENGTH and not name.startswith("on") and _DATA.match(value):
                left -= 1
                yield Source(f'//@*[name()="{name}"]', (value,), (name,))


def _script(identifier: str, kind: str, written: str) -> Source:
    assigned = list(dict.fromkeys(found[1] for found in islice(_NAME.finditer(written), _MAX_NAMES)))
    names = (identifier, *(assigned if len(assigned) == 1 else ()))  # of several, it is not known which is which
    if _STABLE.fullmatch(identifier) and not _NUMBER.search(identifier):
        xpath = f'//script[@id="{identifier}"]'
    elif assigned:
        xpath = f'//script[contains(., "{assigned[0]}")]'
    else:
        xpath = f'//script[@type="{kind}"]' if re.fullmatch(r"[\w/+.-]+", kind) else "//script[not(@src)]"
    return Source(xpath, (written,), tuple(filter(None, names)))
