"""An author who knows no YAML follows a message to the letter, and the post can be published."""

from __future__ import annotations

import re

import pytest
from conftest import Home

NOW = "2026-05-04"
SLIPS = {
    "a blank before a key": " contrat: CDI",
    "blanks before a key": "    lieu: 59000 Lille",
    "a tab before a key": "\tlieu: 59000 Lille",
    "blanks before a key and a colon in its value": "  summary: Lille : une offre",
    "an unclosed double quotation mark": 'summary: "Une offre',
    "an unclosed single quotation mark": "summary: 'Une offre",
    "an unclosed mark, and an apostrophe": "summary: \"L'offre d'emploi",
    "an apostrophe between single marks": "summary: 'L'offre d'emploi'",
    "marks inside marks": 'summary: "Une "vraie" offre"',
    "text after a mark": 'summary: "Une offre" à Lille',
    "a colon in a value": "summary: Lille : une offre",
    "two colons in a value": "summary: a: b: c",
    "a colon and marks": 'summary: Il dit : "oui"',
    "no blank after the colon": "contrat:CDI",
    "an at sign": "summary: @lille",
    "a star": "summary: *offre*",
    "a percent sign": "summary: %offre",
    "an ampersand": "summary: & une offre",
    "a backtick": "summary: `offre`",
    "an unclosed bracket": "tags: [un, deux",
    "an unclosed bracket with a comma": "tags: [un, deux,",
    "a dash": "summary: - une offre",
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_the_line_to_write_can_be_read(home: Home, slip: str, place: int) -> None:
    """At the head of the front matter, in the middle and at its end."""
    rows = ["roles: Développeuse", "company: Atelier du Nord", "date: 2026-05-04"]
    rows.insert(min(len(rows), place), slip)
    lines = ["---", *rows, "---", "", "Un texte."]
    home.configure()
    home.write("sources/a.md", "\n".join(lines) + "\n")
    (refused,) = (line for line in home.run("check", "--now", NOW).out.splitlines() if ": refused: " in line)
    number, line = int(refused.split(":")[1]), re.findall(r"write `(.*)`\)", refused)[0]
    lines[number - 1] = line
    home.write("sources/a.md", "\n".join(lines) + "\n")
    assert "refused" not in home.run("check", "--now", NOW).out
    assert lines[number - 1].partition(":")[0] == slip.strip().partition(":")[0]


@pytest.mark.parametrize("wrong", ["--", "–––", "—", "====", "...", "***"])
def test_the_line_that_ends_the_front_matter_is_shown(home: Home, wrong: str) -> None:
    """Where it is wrong."""
    home.configure()
    home.write("sources/a.md", f"---\ntitle: A\ndate: 2026-05-04\n{wrong}\n\nUn texte.\n")
    assert "write --- in line 4" in home.run("check", "--now", NOW).out


@pytest.mark.parametrize("body", ["", "\nUn texte.\n", "Un texte.\n", "\n# Un titre\n"])
def test_the_line_that_is_missing_is_placed(home: Home, body: str) -> None:
    """After the last key."""
    home.configure()
    home.write("sources/a.md", f"---\ntitle: A\ndate: 2026-05-04\n{body}")
    assert "write it after line 3" in home.run("check", "--now", NOW).out or not body


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("2026-02-30-x.md", "2026-02-28-x.md"),
        ("2026-13-01-x.md", "2026-01-13-x.md"),
        ("2026_6_31_x.md", "2026-06-30-x.md"),
        ("2028-02-30-x.md", "2028-02-29-x.md"),
        ("2026-00-10-x.md", "2026-01-10-x.md"),
    ],
)
def test_a_file_name_gets_a_day_that_exists(home: Home, name: str, right: str) -> None:
    """As the message shows it."""
    home.configure()
    home.post(name, title="A")
    assert f"for example to {right};" in home.run("check", "--now", NOW).out
    (home.root / "sources" / name).rename(home.root / "sources" / right)
    assert "refused" not in home.run("check", "--now", NOW).out


@pytest.mark.parametrize("now", ["2026-05-04", "2031-12-31", "2028-01-30"])
@pytest.mark.parametrize(
    "matter",
    [{"poste_ferme": "bientôt"}, {"deadline": "2021-02-01"}, {"post_ouvert": "demain"}, {"date": "hier"}],
)
def test_examples_of_days_lie_ahead(home: Home, matter: dict[str, str], now: str) -> None:
    """Of the run, so that an example that is copied closes nothing."""
    home.configure()
    name = f"{now}-a.md" if "date" not in matter else "a.md"
    home.job(name, title="A", **matter)
    shown = re.findall(r"(?:write|such as) (\d{4}-\d\d-\d\d)", home.run("check", "--now", now).out)
    assert shown
    assert all(day > now for day in shown)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("contart", "contrat"),
        ("localistaion", "localisation"),
        ("liue", "lieu"),
        ("tilte", "title"),
        ("slaaire", "salaire"),
    ],
)
def test_a_key_with_two_letters_swapped_is_suggested(home: Home, key: str, meant: str) -> None:
    """As a value is."""
    home.configure()
    home.post("2026-05-04-a.md", roles="Dev", **{key: "x"})
    lines = [one for one in home.run("check", "--now", NOW).out.splitlines() if f"{key}: expected a known key" in one]
    assert [meant in line.partition("found")[2] for line in lines] == [True]


def test_the_date_that_counts_is_named(home: Home) -> None:
    """Of two."""
    home.configure()
    home.post("2026-05-01-a.md", title="A", date="2026-04-02")
    home.post("2026-04-01-b.md", title="B", date="2026-04-02")
    printed = home.run("check", "--now", NOW).out
    assert "date counts as its date, 2026-04-02; it opens on the later day, 2026-05-01" in printed
    assert "date counts: 2026-04-02" in printed


@pytest.mark.parametrize("name", ["2026-09-01-a.md", "2026-05-01-a.md"])
def test_open_beside_a_first_day_to_come_is_noted(home: Home, name: str) -> None:
    """With that day."""
    home.configure()
    opening = {} if "09" in name else {"post_ouvert": "2026-09-01"}
    home.job(name, title="A", open=True, **opening)
    printed = home.run("check", "--now", NOW).out
    assert "note: " in printed
    assert "it opens on 2026-09-01" in printed
    assert "it opens on" not in home.run("check", "--now", "2026-09-02").out


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("a.txt", b"Une offre.\n", "rename it to a.md"),
        ("a.docx", b"PK\x03\x04", "save its text as sources/a.md"),
        ("a.odt", b"PK\x03\x04", "save its text as sources/a.md"),
        ("a.text", b"---\ntitle: A\n---\nx\n", "rename it to a.md"),
        ("a.md.bak2", b"---\ntitle: A\n---\nx\n", "rename it to"),
    ],
)
def test_a_file_that_is_passed_over_is_reported(home: Home, name: str, content: bytes, remedy: str) -> None:
    """With what makes a post of it."""
    home.configure()
    home.write(f"sources/{name}", content)
    assert f"sources/{name}: note: " in home.run("check", "--now", NOW).out
    assert remedy in home.run("check", "--now", NOW).out
