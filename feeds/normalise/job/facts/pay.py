"""Pay, day rate, and where to apply in a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape

from feeds.model.job import Pay
from feeds.normalise.job import salary
from feeds.normalise.job.facts import phrases, signs
from feeds.normalise.job.facts.folding import fold
from feeds.normalise.job.facts.found import Found
from feeds.normalise.job.facts.lines import Line
from feeds.normalise.languages import ALWAYS_GROSS, LABELS, PAY
from feeds.normalise.values.patterns import lazy_pattern

_MAILBOX = lazy_pattern(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = lazy_pattern(r'<a href="(https?://[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_MAILTO = lazy_pattern(r'<a href="mailto:([^"?]+)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = lazy_pattern(r"<[^>]*>")
_AMOUNT = lazy_pattern(r"\d[\d .,]* ?(?:k\b|k?€|k?eur|£|\$|usd|gbp|chf)|[€£$] ?\d")


@cache
def _names() -> re.Pattern[str]:
    return phrases.compiled((*LABELS["pay"], *LABELS["day_rate"], *PAY["day"]))


@cache
def _gross() -> re.Pattern[str]:
    return phrases.compiled(ALWAYS_GROSS)


def pay(line: Line) -> Iterator[Found]:
    """Yield the pay or the day rate that a line states."""
    if not _AMOUNT.search(line.written.casefold()):
        return
    labelled = line.facts & {"pay", "day_rate"}
    if not labelled and not (line.is_close and _names().search(line.plain)):
        return
    lead = "TJM " if labelled == {"day_rate"} else f"{PAY['gross'][0]} " if _gross().search(line.plain) else ""
    stated = salary.parse(lead + line.written) or (labelled and salary.parse(f"{line.label} {line.written}"))
    if stated:
        fact = "day_rate" if stated.unit == "DAY" else "pay"
        yield Found(fact, Pay(stated.currency, stated.unit, stated.minimum, stated.maximum, line.written), line)


def apply(line: Line) -> Iterator[Found]:
    """Yield the form, the page or the mailboxes to apply at, without those that get a copy."""
    if "@" not in line.written and "<a" not in line.html:
        return
    called = line.signs & signs.STRONG and phrases.of_table("APPLY_STRONG").search(line.plain)
    strong = line.scope == "apply" or called
    if not (strong or (line.signs & signs.APPLY_ and phrases.of_table("APPLY").search(line.plain))):
        return
    question = phrases.of_table("APPLY_NOT").search(line.plain)
    if question and not called:
        return
    addresses = list(_without_copies(line.written, list(_mailboxes(line))))
    if not addresses and strong and not question:
        links = ((found[1], _shown(found[2])) for found in _LINK.finditer(line.html))
        addresses = [unescape(url) for url, shown in links if shown in line.written and _is_form(fold(shown), line)]
    if not addresses and line.scope == "apply" and line.written.startswith("http"):
        addresses = [line.written.split()[0].rstrip(".,;")]
    if addresses:
        yield Found("apply", tuple(dict.fromkeys(addresses)), line)


def _mailboxes(line: Line) -> Iterator[tuple[str, int]]:
    """Yield the mailboxes in a line and behind its links, with their places."""
    for found in _MAILBOX.finditer(line.written) if "@" in line.written else ():
        yield found[0].rstrip(".").lower(), found.start()
    for found in _MAILTO.finditer(line.html) if "mailto:" in line.html else ():
        shown = _shown(found[2])
        if "@" not in shown and shown in line.written:
            yield unescape(found[1]).split(",")[0].lower(), line.written.find(shown)


def _shown(inner: str) -> str:
    return unescape(_TAG.sub("", inner)).strip("\x02\x03 ")


def _without_copies(written: str, mailboxes: list[tuple[str, int]]) -> Iterator[str]:
    """Yield the mailboxes without those that get a copy: "in copy: x", or "x in copy" if none follows."""
    word = phrases.of_table("APPLY_COPY").search(fold(written))
    after = [at for _, at in mailboxes if word and at > word.start()]
    last = max((at for _, at in mailboxes), default=0)
    for address, at in mailboxes:
        if not word or (at not in after if after else at != last):
            yield address


def _is_form(shown: str, line: Line) -> bool:
    """Return whether a link is that of the form or page to apply at."""
    form = phrases.starting("APPLY_LINKS")
    return bool(form.search(shown) or (shown.startswith(("http", "www")) and form.search(line.plain)))
