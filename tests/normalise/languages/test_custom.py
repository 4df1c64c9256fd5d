"""The words of a publisher, and those of another language."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import feeds
from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise import item_to_post, languages, places
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_markdown
from feeds.normalise.dialects.item import Item
from feeds.normalise.job import contracts, salary, telework
from feeds.normalise.languages import custom
from feeds.normalise.places import Hints
from feeds.normalise.values import dates

OWN = {
    "contract": {"permanent": ["Mobilité interne", "emploi-repère"], "intern": "staj"},
    "telework": {"full": ["full anywhere"], "none": ["sul al lec'h"]},
    "state": {"closed": ["archivée hier"], "filled": ["leun"], "open": ["digor"]},
    "date": {"january": ["genver"]},
    "place": {"nowhere": ["e pep lec'h"], "unknown": ["da c'houzout"]},
    "pay": {"gross": ["kriz"], "month": ["bep miz"]},
}
KINDS = f"one of {', '.join(languages.GROUPS)}"
MORE = custom.parse(OWN)
CONTEXT = Context(Site("A", "https://a.example/"), vocabulary=MORE)


def types(text: str) -> tuple[str, ...]:
    return contracts.read(text, assume_full_time=True, vocabulary=MORE).types


def test_words_of_a_publisher_are_read_as_the_programs_own() -> None:
    assert custom.check(OWN) == []
    assert types("MOBILITÉ-INTERNE, 80 %") == ("PART_TIME",)
    assert types("CDD ou emploi repère") == ("TEMPORARY", "FULL_TIME")
    assert types("Staj") == ("INTERN",)
    assert types("stajer") == ()
    assert telework.read("Full anywhere!", MORE) == "full"
    assert telework.read("Full anywhere, bureau à Brest", MORE) == "hybrid"
    assert telework.read("sul al lec’h", MORE) == "none"
    assert dates.parse(languages.with_known_words("3 Genver 2026", "date", MORE), ZoneInfo("UTC"))
    assert places.read("E pep lec’h ou Brest", Hints("", MORE)).places == places.read("Brest").places
    assert places.read("E pep lec’h", Hints("", MORE)).kind == "elsewhere"
    assert places.read("Da c’houzout", Hints("FR", MORE)).kind == "absent"
    read = salary.parse("2 000 € kriz bep miz", MORE)
    assert read
    assert (read.unit, read.text) == ("MONTH", "2 000 € kriz bep miz")
    assert salary.unit("Bep miz", MORE) == "MONTH"


def test_nothing_of_the_program_changes_by_it() -> None:
    assert contracts.read("mobilité interne", assume_full_time=True).types == ()
    assert telework.read("full anywhere") == "full"  # "full" is a word of the program's own
    assert telework.read("sul al lec’h") == "unknown"
    assert salary.parse("2 000 € kriz bep miz") is None


def test_a_context_with_words_can_be_sent_and_compared() -> None:
    assert pickle.loads(pickle.dumps(CONTEXT)) == CONTEXT
    assert hash(MORE) == hash(custom.parse(OWN))


def test_every_dialect_reads_them() -> None:
    said = {"employmentType": "Staj", "jobLocationType": "sul al lec'h", "datePosted": "3 genver 2026"}
    post, problems = item_to_post.to_post(
        Item(title="A", state="Leun", job=said, published="3 genver 2026"),
        CONTEXT,
        source="s",
        locator="l",
        file="f",
    )
    assert post
    assert post.job
    assert post.published
    assert (post.job.employment_type, post.job.remote, post.stated.filled) == (("INTERN",), "none", True)
    assert [problem.field for problem in problems] == ["hiringOrganization"]
    text = (
        "---\nroles: Juriste\ncontrat: staj\nteletravail: sul al lec'h\ndate: 3 genver 2026\n"
        "status: Digor\nopen: true\nlieu: e pep lec'h ou Brest\nsalaire: 2 000 € kriz bep miz\n---\nUn texte."
    )
    read, problems = job_markdown.normalise(Document("s", "a.md", text.encode(), ""), CONTEXT)
    assert read
    assert read.job
    assert read.job.employment_type == ("INTERN",)
    assert (read.job.remote, read.stated.status) == ("none", "open")
    assert read.published
    assert [place.locality for place in read.job.job_location] == ["Brest"]
    assert read.job.base_salary
    assert not [problem for problem in problems if problem.severity != "note"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (["CDI"], ((), "a mapping of kinds of words", "a list", "write contract: {permanent: [mutation]}")),
        (None, ((), "a mapping of kinds of words", "nothing", "write contract: {permanent: [mutation]}")),
        ({"contrat": {}}, (("contrat",), KINDS, "'contrat'", "did you mean 'contract'?")),
        ({"state": ["a"]}, (("state",), "a mapping of meanings", "a list", "write {open: [a word]}")),
        ({"state": {"close": "a"}},
         (("state", "close"), f"one of {', '.join(languages.STATES)}", "'close'", "did you mean 'closed'?")),
        ({"state": {"closed": ["a", 3]}}, (("state", "closed", 1), "a word", "a number", "put it in quotes")),
        ({"state": {"closed": True}}, (("state", "closed"), "a word", "yes or no", "put it in quotes")),
        ({"state": {"closed": "--"}}, (("state", "closed"), "a word", "'--'", "write at least one letter")),
        ({3: {}}, ((3,), KINDS, "3", "")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_words_is_said(data: Any, fault: tuple[Any, ...]) -> None:
    (found,) = custom.check(data)
    assert (found.path, *map(str, found[1:])) == fault
    if isinstance(data, dict):
        assert custom.parse(data) in ((), (("state", (("closed", ("a",)),)),))


KEYS = st.sampled_from([*languages.GROUPS, *languages.CONTRACTS, "x"]) | st.integers()


ANY = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=5) | st.booleans(), max_size=3)
CONCEPTS = ANY | st.dictionaries(KEYS, ANY, max_size=3)


@given(CONCEPTS | st.dictionaries(KEYS, CONCEPTS, max_size=3))
@settings(deadline=None)
def test_any_words_are_checked_and_used(data: Any) -> None:
    custom.check(data)
    more = custom.parse(data) if isinstance(data, dict) else ()
    context = replace(CONTEXT, vocabulary=more)
    said = {"employmentType": "CDI", "jobLocationType": "x"}
    item_to_post.to_post(Item(title="A", job=said), context, source="s", locator="l", file="f")


BRETON = '''
"""Breton words of job offers."""
MONTHS = {"genver": 1, "kerzu": 12}
STATES = {"open": ("digor",), "closed": ("serret",)}
CONTRACTS = {"permanent": ("padus",), "intern": ("stajidi",)}
TELEWORK = {"full": ("penn da benn a bell",)}
UNITS = {"month": ("miz",)}
PER = ("dre",)
PAY = {"gross": ("kriz",)}
PLACES = {"nowhere": ("pep lec h",), "in": ("e",)}
AREAS = {"europe": ("europa",)}
JOB_PATHS = ("labour",)
'''
ASKED = """
import json
from zoneinfo import ZoneInfo
from feeds.normalise import languages
from feeds.normalise.dialects.job_posting import job_links
from feeds.normalise import places
from feeds.normalise.job import contracts, salary, telework
from feeds.normalise.places import countries
from feeds.normalise.values import dates
read = contracts.read("padus", assume_full_time=True)
print(json.dumps([
    list(read.types),
    contracts.read("stajidi 3 miz", assume_full_time=True).duration,
    telework.read("penn-da-benn a bell"),
    dates.parse("3 Genver 2026", ZoneInfo("UTC")).text(),
    salary.parse("2 000 € kriz dre miz").unit,
    [place.locality for place in places.read("e Brest").places],
    countries.is_within("Europa", "FR"),
    "serret" in languages.CLOSED,
    job_links.looks_like_job("https://a.example/labour/123-a"),
    list(contracts.read("CDI", assume_full_time=True).types),
]))
"""


@pytest.mark.slow
def test_another_language_is_one_file_and_one_name(tmp_path: Path) -> None:
    shutil.copytree(Path(feeds.__file__).parent, tmp_path / "feeds", ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "feeds" / "normalise" / "languages"
    (folder / "br.py").write_text(BRETON, "utf-8")
    registry = folder / "__init__.py"
    text = registry.read_text("utf-8")
    registered = text.replace("en_facts, de, ", "en_facts, br, de, ")
    registered = registered.replace("    de,\n", "    br,\n    de,\n")
    assert registered.count("br,") == 2
    registry.write_text(registered, "utf-8")
    command = [sys.executable, "-c", ASKED]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [
        ["FULL_TIME"], "P3M", "full", "2026-01-03", "MONTH", ["Brest"], True, True, True, ["FULL_TIME"],
    ]  # fmt: skip
