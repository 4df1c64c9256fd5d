"""Words as parts of addresses: the wall around python-slugify."""

from __future__ import annotations

from functools import cache


@cache
def slugify(text: str, limit: int = 80) -> str:
    """Write a text in `[a-z0-9-]`, at most `limit` characters, cut between words; maybe nothing is left."""
    from slugify import slugify as convert

    spelled = (("c++", "c-plus-plus"), ("c#", "c-sharp"), ("f#", "f-sharp"), (".net", "dotnet"))
    return convert(text.casefold(), max_length=limit, word_boundary=True, replacements=spelled)
