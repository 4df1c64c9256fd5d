"""Markdown with front matter: job offers in the vocabulary of the field, and plain articles."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.model.entry import Kind
from feeds.model.errors import PostError
from feeds.model.job import Job
from feeds.model.post import Author, Document, Post
from feeds.model.problem import Problem
from feeds.model.safe_text import without_tags
from feeds.normalise import html, identity
from feeds.normalise.context import Context
from feeds.normalise.dialects import front_matter
from feeds.normalise.dialects.job_markdown import (
    dates_and_state,
    employers,
    job_fields,
    key_names,
    post_fields,
)
from feeds.normalise.dialects.job_markdown.employers import Employer
from feeds.normalise.dialects.job_markdown.fields import Found, Reader
from feeds.normalise.html import plain_title
from feeds.normalise.job import titles
from feeds.normalise.values import privacy, text
from feeds.normalise.values.text import quoted, to_text

_FEW_WORDS = 120  # an offer below this rarely says what the work is
_POINTER_WORDS = 60  # below this it only points to the employer's page
_JOB_TYPES = frozenset({"friend", "job", "offre", "emploi", "recrutement"})
_ARTICLE_TYPES = frozenset({"article", "news", "actualite", "billet", "post"})


class _Body(NamedTuple):
    rendered: html.Rendered
    words: int


def normalise(document: Document, context: Context) -> tuple[Post | None, tuple[Problem, ...]]:
    """Read a document: the post, or None when it is none, and everything wrong with it. Never raises."""
    try:
        matter = front_matter.read(document)
    except PostError as error:
        return None, (error.problem,)
    zone = ZoneInfo(context.site.timezone)
    reader = Reader(document.locator, matter.data, matter.lines, zone, context.vocabulary)
    try:
        post = _post(reader, document, context, matter)
    except PostError as error:
        return None, (*matter.problems, *_ordered(reader.problems), error.problem)
    return post, (*matter.problems, *_ordered(reader.problems))


def _ordered(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line or 0)


def _post(reader: Reader, document: Document, context: Context, matter: front_matter.FrontMatter) -> Post:
    kind = _kind(reader)
    employer = employers.read(reader, context) if kind == "job" else None
    role, title = _titles(reader, employer)
    body = _body(reader, context, matter, title or None)
    title = title or _other_title(reader, body, document)
    dates = dates_and_state.read(reader, document.locator, of_job=employer is not None)
    external_url = post_fields.address(reader, "external_url")
    job = None
    if employer:
        role = role if role.title else _role_of(reader, title, employer)
        job = _finished(reader, job_fields.read(reader, context, employer, role, dates), external_url, body)
    post = Post(
        source=document.source,
        locator=document.locator,
        kind=kind,
        title=title,
        content_html=body.rendered.html,
        language=post_fields.language(reader, context),
        summary=post_fields.summary(reader, body.rendered.excerpt),
        authors=_authors(reader, job),
        tags=post_fields.tags(reader, _categories(reader, job)),
        external_url=external_url,
        image=post_fields.address(reader, "image", context.base_url),
        published=dates.published,
        stated=dates.stated,
        job=job,
        claimed_id=post_fields.claimed_id(reader),
        slug=reader.text("slug", "slug"),
        aliases=reader.texts("aliases", "aliases"),
    )
    _lint(reader, post, body)
    return replace(post, origins=tuple(reader.origins))


def _titles(reader: Reader, employer: Employer | None) -> tuple[titles.Role, str]:
    """Give the job's name and the headline as far as the front matter states them; empty if it does not."""
    title = plain_title.from_markdown(reader.text("title", "title"))
    if not employer:
        return titles.Role(""), title
    role = titles.parse(plain_title.from_markdown(reader.text("roles", "job.title")), employer.names)
    if role.title and not title:
        reader.origin("title", "inferred", "the role and the organisation")
        title = role.title if employer.default else f"{role.title} – {employer.organization.name}"
    return role, title


def _role_of(reader: Reader, title: str, employer: Employer) -> titles.Role:
    reader.origin("job.title", "inferred", "title")
    return titles.from_headline(title, employer.names)


def _kind(reader: Reader) -> Kind:
    stated = text.fold(reader.text("type"))
    if stated in _ARTICLE_TYPES:
        return "article"
    return "job" if stated in _JOB_TYPES or reader.has(key_names.OF_A_JOB) else "article"


def _body(reader: Reader, context: Context, matter: front_matter.FrontMatter, title: str | None) -> _Body:
    if bad := text.find_forbidden(matter.body):
        line = matter.body_line + bad[0] - 1
        found = f"the character {bad[1]}"
        reader.problems.append(
            Problem(reader.file, "text that XML can carry", found, "it was taken out", line=line)
        )
    try:
        rendered = html.render_markdown(matter.body, context.base_url, title)
    except ValueError as error:
        problem = Problem(
            reader.file, "a text that can be rendered", str(error), line=matter.body_line, severity="error"
        )
        raise PostError(problem) from error
    if not rendered.html:
        reader.warn(None, "a text below the front matter", "none", "write what the post is about")
    else:
        reader.origin("content_html", "body", line=matter.body_line)
    return _Body(rendered, len(without_tags(rendered.html, " ").split()))


def _other_title(reader: Reader, body: _Body, document: Document) -> str:
    if body.rendered.heading:
        reader.origin("title", "body", "first heading")
        return body.rendered.heading
    name = re.sub(r"^\d{4}-\d\d?-\d\d?(?!\d)", "", identity.file_stem(document.locator))
    title = text.one_line(re.sub(r"[-_]+", " ", name)) or identity.file_stem(document.locator)
    title = title[:1].upper() + title[1:]
    reader.warn(None, "a title", "none", f"{quoted(title)} was made of the file name; write title: …")
    reader.origin("title", "file name")
    return title


def _finished(reader: Reader, job: Job, external_url: str, body: _Body) -> Job:
    if not external_url:
        return job
    # Google: true only when one can apply from this very page.
    reader.origin("job.direct_apply", "inferred", "one applies at the partner's page")
    return replace(job, direct_apply=False, pointer=body.words < _POINTER_WORDS)


def _authors(reader: Reader, job: Job | None) -> tuple[Author, ...]:
    written = post_fields.authors(reader)
    if written or not job or not job.hiring_organization.name:
        return written
    reader.origin("authors", "inferred", "the organisation")
    return (Author(job.hiring_organization.name, job.hiring_organization.url),)


def _categories(reader: Reader, job: Job | None) -> tuple[str, ...]:
    if not job:
        return ()
    junior = ("junior",) if reader.flag("junior") else ()
    return (*job.skills, *job.occupational_category, *junior)


def _lint(reader: Reader, post: Post, body: _Body) -> None:
    """Report what is permitted but serves nobody."""
    longest = f"a title of at most {titles.MAX_LENGTH} characters"
    if (found := reader.find("title")) and len(post.title) > titles.MAX_LENGTH:
        reader.warn(found, longest, f"{len(post.title)}", "readers cut it: shorten it", "note")
    if post.published is None:
        reader.warn(None, "a date", "none", "write date: 2021-02-01, or begin the file name with it", "note")
    if post.job:
        if (found := reader.find("roles")) and len(post.job.title) > titles.MAX_LENGTH:
            reader.warn(found, longest, f"{len(post.job.title)}", "shorten it")
        for fault in titles.unwanted_parts(post.job.title):
            found = reader.find("roles") or reader.find("title")
            reader.warn(found, "the name of the job alone", fault, "say it in the text")
        if 0 < body.words < _FEW_WORDS:
            reader.warn(
                None,
                f"a text of at least {_FEW_WORDS} words",
                f"{body.words}",
                "say what the work is",
                "note",
            )
    friend = reader.find("type")
    if friend and text.fold(str(friend.value)) == "friend" and not reader.find("friend"):
        reader.warn(friend, "the partner's name under friend", "none", "add friend: …", "note")
    if reader.unknown:
        remedy = "kept as they are"
        if withheld := [one for one in reader.unknown if privacy.is_private(one.key, to_text(one.value))]:
            remedy += f", but for what may be private: {_names(withheld)}"
        reader.warn(reader.unknown[0], "known keys", _names(reader.unknown), remedy, "note")


def _names(unknown: list[Found]) -> str:
    return ", ".join(quoted(found.key) for found in unknown)
