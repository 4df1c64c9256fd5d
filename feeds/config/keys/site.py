"""Keys of the site, of job offers and of references."""

from __future__ import annotations

from feeds.config import value_checks as checks
from feeds.config.keys import look_checks
from feeds.config.keys.key import ADDRESS, COUNTRY, NOT_EMPTY, URI, Key

SITE: dict[str, Key] = {
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
    "site.logo": Key(
        "Picture in the banner of all pages: a file of the project, or an address.",
        ("logo.svg", "https://example.org/logo.png"),
        look_checks.logo,
        NOT_EMPTY,
    ),
    "site.color": Key(
        "Colour of links and buttons, with a contrast of 4.5 to a light page; on dark pages, a lighter one is used if "
        "needed.",
        ("#0a4f9e",),
        look_checks.color,
        {"pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"},
    ),
    "site.links": Key("Links on all pages."),
    "site.links.header": Key("Those in the banner."),
    "site.links.footer": Key(
        "Those in the footer, such as the accessibility statement, the legal notice and that on personal data."
    ),
    **{
        f"site.links.{place}[].{name}": key
        for place in ("header", "footer")
        for name, key in {
            "title": Key("Its text.", ("Mentions légales",), checks.not_empty, NOT_EMPTY),
            "url": Key(
                "Where it leads: a web or mail address, or a path of the site.",
                ("posts/legal/", "https://example.org/legal", "mailto:jobs@example.org"),
                look_checks.link,
                NOT_EMPTY,
            ),
        }.items()
    },
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
}
