"""A problem of a reference file counts only if an open job uses the file."""

from __future__ import annotations

import pytest
from conftest import Home

WRONG = "---\ntitle: {}\nwebsite: pas une adresse\n{}---\n"


@pytest.fixture
def site(home: Home) -> Home:
    """Return a site with three reference files that have problems."""
    home.configure(references={"startup": "startups", "incubator": "incubators"})
    home.write("startups/carte.md", WRONG.format("La Carte", "incubator: fabrique\n"))
    home.write("startups/dossier.md", WRONG.format("Le Dossier", ""))
    home.write("incubators/fabrique.md", WRONG.format("La Fabrique", ""))
    return home


def counting(home: Home, command: str = "publish") -> tuple[int, set[str]]:
    """Return the exit status, and the files whose problems count."""
    ran = home.run(command, "--json", "--now", "2026-02-01")
    return ran.status, {one["file"] for one in ran.report["problems"] if one["severity"] != "note"}


def test_no_job_uses_them(site: Home) -> None:
    """All are notes, which `check` shows."""
    site.post("2026-01-05-news.md", title="Une nouvelle")
    assert counting(site) == (0, set())
    noted = {one["file"] for one in site.run("check", "--json").report["problems"]}
    assert {"startups/carte.md", "startups/dossier.md", "incubators/fabrique.md"} <= noted


@pytest.mark.parametrize(
    ("startup", "files"),
    [("dossier", {"startups/dossier.md"}), ("carte", {"startups/carte.md", "incubators/fabrique.md"})],
)
def test_an_open_job_uses_one(site: Home, startup: str, files: set[str]) -> None:
    """And the organisation above it."""
    site.job("2026-01-05-job.md", title="Une offre", startup=startup)
    assert counting(site) == (1, files)
    assert counting(site) == (1, files)  # of a run in which nothing changed
    assert counting(site, "check")[1] >= files


@pytest.mark.parametrize("closing", [{"open": False}, {"poste_ferme": "2026-01-20"}, {"draft": True}])
def test_a_job_that_is_not_open_uses_none(site: Home, closing: dict[str, object]) -> None:
    """No one applies for it any more."""
    site.job("2026-01-05-job.md", title="Une offre", startup="dossier", **closing)
    assert counting(site) == (0, set())


def test_it_counts_until_the_job_closes(site: Home) -> None:
    """By a change of the post."""
    site.job("2026-01-05-job.md", title="Une offre", startup="dossier")
    assert counting(site)[0] == 1
    site.job("2026-01-05-job.md", title="Une offre", startup="dossier", open=False)
    assert counting(site)[0] == 0
