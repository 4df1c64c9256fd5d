"""A project on disk: where things lie, what is kept of the configuration, and what makes a new version."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import pytest
from support.paths import ROOT

from feeds.ledger.store import Store
from feeds.ledger.unchanged import program
from feeds.model.errors import ConfigError, LedgerError, LockedError
from feeds.pipeline import project


def test_a_configuration_that_was_right_is_not_checked_again(home):
    """It is kept by its text: the second time, neither YAML nor a model of it is read."""
    store = Store(None)
    first = project.load(home.root / "config.yaml", store)
    store.set_meta("config", store.meta("config").replace("Emplois & nouvelles", "Un autre nom"))
    again = project.load(home.root / "config.yaml", store)
    assert again.config.site.title == "Un autre nom"  # it came from the store
    assert again.key == first.key
    home.configure(output="public")
    changed = project.load(home.root / "config.yaml", store)
    assert changed.output == home.root / "public"
    assert changed.config.site.title == first.config.site.title
    assert changed.key != first.key
    store.close()


@pytest.mark.parametrize("damage", ["", "{}", "[1", '{"site": 1}', "null"])
def test_a_damaged_copy_of_the_configuration_is_no_harm(home, damage):
    """The file is read again."""
    store = Store(None)
    first = project.load(home.root / "config.yaml", store)
    key = store.meta("config").partition("\n")[0]
    store.set_meta("config", f"{key}\n{damage}")
    assert project.load(home.root / "config.yaml", store) == first
    store.close()


def test_a_wrong_configuration_is_not_kept(home):
    """It is wrong in the next run, too."""
    home.configure(sources=None)
    store = Store(None)
    for _ in range(2):
        with pytest.raises(ConfigError):
            project.load(home.root / "config.yaml", store)
    assert store.meta("config") == ""
    store.close()


@pytest.mark.parametrize("output", ["sources", "sources/out", ".", "./sources/../sources", "references", "link"])
def test_the_output_lies_apart_from_what_is_read(home, output):
    """Else the next run would publish its own pages."""
    (home.root / "link").symlink_to(home.root / "sources")
    home.configure(output=output, references={"startup": "references"})
    with pytest.raises(ConfigError) as caught, project.opened(home.root / "config.yaml"):
        pass
    (problem,) = caught.value.problems
    assert problem.file == "config.yaml"
    assert problem.field in ("output", "sources[0].path")


def test_a_look_makes_no_ledger(home):
    """Where there is none, none is made; where there is one, it is locked."""
    with project.opened(home.root / "config.yaml", keep=False):
        pass
    assert not (home.root / ".feeds").exists()
    with project.opened(home.root / "config.yaml"):
        assert (home.root / ".feeds" / "ledger.sqlite").exists()
    with (
        project.opened(home.root / "config.yaml", keep=False),
        pytest.raises(LockedError),
        project.opened(home.root / "config.yaml"),
    ):
        pass


def test_a_missing_configuration_makes_no_ledger(home):
    """A mistyped name leaves nothing behind."""
    with pytest.raises(ConfigError), project.opened(home.root / "confg.yaml"):
        pass
    assert not (home.root / ".feeds").exists()


def test_a_newer_ledger_is_left_alone(home):
    """A version of the program that came later may have written what this one does not know."""
    home.publish()
    store = Store(home.root / ".feeds" / "ledger.sqlite")
    store.sql.execute("pragma user_version = 999")
    store.close()
    with pytest.raises(LedgerError, match="newer"), project.opened(home.root / "config.yaml"):
        pass


def test_everything_lies_beside_the_configuration(home):
    """A run from anywhere finds and leaves all in the configuration's own folder."""
    home.post("2026-01-05-a.md", title="Un")
    elsewhere = home.root.parent / "elsewhere"
    elsewhere.mkdir()
    for config in (home.root / "config.yaml", Path("..") / home.root.name / "config.yaml"):
        ran = subprocess.run(
            home.line("publish", "--config", str(config)), cwd=elsewhere, env=home.environment(), check=False
        )
        assert ran.returncode == 0
    assert list(elsewhere.iterdir()) == []
    assert (home.output / "posts/a/index.html").exists()
    assert (home.root / ".feeds" / "ledger.sqlite").exists()


def test_a_project_may_be_moved(home):
    """In another folder, with new inodes and times, nothing is written again but what must be."""
    home.post("2026-01-05-a.md", title="Un")
    home.publish()
    moved = type(home)(home.root.parent / "moved")
    shutil.copytree(home.root, moved.root)
    ran = moved.publish()
    assert ran.report["written"] == ran.report["transitions"] == []
    assert moved.tree() == home.tree()


# The version


def test_every_library_that_shapes_an_output_counts():
    """Each is installed, is a dependency, and a new release of it makes a new version."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    dependencies = [*stated["dependencies"], *stated["optional-dependencies"]["full-text"]]
    named = {re.split("[^a-z0-9-]", line)[0].replace("-", "_") for line in dependencies}
    assert set(program.LIBRARIES) <= named
    installed = program._installed()
    for library in program.LIBRARIES:
        assert any(re.match(f"{library}-[0-9]", name, re.IGNORECASE) for name in installed), library


def test_the_version_is_the_same_in_every_process():
    """Neither the hash seed nor the way the program was started shows in it."""
    code = "from feeds.ledger.unchanged.program import version; print(version())"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(seen) == 1


def test_the_program_itself_is_part_of_the_version(home):
    """An edit of a module, a template or a catalogue makes a new version; a compiled file does not."""
    copy = home.root / "copy"
    shutil.copytree(ROOT / "feeds", copy / "feeds", ignore=shutil.ignore_patterns("__pycache__"))

    def version() -> str:
        code = "from feeds.ledger.unchanged.program import version; print(version())"
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=copy,
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        return done.stdout

    first = version()
    assert version() == first
    (copy / "feeds" / "emit" / "stray.pyc").write_bytes(b"x")
    assert version() == first
    for path in (
        "model/post.py",
        "emit/formats/rss.py",
        "emit/pages/templates/post.html",
        "locale/fr.po",
        "normalise/html/__init__.py",
    ):
        with (copy / "feeds" / path).open("a") as file:
            file.write("\n")
        later = version()
        assert later != first, path
        first = later


def test_the_ledger_knows_the_version_until_a_file_is_touched(home):
    """An edit and a renamed file are noticed in the next run; a wrong configuration saves nothing."""
    copy = home.root / "copy"
    shutil.copytree(ROOT / "feeds", copy / "feeds", ignore=shutil.ignore_patterns("__pycache__"))

    def saved() -> tuple[str, str]:
        home.command("publish", "--now", "2026-03-01T09:00:00Z", env={"PYTHONPATH": str(copy)})
        with closing(sqlite3.connect(home.root / ".feeds/ledger.sqlite")) as ledger:
            (value,) = ledger.execute("select value from meta where name = 'program'").fetchone()
        touched, version = value.split()
        return touched, version

    first = saved()
    assert saved() == first
    module = copy / "feeds/emit/formats/rss.py"
    info = module.stat()
    os.utime(module, ns=(info.st_atime_ns, info.st_mtime_ns + 1))
    touched = saved()
    assert (touched[0] != first[0], touched[1]) == (True, first[1])
    template = copy / "feeds/emit/pages/templates/post.html"
    template.rename(template.with_name("renamed.html")).with_name("post.html").write_bytes(b"")
    config = (home.root / "config.yaml").read_bytes()
    home.write("config.yaml", b"site: 1")
    assert saved() == touched
    home.write("config.yaml", config)
    assert len({first[1], saved()[1]}) == 2
