"""Feeds by what only the text, the authors and the places of posts state."""

from __future__ import annotations

import shutil

import pytest

from feeds.ledger.store import codec

DAYS = [f"2026-03-{day:02}T09:00:00Z" for day in range(1, 32)]


def configure(home, *feeds, **keys):
    home.configure(feeds=["jobs", *feeds], **keys)


def counted(monkeypatch):
    """Return a list that grows by each post that is decoded."""
    decoded = []
    decode = codec.decode
    monkeypatch.setattr(codec, "decode", lambda payload: decoded.append(payload) or decode(payload))
    return decoded


def test_keywords_follow_the_text(home):
    """An entry joins the feed with an edit, and leaves it with another."""
    configure(home, {"name": "cpp", "select": {"keywords": ["C++", "data science"], "not": {"keywords": "cobol"}}})
    home.job("a.md", "Du code en <b>C++</b>.", title="Un")
    home.job("b.md", "De la **data**\nscience, et du COBOL.", title="Deux")
    home.job("c.md", "C'est du C.", title="Trois")
    home.publish(now=DAYS[0])
    assert home.titles("cpp.json") == ["Un"]
    home.job("b.md", "De la **data**\nscience.", title="Deux")
    home.job("a.md", "Du code en C.", title="Un")
    home.publish(now=DAYS[1])
    assert home.titles("cpp.json") == ["Deux"]
    assert "Deux" in home.run("explain", "sources/b.md").out
    assert "cpp" in home.run("explain", "sources/b.md").out
    assert "cpp" not in home.run("explain", "sources/a.md").out


def test_an_edit_decodes_no_other_post(home, monkeypatch):
    """For keywords: what was found in a text is kept until the text or the keywords change."""
    home.configure(feeds=[{"name": "found", "select": {"keywords": "plan"}}])
    for number in range(30):
        home.job(f"{number}.md", f"Le plan {number}.", title=f"Titre {number}")
    home.publish(now=DAYS[0])
    decoded = counted(monkeypatch)
    (home.root / "sources/1.md").unlink()
    home.job("0.md", "Un autre texte.", title="Titre 0")
    home.run("publish", "--dry-run", "--json", "--now", DAYS[1])
    assert len(decoded) < 8
    home.configure(feeds=[{"name": "found", "select": {"keywords": "autre"}}])
    home.publish(now=DAYS[1])
    assert home.titles("found.json") == ["Titre 0"]
    assert len(decoded) > 30


def test_a_feed_for_each_author_and_place(home):
    """Facets with a selection by facts of the post, closed jobs and a lost ledger included."""
    configure(
        home,
        {"name": "by/{author}", "each": "author"},
        {"name": "bretagne/{contract}", "each": "contract", "select": {"place": "Bretagne", "telework": "télétravail"}},
        policy=None,
    )
    common = {"lieu": "35000 Rennes", "teletravail": "hybride"}
    home.job("a.md", title="Un", author="Zoé Petit", **common)
    home.job("b.md", title="Deux", contrat="stage", **common)
    home.job("c.md", title="Trois", lieu="Paris")
    assert home.publish(now=DAYS[0]).status == 0
    assert home.titles("by/zoe-petit.json") == ["Un"]
    assert home.titles("bretagne/cdi.json") == ["Un"]
    assert home.titles("bretagne/stage.json") == ["Deux"]
    assert not (home.output / "by/index.json").exists()
    home.job("a.md", title="Un", author="Zoé Petit", open=False, **common)
    home.publish(now=DAYS[1])
    assert home.titles("bretagne/cdi.json") == ["[Clos] Un"]
    before = home.tree()
    shutil.rmtree(home.root / ".feeds")
    home.publish(now=DAYS[1])
    assert home.titles("by/zoe-petit.json") == ["[Clos] Un"]
    assert {path for path, body in home.tree().items() if body != before.get(path)} == set()


@pytest.mark.parametrize("select", [{"keywords": "plan"}, {"author": "Zoé"}, {"place": "Rennes"}])
def test_a_selection_may_be_archived(home, select):
    """Archives hold what the selection had when they were full."""
    home.configure(feeds=[{"name": "some", "select": select, "limit": 2, "history": "archived"}])
    for number in range(5):
        home.job(f"2026-01-0{number + 1}-{number}.md", "Le plan.", title=f"T{number}", author="Zoé", lieu="Rennes")
    home.job("2026-01-09-x.md", "Rien.", title="X")
    home.publish(now=DAYS[0])
    assert home.titles("some.json") == ["T4", "T3", "T2"]
    assert home.titles("some-archive-0001.json") == ["T1", "T0"]
