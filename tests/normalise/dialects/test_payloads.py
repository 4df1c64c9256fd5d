"""What partners publish yields what they meant: facts of every payload, checked by eye against its source.

The payloads themselves are texts of others and no part of this project: where they lie is told by
`FEEDS_PAYLOADS`, and without them their tests are skipped. The samples are invented, one of each shape.
Run as a script, this module writes what it finds anew, to be checked by eye again.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.paths import TESTS

from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Batch, Item, SourceOptions

PAYLOADS = Path(os.environ.get("FEEDS_PAYLOADS", TESTS.parents[1] / "shared" / "payloads"))
SAMPLES = TESTS / "payload_samples"
EXPECTED = TESTS / "payloads" / "expected"
LONG = 120  # characters: a longer text is told by its length and digest
PRESETS = {
    "apec-export.xml": "apec",
    "bamboohr-list.json": "bamboohr",
    "engagement-jeunes.json": "engagement-jeunes",
    "france-travail-cegid-list.json": "talentsoft",
    "hellowork-root.xml": "hellowork",
    "jooble-jobs.xml": "jooble",
    "laposte-offres.xml": "laposte",
    "lever-postings.json": "lever",
    "meteojob-source.xml": "meteojob",
    "smartrecruiters-postings.json": "smartrecruiters",
    "startupjobs-entities.xml": "startupjobs",
    "workable-widget.json": "workable",
    "workday-cxs.json": "workday",
}
INVENTED = {
    "adzuna.xml": "job-feed",
    "apec.xml": "apec",
    "ashby.json": "ashby",
    "bamboohr.json": "bamboohr",
    "breezy.json": "breezy",
    "careerjet.xml": "job-feed",
    "choisir-le-service-public.csv": "choisir-le-service-public",
    "digitalrecruiters.json": "digitalrecruiters",
    "digitalrecruiters.xml": "job-feed",
    "eightfold.json": "eightfold",
    "engagement-jeunes.json": "engagement-jeunes",
    "france-travail.json": "france-travail",
    "greenhouse.json": "greenhouse",
    "hellowork.xml": "hellowork",
    "indeed.xml": "indeed",
    "jazzhr.xml": "jazzhr",
    "jobrapido.xml": "job-feed",
    "jobvite.xml": "job-feed",
    "jooble-feed.xml": "job-feed",
    "laposte.xml": "laposte",
    "lever.json": "lever",
    "linkedin.xml": "job-feed",
    "meteojob.xml": "meteojob",
    "monster.xml": "job-feed",
    "namespaced.xml": "job-feed",
    "offres-france.xml": "job-feed",
    "oracle.json": "oracle",
    "personio.xml": "personio",
    "phenom.json": "phenom",
    "pinpoint.json": "pinpoint",
    "recruitee.json": "recruitee",
    "rippling.json": "rippling",
    "smartrecruiters.json": "smartrecruiters",
    "startupjobs.xml": "startupjobs",
    "stepstone.xml": "job-feed",
    "talent-com.xml": "job-feed",
    "talentsoft.json": "talentsoft",
    "talentsoft.xml": "job-feed",
    "teamtailor.json": "teamtailor",
    "trovit.xml": "job-feed",
    "welcomekit.json": "welcomekit",
    "workable.json": "workable",
    "workday.json": "workday",
    "wp-job-manager.json": "wp-job-manager",
}
OF_OTHERS = (
    "neogov-rss.xml",
    "pass-fonction-publique.rss",
    "remoteok-error.html",
    "remoteok-job.html",
    "teamtailor-jsonfeed.json",
    "weworkremotely-job-badjson.html",
    "weworkremotely-job.html",
)


def document(path: Path) -> Document:
    """Serve a file as a partner nobody knows would."""
    return Document("partner", f"http://127.0.0.1:8000/{path.name}", path.read_bytes(), "")


def body(name: str) -> Document:
    if not (PAYLOADS / name).is_file():
        pytest.skip(f"no payload {name}: set FEEDS_PAYLOADS to its folder")
    return document(PAYLOADS / name)


def told(value: Any, name: str = "") -> Any:
    """Return a value with long texts, and all prose, replaced by what identifies them."""
    if isinstance(value, str) and (len(value) > LONG or name == "content_html"):
        host = f"{urlsplit(value).hostname}, " if name == "url" else ""
        return f"{host}{len(value)} characters, sha256 {hashlib.sha256(value.encode()).hexdigest()[:16]}"
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    return [told(one) for one in value] if isinstance(value, list | tuple) else value


def fact(item: Item) -> dict[str, Any]:
    """Return what an item says, field by field."""
    return {
        name: told(value, name)
        for name in item.__dataclass_fields__
        if name != "base" and (value := getattr(item, name))
    }


def facts(batch: Batch) -> dict[str, Any]:
    """Return what a document holds, as JSON can."""
    return {
        "complete": batch.complete,
        "total": batch.total,
        "next": [list(ask) for ask in batch.next],
        "problems": [f"{problem.field}: {problem.found}" for problem in batch.problems],
        "count": len(batch.items),
        "items": [fact(item) for item in batch.items],
    }


def expected(name: str, *, samples: bool = False) -> Any:
    folder = SAMPLES / "expected" if samples else EXPECTED
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", PRESETS)
def test_a_payload_yields_what_its_publisher_meant(name: str) -> None:
    """It is known by its body alone, and each fact in it stands where it belongs."""
    given = body(name)
    assert records.recognises(given.body)
    assert records.preset_for(given.locator, given.body) == PRESETS[name]
    assert facts(records.read(given, SourceOptions(url=given.locator))) == expected(name)


@pytest.mark.parametrize("name", INVENTED)
def test_a_sample_yields_what_was_meant(name: str) -> None:
    """The shapes of systems without a payload, in invented words."""
    given = document(SAMPLES / name)
    assert records.recognises(given.body)
    assert records.preset_for(given.locator, given.body) == INVENTED[name]
    assert facts(records.read(given, SourceOptions(url=given.locator))) == expected(name, samples=True)


def test_every_preset_is_tried() -> None:
    """None is there that no document shows to be right."""
    assert {*PRESETS.values(), *INVENTED.values()} == {*records.presets()}


@pytest.mark.parametrize("name", OF_OTHERS)
def test_what_others_read_is_left_to_them(name: str) -> None:
    """Feeds, pages and errors are no records."""
    given = body(name)
    assert not records.recognises(given.body)
    assert records.preset_for(given.locator, given.body) == ""


def write() -> None:
    for names, folder, to in ((PRESETS, PAYLOADS, EXPECTED), (INVENTED, SAMPLES, SAMPLES / "expected")):
        for name in names:
            given = document(folder / name)
            found = json.dumps(
                facts(records.read(given, SourceOptions(url=given.locator))), ensure_ascii=False, indent=1
            )
            (to / f"{name}.json").write_text(found + "\n", "utf-8")


if __name__ == "__main__":
    write()
