"""The employer's name in the title of a job, which is stated elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feeds.normalise.organization_names import without_acronym, without_article
from feeds.normalise.values.text import cached, fold

_BLANKS = r"\s+"
_ARTICLE = r"(?:l'\s*|(?:le|la|les|the)\s+)?"
_JOINT = (
    r"(?:chez|pour(?:\s+le\s+compte\s+d(?:e|u|es))?|a|au|aux|au\s+sein\s+d(?:e|u|es)|aupres\s+d(?:e|u|es)|@|at|for|within|with)"
    r"(?:\s+|(?<=@))"
)
_HIRES = (
    r"(?:recrut|recherch|cherch|embauch)(?:e|ent|ons)|(?:hires|seeks|is\s+(?:hiring|seeking|recruiting|looking\s+for))"
)
_SEPARATOR = r"\s*[-–—|•·:,(]\s*"
_MIN_ACRONYM = 3  # letters; shorter ones are often words
_DANGLING = frozenset(
    (
        *("de", "du", "des", "la", "le", "les", "un", "une", "a", "au", "aux", "en", "pour", "chez", "et", "ou"),
        *("par", "sur", "dans", "avec", "of", "the", "at", "for", "in", "and", "or", "to", "with", "by"),
    )
)


def without_employer(title: str, names: Iterable[str]) -> str:
    """Return a title without an organisation's name, its article and what joins it, unless that breaks a phrase.

    It is found at the start ("X : …", "X recrute …"), at the end, in brackets, and after "chez", "pour", "à" or "at".
    In "responsable de l'API X" it is a part of the phrase.
    """
    for form in _forms(title, names):
        while (shorter := _shorter(title, form)) != title:
            title = shorter
    return title


def names_employer(title: str, names: Iterable[str]) -> bool:
    """Return whether a title has one of the names of an organisation in it."""
    return any(re.search(form, _flat(title)) for form in _forms(title, names))


def _shorter(title: str, form: str) -> str:
    """Return a title without one more occurrence of a name."""
    flat = _flat(title)
    head = re.match(
        rf"(?:(?:chez|at|@)\s*)?{_ARTICLE}{form}(?:\s*,?\s*(?:{_HIRES})\b\s*:?\s*|\s*[-–—|•·:,]\s+)(?=\w)"
        rf"|[\[(]{_ARTICLE}{form}[\])]\s*[-–—|•·:,]?\s*(?=\w)",
        flat,
    )
    if head:
        return title[head.end() :]
    inner = re.search(
        rf"\s*[(\[](?:{_JOINT})?{_ARTICLE}{form}[)\]]"
        rf"|\s+{_JOINT}{_ARTICLE}{form}(?=$|{_SEPARATOR}|\s+(?:a|au|en|in|as|basee?)\s|\s+[hf]/[hf])"
        rf"|{_SEPARATOR}(?:{_JOINT})?{_ARTICLE}{form}\)?(?=$|\s*[-–—|•·]\s)",
        flat,
    )
    if inner and re.search(r"\w", title[: inner.start()]):
        return (title[: inner.start()] + title[inner.end() :]).strip()
    tail = re.search(rf"\s{_ARTICLE}{form}$", flat)
    if tail:
        rest = title[: tail.start()].strip()
        last = rest.split()[-1] if rest else ""
        if last and fold(last) not in _DANGLING and not re.search(r"['’]|[^\w)]$", last):
            return rest
    return title


def _forms(title: str, names: Iterable[str]) -> list[str]:
    """Return regular expressions of the names that are in a title, the longest first, for `_flat` texts."""
    flat = " ".join(_flat(title).split())
    parts = {part for name in names for part in (name, without_acronym(name), _acronym(name))}
    plain = {" ".join(_flat(without_article(part)).split()) for part in parts}
    found = sorted((name for name in plain if name and name in flat), key=lambda name: (-len(name), name))
    forms = [_BLANKS.join(map(re.escape, name.split())) for name in found]
    also = rf"(?:\s*\((?:{'|'.join(forms)})\))?"  # a second name in brackets
    return [rf"(?<!\w){form}(?!\w|[.-]\w){also}" for form in forms]


def _acronym(name: str) -> str:
    """Return the acronym in brackets at the end of a name, or ""."""
    acronym = name[len(without_acronym(name)) :].strip(" ()")
    return acronym if len(acronym) >= _MIN_ACRONYM else ""


@cached
def _flat(text: str) -> str:
    """Return a text without case and accents, each character in its place."""
    if text.isascii():
        return text.lower()
    folded = map(_letter, text)
    return "".join(one if len(one) == 1 else letter for one, letter in zip(folded, text, strict=True))


_letter = cached(fold)
