"""The words of the glossary: one word for each thing, the one that the field uses (docs/contributing/glossary.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import feeds

PACKAGE = Path(feeds.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Ordinary words that say nothing about what a thing is, and what to write instead.
BANNED = {
    **dict.fromkeys(("tell", "tells", "told", "telling", "teller", "untold"), "notify, report or return"),
    **dict.fromkeys(("ask", "asks", "asked", "asking", "asker"), "fetch, request or query"),
    **dict.fromkeys(("say", "says", "said", "saying", "unsaid"), "return, state or report"),
    **dict.fromkeys(("give", "gives", "gave", "given"), "return, yield or options"),
    **dict.fromkeys(("stand", "stands", "standing", "standings", "stood"), "state"),
    **dict.fromkeys(("lie", "lies", "lying", "lay"), "exist, current or place"),
    **dict.fromkeys(("trouble", "troubles"), "error, problem or reason"),
    **dict.fromkeys(("mend", "mends", "mended", "mending"), "repair"),
    **dict.fromkeys(("nobody", "somebody", "whoever", "whom"), "name the person or the program"),
    **dict.fromkeys(("lately", "anew"), "recent, again"),
    **dict.fromkeys(
        ("room", "rooms", "door", "doors", "wall", "walls", "house", "floor"),
        "package, entry point, wrapper, layer",
    ),
    **dict.fromkeys(("desk", "voice", "patience", "shelf", "glance", "formers", "twin", "twins"), "see the glossary"),
    **dict.fromkeys(("bury", "wake", "leap", "leapt", "whereabouts", "hole", "holes"), "see the glossary"),
}
# What a docstring of a function begins with: a verb in the imperative, and not one of these.
BANNED_OPENINGS = ("Give", "Gives", "Say", "Says", "Tell", "Tells", "Name", "Ask", "Asks", "Whether", "What")
# Prose may use these where an English speaker would.
IN_PROSE = {"given", "lay", "stand", "stands", "stood", "floor", "leap", "lie", "lies"}


def tree(path: Path) -> ast.AST:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"))


def identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of whatever a module defines."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str() as name):
                yield node.lineno, name


def words(name: str) -> list[str]:
    """Return the words of an identifier: `last_FetchTime` has last, fetch and time."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def openings(tree: ast.AST) -> Iterator[tuple[ast.AST, int, str]]:
    """Yield node, line and first line of each docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef | ast.Module):
            text = ast.get_docstring(node)
            if text:
                yield node, getattr(node, "lineno", 1), text.splitlines()[0]


def test_identifiers_use_the_words_of_the_field() -> None:
    """No name is made of a word that says nothing."""
    wrong = {
        f"{path}:{line}: {name} ({BANNED[word]})"
        for path in MODULES
        for line, name in identifiers(tree(path))
        for word in words(name)
        if word in BANNED
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_docstrings_begin_in_plain_english() -> None:
    """A first line says what is returned or done, in the imperative, without the banned words."""
    wrong = []
    for path in MODULES:
        for node, line, text in openings(tree(path)):
            found = {word for word in re.findall(r"[a-z]+", text.lower()) if word in BANNED} - IN_PROSE
            opening = text.split()[0].rstrip(".,:")
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if found or (function and opening in BANNED_OPENINGS):
                wrong.append(f"{path}:{line}: {text}")
    assert not wrong, "\n".join(wrong)
