"""Names of organisations for comparison: articles, acronyms, paths of reference files."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from feeds.normalise.values.text import cached, fold

_ARTICLE = re.compile(r"^(?:l['’]\s*|(?:le|la|les)\s+)(?=\w)", re.IGNORECASE)
_FOLDED_ARTICLE = re.compile(r"^(?:l'\s*|(?:le|la|les|the)\s+)(?=\w)")
_IN_BRACKETS = re.compile(r"(.*\w.*?)\s*\(([^\W_][\w.&'’-]{1,14})\)")
_FILE = re.compile(r"(?i)\.(?:md|markdown|ya?ml|html?)$")
_PATH = re.compile(r"(?:https?:/)?(?:[\w.-]*/)*([^\s/]+?)/?")
_ID = re.compile(r"[./]*[^\W_]+(?:[._/-]+[^\W_]+)*/?")


def without_article(name: str) -> str:
    """Return a name without a French article at its start."""
    return _ARTICLE.sub("", name)


@cached
def comparable(name: str) -> str:
    """Return a name for comparison: folded letters and digits, without article."""
    return "".join(letter for letter in _FOLDED_ARTICLE.sub("", fold(name)) if letter.isalnum())


def without_acronym(name: str) -> str:
    """Return a name without the acronym in brackets at its end."""
    found = _IN_BRACKETS.fullmatch(name.strip())
    return found[1] if found and _is_acronym(found[2], found[1]) else name


def spellings(name: str, *others: str, acronym: bool = False) -> tuple[str, ...]:
    """Return a name for comparison: whole, without the acronym in brackets at its end, that one if wanted; `others`."""
    found = _IN_BRACKETS.fullmatch(name.strip())
    parts: tuple[str, ...] = ()
    if found and _is_acronym(found[2], found[1]):
        parts = (found[1], found[2]) if acronym else (found[1],)
    return tuple(dict.fromkeys(filter(None, map(comparable, (name, *parts, *others)))))


def id_in_path(written: str) -> str:
    """Return the id in a path of a reference file or its page, such as `x.md` or `/startups/x`; "" for other texts."""
    found = _PATH.fullmatch(written.strip())
    is_path = found and (_FILE.search(found[1]) or (found[1] != written.strip() and written == written.lower()))
    return _FILE.sub("", found[1]) if found and is_path else ""


def is_in_folder(file: str, written: str) -> bool:
    """Return whether the file of an organisation is in the folder that a path such as `startups/x.md` names."""
    folders = written.strip().rstrip("/").split("/")[:-1]
    return bool(folders) and folders[-1] == file.rpartition("/")[0].rpartition("/")[2]


def looks_like_id(written: str) -> bool:
    """Return whether a text looks like the id, or the path, of a reference file: lower case, no blanks.

    Letters without case, such as those of Japanese or Arabic, are those of a name.
    """
    has_case = all(letter.lower() != letter.upper() for letter in written if letter.isalpha())
    return has_case and written == written.lower() and _ID.fullmatch(fold(written)) is not None


def index_of(
    entries: Iterable[tuple[str, Iterable[str]]], first: int, every: Collection[str] = ()
) -> dict[str, tuple[int, ...]]:
    """Return the positions, from `first`, of keys and names: by "key name", and by the name alone.

    every: the keys whose names count alone; without any, all do.
    """
    index: dict[str, list[int]] = {}
    for position, (key, names) in enumerate(entries, first):
        for name in dict.fromkeys(filter(None, names)):
            index.setdefault(f"{key} {name}", []).append(position)
            if not every or key in every:
                index.setdefault(name, []).append(position)
    return {name: tuple(positions) for name, positions in index.items()}


def _is_acronym(word: str, name: str) -> bool:
    """Return whether a word is the acronym of a name: DINUM, or Anah, whose letters are in the name in this order."""
    if sum(map(str.isupper, word)) > 1:
        return True
    letters, rest = comparable(word), iter(comparable(name))
    return letters[:1] == comparable(name)[:1] and all(letter in rest for letter in letters)
