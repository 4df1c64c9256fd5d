"""`feeds close`: a job is closed in its file."""

from __future__ import annotations

import json

import pytest

MARKDOWN = (
    "\ufeff---\r\nroles: Développeuse # un commentaire\r\ncontrat: 'CDI'\r\nopen: true # pour l'instant\r\n"
    "date: 2026-01-05\r\n---\r\nVenez.\r\n"
)
TOML = "+++\nroles = 'Juriste'\ncontract = 'CDI'\ndate = 2026-01-06\n+++\n\nCome.\n"


@pytest.fixture
def site(home):
    home.write("sources/2026-01-05-dev.md", MARKDOWN)
    home.write("sources/2026-01-06-juriste.md", TOML)
    home.job("2026-01-07-c.md")
    home.post("2026-01-08-article.md", title="Un article")
    assert home.publish().status == 0
    return home


def close(home, *arguments):
    return home.run("close", "--now", "2026-03-01T09:00:00Z", *arguments)


def states(home):
    """Return the state of each closed job by the end of its URL."""
    home.publish(now="2026-03-01T10:00:00Z")
    return {item["url"].rstrip("/").rpartition("/")[2]: item["state"] for item in home.json("closed.json")["closed"]}


@pytest.mark.parametrize(
    ("reason", "keys"),
    [
        ("--filled", "open: false # pour l'instant\r\ndate: 2026-01-05\r\nposte_pourvu: true\r\n"),
        ("--withdrawn", "open: false # pour l'instant\r\ndate: 2026-01-05\r\nstatus: withdrawn\r\n"),
        ("--expired", "open: false # pour l'instant\r\ndate: 2026-01-05\r\nposte_ferme: 2026-02-28\r\n"),
        ("", "open: false # pour l'instant\r\ndate: 2026-01-05\r\n"),
    ],
)
def test_a_job_is_closed_for_a_reason(site, reason, keys):
    """Comments, quotes, line ends and the byte order mark stay."""
    ran = close(site, "sources/2026-01-05-dev.md", *filter(None, [reason]))
    assert (ran.status, ran.err) == (0, "")
    written = (site.root / "sources/2026-01-05-dev.md").read_bytes().decode()
    assert written == MARKDOWN.replace("open: true # pour l'instant\r\ndate: 2026-01-05\r\n", keys)
    assert states(site) == {"dev": reason.removeprefix("--") or "closed"}
    before = site.tree()
    ran = close(site, "dev", *filter(None, [reason]))
    assert (ran.status, "nothing to do" in ran.out) == (0, True)
    assert site.tree() == before


def test_toml_is_edited_too(site):
    assert close(site, "juriste", "--filled").status == 0
    expected = TOML.replace("06\n+++", "06\nopen = false\nfilled = true\n+++")
    assert (site.root / "sources/2026-01-06-juriste.md").read_text() == expected
    assert states(site) == {"juriste": "filled"}


def test_a_post_is_found_by_its_url_and_id(site):
    item = next(item for item in site.json("jobs.json")["items"] if item["url"].endswith("/c/"))
    for name in (item["url"], item["id"]):
        ran = close(site, name, "--filled", "--json")
        assert ran.status == 0
        assert json.loads(ran.out)["keys"] == {"open": False, "poste_pourvu": True}
        site.job("2026-01-07-c.md")


def test_another_reason_replaces_the_first(site):
    assert close(site, "dev", "--filled").status == 0
    assert close(site, "dev", "--withdrawn").status == 0
    assert states(site) == {"dev": "withdrawn"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2026-01-08-article.md", "found an article"),
        ("nirgends", "no such post"),
        ("deux.md", "expected the name of one post, found sources/a/deux.md and sources/b/deux.md"),
        ("brouillon.md", "found a draft"),
        ("json.md", "expected front matter between --- or +++"),
    ],
)
def test_what_cannot_be_closed_is_refused(site, name, found):
    site.job("a/deux.md", date="2026-01-05")
    site.job("b/deux.md", date="2026-01-05")
    site.job("brouillon.md", date="2026-01-05", draft=True)
    site.write("sources/json.md", '{"roles": "Dev", "date": "2026-01-05"}\n\nCome.\n')
    before = {path: path.read_bytes() for path in (site.root / "sources").rglob("*") if path.is_file()}
    ran = close(site, name, "--filled")
    assert (ran.status, found in ran.err) == (2, True), ran.err
    assert {path: path.read_bytes() for path in (site.root / "sources").rglob("*") if path.is_file()} == before
