"""What one `feeds` publishes and another reads: posts of every kind, sites that copy them, and a reader.

The reader takes the body of a document and returns its items. It is as plain as can be, so that what is
tested is the format and not how it is read.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from feeds.emit.formats import FORMATS
from feeds.model import federation
from feeds.model.entry import Entry, Listing
from feeds.model.feed import Feed
from feeds.model.instant import Moment
from feeds.model.job import Job, Pay
from feeds.model.post import Attachment, Author, Post, Stated, Via
from feeds.model.settings import Organization, Place, Site
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.syndication.facts_card import split
from feeds.normalise.html.strip_tags import visible
from feeds.normalise.values import privacy, text

SITES = tuple(
    Site(
        f"Site {name} & co",
        f"https://{name}.example.org/",
        "",
        language,
        zone,
        Organization(f"Publisher {name}", f"https://{name}.example.com/", address=Place(locality="Lille")),
    )
    for name, language, zone in (
        ("a", "fr", "Europe/Paris"),
        ("b", "en", "America/New_York"),
        ("c", "de", "Asia/Tokyo"),
    )
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


# Posts, as the dialects make them: texts are clean and on one line, addresses are of the web.

LINES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from('&<>"{}[]'), max_size=20)
    .map(text.one_line)
    .filter(lambda line: line == text.one_line(line))
)
WORDS = LINES.filter(bool)
TITLES = WORDS.filter(visible)  # one of which nothing can be seen is none
ADDRESSES = st.sampled_from(
    [
        "https://x.example.org/",
        "http://y.example.org/a?b=1&c=2#d",
        "https://é.example/ù/%20",
        "https://z.example:8080/",
    ]
)
ADDRESS = st.just("") | ADDRESSES
NAMES = WORDS.filter(lambda name: "@" not in name and any(sign.isalpha() for sign in name))
PLACES = st.builds(Place, LINES, LINES, LINES, LINES, st.sampled_from(["", "FR", "DE"]))


def several(values):
    """Return up to three different values."""
    return st.lists(values, max_size=3, unique=True).map(tuple)


ORGANIZATIONS = st.recursive(
    st.builds(Organization, WORDS, ADDRESS, ADDRESS, st.none(), st.none() | PLACES),
    lambda above: st.builds(Organization, WORDS, ADDRESS, ADDRESS, above, st.none() | PLACES),
    max_leaves=3,
)
AMOUNTS = st.none() | st.sampled_from([0.0, 12.5, 450.0, 35_000.0])
PAY = st.builds(Pay, st.just("EUR"), st.sampled_from(["HOUR", "DAY", "WEEK", "MONTH", "YEAR"]), AMOUNTS, AMOUNTS, LINES)
EXTRA = st.tuples(st.sampled_from(["salaire", "TJM", "technos", "type", "industry"]), WORDS).filter(
    lambda pair: not privacy.is_private(*pair)
)


@st.composite
def moments(draw, *, end=False):
    """Draw an instant, or a day in one time zone or another."""
    day = draw(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
    if draw(st.booleans()):
        return Moment(datetime.combine(day, draw(st.times()).replace(microsecond=0), UTC))
    zone = ZoneInfo(draw(st.sampled_from(["Europe/Paris", "America/New_York", "Asia/Tokyo", "UTC"])))
    clock = time(23, 59, 59) if end else time()
    return Moment(datetime.combine(day, clock, zone).astimezone(UTC), day)


JOBS = st.builds(
    Job,
    title=TITLES,
    hiring_organization=ORGANIZATIONS | st.just(Organization("")),
    employment_type=several(st.sampled_from(["FULL_TIME", "CONTRACTOR", "INTERN", "OTHER"])),
    contract=LINES,
    job_duration=st.sampled_from(["", "P6M", "P3Y"]),
    duration=st.sampled_from(["", "P6M", "P4M/P6M"]),
    start=st.sampled_from(["", "now", "2026-09", "2026-09-15"]),
    day_rate=st.none() | PAY,
    apply=st.sampled_from(["", "emploi@example.org", "https://x.example.org/postuler"]),
    employment_unit=LINES,
    job_location=several(PLACES),
    job_location_type=st.sampled_from(["", "TELECOMMUTE"]),
    applicant_location_requirements=several(st.sampled_from(["FR", "DE"])),
    remote=st.sampled_from(["full", "hybrid", "occasional", "none", "unknown"]),
    date_posted=st.none() | moments(),
    valid_through=st.none() | moments(end=True),
    base_salary=st.none() | PAY | st.just(Pay("", "", text="Selon profil")),
    direct_apply=st.sampled_from([None, False, True]),
    skills=several(WORDS),
    occupational_category=several(WORDS),
    total_job_openings=st.none() | st.integers(1, 99),
    application_contact=st.sampled_from(["", "emploi@example.org", "https://x.example.org/nous"]),
    experience_requirements=LINES,
    pointer=st.booleans(),
    extra=several(EXTRA),
    same_as=several(ADDRESSES),
    apply_url=ADDRESS,
    reference=LINES,
    reference_number=LINES.map(lambda line: line[:60].strip()),
)
FILES = st.builds(
    Attachment,
    ADDRESSES | st.just("https://x.example.org/a.pdf"),
    st.sampled_from(["", "application/pdf", "audio/mpeg"]),
    st.none() | st.integers(1, 10**9),
    LINES,
    st.none() | st.integers(1, 10**5),
)


@st.composite
def posts(draw):
    """Draw a post; half of the jobs state dates that follow from one another, as most do."""
    job = draw(st.none() | JOBS)
    stated = Stated(
        open=draw(st.sampled_from([None, True, False])),
        filled=draw(st.sampled_from([None, True, False])),
        status=draw(st.sampled_from([None, "open", "closed"])),
        opens=draw(st.none() | moments()),
        closes=draw(st.none() | moments(end=True)),
    )
    published = draw(st.none() | moments())
    if draw(st.booleans()):
        stated = replace(stated, opens=published, closes=job.valid_through if job else stated.closes)
        job = job and replace(job, date_posted=published)
    return Post(
        source="sources",
        locator="sources/1.md",
        kind="job" if job else "article",
        title=draw(TITLES),
        content_html=draw(
            st.sampled_from(["", "<p>Rejoignez &amp; aidez <em>l’équipe</em>.</p>\n<ul><li>Café</li></ul>"])
        ),
        language=draw(st.sampled_from(["fr", "en", "pt-BR"])),
        summary=draw(LINES),
        authors=draw(several(st.builds(Author, NAMES, ADDRESS))),
        tags=draw(several(WORDS)),
        external_url=draw(ADDRESS),
        image=(image := draw(ADDRESS)),
        image_alt=draw(LINES) if image else "",
        episode=draw(st.none() | st.integers(1, 999)),
        attachments=tuple(draw(st.lists(FILES, max_size=3, unique_by=lambda file: file.url))),
        published=published,
        updated=draw(st.none() | moments()),
        stated=stated,
        job=job,
    )


# From site to site.


def publish(site: Site, post: Post, changes: tuple[str, ...] = (), form: str = "json_feed") -> tuple[Entry, bytes]:
    """Publish a post on a site: its entry there, and the one document that holds it."""
    at = min(post.published.at, NOON) if post.published else NOON
    listing = Listing(
        id=post.claimed_id or "urn:uuid:00000000-0000-5000-8000-000000000001",
        url=f"{site.url}posts/1/",
        path="posts/1/index.html",
        kind=post.kind,
        state="open",
        title=post.title,
        published=at,
        updated=at + timedelta(hours=1),
        language=post.language,
        source="sources",
        locator="sources/1.md",
        revision="r",
        changes=changes,
    )
    entry = Entry(listing, post)
    feed = Feed("jobs", "Offres", "", site.language, listing.updated, "complete", (entry,))
    (output,) = FORMATS[form].emit(site, feed)
    return entry, output.body


def here(site: Site) -> Via:
    """Say as what a site is read: what the head of its documents names."""
    return Via(site.url, site.title)


def arrived(site: Site, entry: Entry) -> Post:
    """Say what the post of an entry is on the next site, but for what is that site's own."""
    post, listing = entry.post, entry.listing
    job = post.job and replace(
        post.job,
        direct_apply=False if post.job.direct_apply else post.job.direct_apply,
    )
    return replace(
        post,
        external_url=post.external_url or listing.url,
        published=post.published or Moment(listing.published),
        updated=(post.updated if "://" in listing.locator else None) or Moment(listing.updated),
        job=job,
        claimed_id=listing.id,
        via=(*post.via, here(site)),
    )


def understood(item: Item) -> Post:
    """Make of an item a post that says no more than the item does."""
    return Post(
        "partner",
        item.url,
        "article",
        item.title,
        item.content_html,
        item.language or "und",
        claimed_id=item.id,
    )


# The plainest reader.


def read_json_feed(body: bytes) -> list[Item]:
    """Read a JSON Feed."""
    document = json.loads(body)
    return [
        Item(
            id=one["id"],
            url=one["url"],
            title=one["title"],
            content_html=split(one["content_html"]).content_html
            if "content_html" in one
            else f"<p>{escape(one['content_text'])}</p>",
            summary_html=f"<p>{escape(one.get('summary', ''))}</p>",
            published=one["date_published"],
            updated=one["date_modified"],
            language=one["language"],
            authors=_people(one.get("authors") or document["authors"]),
            tags=tuple(one.get("tags", ())),
            image=one.get("image", ""),
            external_url=one.get("external_url", ""),
            attachments=tuple(
                Attachment(file["url"], file["mime_type"], file.get("size_in_bytes"), file.get("title", ""))
                for file in one.get("attachments", ())
            ),
            job=one.get("_jobposting"),
            extension=one.get(federation.KEY, {}),
        )
        for one in document["items"]
    ]


def _people(people):
    return tuple(Author(one["name"], one.get("url", "")) for one in people)
