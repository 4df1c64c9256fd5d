"""Words as parts of addresses: the wall around python-slugify."""

from __future__ import annotations

from functools import lru_cache

LONGEST = 80  # characters
SPELLED = (("c++", "c-plus-plus"), ("c#", "c-sharp"), ("f#", "f-sharp"), (".net", "dotnet"))


@lru_cache(maxsize=10_000)
def slugify(text: str) -> str:
    """Write a text in `[a-z0-9-]`, at most 80 characters, cut between words; maybe nothing is left."""
    from slugify import slugify as convert

    return convert(
        text.casefold(), max_length=LONGEST, word_boundary=True, save_order=True, replacements=SPELLED
    )
