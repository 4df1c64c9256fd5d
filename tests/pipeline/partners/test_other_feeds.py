"""The facts of a job, read in its text by one site, on another site that reads the feed of that one."""

from __future__ import annotations

from typing import Any

from support.hostile import Server, reply

from feeds.ledger.ledger import Ledger
from feeds.pipeline.inspect.explain import fields_of
from feeds.pipeline.project import opened

TEXT = (
    "Un texte sur le travail, et sur ce que le service apporte. " * 20
    + """

## Modalités

- Poste ouvert en freelance pour une mission de 4 à 6 mois
- Temps partiel : 3 jours par semaine
- Télétravail partiel, présence régulière à Rennes
- Démarrage : septembre 2026
- TJM : 450 à 600 €
- Au moins 3 ans d'expérience

## Postuler

Remplissez [le formulaire de candidature](https://forms.example/a).
"""
)


def job_of(home: Any) -> Any:
    (item,) = home.json("jobs.json")["items"]
    return {**item["_job"], "employmentType": item["_jobposting"].get("employmentType")}


def test_facts_come_back_the_same(homes: Any) -> None:
    first, second = homes(), homes()
    first.job("2026-02-01-offre.md", TEXT, title="Offre", contrat="")
    first.publish()
    facts = job_of(first)
    assert facts["remote"] == "hybrid"
    assert facts["duration"] == "P4M/P6M"
    assert (facts["start"], facts["day_rate"]) == ("2026-09", {"currency": "EUR", "minValue": 450, "maxValue": 600})
    assert facts["apply"] == "https://forms.example/a"
    assert facts["employmentType"] == ["CONTRACTOR", "PART_TIME"]
    with Server() as server:
        server.on("/jobs.json", reply(first.text("jobs.json").encode()))
        sources = [{"url": server.url("/jobs.json"), "name": "first"}]
        site = {"title": "Other", "url": "https://other.example.org/", "language": "fr"}
        second.configure(site=site, sources=sources, network={"allow": [server.address], "spacing": 0})
        assert second.publish().status == 0
    assert job_of(second) == facts
    with opened(second.root / "config.yaml", keep=False) as (project, store):
        ledger = Ledger(store, project.config.site, project.config.policy)
        (entry,) = ledger.entries(ledger.listings())
        origins = {line.field: line.origin for line in fields_of(entry.post)}
    named = ("job.contract", "job.remote", "job.telework", "job.duration", "job.start", "job.day_rate", "job.apply")
    assert all(origins.get(field) for field in named), origins
