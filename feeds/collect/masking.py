"""Masking of secrets in what a server returns and in messages: each is replaced by its name, `${NAME}`.

A long value is replaced wherever it occurs. A short one may occur in a text by chance, so it is replaced only where it
is a whole parameter or path segment of a URL, or the value of a header that is sent.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote, quote_plus, urlsplit

from feeds.collect.http.request_url import SAFE

MIN_LENGTH = 8  # characters of a value that is masked wherever it occurs
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")  # of bodies
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_PERCENT_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_SEPARATORS = re.compile(r"[/?#&;=]")  # of the parts of a URL that may be a secret

# Absolute URLs, and paths that are an attribute, a value or a whole text; also as they are escaped in JSON (`\/`) and
# in parameters (`%2F`).
_URL = re.compile(r"""(?:https?(?::|%3[Aa])|(?:\A|(?<=["'(=>,\[]))\.{0,2})(?:\\?/|%2[Ff])[^\s"'<>]*""")
_SEGMENT = r"(?<!/)(?<!/\\)(?<!%2[Ff])(/|%2[Ff])(VALUES)(?=[/?#&;\\]|%2[Ff]|%3[Ff]|%23|[.:,;!)\]}]*\Z)"
_PARAMETER = r"(?<=[\w\].-])(=|%3[Dd])(VALUES)(?=[&;#\s\"'<>)\]},\\]|%2[36]|%3[Bb]|[.:!?](?:\s|\Z)|\Z)"
_HEADER = r"(?i:((?:NAMES)[\"'\\]*\s*[:=]\s*[\"'\\]*))(VALUES)(?=[\s\"'<>,;)\]}\\&]|[.:](?:\s|\Z)|\Z)"
_WORDS = r"(?<!\w)()(VALUES)(?!\w)"
_HOST = r"(//)(VALUES)(?=[/?#:\s]|\Z)"

Replace = Callable[[str], str]


class Mask:
    """Masks the secrets of one source or target.

    `values` are the environment variables by name, `urls` and `headers` those of the configuration that contain
    them.
    """

    def __init__(self, values: Mapping[str, str], urls: Iterable[str] = (), headers: Mapping[str, str] = {}) -> None:
        self._all, self._long, self._short = set[str](), list[tuple[str, str]](), list[Replace]()
        self.add(values, urls, headers)

    def add(self, values: Mapping[str, str], urls: Iterable[str] = (), headers: Mapping[str, str] = {}) -> None:
        """Mask further secrets."""
        found = {spelling: name for name, value in values.items() if value for spelling in _spellings(value)}
        self._all |= {spelling.casefold() for spelling in found}
        long = [(one, f"${{{name}}}") for one, name in found.items() if len(values[name]) >= MIN_LENGTH]
        self._long = sorted([*self._long, *long], key=lambda spelling: -len(spelling[0]))
        short = {name: value for name, value in values.items() if 0 < len(value) < MIN_LENGTH}
        self._short += _short_masks(short, urls, headers) if short else ()

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        for spelling, name in self._long:
            text = text.replace(spelling, name)
        for mask in self._short:
            text = mask(text)
        return text

    def body(self, body: bytes) -> bytes:
        """Return a document without secrets."""
        for spelling, name in self._long:
            for encoding in ENCODINGS:
                with suppress(UnicodeEncodeError):  # it cannot occur in this encoding
                    body = body.replace(spelling.encode(encoding), name.encode(encoding))
        if not self._short:
            return body
        text = body.decode("utf-8", "surrogateescape")
        for mask in self._short:
            text = mask(text)
        return text.encode("utf-8", "surrogateescape")

    def header(self, value: str) -> str:
        """Return the value of a header to keep; "" if a secret occurs in it anywhere."""
        read = value.encode("latin-1", "replace").decode("utf-8", "replace")  # headers are decoded as Latin-1
        return "" if any(one in text.casefold() for one in self._all for text in (value, read)) else value


def _short_masks(values: Mapping[str, str], urls: Iterable[str], headers: Mapping[str, str]) -> Iterator[Replace]:
    """Yield the replacements of short secrets, alone and as part of the configured parameters, segments and headers."""

    def filled(text: str) -> str:
        return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)

    units = {value: f"${{{name}}}" for name, value in values.items()}
    hosts = dict[str, str]()
    for url in urls:
        units |= {filled(part): part for part in _SEPARATORS.split(url) if filled(part) != part}
        if "://" in url and filled(host := _host(url)) != host:
            hosts[filled(host)] = host
            units.pop(filled(host), None)
    masks = {spelling: text for unit, text in units.items() for spelling in _spellings(unit)}
    yield _replacement(_SEGMENT, masks, _URL)
    yield _replacement(_PARAMETER, masks)
    values_of_headers = {value: text for text in headers.values() if (value := filled(text)) != text}
    masks = {spelling: text for value, text in (units | values_of_headers).items() for spelling in _spellings(value)}
    sent = [name for name, text in headers.items() if filled(text) != text]
    if sent:
        yield _replacement(_HEADER.replace("NAMES", "|".join(map(re.escape, sent))), masks)
    schemes = {value: text for value, text in values_of_headers.items() if " " in value}
    if schemes:
        yield _replacement(_WORDS, schemes)
    if hosts:
        yield _replacement(_HOST, hosts)


def _replacement(pattern: str, masks: Mapping[str, str], within: re.Pattern[str] | None = None) -> Replace:
    """Return what replaces the second group of a pattern, everywhere or `within` what another pattern finds."""
    alternatives = "|".join(map(re.escape, sorted(masks, key=len, reverse=True)))
    found = re.compile(pattern.replace("VALUES", alternatives))

    def replace(text: str) -> str:
        if not any(one in text for one in masks):
            return text
        return found.sub(lambda match: match[1] + masks[match[2]], text)

    return (lambda text: within.sub(lambda match: replace(match[0]), text)) if within else replace


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _spellings(value: str) -> Iterator[str]:
    """Yield the spellings of a secret in URLs, HTML and JSON."""
    for spelling in {value, *(quote(value, safe) for safe in ("", "/", SAFE)), quote_plus(value)}:
        yield from (spelling, _PERCENT_ESCAPE.sub(lambda found: found[0].lower(), spelling))
        yield from (html.escape(spelling), html.escape(spelling, quote=False), json.dumps(spelling)[1:-1])
        yield spelling.replace("/", "\\/")
