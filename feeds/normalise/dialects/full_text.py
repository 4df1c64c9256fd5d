"""Full texts: the pages behind entries of which a list has only the beginning of the text.

    Batch                      | with_pages → Items with their page as `detail`
    Item, page, jobs of a page | completed  → the Item with the text of its page

The text is that of the page's JobPosting, else its article. It replaces the text of the list only if it is longer and
has words of it: an error page, a notice on cookies or the page of a list is no article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import unescape

from feeds.model.hashing import digest
from feeds.model.post import Document
from feeds.model.safe_text import without_tags
from feeds.model.source_state import BEHIND, FollowUp
from feeds.normalise.dialects.item import Batch, Item
from feeds.normalise.html import article
from feeds.normalise.values import coerce, links
from feeds.normalise.values.text import fold

SHORT = 100  # words of a text that may be the beginning of it, without a sign that it was cut off
_MIN_SHARE = 0.3  # of the words of an entry that its page has
_MIN_LETTERS = 4  # of a word that is compared
_COMPARED = 20_000  # words of a text
# What WordPress adds to the end of an excerpt, and what stands at the end of a text that was cut off.
_ADDED = re.compile(
    r"(?i)\b(?:the post|l.article|der beitrag|het bericht|la entrada) .{1,300}"
    r" (?:appeared first on|est apparu en premier sur|erschien zuerst auf|verscheen eerst op|se publicó primero en)"
    r" .*\Z"
)
_CUT = re.compile(
    r"(?i)(?:…|\.\.\.)[\])]?\W{0,5}\Z"
    r"|\b(?:continue reading|weiterlesen|lees verder|seguir leyendo|lire la suite)\b.{0,200}\Z"
    r"|\b(?:read (?:more|on)|learn more|see more|view (?:job|more)|lire plus|en savoir plus|voir (?:l.offre|plus)"
    r"|mehr (?:lesen|erfahren)|lees meer|leer más|ver (?:más|oferta))\W{0,5}\Z"
)
# Facts of a JobPosting that the list states itself, or which identify a page.
_OF_THE_LIST = frozenset({"@id", "description", "identifier", "mainEntityOfPage", "title", "url"})


def with_pages(batch: Batch, document: Document) -> Batch:
    """Return a list with the page of each truncated entry as its `detail`, unless entries have details already."""
    if batch.extended or any(item.detail for item in batch.items):
        return batch
    urls = [_page(item, document) for item in batch.items]
    shared = Counter(urls)
    others = {"", _plain(document.locator), _plain(batch.home)}
    items = (
        replace(item, detail=_detail(item, url)) if _plain(url) not in others and shared[url] == 1 else item
        for item, url in zip(batch.items, urls, strict=True)
    )
    return replace(batch, items=tuple(items), full_text=True)


def completed(item: Item, document: Document, postings: Iterable[Item]) -> Item | None:
    """Return an entry with what its page states; None if the page has no text that is that of the entry.

    `postings` are the jobs of the page. What the list states counts more, except for a shorter text.
    """
    jobs = [one for one in postings if one.job is not None]
    same = _same(item, jobs)
    if jobs and same is None:
        return None
    whole = _with_facts(item, same) if same else item
    written = same.content_html if same else ""
    if len(_words(written)) <= len(_words(_text(item))):
        written = _article(item, document)
    if written and len(_words(written)) > len(_words(_text(item))):
        return replace(whole, content_html=written)
    return whole if same or written else None


def is_truncated(html: str) -> bool:
    """Return whether a text may be only the beginning of another one: it is short, or ends as if it was cut off."""
    words = " ".join(_words(html))
    return words.count(" ") + 1 < SHORT or bool(_CUT.search(_ADDED.sub("", words).strip()))


def _detail(item: Item, url: str) -> FollowUp | None:
    """Return the page of an entry, which is fetched again if its title or text changes."""
    text = _text(item)
    return FollowUp(url, modified=BEHIND + digest(item.title, text, size=6)) if is_truncated(text) else None


def _page(item: Item, document: Document) -> str:
    url = links.web_page(item.url or item.external_url, item.base or document.locator)
    return url.partition("#")[0]


def _plain(url: str) -> str:
    """Return a URL for comparison; "" for the front page of a site."""
    path = url.partition("//")[2].partition("/")[2]
    return url.rstrip("/") if path else ""


def _same(item: Item, postings: Sequence[Item]) -> Item | None:
    """Return the job of a page that an entry is about: the only one, or the one with its title."""
    if len(postings) == 1:
        return postings[0]
    title = fold(item.title)
    named = [one for one in postings if title and fold(coerce.text((one.job or {}).get("title"))) == title]
    return named[0] if len(named) == 1 else None


def _with_facts(item: Item, posting: Item) -> Item:
    own = {name: value for name, value in (item.job or {}).items() if value}
    skipped = _OF_THE_LIST | ({"datePosted", "dateModified"} if item.published else set())
    facts = {name: value for name, value in (posting.job or {}).items() if name not in skipped}
    title = {} if item.title else {"title": (posting.job or {}).get("title", "")}
    return replace(
        item,
        url=links.web_page(item.url, item.base) or item.url,
        base=posting.base,
        language=item.language or posting.language,
        published=item.published or posting.published,
        job={**facts, **title, **own},
    )


def _article(item: Item, document: Document) -> str:
    """Return the article of a page if it is that of an entry, without a heading that repeats the title."""
    from feeds.normalise.dialects.job_posting import html_page

    written = article.extract(html_page.decode(document), document.locator)
    heading = re.match(r"<h1>([^<]*)</h1>\s*", written)
    if heading and fold(unescape(heading[1])) == fold(item.title):
        written = written[heading.end() :]
    found, own = _compared(written), _compared(f"{item.title} {_text(item)}")
    return written if own and len(own & found) >= _MIN_SHARE * len(own) else ""


def _compared(html: str) -> set[str]:
    words = (word for part in _words(html)[:_COMPARED] for word in re.findall(r"\w+", fold(part)))
    return {word for word in words if len(word) >= _MIN_LETTERS}


def _text(item: Item) -> str:
    return item.content_html or item.summary_html


def _words(html: str) -> list[str]:
    return unescape(without_tags(unescape(html) if "&lt;" in html else html, " ")).split()
