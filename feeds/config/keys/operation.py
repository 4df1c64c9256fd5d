"""Keys of what operators decide: network, monitoring, notifications, retention, output."""

from __future__ import annotations

from feeds.config import network_checks
from feeds.config import value_checks as checks
from feeds.config.keys.key import DAYS, NOT_EMPTY, URI, Key

OPERATION: dict[str, Key] = {
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
    "policy": Key("Retention and safety limits."),
    "policy.closed_entry_days": Key(
        "Days for which a closed job stays in its feeds, marked as closed in its title; 0: it leaves them at once.",
        (7,),
        checks.days,
        DAYS,
    ),
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
    "theme": Key(
        "Folder of templates and style sheets that replace the built-in ones of the same name.",
        ("theme",),
        checks.path,
        NOT_EMPTY,
    ),
    "output": Key(
        "Folder to publish into, separate from sources, references, `static`, `theme`, this file and `.feeds`.",
        ("output",),
        checks.path,
        NOT_EMPTY,
    ),
}
