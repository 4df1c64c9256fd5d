"""Each value of a JobPosting comes from where the documentation says, and `feeds explain` shows it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import Home
from support.hostile import Server, reply
from support.paths import ROOT, TESTS

from feeds.emit.formats import job_posting, json_feed
from feeds.ledger.ledger import Ledger
from feeds.pipeline.inspect.explain import fields_of
from feeds.pipeline.project import opened

PAGE = ROOT / "docs" / "reference" / "outputs.md"
NOW = "2020-12-31T09:00:00Z"
CLOSING = re.compile(
    r"^(?:open|status|poste?_(?:pourvu|ferme)|depublication_date)\s*:.*\n", re.MULTILINE | re.IGNORECASE
)
# The facts of `_job` in JSON Feed, and their fields in `feeds explain`.
FACTS = {
    "contract": ("job.contract",),
    "remote": ("job.remote",),
    "remote_words": ("job.telework",),
    "telework": ("job.telework",),
    "duration": ("job.duration", "job.job_duration"),
    "start": ("job.start",),
    "day_rate": ("job.day_rate",),
    "pay": ("job.base_salary",),
    "apply": ("job.apply",),
    "reference": ("job.reference_number",),
}
OTHERS = {"id", "url", "published"}  # of the entry, not of its post: always known
SAMPLES = ("ashby.json", "greenhouse.json", "indeed.xml", "personio.xml", "pinpoint.json", "recruitee.json")


@cache
def table() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return, by property, its fields in `feeds explain` and where they may come from."""
    part = PAGE.read_text("utf-8").split("## JobPosting\n")[1].split("\n## ")[0]
    found = {}
    for row in re.findall(r"^\| (`[^|]*) \| [^|]* \| ([^|]*) \| ([^|]*) \|$", part, re.MULTILINE):
        names, fields, origins = (frozenset(re.findall(r"`([^`]+)`", cell)) for cell in row)
        found.update(dict.fromkeys(names, (fields, origins)))
    return found


def postings(home: Home) -> Iterator[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]]:
    """Yield the locator of each open job, its JobPosting, its facts in JSON Feed, and the origins of its fields."""
    with opened(home.root / "config.yaml", keep=False) as (project, store):
        ledger = Ledger(store, project.config.site, project.config.policy)
        listings = [one for one in ledger.listings() if one.kind == "job" and one.state == "open"]
        for entry in ledger.entries(listings):
            origins = {line.field: line.origin for line in fields_of(entry.post)}
            facts = json_feed.item(project.config.site, entry)["_job"]
            yield entry.listing.locator, job_posting.posting(entry), facts, origins


def check(home: Home) -> Counter[str]:
    """Hold all values against the table, and count the properties."""
    figures: Counter[str] = Counter()
    for locator, posting, facts, origins in postings(home):
        for name in facts.keys() - {"state", "reason", "extra"}:
            known = [origin for field in FACTS[name] if (origin := origins.get(field))]
            assert known, f"{locator}: no one knows where {name} comes from: {facts[name]}"
            figures[f"_job.{name}"] += 1
        for name in posting.keys() - {"@type", "@context"}:
            assert name in table(), f"{locator}: {name} is not documented"
            fields, allowed = table()[name]
            known = [origin for field in fields if (origin := origins.get(field))]
            assert known or fields & OTHERS, f"{locator}: no one knows where {name} comes from: {posting[name]}"
            for origin in (part for found in known for part in found.split("; ")):
                assert origin.startswith(tuple(allowed)), f"{locator}: {name}: {origin}"
            figures[name] += 1
    return figures


def test_values_of_real_posts(home: Home, shared: Path) -> None:
    """All of them, as if they were open."""
    shutil.copytree(shared / "corpus" / "reference", home.root / "reference")
    references = {"startup": "reference/startups", "incubator": "reference/incubators"}
    home.configure(jobs={"country": "FR", "employer": "publisher"}, references=references)
    for place in sorted((shared / "corpus" / "jobs").iterdir()):
        home.write(f"sources/{place.name}", CLOSING.sub("", place.read_text("utf-8")))
    home.publish(now=NOW)
    figures = check(home)
    assert figures["title"] > 150
    assert {"hiringOrganization", "jobLocation", "employmentType", "skills", "sameAs", "directApply"} <= figures.keys()
    assert {"jobDuration", "jobStartDate", "jobImmediateStart", "experienceRequirements"} <= figures.keys()
    assert {"_job.remote", "_job.duration", "_job.start", "_job.day_rate", "_job.apply"} <= figures.keys()


@pytest.mark.parametrize("defaults", [{}, {"country": "GB", "organization": "The Board"}], ids=["", "defaults"])
def test_values_of_partners(home: Home, defaults: Mapping[str, str]) -> None:
    """With and without what the configuration states of them."""
    with Server() as server:
        sources = []
        for name in SAMPLES:
            server.on(f"/{name}", reply((TESTS / "payload_samples" / name).read_bytes()))
            sources.append({"url": server.url(f"/{name}"), "name": re.sub(r"\W", "-", name), **defaults})
        home.configure(sources=sources, network={"allow": [server.address], "spacing": 0}, jobs=None)
        home.publish(now="2026-06-10T09:00:00Z")
        figures = check(home)
    assert figures["title"] > 8
    assert {"jobLocation", "baseSalary", "employmentType", "datePosted"} <= figures.keys()
