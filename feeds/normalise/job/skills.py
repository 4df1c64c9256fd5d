"""Skills: names of technologies from a list, a sentence or a chain of names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import fold, one_line

# Names that contain a separator.
_COMPOUNDS = (
    "ES5/ES6",
    "CI/CD",
    "PL/SQL",
    "TCP/IP",
    "SSL/TLS",
    "TLS/SSL",
    "A/B testing",
    "C++",
    "Objective-C",
    "Scikit-Learn",
)
# `(s)css`, `(post)gres` and `développeur(s)`: letters in brackets within a word.
_OPTIONAL = r"(?<!\w)\(\w+\)\w+|\w+\(\w{1,3}\)\w*"
_COMPOUND = lazy_pattern("|".join((*map(re.escape, _COMPOUNDS), _OPTIONAL)), re.IGNORECASE)
_ADDRESS = lazy_pattern(r"\S*(?:://|@\S+\.\S)\S*|www\.\S+", re.IGNORECASE)  # of a page or mailbox
_SPLIT = lazy_pattern(r"\s*[,;/+|&\n]\s*|\s+[-–—•]\s+|\s+(?:et\s*/\s*)?(?:ou|et|or|and)\s+|\s*[()]\s*", re.IGNORECASE)
_CHAIN = lazy_pattern(r"[A-Z][\w.]+(?:-[A-Z][\w.]+)+")  # React-Redux-PostgreSQL
_NO_SKILL = lazy_pattern(r"choix|au choix|libre choix|a definir|libre$|any\b|open\b|selon|aucun|none|n/a")
_NO_NAME = lazy_pattern(r"(?:au|libre) choix|any|etc\.*")  # beside names
_PREFIX = lazy_pattern(r"^(?:stack|technos?|technologies?)\s*:?\s+", re.IGNORECASE)
_MAX_WORDS = 4  # more words are a sentence, not a name


def parse(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the skills in texts, each once, in the order and spelling first met; sentences are left out."""
    texts = (_ADDRESS.sub(" ", text) for text in texts)
    names = (name for text in texts if not _NO_SKILL.match(fold(text)) for name in _names(text))
    return unique(name for name in names if len(name.split()) <= _MAX_WORDS and not _NO_NAME.fullmatch(fold(name)))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names without those that differ from an earlier one only in case, accents or spaces."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(fold(name), name)
    first.pop("", None)
    return tuple(first.values())


def _names(text: str) -> Iterable[str]:
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    for part in _SPLIT.split(_COMPOUND.sub(keep, _PREFIX.sub("", text))):
        whole = re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match[1])], part)
        name = one_line(whole).rstrip(" .:").lstrip(" :-")
        yield from name.split("-") if _CHAIN.fullmatch(name) and whole == part else [name]
