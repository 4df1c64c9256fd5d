"""Drafts, unlisted posts and posts whose state is not understood: what is published of them."""

from __future__ import annotations

import pytest

LISTS = ("jobs.json", "jobs.atom", "jobs.rss", "news.json", "news.atom", "news.rss", "index.html", "closed.json")


def published(home):
    """Return all published files as one text."""
    return "".join(f"{path}\n{body.decode()}\n" for path, body in sorted(home.tree().items()))


@pytest.mark.parametrize(
    ("name", "front"),
    [
        ("a.md", {"status": "à relire"}),
        ("a.md", {"draft": "maybe"}),
        ("a.md", {"visibility": "members"}),
        ("a.md", {"password": "sesame"}),
        ("_drafts/a.md", {}),
        ("_a.md", {}),
    ],
)
def test_a_draft_is_in_no_file(home, name, front):
    home.job("open.md")
    home.job(name, title="Un poste secret", slug="poste-secret", redirect_from="/secret/", **front)
    ran = home.publish()
    assert ran.report["counts"]["job draft"] == 1
    assert "secret" not in published(home)
    assert "sesame" not in published(home)


def test_what_is_not_understood_is_reported(home):
    home.job("a.md", status="en réflexion")
    ran = home.publish()
    assert ran.status == 1
    assert any("sources/a.md:4: status: expected open, closed, draft or unlisted" in line for line in ran.problems)
    home.job("a.md", status="ouvert")
    assert home.publish().status == 0
    assert len(home.ids("jobs.json")) == 1


@pytest.mark.parametrize(
    "front", [{"draft": "maybe"}, {"status": "en réflexion"}, {"open": "?"}, {"access": "level 2"}]
)
def test_a_public_post_stays_as_it_was(home, front):
    """The whole edit waits: what is not understood could mean that it is not for the public."""
    home.job("a.md", title="Un poste")
    home.publish()
    before = home.tree()
    home.job("a.md", title="Un titre secret", slug="secret", **front)
    ran = home.publish(now="2026-03-02T09:00:00Z")
    assert ran.status == 1
    assert home.tree() == before
    home.job("renamed.md", title="Un titre secret", slug="secret", **front)
    (home.root / "sources/a.md").unlink()
    assert home.publish(now="2026-03-03T09:00:00Z").report["transitions"] == []
    assert {path: body for path, body in home.tree().items() if not path.startswith("recover/")} == {
        path: body for path, body in before.items() if not path.startswith("recover/")
    }
    home.job("renamed.md", title="Un titre public")
    home.publish(now="2026-03-04T09:00:00Z")
    assert home.titles("jobs.json") == ["Un titre public"]
    assert home.json("jobs.json")["items"][0]["id"] in before["jobs.json"].decode()


def test_it_still_closes_on_its_last_day(home):
    home.job("a.md", poste_ferme="2026-03-05")
    home.publish()
    home.job("a.md", poste_ferme="2026-03-05", draft="?")
    home.publish(now="2026-03-02T09:00:00Z")
    home.publish(now="2026-03-06T09:00:00Z")
    assert home.json("closed.json")["closed"][0]["state"] == "expired"


def test_it_stays_if_the_ledger_is_lost(home):
    home.job("a.md", title="Un poste")
    home.job("b.md", title="Un autre poste")
    home.publish()
    (home.root / ".feeds/ledger.sqlite").unlink()
    home.job("a.md", title="Un titre secret", draft="?")
    home.publish(now="2026-03-02T09:00:00Z")
    assert home.json("closed.json")["closed"] == []
    assert "secret" not in published(home)
    ids = home.ids("jobs.json")
    home.job("a.md", title="Un titre public")
    home.publish(now="2026-03-03T09:00:00Z")
    assert "Un titre public" in home.titles("jobs.json")
    assert set(ids) <= set(home.ids("jobs.json"))
    assert home.json("jobs.json")["items"][0]["date_published"] == "2026-03-01T09:00:00Z"


@pytest.mark.parametrize("front", [{"unlisted": True}, {"feed": False}, {"status": "unlisted"}])
def test_an_unlisted_post_has_a_page_and_is_in_no_list(home, front):
    home.configure(feeds=["jobs", {"name": "all", "title": "Tout", "select": {"state": []}}], monitor={"status": True})
    home.job("open.md")
    home.job("a.md", title="Un poste discret", external_url="https://partner.example.org/x", **front)
    ran = home.publish()
    assert ran.report["counts"] == {"job open": 1, "job unlisted": 1}
    page = home.text("posts/a/index.html")
    assert "Un poste discret" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "application/ld+json" not in page
    assert "https://partner.example.org/x" in page
    others = {path: body.decode() for path, body in home.tree().items() if path != "posts/a/index.html"}
    assert not [path for path, text in others.items() if "discret" in text or "posts/a/" in text]
    assert "unlisted" not in others["status.json"]
    assert ran.report["transitions"] == [
        change for change in ran.report["transitions"] if change["locator"] == "sources/open.md"
    ]


def test_a_post_becomes_unlisted_and_listed_again(home):
    home.job("a.md", title="Un poste")
    home.publish()
    (id_,) = home.ids("jobs.json")
    home.job("a.md", title="Un poste discret", unlisted=True, slug="b")
    ran = home.publish(now="2026-03-02T09:00:00Z")
    assert [change["change"] for change in ran.report["transitions"]] == ["closed"]
    assert home.ids("jobs.json") == []
    assert f'ref="{id_}"' in home.text("jobs.atom")  # subscribers have a copy of it
    others = {path: body.decode() for path, body in home.tree().items() if path != "posts/b/index.html"}
    assert not [path for path, text in others.items() if "discret" in text]
    assert home.json("closed.json")["closed"] == []
    home.job("a.md", title="Un poste", slug="b")
    home.publish(now="2026-03-03T09:00:00Z")
    assert home.ids("jobs.json") == [id_]


def test_the_page_of_an_unlisted_job_says_that_it_closed(home):
    home.job("a.md", unlisted=True, poste_ferme="2026-03-05")
    home.publish()
    assert 'class="closed"' not in home.text("posts/a/index.html")
    home.publish(now="2026-03-06T09:00:00Z")
    assert 'class="closed"' in home.text("posts/a/index.html")
    assert home.json("closed.json")["closed"] == []
    (home.root / "sources/a.md").unlink()
    home.publish(now="2026-03-07T09:00:00Z")
    assert not (home.output / "posts/a/index.html").exists()
    assert home.json("closed.json")["closed"] == []


def test_a_source_whose_path_is_a_folder_of_drafts_means_it(home):
    home.configure(sources=[{"path": "sources/_drafts"}])
    home.job("_drafts/a.md")
    home.publish()
    assert len(home.ids("jobs.json")) == 1


@pytest.mark.parametrize("front", [{"date": "bientôt"}, {"publishDate": "next Tuesday"}, {"post_ouvert": "T3 2027"}])
def test_a_first_day_that_is_not_understood_is_not_today(home, front):
    home.job("a.md", title="Un poste", **front)
    ran = home.publish()
    assert (ran.status, ran.report["counts"]) == (1, {"job draft": 1})
    assert "Un poste" not in published(home)
    home.job("a.md", title="Un poste")
    home.publish()
    assert home.titles("jobs.json") == ["Un poste"]


@pytest.mark.parametrize("front", [{"date": "bientôt"}, {"publishDate": "next Tuesday"}, {"post_ouvert": "T3 2027"}])
def test_a_public_post_keeps_its_day(home, front):
    home.job("a.md", title="Un poste", date="2026-02-01")
    home.publish()
    home.job("a.md", title="Un autre titre", **front)
    ran = home.publish(now="2026-03-02T09:00:00Z")
    assert ran.status == 1
    (item,) = home.json("jobs.json")["items"]
    assert (item["title"], item["date_published"]) == ("Un autre titre", "2026-01-31T23:00:00Z")


@pytest.mark.parametrize("front", [{"date": 20270105}, {"pubDate": "2027-01-05 3:04 PM"}, {"date": "5. Januar 2027"}])
def test_a_day_in_the_future_is_kept_private_until_then(home, front):
    home.job("a.md", title="Un poste", **front)
    home.publish()
    assert "Un poste" not in published(home)
    home.publish(now="2027-01-06T09:00:00Z")
    assert home.titles("jobs.json") == ["Un poste"]


@pytest.mark.parametrize("name", ["_a.md", "drafts/a.md", "z.md"])
def test_a_draft_takes_no_address(home, name):
    """A post that is published gets the address that it wants, and the draft another one once it is published."""
    home.post(name, title="Draft", slug="a", draft=True)
    home.publish()
    home.post("a.md", title="Public", slug="a")
    ran = home.publish()
    assert [problem for problem in ran.problems if "slug" in problem] == []
    assert (home.output / "posts/a/index.html").exists()
    home.post("b.md", title="Other", slug="a")
    assert any("slug" in problem for problem in home.publish().problems)
    assert "Public" in home.text("posts/a/index.html")


def test_a_draft_that_was_public_keeps_its_address(home):
    """Its readers may have it."""
    home.post("a.md", title="First", slug="a")
    home.publish()
    home.post("a.md", title="First", slug="a", draft=True)
    home.publish()
    home.post("b.md", title="Second", slug="a")
    assert any("slug" in problem for problem in home.publish().problems)
    assert not any(item["url"].endswith("/a/") for item in home.json("news.json")["items"])
