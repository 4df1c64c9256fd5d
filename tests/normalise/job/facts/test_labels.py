"""What the rules find in real posts, against labels that were written by hand before the rules.

`labels.tsv` has the file, the line, the fact and its normalised value; addresses are digests. This command writes
the table of docs/reference/facts-in-texts.md:

    PYTHONPATH=.:tests python tests/normalise/job/facts/test_labels.py
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from support.paths import ROOT, SHARED

from feeds.normalise import html
from feeds.normalise.job import contracts, facts
from feeds.normalise.places import Hints

LABELS = Path(__file__).with_name("labels.tsv")
PAGE = ROOT / "docs" / "reference" / "facts-in-texts.md"
BODY = re.compile(r"\A\ufeff?---\s*\n.*?\n---[ \t]*\n", re.DOTALL)
NAMED = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
ORDER = (
    *("contract", "hours", "telework", "place", "duration", "start", "last_day", "day_rate", "pay", "experience"),
    "apply",
)
WRONG = 50  # at most one wrong value in so many
RECALL = {"contract": 0.85, "telework": 0.85, "place": 0.85, "duration": 0.85}
CONCEPTS = {
    "CONTRACTOR": "contractor",
    "CDD": "temporary",
    "CDI": "permanent",
    "CIVIL": "civil_servant",
    "CONTRACTUAL": "contractual",
    "INTERN": "intern",
    "APPRENTICE": "apprentice",
    "VOLUNTEER": "volunteer",
    "PER_DIEM": "per_diem",
}


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in LABELS.read_text("utf-8").splitlines():
        file, _, fact, value = line.split("\t")
        found[file][fact] = value
    return found


def employment(concepts: Iterable[str]) -> object:
    """Return the types that are published, and whether the job is a permanent one, which has no type of its own."""
    known = contracts.apply_decisive(list(concepts))
    return frozenset(contracts.of_concepts(known, assume_full_time=False).types), bool(
        {"permanent", "civil_servant"} & {*known}
    )


def as_labelled(fact: str, value: Any) -> object:
    """Return a value of the rules in the form of the labels."""
    if fact == "contract":
        return employment(value)
    if fact == "hours":
        return frozenset(one.partition("_")[0].upper() for one in value)
    if fact == "place":
        return frozenset(named(place) for place in value)
    if fact == "apply":
        return frozenset(hashlib.sha256(one.encode()).hexdigest()[:12] for one in value)
    if fact in ("pay", "day_rate"):
        low, high = (f"{bound:g}" if bound is not None else "" for bound in (value.minimum, value.maximum))
        amount = low if low == high else f"{low}-{high}"
        return amount if fact == "day_rate" else amount + value.unit[0]
    return value


def named(place: Any) -> str:
    return without_article(f"{place.postal_code} {place.locality or place.region}".strip())


def without_article(name: str) -> str:
    return re.sub(r"\bla ", "", name.casefold())


def labelled(fact: str, value: str) -> object:
    if fact == "contract":
        return employment(CONCEPTS[one] for one in value.split("+"))
    if fact in ("hours", "apply"):
        return frozenset(value.split("+"))
    if fact == "place":
        return frozenset(map(without_article, value.split("+")))
    return value


def counted(corpus: Path) -> Mapping[str, Counter[str]]:
    figures: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file, stated in labels().items():
        rendered = html.render_markdown(
            BODY.sub("", (corpus / "jobs" / file).read_text("utf-8-sig")), "https://example.org/", None
        )
        name = NAMED.match(file)
        posted = date(*map(int, name.groups())) if name else None
        found = facts.read(rendered.html, posted, Hints("FR"), rendered.heading).found
        for fact in {*stated, *found} - {"none"}:
            expected = labelled(fact, stated[fact]) if stated.get(fact, "?") != "?" else None
            value = as_labelled(fact, found[fact].value) if fact in found else None
            figures[fact]["n"] += expected is not None
            figures[fact]["found"] += value is not None
            figures[fact]["right"] += value is not None and value == expected
    return figures


@pytest.fixture(scope="module")
def figures(request: pytest.FixtureRequest) -> Mapping[str, Counter[str]]:
    return counted(request.getfixturevalue("shared") / "corpus")


def test_few_values_are_wrong(figures: Mapping[str, Counter[str]]) -> None:
    wrong = {fact: one["found"] - one["right"] for fact, one in figures.items()}
    assert not {fact: count for fact, count in wrong.items() if count * WRONG > figures[fact]["found"]}


def test_most_values_are_found(figures: Mapping[str, Counter[str]]) -> None:
    recall = {fact: one["right"] / one["n"] for fact, one in figures.items() if one["n"]}
    assert not {fact: share for fact, share in recall.items() if share < RECALL.get(fact, 0.7)}


def test_the_page_has_these_figures(figures: Mapping[str, Counter[str]]) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {fact: tuple(map(int, counts)) for fact, *counts in rows} == {
        fact: (one["n"], one["found"], one["right"]) for fact, one in figures.items()
    }


def test_the_labels_have_no_words_of_the_posts() -> None:
    for line in LABELS.read_text("utf-8").splitlines():
        _, number, fact, value = line.split("\t")
        assert number.isdecimal()
        assert fact == "place" or re.fullmatch(r"[\w.+?/-]*", value), line
        assert len(value) < 80, line


def table(figures: Mapping[str, Counter[str]]) -> str:
    rows = ["| fact | n | found | right | precision | recall |", "|---|---|---|---|---|---|"]
    for fact in ORDER:
        n, found, right = (figures[fact][name] for name in ("n", "found", "right"))
        rows.append(f"| `{fact}` | {n} | {found} | {right} | {right / found:.2f} | {right / n:.2f} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    measured = table(counted(SHARED / "corpus"))
    page = re.sub(r"\| fact \| n \|.*?\n(?!\|)", lambda _: measured, PAGE.read_text("utf-8"), flags=re.DOTALL)
    PAGE.write_text(page, "utf-8")
