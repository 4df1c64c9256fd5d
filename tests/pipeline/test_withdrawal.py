"""An edit that hides a public post is published nowhere: its closing has what was last public."""

from __future__ import annotations

import json

import pytest
from support.releases import read_differently

LATER, STILL_LATER = "2026-03-02T09:00:00Z", "2026-03-03T09:00:00Z"
SECRET = {
    "title": "Titre secret",
    "roles": "Directrice secrète",
    "slug": "adresse-secrete",
    "redirect_from": ["/ancienne-secrete/"],
    "tags": ["étiquette-secrète"],
    "contrat": "CDD secret",
}
HIDING = [
    {"draft": True},
    {"status": "privé"},
    {"date": "2026-09-01"},
    {"post_ouvert": "2026-09-01"},
    {"publish_date": "2026-09-01", "open": True},
    {"published": False, "date": "2026-09-01"},
]


def published(home):
    return "".join(f"{path}\n{body.decode()}\n" for path, body in sorted(home.tree().items()))


def recovered(home):
    return [
        json.loads(line)
        for path, body in home.tree().items()
        if path.startswith("recover/2")
        for line in body.splitlines()
    ]


@pytest.mark.parametrize("front", HIDING)
def test_what_was_last_public_is_in_the_closing(home, front):
    home.job("2026-02-01-a.md", title="Un poste", redirect_from="/vieux/", date="2026-02-01")
    home.job("b.md", title="Un autre")
    home.publish()
    before = recovered(home)
    (id_, url) = next(
        (item["id"], item["url"]) for item in home.json("jobs.json")["items"] if item["title"] == "Un poste"
    )
    home.job("2026-02-01-a.md", "Un texte secret. " * 60, **(SECRET | front))
    ran = home.publish(now=LATER)
    assert [(change["change"], change["title"]) for change in ran.report["transitions"]] == [("closed", "Un poste")]
    assert "secr" not in published(home)
    (closed,) = home.json("closed.json")["closed"]
    assert (closed["id"], closed["url"], closed["title"]) == (id_, url, "Un poste")
    assert (closed["state"], closed["why"]) == ("withdrawn", "it was taken back")
    after = {item["id"]: item for item in recovered(home)}[id_]
    kept = ("id", "url", "title", "kind", "published", "words", "addresses")
    assert {key: after.get(key) for key in kept} == {
        key: item.get(key) for item in before if item["id"] == id_ for key in kept
    }
    assert not (home.output / "posts/a/index.html").exists()


def test_it_returns_with_the_edit(home):
    home.job("a.md", title="Un poste")
    home.publish()
    (id_,) = home.ids("jobs.json")
    home.job("a.md", title="Titre secret", slug="b", draft=True)
    home.publish(now=LATER)
    home.job("a.md", title="Titre public", slug="b")
    ran = home.publish(now=STILL_LATER)
    (item,) = home.json("jobs.json")["items"]
    assert (item["id"], item["title"], item["url"]) == (id_, "Titre public", "https://jobs.example.org/posts/b/")
    assert item["date_published"] == "2026-03-01T09:00:00Z"
    assert [change["change"] for change in ran.report["transitions"]] == ["reopened"]
    assert home.json("closed.json")["closed"] == []


@pytest.mark.parametrize("touched", [False, True])
def test_it_returns_on_its_day(home, touched):
    """With the edit that moved it, although the file is not touched on that day."""
    home.configure(redirects=["netlify"])
    home.job("a.md", title="Un poste")
    home.publish()
    (id_,) = home.ids("jobs.json")
    home.job("a.md", title="Titre secret", slug="b", redirect_from="/adresse-neuve/", date="2026-03-10")
    home.publish(now=LATER)
    assert "secret" not in published(home)
    assert "adresse-neuve" not in published(home)
    if touched:
        home.job("a.md", title="Titre plus secret", slug="b", redirect_from="/adresse-neuve/", date="2026-03-10")
    home.publish(now="2026-03-05T09:00:00Z")
    ran = home.publish(now="2026-03-10T09:00:00Z")
    (item,) = home.json("jobs.json")["items"]
    assert (item["id"], item["url"]) == (id_, "https://jobs.example.org/posts/b/")
    assert item["title"] == ("Titre plus secret" if touched else "Titre secret")
    assert item["date_published"] == "2026-03-01T09:00:00Z"
    assert [change["change"] for change in ran.report["transitions"]] == ["reopened"]
    assert "/adresse-neuve" in home.text("_redirects")
    assert home.publish(now="2026-03-10T10:00:00Z").report["written"] == []


def test_a_post_that_is_hidden_in_steps_keeps_its_last_public_version(home):
    home.job("a.md", title="Un poste")
    home.publish()
    for number, front in enumerate(({"draft": True}, {"date": "2026-09-01"}, {"draft": "?"}, {"status": "wip"}), 2):
        home.job("a.md", title=f"Secret {number}", slug=f"secret-{number}", **front)
        home.publish(now=f"2026-03-0{number}T09:00:00Z")
        assert "ecret" not in published(home)
    (home.root / "sources/a.md").unlink()
    home.publish(now="2026-03-08T09:00:00Z")
    assert "ecret" not in published(home)
    (closed,) = home.json("closed.json")["closed"]
    assert (closed["title"], closed["state"]) == ("Un poste", "removed")


def test_a_closed_offer_that_becomes_a_draft(home):
    home.job("a.md", title="Un poste", poste_ferme="2026-03-01")
    home.publish(now=LATER)
    home.job("a.md", title="Secret", slug="secret", draft=True)
    home.publish(now=STILL_LATER)
    assert "ecret" not in published(home)
    assert home.json("closed.json")["closed"][0]["title"] == "Un poste"


def test_a_file_that_is_moved_to_the_drafts(home):
    home.job("a.md", title="Un poste")
    home.publish()
    (home.root / "sources/a.md").unlink()
    home.job("_drafts/a-secret.md", title="Un poste secret")
    home.publish(now=LATER)
    assert "secret" not in published(home)
    (home.root / "sources/_drafts/a-secret.md").unlink()
    home.job("a.md", title="Un poste")
    home.publish(now=STILL_LATER)
    assert home.titles("jobs.json") == ["Un poste"]


def test_two_posts_swap_their_addresses_while_one_hides(home):
    home.job("a.md", title="A", slug="x")
    home.job("b.md", title="B", slug="y")
    home.publish()
    home.job("a.md", title="A secret", slug="y", draft=True)
    home.job("b.md", title="B", slug="z")
    home.publish(now=LATER)
    assert home.json("closed.json")["closed"][0]["url"] == "https://jobs.example.org/posts/x/"
    assert home.json("jobs.json")["items"][0]["url"] == "https://jobs.example.org/posts/z/"


def test_a_lost_ledger_recovers_the_last_public_version(home):
    home.job("a.md", title="Un poste")
    home.job("b.md", title="Un autre")
    home.publish()
    home.job("a.md", title="Titre secret", slug="secret", draft=True)
    (home.root / ".feeds/ledger.sqlite").unlink()
    home.publish(now=LATER)
    assert "secret" not in published(home)
    assert home.json("closed.json")["closed"][0]["title"] == "Un poste"
    (home.root / ".feeds/ledger.sqlite").unlink()
    home.publish(now=STILL_LATER)
    assert "secret" not in published(home)
    assert home.json("closed.json")["closed"][0]["title"] == "Un poste"


@pytest.mark.parametrize("hiding", HIDING)
def test_a_clock_that_steps_back_publishes_nothing_that_is_hidden(home, hiding):
    """What is saved of a hidden post is what was last public, and would be open."""
    home.job("a.md", title="Un poste")
    home.publish(now=LATER)
    home.job("a.md", title="Titre secret", **hiding)
    home.publish(now="2026-03-02T12:00:00Z")
    for now in ("2026-03-02T11:00:00Z", "2026-03-02T11:30:00Z", STILL_LATER):
        home.publish(now=now)
        assert home.titles("jobs.json") == []
        assert "secret" not in published(home)


AHEAD = [
    ("date", {"date": "2026-09-01"}),
    ("post_ouvert", {"post_ouvert": "2026-09-01"}),
    ("published", {"published": "2026-09-01"}),
    ("opens", {"date": "2026-02-01", "opens": "2026-09-01"}),
    ("date", {"date": "2026-09-01", "publish_date": "2026-02-01"}),
    ("date", {"date": "2026-09-01", "lieu": "Lille"}),
]


@pytest.mark.parametrize(("key", "ahead"), AHEAD)
def test_an_open_offer_whose_date_moves_ahead_stays(home, key, ahead):
    """With its dates, for the edits after it and until it closes; the date is reported with its line."""
    home.job("a.md", title="Un poste", open=True, poste_ferme="2026-10-01")
    home.publish()
    (before,) = home.json("jobs.json")["items"]
    home.job("a.md", title="Un poste", open=True, poste_ferme="2026-10-01", **ahead)
    ran = home.publish(now=LATER)
    assert ran.report["transitions"] == []
    (problem,) = [one for one in ran.report["problems"] if "to come" in one["text"]]
    source = (home.root / "sources/a.md").read_text().splitlines()
    assert source[problem["line"] - 1].startswith(f"{key}:")
    assert problem["severity"] == "warning"
    (item,) = home.json("jobs.json")["items"]
    assert [item[name] for name in ("id", "url", "date_published", "date_modified")] == [
        before[name] for name in ("id", "url", "date_published", "date_modified")
    ]
    assert "2026-09" not in published(home)
    home.job("a.md", title="Un autre titre", open=True, poste_ferme="2026-10-01", **ahead)
    assert [one["change"] for one in home.publish(now=STILL_LATER).report["transitions"]] == ["changed"]
    read_differently(home.root)
    assert home.publish(now="2026-03-05T09:00:00Z").report["transitions"] == []
    for now in ("2026-03-05T08:00:00Z", "2026-09-02T09:00:00Z"):
        assert home.publish(now=now).report["transitions"] == []
        assert home.titles("jobs.json") == ["Un autre titre"]
    assert [one["change"] for one in home.publish(now="2026-10-02").report["transitions"]] == ["closed"]


def test_a_date_ahead_of_an_unlisted_offer_leaves_its_page(home):
    home.job("a.md", title="Un poste", open=True, unlisted=True)
    home.publish()
    home.job("a.md", title="Un poste", open=True, unlisted=True, date="2026-09-01")
    home.publish(now=LATER)
    assert (home.output / "posts/a/index.html").exists()


def test_a_date_ahead_hides_what_was_not_public(home):
    home.job("a.md", title="Un poste", open=True, date="2026-09-01")
    home.job("b.md", title="Un autre", open=True, draft=True)
    home.publish()
    home.job("b.md", title="Un autre", open=True, date="2026-09-01")
    assert home.publish(now=LATER).report["transitions"] == []
    assert home.titles("jobs.json") == []


def test_a_date_ahead_frees_the_former_address(home):
    """What stays public may move, and another post may take its address in the same run."""
    home.job("a.md", title="Un poste", open=True, slug="un")
    home.job("b.md", title="Un autre", open=True, slug="deux")
    home.publish()
    home.job("a.md", title="Un poste", open=True, slug="deux", date="2026-09-01")
    home.job("b.md", title="Un autre", open=True, slug="un", date="2026-09-01")
    home.publish(now=LATER)
    urls = {item["title"]: item["url"] for item in home.json("jobs.json")["items"]}
    assert urls == {
        "Un poste": "https://jobs.example.org/posts/deux/",
        "Un autre": "https://jobs.example.org/posts/un/",
    }


@pytest.mark.parametrize("stated", [{"open": False}, {"status": "closed"}])
def test_what_its_author_closed_does_not_expire_in_another_release(home, stated):
    """Its last day passes, and a release reads its text differently."""
    home.job("a.md", title="Un poste", poste_ferme="2026-03-10", **stated)
    home.publish(now=LATER)
    read_differently(home.root)
    home.publish(now="2026-03-20T09:00:00Z")
    (closed,) = home.json("closed.json")["closed"]
    assert (closed["state"], closed.get("when")) == ("closed", None)  # it was never seen open


def test_an_export_has_what_is_withheld(home):
    home.job("a.md", title="Un poste")
    home.publish()
    home.job("a.md", title="Titre public", date="2026-03-10")
    home.publish(now=LATER)
    exported = home.command("ledger", "export").out
    (home.root / ".feeds/ledger.sqlite").unlink()
    assert home.command("ledger", "import", stdin=exported).status == 0
    home.publish(now="2026-03-10T09:00:00Z")
    assert home.titles("jobs.json") == ["Titre public"]


def test_an_unlisted_post_that_is_hidden_or_deleted_leaves_nothing(home):
    home.job("a.md", title="Un poste")
    home.publish()
    home.job("a.md", title="Poste discret", unlisted=True)
    home.publish(now=LATER)
    home.job("a.md", title="Poste secret", draft=True)
    home.publish(now=STILL_LATER)
    assert "secret" not in published(home)
    assert "discret" not in published(home)
    home.job("a.md", title="Poste discret", unlisted=True)
    home.publish(now="2026-03-04T09:00:00Z")
    (home.root / "sources/a.md").unlink()
    home.publish(now="2026-03-05T09:00:00Z")
    assert "discret" not in published(home)
