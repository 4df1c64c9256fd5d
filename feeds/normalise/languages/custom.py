"""Custom vocabulary from the configuration: checked and parsed.

vocabulary:
  contract: {permanent: [mobilité interne]}
  state: {closed: [archivée]}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from feeds.model.problem import Message, Phrase, verbatim
from feeds.model.safe_text import suggestion
from feeds.normalise.languages import GROUPS, Vocabulary
from feeds.normalise.values.text import fold

_LETTER = re.compile(r"[^\W_]")


def parse(data: Mapping[str, Any]) -> Vocabulary:
    """Return the valid words of the configuration's `vocabulary:` as group → concept → words."""
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


class InvalidWord(NamedTuple):
    """An error in the configuration's `vocabulary:`; `path` are the keys and indices that lead to it."""

    path: tuple[str | int, ...]
    expected: Phrase
    found: Phrase
    remedy: Phrase = ""


def check(data: object) -> list[InvalidWord]:
    """Return all errors in the configuration's `vocabulary:`."""
    if not isinstance(data, Mapping):
        return [
            InvalidWord(
                (),
                Message("a mapping of kinds of words"),
                _kind(data),
                Message("write contract: {permanent: [mutation]}"),
            )
        ]
    return [fault for group, concepts in data.items() for fault in _of_group(group, concepts)]


def _of_group(group: Any, concepts: Any) -> Iterator[InvalidWord]:
    if group not in GROUPS:
        yield InvalidWord(
            (group,), _one_of(GROUPS), Message("%(group)s", group=f"{group!r}"), suggestion(group, GROUPS)
        )
        return
    if not isinstance(concepts, Mapping):
        example = next(iter(GROUPS[group]))
        remedy = Message("write {%(meaning)s: [a word]}", meaning=example)
        yield InvalidWord((group,), Message("a mapping of meanings"), _kind(concepts), remedy)
        return
    for concept, own in concepts.items():
        if concept not in GROUPS[group]:
            expected = _one_of(GROUPS[group])
            yield InvalidWord(
                (group, concept),
                expected,
                Message("%(concept)s", concept=f"{concept!r}"),
                suggestion(concept, GROUPS[group]),
            )
        elif isinstance(own, list | tuple):
            for place, word in enumerate(own):
                yield from _of_word((group, concept, place), word)
        else:
            yield from _of_word((group, concept), own)


def _of_word(path: tuple[str | int, ...], word: Any) -> Iterator[InvalidWord]:
    if not isinstance(word, str):
        yield InvalidWord(path, Message("a word"), _kind(word), Message("put it in quotes"))
    elif not _LETTER.search(fold(word)):
        yield InvalidWord(
            path, Message("a word"), Message("%(word)s", word=f"{word!r}"), Message("write at least one letter")
        )


def _one_of(words: Iterable[str]) -> Message:
    return Message("one of %(words)s", words=", ".join(words))


def _kind(value: Any) -> Message:
    kinds: dict[type, Message] = {
        str: Message("a text"),
        bool: Message("yes or no"),
        int: Message("a number"),
        float: Message("a number"),
        list: Message("a list"),
        dict: Message("a mapping"),
    }
    return Message("nothing") if value is None else kinds.get(type(value)) or verbatim(type(value).__name__)
