"""What a dialect knows besides the document itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from feeds.model import JobDefaults, Site
from feeds.normalise.references import References


@dataclass(frozen=True, slots=True)
class Context:
    """The publisher's site and defaults, the organisations it knows, and the source's own settings.

    `language` (BCP 47) and `base_url` are those of the source: what its posts are written in and
    what their relative links are relative to.
    """

    site: Site
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: References = field(default_factory=References)
    language: str = "en"
    base_url: str = ""
