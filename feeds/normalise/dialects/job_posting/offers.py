"""The jobs of one page, each once and with an id of its own: no templates, no copies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from feeds.model.hashing import digest
from feeds.normalise import identity
from feeds.normalise.values import coerce
from feeds.normalise.values.text import fold

Posting = Mapping[str, Any]

# What a program replaces: `{{title}}`, `{% title %}`, `<%= title %>`, `<?= $title ?>`, `${title}`, `#{title}`,
# `[[title]]`; and where it is the whole value, `%title%`, `##TITLE##`, `[job_title]`, `@Model.Title`.
_TEMPLATE = re.compile(
    r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|<\?.{0,200}?\?>|[$#]\{[^{}]{0,200}\}|\[\[.{0,200}?\]\]"
    r"|\A\s*+(?:%\w++%|\[%\w++%\]|##\w++##|\[\w*_\w*\]|@Model\.[\w.]++)\s*+\Z",
    re.DOTALL,
)
_MAX_ALIKE = 50  # jobs with the same title, employer and place that are compared
_MAX_DEPTH = 6
_MAX_PLACEHOLDER = 200  # characters of a value
_SHORT = 500  # characters of a description that may be the beginning of it


def distinct(postings: Iterable[Posting]) -> list[Posting]:
    """Return each job once: of two with the same title, employer and place, unless each has an id or URL of its own.

    Of several descriptions the longest counts. Placeholders of templates (`{{title}}`) are no jobs, and no values.
    """
    found: list[Posting] = []
    alike: dict[tuple[str, ...], list[tuple[int, str, str]]] = {}
    for posting in (_rendered(one) for one in postings if not _is_template(one)):
        known, claim, url = alike.setdefault(_key(posting), []), _claim(posting), coerce.text(posting.get("url"))
        same = next((at for at, *own in known[:_MAX_ALIKE] if _fits(claim, own[0]) and _fits(url, own[1])), None)
        if same is None:
            known.append((len(found), claim, url))
            found.append(posting)
        else:
            found[same] = with_description({**posting, **found[same]}, description(posting))
    return found


def _fits(value: str, other: str) -> bool:
    return value == other or not value or not other


def description(posting: Posting) -> str:
    """Return the longest description of a job, as HTML; "" if there is none."""
    written = (part for part in coerce.flatten(posting.get("description")) if isinstance(part, str))
    return max(written, key=len, default="")


def with_description(posting: Posting, other: str) -> Posting:
    """Return a job with another description if that is longer."""
    return {**posting, "description": other} if len(other) > len(description(posting)) else posting


def completed(posting: Posting, marked: Iterable[Posting]) -> Posting:
    """Return a job of JSON-LD with the description that the page's own markup has of it, if that is longer."""
    title = fold(coerce.text(posting.get("title")))
    same = [one for one in marked if fold(coerce.text(one.get("title"))) == title]
    return with_description(posting, description(same[0])) if title and len(same) == 1 else posting


def is_beginning(posting: Posting) -> bool:
    """Return whether the description of a job is missing, or so short that its own page may have more."""
    return len(description(posting)) < _SHORT


def ids(postings: list[Posting], urls: list[str], page: str) -> list[str]:
    """Return the id of each job of a page; `urls` are their own pages, else `page`.

    Those without one have that of the page with their title, employer and place: their order does not matter.
    """
    own = [_claim(posting) or url for posting, url in zip(postings, urls, strict=True)]
    if len(postings) == 1:
        return own
    shared = {id_ for id_, count in Counter(own).items() if count > 1}
    titles: dict[str, set[str]] = {}
    for posting, id_ in zip(postings, own, strict=True):
        titles.setdefault(id_, set()).add(fold(coerce.text(posting.get("title"))))
    start, found = page.partition("#")[0], []
    for posting, id_ in zip(postings, own, strict=True):
        is_ambiguous = id_ == page or (id_ in shared and (len(titles[id_]) > 1 or not _stated_id(posting)))
        found.append(f"{start}#job-{digest(*_key(posting))}" if is_ambiguous else id_)
    return found


def _claim(posting: Posting) -> str:
    return _stated_id(posting) or coerce.text(posting.get("@id"))


def _stated_id(posting: Posting) -> str:
    value = coerce.first(posting.get("identifier"))
    inner = value.get("value") if isinstance(value, Mapping) else value
    return identity.globally_unique_id(coerce.text(posting.get("@id"))) or coerce.text(inner)


def _key(posting: Posting) -> tuple[str, ...]:
    """Return title, employer and place for comparison; of a job without a title also its text."""
    title = fold(coerce.text(posting.get("title")))
    employer = fold(coerce.text(posting.get("hiringOrganization")))
    place = fold(" ".join(_towns(posting.get("jobLocation"))) or " ".join(_texts(posting.get("jobLocation"))))
    return title, employer, place, "" if title else digest(*sorted(map(str, posting.items())))


def _towns(value: Any, deep: int = 0) -> list[str]:
    found: list[str] = []
    for part in coerce.flatten(value):
        if isinstance(part, Mapping) and deep < _MAX_DEPTH:
            town = coerce.text(part.get("addressLocality"))
            found += [town] if town else _towns(part.get("address"), deep + 1)
    return found


def _texts(value: Any, deep: int = 0) -> list[str]:
    """Return the texts in a value of any kind, without the names of types."""
    found: list[str] = []
    for part in coerce.flatten(value):
        if isinstance(part, Mapping) and deep < _MAX_DEPTH:
            inner = (one for name, one in part.items() if name not in ("@type", "type"))
            found += [text for one in inner for text in _texts(one, deep + 1)]
        else:
            found.append(coerce.text(part))
    return found


def _is_template(posting: Posting) -> bool:
    shown = [coerce.text(posting.get(name)) for name in ("title", "url")]
    if any(_TEMPLATE.search(text) for text in (*shown, _stated_id(posting))):
        return True
    # Of a job that was rendered in part, the rest counts.
    return _is_placeholder(coerce.text(posting.get("hiringOrganization"))) and not description(_rendered(posting))


def _rendered(value: Any, deep: int = 0) -> Any:
    """Return a value without the placeholders in it: they are no facts."""
    if isinstance(value, Mapping) and deep < _MAX_DEPTH:
        parts = ((name, _rendered(part, deep + 1)) for name, part in value.items())
        return {name: part for name, part in parts if part not in ("", {}, [])}
    if isinstance(value, list):
        return [part for part in (_rendered(one, deep) for one in value) if part not in ("", {}, [])]
    return "" if isinstance(value, str) and _is_placeholder(value) else value


def _is_placeholder(text: str) -> bool:
    """Return whether a text is a placeholder, or has little beside one; a long text may show code."""
    return len(text) <= _MAX_PLACEHOLDER and bool(_TEMPLATE.search(text))
