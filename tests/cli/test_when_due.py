"""`feeds when --due`: what ends soon, and what was not confirmed for long."""

from __future__ import annotations

import json

import pytest

DAY = "2026-06-10T09:00:00Z"


def due(home, *arguments):
    ran = home.run("when", "--due", "--json", "--now", DAY, *arguments)
    assert (ran.status, ran.err) == (0, "")
    return {(one["locator"].rpartition("/")[2], one["what"]): one["at"][:10] for one in json.loads(ran.out)}


def test_what_is_due_is_listed(home):
    """What ends within a week, and what was published or last confirmed more than 90 days ago."""
    home.job("2026-03-01-old.md")
    home.job("2026-03-13-young.md")
    home.job("2026-03-02-closed.md", open=False)
    home.job("2026-03-03-confirmed.md", confirmed="2026-06-01")
    home.job("2025-03-04-forgotten.md", confirmed="2026-03-05")
    home.job("2026-06-01-ends.md", poste_ferme="2026-06-16")
    home.job("2026-06-02-later.md", poste_ferme="2026-06-18")
    home.job("2026-06-03-scheduled.md", poste_ferme="2026-06-15", post_ouvert="2026-06-12")
    home.post("2025-01-01-article.md", title="Un article")
    home.post("2026-06-04-event.md", title="Une rencontre", expires="2026-06-12")
    assert due(home) == {
        ("2026-03-01-old.md", "published"): "2026-02-28",
        ("2025-03-04-forgotten.md", "confirmed"): "2026-03-04",
        ("2026-06-01-ends.md", "ends"): "2026-06-16",
        ("2026-06-04-event.md", "ends"): "2026-06-12",
    }
    ran = home.run("when", "--due", "--now", DAY)
    assert "was last confirmed: " in ran.out
    assert home.run("when", "--due", "--now", "2026-01-01").out == "nothing is due\n"


def test_a_confirmation_moves_nothing(home):
    """It is no content, and is read all the same."""
    home.job("2026-03-01-old.md")
    assert home.publish(now="2026-03-02T09:00:00Z").status == 0
    before = home.tree()
    home.job("2026-03-01-old.md", confirmed="2026-06-09")
    ran = home.publish(now=DAY)
    assert (ran.status, ran.report["transitions"]) == (0, [])
    assert home.tree() == before
    assert due(home) == {}
    home.job("2026-03-01-old.md")
    home.publish(now=DAY)
    assert len(due(home)) == 1


@pytest.mark.parametrize("written", ["bientôt", True])
def test_a_confirmation_is_a_date(home, written):
    home.job("2026-03-01-old.md", confirmed=written)
    ran = home.run("check", "--now", DAY)
    assert "confirmed: expected a date, found" in ran.out
    assert ran.status == 1
