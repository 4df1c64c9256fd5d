"""A new release, or another setting of how texts are read, is no news to subscribers."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from support.releases import forget_facts_of_texts, read_differently

LATER = "2026-03-02T09:00:00Z"
AFTER = "2026-03-03T09:00:00Z"
COUNT = 14


def dates(home: Any) -> dict[str, tuple[str, str]]:
    return {one["id"]: (one["date_published"], one["date_modified"]) for one in home.json("jobs.json")["items"]}


def fill(home: Any) -> None:
    home.configure(notify={"websub": ["https://hub.example/"], "indexnow": {"key": "a" * 32}})
    for number in range(COUNT):
        home.job(f"2026-01-05-p{number:02}.md", title=f"Offre {number:02}")
    assert home.publish().status == 0


def pending(home: Any) -> list[str]:
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        subjects = ledger.execute("select subject from notifications order by kind, subject").fetchall()
    return [subject for (subject,) in subjects]


def test_another_reading_moves_nothing(home: Any) -> None:
    """All is rendered again, no date moves, no change is reported, none notified, and no run held back."""
    fill(home)
    before, tree = dates(home), home.tree()
    read_differently(home.root)
    ran = home.publish(now=LATER)
    assert (ran.status, ran.report["transitions"], ran.report["stopped"]) == (0, [], "")
    assert dates(home) == before
    assert pending(home) == []
    assert home.tree() == tree
    assert all("_update" not in one for one in home.json("jobs.json")["items"])


@pytest.mark.parametrize("state", [{}, {"open": False}])
def test_no_address_moves(home: Any, state: dict[str, Any]) -> None:
    """Neither of a post that wanted an address which another one had then, and which is free now."""
    home.job("2026-01-05-a.md", title="A", slug="s")
    home.job("2026-01-06-b.md", title="B", slug="s", **state)
    home.publish()
    home.job("2026-01-05-a.md", title="A", slug="t")
    home.publish(now=LATER)
    pages = {path for path in home.tree() if path.startswith("posts/")}
    read_differently(home.root)
    home.publish(now=AFTER)
    assert {path for path in home.tree() if path.startswith("posts/")} == pages
    home.job("2026-01-06-b.md", title="B, edited", slug="s", **state)
    home.publish(now=AFTER)
    assert (home.output / "posts/s/index.html").exists()


def test_an_edit_counts_beside_another_reading(home: Any) -> None:
    """The post that was edited since moves, alone."""
    fill(home)
    before = dates(home)
    read_differently(home.root)
    home.job("2026-01-05-p03.md", "Un tout autre texte. " * 30, title="Offre 03")
    ran = home.publish(now=LATER)
    assert [(one["change"], one["title"], one["cause"]) for one in ran.report["transitions"]] == [
        ("changed", "Offre 03", "edit")
    ]
    moved = {id_ for id_, times in dates(home).items() if times != before[id_]}
    assert len(moved) == 1
    assert [subject.rpartition("/")[2] or "page" for subject in pending(home)] == [
        "page",
        "jobs.atom",
        "jobs.json",
        "jobs.rss",
    ]


@pytest.mark.parametrize(
    "keys",
    [
        {"jobs": {"employer": "publisher", "country": "BE", "place": {"locality": "Namur"}}},
        {"jobs": {"employer": "publisher", "country": "FR"}},
        {"vocabulary": {"contract": {"temporary": ["CDI"]}}},
    ],
    ids=["place", "no place", "words"],
)
def test_a_setting_moves_nothing(home: Any, keys: dict[str, Any]) -> None:
    """What the configuration adds to posts is shown, and is no edit of theirs."""
    fill(home)
    before, feed = dates(home), home.text("jobs.json")
    home.configure(**keys)
    ran = home.publish(now=LATER)
    assert (ran.status, ran.report["transitions"]) == (0, [])
    assert dates(home) == before
    assert home.text("jobs.json") != feed


def test_a_renamed_file_is_recognised_by_another_release(home: Any) -> None:
    """Its bytes are those of the entry, so its dates stay, too."""
    fill(home)
    before = dates(home)
    read_differently(home.root)
    (home.root / "sources/2026-01-05-p03.md").rename(home.root / "sources/2026-01-05-autre.md")
    assert home.publish(now=LATER).report["transitions"] == []
    assert dates(home) == before


def test_a_lost_ledger_is_recovered_by_another_release(home: Any) -> None:
    """What was published names the bytes that each entry was made of."""
    fill(home)
    before = dates(home)
    (path,) = (home.output / "recover").glob("2026-*.jsonl")
    items = [json.loads(line) | {"words": "of another release"} for line in path.read_text("utf-8").splitlines()]
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items), "utf-8")
    for ledger in (home.root / ".feeds").iterdir():
        ledger.unlink()
    assert home.publish(now=LATER).report["transitions"] == []
    assert dates(home) == before
    home.job("2026-01-05-p03.md", "Un tout autre texte. " * 30, title="Offre 03")
    assert [one["title"] for one in home.publish(now=AFTER).report["transitions"]] == ["Offre 03"]


def test_what_another_reading_closes_is_held_back(home: Any) -> None:
    """A release that takes most jobs for closed is more likely wrong than the posts are."""
    home.configure()
    for number in range(COUNT):
        home.job(f"2026-01-05-p{number:02}.md", title=f"Offre {number:02}", closes="2026-02-01")
    home.publish(now="2026-01-10")
    with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
        # As if the last release had not found the last day.
        ledger.execute("update entries set next_transition = null, digest = 'other'")
        ledger.execute("update meta set value = '' where name like 'context %'")
        ledger.commit()
    ran = home.publish(now=LATER)
    assert ran.status == 4
    assert {one["cause"] for one in ran.report["transitions"]} == {"reading"}
    assert len(home.ids("jobs.json")) == COUNT


CONDITIONS = """
## Modalités

- Poste ouvert en CDD de 6 mois, à temps partiel (80 %)
- Poste basé à Rennes, télétravail partiel
- Démarrage : avril 2026
- Salaire : 35 000 à 40 000 € brut par an
- Date limite de candidature : {day}
"""
FACTS = {"employmentType", "jobDuration", "jobLocation", "jobStartDate", "baseSalary"}


def add_offer(home: Any, day: str) -> None:
    home.job("2026-01-20-offre.md", "Un texte sur le travail. " * 30 + CONDITIONS.format(day=day), title="Offre")


def offer(home: Any) -> Any:
    found = [one for one in home.json("jobs.json")["items"] if one["title"] == "Offre"]
    return found[0] if found else None


@pytest.mark.parametrize("day", ["1er mars 2026", "30 avril 2026"], ids=["past", "to come"])
def test_facts_in_texts_appear_and_move_nothing(home: Any, day: str) -> None:
    """A release that reads them shows them; a last day that is past by then closes no post that is open."""
    fill(home)
    add_offer(home, day)
    home.publish()
    sent = pending(home)
    forget_facts_of_texts(home.root)
    before = dates(home)
    ran = home.publish(now=LATER)
    assert (ran.status, ran.report["transitions"], ran.report["stopped"]) == (0, [], "")
    assert dates(home) == before
    assert pending(home) == sent
    posting = offer(home)["_jobposting"]
    assert set(posting) >= FACTS
    is_past = day == "1er mars 2026"
    assert ("validThrough" in posting) is not is_past
    notes = [one for one in ran.report["problems"] if "past" in one["found"]]
    assert [(one["line"], one["severity"]) for one in notes] == ([(13, "note")] if is_past else [])


def test_a_last_day_in_a_text_closes_what_is_edited_or_new(home: Any) -> None:
    fill(home)
    add_offer(home, "1er mars 2026")
    home.publish()
    forget_facts_of_texts(home.root)
    home.publish(now=LATER)
    assert offer(home)
    home.publish(now=AFTER)
    assert offer(home)  # later runs close it neither
    add_offer(home, "28 février 2026")
    ran = home.publish(now=AFTER)
    assert [(one["change"], one["title"]) for one in ran.report["transitions"]] == [("closed", "Offre")]
    assert offer(home) is None
    home.job("2026-01-21-neuve.md", "Un texte. " * 50 + CONDITIONS.format(day="1er mars 2026"), title="Neuve")
    home.publish(now=AFTER)
    assert "Neuve" not in home.text("jobs.json")


def test_a_last_day_in_a_text_closes_when_it_passes(home: Any) -> None:
    """Whether the run that notices it is of the same release or of another."""
    fill(home)
    add_offer(home, "2 mars 2026")
    home.publish()
    assert offer(home)["_jobposting"]["validThrough"].startswith("2026-03-02")
    read_differently(home.root)
    ran = home.publish(now=AFTER)
    assert [(one["change"], one["title"]) for one in ran.report["transitions"]] == [("closed", "Offre")]
