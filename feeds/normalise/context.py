"""Context of parsing: the settings of site and source that dialects use beside the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from feeds.model.entry import Kind
from feeds.model.settings import JobDefaults, Organization, Site
from feeds.normalise.languages import Vocabulary, with_known_words
from feeds.normalise.organizations import References
from feeds.normalise.values import day_order
from feeds.normalise.values.day_order import DayOrder


@dataclass(frozen=True, slots=True)
class Context:
    """Settings of the site and of one source.

    language: BCP 47 tag of the source's posts, "" if unknown. base_url: what their relative links are relative to.
    employer: the hiring organisation of a partner's offers that name none. kind: the kind of all posts, or
    "" if they differ. vocabulary: the publisher's additional words (`languages.custom`).
    day_order: of dates such as 05/01/2027 in the source, whatever their language. seen_day_order: the order that other
    dates of the same document have, for dates in a language that does not decide.
    folder, include: the path and the patterns of a folder source, as configured. markdown: the engine for its texts.
    """

    site: Site
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: References = field(default_factory=References)
    language: str = "en"
    base_url: str = ""
    employer: Organization | None = None
    kind: Kind | Literal[""] = ""
    vocabulary: Vocabulary = ()
    day_order: DayOrder = ""
    seen_day_order: DayOrder = ""
    folder: str = ""
    include: tuple[str, ...] = ()
    markdown: str = "python"

    def dated(self, written: str) -> str:
        """Return a text with its date as 2027-01-05 if the order of day and month is known, and with known words."""
        known = with_known_words(written, "date", self.vocabulary)
        if not day_order.is_numeric(known):
            return known
        order = self.day_order or day_order.of_language(self.language, self.jobs.country) or self.seen_day_order
        return day_order.in_order(known, order)

    def is_unclear(self, written: str) -> bool:
        """Return whether a partner's text has a date that is not read because its order is unknown.

        That is reported once for all entries of the source.
        """
        return self.day_order == "unknown" and day_order.is_unclear(self.dated(written))
