"""Job titles from headlines: "deux développeuses !" → "Développeuses", 2 openings.

Google wants the name of the job only: no place, pay, code, date, organisation or exclamation mark,
https://developers.google.com/search/docs/appearance/structured-data/job-posting#job-posting-properties
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from feeds.model.problem import Message
from feeds.normalise.job.employer_in_title import without_employer
from feeds.normalise.languages import NUMBERS, SENTENCES
from feeds.normalise.values.emoji import without_emoji
from feeds.normalise.values.text import fold, one_line

MAX_LENGTH = 90  # characters that search results show

_MARK = "[·•⋅‧∙․.\\-/]"
_ONE = rf"(?:[Uu]ne?|[Uu]n(?:{_MARK}e|\(e\)))"
_ARTICLE = re.compile(
    rf"^(?:{_ONE}\s*(?:ou|/|et)\s*{_ONE}\s+|{_ONE}\s+|(?:[Ll]e\s*(?:ou|/)\s*la|[Ll]a\s*(?:ou|/)\s*le)\s+"
    r"|(?:[Ss]on\s+ou\s+sa|[Ss]a\s+ou\s+son)\s+|(?:[Dd]es|[Pp]lusieurs|[Qq]uelques|[Ss]everal|[Ss]on|[Ss]a|[Ss]es|[Ll]eurs?)\s+|(?:an?|one)\s+)(?=\w)"
)
_COUNT = re.compile(rf"^(\d{{1,2}}|{'|'.join(NUMBERS)})\s+(?=[^\W\d]{{3}})", re.IGNORECASE)
_SECOND = re.compile(rf"(\sou\s|\s/\s|\s?/\s?|,\s){_ONE}\s+")
_HASHTAGS = re.compile(r"\s#(?:\s|\w).*$")
_END = re.compile(r"[\s!:;,?…–—-]+$|\s[/|]+$|\s*[(\[]\W*[)\]]$|(?<=\w{3})\.$")
_SOME = r"(?:une?\b|des\b|deux\b|plusieurs\b|son\b|sa\b|ses\b|leurs?\b|an?\b|its\b|\d)"
_RECRUITS = re.compile(
    rf"^.{{0,80}}?\b(?:recrut|recherch|cherch)(?:e|ent|ons)(?:\s*:\s*(?=\w)|\s+(?={_SOME}))"
    rf"|^.{{0,80}}?(?:\b(?:is|are)|['’]re)\s+(?:hiring|looking for|seeking)(?:\s*:\s*(?=\w)|\s+(?={_SOME}))",
    re.IGNORECASE,
)
_START = re.compile(r"^[\s!:;,?…–—|•·-]+(?=\w)")
_SENTENCE = re.compile("|".join(SENTENCES))
_MIN_CAPITALS = 6  # letters of a word; shorter ones are often acronyms
_NO_NAME = (
    (Message("pay"), re.compile(r"€|\bk€|\d\s*(?:euros?|k\b)|\$\s*\d", re.IGNORECASE)),
    (Message("a web address"), re.compile(r"https?://|\bwww\.", re.IGNORECASE)),
    (Message("a mail address"), re.compile(r"\S@\S+\.\w")),
    (Message("a date"), re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b|\b\d{4}-\d\d-\d\d\b")),
    (Message("a place"), re.compile(r"\bbasée?s?(?:[·.(-]e\)?)?\s+à\s|\bbased in\s", re.IGNORECASE)),
    (Message("a reference number"), re.compile(r"\b(?:réf|ref|n°)\s*[.:]?\s*\d", re.IGNORECASE)),
)


class Role(NamedTuple):
    """The title of a job, and the number of openings if it was written as a figure or a word."""

    title: str
    openings: int | None = None


def from_headline(text: str, organizations: Iterable[str] = ()) -> Role:
    """Return the job in a headline such as "X recrute : une développeuse"."""
    return parse(_RECRUITS.sub("", without_emoji(one_line(text))), organizations)


def parse(text: str, organizations: Iterable[str] = ()) -> Role:
    """Return the job in a role's description, with inclusive spelling as written, without emoji."""
    whole = _trimmed(_HASHTAGS.sub("", without_emoji(one_line(text))))
    short = without_employer(_RECRUITS.sub("", whole), organizations) if organizations else whole
    count = _COUNT.match(short)
    openings = None
    if count:
        openings = NUMBERS.get(count[1].casefold()) or int(count[1]) or None
        short = short[count.end() :]
    elif article := _ARTICLE.match(short):
        short = _SECOND.sub(r"\1", short[article.end() :])
    short = _trimmed(short) or whole
    return Role(_capitalise(short), openings)


def is_sentence(title: str) -> bool:
    """Return whether a title is a sentence, such as "Rejoignez l'équipe" or "X recrute", which names no job."""
    return _SENTENCE.search(fold(title)) is not None


def is_in_capitals(title: str) -> bool:
    """Return whether a title is written in capitals; short ones may be acronyms."""
    words = re.findall(r"[^\W\d_]+", title)
    capitals = sum(len(word) for word in words if word.isupper())
    return 2 * capitals > sum(map(len, words)) and any(word.isupper() and len(word) >= _MIN_CAPITALS for word in words)


def unwanted_parts(title: str) -> tuple[Message, ...]:
    """Return what Google does not want in a job's title and is in this one: "pay", "a date" …."""
    return tuple(name for name, form in _NO_NAME if form.search(title))


def _trimmed(text: str) -> str:
    text = _START.sub("", text)
    while (shorter := _END.sub("", text).strip()) != text:
        text = shorter
    return text


def _capitalise(title: str) -> str:
    first, rest = title[:1], title[1:]
    # "iOS", "eCommerce" are intended spellings.
    return title if rest[:1].isupper() or len(first.upper()) != 1 else first.upper() + rest
