"""Sites, entries and feeds to write, with sensible values for all that a test does not name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from feeds.model.entry import Entry, Listing
from feeds.model.feed import Feed
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.post import Author, Post
from feeds.model.settings import Organization, Place, Site

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SITE = Site(
    "Emplois & métiers",
    "https://jobs.example.org/",
    "Les offres d’une petite administration",
    "fr",
    "Europe/Paris",
    Organization("Direction des métiers", "https://metiers.example.org/"),
)
JOB = Job(
    "Développeuse ou développeur",
    Organization("Atelier du Nord", "https://nord.example.org/", parent=Organization("Ateliers de France")),
    employment_type=("FULL_TIME",),
    job_location=(Place("3 rue des Lilas", "59000", "Lille", "", "FR"),),
    date_posted=Moment(NOON, date(2026, 3, 1)),
)


def build_entry(number: int = 1, job: Job | None = JOB, **values: Any) -> Entry:
    """Make the entry of that number; `values` go to its listing or its post, by name."""
    at = NOON + timedelta(days=number)
    url = f"https://jobs.example.org/posts/{number}/"
    listing = Listing(
        id=f"urn:uuid:00000000-0000-5000-8000-{number:012}",
        url=url,
        path=f"posts/{number}/index.html",
        kind="job" if job else "article",
        state="open",
        title=f"Offre n° {number}",
        published=at,
        updated=at + timedelta(hours=1),
        language="fr",
        source="sources",
        locator=f"sources/{number}.md",
        revision="r",
        job=job.in_lists() if job else None,
    )
    post = Post(
        source="sources",
        locator=listing.locator,
        kind=listing.kind,
        title=listing.title,
        content_html=f"<p>Rejoignez l’équipe {number}.</p>\n<ul><li>Café</li></ul>",
        language="fr",
        summary=f"Rejoignez l’équipe {number}.",
        authors=() if job else (Author("Zoé", "https://zoe.example.org/"), Author("Max")),
        tags=("python", "données & IA"),
        job=job,
    )
    of_listing = {name: value for name, value in values.items() if name in Listing._fields}
    of_post = {name: value for name, value in values.items() if name in Post.__dataclass_fields__}
    return Entry(listing._replace(**of_listing), replace(post, **of_post))


def build_feed(*entries: Entry, **values: Any) -> Feed:
    """Make a feed of the texts of these entries, newest first."""
    feed = Feed(
        name="jobs",
        title="Offres ouvertes",
        description="Toutes les offres ouvertes",
        language="fr",
        updated=max((entry.listing.updated for entry in entries), default=datetime(2000, 1, 1, tzinfo=UTC)),
        history="complete",
        entries=entries,
        content="text",
    )
    return replace(feed, **values)


@pytest.fixture(scope="session")
def site() -> Site:
    return SITE


@pytest.fixture(scope="session")
def job() -> Job:
    return JOB


@pytest.fixture(scope="session")
def entry() -> Callable[..., Entry]:
    return build_entry


@pytest.fixture(scope="session")
def feed() -> Callable[..., Feed]:
    return build_feed
