"""What a partner states made a Post: the one place where it is cleaned, resolved, checked and believed.

Item | posts.make → Post
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from feeds.model.entry import Kind
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.post import Attachment, Author, Post, Stated
from feeds.model.problem import Problem
from feeds.model.safe_text import without_tags
from feeds.normalise import html, identity, languages
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.job_markdown import post_fields
from feeds.normalise.html.excerpt import MARKED_EXCERPT
from feeds.normalise.html.strip_tags import unmarked, unmarked_all
from feeds.normalise.job import from_schema_org, skills
from feeds.normalise.values import coerce, feed_dates, links
from feeds.normalise.values.coerce import Notes
from feeds.normalise.values.links import MAIL_IN_NAME
from feeds.normalise.values.text import fold, one_line, quoted, shorten

_TITLE = 100  # characters of a text that has to be its own title
_POINTER_WORDS = 60  # below this a text only points to the employer's page
_MEDIA_TYPE = re.compile(
    r"[\w.+-]{1,100}/[\w.+-]{1,100}(?:\s*;\s*[\w.+-]{1,50}=[\w.+\", -]{1,100})*", re.ASCII
)


def make(
    item: Item, context: Context, *, source: str, locator: str, file: str
) -> tuple[Post | None, tuple[Problem, ...]]:
    """Make a post of an item, and name everything wrong with it under `file`. Never raises.

    None is given for an item that says nothing at all.
    """
    notes, item = Notes(file), _without_markup(item)
    kind: Kind = context.kind or ("article" if item.job is None else "job")
    base = item.base or item.url or context.base_url
    zone = ZoneInfo(context.site.timezone)
    name = one_line(item.title) or coerce.text((item.job or {}).get("title"))
    body, summary = _texts(item, base, name or None)
    title = _title(name, body, summary, notes)
    if not title:
        problem = Problem(file, "a title or a text", "neither", "it was left out", "title", severity="error")
        return None, (*notes.problems, problem)
    external_url = links.web_page(item.external_url, base) or links.web_page(item.url, base)
    published = _moment(item.published, zone, context, notes, "published")
    job = None
    if kind == "job":
        said = from_schema_org.Said(item.job or {}, base, context, notes, zone)
        job = from_schema_org.read(item, said, published, elsewhere=bool(external_url))
        job = replace(job, title=job.title or title, pointer=_points(body.html, external_url))
        published = published or job.date_posted
    post = Post(
        source=source,
        locator=locator,
        kind=kind,
        title=title,
        content_html=body.html,
        language=language(item.language) or context.language,
        summary=summary,
        authors=_authors(item, job),
        tags=_tags(item, job),
        external_url=external_url,
        image=links.web_page(item.image, base) if item.image else "",
        attachments=_attachments(item, base) if item.attachments else (),
        published=published,
        updated=_moment(item.updated, zone, context, notes, "updated"),
        stated=_stated(item, context, job, published, notes),
        job=job,
        claimed_id=identity.universal(item.id),
        origins=tuple(notes.origins),
    )
    return post, tuple(dict.fromkeys(notes.problems))


def name(written: str) -> str:
    """Give what names something as one line without markup."""
    return one_line(unmarked(written))


def _without_markup(item: Item) -> Item:
    """Take markup out of all that is no text of several sentences."""
    job = item.job
    if job is not None:
        job = {key: value if key == "description" else unmarked_all(value) for key, value in job.items()}
    authors = tuple(Author(unmarked(one.name), one.url) for one in item.authors)
    files = tuple(replace(one, title=unmarked(one.title)) for one in item.attachments)
    title, tags = unmarked(item.title), tuple(map(unmarked, item.tags))
    return replace(item, title=title, authors=authors, tags=tags, attachments=files, job=job)


def _texts(item: Item, base: str, title: str | None) -> tuple[html.Rendered, str]:
    """Give the text, and a summary: what is said to be one, or else how the text begins."""
    source = item.content_html
    if not source.strip() and item.job is not None:
        source = coerce.raw(item.job.get("description"))
    if not source.strip():
        body = html.fragment(item.summary_html, base, title)
        return body, body.excerpt
    summary = html.plain(item.summary_html) if item.summary_html else ""
    body = html.fragment(source, base, title, excerpt=not summary)
    if item.extension is None and len(summary) > MARKED_EXCERPT:
        summary = shorten(summary, MARKED_EXCERPT)  # many write the whole text there, too
    return body, summary or body.excerpt


def _title(name: str, body: html.Rendered, summary: str, notes: Notes) -> str:
    if name:
        notes.origin("title", "key", "title")
        return name
    title = body.heading or shorten(summary, _TITLE)
    if title:
        notes.origin("title", "body", "its first words")
    return title


def _moment(written: str, zone: ZoneInfo, context: Context, notes: Notes, field: str) -> Moment | None:
    if not written:
        return None
    found = feed_dates.moment(languages.in_ours(written, "date", context.vocabulary), zone)
    if found:
        notes.origin(field, "key", field)
    else:
        notes.warn(field, "a date", quoted(written), "write it as 2026-02-01T09:00:00Z")
    return found


@lru_cache(maxsize=256)
def language(written: str) -> str:
    """Give a language as BCP 47 has it; empty when it is none."""
    return post_fields.language_tag(written.strip()) if written else ""


def _authors(item: Item, job: Job | None) -> tuple[Author, ...]:
    """Give the authors, or else who hires; mail addresses stay private."""
    found = dict.fromkeys(
        Author(name, links.web_page(author.url, "") if author.url else "")
        for author in item.authors
        if (name := one_line(MAIL_IN_NAME.sub(" ", author.name) if "@" in author.name else author.name))
    )
    if not found and job and job.hiring_organization.name:
        return (Author(job.hiring_organization.name, job.hiring_organization.url),)
    return tuple(found)


def _tags(item: Item, job: Job | None) -> tuple[str, ...]:
    more = (*job.skills, *job.occupational_category) if job else ()
    return skills.unique((*map(one_line, item.tags), *more)) if item.tags or more else ()


def _attachments(item: Item, base: str) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for one in item.attachments:
        if url := links.web_page(one.url, base):
            size = one.size if one.size is not None and one.size >= 0 else None
            media_type = one.media_type.strip() if _MEDIA_TYPE.fullmatch(one.media_type.strip()) else ""
            found.setdefault(url, Attachment(url, media_type, size, one_line(one.title)))
    return tuple(found.values())


def _points(content: str, external_url: str) -> bool:
    return bool(external_url) and len(without_tags(content, " ").split()) < _POINTER_WORDS


def _stated(item: Item, context: Context, job: Job | None, published: Moment | None, notes: Notes) -> Stated:
    """Say what the publisher says of its life; only what is over is stronger than a date."""
    posted = job.date_posted if job else None
    known = [moment for moment in (published, posted) if moment]
    # The later of the two, so that nothing is ever dated in the future.
    opens = max(known, key=lambda moment: moment.at) if known else None
    closes = job.valid_through if job else None
    state = _state(item.state, context, notes) if item.state else ""
    return Stated(
        draft=state == "draft",
        open=False if state == "closed" else None,
        filled=True if state == "filled" else None,
        status="open" if state == "open" else None,
        opens=opens,
        closes=closes,
    )


def _state(written: str, context: Context, notes: Notes) -> str:
    word = fold(languages.in_ours(written, "state", context.vocabulary)).replace("_", " ").replace("-", " ")
    found = next((name for name, known in languages.STATES.items() if word in known), "")
    if found:
        notes.origin("stated.status", "key", "state")
    elif word:
        notes.warn("state", "a word for open or closed", quoted(written), "add it to `vocabulary`", "note")
    return found
