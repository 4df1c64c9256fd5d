"""Convert a partner's Item to a Post: cleaned, resolved and validated."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from feeds.model.entry import Kind
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.post import Attachment, Author, Post, Stated
from feeds.model.problem import EXAMPLE, Message, Problem
from feeds.model.safe_text import without_tags
from feeds.normalise import html, identity, languages
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.job_markdown import post_fields
from feeds.normalise.html import excerpts
from feeds.normalise.html.excerpts import MAX_MARKED_EXCERPT
from feeds.normalise.html.strip_tags import strip_tags, strip_tags_in_json, visible
from feeds.normalise.job import from_schema_org, skills
from feeds.normalise.values import coerce, feed_dates, links
from feeds.normalise.values.coerce import Findings
from feeds.normalise.values.text import fold, one_line, quoted, shorten

_MAX_TITLE = 100  # characters of a text that is used as a title
_MIN_WORDS = 60  # a shorter text only points to the employer's page
_NO_LANGUAGES = frozenset({"und", "mul", "zxx"})  # undetermined, several, none (BCP 47 §4.1)
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}(?:\s*;\s*[\w.+-]{1,50}=[\w.+\", -]{1,100})*", re.ASCII)


def to_post(
    item: Item, context: Context, *, source: str, locator: str, file: str
) -> tuple[Post | None, tuple[Problem, ...]]:
    """Return an item as a post, or None if it has neither title nor text, and its problems. Never raises.

    `locator` is relative to `source`; `file` is the file or URL in problems.
    """
    findings, item = Findings(file), _without_markup(item)
    if (language := parse_language(item.language)) and language != context.language:
        context = replace(context, language=language)
    kind: Kind = context.kind or ("article" if item.job is None else "job")
    base, zone = item.base or item.url or context.base_url, ZoneInfo(context.site.timezone)
    name = visible(one_line(item.title)) or visible(coerce.text((item.job or {}).get("title")))
    body, summary = _texts(item, base, name or None)
    title = _title(name, body, summary, findings)
    if not title:
        return None, (*findings.problems, _without_content(file))
    external_url = _page(item, base, kind)
    published, job = _moment(item.published, zone, context, findings, "published"), None
    if kind == "job":
        job_input = from_schema_org.JobInput(item.job or {}, base, context, findings, zone)
        job = from_schema_org.read(item, job_input, published, elsewhere=bool(external_url))
        job = replace(job, title=visible(job.title) or title, pointer=_is_pointer(body.html, external_url))
        published = published or job.date_posted
    updated = _moment(item.updated, zone, context, findings, "updated")
    published = published or _dated_by(updated, findings)
    post = Post(
        *(source, locator, kind, title, body.html, context.language),
        summary=summary,
        authors=_authors(item, job),
        tags=_tags(item, job),
        external_url=external_url,
        image=links.web_page(item.image, base) if item.image else "",
        attachments=_attachments(item, base) if item.attachments else (),
        episode=item.episode,
        published=published,
        updated=updated,
        stated=_stated(item, context, job, published, findings),
        job=job,
        claimed_id=identity.globally_unique_id(item.id),
        origins=tuple(findings.origins),
    )
    return post, tuple(dict.fromkeys(findings.problems))


def _page(item: Item, base: str, kind: Kind) -> str:
    """Return the page of an entry: its own, but of an offer the employer's (JSON Feed's `external_url`) first."""
    own, elsewhere = links.web_page(item.url, base), links.web_page(item.external_url, base)
    found = (elsewhere or own) if kind == "job" else (own or elsewhere)
    return found or links.web_page(item.related, base)


def _without_content(file: str) -> Problem:
    return Problem(
        file, Message("a title or a text"), Message("neither"), Message("it was left out"), "title", severity="error"
    )


def plain_name(written: str) -> str:
    """Return a name on one line, without HTML tags."""
    return one_line(strip_tags(written))


def _without_markup(item: Item) -> Item:
    """Return an item without HTML tags in titles, names, tags and JobPosting values but the description."""
    job = item.job
    if job is not None:
        job = {key: value if key == "description" else strip_tags_in_json(value) for key, value in job.items()}
    authors = tuple(Author(strip_tags(one.name), one.url) for one in item.authors)
    files = tuple(replace(one, title=strip_tags(one.title)) for one in item.attachments)
    title, tags = _title_without_markup(item.title), tuple(map(strip_tags, item.tags))
    if (title, authors, tags, files, job) == (item.title, item.authors, item.tags, item.attachments, item.job):
        return item
    return replace(item, title=title, authors=authors, tags=tags, attachments=files, job=job)


def _title_without_markup(written: str) -> str:
    """Return a title without tags; one that had any was HTML, so that its character references are decoded."""
    plain = strip_tags(written)
    return plain if plain == written else strip_tags(excerpts.from_html(plain))


def _texts(item: Item, base: str, title: str | None) -> tuple[html.Rendered, str]:
    """Return the body and the summary: the item's own, or else the excerpt of the body."""
    source = item.content_html
    if not source.strip() and item.job is not None:
        source = coerce.markup(item.job.get("description"))
    if not source.strip():
        body = html.render_html(item.summary_html, base, title)
        return body, body.excerpt
    summary = html.plain_text(item.summary_html) if item.summary_html else ""
    body = html.render_html(source, base, title, excerpt=not summary)
    if item.extension is None and len(summary) > MAX_MARKED_EXCERPT:
        summary = shorten(summary, MAX_MARKED_EXCERPT)  # many feeds repeat the whole text there
    return body, summary or body.excerpt


def _title(name: str, body: html.Rendered, summary: str, findings: Findings) -> str:
    if name:
        findings.origin("title", "key", "title")
        return name
    title = visible(body.heading) or visible(shorten(summary, _MAX_TITLE))
    if title:
        findings.origin("title", "body", "its first words")
    return title


def _moment(written: str, zone: ZoneInfo, context: Context, findings: Findings, field: str) -> Moment | None:
    if not written:
        return None
    found = feed_dates.parse(context.dated(written), zone)
    if found and not feed_dates.is_unset(found):
        findings.origin(field, "key", field)
        return found
    if not context.is_unclear(written):
        remedy = Message("write it as %(day_ahead)sT09:00:00Z", day_ahead=EXAMPLE)
        findings.warn(field, Message("a date"), quoted(written), remedy)
    return None


def _dated_by(updated: Moment | None, findings: Findings) -> Moment | None:
    """Return the date of the last change, by which an entry without another one is dated."""
    if updated:
        findings.origin("published", "key", "updated")
    return updated


@lru_cache(maxsize=256)
def parse_language(written: str) -> str:
    """Return a BCP 47 language tag, or "" if it is invalid or names no language (`und`, `mul`, `zxx`)."""
    tag = post_fields.language_tag(written.strip()) if written else ""
    return "" if tag in _NO_LANGUAGES else tag


def _authors(item: Item, job: Job | None) -> tuple[Author, ...]:
    """Return the authors without mail addresses, or else the hiring organisation."""
    found = dict.fromkeys(
        Author(name, links.web_page(author.url, "") if author.url else "")
        for author in item.authors
        if (name := visible(one_line(links.without_mailbox(author.name))))
    )
    if not found and job and job.hiring_organization.name:
        return (Author(job.hiring_organization.name, job.hiring_organization.url),)
    return tuple(found)


def _tags(item: Item, job: Job | None) -> tuple[str, ...]:
    more = (*job.skills, *job.occupational_category) if job else ()
    return skills.unique((*filter(visible, map(one_line, item.tags)), *more)) if item.tags or more else ()


def _attachments(item: Item, base: str) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for one in item.attachments:
        if url := links.web_page(one.url, base):
            size = one.size if one.size is not None and one.size >= 0 else None
            media_type = one.media_type.strip() if _MEDIA_TYPE.fullmatch(one.media_type.strip()) else ""
            found.setdefault(url, Attachment(url, media_type, size, one_line(one.title), one.duration))
    return tuple(found.values())


def _is_pointer(content: str, external_url: str) -> bool:
    return bool(external_url) and len(without_tags(content, " ").split()) < _MIN_WORDS


def _stated(item: Item, context: Context, job: Job | None, published: Moment | None, findings: Findings) -> Stated:
    """Return dates and state as the partner states them; "open" never overrides a date, "closed" does."""
    posted = job.date_posted if job else None
    words = [moment for moment in (published, posted) if moment]
    # The later of the two, so that no entry opens before its publication date.
    opens = max(words, key=lambda moment: moment.at) if words else None
    closes = job.valid_through if job else None
    state = _state(item.state, context, findings) if item.state else ""
    return Stated(
        draft=state in ("draft", "unlisted"),  # a copy would list it
        open=False if state in ("closed", "withdrawn") else None,
        filled=True if state == "filled" else None,
        status="open" if state == "open" else "withdrawn" if state == "withdrawn" else None,
        opens=opens,
        closes=closes,
    )


def _state(written: str, context: Context, findings: Findings) -> str:
    word = fold(languages.with_known_words(written, "state", context.vocabulary)).replace("_", " ").replace("-", " ")
    found = next((name for name, words in languages.STATES.items() if word in words), "")
    if found:
        findings.origin("stated.status", "key", "state")
    elif word:
        findings.warn(
            "state", Message("a word for open or closed"), quoted(written), Message("add it to `vocabulary`"), "note"
        )
    return found
