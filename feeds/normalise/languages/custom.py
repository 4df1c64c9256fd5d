"""The words that a publisher adds to those the program knows: checked, in the form that `Context` keeps.

vocabulary:
  contract: {permanent: [mobilité interne]}
  state: {closed: [archivée]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from feeds.model.safe_text import suggestion
from feeds.normalise.languages import GROUPS, Added
from feeds.normalise.values.text import fold

_LETTER = re.compile(r"[^\W_]")


def added(data: Mapping[str, Any]) -> Added:
    """Give the words that a publisher adds, group → concept → words, in the form that `Context` keeps.

    What `faults` finds fault with is left out.
    """
    return tuple(
        (group, own)
        for group, concepts in data.items()
        if group in GROUPS and isinstance(concepts, Mapping)
        if (own := tuple(_concepts(group, concepts)))
    )


def _concepts(group: str, concepts: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for concept, own in concepts.items():
        listed = own if isinstance(own, list | tuple) else [own]
        words = tuple(fold(word) for word in listed if isinstance(word, str) and _LETTER.search(fold(word)))
        if concept in GROUPS[group] and words:
            yield concept, words


class Fault(NamedTuple):
    """What is wrong with a publisher's words, and under which keys."""

    path: tuple[str | int, ...]
    expected: str
    found: str
    remedy: str = ""


def faults(data: object) -> list[Fault]:
    """Name everything that is wrong with the words that a publisher adds; nothing if all can be used."""
    if not isinstance(data, Mapping):
        return [
            Fault((), "a mapping of kinds of words", _kind(data), "write contract: {permanent: [mutation]}")
        ]
    return [fault for group, concepts in data.items() for fault in _of_group(group, concepts)]


def _of_group(group: Any, concepts: Any) -> Iterator[Fault]:
    if group not in GROUPS:
        yield Fault((group,), f"one of {', '.join(GROUPS)}", f"{group!r}", suggestion(group, GROUPS))
        return
    if not isinstance(concepts, Mapping):
        example = next(iter(GROUPS[group]))
        yield Fault((group,), "a mapping of meanings", _kind(concepts), f"write {{{example}: [a word]}}")
        return
    for concept, own in concepts.items():
        if concept not in GROUPS[group]:
            expected = f"one of {', '.join(GROUPS[group])}"
            yield Fault((group, concept), expected, f"{concept!r}", suggestion(concept, GROUPS[group]))
        elif isinstance(own, list | tuple):
            for place, word in enumerate(own):
                yield from _of_word((group, concept, place), word)
        else:
            yield from _of_word((group, concept), own)


def _of_word(path: tuple[str | int, ...], word: Any) -> Iterator[Fault]:
    if not isinstance(word, str):
        yield Fault(path, "a word", _kind(word), "put it in quotes")
    elif not _LETTER.search(fold(word)):
        yield Fault(path, "a word", f"{word!r}", "write at least one letter")


def _kind(value: Any) -> str:
    kinds = {
        str: "a text",
        bool: "yes or no",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a mapping",
    }
    return "nothing" if value is None else kinds.get(type(value), type(value).__name__)
