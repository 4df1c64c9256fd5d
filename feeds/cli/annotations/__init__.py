"""Annotations of pull requests: problems in the formats that code hosts read.

A format is one module with `render` and its name in `FORMATS`.
"""

from __future__ import annotations

import os.path
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from feeds.cli.annotations import github, gitlab, sarif
from feeds.cli.annotations.annotation import Annotation
from feeds.cli.language import translate
from feeds.model.hashing import digest
from feeds.model.problem import Message, Phrase, Problem
from feeds.model.safe_text import one_line
from feeds.model.urls import is_web_url

FORMATS: dict[str, Callable[[Sequence[Annotation]], str]] = {
    "github": github.render,
    "gitlab": gitlab.render,
    "sarif": sarif.render,
}


def annotate(problems: Iterable[Problem], config: Path) -> list[Annotation]:
    """Return problems with paths relative to the current folder, and with fingerprints.

    A fingerprint has no line and no number of the message, so that it survives lines added above; equal problems of a
    file differ by their order. What is no file, such as a partner's URL, is annotated at the configuration.
    """
    seen = Counter[tuple[str, ...]]()
    found = []
    for problem in problems:
        path, line, column = _path(problem.file, config), problem.line, problem.column
        text = problem.sentence
        if is_web_url(problem.file):
            path, line, column, text = _path(str(config), config), None, None, problem.message
        same = (path, problem.severity, problem.field, *(_stable(part) for part in (problem.expected, problem.found)))
        fingerprint = digest(*same, str(seen[same]))
        seen[same] += 1
        found.append(
            Annotation(
                path,
                line,
                column,
                problem.severity,
                _rule(problem),
                problem.field,
                one_line(translate(text)),
                fingerprint,
            )
        )
    return found


def _path(file: str, config: Path) -> str:
    """Return a path relative to the current folder, with slashes; those of problems are relative to the project."""
    path, project = Path(file), config.parent
    if file != str(config) and ((project / path).exists() or not path.exists()):
        path = project / path
    return Path(os.path.relpath(path)).as_posix()


def _rule(problem: Problem) -> str:
    """Return the name of the kind of a problem: what was expected, without its values."""
    phrase = problem.expected or problem.found
    template = phrase.template if isinstance(phrase, Message) else phrase
    return "-".join(re.findall(r"[a-z]+", re.sub(r"%\(\w+\)s", "", template).lower())[:8]) or "problem"


def _stable(phrase: Phrase) -> str:
    return re.sub(r"\d+", "#", str(phrase))
