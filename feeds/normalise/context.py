"""What a dialect knows besides the document itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from feeds.model.entry import Kind
from feeds.model.settings import JobDefaults, Organization, Site
from feeds.normalise.languages import Added
from feeds.normalise.organizations import References


@dataclass(frozen=True, slots=True)
class Context:
    """The publisher's site and defaults, the organisations it knows, and the source's own settings.

    `language` (BCP 47) and `base_url` are those of the source: what its posts are written in and
    what their relative links are relative to. `employer` is who hires where a partner's offer does not say
    it; `kind` is what all its posts are, if they are of one kind. `vocabulary` are words that the publisher
    adds to those the program knows (see `additions`).
    """

    site: Site
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: References = field(default_factory=References)
    language: str = "en"
    base_url: str = ""
    employer: Organization | None = None
    kind: Kind | Literal[""] = ""
    vocabulary: Added = ()
