"""Words of a configuration that select jobs: of contracts and telework, as authors of posts write them."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.model.problem import Message, Phrase
from feeds.model.safe_text import suggestion
from feeds.normalise.job import contracts, telework
from feeds.normalise.languages import CONTRACTS, TELEWORK, TELEWORK_PARTS, Vocabulary
from feeds.normalise.values.text import fold

_SOME_TELEWORK = ("full", "hybrid", "occasional")
_TELEWORK = (*_SOME_TELEWORK, "none")


def contract(word: str, vocabulary: Vocabulary = ()) -> tuple[str, ...]:
    """Return the kinds of contract that a word stands for, or else the hours; () if it is unknown or misspelt."""
    plain = fold(word).replace(" ", "_")
    if plain in CONTRACTS and plain != "assignment":
        return (plain,)
    found = contracts.read(word, assume_full_time=False, vocabulary=vocabulary)
    if found.unknown or found.repaired:
        return ()
    return found.kinds or tuple(value.lower() for value in found.types)


def telework_classes(word: str, vocabulary: Vocabulary = ()) -> tuple[str, ...]:
    """Return the classes of telework that a word stands for; () if it is unknown. A bare "telework" is any of it."""
    plain = fold(word)
    if plain in TELEWORK_PARTS["noun"]:
        return _SOME_TELEWORK
    found = plain if plain in _TELEWORK else telework.read(word, vocabulary)
    return () if found == "unknown" else (found,)


def similar_contract(word: str) -> Phrase:
    """Return a remedy for an unknown word of a contract."""
    known = (*CONTRACTS, *(phrase for phrases in CONTRACTS.values() for phrase in phrases))
    return _similar(word, known) or _known(kind for kind in CONTRACTS if kind != "assignment")


def similar_telework(word: str) -> Phrase:
    """Return a remedy for an unknown word of telework."""
    known = (*_TELEWORK, *(phrase for phrases in TELEWORK.values() for phrase in phrases))
    return _similar(word, known) or _known(_TELEWORK)


def _similar(word: str, known: Iterable[str]) -> Phrase:
    return suggestion(word, (one for one in known if " " not in one), key=fold)


def _known(names: Iterable[str]) -> Message:
    return Message("known: %(known)s", known=", ".join(names))
