"""Keys of feeds."""

from __future__ import annotations

from feeds.config import value_checks as checks
from feeds.config.keys.key import FEED, NOT_EMPTY, Key

# Of `select` and of `select.not`.
FILTERS: dict[str, Key] = {
    "kind": Key(
        "Job offers or articles. Default for feeds named `jobs` and `news`: their own kind. "
        "Default for those by facts of jobs: `job`."
    ),
    "tag": Key("Posts with one of these tags.", ("python",), checks.not_empty),
    "organization": Key("Jobs of one of these employers.", ("Example Agency",), checks.not_empty),
    "source": Key("Posts of one of these sources.", ("sources",), checks.source_name),
    "language": Key("Posts in one of these languages; `fr` includes `fr-CA`.", ("fr",), checks.language),
    "keywords": Key(
        "Posts with one of these words or phrases in their title or text.",
        ("accessibility",),
        checks.keyword,
        NOT_EMPTY,
    ),
    "author": Key("Posts of one of these authors.", ("Ada Example",), checks.not_empty),
    "contract": Key(
        "Jobs with one of these contracts, in the words of authors or as kinds of contract.",
        ("CDI", "permanent"),
        checks.not_empty,
    ),
    "telework": Key(
        "Jobs with telework of one of these classes, or in the words of authors.",
        ("full", "hybrid"),
        checks.not_empty,
    ),
    "place": Key("Jobs in one of these towns, regions or countries.", ("Rennes",), checks.place),
}

FEEDS: dict[str, Key] = {
    "feeds": Key("The feeds to publish; by default `jobs` and `news`.", (), None, {"minItems": 1}),
    "feeds[].name": Key(
        "Path below the site, without extension; with placeholders if there is `each`.",
        ("jobs", "tags/{tag}"),
        checks.feed_name,
        FEED,
    ),
    "feeds[].title": Key(
        "Title, by default made from kind or name; with `each` it may contain the placeholders.",
        (),
        checks.not_empty,
        NOT_EMPTY,
    ),
    "feeds[].description": Key("One sentence about the content of the feed."),
    "feeds[].select": Key("Posts of the feed: those that match all of the following keys."),
    "feeds[].select.state": Key("Posts in one of these states; only open posts by default."),
    **{f"feeds[].select.{name}": key for name, key in FILTERS.items()},
    "feeds[].select.not": Key("Posts that are left out: those that match any of the following keys."),
    **{f"feeds[].select.not.{name}": key for name, key in FILTERS.items()},
    "feeds[].select.not.kind": Key("Job offers or articles."),
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
    "feeds[].parts_above": Key(
        "Number of posts above which a complete feed is published in parts, of which the first has the posts published "
        "or changed last; 0: never.",
        (5000,),
        checks.parts_above,
        {"minimum": 0, "maximum": checks.MAX_POSTS},
    ),
    "feeds[].content": Key(
        "`full`: the facts of a job, then its text; `text`: without the facts; `summary`: the facts and the summary."
    ),
    "feeds[].each": Key(
        "One feed for every value of a facet, or combination of values of several, that has posts; the name contains "
        "the placeholder of each, such as {tag}.",
        ("tag",),
    ),
}
