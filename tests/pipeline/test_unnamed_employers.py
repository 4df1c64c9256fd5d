"""Jobs whose employer neither the post nor the configuration names."""

from __future__ import annotations

import json

import pytest

SITE = {
    "title": "My jobs and news",
    "url": "https://jobs.example.org/",
    "publisher": {"name": "Atelier du Nord", "url": "https://nord.example.org/"},
}


def item(home):
    """Return the one item of the feed of jobs."""
    (found,) = json.loads((home.output / "jobs.json").read_text("utf-8"))["items"]
    return found


def outputs(home):
    """Return the text of all published files."""
    return "\n".join(path.read_text("utf-8") for path in home.output.rglob("*") if path.suffix in TEXTS)


TEXTS = (".html", ".json", ".jsonld", ".atom", ".rss")


def test_a_job_without_employer_stays_in_the_feeds(home):
    """It has neither JobPosting nor author, in any output, and is reported once, with what to do."""
    home.configure(site=SITE, jobs={"country": "FR"})
    for name in ("dev", "juriste", "designer"):
        home.job(f"2026-01-05-{name}.md")
    ran = home.publish()
    (problem,) = [problem for problem in ran.report["problems"] if problem["field"] == "jobs.employer"]
    assert "3 open jobs without one" in problem["text"]
    assert "jobs: {employer: publisher}" in problem["text"]
    assert len(json.loads((home.output / "jobs.json").read_text("utf-8"))["items"]) == 3
    for mark in ("JobPosting", "hiringOrganization", "dc:creator"):
        assert mark not in outputs(home)
    atom = (home.output / "jobs.atom").read_text("utf-8")
    assert "<author>" not in atom[atom.index("<entry") :]
    assert [problem["text"] for problem in home.publish().report["problems"]] == [problem["text"]]


def test_the_remedy_works(home):
    """It is the publisher whose JobPosting a job then has; a change of the configuration alone is no edit."""
    home.configure(site=SITE, jobs={"country": "FR"})
    home.job("2026-01-05-dev.md", lieu="Lille")
    home.publish()
    before = item(home)
    assert "_jobposting" not in before
    home.configure(site=SITE, jobs={"country": "FR", "employer": "publisher"})
    ran = home.publish(now="2026-04-01T09:00:00Z")
    assert ran.status == 0
    assert item(home)["_jobposting"]["hiringOrganization"]["name"] == "Atelier du Nord"
    assert item(home)["date_modified"] == before["date_modified"]
    assert ran.report["transitions"] == []


@pytest.mark.parametrize(
    ("employer", "name"), [("publisher", "Atelier du Nord"), ("Région Nord", "Région Nord"), (None, None)]
)
def test_the_configuration_may_name_the_employer(home, employer, name):
    """A post that names another one keeps it."""
    jobs = {"country": "FR", "place": {"locality": "Lille"}, **({"employer": employer} if employer else {})}
    home.configure(site=SITE, jobs=jobs)
    home.job("2026-01-05-dev.md")
    home.publish()
    assert item(home).get("_jobposting", {}).get("hiringOrganization", {}).get("name") == name
    home.job("2026-01-05-dev.md", company="Agence des Ponts")
    home.publish()
    assert item(home)["_jobposting"]["hiringOrganization"] == {"@type": "Organization", "name": "Agence des Ponts"}
    assert item(home)["authors"] == [{"name": "Agence des Ponts"}]


@pytest.mark.parametrize("stated", ["https://agence.example/", [1, 2], {}, {"url": "https://agence.example/"}, "TBD"])
def test_an_employer_that_is_not_understood_is_no_other(home, stated):
    """Not even that of the configuration; its line is reported."""
    home.configure(site=SITE, jobs={"country": "FR", "employer": "publisher", "place": {"locality": "Lille"}})
    home.job("2026-01-05-dev.md", entreprise=stated)
    ran = home.publish()
    (problem,) = [problem for problem in ran.report["problems"] if problem["severity"] != "note"]
    assert problem["field"] == "entreprise"
    assert problem["line"]
    assert "JobPosting" not in outputs(home)


def test_a_site_without_named_publisher_hires_for_no_one(home):
    """What is no fault of it is a note."""
    home.configure(site={"title": "My jobs and news", "url": "https://jobs.example.org/"}, jobs={"country": "FR"})
    home.job("2026-01-05-dev.md")
    ran = home.publish()
    assert (ran.status, ran.problems) == (0, [])
    assert "JobPosting" not in outputs(home)
    assert any("jobs: {employer: its name}" in problem["text"] for problem in ran.report["problems"])
