"""Words of contracts in texts: all that `languages` knows after a label, else those that mean nothing else."""

from __future__ import annotations

import re
from functools import cache

from feeds.normalise.job.facts import phrases
from feeds.normalise.languages import CONTRACTS, CONTRACTS_IN_TEXTS

# Words that are a contract only after a label: "mission" and "contract" are also the work itself.
_WEAK = frozenset({"assignment", "contractual", "other"})
_WEAK_WORDS = frozenset(
    {
        "vie",
        "via",
        "mutation",
        "remplacement",
        "regular",
        "temp",
        "indefinite",
        "trainee",
        "eig",
        "portage",
        "temporaire",
    }
    | {"journalier", "journaliere", "a la journee", "autre", "stage de fin d etude"}
    | {"permanent", "temporary", "titulaire"}
)
_WORKERS = ("prestataire", "prestation")  # of the weak ones, those that are always the contract
_HOURS = ("full_time", "part_time")


def words() -> tuple[str, ...]:
    """Return the words that are a contract without a label."""
    return tuple(_concepts(labelled=False))


@cache
def forms(*, labelled: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the words as phrases, and their concepts."""
    concept_of = _concepts(labelled=labelled)
    forms = [word.replace(" ", "[s] ") for word in concept_of]
    return phrases.compiled(forms, r"(?<![\w-])", r"s?(?![\w@-]|\.\w)"), concept_of


def _concepts(*, labelled: bool) -> dict[str, str]:
    return {
        word: concept
        for concept, words in CONTRACTS.items()
        for word in words
        if concept not in (*_HOURS, "other") and word not in ("vie", "via", "temp", "mutation")
        if labelled or (concept not in _WEAK and word not in _WEAK_WORDS) or word in _WORKERS
    } | {word: concept for concept, words in CONTRACTS_IN_TEXTS.items() for word in words}
