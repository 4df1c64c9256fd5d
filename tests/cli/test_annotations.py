"""Annotations of pull requests."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from feeds.cli.annotations import FORMATS, annotate
from feeds.model.problem import Problem

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
REGION = {
    "required": ["startLine"],
    "additionalProperties": False,
    "properties": {"startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1}},
}
PLACE = {
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "properties": {
                "artifactLocation": {"properties": {"uri": {"type": "string", "pattern": r"^[\w./%~-]+$"}}},
                "region": REGION,
            }
        }
    },
}
SARIF = {  # the parts of the schema of SARIF 2.1.0 that are used
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "items": {
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {"required": ["driver"], "properties": {"driver": {"required": ["name"]}}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "items": {
                            "required": ["message", "ruleId", "locations", "partialFingerprints"],
                            "properties": {
                                "message": TEXT,
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "locations": {"items": PLACE, "minItems": 1},
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                            },
                        }
                    },
                },
            }
        },
    },
}


@pytest.fixture
def small(home, monkeypatch):
    """Return a project in a folder of a repository, whose folder is the current one."""
    home.job("2026-01-05-été.md", poste_ferme="bientôt", tjm="beaucoup, 100 %")
    home.job("2026-01-06-b.md", company="data-carte")
    monkeypatch.chdir(home.root.parent)
    return home


def check(home, name):
    ran = home.run("check", "--format", name, "--now", "2026-03-01")
    assert ran.err == ""
    return ran


def test_github_shows_commands(small):
    ran = check(small, "github")
    assert ran.status == small.run("check", "--now", "2026-03-01").status == 1
    folder = small.root.name
    assert (
        f"::warning file={folder}/sources/2026-01-05-été.md,line=4,title=poste_ferme::"
        "poste_ferme: expected a date, found 'bientôt' (write 2026-04-30)\n"
    ) in ran.out
    assert "found 'beaucoup, 100 %25'" in ran.out
    lines = ran.out.splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert lines == sorted(lines, key=lambda line: ["::error", "::warning", "::notice"].index(line.split()[0]))


def test_gitlab_shows_a_report(small):
    issues = json.loads(check(small, "gitlab").out)
    assert {issue["severity"] for issue in issues} == {"minor", "info"}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    (issue,) = [issue for issue in issues if "data-carte" in issue["description"]]
    assert issue["location"] == {"path": f"{small.root.name}/sources/2026-01-06-b.md", "lines": {"begin": 4}}
    assert issue["check_name"] == "a-name-or-the-id-of-a-known"


def test_sarif_shows_a_run(small):
    log = json.loads(check(small, "sarif").out)
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert f"{small.root.name}/sources/2026-01-05-%C3%A9t%C3%A9.md" in {
        place["artifactLocation"]["uri"] for place in places
    }


@pytest.mark.parametrize("name", FORMATS)
def test_a_wrong_configuration_is_annotated(small, name):
    small.write("config.yaml", "site:\n  titel: x\n")
    ran = check(small, name)
    assert ran.status == 2
    assert f"{small.root.name}/config.yaml" in ran.out


@pytest.mark.parametrize("name", FORMATS)
def test_a_project_without_problems_has_no_annotations(home, name):
    out = check(home, name).out
    assert {"github": out == "", "gitlab": out == "[]\n", "sarif": '"results": []' in out}[name]


def fingerprints(home):
    return [issue["fingerprint"] for issue in json.loads(check(home, "gitlab").out)]


def test_fingerprints_survive_lines_that_are_added_above(small):
    before = fingerprints(small)
    path = small.root / "sources/2026-01-05-été.md"
    path.write_text(path.read_text().replace("---\n", "---\n# a comment\n\n", 1))
    assert fingerprints(small) == before


def test_equal_problems_of_a_file_differ_by_their_order(tmp_path):
    one = Problem("a.md", "a date", "'x'", "", "date", 3)
    first, second, third = annotate([one, Problem("a.md", "a date", "'x'", "", "date", 9), one], tmp_path / "c.yaml")
    assert len({first.fingerprint, second.fingerprint, third.fingerprint}) == 3
    assert annotate([one], tmp_path / "c.yaml") == [first]


def test_a_problem_of_a_partner_is_at_the_configuration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (one,) = annotate([Problem("https://x.example/feed", "a feed", "'a\nb'", line=3)], Path("sub/config.yaml"))
    assert (one.path, one.line) == ("sub/config.yaml", None)
    assert one.text == "https://x.example/feed:3: expected a feed, found 'a\\nb'"
    assert FORMATS["github"]([one._replace(text="50 %,\r\n:", field="a:b,c")]) == (
        "::warning file=sub/config.yaml,title=a%3Ab%2Cc::50 %25,%0D%0A:\n"
    )


def test_one_format_at_a_time(home):
    assert home.run("check", "--format", "github", "--json").status == 2
