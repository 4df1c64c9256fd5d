"""A folder of CSV, JSON or XML: each record is a post, and a file deletes only what it proves to be gone."""

import json

import pytest
from conftest import NOW

MAPPING = {"fields": {"id": "ref", "title": "poste", "description": "texte", "place": "ville", "published": "date"}}
HEAD = "ref;poste;texte;ville;date\n"
LATER = "2026-03-02T09:00:00Z"


def row(number: int, **changes: str) -> str:
    """Return a line of the table."""
    cells = {
        "poste": f"Poste {number}",
        "texte": f"Texte long de l'offre numéro {number}.",
        "ville": "Rennes",
    } | changes
    return f"{number};{cells['poste']};{cells['texte']};{cells['ville']};2026-02-{number:02}\n"


def table(*numbers: int) -> str:
    """Return a whole table."""
    return HEAD + "".join(map(row, numbers))


@pytest.fixture
def exports(home):
    """Return a project with a folder of tables beside that of posts."""
    home.configure(sources=[{"path": "sources"}, {"path": "exports", "mapping": MAPPING}])
    home.job("bonne.md", title="La bonne offre")
    home.write("exports/jobs.csv", table(1, 2, 3))
    assert home.publish().status == 0
    return home


def test_each_record_of_a_table_is_a_job(exports):
    """With the employer, the country and the language of the site."""
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 2", "Poste 3"]
    one = item(exports, "Poste 2")
    job = one["_jobposting"]
    assert (job["hiringOrganization"]["name"], one["language"]) == ("Atelier du Nord", "fr")
    assert job["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Rennes",
        "addressCountry": "FR",
    }
    assert (one["url"], job["datePosted"]) == ("https://jobs.example.org/posts/poste-2/", "2026-02-02")


def item(home, title):
    """Return the only entry with a title."""
    (found,) = [one for one in home.json("jobs.json")["items"] if one["title"] == title]
    return found


def test_a_run_in_which_nothing_changed_reads_no_file(exports, monkeypatch):
    """Neither does one in which the file was touched parse it."""
    from feeds.pipeline.sources import record_files

    def refuse(*_):
        raise AssertionError

    before = exports.tree()
    monkeypatch.setattr(record_files, "parse", refuse)
    assert exports.publish().status == 0
    exports.write("exports/jobs.csv", table(1, 2, 3))
    ran = exports.publish(now=LATER)
    assert (ran.status, ran.written, exports.tree()) == (0, set(), before)


def test_an_added_record_is_new_and_an_edited_one_is_updated(exports):
    """Others keep their dates, ids and addresses."""
    before = {title: item(exports, title) for title in ("Poste 1", "Poste 2")}
    exports.write("exports/jobs.csv", HEAD + row(1) + row(2, ville="Brest") + row(3) + row(4))
    ran = exports.publish(now=LATER)
    assert ran.status == 0
    assert {one["title"]: one["change"] for one in ran.report["transitions"]} == {
        "Poste 2": "changed",
        "Poste 4": "new",
    }
    assert item(exports, "Poste 1") == before["Poste 1"]
    edited = item(exports, "Poste 2")
    assert {key: edited[key] == before["Poste 2"][key] for key in ("id", "url", "date_published", "date_modified")} == {
        "id": True,
        "url": True,
        "date_published": True,
        "date_modified": False,
    }


def test_a_removed_record_is_deleted_and_comes_back_as_itself(exports):
    """As a post whose file is removed."""
    id_ = item(exports, "Poste 2")["id"]
    exports.write("exports/jobs.csv", table(1, 3))
    ran = exports.publish(now=LATER)
    assert [(one["title"], one["change"]) for one in ran.report["transitions"]] == [("Poste 2", "removed")]
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 3"]
    exports.write("exports/jobs.csv", table(1, 2, 3))
    assert exports.publish(now=LATER).status == 0
    assert item(exports, "Poste 2")["id"] == id_


def test_a_removed_file_deletes_its_records_and_no_others(exports):
    """A file with another name and the same records is the same file."""
    exports.write("exports/more.csv", table(4))
    exports.publish()
    ids = {title: item(exports, title)["id"] for title in ("Poste 1", "Poste 4")}
    (exports.root / "exports/jobs.csv").rename(exports.root / "exports/jobs-2026.csv")
    assert exports.publish(now=LATER).report["transitions"] == []
    assert {title: item(exports, title)["id"] for title in ids} == ids
    (exports.root / "exports/jobs-2026.csv").unlink()
    assert exports.publish(now=LATER).status == 0
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 4"]


def test_a_record_that_moves_to_another_file_is_the_same(exports):
    """Whatever the order of the files."""
    ids = {title: item(exports, title)["id"] for title in ("Poste 1", "Poste 3")}
    exports.write("exports/jobs.csv", table(2))
    exports.write("exports/a.csv", table(1))
    exports.write("exports/z.csv", table(3))
    ran = exports.publish(now=LATER)
    assert (ran.status, ran.report["transitions"]) == (0, [])
    assert {title: item(exports, title)["id"] for title in ids} == ids


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (HEAD + row(1) + row(2)[:12], "exports/jobs.csv: expected a whole table, found one that ends within a record"),
        (
            HEAD + row(1) + '2;"Poste 2\n',
            "exports/jobs.csv: expected a whole table, found one that ends within a record",
        ),
        (HEAD, "3 of 3 are missing"),
        ("", "exports/jobs.csv"),
        ("<html><body>Erreur 500", "exports/jobs.csv"),
        (HEAD + row(1) + row(2).replace("2;", ";", 1), "neither in “Poste 2”"),
        (HEAD + row(1) + row(2) + row(3).replace("3;", "2;", 1), "“2”, as record 2"),
    ],
)
def test_a_file_that_does_not_prove_it_deletes_nothing(exports, body, problem):
    """It is reported, now and in later runs; the whole file is read again."""
    before = exports.titles("jobs.json")
    exports.write("exports/jobs.csv", body)
    for _ in range(2):
        ran = exports.publish(now=LATER)
        assert (ran.status, exports.titles("jobs.json")) == (1, before)
        assert any(problem in text for text in ran.problems), ran.problems
    exports.write("exports/jobs.csv", table(1, 3))
    assert exports.publish(now=LATER).status == 0
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 3"]


def test_a_table_without_a_last_line_end_is_whole(exports):
    """As spreadsheets on the web export it."""
    exports.write("exports/jobs.csv", table(1, 3).rstrip("\n"))
    assert exports.publish(now=LATER).status == 0
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 3"]


def test_a_file_that_lost_half_of_its_records_waits_until_that_is_accepted(exports):
    """Nothing of it is published until then."""
    exports.write("exports/jobs.csv", table(*range(1, 11)))
    exports.publish()
    exports.write("exports/jobs.csv", table(1, 2, 3, 4, 12))
    for _ in range(2):
        ran = exports.publish(now=LATER)
        assert [text for text in ran.problems if "6 of 10 are missing" in text and "feeds accept exports" in text]
        assert (ran.status, len(exports.titles("jobs.json"))) == (1, 11)
    exports.run("accept", "exports", "--now", LATER)
    assert sorted(exports.titles("jobs.json")) == [
        "La bonne offre",
        "Poste 1",
        "Poste 12",
        "Poste 2",
        "Poste 3",
        "Poste 4",
    ]
    assert exports.publish(now=LATER).status == 0


def test_what_the_change_guard_holds_back_is_held_back_until_it_is_accepted(exports):
    """It is reported in each run."""
    exports.write("exports/jobs.csv", table(*range(1, 29)))
    exports.publish()
    exports.write("exports/jobs.csv", table(*range(1, 18)))
    for _ in range(2):
        ran = exports.publish(now=LATER)
        assert (ran.status > 0, len(exports.titles("jobs.json"))) == (True, 29)
        assert "it would close 11 and change 0 of 28" in ran.out
        assert "feeds accept exports" in ran.out
    exports.run("accept", "--now", LATER)
    assert len(exports.titles("jobs.json")) == 18


def test_explain_names_a_record_and_check_reports_it(exports):
    """By its file and its id."""
    ran = exports.run("explain", "exports/jobs.csv#2", "--now", NOW)
    assert ran.status == 0
    assert "Poste 2" in ran.out
    exports.write("exports/jobs.csv", HEAD + row(1) + row(2, ville="") + row(3))
    exports.write("exports/notes.md", "---\ntitle: note\n---\n")
    ran = exports.run("check", "--now", NOW)
    assert "exports/jobs.csv#2" in ran.out
    assert "notes.md" not in ran.out
    ran = exports.run("close", "exports/jobs.csv#2", "--now", NOW)
    assert ran.status == 2
    assert "expected a Markdown file, found a record" in ran.err


def test_a_lost_ledger_keeps_ids_and_dates(exports):
    """Of records, too."""
    before = exports.json("jobs.json")
    (exports.root / ".feeds/ledger.sqlite").unlink()
    assert exports.publish(now=LATER).status == 0
    assert exports.json("jobs.json") == before
    exports.write("exports/jobs.csv", table(1, 3))
    assert exports.publish(now=LATER).status == 0
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 3"]


def test_a_lost_ledger_and_a_broken_file_delete_nothing(exports):
    """The entries wait for the file."""
    before = exports.json("jobs.json")
    (exports.root / ".feeds/ledger.sqlite").unlink()
    exports.write("exports/jobs.csv", HEAD + row(1)[:4])
    exports.publish(now=LATER)
    assert exports.json("jobs.json") == before
    exports.write("exports/jobs.csv", table(1, 2))
    exports.publish(now=LATER)
    assert sorted(exports.titles("jobs.json")) == ["La bonne offre", "Poste 1", "Poste 2"]


GREENHOUSE = {
    "jobs": [
        {
            "id": number,
            "title": f"Engineer {number}",
            "absolute_url": f"https://boards.greenhouse.io/acme/jobs/{number}",
            "updated_at": "2026-02-01T10:00:00Z",
            "location": {"name": "Lyon, France"},
            "content": "&lt;p&gt;We build useful things.&lt;/p&gt;",
        }
        for number in (11, 12)
    ]
}
INDEED = """<source><publisher>Acme</publisher>
<job><title>Cook</title><date>2026-02-01</date><referencenumber>7</referencenumber><url>https://acme.example/7</url>
<company>Acme</company><city>Paris</city><country>FR</country><description>Cook well.</description></job>
<job><title>Waiter</title><date>2026-02-02</date><referencenumber>8</referencenumber><url>https://acme.example/8</url>
<company>Acme</company><city>Paris</city><country>FR</country><description>Serve well.</description></job></source>"""
XML = """<?xml version="1.0"?><list>
<offer ref="A1"><name>Soudeuse</name><where>Nantes</where><text>Souder &amp; couper.</text><link>/jobs/a1</link></offer>
<offer ref="A2"><name>Tourneur</name><where>Lyon</where><text>Tourner.</text><link>/jobs/a2</link></offer></list>"""
XML_MAPPING = {
    "items": "//offer",
    "fields": {"id": "@ref", "title": "name", "place": "where", "description": "text", "url": "link"},
}


@pytest.mark.parametrize(
    ("source", "name", "body", "cut", "titles"),
    [
        ({"preset": "greenhouse"}, "g.json", json.dumps(GREENHOUSE), -9, ["Engineer 11", "Engineer 12"]),
        ({"dialect": "records"}, "i.xml", INDEED, 300, ["Cook", "Waiter"]),
        ({"mapping": XML_MAPPING, "base_url": "https://nord.example/"}, "o.xml", XML, 200, ["Soudeuse", "Tourneur"]),
    ],
)
def test_json_with_a_preset_and_xml_with_a_mapping(home, source, name, body, cut, titles):
    """A file that ends too early deletes nothing."""
    home.configure(sources=[{"path": "exports", **source}])
    home.write(f"exports/{name}", body)
    ran = home.publish()
    assert (ran.status, sorted(home.titles("jobs.json"))) == (0, titles), ran.problems
    home.write(f"exports/{name}", body[:cut])
    ran = home.publish(now=LATER)
    assert (ran.status, sorted(home.titles("jobs.json"))) == (1, titles)
    assert any(f"exports/{name}" in text for text in ran.problems)
    if "base_url" in source:
        assert item(home, "Soudeuse")["external_url"] == "https://nord.example/jobs/a1"


PAGE = """<!doctype html><html><body><ul>
<li><a href="https://acme.example/1">Baker</a></li><li><a href="https://acme.example/2">Butcher</a></li>
</ul></body></html>"""


def test_pages_without_their_end_and_parts_of_lists_delete_nothing(home):
    """It is a note. What is read of them is published."""
    mapping = {"format": "html", "items": "li", "fields": {"title": "a", "url": "a"}}
    of_parts = {"items": "jobs", "total": "total", "fields": {"id": "id", "title": "title"}}
    pages, parts = {"path": "pages", "include": "*.html", "mapping": mapping}, {"path": "parts", "mapping": of_parts}
    home.configure(sources=[{**pages, "posts": None}, parts])
    home.write("pages/a.html", PAGE)
    home.write("parts/a.json", json.dumps({"total": 2, "jobs": [{"id": 1, "title": "One"}, {"id": 2, "title": "Two"}]}))
    assert home.publish().status == 0
    assert sorted(home.titles("jobs.json")) == ["Baker", "Butcher", "One", "Two"]
    home.write("pages/a.html", PAGE[: PAGE.index("</li>")])
    home.write("parts/a.json", json.dumps({"total": 2, "jobs": [{"id": 3, "title": "Three"}]}))
    ran = home.publish(now=LATER)
    assert sorted(home.titles("jobs.json")) == ["Baker", "Butcher", "One", "Three", "Two"]
    assert sum("found a part of one" in problem["text"] for problem in ran.report["problems"]) == 2


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ({"mapping": "auto"}, "expected a mapping, found `auto`, in a folder"),
        ({"mapping": MAPPING, "dialect": "job_markdown"}, "expected `mapping` only with `dialect: records`"),
        ({"preset": "greenhose"}, "expected a known recruiting system"),
        ({"mapping": {"fields": {"titel": "x"}}}, "titel"),
        ({"dates": "day-first"}, "expected `dates` beside `mapping` or `preset`"),
    ],
)
def test_wrong_keys_are_reported(home, source, problem):
    """With their lines."""
    home.configure(sources=[{"path": "exports", **source}])
    ran = home.publish()
    assert ran.status == 2
    assert problem in ran.out + ran.err
