"""YAML has one reader: the same mistake has the same place and words in a configuration and in a post."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds import config
from feeds.model.errors import ConfigError, PostError
from feeds.model.post import Document
from feeds.model.problem import Problem
from feeds.normalise.dialects import front_matter, yaml_reader

Place = tuple[int, int]

MISTAKES: dict[str, tuple[Place, str]] = {
    'title: "Développeur\nplace: Vannes\nteam: A\n': ((1, 8), "a quotation mark that is never closed"),
    'title: "Développeur\nplace: Vannes\nteam: "A"\n': ((1, 8), "a quotation mark that is never closed"),
    "title: 'L'offre'\n": ((1, 11), "text after a closing quotation mark"),
    "title: x\nplace: [Vannes, Lorient\nteam: A\n": ((2, 8), "a bracket that is never closed"),
    "title: x\nplace: {locality: Vannes\n": ((2, 8), "a bracket that is never closed"),
    "title: Offre: développeur\n": ((1, 13), "a ': ' inside a value"),
    "title: x\n\tplace: y\n": ((2, 1), "a tab"),
    "title: x\nplace\nteam: A\n": ((2, 1), "a line that is not 'key: value'"),
    "title:\n  - a\n b: c\n": ((3, 2), "a line that does not fit those before it"),
    "title: @team\n": ((1, 8), "a value that starts with a special character"),
    "title: *team*\n": ((1, 8), "an alias (*) without its anchor (&)"),
    'title: "C:\\users"\n': ((1, 13), "a backslash that escapes nothing"),
    "title: - a\n": ((1, 8), "a list item beside its key"),
    "title: x\ntitle: y\n": ((2, 1), "a second one (the first is in line"),
    "title: {a: 1, a: 2}\n": ((1, 15), "a second one (the first is in line"),
    "title: !secret x\n": ((1, 8), "the tag !secret"),
    "? [a]\n: b\n": ((1, 3), "a list or mapping"),
    "1: a\n": ((1, 1), "'1'"),
    "title:\n  <<: 3\n": ((2, 3), "something else"),
    "title: &a [*a]\n": ((1, 8), "one inside it"),
    "title: " + "[" * 100 + "]" * 100 + "\n": ((1, 67), "more"),
    "- a\n": ((1, 1), "a list"),
    "Bonjour\n": ((1, 1), "a text"),
}


def in_a_post(text: str) -> list[Problem]:
    """Return the problems of a front matter that begins on the second line."""
    body = f"---\n{text}---\nbody\n".encode()
    try:
        return list(front_matter.read(Document("posts", "x.md", body, "")).problems)
    except PostError as error:
        return [error.problem]


def in_a_configuration(text: str, folder: Path) -> list[Problem]:
    """Return the problems of a configuration file."""
    (folder / "config.yaml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(folder / "config.yaml")
    return list(caught.value.problems)


@pytest.mark.parametrize("text", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_has_one_place_and_one_wording(text: str, tmp_path: Path) -> None:
    """Whichever of the two files it is in, counted from the first line of the YAML."""
    (line, column), found = MISTAKES[text]
    [problem] = in_a_post(text)
    assert (problem.line, problem.column) == (line + 1, column)
    assert str(problem.found).startswith(found)
    same = [
        one
        for one in in_a_configuration(text, tmp_path)
        if (one.line, one.column, one.expected) == (line, column, problem.expected)
    ]
    assert [str(one.found).partition(" in line ")[0] for one in same] == [str(problem.found).partition(" in line ")[0]]
    assert [(one.field, str(one.remedy), one.severity) for one in same] == [
        (problem.field, str(problem.remedy), "error")
    ]


@pytest.mark.parametrize("written", ["a: 1\nb: \x07", "a: é\nb: \ufffe"])
def test_a_character_that_yaml_forbids_has_its_place(written: str) -> None:
    """Counted in characters, whatever bytes they take."""
    with pytest.raises(PostError) as caught:
        yaml_reader.load(written, "x.yaml", 3)
    problem = caught.value.problem
    assert (problem.line, problem.column) == (4, 4)
    assert str(problem.found).startswith("the invisible character U+")


def test_values_have_their_nodes() -> None:
    """Merged keys come before a mapping's own; the line of each top-level key is its own."""
    loaded = yaml_reader.load("a: &a {x: 1}\nb: {<<: *a, y: 2}\n", "x.yaml")
    assert loaded.data == {"a": {"x": 1}, "b": {"x": 1, "y": 2}}
    assert loaded.lines == {"a": 1, "b": 2}
    [_, (_, second)] = loaded.root.value
    assert [(key.value, key.start_mark.line, key.start_mark.column) for key, _ in second.value] == [
        ("x", 0, 7),
        ("y", 1, 12),
    ]
