"""How commands end that fail: with a status that is true, one line, and what was published in its place."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from support.hostile import Server, reply
from support.partners import rss
from support.paths import ROOT

BREAKS = {
    "raises": "raise ImportError('broken')\n",
    "cut": "def half(\n",
    "empty": "",
    "blank": "\0\0\0\0",
}


def broken(home: Any, library: str, how: str) -> dict[str, str]:
    """Return the environment of a process in which a library cannot be imported."""
    folder = home.root / "broken"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / library).mkdir(parents=True)
    (folder / library / "__init__.py").write_text(BREAKS[how])
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}


def assert_ended(ran: Any, library: str) -> None:
    assert ran.status == 4, ran
    (line,) = ran.err.splitlines()
    assert library in line
    assert "cannot be imported" in line


@pytest.mark.parametrize(
    ("library", "how"),
    [
        ("yaml", "raises"),
        ("frontmatter", "blank"),
        ("lxml", "empty"),
        ("markdown", "cut"),
        ("nh3", "empty"),
        ("jinja2", "raises"),
        ("feedgen", "raises"),
        ("babel", "blank"),
        ("msgspec", "empty"),
        ("slugify", "cut"),
    ],
)
def test_a_library_that_cannot_be_imported_leaves_what_is_published(home: Any, library: str, how: str) -> None:
    """Wherever it is met: it is no problem of a post, and nothing is published by halves."""
    home.job("2026-01-05-dev.md")
    home.post("2026-01-06-note.md", title="Note")
    assert home.publish().status == 0
    before = home.tree()
    home.job("2026-01-05-dev.md", "Un autre texte.")
    assert_ended(home.command("publish", "--now", NOW, env=broken(home, library, how)), library)
    assert home.tree() == before
    assert home.publish().status == 0
    assert "Un autre texte." in home.text("posts/dev/index.html")


@pytest.mark.parametrize("module", ["sqlite3", "zoneinfo", "argparse", "json"])
@pytest.mark.parametrize("command", ["publish", "check"])
def test_a_module_of_python_that_cannot_be_imported_is_no_traceback(home: Any, module: str, command: str) -> None:
    """Python may be built without a part of it, such as SQLite."""
    folder = home.root / "broken"
    folder.mkdir()
    (folder / f"{module}.py").write_text("raise ImportError('lib.so: cannot open')\n")
    assert_ended(home.command(command, env={"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}), module)
    assert not home.output.exists()


@pytest.mark.parametrize("library", ["markdown", "lxml", "feedgen"])
def test_it_is_the_same_with_many_posts(home: Any, library: str) -> None:
    """In more than one process."""
    for number in range(160):
        home.post(f"2026-01-05-{number}.md", title=f"Note {number}")
    assert_ended(home.command("publish", env=broken(home, library, "raises")), library)
    assert not home.output.exists() or not home.tree()


@pytest.mark.parametrize("library", ["requests", "urllib3", "protego", "lxml"])
def test_it_is_no_failure_of_a_partner(home: Any, library: str) -> None:
    """It does not back off, and is fetched as soon as the library is there."""
    with Server() as server:
        server.on("/feed", reply(rss("one")))
        home.configure(sources=[{"url": server.url("/feed"), "name": "partner"}], network={"allow": [server.address]})
        assert_ended(home.command("publish", env=broken(home, library, "cut")), library)
        assert home.publish().status == 0
        assert home.titles("news.json") == ["one"]


@pytest.mark.parametrize(
    ("library", "options", "config"),
    [
        ("pydantic", (), {}),
        ("prometheus_client", (), {"monitor": {"metrics": "figures.prom"}}),
        ("pythonjsonlogger", ("--log", "json"), {}),
    ],
)
def test_it_is_the_same_before_and_after_publishing(
    home: Any, library: str, options: tuple[str, ...], config: dict[str, Any]
) -> None:
    """While the configuration is read, while the log is written, and once all is done."""
    home.configure(**config)
    home.post("2026-01-06-note.md", title="Note")
    assert_ended(home.command("publish", *options, env=broken(home, library, "raises")), library)


@pytest.mark.parametrize("command", [("publish",), ("check",), ("worker",), ("collect",), ("accept",), ("when",)])
def test_a_wrong_configuration_creates_nothing(home: Any, command: tuple[str, ...]) -> None:
    """Not even the folder of the ledger."""
    home.configure(output="/somewhere/else", nonsense=True)
    ran = home.command(*command)
    assert ran.status == 2, ran
    assert sorted(place.name for place in home.root.iterdir()) == ["config.yaml", "sources"]


@pytest.mark.parametrize("text", ["", "site: [", "- a\n- b\n", "\0"])
def test_nor_does_a_file_that_is_none(home: Any, text: str) -> None:
    home.write("config.yaml", text)
    assert home.command("publish").status == 2
    assert not (home.root / ".feeds").exists()


@pytest.mark.parametrize("kilobytes", [1, 16, 100])
def test_files_that_may_not_grow_are_not_called_damaged(home: Any, kilobytes: int) -> None:
    """The limit of a process is met by the ledger, and nothing is to be removed for it."""
    home.post("2026-01-06-note.md", title="Note")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, limit[1]))
    try:
        ran = home.command("publish", env={"PYTHONDONTWRITEBYTECODE": "1"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert ran.status == 2
    (line,) = ran.err.splitlines()
    assert "free some space" in line
    assert "damaged" not in line
    assert "remove" not in line
    assert home.command("publish").status == 0


@pytest.mark.parametrize("path", ["output", "output/posts/note/index.html", "output/news.atom", "output/sitemap.xml"])
def test_an_output_that_cannot_be_written_is_no_success(home: Any, path: str) -> None:
    """All of them, a page, a feed, or a file of the site; what monitors read says the same."""
    home.post("2026-01-06-note.md", title="Note")
    home.configure(monitor={"metrics": "figures.prom"})
    place = home.root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file") if path == "output" else place.mkdir()
    ran = home.command("publish")
    assert ran.status == 4, ran
    assert "Traceback" not in ran.err
    assert "feeds_run_exit_status 4.0" in (home.root / "figures.prom").read_text()
    place.unlink() if path == "output" else place.rmdir()
    assert home.command("publish").status == 0


def test_what_no_code_foresees_ends_with_one_line(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says where, so that it can be reported without a traceback."""

    def fail(*_: object) -> None:
        raise LookupError("unforeseen\nin two lines")

    home.post("2026-01-06-note.md", title="Note")
    assert home.publish().status == 0
    before = home.tree()
    for place in ("feeds.pipeline.publish.scan", "feeds.cli.clock.now"):
        with monkeypatch.context() as patch:
            patch.setattr(place, fail)
            ran = home.run("publish")
            assert ran.status == 4
            (line,) = ran.err.splitlines()
            assert "an unexpected LookupError at feeds/" in line
            assert home.run("publish", "--json").report["status"] == 4
    assert home.tree() == before


@pytest.mark.parametrize("kept", [{}, {"HOOK": "", "HOOK_SECRET": "x" * 20}, {"HOOK": "hook"}])
def test_a_secret_that_is_missing_is_reported_at_once(home: Any, kept: dict[str, str]) -> None:
    """Before three attempts have failed, and also when there is nothing to send."""
    hook = {"url": "http://127.0.0.1:9/${HOOK}", "secret": "${HOOK_SECRET}"}
    home.configure(notify={"webhook": [hook]}, network={"allow": ["127.0.0.1:9"]})
    for _ in range(2):
        ran = home.command("publish", env=kept)
        assert ran.status == 1, ran
        missing = {"HOOK", "HOOK_SECRET"} - {name for name, value in kept.items() if value}
        for name in missing:
            assert ran.err.count(f"the environment variable {name} is not set") == 1


def test_a_report_that_cannot_be_printed_does_not_change_the_status(home: Any) -> None:
    """A run that failed is not taken for one with problems because its reader is gone."""
    home.post("2026-01-06-note.md", title="Note")
    home.output.write_text("a file")
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        home.line("publish"), cwd=home.root, env=home.environment(), stdout=write, stderr=-1, check=False
    )
    os.close(write)
    assert ran.returncode == 4
    assert Path(home.output).read_text() == "a file"
