"""Web URLs: validation, slugs (python-slugify wrapper), anchors, and paths below a host."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape, unescape
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

from feeds.model.safe_text import without_tags

LONGEST = 80  # characters
UNFIT = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f]')  # in no URL (RFC 3986 §2); beyond ASCII, IRIs are fine
MAX_PATH = 2_000  # characters: servers limit the lines of requests and of their configuration
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
SPELLED = (("c++", "c-plus-plus"), ("c#", "c-sharp"), ("f#", "f-sharp"), (".net", "dotnet"))
_ANCHORED = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_PAGE_LINK = re.compile(r"<a href=\"#([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL)
_ANCHOR_SIGNS = re.compile(r"[^\w\- ]")
_PAGE_ANCHOR = "page-"  # ids of the pages themselves begin so
_SECTION = "section"


def is_web_url(text: str) -> bool:
    """Return whether a text is an absolute URL of http or https with a host, and without blanks.

    A port is from 1 to 65535. What else RFC 3986 does not allow (`UNFIT`) may be in it: authors and partners
    write it, browsers take it, and writers of documents encode it.
    """
    try:
        parts = urlsplit(text)
        has_host = bool(parts.hostname) and parts.port != 0  # raises where a port is no number
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and has_host and text.split() == [text]


def web_link(url: str) -> str:
    """Return a URL that is safe in `href`, or "": `javascript:` and other schemes never pass."""
    fit = UNFIT.sub(lambda bad: quote(bad[0]), url)
    return fit if is_web_url(fit) else ""


def host(url: str) -> str:
    """Return the host of a URL without `www.` and credentials."""
    return urlsplit(url).netloc.rpartition("@")[2].removeprefix("www.")


@lru_cache(maxsize=10_000)
def slugify(text: str, *, is_unicode: bool = False) -> str:
    """Return a text in `[a-z0-9-]`, at most LONGEST characters, cut between words; may be empty.

    With `is_unicode`, letters of all languages stay, composed (NFC).
    """
    from slugify import slugify as convert

    text = normalize("NFC", text.casefold()) if is_unicode else text.casefold()
    slug = convert(
        text,
        max_length=LONGEST,
        word_boundary=True,
        save_order=True,
        replacements=SPELLED,
        allow_unicode=is_unicode,
    )
    return normalize("NFC", slug) if is_unicode else slug


def is_page_path(path: str) -> bool:
    """Return whether a path that is not percent-encoded may be that of a page, in every redirect file."""
    return path.startswith("/") and len(path) <= MAX_PATH and not UNWRITABLE.search(path)


def path_of(address: str, base: str) -> str:
    """Return the path of a URL below its host, from the first slash on, not percent-encoded; "" for none.

    A relative URL is relative to `base`. `index.html` is left out. A query is kept: pages may differ in it.
    What no server can be asked for (see `is_page_path`) is none, nor is a URL of another scheme.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
    except ValueError:  # such as http://[/
        return ""
    path = unquote(parts.path)
    if parts.scheme not in ("http", "https", "") or not is_page_path(path):
        return ""
    path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return f"{path}?{parts.query}" if parts.query else path


def anchor(heading: str) -> str:
    """Return the anchor of a heading, whose text is HTML, as GitHub makes it: words in small letters, with hyphens."""
    made = _ANCHOR_SIGNS.sub("", unescape(without_tags(heading)).strip().lower()).replace(" ", "-")
    return f"{_SECTION}-{made}" if made.startswith(_PAGE_ANCHOR) or not made.strip("-") else made


def with_anchors(html: str) -> str:
    """Return the HTML of a post with an id for each heading."""
    ids = _anchors(html)
    return _ANCHORED.sub(lambda found: f'<h{found[1]} id="{escape(next(ids))}">{found[2]}</h{found[1]}>', html)


def _anchors(html: str) -> Iterator[str]:
    """Yield the ids of the headings; of equal ones, the second has the number 1."""
    seen: dict[str, int] = {}
    for heading in _ANCHORED.finditer(html):
        name = made = anchor(heading[2])
        while name in seen:
            seen[made] += 1
            name = f"{made}-{seen[made]}"
        seen[name] = 0
        yield name


def resolve_page_links(html: str, names: Mapping[str, str]) -> str:
    """Return HTML with the links within the page that lead to a heading; of others, the text stays.

    Args:
        html: a text whose links within the page begin with `#`.
        names: the anchors of headings by the ids that their author stated.
    """
    if 'href="#' not in html:
        return html
    ids = set(_anchors(html))

    def link(found: re.Match[str]) -> str:
        written = unquote(unescape(found[1]))
        name = next((one for one in (names.get(written, written), written.lower()) if one in ids), None)
        return found[2] if name is None else f'<a href="#{escape(quote(name))}">{found[2]}</a>'

    return _PAGE_LINK.sub(link, html)
