"""Errors of libraries that cannot be imported, and those that only look like them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from support.paths import ROOT

from feeds.model.errors import InstallationError, PostError, installation
from feeds.model.problem import Problem

BROKEN = {
    "raises": "raise ImportError('no library of the system')\n",
    "stops": "1 / 0\n",
    "cut": "def half(\n",
    "blank": "\0\0\0\0",
    "needs_another": "import one_that_is_not_installed\n",
}


@pytest.fixture(autouse=True)
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in BROKEN.items():
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "half_installed").mkdir()
    monkeypatch.syspath_prepend(tmp_path)


def caught(action: Callable[[], object]) -> BaseException:
    try:
        action()
    except Exception as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_an_import_raises_is_an_error_of_the_library(name: str) -> None:
    def use() -> None:
        exec(f"import {name}")

    found = installation.find(caught(use))
    assert found
    assert found.exit_status == 4
    assert name in str(found) or "one_that_is_not_installed" in str(found)
    assert name not in sys.modules


def test_a_module_that_lacks_an_attribute_is_broken() -> None:
    import half_installed

    assert isinstance(half_installed, ModuleType)
    assert "half_installed: " in str(installation.find(caught(lambda: half_installed.load("x"))))


def test_causes_are_followed() -> None:
    def wrapped() -> None:
        try:
            import raises  # noqa: F401
        except ImportError as error:
            raise ValueError("cannot parse") from error

    with pytest.raises(InstallationError):
        installation.check(caught(wrapped))


def test_one_that_was_recognised_stays_as_it_is() -> None:
    known = InstallationError("x: the library cannot be imported")
    assert installation.find(known) is known


@pytest.mark.parametrize(
    "error",
    [
        ValueError("of a post"),
        AttributeError("'NoneType' object has no attribute 'text'"),
        PostError(Problem("a.md", "a post", "nothing")),
        RecursionError("of nested brackets"),
    ],
)
def test_other_errors_are_not(error: Exception) -> None:
    installation.check(error)


def test_nesting_that_is_too_deep_is_not_the_fault_of_a_library(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("def again():\n    return again()\nagain()\n")

    def use() -> None:
        import deep  # noqa: F401

    assert installation.find(caught(use)) is None


ENDS_OTHERWISE = {  # handlers of Exception that end the command, or pass the error on to who handles it
    "feeds/__main__.py",
    "feeds/cli/__init__.py",
    "feeds/cli/commands/publish.py",
    "feeds/cli/commands/serve.py",
    "feeds/collect/http/ssrf.py",
    "feeds/ledger/store/__init__.py",
    "feeds/worker/loop.py",
}


def test_no_handler_of_all_errors_takes_it_for_a_bad_input() -> None:
    handlers = {
        path.relative_to(ROOT).as_posix(): ast.unparse(node.body[0])
        for path in (ROOT / "feeds").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.type and "Exception" in ast.unparse(node.type).split(", ")
    }
    assert handlers
    wrong = {path for path, first in handlers.items() if first != "installation.check(error)"}
    assert wrong <= ENDS_OTHERWISE
