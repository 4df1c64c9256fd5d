"""One fact, one pair of files: `tests/posts/<fact>.md` and what is expected of it.

The expected JSON names only what the fact is about: `post` (dotted paths into the Post), `problems`
(severity, line and words that stand in the message; always all of them but notes on length and date),
and, where it matters, the `locator` the document has.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from typing import Any

import pytest
from support.organizations import build
from support.paths import TESTS

from feeds.model.post import Document
from feeds.model.settings import JobDefaults, Organization, Place, Site
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS
from feeds.normalise.organizations import References

POSTS = TESTS / "posts"
USUAL = ("at least 120 words", "a date, found none")


def reference(name: str, text: str) -> Document:
    return Document("references", f"references/{name}.md", text.encode(), name)


def known() -> References:
    found, problems = build(
        {
            "startup": [
                reference(
                    "les-communs",
                    "---\ntitle: Les Communs\nlink: https://communs.example\nincubator: fabrique\n---\n",
                ),
                reference("pain-chaud", "---\ntitle: Pain chaud\n---\n"),
            ],
            "incubator": [
                reference(
                    "fabrique",
                    "---\ntitle: La Fabrique\nwebsite: https://fabrique.example/\n"
                    "address: 4 quai des Brumes, Paris 13e\n---\n",
                )
            ],
        }
    )
    assert problems == ()
    return found


def context() -> Context:
    publisher = Organization("Mairie d'Exemple", "https://exemple.example/")
    return Context(
        site=Site("Exemple", "https://exemple.example/", language="fr", timezone="Europe/Paris", publisher=publisher),
        jobs=JobDefaults(
            country="FR",
            employer="publisher",
            place=Place(locality="Vannes"),
            contacts=("recrutement@exemple.example",),
            extra=("budget",),
        ),
        references=known(),
        language="fr",
        base_url="https://exemple.example/annonces/",
    )


def plain(value: Any) -> Any:
    """Write a value of the model as JSON would have it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def at(tree: Any, path: str) -> Any:
    for step in path.split("."):
        if tree is None:
            return None
        tree = tree[int(step)] if isinstance(tree, list) else tree[step]
    return tree


@pytest.mark.parametrize("fact", sorted(path.stem for path in POSTS.glob("*.md")))
def test_each_fact_is_read_as_expected(fact: str) -> None:
    expected = json.loads((POSTS / f"{fact}.expected.json").read_text("utf-8"))
    body = (POSTS / f"{fact}.md").read_bytes()
    document = Document("posts", expected.get("locator", f"sources/{fact}.md"), body, fact)
    post, problems = DIALECTS["job_markdown"](document, context())
    tree = plain(post)
    if "post" in expected and expected["post"] is None:
        assert post is None
    else:
        assert {path: at(tree, path) for path in expected["post"]} == expected["post"]
    reported = [problem for problem in problems if not any(usual in str(problem) for usual in USUAL)]
    wanted = expected.get("problems", [])
    assert len(reported) == len(wanted), reported
    for problem, (severity, line, words) in zip(reported, wanted, strict=True):
        assert (problem.severity, problem.line) == (severity, line), problem
        assert words in str(problem)


def test_every_expectation_has_its_post() -> None:
    """No pair is left without its half."""
    assert {path.stem for path in POSTS.glob("*.md")} == {
        path.name.removesuffix(".expected.json") for path in POSTS.glob("*.expected.json")
    }
