"""All keys of the configuration: description, examples, check and JSON Schema; `docs/reference/config.md` has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from feeds.config import intervals, network_checks
from feeds.config import value_checks as checks
from feeds.config.key_paths import pattern
from feeds.config.positions import Fault
from feeds.config.value_checks import Check
from feeds.model.problem import Path


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its description, examples, the check of each single value, and JSON Schema beyond the type."""

    description: str
    examples: tuple[Any, ...] = ()
    check: Check | None = None
    schema: dict[str, Any] = field(default_factory=dict)


URI = {"format": "uri", "pattern": "^https?://"}
COUNTRY = {"pattern": "^[A-Z]{2}$"}
SOURCE = {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
FEED = {"pattern": "^[a-z0-9_/{}-]+$"}
NOT_EMPTY = {"minLength": 1}
DAYS = {"minimum": 0, "maximum": checks.MAX_DAYS}
EVERY = {"type": ["string", "integer"]}

ADDRESS = {
    "street": Key("Street and number.", ("20 rue des Lilas",)),
    "postal_code": Key("Postal code.", ("35000",), None, {"type": ["string", "integer"]}),
    "locality": Key("Town or city.", ("Rennes",)),
    "region": Key("Region, county or department.", ("Bretagne",)),
    "country": Key("Country, in two capital letters (ISO 3166-1).", ("FR",), checks.country, COUNTRY),
}

KEYS: dict[str, Key] = {
    "site": Key("The publisher and address of the site."),
    "site.title": Key(
        "Name of the site, as shown in feeds and on pages.", ("Example Jobs",), checks.not_empty, NOT_EMPTY
    ),
    "site.url": Key(
        "Where the output is published. A slash is appended if missing.",
        ("https://jobs.example.org/",),
        checks.base_url,
        URI,
    ),
    "site.description": Key("One sentence about what is published here."),
    "site.language": Key("Language of the site, and of posts that state none.", ("en", "fr"), checks.language),
    "site.timezone": Key(
        "Time zone of dates without one: a job that closes on a date closes at the end of that day in this zone.",
        ("Europe/Paris",),
        checks.timezone,
    ),
    "site.publisher": Key("The organisation behind the site. It is the employer only if `jobs.employer` says so."),
    "site.publisher.name": Key(
        "Its name. The site's title by default.", ("Example Agency",), checks.not_empty, NOT_EMPTY
    ),
    "site.publisher.url": Key("Its web site. This site by default.", ("https://example.org/",), checks.web_url, URI),
    "site.publisher.logo": Key("Its logo; Google requires at least 112 pixels.", (), checks.web_url, URI),
    "site.publisher.address": Key("Its postal address."),
    **{f"site.publisher.address.{name}": key for name, key in ADDRESS.items()},
    "permalink": Key(
        "Address of the page of a post, relative to the site, with {slug} and optionally {year}, "
        "{month}, {day} and {source}.",
        ("posts/{slug}/", "{year}/{month}/{slug}.html"),
        checks.permalink,
        {"pattern": r"\{slug\}"},
    ),
    "slugs": Key("Letters of slugs: `ascii`, or `unicode` for all. Published posts keep theirs.", ("unicode",)),
    "markdown": Key("Engine for the texts of posts: Python-Markdown, or GitHub Flavored Markdown.", ("gfm",)),
    "jobs": Key("Defaults for all job offers."),
    "jobs.employer": Key(
        "Employer of jobs whose post names none: `publisher` for the publisher of the site, or a name. Without it, "
        "they have no employer, and no JobPosting.",
        ("publisher", "Example Agency"),
        checks.not_empty,
        NOT_EMPTY,
    ),
    "jobs.country": Key(
        "Country of our own jobs whose place names none, and where applicants for fully remote jobs must live. It does "
        "not count for partners: see `sources[].country`.",
        ("FR",),
        checks.country,
        COUNTRY,
    ),
    "jobs.place": Key("Place of jobs if neither the job nor its organisation has one."),
    **{f"jobs.place.{name}": key for name, key in ADDRESS.items()},
    "jobs.assume_full_time": Key("Whether an indefinite contract is full time by default, as in French law."),
    "jobs.contacts": Key(
        "Email addresses that may be published. Other addresses in the front matter stay private.",
        ("jobs@example.org",),
        checks.mailbox,
    ),
    "jobs.extra": Key(
        "Unknown keys of the front matter that are published in JSON Feed, under `_job.extra`. Others are published "
        "nowhere.",
        ("niveau",),
        checks.not_empty,
        NOT_EMPTY,
    ),
    "references": Key("Front matter keys whose value is an organisation, each with its folders of organisations."),
    "references.*": Key(
        "Markdown or YAML files, one per organisation; its id is the file name without extension.",
        ("references/teams",),
        checks.path,
    ),
    "sources": Key("Where posts come from; at least one.", (), None, {"minItems": 1}),
    "sources[].path": Key("Folder of posts, outside the other sources.", ("sources",), checks.path, NOT_EMPTY),
    "sources[].name": Key(
        "Unique name of the source. It is part of the ids of its posts, so do not change it. Made of "
        "`path` or `url` by default.",
        ("team",),
        checks.source_name,
        SOURCE,
    ),
    "sources[].kind": Key("Kind of the source."),
    "sources[].dialect": Key("Format of its posts; detected for a partner."),
    "sources[].include": Key(
        "Files to read, with `.gitignore` patterns. Markdown files, and files without extension, by default.",
        ("*.md",),
        checks.not_empty,
    ),
    "sources[].exclude": Key("Files to ignore, with `.gitignore` patterns.", ("README.md",), checks.not_empty),
    "sources[].language": Key(
        "Language of posts that state none. By default the site's for a folder, unknown for a partner.",
        ("en",),
        checks.language,
    ),
    "sources[].country": Key(
        "Country of its jobs whose place names none. For a folder, `jobs.country` by default; for a partner, unknown.",
        ("FR",),
        checks.country,
        COUNTRY,
    ),
    "sources[].markdown": Key("Engine for the texts of its posts. That of the site by default.", ("gfm",)),
    "sources[].base_url": Key(
        "Base URL of relative links in its posts. The site's address by default.", (), checks.base_url, URI
    ),
    "sources[].max_bytes": Key(
        "Maximum size of a file or response in bytes; larger ones are refused.",
        (),
        checks.size,
        {"minimum": 1, "maximum": checks.MAX_BYTES},
    ),
    "sources[].url": Key(
        "A feed (RSS, Atom, JSON Feed), a page with job offers or a list of such pages, a sitemap, "
        "the API of a recruiting system, or a Markdown file. `${NAME}` is replaced by an environment "
        "variable.",
        ("https://partner.example.org/jobs.rss",),
        network_checks.source_url,
        {"pattern": "^https?://", "minLength": 1},
    ),
    "sources[].preset": Key(
        "Recruiting system of the URL; detected by default.", ("greenhouse",), checks.not_empty, NOT_EMPTY
    ),
    "sources[].mapping": Key("Where the fields of a record are, for a system without a preset."),
    "sources[].completeness": Key(
        "What its list contains: all open offers (`snapshot`), some of them (`partial`), or a stream "
        "of changes (`events`; missing items stay open). Detected by default."
    ),
    "sources[].every": Key(
        "Poll interval, or a cron line in the site's time zone. Longer if the server requests it.",
        ("15m", "1h", "0 7 * * 1-5"),
        intervals.interval,
        EVERY,
    ),
    "sources[].organization": Key("Employer of offers that state none.", ("Example Agency",), checks.not_empty),
    "sources[].posts": Key("Kind of all its entries."),
    "sources[].headers": Key("Request headers for its host; `${NAME}` is replaced by an environment variable."),
    "sources[].headers.*": Key(
        "Value of a header, such as `Bearer ${PARTNER_TOKEN}`.", ("Bearer ${PARTNER_TOKEN}",), network_checks.header
    ),
    "sources[].follow": Key(
        "Maximum number of linked pages fetched in one run.",
        (100,),
        network_checks.pages,
        {"minimum": 0, "maximum": checks.MAX_POSTS},
    ),
    "sources[].max_age_days": Key(
        "Days without a valid response after which its posts become stale: without JobPosting.",
        (14,),
        checks.days,
        DAYS,
    ),
    "network": Key("How partners are fetched."),
    "network.contact": Key(
        "Contact sent in the User-Agent header; the site's address by default.",
        ("https://jobs.example.org/contact", "feeds@example.org"),
        network_checks.contact,
    ),
    "network.allow": Key(
        "Hosts in private networks that may be fetched. All others are refused, also as redirect targets.",
        ("intranet.example.org:443",),
        network_checks.host_port,
    ),
    "network.workers": Key(
        "Number of hosts fetched in parallel, with one request per host at a time.",
        (16,),
        network_checks.workers,
        {"minimum": 1, "maximum": network_checks.MAX_WORKERS},
    ),
    "network.seconds": Key(
        "Maximum time for fetching in one run, in seconds, shared among hosts. The sources left over come next.",
        (300,),
        network_checks.positive_integer,
        {"minimum": 1},
    ),
    "network.megabytes": Key(
        "Maximum amount of data fetched in one run, in MB.", (500,), network_checks.positive_integer, {"minimum": 1}
    ),
    "network.spacing": Key(
        "Pause between two requests to one host, in seconds; none for hosts in `allow`.",
        (1.0,),
        network_checks.delay,
        {"minimum": 0},
    ),
    "monitor": Key("Monitoring of runs; off by default."),
    "monitor.ping": Key(
        "URL requested after each run, with `/fail` appended if the run did not succeed. `${NAME}` is "
        "replaced by an environment variable. It may be in a private network.",
        ("https://hc-ping.com/${PING_KEY}/feeds",),
        network_checks.source_url,
        {"pattern": "^https?://"},
    ),
    "monitor.metrics": Key(
        "File for the Prometheus metrics of each run, outside the output.",
        ("/var/lib/prometheus/node-exporter/feeds.prom",),
        checks.metrics,
        {"pattern": r"\.prom$"},
    ),
    "monitor.status": Key("Whether to publish `status.json`.", (True,)),
    "notify": Key("Notifications about changes; off by default."),
    "notify.websub": Key(
        "WebSub hubs: they are listed in feeds and notified of each feed that changes.",
        ("https://hub.example.org/",),
        checks.web_url,
        URI,
    ),
    "notify.indexnow": Key("Search engines notified of new, changed, closed and removed pages by IndexNow."),
    "notify.indexnow.key": Key(
        "A key of your choice. It is not secret: it is published as `<key>.txt`.",
        ("6d0f5a8e3c914b7fa2d1",),
        network_checks.indexnow_key,
        {"pattern": "^[A-Za-z0-9-]{8,128}$"},
    ),
    "notify.indexnow.endpoint": Key(
        "Endpoint to notify; the default informs all search engines.", (), checks.web_url, URI
    ),
    "notify.webhook": Key("Programs that receive each change as JSON."),
    "notify.webhook[].url": Key(
        "Where to send changes. `${NAME}` is replaced by an environment variable.",
        ("https://example.org/hooks/jobs",),
        network_checks.source_url,
        {"pattern": "^https?://"},
    ),
    "notify.webhook[].secret": Key(
        "The environment variable with the secret for signing.",
        ("${FEEDS_HOOK_SECRET}",),
        network_checks.secret,
        {"pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"},
    ),
    "vocabulary": Key("Additional terms, by kind: `contract`, `telework`, `state`, `date`, `place`, `pay`."),
    "vocabulary.*": Key("Meanings of that kind, such as permanent or full."),
    "vocabulary.*.*": Key(
        "Terms with this meaning. Case, accents and dashes do not matter.",
        ("mobilité interne",),
        checks.not_empty,
    ),
    "feeds": Key("The feeds to publish; by default `jobs` and `news`.", (), None, {"minItems": 1}),
    "feeds[].name": Key(
        "Path below the site, without extension; with a placeholder if there is `each`.",
        ("jobs", "tags/{tag}"),
        checks.feed_name,
        FEED,
    ),
    "feeds[].title": Key(
        "Title, by default made from kind or name; with `each` it may contain the placeholder.",
        (),
        checks.not_empty,
        NOT_EMPTY,
    ),
    "feeds[].description": Key("One sentence about the content of the feed."),
    "feeds[].select": Key("Posts of the feed: those that match all of the following keys."),
    "feeds[].select.kind": Key("Job offers or articles. Default for feeds named `jobs` and `news`: their own kind."),
    "feeds[].select.state": Key("Posts in one of these states; only open posts by default."),
    "feeds[].select.tag": Key("Posts with one of these tags.", ("python",), checks.not_empty),
    "feeds[].select.organization": Key("Jobs of one of these employers.", ("Example Agency",), checks.not_empty),
    "feeds[].select.source": Key("Posts of one of these sources.", ("sources",), checks.source_name),
    "feeds[].select.language": Key("Posts in one of these languages; `fr` includes `fr-CA`.", ("fr",), checks.language),
    "feeds[].select.since": Key("First day of publication.", ("2026-01-01",), checks.day),
    "feeds[].select.until": Key("Last day of publication.", ("2026-12-31",), checks.day),
    "feeds[].formats": Key(
        "Formats to publish; by default all for feeds of jobs, else the first three.",
        (),
        None,
        {"minItems": 1},
    ),
    "feeds[].order": Key("Newest first, oldest first, or last changed first."),
    "feeds[].limit": Key(
        "Maximum number of posts; 30 by default unless the feed is complete.",
        (30,),
        checks.limit,
        {"minimum": 1, "maximum": checks.MAX_POSTS},
    ),
    "feeds[].history": Key(
        "`complete`: all selected posts; `archived`: the newest, with links to archives of the rest; "
        "`window`: only the newest. By default feeds of jobs are complete, others archived."
    ),
    "feeds[].each": Key("One feed for every tag or employer; the name contains {tag} or {organization}."),
    "policy": Key("Retention and safety limits."),
    "policy.tombstone_days": Key(
        "Days for which an Atom feed lists a removed entry (RFC 6721).", (30,), checks.days, DAYS
    ),
    "policy.closed_page_days": Key(
        "Days for which the page of a closed post stays online with a banner; then its address returns 410.",
        (365,),
        checks.days,
        DAYS,
    ),
    "policy.max_change_ratio": Key(
        "Fraction of the open posts that one run may close or change; a larger change requires `feeds accept`.",
        (0.3,),
        checks.ratio,
        {"minimum": 0, "maximum": 1},
    ),
    "policy.min_changes": Key(
        "Number of closed or changed posts below which a run never requires `feeds accept`.",
        (10,),
        checks.count,
        {"minimum": 0},
    ),
    "redirects": Key("Web servers and hosts to write redirects and removed pages for; all by default.", ("netlify",)),
    "recover": Key(
        "Public address of this site, or of its JSON feed. A run without ledger and output recovers "
        "ids, dates and states from it.",
        ("https://jobs.example.org/",),
        checks.web_url,
        URI,
    ),
    "static": Key("Folder of files that posts link to as `/img/x.png`.", ("static",), checks.path, NOT_EMPTY),
    "output": Key(
        "Folder to publish into, separate from sources, references, `static`, this file and `.feeds`.",
        ("output",),
        checks.path,
        NOT_EMPTY,
    ),
}


def faults(data: Any, path: Path = ()) -> Iterator[Fault]:
    """Yield the faults of single values."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from faults(value, (*path, key))
        return
    if isinstance(data, list):
        for index, value in enumerate(data):
            yield from faults(value, (*path, index))
        return
    key = KEYS.get(pattern(path).removesuffix("[]"))
    finding = key.check(data) if key and key.check else None
    if finding:
        yield Fault(path, *finding)
