"""Commands in French: help, reports and errors; what is published does not depend on the language."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import feeds

FRENCH = {"LC_ALL": "fr_FR.UTF-8"}
ENGLISH_WORDS = re.compile(r"\b(the|expected|found|is|was|of|with|and|write|it|not|nothing|files?)\b")
COMMANDS = ("init", "schema", "publish", "accept", "collect", "serve", "worker", "status", "check", "when", "explain")
MISTAKES = {
    "date.md": "---\ntitle: One\ndate: bientôt\n---\ntexte\n",
    "quote.md": '---\ntitle: "One\ndate: 2026-01-01\n---\ntexte\n',
    "keys.md": "---\ntitle: Two\ndate: 2026-01-01\nlocalistaion: Vannes\ntitle: Three\n---\ntexte\n",
    "job.md": "---\nroles: Dév\ncontrat: machin\nremuneration: beaucoup\nteletravail: parfois\n---\ntexte\n",
    "state.md": "---\ntitle: Four\ndraft: peut-être\nlang: x y\n---\n[x](autre.md) {{ page.x }}\n",
    "empty.md": "---\n---\n",
    "no-end.md": "---\ntitle: Five\n",
    "list.md": "---\ntitle: [1, 2\n---\ntexte\n",
    "tab.md": "---\ntitle:\n\tFive\n---\ntexte\n",
}


@pytest.fixture
def site(tmp_path):
    """Return a folder with a configuration and posts full of mistakes."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "config.yaml").write_text("site: {title: T, url: https://example.org/}\nsources: [{path: sources}]\n")
    for name, text in MISTAKES.items():
        (tmp_path / "sources" / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does."""
    clean = {key: value for key, value in os.environ.items() if key not in ("LANGUAGE", "LANG", "LC_ALL")}
    return subprocess.run(
        [sys.executable, "-m", "feeds", *arguments],
        cwd=folder,
        env=clean | {"PYTHONPATH": str(Path(feeds.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_french(tmp_path, command):
    """With the words of argparse."""
    shown = run(tmp_path, command, "--help", **FRENCH).stdout
    assert shown.startswith("utilisation\xa0: ")
    assert not re.search(r"\b(usage|show|default|print)\b", shown)


@pytest.mark.parametrize("arguments", [["--lang", "fr", "check"], ["check", "--lang", "fr"], ["check", "--lang=fr"]])
def test_problems_are_in_french(site, arguments):
    """All of them: what is English in them was written by the author, or is a key."""
    lines = run(site, *arguments).stdout.splitlines()
    assert len(lines) > len(MISTAKES)
    for line in lines:
        prose = re.sub(r"«[^»]*»|`[^`]*`|\S+\.md\S*|\w+: \w+", "", line)
        assert not ENGLISH_WORDS.search(prose), line


def test_json_keeps_its_keys_and_kinds(site):
    """Only texts differ."""

    def bare(value):
        if isinstance(value, dict):
            return {key: bare(one) for key, one in value.items() if key not in ("expected", "found", "remedy", "text")}
        return [bare(one) for one in value] if isinstance(value, list) else value

    english, french = (json.loads(run(site, "check", "--json", "--lang", one).stdout) for one in ("en", "fr"))
    assert bare(english) == bare(french)
    assert english != french
    assert "attendu" in french["problems"][0]["text"]


def test_what_is_published_does_not_depend_on_the_language(site):
    """Pages, feeds, the list of closed posts and the manifest are the same bytes."""
    published = []
    for name, environment in (("en", {}), ("fr", FRENCH)):
        run(site, "publish", "--now", "2026-02-01", **environment)
        output = site / "output"
        files = {file.relative_to(output): file.read_bytes() for file in output.rglob("*") if file.is_file()}
        published.append(files)
        output.rename(site / f"output-{name}")
        (site / ".feeds").rename(site / f"ledger-{name}")
    assert published[0] == published[1]
    assert len(published[0]) > len(MISTAKES)


@pytest.mark.parametrize(
    ("arguments", "status", "text"),
    [
        (["check", "--config", "none.yaml"], 2, "none.yaml: refusé\xa0: attendu\xa0: un fichier de configuration"),
        (["bidule"], 2, "feeds\xa0: erreur\xa0: argument COMMANDE\xa0: choix invalide"),
        (["publish", "--wait", "x"], 2, "argument --wait\xa0: attendu\xa0: un nombre de secondes"),
        (["explain"], 2, "arguments obligatoires manquants\xa0: post"),
        (["publish", "--now", "demain"], 2, "--now\xa0: attendu\xa0: une date ou une heure"),
        (["explain", "none.md"], 2, "none.md\xa0: billet inconnu"),
        (["accept", "none"], 2, "none\xa0: source inconnue (sources connues\xa0: sources)"),
    ],
)
def test_errors_are_in_french(site, arguments, status, text):
    """Those of the command line too."""
    done = run(site, *arguments, **FRENCH)
    assert done.returncode == status
    assert text in done.stderr


def test_reports_are_in_french(site):
    """The changes, the numbers, and what comes next."""
    published = run(site, "publish", "--now", "2026-02-01", **FRENCH).stdout
    assert "nouveau" in published
    assert re.search(r"output/\xa0: \d+ fichiers écrits, 0 supprimé", published)
    assert "rien n’a changé" in run(site, "publish", "--now", "2026-02-01", **FRENCH).stdout
    assert "dernier succès" in run(site, "status", "--now", "2026-02-01", **FRENCH).stdout
    assert "rien ne s’ouvrira" in run(site, "when", "--now", "2026-02-01", **FRENCH).stdout
