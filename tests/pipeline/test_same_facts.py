"""The facts of a job are the same wherever they are published: card, page, JSON-LD of the page, `_jobposting`."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import html

from feeds.emit.facts.words import job_words

NOW = "2020-12-31"
PARIS = ZoneInfo("Europe/Paris")
STATED = re.compile(
    r"^(?:open|ouvert|status|statut|filled|poste?_(?:pourvu|ferme)|depublication_date)\s*:.*\n",
    re.MULTILINE | re.IGNORECASE,
)
FENCE = re.compile(r"\A(\ufeff?---[ \t]*\r?\n)")
MAIN = ("deadline", "apply", "contract", "place", "telework", "pay", "start", "duration", "organization")
INVENTED = """---
roles: {role}
contrat: {contract}
lieu: {place}
teletravail: {telework}
salaire: {pay}
poste_ferme: {closes}
company: {company}
contact: emploi@example.org
---
Un texte assez long pour une offre, avec deux phrases. En voici la seconde, sans aucun fait.
"""
VALUES = [
    ("Pilote", "CDI", "75011 Paris", "2 jours par semaine", "42 000 à 48 000 € par an", "2021-02-01", "Nord <&> Sud"),
    ("Ingénieure", "CDD de 3 ans", "Lyon", "non", "35 k€ brut annuel", "2021-03-15", "Ville de Pau"),
    ("Dev", "freelance, 80 %", "Rennes, Bretagne", "100 % télétravail", "450 € par jour", "2021-01-31", 'Atelier "Z"'),
    ("Stagiaire", "stage", "[Lille, Nantes]", "possible", "", "", "Métropole"),
]


def facts_of(fragment: str) -> dict[str, str]:
    """Return the text of each fact of a card, in order."""
    found = html.fromstring(f"<div>{fragment}</div>").xpath("//ul[@class='feeds-facts']/li")
    return {one.get("class"): " ".join(one.text_content().split()) for one in found}


def test_facts_are_the_same_everywhere(home: Any, shared: Any) -> None:
    """Of every post of the corpus, as if open, and of some with all facts."""
    home.configure(jobs={"country": "FR", "employer": "publisher", "contacts": "emploi@example.org"})
    for place in sorted((shared / "corpus" / "jobs").iterdir()):
        text = STATED.sub("", place.read_text("utf-8"))
        home.write(f"sources/{place.name}", FENCE.sub(r"\1open: true\n", text))
    keys = ("role", "contract", "place", "telework", "pay", "closes", "company")
    for number, values in enumerate(VALUES):
        home.write(
            f"sources/2020-12-0{number + 1}-invented.md", INVENTED.format(**dict(zip(keys, values, strict=True)))
        )
    home.publish(now=NOW)
    items, seen = home.json("jobs.json")["items"], set[str]()
    assert len(items) >= 189
    for item in items:
        facts = facts_of(item["content_html"])
        assert list(facts) == [name for name in MAIN if name in facts], item["url"]  # one order
        page = html.fromstring(home.tree_file(item["url"].removeprefix("https://jobs.example.org/") + "index.html"))
        shown = page.xpath("//section[@aria-labelledby='page-facts']")[0]
        cards = [html.tostring(one, encoding="unicode") for one in shown.xpath(".//ul[@class='feeds-facts']")]
        assert facts.items() <= facts_of("".join(cards)).items(), item["url"]
        scripts = page.xpath("//script[@type='application/ld+json']/text()")
        posting = item.get("_jobposting", {})
        assert ([json.loads(text) for text in scripts] or [posting]) == [posting], item["url"]
        same_as_job(facts, item["_job"])
        if posting:  # without an employer there is none
            same_as_posting(facts, posting)
        seen |= facts.keys()
    assert seen == {*MAIN}


def same_as_job(facts: dict[str, str], job: dict[str, Any]) -> None:
    """Compare a card with what schema.org has no words for."""
    telework, contract = facts.get("telework", ""), facts.get("contract", "")
    assert job_words("fr").telework.get(job.get("remote", ""), "") in telework
    if job.get("telework") != "non":  # which adds nothing to "on site"
        assert job.get("telework", "").casefold() in telework.casefold()
    assert job.get("contract", "") in contract


def same_as_posting(facts: dict[str, str], posting: dict[str, Any]) -> None:
    """Compare a card with the JobPosting of the same job, both ways."""
    through = posting.get("validThrough", "")
    assert ("deadline" in facts) == bool(through)
    if through:
        day = datetime.fromisoformat(through).astimezone(PARIS)
        assert re.search(rf"\b{day.day}(?:er)? \w+ {day.year}", facts["deadline"])
    for place in listed(posting.get("jobLocation")):
        address = place["address"]
        assert all(address[key] in facts["place"] for key in ("addressLocality", "postalCode") if key in address)
    assert ("place" in facts) == ("jobLocation" in posting)
    is_remote = posting.get("jobLocationType") == "TELECOMMUTE"
    assert is_remote <= (job_words("fr").telework["full"] in facts.get("telework", ""))
    assert ("employmentType" in posting) <= ("contract" in facts)
    assert posting["hiringOrganization"]["name"] in facts["organization"]
    amount = posting.get("baseSalary", {}).get("value", {})
    for bound in amount.keys() & {"minValue", "maxValue", "value"}:
        assert str(int(amount[bound]))[:2] in re.sub(r"\D", "", facts["pay"])
    contact = posting.get("applicationContact", {})
    assert contact.get("email", contact.get("url", "")) in facts.get("apply", "")


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
