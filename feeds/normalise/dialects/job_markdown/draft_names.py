"""Names of drafts: folders, files and titles that state a draft: `drafts/`, `x.draft.md`, "[DRAFT] x"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

from feeds.normalise.context import Context
from feeds.normalise.dialects.job_markdown import key_senses
from feeds.normalise.dialects.job_markdown.fields import FrontMatterValue
from feeds.normalise.dialects.job_markdown.key_senses import DRAFTS
from feeds.normalise.values.patterns import lazy_pattern
from feeds.normalise.values.text import as_text, fold

# Words that mean the same in any place; others, such as "internal", have other meanings too.
UNMISTAKABLE = key_senses.PLAIN_HIDES | {
    *("work in progress", "do not publish", "ne pas publier", "not published", "non publie", "non publiee", "ebauche"),
    *("a relire", "to review", "a valider", "a publier", "to publish", "not for publication", "unveroffentlicht"),
    *("en cours de redaction", "en relecture", "nicht veroffentlichen", "no publicar", "non pubblicare"),
}
# A title may begin with "To review: …", so these alone are read without brackets and capitals.
_TITLE_LEADS = key_senses.PLAIN_HIDES | {"ebauche", "do not publish", "ne pas publier", "non publie"}
_LEADS = _TITLE_LEADS | {"a relire", "a valider"}
_TOPICS = {"review", "skip", "sketch", "todo", "to do", "cache", "embargo", "protected", "protege", "attente"}
_FOLDERS = (DRAFTS | UNMISTAKABLE) - _TOPICS | {
    *("secrets", "prives", "privees", "ebauches", "confidentiels", "internes", "borradores", "bozze", "entwurfe"),
    *("nonpublie", "nonpublies", "arelire", "avalider"),
}
_OF_FOLDERS = frozenset({"my", "our", "the", "mes", "nos", "les", "old", "new", "posts", "articles"})
_IN_FILE_NAMES = UNMISTAKABLE | {"private", "prive", "hidden", "secret", "confidential", "confidentiel", "interne"}
# "Draft" before these is an adjective or a subject.
_DRAFTED = frozenset(
    {"beer", "beers", "law", "bill", "legislation", "pick", "picks", "day", "horse", "horses", "lottery"}
)

# Of a name in which `isDraft` and `is_draft` are two words.
_ANY = lazy_pattern("|".join(phrase.replace(" ", r"[\W_]*") for phrase in sorted(_IN_FILE_NAMES | _LEADS)))
_BRACKETS = lazy_pattern(r"[\[({<【«]([^\[({<【«\])}>】»]{2,40})[\])}>】»]")
_BEFORE = lazy_pattern(r"\W*([^\W_][\w' -]{1,28}?)\s*(?:[:|–—]|\s-\s)")
_AFTER = lazy_pattern(r"(?:[:|–—]|\s-)\s*(\w[\w' -]{1,28}?)\W*$")
_CAPITALS = lazy_pattern(r"(?<![A-Z])(?:DRAFT|BROUILLON|WIP)(?![A-Z])")
_CAPITAL_WORD = lazy_pattern(r"\W*(?:DRAFT|BROUILLON)\W+\w*[a-z]")  # "DRAFT Hello", not "DRAFT LAW"
_DAY = lazy_pattern(r"^\d{4}[-_. ]\d\d?[-_. ]\d\d?[-_. ]+")
_MAX_WORDS = 3  # of a phrase in a file name


class Mark(NamedTuple):
    """The part of a name that states a draft, "" if none does; a guess, unless `is_certain`; `found`: its key."""

    part: str = ""
    found: FrontMatterValue | None = None
    is_certain: bool = False


def of_file(locator: str, context: Context) -> Mark:
    """Return the folder or file name that makes a file a draft (`_drafts/`, `_x.md`, `x.draft.md`), if any.

    The source's `path` may be such a folder; so may those that its `include` names.
    """
    if "://" in locator:
        return Mark()
    *folders, name = locator.removeprefix(context.folder.rstrip("/") + "/").split("/")
    marks = [Mark(folder, is_certain=True) for folder in folders if _is_folder(folder)]
    mark = Mark(name, is_certain=True) if name.startswith("_") else _of_name(name)
    marks += [mark] if mark.part else []
    return next((mark for mark in marks if not _is_named(mark.part, context.include)), Mark())


def _is_named(part: str, patterns: Collection[str]) -> bool:
    """Return whether a pattern names a part of a path by more than wildcards and an ending."""
    steps = (step for pattern in patterns for step in pattern.split("/"))
    return any(fnmatchcase(part, step) and re.sub(r"[*?]|\.\w+$", "", step) for step in steps)


def _is_folder(folder: str) -> bool:
    words = (word for word in key_senses.phrase(folder).split() if not word.isdigit() and word not in _OF_FOLDERS)
    return " ".join(words) in _FOLDERS


def _of_name(name: str) -> Mark:
    if not _ANY.search(fold(name)):
        return Mark()
    stem, *endings = name.split(".")
    if any(_words(part) in _IN_FILE_NAMES for part in (*endings[:-1], *_BRACKETS.findall(name))):
        return Mark(name, is_certain=True)
    words = _words(_DAY.sub("", stem)).split()
    sizes = range(1, min(_MAX_WORDS + 1, len(words)))
    begins = any(" ".join(words[:size]) in _LEADS and words[size] not in _DRAFTED for size in sizes)
    ends = any(" ".join(words[-size:]) in _LEADS for size in sizes)
    return Mark(name, is_certain=bool(_CAPITALS.search(name))) if begins or ends else Mark()


def of_titles(stated: Iterable[FrontMatterValue | None], heading: str) -> Mark:
    """Return the title that states a draft, if any: "[DRAFT] Hello", "Brouillon : bonjour", "Hello (wip)"."""
    titles = [found for found in stated if found]
    marks = [_of_title(as_text(found.value) or "", found) for found in titles] or [_of_title(heading, None)]
    return max(marks, key=lambda mark: (mark.is_certain, mark.part))


def _of_title(title: str, found: FrontMatterValue | None) -> Mark:
    if not _ANY.search(fold(title)):
        return Mark()
    if any(_words(part) in UNMISTAKABLE for part in _BRACKETS.findall(title)):
        return Mark(title, found, is_certain=True)
    beside = [match[1] for match in (_BEFORE.match(title), _AFTER.search(title)) if match]
    if any(part.isupper() and _words(part) in UNMISTAKABLE for part in beside):
        return Mark(title, found, is_certain=True)
    is_guess = any(_words(part) in _TITLE_LEADS for part in beside) or (found and _words(title) in _TITLE_LEADS)
    return Mark(title, found) if is_guess or _CAPITAL_WORD.match(title) else Mark()


def _words(text: str) -> str:
    """Return the words of a text, folded, without the number of a version at its end."""
    return re.sub(r" (?:v ?)?\d+$", "", key_senses.phrase(text))
