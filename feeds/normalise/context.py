"""Context of parsing: the settings of site and source that dialects use beside the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from feeds.model.entry import Kind
from feeds.model.settings import JobDefaults, Organization, Site
from feeds.normalise.languages import Vocabulary
from feeds.normalise.organizations import References


@dataclass(frozen=True, slots=True)
class Context:
    """Settings of the site and of one source.

    language: BCP 47 tag of the source's posts. base_url: what their relative links are relative to.
    employer: the hiring organisation of a partner's offers that name none. kind: the kind of all posts, or
    "" if they differ. vocabulary: the publisher's additional words (`languages.custom`).
    folder, include: the path and the patterns of a folder source, as configured.
    """

    site: Site
    jobs: JobDefaults = field(default_factory=JobDefaults)
    references: References = field(default_factory=References)
    language: str = "en"
    base_url: str = ""
    employer: Organization | None = None
    kind: Kind | Literal[""] = ""
    vocabulary: Vocabulary = ()
    folder: str = ""
    include: tuple[str, ...] = ()
