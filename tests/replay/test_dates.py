"""What moves the dates of an entry, as subscribers see them, and what does not."""

from __future__ import annotations

import pytest

LATER = "2026-03-02T09:00:00Z"
PLAIN = "Vous travaillerez avec notre équipe, et avec les usagers. Écrivez-nous !"
DRESSED = {
    "a bold word before a comma": PLAIN.replace("équipe", "**équipe**"),
    "a link before a full stop": PLAIN.replace("usagers", "[usagers](https://usagers.example.org/)"),
    "an italic half of a word": PLAIN.replace("usagers", "*usag*ers"),
    "another line": PLAIN.replace(" et ", "\net "),
    "more blanks": PLAIN.replace(" ", "  "),
}


def dates(home):
    """Return the dates of the only open entry."""
    (item,) = home.json("jobs.json")["items"]
    return item["date_published"], item["date_modified"]


@pytest.mark.parametrize("name", DRESSED)
def test_other_markup_is_no_change(home, name):
    """The same words in another dress leave the dates as they were, and nothing is reported."""
    home.job("2026-01-05-dev.md", PLAIN)
    home.publish()
    before = dates(home)
    home.job("2026-01-05-dev.md", DRESSED[name])
    ran = home.publish(now=LATER)
    assert dates(home) == before
    assert ran.report["transitions"] == []


def test_another_date_in_the_name_is_no_change(home):
    """A file that was renamed to a later day keeps both its dates."""
    home.job("2026-01-05-dev.md")
    home.publish()
    before = dates(home)
    (home.root / "sources" / "2026-01-05-dev.md").rename(home.root / "sources" / "2026-02-20-dev.md")
    ran = home.publish(now=LATER)
    assert dates(home) == before
    assert ran.report["transitions"] == []


def test_an_opening_that_is_written_later_is_no_change(home):
    """An open post that says since when moves no date."""
    home.job("2026-01-05-dev.md")
    home.publish()
    before = dates(home)
    home.job("2026-01-05-dev.md", poste_ouvert="2026-02-20")
    home.publish(now=LATER)
    assert dates(home) == before


def test_a_new_word_moves_only_the_update(home):
    """What a reader would miss is reported, at the moment of the run."""
    home.job("2026-01-05-dev.md", PLAIN)
    home.publish()
    published, _ = dates(home)
    home.job("2026-01-05-dev.md", PLAIN + " Merci.")
    home.publish(now=LATER)
    assert dates(home) == (published, LATER)


def closing(home):
    """Return the moment at which the only entry closed."""
    (item,) = home.json("closed.json")["closed"]
    return item["when"]


def test_an_edit_leaves_a_closing_as_it_was(home):
    """Who mends the words of a closed offer does not close it again."""
    home.job("2026-01-05-dev.md")
    home.publish()
    home.job("2026-01-05-dev.md", open=False)
    home.publish(now=LATER)
    home.job("2026-01-05-dev.md", PLAIN, open=False)
    home.publish(now="2026-03-05")
    assert closing(home) == LATER


def test_an_edit_after_the_last_day_leaves_a_closing_as_it_was(home):
    """What its author closed before its last day does not close on it for a slip mended later."""
    home.job("2026-01-05-dev.md", poste_ferme="2026-03-20")
    home.publish()
    home.job("2026-01-05-dev.md", poste_ferme="2026-03-20", open=False)
    home.publish(now=LATER)
    home.job("2026-01-05-dev.md", PLAIN, poste_ferme="2026-03-20", open=False)
    home.publish(now="2026-04-01")
    assert closing(home) == LATER


def test_a_file_that_comes_back_closed_closed_when_it_did(home):
    """Deleted by mistake and brought back, it has not been open in between."""
    home.job("2026-01-05-dev.md")
    home.publish()
    place = home.job("2026-01-05-dev.md", open=False)
    home.publish(now=LATER)
    place.unlink()
    home.publish(now="2026-03-05")
    assert closing(home) == LATER
    home.job("2026-01-05-dev.md", open=False)
    home.publish(now="2026-03-06")
    assert closing(home) == LATER
