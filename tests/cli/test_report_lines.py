"""Lines of problems: their kind, their order, their number; and the many entries of a first run."""

from __future__ import annotations

import pytest
from conftest import Home

SLIPS = {
    "a.md": "---\ntitle: A\ndate: 2026-01-05\nposte_ferme: bientôt\nlangue: klingon ici\n---\nUn texte.\n",
    "b.md": "---\ntitle: [B\n---\nUn texte.\n",
    "c.md": "---\ntitle: C\n---\nUn texte [[C]].\n",
}


@pytest.fixture
def site(home: Home) -> Home:
    """Return a site with posts that are refused, published with problems, and noted."""
    home.configure()
    for name, text in SLIPS.items():
        home.write(f"sources/{name}", text)
    return home


def test_a_line_shows_its_kind_after_its_place(site: Home) -> None:
    """So the place can be clicked, and the worst is seen."""
    lines = site.run("check").out.splitlines()
    kinds = [line.split(": ")[1] for line in lines[:-1]]
    assert {"refused", "problem", "note"} == set(kinds)
    assert lines[-1].startswith("2 posts, 1 refused, ")
    assert "note" in lines[-1]


def test_the_problems_of_a_file_come_together(site: Home) -> None:
    """In the order of their lines."""
    places = [line.split(": ")[0].split(":") for line in site.run("check").out.splitlines()[:-1]]
    order = [(file, *(int(number) for number in numbers)) for file, *numbers in places]
    assert order == sorted(order)
    assert len({file for file, *_ in order}) == len(SLIPS)


def test_publish_ends_with_the_number_of_each_kind(site: Home) -> None:
    """It prints no note, and says where they are."""
    printed = site.run("publish").err.splitlines()
    assert printed[-1].startswith("1 refused, ")
    assert printed[-1].endswith("that `feeds check` shows")
    assert not any(": note: " in line for line in printed)


@pytest.mark.parametrize(("count", "lines"), [(3, 3), (20, 20), (21, 0), (60, 0)])
def test_a_first_run_prints_the_number_of_many_entries(home: Home, count: int, lines: int) -> None:
    """A list of thousands hides the problems."""
    home.configure()
    for number in range(count):
        home.write(f"sources/{number}.md", f"---\ntitle: Post {number}\ndate: 2026-01-05\n---\nUn texte.\n")
    printed = home.run("publish").out.splitlines()
    assert sum(line.startswith("new ") for line in printed) == lines
    assert (f"{count} new entries" in printed) == (lines == 0)
