"""Words as parts of addresses (the wall around python-slugify), and addresses below a host."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

LONGEST = 80  # characters
SPELLED = (("c++", "c-plus-plus"), ("c#", "c-sharp"), ("f#", "f-sharp"), (".net", "dotnet"))


@lru_cache(maxsize=10_000)
def slugify(text: str) -> str:
    """Write a text in `[a-z0-9-]`, at most 80 characters, cut between words; maybe nothing is left."""
    from slugify import slugify as convert

    return convert(
        text.casefold(), max_length=LONGEST, word_boundary=True, save_order=True, replacements=SPELLED
    )


def path_of(address: str, base: str) -> str:
    """Give an address as it is below its host: from the first slash on, not percent-encoded.

    What has no host of its own is relative to `base`. A page that fills a folder is named by the folder. A
    query is kept: it tells pages apart.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
    except ValueError:  # such as http://[/
        return ""
    path = unquote(parts.path)
    path = path.removesuffix("index.html") if path.endswith("/index.html") else path
    return f"{path}?{parts.query}" if parts.query else path
