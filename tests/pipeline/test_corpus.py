"""Real posts: the one this project was created from, and 194 that their authors wrote over four years."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

import jsonschema
import pytest
from lxml import etree, html

NOW = "2020-12-31"
PARTNER = "https://incubateur.anct.gouv.fr/recrutements/chef-fe-de-projets-communs-numeriques-et-gouvernance/"
STATED = re.compile(
    r"^(?:open|ouvert|status|statut|filled|poste?_(?:pourvu|ferme)|depublication_date)\s*:.*\n",
    re.MULTILINE | re.IGNORECASE,
)
FENCE = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)")

URL = {"type": "string", "pattern": '^https?://[^ <>"]+$'}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
TEXT = {"type": "string", "minLength": 1}
AUTHORS = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "minProperties": 1, "properties": {"name": TEXT, "url": URL}},
}
JSON_FEED = {  # jsonfeed.org/version/1.1, as strictly as it can be read
    "type": "object",
    "required": ["version", "title", "home_page_url", "feed_url", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "description": TEXT,
        "home_page_url": URL,
        "feed_url": URL,
        "next_url": URL,
        "language": TEXT,
        "authors": AUTHORS,
        "_feeds": {"type": "object"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "title", "date_published", "date_modified", "language"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^[a-z]+:"},
                    "url": URL,
                    "external_url": URL,
                    "title": TEXT,
                    "summary": TEXT,
                    "content_html": TEXT,
                    "content_text": TEXT,
                    "image": URL,
                    "date_published": TIME,
                    "date_modified": TIME,
                    "authors": AUTHORS,
                    "tags": {"type": "array", "minItems": 1, "uniqueItems": True, "items": TEXT},
                    "language": TEXT,
                    "_jobposting": {"type": "object"},
                    "_job": {"type": "object"},
                    "_feeds": {"type": "object"},
                },
            },
        },
    },
}


def set_up(home, shared, *, references=True):
    folders = {"startup": "reference/startups", "incubator": "reference/incubators"}
    if references:
        shutil.copytree(shared / "corpus" / "reference", home.root / "reference")
    home.configure(
        site={
            "title": "Emplois",
            "url": "https://jobs.example.org/",
            "language": "fr",
            "timezone": "Europe/Paris",
            "publisher": {"name": "Atelier du Nord", "url": "https://nord.example.org/"},
        },
        jobs={"country": "FR", "employer": "publisher"},
        references=folders if references else None,
    )


# The post that the project was created from


def test_the_seed_is_closed(home, shared):
    """It stands in no feed; its page keeps its text, says that it is closed; search engines pass it by."""
    set_up(home, shared)
    home.write("sources/2020-07-21-seed.md", (shared / "corpus" / "seed.md").read_bytes())
    ran = home.publish(now=NOW)
    assert ran.report["counts"] == {"job closed": 1}
    assert home.ids("jobs.json") == home.feed("jobs.rss").entries == home.json("jobs.jsonld")["@graph"] == []
    page = home.text("posts/seed/index.html")
    assert 'class="closed"' in page
    assert 'content="noindex"' in page
    assert "application/ld+json" not in page
    assert "Développer l'offre de services" in page
    assert PARTNER not in page.split('<div class="text ')[0]
    (item,) = home.json("closed.json")["closed"]
    assert (item["state"], item["url"]) == ("closed", "https://jobs.example.org/posts/seed/")
    assert "/posts/seed/" not in "".join(home.text(path) for path in home.tree() if path.startswith("sitemap"))


@pytest.mark.parametrize("references", [True, False])
def test_the_seed_forced_open_is_everywhere(home, shared, references):
    """A copy with `open: true` says the same in every format, with and without the reference folders."""
    set_up(home, shared, references=references)
    seed = (shared / "corpus" / "seed.md").read_text("utf-8")
    home.write("sources/2020-07-21-seed.md", seed.replace("open: false", "open: true"))
    ran = home.publish(now=NOW)
    assert ran.report["counts"] == {"job open": 1}
    (node,) = home.json("jobs.jsonld")["@graph"]
    assert node["employmentType"] == ["CONTRACTOR", "PART_TIME"]
    assert node["hiringOrganization"]["name"] == "Incubateur des Territoires"
    assert node["datePosted"] == "2020-07-21"
    assert node["sameAs"] == PARTNER
    assert node["directApply"] is False
    assert node["title"] == "Chef.fe de projets communs numériques et gouvernance"
    (item,) = home.json("jobs.json")["items"]
    assert item["external_url"] == PARTNER
    assert item["_jobposting"] == {"@context": "https://schema.org", **node}
    (entry,) = home.feed("jobs.atom").entries
    assert [link.href for link in entry.links if link.rel == "related"] == [PARTNER]
    (rss,) = home.feed("jobs.rss").entries
    assert entry.id == rss.id == item["id"] == node["@id"]
    assert entry.title == rss.title == item["title"]
    assert entry.title.startswith("L'Incubateur des Territoires recrute")
    page = home.text("posts/seed/index.html")
    assert PARTNER in page.split('<div class="text ')[0]
    assert "application/ld+json" in page
    assert "noindex" not in page
    everywhere = "".join(body.decode() for path, body in home.tree().items() if path.endswith((".atom", ".json")))
    assert "contactincubateur@" not in everywhere  # a mailbox of the front matter stays private


# All of them


def assert_readable(home, jobs):
    """Every feed is read by readers that others wrote, and all say the same of each post."""
    for name in ("jobs", "news"):
        document = home.json(f"{name}.json")
        jsonschema.validate(document, JSON_FEED)
        said = [(item["id"], item["title"], item["url"]) for item in document["items"]]
        for ending in ("rss", "atom"):
            entries = home.feed(f"{name}.{ending}").entries
            assert [(entry.id, entry.title, entry.link) for entry in entries] == said
        assert len({id_ for id_, _, _ in said}) == len(said)
    assert len(home.ids("jobs.json")) == jobs
    for path, body in home.tree().items():
        if path.endswith((".xml", ".opml")):
            etree.fromstring(body)


def assert_eligible(home):
    """Each JobPosting has what Google requires, and stands in its page just the same."""
    graph = home.json("jobs.jsonld")["@graph"]
    for node in graph:
        assert node["@type"] == "JobPosting"
        assert node["title"]
        assert len(node["description"]) > 20
        datetime.fromisoformat(node["datePosted"])
        assert node["hiringOrganization"]["name"]
        assert ("jobLocation" in node) or {"jobLocationType", "applicantLocationRequirements"} <= set(node)
        places = node.get("jobLocation", [])
        for place in places if isinstance(places, list) else [places]:
            assert place["address"]["addressCountry"] == "FR"
        page = html.fromstring(home.tree_file(urlsplit(node["url"]).path.lstrip("/") + "index.html"))
        assert page.xpath("string(//link[@rel='canonical']/@href)") == node["url"]
    return graph


def test_the_corpus_as_it_stood(home, shared):
    """Of 194 posts, 17 are open on the last day of 2020; none is refused, and none is a surprise."""
    set_up(home, shared)
    shutil.copytree(shared / "corpus" / "jobs", home.root / "sources", dirs_exist_ok=True)
    ran = home.publish(now=NOW)
    counts = Counter(ran.report["counts"])
    refused = [problem for problem in ran.report["problems"] if problem["severity"] == "error"]
    assert sum(counts.values()) + len(refused) == 194
    assert counts["job open"] == 17
    assert not any("unexpected" in problem for problem in ran.problems)
    assert len(home.json("closed.json")["closed"]) == sum(counts.values()) - 17
    assert_readable(home, 17)
    assert 10 <= len(assert_eligible(home)) <= 17
    again = home.publish(now=NOW)
    assert again.report["written"] == []


def test_the_corpus_forced_open(home, shared):
    """All that its authors wrote is published, complete enough for aggregators nearly everywhere."""
    set_up(home, shared)
    for place in sorted((shared / "corpus" / "jobs").iterdir()):
        text = STATED.sub("", place.read_text("utf-8"))
        home.write(f"sources/{place.name}", FENCE.sub(r"\1open: true\n", text))
    ran = home.publish(now=NOW)
    counts = ran.report["counts"]
    refused = [problem for problem in ran.report["problems"] if problem["severity"] == "error"]
    assert not any("unexpected" in problem for problem in ran.problems)
    assert sum(counts.values()) + len(refused) == 194
    assert counts["job open"] >= 185, counts
    assert_readable(home, counts["job open"])
    assert len(assert_eligible(home)) >= 0.9 * counts["job open"]
    stated = [node for node in home.json("jobs.jsonld")["@graph"] if "employmentType" in node]
    assert len(stated) >= 20  # most say nothing of their contract, and nothing is invented
