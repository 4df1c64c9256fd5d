"""The language of messages: which is chosen, and that all of them are translated."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po

import feeds
from feeds.cli import language
from feeds.model.problem import Message, Problem, either, verbatim

PACKAGE = Path(feeds.__file__).parent
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sr]|%%")
CALLS = {"Message", "_", "marked", "forms"}
# These make phrases of templates that are collected elsewhere.
MAKERS = {
    "model/problem.py",
    "model/entry.py",
    "ledger/store/codec.py",
    "pipeline/inspect/origins.py",
    "cli/output.py",
    "cli/commands/publish.py",
}


class Template(NamedTuple):
    """A template in the source, with that for many if it has one."""

    file: str
    one: str
    many: str = ""


def _calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node, node.func.id


def templates() -> set[Template]:
    """Return the templates of the package, and those of argparse."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        file = path.relative_to(PACKAGE).as_posix()
        if file == "emit/facts/words.py":
            continue  # words of pages, in a catalogue of their own
        for call, name in _calls(path):
            texts = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
            if name in CALLS and None in texts:
                assert file in MAKERS, f"{file}:{call.lineno}: expected a template, found an expression"
            elif name in CALLS and texts:
                found.add(Template(file, *map(str, texts)))
    for call, name in _calls(Path(argparse.__file__)):
        texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
        if name in ("_", "ngettext") and texts:
            found.add(Template("argparse", *map(str, texts)))
    return {one for one in found if re.search(r"[A-Za-z:;?!']", PLACEHOLDER.sub("", one.one))}


@pytest.fixture(scope="module", params=[one for one in language.known() if one != language.ENGLISH])
def catalogue(request):
    """Return the catalogue of a language, and its name."""
    with (language.CATALOGUES / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param)


@pytest.fixture
def french():
    """Print messages in French during a test."""
    language.use(["--lang", "fr"], {})
    yield
    language.use([], {})


def test_every_message_is_translated(catalogue):
    """Add what is missing to the .po file: the template as it is in the source, and its translation."""
    missing = {
        f"{file}: {one}"
        for file, one, many in templates()
        if not (found := catalogue.get(one)) or not all((found.string,) if not many else found.string)
    }
    assert not missing


def test_every_translation_has_the_placeholders_of_its_template(catalogue):
    """None is lost, none is invented."""
    for message in catalogue:
        if not message.id:
            continue
        ids, texts = (one if isinstance(one, tuple) else (one,) for one in (message.id, message.string))
        for one, text in zip(ids, texts, strict=True):
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(one)), one


def test_no_translation_is_left_over(catalogue):
    """What the program no longer says is removed; argparse has other words in other versions of Python."""
    used = {one.one for one in templates()}
    left = {
        message.id
        for message in catalogue
        if message.id and (message.id if isinstance(message.id, str) else message.id[0]) not in used
        if not any(file == "argparse" for file, _ in message.locations)
    }
    assert not left


def test_french_has_the_blanks_of_its_typography(catalogue):
    """A no-break space before `:`, `;`, `?` and `!`, and inside « »; text in backticks is code."""
    if str(catalogue.locale) != "fr":
        pytest.skip("not French")
    for message in catalogue:
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            prose = re.sub(r"`[^`]*`", "", text) if message.id else ""
            assert not re.search(r" [:;?!»](?:\s|$)|« ", prose), text
            assert not re.search(r"\w'\w", prose), text


@pytest.mark.parametrize(
    ("arguments", "environment", "chosen"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "fr"}, "fr"),
        ([], {"LANG": "fr_CA.ISO-8859-1@euro"}, "fr"),
        ([], {"LANG": "C", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "fr_FR", "LC_MESSAGES": "en_GB", "LC_ALL": ""}, "en"),
        ([], {"LANG": "en_US", "LC_MESSAGES": "en_GB", "LC_ALL": "fr_BE"}, "fr"),
        ([], {"LC_ALL": "C", "LANG": "fr_FR", "LANGUAGE": "fr"}, "en"),
        ([], {"LC_ALL": "POSIX", "LANG": "fr_FR"}, "en"),
        ([], {"LC_ALL": "C.UTF-8", "LANG": "fr_FR"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LANGUAGE": "de:fr:en"}, "fr"),
        ([], {"LANG": "fr_FR.UTF-8", "LANGUAGE": "en:fr"}, "en"),
        ([], {"LANGUAGE": "fr"}, "en"),
        (["--lang", "fr", "check"], {}, "fr"),
        (["check", "--lang=fr"], {"LC_ALL": "C"}, "fr"),
        (["check", "--lan", "fr"], {}, "fr"),
        (["check", "--lang", "en"], {"LC_ALL": "fr_FR.UTF-8"}, "en"),
        (["explain", "--", "--lang=fr"], {}, "en"),
        (["check", "--lang"], {"LANG": "fr_FR"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_option_else_of_the_locale(arguments, environment, chosen):
    """As GNU gettext chooses it."""
    assert language.choose(arguments, environment) == chosen


@pytest.mark.usefixtures("french")
def test_a_phrase_inside_a_phrase_is_translated_and_a_value_is_not():
    """What an author wrote stays as it is, even if it is a word of the catalogue."""
    found = either([Message("nothing"), Message("a list")])
    problem = Problem("a.md", Message("a date"), found, Message("'%(value)s'", value="nothing"), "closes", 4)
    assert language.translate(problem.message) == (
        "a.md:4: closes\xa0: attendu\xa0: une date\xa0; trouvé\xa0: rien ou une liste («\xa0nothing\xa0»)"
    )
    assert language.translate(verbatim("a list")) == "a list"
    assert language.translate("a list") == "a list"


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(("count", "text"), [(0, "0 problème"), (1, "1 problème"), (2, "2 problèmes")])
def test_numbers_follow_the_language(count, text):
    """French counts nothing as one."""
    assert language.translate(Message("%(count)s problem", "%(count)s problems", count=count)) == text
