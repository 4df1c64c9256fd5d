"""The configuration: what it means, and how its mistakes are reported."""

import json
import re
import subprocess
import sys
import zoneinfo
from dataclasses import fields, replace
from datetime import date
from itertools import count
from typing import get_args

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import ROOT, TESTS

from feeds import config
from feeds.collect import SOURCES
from feeds.collect.folder import Folder
from feeds.config import cache, json_schema, network_checks
from feeds.config import value_checks as checks
from feeds.config.files import positions
from feeds.config.key_paths import RENAMED
from feeds.config.keys import KEYS
from feeds.config.schema import KNOWN_FEEDS, PublicState
from feeds.emit.formats import FORMATS
from feeds.emit.redirects import HOSTS
from feeds.model.entry import CLOSED
from feeds.model.errors import ConfigError
from feeds.model.settings import FeedSpec, Filter, JobDefaults, Organization, Place, Selection, Site

HERE = TESTS / "config"
FIRST = "`feeds init` writes a first one"
SHORT = "site:\n  title: Ex\n  url: https://example.org\nsources:\n  - path: posts\n"


def problems(text):
    with pytest.raises(ConfigError) as caught:
        config.parse(text)
    return caught.value.problems


def messages(text):
    """Return the problems of a text as they are printed, without the file's name."""
    return [str(problem).removeprefix("config.yaml:") for problem in problems(text)]


def with_feeds(text):
    return f"{SHORT}feeds:\n{text}"


def feed(text):
    return config.parse(with_feeds(f"  - {text}\n")).feeds[0]


# Where folders lie


@pytest.mark.parametrize(
    ("keys", "place", "found"),
    [
        ("output: .feeds/x", "6:9: output", "'.feeds/x', which is inside '.feeds'"),
        ("output: config.yaml", "6:9: output", "'config.yaml', which is inside 'config.yaml'"),
        ("output: ./config.yaml/x", "6:9: output", "'./config.yaml/x', which is inside 'config.yaml'"),
        ("output: ../..", "6:9: output", "'../..', which contains other files"),
        ("output: posts/x", "6:9: output", "'posts/x', which is inside or around 'posts'"),
        ("output: link/x", "6:9: output", "'link/x', which is inside or around 'posts'"),
        ("output: r\nreferences: {team: [a, r/x]}", "6:9: output", "'r', which is inside or around 'r/x'"),
        (
            "references: {team: output}",
            "6:20: references.team",
            "'output', which is inside or around 'output'",
        ),
        ("  - {path: posts/x, name: x}", "6:12: sources[1].path", "'posts/x', which is inside 'posts'"),
        ("  - {path: link, name: x}", "6:12: sources[1].path", "'link', which is the same as 'posts'"),
        ("  - {path: ., name: x}\noutput: ../y", "6:12: sources[1].path", "'.', which is around 'posts'"),
    ],
)
def test_folders_lie_apart(tmp_path, keys, place, found):
    """Links are followed; every other mistake is reported with it."""
    root = tmp_path / "a" / "b"
    (root / "posts").mkdir(parents=True)
    (root / "link").symlink_to("posts")
    (root / "config.yaml").write_text(f"{SHORT}{keys}\nzzz: 1\n")
    with pytest.raises(ConfigError) as caught:
        config.load(root / "config.yaml")
    first, *_, last = map(str, caught.value.problems)
    assert first.startswith(f"config.yaml:{place}: expected ")
    assert f"found {found} (" in first
    assert ": zzz: " in last


def test_folders_that_lie_apart_are_good(tmp_path):
    """However alike their names are; paths of a wrong type are reported elsewhere."""
    (tmp_path / "config.yaml").write_text(f"{SHORT}  - path: posts-2\noutput: posts-3\nreferences: {{a: posts-4}}\n")
    assert config.load(tmp_path / "config.yaml").output == "posts-3"
    assert len(problems(f"{SHORT}  - x\n  - path: 1\nreferences: {{a: 1}}\noutput: ' '\n")) == 4
    assert len(problems(f"{SHORT}references: [x]\n")) == 1


# What a configuration means


def test_five_lines_are_enough():
    """Only title, address and a folder have no default."""
    found = config.parse(SHORT)
    assert found.site == Site("Ex", "https://example.org/", publisher=Organization("Ex", "https://example.org/"))
    assert found.sources == (Folder("posts", "posts", markdown="python"),)
    assert (found.jobs, found.references, found.output) == (JobDefaults(), (), "output")
    everything = ("rss", "atom", "json_feed", "job_posting")
    assert found.feeds == (
        FeedSpec("jobs", "Open jobs – Ex", select=Selection(kind=("job",)), formats=everything),
        FeedSpec("news", "News – Ex", select=Selection(kind=("article",)), limit=30, history="archived"),
    )


def test_every_key_reaches_its_place():
    """Nothing that is written is lost."""
    found = config.parse("""
site:
  title: Ex
  url: https://example.org/x/
  description: All of it
  language: FR-ca
  timezone: Europe/Paris
  publisher:
    name: Agency
    url: https://agency.example
    logo: https://agency.example/logo.png
    address: {street: 1 rue Haute, postal_code: 01000, locality: Bourg, region: Ain, country: FR}
permalink: "{source}/{year}/{month}/{day}/{slug}.html"
jobs: {country: FR, place: {locality: Ici}, assume_full_time: false, contacts: [a@b.example]}
references: {startup: [one, two], incubator: three}
sources:
  - {path: ../Été à venir/, include: ["*.md"], exclude: x, language: EN, markdown: gfm,
     base_url: "http://b.example", max_bytes: 9}
  - {path: b, name: other, kind: folder, dialect: job_markdown}
feeds:
  - name: some
    title: Some
    description: A few
    select: {kind: [job, article], state: filled, tag: a, organization: [b, c], source: other,
             language: zh-hant, since: 2026-01-01, until: "2026-12-31",
             keywords: [C++, Data-Analyst], author: Ada, contract: [CDI, freelance], telework: télétravail,
             place: [Rennes, france],
             not: {kind: article, tag: [d, e], organization: f, source: other, language: DE, keywords: PHP,
                   author: [Bo], contract: alternance, telework: none, place: IDF}}
    formats: [atom, rss, atom]
    order: updated
    limit: 5
    history: window
output: public
""")
    place = Place("1 rue Haute", "01000", "Bourg", "Ain", "FR")
    assert found.site.publisher == Organization(
        "Agency", "https://agency.example", "https://agency.example/logo.png", address=place
    )
    assert (found.site.language, found.site.timezone) == ("fr-CA", "Europe/Paris")
    assert found.site.permalink == "{source}/{year}/{month}/{day}/{slug}.html"
    assert found.jobs == JobDefaults("FR", Place(locality="Ici"), assume_full_time=False, contacts=("a@b.example",))
    assert found.references == (("startup", ("one", "two")), ("incubator", ("three",)))
    first, second = found.sources
    assert first == Folder(
        "../Été à venir/",
        "ete-a-venir",
        include=("*.md",),
        exclude=("x",),
        language="en",
        base_url="http://b.example",
        max_bytes=9,
        markdown="gfm",
    )
    assert second == Folder("b", "other", markdown="python")
    select = Selection(
        *(("job", "article"), ("a",), ("b", "c"), ("other",), ("zh-Hant",), (" c++ ", " data analyst ")),
        author=("Ada",),
        contract=("permanent", "contractor"),
        telework=("full", "hybrid", "occasional"),
        place=("rennes", "FR", "france"),
        state=("filled",),
        since=date(2026, 1, 1),
        until=date(2026, 12, 31),
        excluded=Filter(
            *(("article",), ("d", "e"), ("f",), ("other",), ("de",), (" php ",), ("Bo",), ("apprentice",)),
            *(("none",), ("iledefrance",)),
        ),
    )
    assert found.feeds == (FeedSpec("some", "Some", "A few", select, ("atom", "rss"), "updated", 5, "window"),)
    assert found.output == "public"


def test_words_of_the_publisher_select_contracts_and_telework():
    """As they are understood in posts."""
    own = "vocabulary: {contract: {permanent: [mobilité]}, telework: {full: [où tu veux]}}\n"
    found = config.parse(own + with_feeds("  - {name: a, select: {contract: Mobilité, telework: où tu veux}}\n"))
    assert (found.feeds[0].select.contract, found.feeds[0].select.telework) == (("permanent",), ("full",))


def test_a_key_without_value_is_absent():
    """What is left empty, or commented out below its key, has its default."""
    text = SHORT + "jobs:\n  # country: FR\nfeeds:\noutput:\n"
    assert config.parse(text) == config.parse(SHORT)


def test_anchors_and_merge_keys_may_be_used():
    """YAML's own ways of not writing a thing twice work; own keys beat merged ones."""
    found = config.parse(
        with_feeds("  - &one {name: a, limit: 5, order: updated}\n  - {<<: *one, name: b, limit: 6}\n")
    )
    assert [(spec.name, spec.limit, spec.order) for spec in found.feeds] == [
        ("a", 5, "updated"),
        ("b", 6, "updated"),
    ]


def test_a_mapping_may_be_used_twice():
    """Its merged and overridden keys are no duplicates when an alias comes back to it."""
    found = config.parse(
        f"{SHORT}jobs:\n  place: &two {{<<: &one {{locality: A, country: FR}}, locality: B}}\n"
        "references:\n  x: &x [a]\n  y: *x\n"
        "feeds:\n  - {name: a, select: &s {<<: {tag: a, language: fr}, tag: b}}\n  - {name: b, select: *s}\n"
    )
    assert found.jobs.place == Place(locality="B", country="FR")
    assert found.references == (("x", ("a",)), ("y", ("a",)))
    assert [spec.select.tag for spec in found.feeds] == [("b",), ("b",)]


@pytest.mark.parametrize(
    ("written", "history", "limit", "formats"),
    [
        ("jobs", "complete", None, 4),
        ("news", "archived", 30, 3),
        ("{name: jobs, limit: 5}", "window", 5, 4),
        ("{name: jobs, history: archived}", "archived", 30, 4),
        ("{name: jobs, history: window}", "window", 30, 4),
        ("{name: x, select: {kind: job}}", "complete", None, 4),
        ("{name: x, select: {kind: [job, article]}}", "archived", 30, 3),
        ("{name: x, limit: 7}", "archived", 7, 3),
        ("{name: x, order: oldest}", "complete", None, 3),
        ("{name: x, order: updated, limit: 7}", "window", 7, 3),
        ("{name: x, history: complete, formats: rss}", "complete", None, 1),
    ],
)
def test_history_limit_and_formats_follow_from_the_feed(written, history, limit, formats):
    """Feeds of jobs hold everything, others the newest with archives; a limit or an order changes that."""
    found = feed(written)
    assert (found.history, found.limit, len(found.formats)) == (history, limit, formats)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("jobs", "Open jobs – Ex"),
        ("news", "News – Ex"),
        ("{name: teams/web_and-apps}", "Web and apps: jobs and news – Ex"),
        ("{name: python, select: {kind: job}}", "Python jobs – Ex"),
        ("{name: python, select: {kind: article}}", "Python: news – Ex"),
        ("{name: one, select: {kind: job, tag: data science}}", "Data science jobs – Ex"),
        ("{name: one, select: {tag: python, not: {tag: x}}}", "One: jobs and news – Ex"),
        ("{name: jobs-in-paris, select: {kind: job}}", "Jobs in paris – Ex"),
        ("{name: filled, select: {kind: job, state: filled}}", "Filled – Ex"),
        ("{name: python, select: {kind: job, language: fr}}", "Offres Python – Ex"),
        ("{name: 't/{tag}', each: tag}", "{tag}: jobs and news – Ex"),
        ("{name: 't/{organization}', each: organization, select: {kind: job}}", "{organization} jobs – Ex"),
        (
            "{name: '{tag}/at/{organization}', each: [organization, tag], select: {kind: job, language: fr}}",
            "Offres {organization} · {tag} – Ex",
        ),
        ("{name: jobs, select: {keywords: c++}}", "C++ jobs – Ex"),
        ("{name: '{place}/{tag}', each: [place, tag]}", "{place} · {tag} jobs – Ex"),
        ("{name: jobs, select: {keywords: [c++, c]}}", "Open jobs – Ex"),
        ("{name: jobs, title: Mine}", "Mine"),
    ],
)
def test_a_title_is_made_where_none_is_given(written, title):
    """It comes from the kind or the name, and from the site."""
    assert feed(written).title == title


def test_titles_are_in_the_language_of_the_site():
    """A French site has French titles."""
    french = SHORT.replace("sources:", "  language: fr-FR\nsources:")
    assert [spec.title for spec in config.parse(french).feeds] == ["Offres ouvertes – Ex", "Actualités – Ex"]
    tags = config.parse(f"{french}feeds: [{{name: 't/{{tag}}', each: tag}}]").feeds
    assert [spec.title for spec in tags] == ["{tag} : offres et actualités – Ex"]


def test_the_feeds_known_by_name_select_their_kind():
    """`jobs` selects jobs in the long form, too, unless it says otherwise."""
    assert feed("{name: jobs, select: {tag: x}}").select.kind == ("job",)
    assert feed("{name: jobs, select: {kind: article}}").select.kind == ("article",)


def test_a_feed_that_selects_by_facts_of_jobs_is_a_feed_of_jobs():
    """So it is complete, and has JobPosting; employers and tags say nothing of the kind."""
    for text in ("{name: brest, select: {place: Brest}}", "{name: 'c/{contract}', each: contract}"):
        assert (feed(text).select.kind, feed(text).history) == (("job",), "complete")
        assert "job_posting" in feed(text).formats
    assert feed("{name: 'o/{organization}', each: organization}").select.kind == ()


# Messages


def test_all_mistakes_are_reported_at_once_in_the_order_of_lines():
    """Each with line, column, key, and the way out; nothing hides behind something else."""
    text = (HERE / "mistakes.yaml").read_text("utf-8")
    expected = (HERE / "mistakes.txt").read_text("utf-8")
    assert messages(text) == expected.splitlines()
    assert {problem.severity for problem in problems(text)} == {"error"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "",
            f"1:1: expected at least `site` and `sources`, found an empty file ({FIRST})",
        ),
        (
            "# no\n",
            f"1:1: expected at least `site` and `sources`, found an empty file ({FIRST})",
        ),
        (
            "- a",
            "1:1: expected keys with values, found a list (write 'key: value', one a line)",
        ),
        (
            "a",
            "1:1: expected keys with values, found a text (write 'key: value', one a line)",
        ),
        (
            "a: b: c",
            "1:5: expected YAML, found a ': ' inside a value (write `a: \"b: c\"`)",
        ),
        ("a:\n\t- b", "2:1: expected YAML, found a tab (indent with spaces)"),
        (
            "a: @b",
            ('1:4: expected YAML, found a value that starts with a special character (write `a: "@b"`)'),
        ),
        ('x: 1\na: "b\nc: d', '2:4: expected YAML, found a quotation mark that is never closed (write `a: "b"`)'),
        (
            "a: 'it's'",
            ('1:8: expected YAML, found text after a closing quotation mark (write `a: "it\'s"`)'),
        ),
        (
            "a:\n  - b\n c: d",
            (
                "3:2: expected YAML, found a line that does not fit those before it "
                "(check its indentation, quotes and brackets)"
            ),
        ),
        (
            "a: 1\nb\nc: 2",
            "2:1: expected YAML, found a line that is not 'key: value' (write 'key: value', or indent it)",
        ),
        (
            "a: [b",
            ("1:4: expected YAML, found a bracket that is never closed, or a missing ',' (write `a: [b]`)"),
        ),
        (
            "a: *b",
            '1:4: expected YAML, found an alias (*) without its anchor (&) (write `a: "*b"`)',
        ),
        (
            "a: 1\n---\nb: 2",
            "2:1: expected YAML, found a second document (remove the line --- and what follows)",
        ),
        ('a: "\\q"', "1:5: expected YAML, found a backslash that escapes nothing (write `a: '\\q'`)"),
        ("a: !x!y z", '1:4: expected YAML, found a value that starts with ! (write `a: "!x!y z"`)'),
        ("a: 1\nb: \x07", "2:4: expected text, found the invisible character U+0007 (remove it)"),
        (
            "a: &a [*a]",
            "1:4: a[0]: expected an alias (*) outside its own anchor (&), found one inside it (write it out)",
        ),
        (
            "a: " + "[" * 5000,
            "1:63: expected at most 60 levels of nesting, found more (nest less)",
        ),
        (
            "a: " + "[" * 61 + "]" * 61,
            "1:63: expected at most 60 levels of nesting, found more (nest less)",
        ),
    ],
    ids=count(),
)
def test_an_invalid_file_is_reported_in_plain_words(text, expected):
    """Syntax, nesting and size: one problem, at its place."""
    assert messages(text) == [expected]


def test_a_text_that_is_too_large_is_refused(monkeypatch):
    """The remedy leaves the sources as they are."""
    monkeypatch.setattr(positions, "MAX_CHARACTERS", 500)
    found = "found 503 (move sources to other files, as in `- include: partners/*.yaml`)"
    assert messages("a: " + "x" * 500) == [f"1:1: expected at most 500 characters, {found}"]


def test_many_sources_share_the_keys_of_one():
    """Aliases make a document ten times as large, but no bomb."""
    first = '- &all {url: "https://p.example.org/", every: 1d, country: FR}\n'
    others = "".join(f'- {{<<: *all, url: "https://p{n}.example.org/"}}\n' for n in range(2_000))
    found = config.parse(f"{SHORT.partition('  - ')[0]}{first}{others}").sources
    assert [(one.name, one.every, one.country) for one in found[-2:]] == [
        (f"p{n}-example-org", 86_400, "FR") for n in (1_998, 1_999)
    ]


def test_a_bomb_is_refused():
    """Aliases of aliases do not fill the memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert messages("\n".join(lines)) == [
        "1:1: expected at most 10,000 values repeated by aliases (*), found more (write them out)"
    ]
    stairs = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 100))]
    assert messages("\n".join(stairs)) == ["58:6: expected at most 60 levels of nesting, found more (nest less)"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!!python/object/apply:os.system [ls]", "!!python/object/apply:os.system"),
        ("!secret x", "!secret"),
        ("!!binary eA==", "!!binary"),
    ],
)
def test_tags_make_nothing(value, expected):
    """A tag never runs or makes anything but plain values."""
    assert f"expected a value without a tag, found the tag {expected} (" in messages(f"{SHORT}output: {value}\n")[0]


def test_a_value_that_is_none_of_its_type_is_text():
    """What has the form of a date or number and is none is left to the key's own check."""
    assert config.parse(f"{SHORT}output: !!int x\n").output == "x"
    assert config.parse(f"{SHORT}output: 010\n").output == "010"
    assert config.parse(f"{SHORT}feeds:\n  - {{name: a, limit: 1_000}}\n").feeds[0].limit == 1000
    place = f"{SHORT}jobs: {{place: {{postal_code: %s}}}}\n"
    assert [config.parse(place % code).jobs.place.postal_code for code in ("01000", "35000", "'1'")] == [
        *("01000", "35000", "1")
    ]


def test_odd_keys_are_reported():
    """A list as a key, and a merge of what is no mapping."""
    assert messages(f"{SHORT}? [a]\n: b\njobs:\n  <<: 3\n") == [
        "6:3: expected a text as key, found a list or mapping (check the brackets)",
        "9:3: jobs.<<: expected an alias (*) of a mapping, found something else (write the keys out)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "site: x\nsources: y\n",
            ["1:7: site: expected a mapping, found 'x'", "2:10: sources: expected a list, found 'y'"],
        ),
        (
            "x-a: 1\n",
            [
                "1:1: site: expected the key 'site'",
                "1:1: sources: expected the key",
                "1:1: x-a: expected a known",
            ],
        ),
        (
            SHORT.replace("\n  - path: posts", " []"),
            ["4:10: sources: expected at least one item, found an empty list"],
        ),
        (
            SHORT.replace("- path", "path"),
            ["5:3: sources: expected a list, found a mapping (begin each item with '- ')"],
        ),
        (SHORT + "feeds: []", ["6:8: feeds: expected at least one item, found an empty list"]),
        (SHORT + "feeds: jobs", ["6:8: feeds: expected a list, found 'jobs' (begin each item with '- ')"]),
        (SHORT + "references: x", ["6:13: references: expected a mapping, found 'x'"]),
        (SHORT + "output: [x]", ["6:9: output: expected text, found a list"]),
        (
            SHORT + "permalink: 1",
            ['6:12: permalink: expected text, found the number 1 (put it in quotes: "1")'],
        ),
        (
            SHORT + "jobs: {place: {contry: FR}}",
            ["6:16: jobs.place.contry: expected a known key, found 'contry' (did"],
        ),
        (with_feeds("  - 3\n"), ["7:5: feeds[0]: expected a mapping, found the number 3"]),
        (with_feeds("  - {name: 3}\n"), ["7:12: feeds[0].name: expected text, found the number 3"]),
        (
            with_feeds("  - {name: a, limit: 1.5}\n"),
            ["7:22: feeds[0].limit: expected a whole number, found the number 1.5"],
        ),
        (
            with_feeds("  - {name: a, formats: []}\n"),
            ["7:24: feeds[0].formats: expected at least one format, found an em"],
        ),
        (
            with_feeds("  - {name: a, formats: pdf}\n"),
            ["7:24: feeds[0].formats: expected one of rss, atom, json_feed, jo"],
        ),
        (with_feeds("  - {name: a, select: x}\n"), ["7:23: feeds[0].select: expected a mapping, found 'x'"]),
        (
            with_feeds("  - {name: a, select: {source: zzz}}\n"),
            ["7:32: feeds[0].select.source: expected the name of a so"],
        ),
        (
            with_feeds("  - {name: a, select: {state: draft}}\n"),
            ["7:31: feeds[0].select.state: expected 'open', 'filled'"],
        ),
        (
            with_feeds("  - {name: a, select: {since: soon}}\n"),
            ["7:31: feeds[0].select.since: expected a date, found 's"],
        ),
        (
            with_feeds("  - {name: a, select: {since: 2026-01-01 10:00:00}}\n"),
            ["7:31: feeds[0].select.since: expected a date, found the date 2026-01-01 10:00:00"],
        ),
        (
            with_feeds("  - {name: a, select: {tag: 2026}}\n"),
            ['7:29: feeds[0].select.tag: expected text, found the number 2026 (put it in quotes: "2026")'],
        ),
        (
            with_feeds("  - {name: a, order: oldest, history: archived}\n"),
            ["7:22: feeds[0].order: expected the newest"],
        ),
        (
            with_feeds("  - {name: a, each: team}\n"),
            ["7:21: feeds[0].each: expected 'tag', 'organization', 'contr"],
        ),
        (
            with_feeds("  - {name: 'a/{tag}', each: organization}\n"),
            ["7:12: feeds[0].name: expected a name with {org"],
        ),
        (
            with_feeds("  - {name: 'a/{tag}'}\n"),
            ["7:12: feeds[0].name: expected {tag} only with `each: tag`, found 'a/{t"],
        ),
        (
            with_feeds("  - {name: 'a/{tag}', each: [tag, organization]}\n"),
            ["7:12: feeds[0].name: expected a name with {organization}, fo"],
        ),
        (
            with_feeds("  - {name: 'a/{tag}', each: [tag, tag]}\n"),
            ["7:35: feeds[0].each[1]: expected each facet once, found a second 'tag'"],
        ),
        (with_feeds("  - {name: a, each: []}\n"), ["7:21: feeds[0].each: expected at least one facet"]),
        (
            with_feeds("  - {name: a, select: {not: {source: elsewhere}}}\n"),
            ["7:38: feeds[0].select.not.source: expected the name of a source"],
        ),
        (
            with_feeds("  - {name: a, select: {not: {tags: x}}}\n"),
            ["7:30: feeds[0].select.not.tags: expected a known key, found 'tags' (did you mean 'tag'?)"],
        ),
        (
            with_feeds("  - {name: a, select: {keywords: ['…', ''], contract: CDl, telework: hybrib, place: '?'}}\n"),
            [
                "7:35: feeds[0].select.keywords[0]: expected a word or a phrase, found '…'",
                "7:40: feeds[0].select.keywords[1]: expected a word or a phrase, found an empty text",
                "7:55: feeds[0].select.contract: expected words of a contract, found 'CDl' (did you mean 'cdi'?)",
                "7:70: feeds[0].select.telework: expected a class of telework, found 'hybrib' (did you mean 'hybrid'?)",
                "7:85: feeds[0].select.place: expected a town, a region or a country, found '?'",
            ],
        ),
        (
            with_feeds(f"  - {{name: a, select: {{not: {{keywords: {'x' * 101}, contract: sometimes}}}}}}\n"),
            [
                "7:40: feeds[0].select.not.keywords: expected a keyword of at most 100 characters",
                "7:153: feeds[0].select.not.contract: expected words of a contract, found 'sometimes' (known: contr",
            ],
        ),
        (
            with_feeds("  - {name: '{tag}', each: tag}\n"),
            ["7:12: feeds[0].name: expected a name that the site does"],
        ),
        (
            SHORT.replace("path: posts", "path: .."),
            ["5:11: sources[0].path: expected a path whose last part can be the na"],
        ),
        (
            SHORT.replace("path: posts", "path: output/x"),
            ["5:11: sources[0].path: expected a folder outside the output, fou"],
        ),
        (
            SHORT.replace("path: posts", "path: posts\n    name: A b"),
            ["6:11: sources[0].name: expected a name of lower"],
        ),
        (SHORT.replace("title: Ex", "title: ' '"), ["2:10: site.title: expected text, found an empty text"]),
        (
            SHORT.replace("title: Ex", "title:"),
            ["2:9: site.title: expected the key 'title', found nothing (add `title:`)"],
        ),
        (
            SHORT.replace("example.org", "example.org?a=b"),
            ["3:8: site.url: expected an address without '?' and '#', fou"],
        ),
        (
            SHORT
            + "notify:\n  webhook:\n"
            + "".join(
                f"    - {{url: 'https://{host}.example/', secret: '${{{name}}}'}}\n"
                for host, name in (("a", "A"), ("b", "B"), ("a", "C"))
            ),
            ["10:13: notify.webhook[2].url: expected a unique address for each webhook, found a s"],
        ),
    ],
    ids=count(),
)
def test_each_rule_has_its_message(text, expected):
    """One rule at a time, at the place of the mistake."""
    found = messages(text)
    assert len(found) == len(expected)
    assert all(is_.startswith(begin) for is_, begin in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["a", "a"], "a"),
        (["tags/{tag}", "tags/news"], "tags/news"),
        (["tags/news", "tags/{tag}"], "tags/{tag}"),
        (["by/{tag}", "by/{organization}"], "by/{organization}"),
        (["index"], "index"),
        (["sitemap-2"], "sitemap-2"),
        (["posts/x"], "posts/x"),
        (["news-archive-0001"], "news-archive-0001"),
        (["jobs/page/2"], "jobs/page/2"),
        (["organizations/{organization}/hiring"], "organizations/{organization}/hiring"),
    ],
)
def test_no_feed_takes_the_address_of_another_file(names, taken):
    """Neither one of the site nor one of another feed, nor one that a facet may need."""
    facets = {"tag": "{tag}", "organization": "{organization}"}
    lines = [
        f"  - {{name: '{name}'" + "".join(f", each: {each}" for each, hole in facets.items() if hole in name) + "}\n"
        for name in names
    ]
    [problem] = problems(with_feeds("".join(lines)))
    assert taken in str(problem.found)
    assert problem.line == 6 + len(names)


def test_feeds_beside_each_other_are_fine():
    """Names that look alike but give other files."""
    lines = "".join(f"  - {{name: {name}}}\n" for name in ("posts", "posting/a", "tags", "tag/x", "index/a"))
    assert len(config.parse(with_feeds(lines)).feeds) == 5


def test_a_permalink_may_begin_with_a_placeholder():
    """Then no folder is taken for the pages."""
    text = SHORT + 'permalink: "{source}/{slug}/"\nfeeds:\n  - {name: posts/x}\n'
    assert config.parse(text).feeds[0].name == "posts/x"


# Single values


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (checks.web_url, ["http://a", "https://a.example:8443/x?y#z", 3]),
        (checks.base_url, ["https://a.example/b", None]),
        (checks.language, ["fr", "fr-CA", "zh-Hant-TW", "es-419", "de-1996", "gsw", 3]),
        (checks.timezone, ["UTC", "Europe/Paris", "America/Argentina/Ushuaia", 3]),
        (checks.country, ["FR", "GB", None]),
        (checks.mailbox, ["a.b+c@d.example", 3]),
        (checks.positive, [1, 10**9, "x", None]),
        (checks.limit, [1, 0x10, 100_000, "x", None]),
        (checks.size, [1, 10**9, "x", None]),
        (checks.day, [date(2026, 1, 1), "2026-01-01", True]),
        (checks.path, ["a", "../a b/é", "/a", ".", 3]),
        (checks.source_name, ["a", "a-1", 3]),
        (checks.feed_name, ["a", "a_b/c-d", "x/{tag}", "x-{organization}/y", 3]),
        (
            checks.permalink,
            ["{slug}/", "{slug}.html", "a/{year}-{month}-{day}/{slug}/", "A~b/{slug}.html", 3],
        ),
        (checks.not_empty, ["a", 3]),
        (network_checks.link_pattern, ["/jobs/*", "!/jobs/x", "*.html", 3]),
    ],
)
def test_good_values_pass(check, good):
    """What is right, or of a type that another check refuses, is not reported."""
    assert [check(value) for value in good] == [None] * len(good)


@pytest.mark.parametrize(
    ("check", "value", "remedy"),
    [
        (checks.web_url, "example.org/x", "write https://example.org/x"),
        (checks.web_url, "//example.org", "write https://example.org"),
        (checks.web_url, "nowhere", ""),
        (checks.web_url, "ftp://a.example", ""),
        (checks.web_url, "https://", ""),
        (checks.web_url, "https://a:99999/", ""),
        (checks.web_url, "https://a:0/", ""),
        (checks.web_url, "https://[a", ""),
        (checks.web_url, "https://[é", ""),
        (checks.web_url, "https://a b/", "write special characters with their %-codes"),
        (checks.web_url, "https://a.example/é", "write special characters with their %-codes"),
        (checks.web_url, "https://émploi.example/x", "write https://xn--mploi-9ra.example/x"),
        (checks.web_url, "https://me:secret@a.example/", "it would be published: remove them"),
        (checks.base_url, "x", ""),
        (checks.base_url, "https://a.example/?b", "write https://a.example/"),
        (checks.base_url, "https://a.example/#b", "write https://a.example/"),
        (checks.language, "french", "write its code, such as fr or en-GB"),
        (checks.language, "en_GB", "write en-GB"),
        (checks.timezone, "Paris", "did you mean 'Europe/Paris'?"),
        (checks.timezone, "new york", "did you mean 'America/New_York'?"),
        (checks.timezone, "localtime", "write it like Europe/Paris"),
        (checks.timezone, "../etc/passwd", "write it like Europe/Paris"),
        (checks.country, "fr", "write FR"),
        (checks.country, "UK", "write GB"),
        (checks.country, "EU", "write it like FR"),
        (checks.country, "France", "write it like FR"),
        (checks.mailbox, "a@b", "write it like jobs@example.org"),
        (checks.base_url, "https://a.example/b/../c", "write the resolved address"),
        (checks.base_url, "https://a.example/%2E", "write the resolved address"),
        (checks.positive, 0, ""),
        (checks.limit, "3", "write 3 without quotes"),
        (checks.limit, 100_001, "remove the key to publish all"),
        (checks.limit, -1, ""),
        (checks.size, 10**30, ""),
        (checks.path, "", ""),
        (checks.path, "a\0", ""),
        (checks.path, "~/a", "write it without ~"),
        (checks.path, "a\\b", "write a/b"),
        (checks.source_name, "Mes offres", "write mes-offres"),
        (checks.source_name, "é", ""),
        (checks.feed_name, "/jobs/", "write jobs"),
        (checks.feed_name, "../x", "write x"),
        (checks.feed_name, "a//b", ""),
        (checks.feed_name, "a/{team}", ""),
        (checks.feed_name, "a/nul", "choose another name"),
        (checks.permalink, "posts/", "without it, two posts would have the same page"),
        (checks.permalink, "{slug}/{title}/", ""),
        (checks.permalink, "posts/{slug}", "write posts/{slug}/"),
        (checks.permalink, "/{slug}/", "use letters, digits, '-', '_', '.' and '/'"),
        (checks.permalink, "../{slug}/", "use letters, digits, '-', '_', '.' and '/'"),
        (network_checks.link_pattern, "jobs/*", 'write "/jobs/*"'),
        (network_checks.link_pattern, "!https://a.example/jobs/*", 'write "!/jobs/*"'),
        (checks.permalink, "a b/{slug}/", "use letters, digits, '-', '_', '.' and '/'"),
    ],
)
def test_bad_values_have_a_remedy(check, value, remedy):
    """What is wrong is reported with what to write, where that can be known."""
    wrong = check(value)
    assert wrong is not None
    assert str(wrong[2]) == remedy


def test_without_time_zones_the_remedy_names_the_package(monkeypatch):
    """On such a machine every name would be wrong."""
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(to=())
    try:
        assert checks.timezone("UTC") == (
            *("a time zone database", "none on this machine", "install the package tzdata"),
        )
    finally:
        zoneinfo.reset_tzpath()


def test_values_are_shown_short():
    """A long or odd value does not swamp the line."""
    assert checks.describe("a\n" * 50) == f"'{'a ' * 29}a…'"
    assert [checks.describe(value) for value in (None, {}, [], True, 1.5)] == [
        *("nothing", "a mapping", "a list", "true", "the number 1.5")
    ]


# Files


def test_a_file_is_read(tmp_path):
    """With a byte order mark and Windows line ends, too."""
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SHORT.replace("\n", "\r\n").encode())
    assert config.load(path) == config.parse(SHORT)


def test_a_mistake_in_a_file_names_the_file(tmp_path):
    """By the name it has in the project."""
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT + "x: 1")
    with pytest.raises(ConfigError, match=r"^mine\.yaml:6:1: x: "):
        config.load(path)


def test_a_missing_file_is_reported(tmp_path):
    """With the command that writes one."""
    with pytest.raises(ConfigError, match=r"config.yaml: expected a configuration file, found no file \(`feeds init`"):
        config.load(tmp_path / "config.yaml")


def test_a_folder_is_no_file(tmp_path):
    """The file in it is meant."""
    with pytest.raises(ConfigError, match=r"found a folder \(name the file in it: .*config.yaml\)"):
        config.load(tmp_path)


def test_an_unreadable_file_is_reported(tmp_path):
    """Here: a path through a file."""
    (tmp_path / "a").write_text("x")
    with pytest.raises(ConfigError, match=r"found Not a directory \(check its permissions\)"):
        config.load(tmp_path / "a" / "config.yaml")


def test_another_encoding_is_reported_at_its_line(tmp_path):
    """Line and byte help to find the place."""
    path = tmp_path / "config.yaml"
    path.write_bytes("site:\n  title: Emploi d'été".encode("latin-1"))
    with pytest.raises(ConfigError, match=r"config.yaml:2: expected text in UTF-8, found the byte 0xe9"):
        config.load(path)


# The cache

texts = st.text(max_size=8)
several = st.lists(texts, max_size=3).map(tuple)
places = st.builds(Place, texts, texts, texts, texts, texts)
days = st.none() | st.dates()
organizations = st.builds(
    Organization,
    name=texts,
    url=texts,
    logo=texts,
    parent=st.none() | st.builds(Organization, texts),
    address=st.none() | places,
)
selections = st.builds(
    Selection,
    kind=st.sampled_from([(), ("job",), ("job", "article")]),
    state=st.sampled_from([("open",), ("filled", "stale")]),
    tag=several,
    organization=several,
    source=several,
    language=several,
    since=days,
    until=days,
)
configs = st.builds(
    config.Config,
    site=st.builds(Site, texts, texts, texts, texts, texts, organizations, texts),
    sources=st.lists(st.builds(Folder, path=texts, name=texts, include=several, exclude=several), max_size=2).map(
        tuple
    ),
    feeds=st.lists(
        st.builds(
            FeedSpec,
            name=texts,
            title=texts,
            select=selections,
            formats=several,
            limit=st.none() | st.integers(),
            each=st.sampled_from([None, "tag"]),
        ),
        max_size=2,
    ).map(tuple),
    jobs=st.builds(JobDefaults, texts, st.none() | places, st.booleans(), several, several, texts),
    references=st.lists(st.tuples(texts, several), max_size=2).map(tuple),
    output=texts,
)


@given(configs)
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_a_configuration_survives_json(made):
    """What was written down is read back the same."""
    assert cache.from_json(cache.to_json(made)) == made


@pytest.mark.parametrize("text", ["[]", "{}", "x", '{"site": {}}'])
def test_something_else_is_no_configuration(text):
    """It raises what its docstring names."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        cache.from_json(text)


def test_the_short_way_back_needs_no_library():
    """A run in which nothing changed does not pay for checking."""
    heavy = "('pydantic', 'yaml', 'msgspec', 'lxml', 'jinja2', 'feeds.config.schema', 'feeds.emit')"
    code = "import sys; from feeds.config import cache; cache.from_json(sys.argv[1]);"
    code += f"print([name for name in {heavy} if name in sys.modules])"
    text = cache.to_json(config.parse(SHORT))
    command = [sys.executable, "-c", code, text]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


# What editors and people are reported


def plain(value):
    """Return YAML data as JSON has it."""
    return json.loads(json.dumps(value, default=date.isoformat))


def valid(text):
    schema = json_schema.schema()
    return jsonschema.Draft202012Validator(schema).is_valid(plain(yaml.safe_load(text)))


def test_the_schema_on_disk_is_the_generated_one():
    """`feeds schema > config.schema.json` brings it up to date."""
    assert json.loads((ROOT / "config.schema.json").read_text("utf-8")) == json_schema.schema()


def test_the_schema_is_one():
    """By the rules of its own dialect, and in the same words each time."""
    jsonschema.Draft202012Validator.check_schema(json_schema.schema())
    assert json.dumps(json_schema.schema()) == json.dumps(json_schema.schema())


@pytest.mark.parametrize(
    "text",
    [
        SHORT,
        with_feeds("  - jobs\n  - {name: a, formats: rss, select: {kind: job, tag: [a], since: 2026-01-01}}\n"),
        SHORT + "references: {a: b, c: [d, e]}\njobs: {contacts: a@b.example, place: {postal_code: 35000}}\n",
    ],
)
def test_the_schema_takes_what_the_program_takes(text):
    """One value or a list, a bare feed name, free keys of references."""
    config.parse(text)
    assert valid(text)


@pytest.mark.parametrize(
    "text",
    [
        SHORT.replace("title", "titel"),
        SHORT + "x: 1",
        SHORT + "feeds: []",
        with_feeds("  - nws"),
        with_feeds("  - {name: a, formats: pdf}"),
        with_feeds("  - {name: a, select: {kind: jobs}}"),
        with_feeds("  - {name: A}"),
        SHORT + "permalink: posts/",
        SHORT + "jobs: {country: fr}",
    ],
)
def test_the_schema_refuses_what_the_program_refuses(text):
    """As far as a schema can tell."""
    problems(text)
    assert not valid(text)


def keys(schema, path=""):
    """Walk a schema and give each key as `KEYS` names it."""
    for choice in (schema, *schema.get("anyOf", ())):
        for name, value in choice.get("properties", {}).items():
            inside = f"{path}.{name}" if path else name
            yield inside, value
            yield from keys(value, inside)
        if isinstance(value := choice.get("additionalProperties"), dict):
            yield f"{path}.*", value
            yield from keys(value, f"{path}.*")
        if "items" in choice:
            yield from keys(choice["items"], f"{path}[]")


def test_every_key_has_a_description():
    """The table and the shape name the same keys, and editors see the words."""
    found = dict(keys(json_schema.schema()))
    assert set(found) == set(KEYS)
    assert all(value["description"].startswith(KEYS[path].description) for path, value in found.items())
    assert "partials/footer.html" in found["theme"]["description"], "the names of templates are listed"


@pytest.mark.parametrize("path", sorted(KEYS))
def test_every_key_is_documented(path):
    """`docs/reference/config.md` has a line for it."""
    text = (ROOT / "docs" / "reference" / "config.md").read_text("utf-8")
    assert f"| `{path}` |" in text


def test_the_example_of_each_key_passes_its_own_check():
    """Examples in the documentation are valid."""
    for key in KEYS.values():
        assert not key.check or [key.check(example) for example in key.examples] == [None] * len(key.examples)


def test_what_may_be_chosen_is_what_exists():
    """Kinds of source, dialects and formats come from their registries; closed states from the model."""
    found = dict(keys(json_schema.schema()))
    assert found["feeds[].formats"]["anyOf"][0]["enum"] == list(FORMATS)
    assert set(get_args(PublicState)) == (CLOSED | {"open", "stale"}) - {"removed"}
    assert set(found["redirects"]["anyOf"][0]["enum"]) == set(HOSTS)
    assert {field.name for source in SOURCES.values() for field in fields(source)} == {
        path.removeprefix("sources[].") for path in KEYS if re.fullmatch(r"sources\[\]\.[a-z_]+", path)
    }
    kinds = json_schema.schema()["properties"]["sources"]["items"]["anyOf"]
    assert set(SOURCES) == {kind["properties"]["kind"]["const"] for kind in kinds if "kind" in kind["properties"]}
    assert set(KNOWN_FEEDS) == {"jobs", "news"}


# What is shipped


def test_the_shipped_configuration_is_right():
    """It loads, it fits the schema, and its folders are there."""
    found = config.load(ROOT / "config.yaml")
    assert valid((ROOT / "config.yaml").read_text("utf-8"))
    folders = [source.path for source in found.sources] + [path for _, paths in found.references for path in paths]
    assert all((ROOT / folder).is_dir() for folder in folders)
    assert {spec.each for spec in found.feeds} == {(), ("tag",), ("organization",)}


def test_the_shipped_configuration_names_its_schema():
    """So that an editor helps from the first line on."""
    first = (ROOT / "config.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=config.schema.json"


def test_the_starter_is_right():
    """A new project begins with a configuration, a job offer and a piece of news."""
    files = dict(config.starter_files())
    assert list(files) == [
        "config.yaml",
        "sources/2026-01-05-hello.md",
        "sources/2026-01-12-web-developer.md",
    ]
    found = config.parse(files["config.yaml"])
    assert valid(files["config.yaml"])
    assert replace(found, site=config.parse(SHORT).site).feeds == found.feeds


@pytest.mark.parametrize("old", RENAMED)
def test_a_renamed_key_is_an_error_that_names_the_new_one(old):
    """At its line; the new name is a key, and the reference has both."""
    section, _, key = old.rpartition(".")
    *_, parent = ["", *section.replace("[]", "").split(".")]
    nested = f"{parent}:\n  {key}: 1\n"
    if section == "sources[]":
        nested = f"sources:\n  - url: https://partner.example/\n    {key}: 1\n"
    (problem,) = [one for one in messages(SHORT.partition("sources:")[0] + nested) if "renamed" in one]
    assert problem.endswith(f"({old} was renamed: write {RENAMED[old]})")
    assert RENAMED[old] in KEYS
    assert f"| `{old}` | `{RENAMED[old]}` |" in (ROOT / "docs/reference/config.md").read_text("utf-8")


def test_a_renamed_state_is_an_error_that_names_the_new_one():
    """`lost` is `stale` now."""
    text = f"{SHORT}feeds: [{{name: a, select: {{state: lost}}}}]\n"
    assert [one.partition(" (")[2] for one in messages(text)] == ["it was renamed: write stale)"]
