"""Every key of a configuration: its words, its own check, what an editor should know of it.

The JSON Schema takes its texts from here; `docs/reference/config.md` is held against this table by a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from feeds.config import value_checks as checks
from feeds.config.positions import Fault
from feeds.config.value_checks import Check, shown
from feeds.model.problem import Path

__all__ = ["KEYS", "RENAMED", "RENAMED_VALUES", "SCALAR_OR_LIST", "Key", "faults", "pattern", "shown"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it is for, examples of its value, the check of each single value.

    `schema` is what JSON Schema says beyond the type.
    """

    words: str
    examples: tuple[Any, ...] = ()
    check: Check | None = None
    schema: dict[str, Any] = field(default_factory=dict)


URI = {"format": "uri", "pattern": "^https?://"}
COUNTRY = {"pattern": "^[A-Z]{2}$"}
SOURCE = {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
FEED = {"pattern": "^[a-z0-9_/{}-]+$"}
FULL = {"minLength": 1}
DAYS = {"minimum": 0, "maximum": checks.LONGEST}
EVERY = {"type": ["string", "integer"]}

ADDRESS = {
    "street": Key("Street and number.", ("20 rue des Lilas",)),
    "postal_code": Key("Postal code.", ("35000",), None, {"type": ["string", "integer"]}),
    "locality": Key("Town or city.", ("Rennes",)),
    "region": Key("Region, county or department.", ("Bretagne",)),
    "country": Key("Two-letter country code (ISO 3166-1).", ("FR",), checks.country, COUNTRY),
}

KEYS: dict[str, Key] = {
    "site": Key("Who publishes, and where."),
    "site.title": Key(
        "Name of the site, as feeds and pages show it.", ("Example Jobs",), checks.filled, FULL
    ),
    "site.url": Key(
        "Where `output` is published; a slash is added at the end.",
        ("https://jobs.example.org/",),
        checks.base,
        URI,
    ),
    "site.description": Key("One sentence on what is published here."),
    "site.language": Key(
        "Language of the site and of posts that state none (BCP 47).", ("en", "fr"), checks.language
    ),
    "site.timezone": Key("Time zone of dates without one (IANA name).", ("Europe/Paris",), checks.timezone),
    "site.publisher": Key("The organisation behind the site; employer of jobs that name none."),
    "site.publisher.name": Key(
        "Its name; the site's title if absent.", ("Example Agency",), checks.filled, FULL
    ),
    "site.publisher.url": Key(
        "Its own site; this one if absent.", ("https://example.org/",), checks.web, URI
    ),
    "site.publisher.logo": Key("Address of its logo, at least 112 pixels wide.", (), checks.web, URI),
    "site.publisher.address": Key("Its postal address."),
    **{f"site.publisher.address.{name}": key for name, key in ADDRESS.items()},
    "permalink": Key(
        "Address of a post's page below the site: {slug}, and if wanted {year}, {month}, {day}, {source}.",
        ("posts/{slug}/", "{year}/{month}/{slug}.html"),
        checks.permalink,
        {"pattern": r"\{slug\}"},
    ),
    "jobs": Key("What holds for all job offers that do not say it themselves."),
    "jobs.country": Key("The country all jobs are in (ISO 3166-1).", ("FR",), checks.country, COUNTRY),
    "jobs.place": Key("Where a job is when nothing else tells."),
    **{f"jobs.place.{name}": key for name, key in ADDRESS.items()},
    "jobs.assume_full_time": Key("Whether an indefinite contract is full time unless it says otherwise."),
    "jobs.contacts": Key(
        "Mailboxes that may be shown; any other address stays private.", ("jobs@example.org",), checks.mailbox
    ),
    "references": Key("Front matter keys that name an organisation, each with the folders that describe it."),
    "references.*": Key(
        "Folder or folders of Markdown or YAML files, one organisation each.",
        ("references/teams",),
        checks.path,
    ),
    "sources": Key("Where posts come from.", (), None, {"minItems": 1}),
    "sources[].path": Key("Folder of posts, relative to this file.", ("sources",), checks.path, FULL),
    "sources[].name": Key(
        "Name of the source; the last part of `path` if absent.", ("team",), checks.source_name, SOURCE
    ),
    "sources[].kind": Key("Kind of the source."),
    "sources[].dialect": Key("What its posts are written in."),
    "sources[].include": Key(
        "Files to read, as in a .gitignore; all Markdown files if absent.", ("*.md",), checks.filled
    ),
    "sources[].exclude": Key("Files to pass over, as in a .gitignore.", ("README.md",), checks.filled),
    "sources[].language": Key(
        "Language of its posts; the site's if absent (BCP 47).", ("en",), checks.language
    ),
    "sources[].base_url": Key(
        "What relative links are relative to; the site's address if absent.", (), checks.base, URI
    ),
    "sources[].max_bytes": Key(
        "Size above which a file or answer is refused.",
        (),
        checks.size,
        {"minimum": 1, "maximum": checks.LARGEST},
    ),
    "sources[].url": Key(
        "What a partner publishes: a feed, a page, a sitemap, or the address of an API.",
        ("https://partner.example.org/jobs.rss",),
        checks.source_url,
        {"pattern": "^https?://", "minLength": 1},
    ),
    "sources[].preset": Key(
        "The recruiting system that answers; found out if absent.", ("greenhouse",), checks.filled, FULL
    ),
    "sources[].mapping": Key("Where the fields of a record are, for a partner that no preset knows."),
    "sources[].completeness": Key(
        "What its list means: all that is open (`snapshot`), some of it (`partial`), or news (`events`)."
    ),
    "sources[].every": Key(
        "How long to wait before asking again, at least, or when to ask, as a cron line.",
        ("15m", "1h", "0 7 * * 1-5"),
        checks.duration,
        EVERY,
    ),
    "sources[].organization": Key(
        "Who hires, where an offer does not say it.", ("Example Agency",), checks.filled
    ),
    "sources[].posts": Key("What all its entries are, if they are of one kind."),
    "sources[].headers": Key("Headers to send, such as a key; `${NAME}` stands for an environment variable."),
    "sources[].headers.*": Key("The value of a header.", ("Bearer ${PARTNER_TOKEN}",), checks.header),
    "sources[].follow": Key(
        "How many further pages one run asks for.",
        (100,),
        checks.pages,
        {"minimum": 0, "maximum": checks.MOST},
    ),
    "sources[].max_age_days": Key(
        "Days for which posts stay as they are while their partner gives no good answer.",
        (14,),
        checks.days,
        DAYS,
    ),
    "network": Key("How partners are asked."),
    "network.contact": Key(
        "Address or mailbox for a partner's operator to turn to; the site's address if absent.",
        ("https://jobs.example.org/contact", "feeds@example.org"),
        checks.contact,
    ),
    "network.allow": Key(
        "Hosts that may lie in a private network, each with its port.",
        ("intranet.example.org:443",),
        checks.host_port,
    ),
    "network.workers": Key(
        "How many hosts are asked at a time.", (16,), checks.workers, {"minimum": 1, "maximum": checks.CROWD}
    ),
    "network.seconds": Key("How long one run may ask, at most.", (300,), checks.budget, {"minimum": 1}),
    "network.megabytes": Key("How much one run may fetch, at most.", (500,), checks.budget, {"minimum": 1}),
    "network.spacing": Key("Seconds between two requests to one host.", (1.0,), checks.delay, {"minimum": 0}),
    "monitor": Key("Who is told how each run went."),
    "monitor.ping": Key(
        "Address to ask for after each run, with /fail at its end if nothing could be published; "
        "`${NAME}` stands for an environment variable.",
        ("https://hc-ping.com/${PING_KEY}/feeds",),
        checks.source_url,
        {"pattern": "^https?://"},
    ),
    "monitor.metrics": Key(
        "File to write figures of each run to, for Prometheus, relative to this file.",
        ("/var/lib/prometheus/node-exporter/feeds.prom",),
        checks.metrics,
        {"pattern": r"\.prom$"},
    ),
    "monitor.status": Key("Whether `status.json` lies beside the feeds and tells how the runs go.", (True,)),
    "notify": Key("Who is told of what was published; nobody if absent."),
    "notify.websub": Key(
        "WebSub hubs, which tell subscribers at once.", ("https://hub.example.org/",), checks.web, URI
    ),
    "notify.indexnow": Key("Search engines that take part in IndexNow."),
    "notify.indexnow.key": Key(
        "A key of your own; it is published as `<key>.txt`.",
        ("6d0f5a8e3c914b7fa2d1",),
        checks.indexnow_key,
        {"pattern": "^[A-Za-z0-9-]{8,128}$"},
    ),
    "notify.indexnow.endpoint": Key("Who is told.", (), checks.web, URI),
    "notify.webhook": Key("Programs that are told each change, as JSON."),
    "notify.webhook[].url": Key(
        "Where to send it; `${NAME}` stands for an environment variable.",
        ("https://example.org/hooks/jobs",),
        checks.source_url,
        {"pattern": "^https?://"},
    ),
    "notify.webhook[].secret": Key(
        "The environment variable that holds the secret to sign with.",
        ("${FEEDS_HOOK_SECRET}",),
        checks.secret,
        {"pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"},
    ),
    "vocabulary": Key("Words of contracts, telework and states beside those that are known."),
    "vocabulary.*": Key("Which concept each group of words stands for."),
    "vocabulary.*.*": Key("Words for one concept.", ("mobilité interne",), checks.filled),
    "feeds": Key("The feeds to publish: without this key, `jobs` and `news`.", (), None, {"minItems": 1}),
    "feeds[].name": Key(
        "Address of the feed below the site, without ending.", ("jobs", "tags/{tag}"), checks.feed_name, FEED
    ),
    "feeds[].title": Key(
        "Title; made from the name or kind, and the site's title, if absent.", (), checks.filled, FULL
    ),
    "feeds[].description": Key("One sentence on what the feed holds."),
    "feeds[].select": Key("Which posts it holds: those to which everything here applies."),
    "feeds[].select.kind": Key("Job offers, or articles."),
    "feeds[].select.state": Key("What has become of them; only open posts if absent."),
    "feeds[].select.tag": Key("Posts with one of these tags.", ("python",), checks.filled),
    "feeds[].select.organization": Key("Jobs of one of these employers.", ("Example Agency",), checks.filled),
    "feeds[].select.source": Key("Posts of one of these sources.", ("sources",), checks.source_name),
    "feeds[].select.language": Key(
        "Posts in one of these languages; `fr` takes `fr-CA` too.", ("fr",), checks.language
    ),
    "feeds[].select.since": Key("First day of publication.", ("2026-01-01",), checks.day),
    "feeds[].select.until": Key("Last day of publication.", ("2026-12-31",), checks.day),
    "feeds[].formats": Key(
        "What it is written in; `job_posting` only for feeds of jobs if absent.", (), None, {"minItems": 1}
    ),
    "feeds[].order": Key("Newest first, oldest first, or last changed first."),
    "feeds[].limit": Key(
        "How many posts it holds; 30 where the history needs a number.",
        (30,),
        checks.limit,
        {"minimum": 1, "maximum": checks.MOST},
    ),
    "feeds[].history": Key(
        "`complete` holds all that is selected; `archived` the newest, linked to archives of the rest;"
        " `window` only the newest. Feeds of jobs are complete, others archived, if absent."
    ),
    "feeds[].each": Key("One feed per tag or organisation; `name` holds {tag} or {organization}."),
    "policy": Key("How long what is over is still told of, and how much one run may change without asking."),
    "policy.tombstone_days": Key(
        "Days for which an Atom feed tells that an entry was deleted (RFC 6721).", (30,), checks.days, DAYS
    ),
    "policy.closed_page_days": Key(
        "Days for which the page of a closed post stays; then its address is gone (410).",
        (365,),
        checks.days,
        DAYS,
    ),
    "policy.max_change_ratio": Key(
        "Part of the open posts that one run may close or change without `feeds accept`.",
        (0.3,),
        checks.share,
        {"minimum": 0, "maximum": 1},
    ),
    "policy.min_changes": Key(
        "How many posts a run must close or change to be asked.", (10,), checks.count, {"minimum": 0}
    ),
    "redirects": Key(
        "Web servers and hosts to tell of addresses that moved or are gone; all if absent.", ("netlify",)
    ),
    "recover": Key(
        "Where this site lies in public; a run without ledger and output learns from its feeds.",
        ("https://jobs.example.org/",),
        checks.web,
        URI,
    ),
    "output": Key("Folder to publish into, relative to this file.", ("output",), checks.path, FULL),
}

# Keys and values of earlier versions, each with its present name.
RENAMED = {
    "jobs.presume_full_time": "jobs.assume_full_time",
    "policy.guard_share": "policy.max_change_ratio",
    "policy.guard_least": "policy.min_changes",
}
RENAMED_VALUES = {("feeds[].select.state[]", "lost"): "stale"}

SCALAR_OR_LIST = frozenset(
    {
        "jobs.contacts",
        "references.*",
        "network.allow",
        "notify.websub",
        "redirects",
        "vocabulary.*.*",
        "sources[].include",
        "sources[].exclude",
        "feeds[].formats",
    }
    | {f"feeds[].select.{key}" for key in ("kind", "state", "tag", "organization", "source", "language")}
)


# Keys that the user names.
_ANY = (
    (re.compile(r"^references\.[^\[]*"), "references.*"),
    (re.compile(r"^vocabulary\.[^.\[]+\.[^\[]*"), "vocabulary.*.*"),
    (re.compile(r"^vocabulary\.[^.\[*]+$"), "vocabulary.*"),
    (re.compile(r"^sources\[\]\.headers\..*"), "sources[].headers.*"),
)


def pattern(path: Path | str) -> str:
    """Write a path as its key stands in `KEYS`: `feeds[].select.kind`, `references.*`."""
    if not isinstance(path, str):
        path = "".join("[]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
    for form, name in _ANY:
        path = form.sub(name, path)
    return path


def faults(data: Any, path: Path = ()) -> Iterator[Fault]:
    """Find what is wrong with single values."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from faults(value, (*path, key))
        return
    if isinstance(data, list):
        for place, value in enumerate(data):
            yield from faults(value, (*path, place))
        return
    key = KEYS.get(pattern(path).removesuffix("[]"))
    wrong = key.check(data) if key and key.check else None
    if wrong:
        yield Fault(path, *wrong)
