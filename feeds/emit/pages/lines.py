"""Lines of lists: an entry's title, and its facts in a few words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from feeds.emit import localize
from feeds.emit.facts import card
from feeds.emit.facts.words import job_words
from feeds.emit.pages.templating import trusted
from feeds.model.entry import Listing
from feeds.model.settings import Site

_SEPARATOR = " · "
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Line(NamedTuple):
    """An entry in a list: the path of its page, and its facts as one line of HTML."""

    title: str
    path: str
    language: str
    facts: Any


class Lines:
    """The lines of entries in one language, each made once."""

    def __init__(self, site: Site, ui_language: str) -> None:
        self.site, self.ui_language = site, ui_language
        self.words = job_words(localize.primary_language(ui_language))
        self.formatter = localize.formatter(ui_language, site.timezone)
        self._known: dict[tuple[str, str], Line] = {}

    def line(self, listing: Listing) -> Line:
        """Return the line of an entry."""
        key = listing.id, listing.revision
        if key not in self._known:
            facts = trusted(_SEPARATOR.join([*self.facts(listing), self._published(listing)]))
            self._known[key] = Line(listing.title, listing.path, listing.language, facts)
        return self._known[key]

    def facts(self, listing: Listing) -> Iterator[str]:
        """Yield the facts of an entry as HTML; only the last day to apply has a label.

        An organisation that the title names is left out.
        """
        if listing.job is None:
            if listing.organization:
                yield _isolated(escape(listing.organization))
            return
        for fact in card.list_facts(self.site, listing.job, self.ui_language):
            if fact.name == "deadline":
                yield f"<strong>{self.words.label % {'label': fact.label}} {fact.values[0]}</strong>"
            elif fact.name != "organization" or not _names(listing.title, listing.organization):
                yield _SEPARATOR.join(map(_isolated, fact.values))

    def text(self, listing: Listing) -> str:
        """Return the same facts as plain text."""
        day = self.formatter.text(listing.published)
        return str(trusted(_SEPARATOR.join([*self.facts(listing), day])).striptags())

    def _published(self, listing: Listing) -> str:
        day = self.formatter.datetime_attribute(listing.published)
        return f'<time class="dt-published" datetime="{day}">{self.formatter.text(listing.published)}</time>'


def _isolated(value: str) -> str:
    """Return a value whose direction does not affect what follows: a date after an Arabic name stays in order.

    The characters of Unicode do that in plain text, too, of which the index of the search is made.
    """
    return f"\u2068{value}\u2069" if _RIGHT_TO_LEFT.search(value) else value


def _names(title: str, organization: str) -> bool:
    name = re.escape(organization)
    return bool(name) and re.search(rf"(?<!\w){name}(?!\w)", title, re.IGNORECASE) is not None
