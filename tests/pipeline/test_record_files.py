"""A folder of CSV, JSON or XML: each record is a post, and a file deletes only what it proves to be gone."""

import json

import pytest
from conftest import NOW

MAPPING = {"fields": {"id": "ref", "title": "poste", "description": "texte", "place": "ville", "published": "date"}}
HEAD = "ref;poste;texte;ville;date\n"
LATER = "2026-03-02T09:00:00Z"


def row(number: int, **changes: str) -> str:
    """Return a line of the table."""
    cells = {"poste": f"Poste {number}", "texte": f"Texte long de l'offre numéro {number}.", "ville": "Rennes"} | changes
    return f"{number};{cells['poste']};{cells['texte']};{cells['ville']};2026-02-{number:02}\n"


def table(*numbers: int) -> str:
    """Return a whole table."""
    return HEAD + "".join(map(row, numbers))


@pytest.fixture
def exports(home):
    """Return a project with a folder of tables beside that of posts."""
    home.configure(sources=[{"path": "sources"}, {"path": "exports", "mapping": MAPPING}])
    home.job("bonne.md", title="La bonne offre")
    home.write("exports/jobs.csv", table(1, 2, 3))
    assert home.publish().status == 0
    return home


def test_each_record_of_a_table_is_a_job(exports):
    """With the employer, the country and the language of the site."""
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 2", "Poste 3"]
    (one,) = [item for item in exports.json("jobs.json")["items"] if item["title"] == "Poste 2"]
    job = one["_job"]
    assert (job["hiringOrganization"]["name"], one["language"]) == ("Atelier du Nord", "fr")
    assert job["jobLocation"][0]["address"]["addressCountry"] == "FR"
    assert one["url"].endswith("/posts/poste-2/")
    assert one["date_published"].startswith("2026-02-02")
