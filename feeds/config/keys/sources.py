"""Keys of sources."""

from __future__ import annotations

from feeds.config import intervals, network_checks
from feeds.config import value_checks as checks
from feeds.config.keys.feeds import FILTERS
from feeds.config.keys.key import COUNTRY, DAYS, EVERY, NOT_EMPTY, SOURCE, URI, Key

# Of `keep` and of `drop`.
OFFER_FILTERS = {
    "keyword": FILTERS["keywords"],
    **{name: FILTERS[name] for name in ("place", "contract", "tag", "organization")},
}

HTTP = {"pattern": "^https?://", "minLength": 1}

SOURCES: dict[str, Key] = {
    "sources": Key("Where posts come from; at least one.", (), None, {"minItems": 1}),
    "sources[].path": Key(
        "Folder of posts, or of files of job records, outside the other sources.", ("sources",), checks.path, NOT_EMPTY
    ),
    "sources[].name": Key(
        "Unique name of the source. It is part of the ids of its posts, so do not change it. Made of "
        "`path` or `url` by default.",
        ("team",),
        checks.source_name,
        SOURCE,
    ),
    "sources[].kind": Key("Kind of the source."),
    "sources[].dialect": Key("Format of its posts; detected for a partner, job records with `preset` or `mapping`."),
    "sources[].include": Key(
        "Files to read, with `.gitignore` patterns. Markdown files, and files without extension, by default; CSV, JSON "
        "and XML files with `mapping` or `preset`. In an item without `path` and `url`: files with further sources, in "
        "YAML or OPML, with patterns relative to the configuration.",
        ("*.md", "partners/*.yaml"),
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
    "sources[].dates": Key(
        "Order of day and month in dates such as 05/01/2027 of a partner or of records. By default that of its "
        "`country`, else the one that all its dates allow; else such dates are not read."
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
        HTTP,
    ),
    "sources[].preset": Key(
        "Recruiting system of the URL, detected by default, or of the files of a folder.",
        ("greenhouse",),
        checks.not_empty,
        NOT_EMPTY,
    ),
    "sources[].mapping": Key(
        "Where the fields of a record are, for a system without a preset or in the files of a folder; for a partner, "
        "`auto` finds them by their names and values in the first list."
    ),
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
    "sources[].auth": Key("OAuth 2.0 client credentials (RFC 6749 §4.4): all requests to the source have the token."),
    "sources[].auth.token_url": Key(
        "URL of the token endpoint.", ("https://partner.example.org/oauth/token",), network_checks.source_url, HTTP
    ),
    "sources[].auth.client_id": Key("Id of the client.", ("${PARTNER_CLIENT}",), checks.not_empty, NOT_EMPTY),
    "sources[].auth.client_secret": Key(
        "Secret of the client: the name of an environment variable.",
        ("${PARTNER_SECRET}",),
        network_checks.secret,
        {"pattern": r"^\$\{[A-Za-z_][A-Za-z0-9_]*\}$"},
    ),
    "sources[].auth.scope": Key("What the token is for, if the partner requires it.", ("jobs.read",), checks.not_empty),
    "sources[].body": Key(
        "Body in JSON: the list is requested by POST. A mapping, such as `query` and `variables` of GraphQL, or "
        "a text; `${NAME}` is replaced by an environment variable.",
        ({"query": "{ jobs { id title url } }"},),
        network_checks.json_text,
        {"type": ["object", "string"]},
    ),
    "sources[].follow": Key(
        "Maximum number of linked pages fetched in one run.",
        (100,),
        network_checks.pages,
        {"minimum": 0, "maximum": checks.MAX_POSTS},
    ),
    "sources[].links": Key(
        "Paths of the pages of its jobs, with `*` for any characters; those after `!` are left out. By default, they "
        "are found by trying.",
        ("/jobs/*", "!/jobs/search*"),
        network_checks.link_pattern,
        {"pattern": "^!?[/*]", "minLength": 1},
    ),
    "sources[].full_text": Key(
        "Whether to read the page behind each entry that has no text or only its beginning: its JobPosting, else its "
        "article. Needs the extra `full-text`.",
        (True,),
        network_checks.full_text,
    ),
    "sources[].max_age_days": Key(
        "Days without a valid response after which its posts become stale: without JobPosting.",
        (14,),
        checks.days,
        DAYS,
    ),
    "sources[].keep": Key("Entries to publish: those that match all of the following keys. By default all."),
    **{f"sources[].keep.{name}": key for name, key in OFFER_FILTERS.items()},
    "sources[].drop": Key("Entries not to publish: those that match any of the following keys."),
    **{f"sources[].drop.{name}": key for name, key in OFFER_FILTERS.items()},
}
