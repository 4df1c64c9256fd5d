"""Markdown with front matter: job offers in the vocabulary of the field, and plain articles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from feeds.model.entry import Kind
from feeds.model.errors import PostError
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.post import Author, Document, Post
from feeds.model.problem import EXAMPLE, Message, Problem, either, listed, verbatim
from feeds.model.safe_text import without_tags
from feeds.normalise import html, identity
from feeds.normalise.context import Context
from feeds.normalise.dialects import front_matter
from feeds.normalise.dialects.job_markdown import (
    dates_and_state,
    employers,
    enclosures,
    job_fields,
    key_names,
    left_out,
    page_address,
    pictures,
    post_fields,
)
from feeds.normalise.dialects.job_markdown.employers import Employer
from feeds.normalise.dialects.job_markdown.facts import text_facts
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields, FrontMatterValue
from feeds.normalise.html import cut_marks, excerpts, strip_tags
from feeds.normalise.job import titles
from feeds.normalise.job.employer_in_title import names_employer
from feeds.normalise.organization_names import comparable
from feeds.normalise.values import dates as written_dates
from feeds.normalise.values import day_order, relative_links, shortcodes, text
from feeds.normalise.values.relative_links import RelativeLinks
from feeds.normalise.values.text import quoted

_MIN_WORDS = 120  # a shorter offer rarely describes the work
_POINTER_WORDS = 60  # a shorter one only refers to the employer's page
_MIN_WEAK_KEYS = 2
_JOB_TYPES = frozenset(
    {"friend", "job", "jobs", "job offer", "job posting", "jobposting", "vacancy", "offre", "offre d emploi", "emploi"}
    | {"offres", "emplois", "recrutement"}
)
_ARTICLE_TYPES = frozenset({"article", "news", "actualite", "billet", "post"})


class _Body(NamedTuple):
    """A text as published, and its number of words, counted up to _MIN_WORDS."""

    rendered: html.Rendered
    words: int


def normalise(document: Document, context: Context) -> tuple[Post | None, tuple[Problem, ...]]:
    """Return the post of a document, or None if it is invalid, and all problems. Never raises."""
    try:
        matter = front_matter.read(document, key_names.is_text)
    except PostError as error:
        return None, (error.problem,)
    zone = ZoneInfo(context.site.timezone)
    fields = FrontMatterFields(document.locator, matter.data, matter.lines, zone, context.vocabulary)
    fields.links = RelativeLinks(context.base_url)
    fields.replaced = [FrontMatterValue(key, value, matter.lines.get(key)) for key, value in matter.replaced]
    fields.dated = _dating(fields, context, matter.data.values()).dated
    try:
        post = _post(fields, document, context, matter)
    except PostError as error:
        return None, (*matter.problems, *_ordered(fields.problems), error.problem)
    return post, (*matter.problems, *_ordered(fields.problems))


def _dating(fields: FrontMatterFields, context: Context, values: Iterable[Any]) -> Context:
    """Return the context of the dates of a post: its own language, and the order that its other dates have."""
    language = post_fields.language_tag(fields.text("language")) or context.language
    order = day_order.of_dates(value for value in values if isinstance(value, str))
    return replace(context, language=language, seen_day_order=order)


def _ordered(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line or 0)


def _post(fields: FrontMatterFields, document: Document, context: Context, matter: front_matter.FrontMatter) -> Post:
    kind = _kind(fields)
    employer = employers.read(fields, context) if kind == "job" else None
    role, title = _titles(fields, employer)
    body = _body(fields, context, matter, title or None)
    title = title or _fallback_title(fields, body, document)
    dates = dates_and_state.read(fields, document.locator, context, title, of_job=employer is not None)
    external_url = post_fields.url(fields, "external_url")
    shown = pictures.read(fields, _base(context))
    job = None
    if employer:
        role = role if role.title else _role_of(fields, title, employer)
        text_of_job = text_facts.read(fields, context, body.rendered, matter, dates)
        dates = text_facts.with_last_day(fields, text_of_job, dates)
        job = job_fields.read(fields, context, job_fields.Inputs(employer, role, dates, text_of_job))
        job = _with_external_url(fields, job, external_url, body)
    post = Post(
        source=document.source,
        locator=document.locator,
        kind=kind,
        title=title,
        content_html=fields.links.in_html(body.rendered.html, matter.body, matter.body_line),
        language=post_fields.language(fields, context),
        summary=post_fields.summary(fields, body.rendered.excerpt),
        authors=_authors(fields, job),
        tags=post_fields.tags(fields, _categories(fields, job)),
        external_url=external_url,
        image=shown.url,
        image_alt=shown.alt,
        attachments=(*enclosures.read(fields, _base(context)), *shown.others),
        episode=enclosures.episode(fields),
        published=dates.published,
        updated=dates.updated,
        stated=dates.stated,
        job=job,
        claimed_id=post_fields.claimed_id(fields),
        slug=fields.text("slug", "slug"),
        permalink=page_address.permalink(fields, context, title, document.locator, dates.published),
        canonical_url=fields.url("canonical", context.site.url),
        confirmed=_confirmed(fields) if job else None,
        aliases=post_fields.aliases(fields, context.site.url),
    )
    _lint(fields, post, body)
    return replace(post, origins=tuple(fields.origins), links=tuple(fields.links.found.values()))


def _confirmed(fields: FrontMatterFields) -> Moment | None:
    """Return when the author last confirmed a job."""
    moment = fields.moment("confirmed")
    if moment:
        fields.from_key("confirmed", "confirmed")
    return moment


def _base(context: Context) -> str:
    """Return what relative links are resolved against: the files beside a post are known later."""
    return relative_links.BASE if context.folder else context.base_url


def _titles(fields: FrontMatterFields, employer: Employer | None) -> tuple[titles.Role, str]:
    """Return the job's title and the headline as the front matter states them; empty if it does not."""
    title = _visible_title(fields, "title", "title")
    if not employer:
        return titles.Role(""), title
    written = _visible_title(fields, "roles", "")
    role = titles.parse(written, employer.names)
    is_sentence = _names_no_job(role, employer)
    if is_sentence:
        _note_sentence(fields, "roles", written)
    elif role.title:
        fields.from_key("job.title", "roles")
    if role.title and not title:
        fields.origin("title", "inferred", "the role and the organisation")
        own = employer.default or not employer.organization.name or is_sentence
        is_named = own or names_employer(role.title, employer.names)
        title = role.title if is_named else f"{role.title} – {employer.organization.name}"
    return titles.Role("", role.openings) if is_sentence else role, title


def _visible_title(fields: FrontMatterFields, field: str, target: str) -> str:
    written = excerpts.from_markdown(fields.text(field))
    title = strip_tags.visible(written)
    if title and target:
        fields.from_key(target, field)
    elif not title and (found := fields.find(field)):
        fields.warn(found, Message("a text with letters"), quoted(found.value), Message("it was left out"))
    return title


def _names_no_job(role: titles.Role, employer: Employer) -> bool:
    """Return whether a title is a sentence, or only the name of the employer."""
    return titles.is_sentence(role.title) or comparable(role.title) in map(comparable, filter(None, employer.names))


def _note_sentence(fields: FrontMatterFields, field: str, written: str) -> None:
    remedy = Message("write roles: with its name alone, such as Web developer; until then it has no JobPosting")
    fields.warn(fields.find(field), Message("the name of the job"), quoted(written), remedy)


def _role_of(fields: FrontMatterFields, title: str, employer: Employer) -> titles.Role:
    """Return the job that the headline names, without a title if that is a sentence, which is reported."""
    role = titles.from_headline(title, employer.names)
    if not strip_tags.visible(role.title):
        role = titles.parse(title)
    if _names_no_job(role, employer):
        if fields.find("title") or not fields.find("roles"):
            _note_sentence(fields, "title", title)
        return titles.Role("")
    if role.title:
        fields.origin("job.title", "inferred", "title")
    return role


def _kind(fields: FrontMatterFields) -> Kind:
    """Return the kind that a post states, or that its keys imply: those of an offer, or two that offers share."""
    stated = re.sub(r"[\W_]+", " ", text.fold(fields.text("type")))
    if stated in _ARTICLE_TYPES | _JOB_TYPES:
        fields.from_key("kind", "type")
        return "article" if stated in _ARTICLE_TYPES else "job"
    found = [one for field in sorted(key_names.JOB_FIELDS) for one in fields.every(field)[:1]]
    found.sort(key=lambda one: one.line or 0)
    if strong := next((one for one in found if key_names.is_strong(one.key)), None):
        fields.origin("kind", "key", strong.key, strong.line)
        return "job"
    if len(found) < _MIN_WEAK_KEYS:
        return "article"
    keys = Message("%(first)s and %(second)s", first=quoted(found[0].key), second=quoted(found[1].key))
    fields.origin("kind", "key", f"{found[0].key} and {found[1].key}", found[0].line)
    remedy = Message("it was read as a job offer; write type: job, or type: article")
    fields.warn(found[0], Message("the type of the post"), keys, remedy, "note")
    return "job"


def _body(fields: FrontMatterFields, context: Context, matter: front_matter.FrontMatter, title: str | None) -> _Body:
    if forbidden := text.find_forbidden(matter.body):
        line = matter.body_line + forbidden[0] - 1
        found = Message("the character %(name)s", name=forbidden[1])
        fields.problems.append(
            Problem(fields.file, Message("characters that XML allows"), found, Message("it was removed"), line=line)
        )
    try:
        rendered = _rendered(_marked(matter), context, title)
    except ValueError as error:
        problem = Problem(
            fields.file,
            Message("a text that can be rendered"),
            verbatim(error),
            line=matter.body_line,
            severity="error",
        )
        raise PostError(problem) from error
    if rendered.hidden_from:
        line = matter.body_line + rendered.hidden_from - 1
        remedy = Message("end it: the text from this line on is not published")
        fields.problems.append(
            Problem(fields.file, Message("an end of the comment"), Message("none"), remedy, line=line)
        )
    fields.problems += (left_out.problem(fields.file, matter.body_line, part) for part in rendered.left_out)
    fields.problems += left_out.wiki_links(fields.file, matter, rendered.html)
    if not rendered.html:
        fields.warn(None, Message("a text below the front matter"), Message("none"), Message("add a text"))
    else:
        fields.origin("content_html", "body", line=matter.body_line)
    return _Body(rendered, len(without_tags(rendered.html, " ").split(None, _MIN_WORDS)))


def _marked(matter: front_matter.FrontMatter) -> str:
    """Return the text with the mark that ends the summary in place of the `excerpt_separator` of the post."""
    stated = (value for key, value in matter.data.items() if key_names.field_of(key) == ("separator", ""))
    separator = next(stated, "")  # as written: it is often a comment
    return cut_marks.with_separator(matter.body, separator) if isinstance(separator, str) else matter.body


def _rendered(body: str, context: Context, title: str | None) -> html.Rendered:
    if not context.folder:
        return html.render_markdown(body, context.base_url, title, context.markdown)
    codes = shortcodes.replace(body)
    rendered = html.render_markdown(codes.text, relative_links.BASE, title, context.markdown)
    return rendered._replace(
        html=codes.in_html(rendered.html),
        excerpt=codes.in_text(rendered.excerpt),
        heading=codes.in_text(rendered.heading),
    )


def _fallback_title(fields: FrontMatterFields, body: _Body, document: Document) -> str:
    if heading := strip_tags.visible(body.rendered.heading):
        fields.origin("title", "body", "first heading")
        return heading
    name = written_dates.without_date(identity.file_stem(document.locator))
    title = strip_tags.visible(text.one_line(re.sub(r"[-_]+", " ", name)))
    title = title or strip_tags.visible(identity.file_stem(document.locator)) or identity.nameless(document.locator)
    title = title[:1].upper() + title[1:]
    remedy = Message("%(title)s was made from the file name; write title: …", title=quoted(title))
    fields.warn(None, Message("a title"), Message("none"), remedy)
    fields.origin("title", "file name")
    return title


def _with_external_url(fields: FrontMatterFields, job: Job, external_url: str, body: _Body) -> Job:
    if not external_url:
        return job
    # Google: true only when a candidate can apply on this very page.
    fields.origin("job.direct_apply", "inferred", "applications go to the partner's page")
    return replace(job, direct_apply=False, pointer=body.words < _POINTER_WORDS)


def _authors(fields: FrontMatterFields, job: Job | None) -> tuple[Author, ...]:
    written = post_fields.authors(fields)
    if written or not job or not job.hiring_organization.name:
        return written
    fields.origin("authors", "inferred", "the organisation")
    return (Author(job.hiring_organization.name, job.hiring_organization.url),)


def _categories(fields: FrontMatterFields, job: Job | None) -> tuple[str, ...]:
    if not job:
        return ()
    junior = ("junior",) if fields.flag("junior") else ()
    return (*job.skills, *job.occupational_category, *junior)


def _lint(fields: FrontMatterFields, post: Post, body: _Body) -> None:
    """Report what is valid but of poor quality."""
    longest = Message("a title of at most %(count)s characters", count=titles.MAX_LENGTH)
    if (found := fields.find("title")) and len(post.title) > titles.MAX_LENGTH:
        fields.warn(
            found,
            longest,
            Message("%(title)s", title=len(post.title)),
            Message("shorten it: feed readers cut it"),
            "note",
        )
    if post.published is None:
        fields.warn(
            None,
            Message("a date"),
            Message("none"),
            Message("write date: %(today)s, or begin the file name with it", today=EXAMPLE),
            "note",
        )
    if post.job:
        if (found := fields.find("roles")) and len(post.job.title) > titles.MAX_LENGTH:
            fields.warn(found, longest, Message("%(title)s", title=len(post.job.title)), Message("shorten it"))
        found = fields.find("roles") or fields.find("title")
        for fault in titles.unwanted_parts(post.job.title):
            fields.warn(found, Message("the name of the job alone"), fault, Message("move it to the text"))
        if titles.is_in_capitals(post.job.title):
            written = quoted(post.job.title)
            fields.warn(
                found, Message("a title in small letters"), written, Message("it was published as written"), "note"
            )
        if 0 < body.words < _MIN_WORDS:
            expected = Message("a text of at least %(count)s words", count=_MIN_WORDS)
            fields.warn(None, expected, Message("%(words)s", words=body.words), Message("describe the work"), "note")
    friend = fields.find("type")
    if friend and text.fold(str(friend.value)) == "friend" and not fields.find("friend"):
        fields.warn(
            friend, Message("the partner's name under friend"), Message("none"), Message("add friend: …"), "note"
        )
    _lint_keys(fields, post)


def _lint_keys(fields: FrontMatterFields, post: Post) -> None:
    """Report the keys that are not known, and those that they may be meant as."""
    published = dict(post.job.extra) if post.job else {}
    unknown = [found for found in fields.unknown if found.key not in published]
    for found in unknown:
        if meant := key_names.similar(found.key):
            names = either([Message("'%(value)s'", value=one) for one in meant])
            remedy = Message("did you mean %(names)s?", names=names)
            fields.warn(found, Message("a known key"), quoted(found.key), remedy, "note")
    if unknown := [found for found in unknown if not key_names.similar(found.key)]:
        remedy = Message("they are not published")
        if post.job:
            remedy = Message("they are not published; `jobs.extra` lists those to publish, without personal data")
        fields.warn(unknown[0], Message("known keys"), _names(unknown), remedy, "note")


def _names(unknown: list[FrontMatterValue]) -> Message:
    return listed(quoted(found.key) for found in unknown)
