"""The kinds of recruiting systems, job feeds and tables that are read by address alone, by their samples.

Each sample of `tests/payload_samples` is one kind, and has an entry in KINDS. This command writes the table of
docs/reference/partners.md:

    PYTHONPATH=.:tests python tests/normalise/dialects/records/test_kinds.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from support.paths import ROOT, TESTS

from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Item, SourceOptions
from feeds.normalise.dialects.records import recognised
from feeds.normalise.dialects.records.recogniser import job_feed

SAMPLES = TESTS / "payload_samples"
PAGE = ROOT / "docs" / "reference" / "partners.md"
HERE = "https://partner.example/api/list"
DETAILS = re.compile(r"-detail\.")
# Kinds that no preset names.
KINDS = {
    "adzuna.xml": "Adzuna",
    "airtable.json": "Airtable",
    "careerjet.xml": "Careerjet",
    "digitalrecruiters.xml": "DigitalRecruiters",
    "google-sheets.csv": "Google Sheets, CSV",
    "google-visualization.json": "Google Sheets, `gviz/tq`",
    "jobrapido.xml": "Jobrapido",
    "jobvite.xml": "Jobvite",
    "jooble-feed.xml": "Jooble, feed of a customer",
    "linkedin.xml": "LinkedIn",
    "monster.xml": "Monster",
    "namespaced.xml": "HR-XML-like, with namespaces",
    "notion.json": "Notion",
    "offres-france.xml": "`offres` in French",
    "partner.csv": "Table with French columns",
    "stepstone.xml": "StepStone",
    "talent-com.xml": "Talent.com",
    "talentsoft.xml": "Talentsoft (Cegid)",
    "trovit.xml": "Trovit",
}
FACTS = {
    "title": lambda item: item.title,
    "employer": lambda item: (job(item, "hiringOrganization") or {}).get("name"),
    "place": lambda item: town(job(item, "jobLocation")),
    "date": lambda item: (item.published or item.updated)[:10],
    "link": lambda item: item.url or item.apply_url,
    "text": lambda item: re.sub(r"<[^>]*>", " ", item.content_html),
}
MORE = {
    "updated": lambda item: item.updated[:10],
    "language": lambda item: item.language,
    "start": lambda item: job(item, "jobStartDate"),
    "last day": lambda item: job(item, "validThrough"),
    "contract": lambda item: job(item, "employmentType"),
    "pay": lambda item: job(item, "baseSalary"),
    "telework": lambda item: job(item, "jobLocationType"),
    "duration": lambda item: job(item, "jobDuration"),
}
CHECKED = {name: MORE[name] for name in ("updated", "language", "start", "last day")}
# Samples that state an area beside the place, of which the recogniser reads the area.
AREAS = frozenset({"choisir-le-service-public.csv", "talentsoft.xml"})
LEAST = 27 / 32  # of the kinds are read in full


class Kind(NamedTuple):
    """A sample as it is read by its address alone, else with `mapping: auto`."""

    name: str
    notation: str
    read_by: str
    items: tuple[Item, ...]


def job(item: Item, name: str) -> object:
    return (item.job or {}).get(name)


def town(places: object) -> str:
    """Return the first place in words, or the smallest part of its address."""
    first = places[0] if isinstance(places, list) and places else places
    if not isinstance(first, dict):
        return str(first or "")
    address = first.get("address", {})
    parts = ("addressLocality", "addressRegion", "addressCountry")
    return next((address[part] for part in parts if part in address), first.get("name", ""))


def samples() -> list[str]:
    return [path.name for path in sorted(SAMPLES.glob("*.*")) if not DETAILS.search(path.name)]


def document(name: str) -> Document:
    return Document("partner", HERE, (SAMPLES / name).read_bytes(), "")


@cache
def by_recogniser(name: str) -> tuple[Item, ...]:
    """Return the items of a sample without any preset."""
    options = recognised.find(document(name), SourceOptions(HERE, recognise=True))
    return records.read(document(name), options).items if options.mapping else ()


@cache
def kind(name: str) -> Kind:
    preset = records.preset_for(HERE, document(name).body)
    notation = name.rpartition(".")[2].upper()
    if not preset:
        return Kind(KINDS[name], notation, "`mapping: auto`", by_recogniser(name))
    named = KINDS[name] if preset == job_feed.NAME else str(records.presets()[preset]["name"])
    return Kind(named, notation, f"`{preset}`", records.read(document(name), SourceOptions(HERE)).items)


def agrees(one: str, other: str) -> bool:
    """Return whether all words of one text are in the other: texts may lack a part, or headings."""
    some, others = ({*re.findall(r"\w+", text.casefold())} for text in (one, other))
    return some <= others or others <= some


@pytest.mark.parametrize("name", samples())
def test_a_kind_is_read_without_presets_and_without_a_wrong_fact(name: str) -> None:
    """What the recogniser reads of a sample is what is read with its preset."""
    own, whole = by_recogniser(name), {item.title: item for item in kind(name).items}
    assert whole
    assert {item.title for item in own} <= {*whole}
    for item in own:
        for fact, value in {**FACTS, **CHECKED}.items():
            read, right = str(value(item) or ""), str(value(whole[item.title]) or "")
            assert agrees(read, right) or (fact == "place" and name in AREAS), (fact, read, right)


def test_most_kinds_are_read_in_full_without_presets() -> None:
    """All of title, employer, place, date, link and text that a sample states."""
    partly = {name: missing for name in samples() if (missing := list(lost(name)))}
    assert len(partly) <= (1 - LEAST) * len(samples()), partly


def lost(name: str) -> Iterator[str]:
    own = by_recogniser(name)
    for fact, value in FACTS.items():
        stated = any(map(value, kind(name).items)) and (fact != "link" or b"http" in document(name).body)
        if stated and not any(map(value, own)):
            yield fact


def table() -> str:
    rows = ["| kind | notation | read by | fields |", "|---|---|---|---|"]
    for one in sorted(map(kind, samples()), key=lambda one: (one.name.strip("`").casefold(), one.notation)):
        read = [fact for fact, value in {**FACTS, **MORE}.items() if any(map(value, one.items))]
        rows.append(f"| {one.name} | {one.notation} | {one.read_by} | {', '.join(read)} |")
    return "\n".join(rows) + "\n"


def test_the_page_has_this_table() -> None:
    assert table() in PAGE.read_text("utf-8")


def test_what_only_the_recogniser_reads_was_checked_by_eye() -> None:
    for name in samples():
        if not records.preset_for(HERE, document(name).body):
            expected = json.loads((SAMPLES / "expected" / f"{name}.auto.json").read_text("utf-8"))
            assert [read(item) for item in by_recogniser(name)] == expected


def read(item: Item) -> dict[str, object]:
    return {fact: value(item) for fact, value in {"id": lambda one: one.id, **FACTS, **MORE}.items() if value(item)}


if __name__ == "__main__":
    for sample in samples():
        if not records.preset_for(HERE, document(sample).body):
            written = json.dumps([read(item) for item in by_recogniser(sample)], ensure_ascii=False, indent=1)
            (SAMPLES / "expected" / f"{sample}.auto.json").write_text(written + "\n", "utf-8")
    made = re.sub(r"\| kind \| notation \|.*?\n(?!\|)", lambda _: table(), PAGE.read_text("utf-8"), flags=re.DOTALL)
    PAGE.write_text(made, "utf-8")
