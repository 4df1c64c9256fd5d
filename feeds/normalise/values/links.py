"""URLs: made absolute and valid (RFC 3986), or rejected.

Errors that browsers tolerate (WHATWG URL) are repaired: stray spaces, backslashes, characters without their
percent-encoding, host names in any script.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from feeds.normalise.values.patterns import lazy_pattern

MAX_LENGTH = 8_000  # characters: servers need not support longer URLs (RFC 9110 §4.1)
_IGNORED = lazy_pattern(r"[\t\n\r]")
_STRIPPED = "".join(map(chr, range(33))) + "\x7f\u00a0\u202f\u200b\u2060\ufeff"
_SCHEME = lazy_pattern(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SLASHES = lazy_pattern(r"(?i)(https?):[/\\]*")
_DOUBLED = lazy_pattern(r"(?i)https?:[/\\]*https?(?::|//)")
_BARE_PERCENT = lazy_pattern(r"%(?![0-9A-Fa-f]{2})")
_SUB = "!$&'()*+,;=:@"  # RFC 3986 §3.3: pchar, without what `quote` never touches
_PATH, _QUERY, _FRAGMENT = f"/%{_SUB}", f"/?%{_SUB}", f"/?%{_SUB}"
_LABEL = lazy_pattern(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = lazy_pattern(r"(?:0x[0-9a-f]*|[0-9]+)\.?$")
_PORTS = {"http": 80, "https": 443}
_MAILBOX = lazy_pattern(r"[^\s@/?#:;,]+@[^\s@/?#:;,]+\.[^\s@/?#:;,.]{2,}")
# Beside the name of an author; begun at the first letter of a word only, for the sake of long ones.
MAIL_IN_NAME = lazy_pattern(r"[<(]?(?<![^\s<>()])[^\s<>()]+@[^\s<>()]+\.\w+[>)]?")
_AROUND_NAME = lazy_pattern(r"^\s*\((.*)\)\s*$")
_PICTURE = lazy_pattern(r"[^\s/?#:]+@[^\s/?#:]+\.(?:png|jpe?g|gif|webp|avif|svg)", re.IGNORECASE)
_SEPARATOR = lazy_pattern(r"\s*[;,]\s*|(?:%20|\s)*(?:%3B|%2C)(?:%20|\s)*", re.IGNORECASE)
_NAME = r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?"


def without_mailbox(name: str) -> str:
    """Return the name of an author without a mailbox: `j@x.org (Jane)` of RSS, `Jane <j@x.org>` of RFC 5322."""
    if "@" not in name:
        return name
    return _AROUND_NAME.sub(r"\1", MAIL_IN_NAME.sub(" ", name))


def url_pattern(ampersand: str) -> str:
    """Return a regular expression for web URLs that `absolute` returns unchanged, with & as `ampersand`."""
    letter = rf"(?:[A-Za-z0-9/._~!$()*+,;=:@-]|{ampersand}|%[0-9A-Fa-f]{{2}})"
    host = rf"(?=[a-z0-9.-]{{4,250}}(?:[^a-z0-9.-]|\Z))(?:{_NAME}\.){{1,8}}[a-z]{{2,20}}"
    rest = rf"(?:/{letter}{{0,900}})?(?:\?{letter}{{1,900}})?(?:\#{letter}{{1,300}})?"
    return rf"https?://{host}{rest}"


_IN_TEXT = re.compile(r"(?<![\w@/.-])(?:https?://|www\.)(?:[^\s<>\"“”«»`|\\\[]|\[(?!/))+", re.IGNORECASE)
_TAIL_IN_TEXT = re.compile(r"[?!.,:;*_~'…’\]]+$")


def in_text(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the web URLs in running text, as GitHub links them: where each begins, as written, and made absolute."""
    if "://" not in text and "ww." not in text.lower():
        return
    for found in _IN_TEXT.finditer(text):
        shown = _TAIL_IN_TEXT.sub("", found.group())
        while shown.endswith(")") and shown.count(")") > shown.count("("):
            shown = _TAIL_IN_TEXT.sub("", shown[:-1])
        target = absolute(shown, "")
        if target and "." in shown.partition("://")[2].partition("/")[0] + shown[3:4]:
            yield found.start(), shown, target


# The same for `mailto:` URLs in an attribute.
MAILTO_PATTERN = r"mailto:[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,200}"
_ALREADY_ABSOLUTE = lazy_pattern(url_pattern("&"))  # without this, a partner's HTML takes 11 % more
_PHONE = lazy_pattern(r"\+?[0-9*.()-]*[0-9][0-9*.()-]*")


def absolute(url: str, base: str) -> str | None:
    """Return a URL resolved against `base`, as a valid http, https, mailto or tel URI, or None.

    A link within the page (`#x`) is None: the sanitiser removes ids. So is one with two schemes (`https://https://x`).
    """
    if _ALREADY_ABSOLUTE.fullmatch(url):
        return url
    url = _IGNORED.sub("", url).strip(_STRIPPED)
    if not url or url.startswith("#") or len(url) > MAX_LENGTH or _DOUBLED.match(url):
        return None
    if _MAILBOX.fullmatch(url):
        url = f"mailto:{url}"
    elif url[:4].lower() == "www.":
        url = f"https://{url}"
    scheme = _SCHEME.match(url)
    name = scheme.group(1).lower() if scheme else ""
    rest = url[scheme.end() :] if scheme else url
    if name == "mailto":
        return _mailto(rest)
    if name == "tel":
        number = re.sub(r"\s|%20", "", rest.lstrip("/"))
        return f"tel:{number}" if _PHONE.fullmatch(number) else None
    if name in {"http", "https"}:
        return _web(_SLASHES.sub(lambda found: f"{found.group(1).lower()}://", url, count=1))
    return None if name else _relative(url, base)


def has_two_schemes(url: str) -> bool:
    """Return whether a URL is like `https://https://x`."""
    return _DOUBLED.match(url) is not None


@lru_cache(maxsize=1_000)  # the page of an entry is needed about seven times
def web_page(url: str, base: str) -> str:
    """Return the absolute URL of a page, or "" if `absolute` returns None, a mailto or a tel URI."""
    if _PICTURE.fullmatch(url):  # logo@2x.png is no mailbox
        url = f"./{url}"
    found = absolute(url, base) or ""
    return found if found.startswith("http") else ""


@lru_cache(maxsize=1_000)
def site(url: str) -> str:
    """Return the host of a web URL without `www.`, and its port unless that is the scheme's; "" for others."""
    parts = urlsplit(web_page(url, ""))
    host, port = (parts.hostname or "").removesuffix(".").removeprefix("www."), parts.port
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, _PORTS.get(parts.scheme)) else f"{host}:{port}"


def is_within(url: str, home: str) -> bool:
    """Return whether a URL is below that of a site, apart from the scheme."""
    if not site(home) or site(url) != site(home):
        return False
    path, base = (urlsplit(web_page(one, "")).path for one in (url, home))
    return f"{path}/".startswith(base)


def _relative(url: str, base: str) -> str | None:
    url = url.replace("\\", "/")
    if url.startswith("//"):
        return _web(f"https:{url}")
    try:
        return _web(urljoin(base, url)) if base else None
    except ValueError:
        return None


def _web(url: str) -> str | None:
    try:
        parts = urlsplit(url.replace("\\", "/") if "?" not in url and "#" not in url else url)
        port = parts.port
    except ValueError:
        return None
    if "@" in parts.netloc or parts.scheme not in {"http", "https"}:
        return None  # a password in public, or a host name in disguise
    host = _host(parts.hostname or "")
    if not host:
        return None
    netloc = f"{host}:{port}" if port is not None else host
    path = _encode(parts.path, _PATH)
    result = urlunsplit((parts.scheme, netloc, path, _encode(parts.query, _QUERY), _encode(parts.fragment, _FRAGMENT)))
    return result if len(result) <= MAX_LENGTH else None


def _encode(part: str, safe: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", part), safe=safe + "~", errors="replace")


def _host(host: str) -> str | None:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            return None
    try:
        name = host.encode("idna").decode("ascii").lower()
        if _NUMERIC.search(name.rpartition(".")[2]):
            return str(ipaddress.IPv4Address(name))
    except ValueError:  # UnicodeError is one
        return None
    labels = name.removesuffix(".").split(".")
    return name if len(name) < 254 and all(map(_LABEL.fullmatch, labels)) else None  # noqa: PLR2004 - RFC 1035 §2.3.4


def _mailto(rest: str) -> str | None:
    """Return a `mailto:` URI (RFC 6068): addresses may be separated by semicolons, as mail programs do."""
    to, _, query = rest.lstrip("/").partition("?")
    boxes = [box.strip(_STRIPPED).removeprefix("%20").removesuffix("%20") for box in _SEPARATOR.split(to)]
    encoded = [_encode(box, "%!$'*+@") for box in boxes if box]
    if any(box.count("@") != 1 or box.startswith("@") or box.endswith("@") for box in encoded):
        return None
    fields = _encode(query.partition("#")[0], "%!$'*+,;:@/?&=()")
    if not encoded and "to=" not in fields.lower():
        return None
    return f"mailto:{','.join(encoded)}" + (f"?{fields}" if fields else "")


def srcset(value: str, base: str) -> str:
    """Return a `srcset` with absolute URLs, or "" unless each candidate has a different density.

    Widths (`480w`) would need the attribute `sizes`, whose value depends on the style sheet.
    """
    found: dict[str, str] = {}
    for candidate in value.split(", ") if ", " in value else value.split(","):
        address, _, density = candidate.strip().partition(" ")
        url = web_page(address, base)
        density = density.strip() or "1x"
        if not url or not re.fullmatch(r"[1-9](?:\.[0-9]{1,2})?x", density):
            return ""
        if density in found:
            return ""
        found[density] = url.replace(",", "%2C")
    return ", ".join(f"{url} {density}" for density, url in found.items())
