"""Parse the extension `_feeds` of JSON Feed, which completes the posts of another `feeds`.

It is untrusted, as any document: values of a wrong type or form are ignored, texts are cleaned and limited in
length, URLs are of http or https, and no HTML is taken from it at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from feeds.model import federation
from feeds.model.entry import Kind
from feeds.model.instant import Moment
from feeds.model.job import Job
from feeds.model.post import Origin, Post, Stated, Via
from feeds.model.urls import is_web_url
from feeds.normalise import html
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.html.strip_tags import visible
from feeds.normalise.job import from_schema_org
from feeds.normalise.values import dates, feed_dates, privacy, text

_MAX_TEXT = 10_000  # characters of a text
_MAX_LIST = 200  # values in a list
_MAX_DEPTH = 12  # values inside each other
_MAX_NUMBER = 10**15
_INVALID: Final = object()  # no value: None is one

# The line with which a feed states what changed (`emit`), which is no part of the post.
_UPDATE_NOTE = re.compile(r"<p><em>[^<]*</em></p>\n?")
# Of a post, empty where not stated.
_PARTS = ("summary", "authors", "tags", "image", "image_alt", "attachments")
_ADDRESSES = frozenset({"url", "logo", "image", "external_url", "apply_url", "same_as", "feed"})
# Keys of a job with a known meaning, whose values are kept as text.
_KNOWN = (
    *from_schema_org.DESCRIPTIONS,
    *(key for field in ("pay", "day_rate", "skills", "type") for key in key_names.FIELDS[field]),
)
_FORMS = {
    "application_contact": re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+|https?://\S+"),
    "apply": re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+|https?://\S+"),
    "contract_kinds": re.compile(
        "permanent|civil_servant|temporary|contractual|contractor|intern|apprentice|volunteer|per_diem|other"
    ),
    "currency": re.compile("[A-Z]{3}"),
    "duration": re.compile(r"P\d{1,3}[YMWD](?:/P\d{1,3}[YMWD])?|P(?=.)(?:\d{1,5}[YMWD]){1,4}"),
    "employment_type": re.compile("FULL_TIME|PART_TIME|CONTRACTOR|TEMPORARY|INTERN|VOLUNTEER|PER_DIEM|OTHER"),
    "job_duration": re.compile(r"P(?=.)(?:\d{1,5}[YMWD]){0,4}(?:T(?:\d{1,5}[HMS]){1,3})?"),
    "job_location_type": re.compile("TELECOMMUTE"),
    "language": re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,8}"),
    "media_type": re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}"),
    "reference_number": re.compile(".{1,60}"),
    "remote": re.compile("full|hybrid|occasional|none|unknown"),
    "start": re.compile(r"now|\d{4}-\d\d(?:-\d\d)?"),
    "unit": re.compile("HOUR|DAY|WEEK|MONTH|YEAR"),
}


def is_own(item: Item, site_url: str) -> bool:
    """Return whether an item was published by this site before: sites that copy each other form a loop."""
    return site_url.rstrip("/") in (one.url.rstrip("/") for one in _chain(item.extension or {}))


def overlay(post: Post, item: Item, publisher: Via | None = None, extra: Collection[str] = ()) -> Post:
    """Return the post completed by the extension of its item; one without the extension is unchanged.

    `publisher` is the site that the item was read from; `extra` are the unknown keys that this site publishes
    (`jobs.extra`). The locator, the slug and the aliases of `post` stay: each site has its own. The page of the
    item becomes the external URL, if there is no other, so applications no longer go to the page itself.
    """
    extension = item.extension
    if extension is None:
        return post
    whole = federation.patched(_item_as_post(item, extension), extension)
    moments = _moments(item, extension)
    job = _job(whole.get("job"), moments, extra)
    title = visible(_value(str, whole.get("title"), "title")) or post.title
    if job:
        job = replace(job, title=visible(job.title) or title)
    chain = _chain(extension)
    if publisher and (not chain or chain[-1].url != publisher.url):
        chain = (*chain, publisher)
    return replace(
        post,
        kind=_value(Kind, whole.get("kind"), "kind", "job" if job else "article"),
        title=title,
        content_html=_text(post.content_html, extension),
        language=_value(str, whole.get("language"), "language") or ("" if "language" in extension else post.language),
        **{name: _value(_hints(Post)[name], whole.get(name), name) for name in _PARTS},
        external_url=_value(str, whole.get("external_url"), "external_url") or _page(item),
        episode=_value(int, whole.get("episode"), "episode", None),
        published=moments["published"],
        updated=moments["updated"],
        stated=_stated(whole.get("stated"), moments),
        job=job,
        via=chain,
        origins=(*post.origins, *_origins(post, job)),
    )


def _origins(post: Post, job: Job | None) -> Iterator[Origin]:
    """Yield where those values of a job come from that its item states in the extension only."""
    known = {origin.field for origin in post.origins}
    for one in fields(Job) if job else ():
        name = f"job.{one.name}"
        if name not in known and getattr(job, one.name) != federation.default(one):
            yield Origin(name, "key", federation.KEY)


def _item_as_post(item: Item, extension: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an item states without the extension, under the names of the model."""
    found = {
        "title": item.title,
        "language": item.language,
        "summary": "" if extension.get("empty") is True else html.plain_text(item.summary_html),
        "authors": federation.to_json(item.authors),
        "tags": list(item.tags),
        "external_url": item.external_url,
        "image": item.image,
        "attachments": federation.to_json(item.attachments),
        "job": federation.job_of(item.job) if item.job else {},
    }
    return {name: value for name, value in found.items() if value}


def _chain(extension: Mapping[str, Any]) -> tuple[Via, ...]:
    chain: tuple[Via, ...] = _value(_hints(Post)["via"], extension.get("via"), "via")
    return chain[: federation.MAX_VIA]


def _page(item: Item) -> str:
    return item.url if is_web_url(item.url) else ""


def _text(content_html: str, extension: Mapping[str, Any]) -> str:
    if extension.get("empty") is True:
        return ""
    has_note = extension.get(federation.UPDATE_NOTE) is True
    return _UPDATE_NOTE.sub("", content_html, count=1) if has_note else content_html


def _moments(item: Item, extension: Mapping[str, Any]) -> dict[str, Moment | None]:
    """Return the dates, each of which is stated as far as it differs from the one that it follows from."""

    def follow(name: str, expected: Moment | None) -> Moment | None:
        moment = federation.parse_date(extension.get(name), expected)
        is_date = moment is not None and dates.is_plausible(moment) and not feed_dates.is_unset(moment)
        return moment if is_date else None

    through = federation.parse_date((item.job or {}).get("validThrough"), None)
    published = follow("published", federation.parse_date(item.published, None))
    updated = follow("updated", federation.parse_date(item.updated, None))
    posted = follow("posted", published)
    ends = follow("through", through)
    return {
        "published": published,
        "updated": updated,
        "posted": posted,
        "opens": follow("opens", federation.later(published, posted)),
        "through": ends,
        "closes": follow("closes", ends),
    }


def _stated(raw: Any, moments: Mapping[str, Moment | None]) -> Stated:
    stated: Stated = _value(Stated, raw, "stated", Stated())
    return replace(stated, draft=False, unlisted=False, unclear="", opens=moments["opens"], closes=moments["closes"])


def _job(raw: Any, moments: Mapping[str, Moment | None], extra: Collection[str]) -> Job | None:
    job: Job | None = _value(Job, raw, "job", None)
    if job is None:
        return None
    return replace(
        job,
        date_posted=moments["posted"],
        valid_through=moments["through"],
        direct_apply=False if job.direct_apply else job.direct_apply,
        extra=privacy.public_extra(job.extra, (*extra, *_KNOWN)),
    )


@cache
def _hints(model: type) -> dict[str, Any]:
    return get_type_hints(model)


def _value(hint: Any, raw: Any, name: str, otherwise: Any = _INVALID) -> Any:
    """Return a value of a type; `otherwise`, or else what is empty, for what is not of it."""
    value = _read(hint, raw, name)
    if value is not _INVALID:
        return value
    return otherwise if otherwise is not _INVALID else () if get_origin(hint) is tuple else ""


def _read(hint: Any, raw: Any, name: str, depth: int = 0) -> Any:
    """Return a value that `federation.to_json` wrote; _WRONG for what is something else."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    if get_origin(hint) is Literal:
        return raw if isinstance(raw, str) and raw in get_args(hint) else _INVALID
    if get_origin(hint) is tuple:
        return _read_list(get_args(hint), raw, name, depth)
    if is_dataclass(hint) and isinstance(hint, type):
        return _read_model(hint, raw, depth)
    if hint is str:
        return _read_text(raw, name)
    if hint is bool or isinstance(raw, bool):
        return raw if hint is bool and isinstance(raw, bool) else _INVALID
    fit = isinstance(raw, int if hint is int else int | float) and 0 <= raw < _MAX_NUMBER
    return hint(raw) if fit else _INVALID


def _read_text(raw: Any, name: str) -> Any:
    if not isinstance(raw, str) or len(raw) > _MAX_TEXT:
        return _INVALID
    value = text.one_line(raw)
    if name in _ADDRESSES:
        return value if is_web_url(value) else _INVALID
    return _INVALID if name in _FORMS and not _FORMS[name].fullmatch(value) else value


def _read_list(parts: tuple[Any, ...], raw: Any, name: str, depth: int) -> Any:
    if not isinstance(raw, list):
        return _INVALID
    if parts[-1] is not Ellipsis:
        values = [_read(part, one, name, depth) for part, one in zip(parts, raw, strict=False)]
        return _INVALID if len(raw) != len(parts) or _INVALID in values else tuple(values)
    values = [_read(parts[0], one, name, depth) for one in raw[:_MAX_LIST]]
    return tuple(value for value in values if value is not _INVALID and value != "")


def _read_model(model: type, raw: Any, depth: int) -> Any:
    if not isinstance(raw, Mapping) or depth > _MAX_DEPTH:
        return _INVALID
    values = {}
    for one in fields(model):
        if one.name not in raw or Moment in get_args(_hints(model)[one.name]):
            continue
        value = _read(_hints(model)[one.name], raw[one.name], one.name, depth + 1)
        if value is not _INVALID:
            values[one.name] = value
    needed = {one.name for one in fields(model) if federation.default(one) is MISSING}
    return model(**values) if needed <= values.keys() else _INVALID
