"""The documentation tells the truth: names, links, configurations, and every command with its output.

A ```console block is replayed: each line `$ …` is run, and what follows must be what it prints. A
block whose fence names a file (```markdown sources/x.md) is that file, written before what comes next.
Each page begins in an empty folder of its own. Run as a script, this module writes the outputs anew.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
import yaml
from support.paths import ROOT

from feeds import config
from feeds.cli import output as show
from feeds.cli.parser import command_line
from feeds.collect import SOURCES
from feeds.emit.formats import FORMATS, Format
from feeds.model.entry import State
from feeds.model.errors import FeedsError, OutputError
from feeds.model.feed import Feed, Output
from feeds.model.post import Document
from feeds.model.settings import Site
from feeds.normalise import languages
from feeds.normalise.context import Context
from feeds.normalise.dialects import DIALECTS, Dialect
from feeds.normalise.dialects.job_markdown import key_names
from feeds.normalise.partner_dialects import READERS

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
NOW = "1777885200"  # 2026-05-04, 9:00 UTC: the day on which all outputs in the documentation were made

FENCE = re.compile(r"^```(?P<kind>\w*) ?(?P<file>\S*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]\[]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def codes(text: str) -> set[str]:
    """Return what stands between backticks, outside blocks."""
    return set(CODE.findall(FENCE.sub("", text)))


def cells(text: str, column: int) -> Iterator[str]:
    """Return one column of every table, row by row."""
    for line in FENCE.sub("", text).splitlines():
        if line.startswith("| "):
            row = line.strip("| ").split(" | ")
            yield row[column] if column < len(row) else ""


# Names


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_documented(name: str) -> None:
    """Its name, its ending and its media type stand in the page on outputs."""
    known = codes(page("reference/outputs.md"))
    assert {name, FORMATS[name].ending, FORMATS[name].media_type} <= known


@pytest.mark.parametrize("name", [*SOURCES, *DIALECTS])
def test_every_kind_of_source_and_dialect_is_documented(name: str) -> None:
    """The configuration's reference names it, and the page on extending too."""
    assert name in codes(page("reference/config.md"))
    assert name in codes(page("how-to/extend.md"))


@pytest.mark.parametrize("name", [*DIALECTS, *READERS])
def test_every_dialect_has_a_reference(name: str) -> None:
    """What may be written in it stands in a page of its own, or in that on what partners publish."""
    pages = {"job_markdown": "front-matter", "records": "records"}
    assert name in codes(page(f"reference/{pages.get(name, 'partners')}.md"))


@pytest.mark.parametrize("field", key_names.FIELDS)
def test_every_key_of_the_front_matter_is_documented(field: str) -> None:
    """Every spelling stands in a table of its reference."""
    tables = "\n".join(cells(page("reference/front-matter.md"), 0))
    known = {key_names.folded(code) for code in CODE.findall(tables)}
    missing = [spelling for spelling in key_names.FIELDS[field] if key_names.folded(spelling) not in known]
    assert not missing


def test_every_contract_word_is_documented() -> None:
    """The table of contract words holds the very phrases that are read."""
    folded = key_names.folded("\n".join(cells(page("reference/front-matter.md"), 1)))
    phrases = {phrase for several in languages.CONTRACTS.values() for phrase in several} - languages.MISSPELT
    assert not [phrase for phrase in sorted(phrases) if key_names.folded(phrase) not in folded]


def test_every_state_is_documented() -> None:
    """Front matter leads to it, or an output names it."""
    known = codes(page("reference/front-matter.md"))
    assert set(get_args(State)) <= known | codes(page("reference/outputs.md"))


# Commands


def commands() -> dict[str, argparse.ArgumentParser]:
    for action in command_line()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("the command line has no commands")


def options(parser: argparse.ArgumentParser) -> set[str]:
    """Return the long names of a parser's options, but that of its help."""
    strings = {string for action in parser._actions for string in action.option_strings}
    return {string for string in strings if string.startswith("--")} - {"--help"}


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_is_documented(name: str) -> None:
    """Each command has a section, in which all its options stand."""
    text = page("reference/commands.md")
    sections = dict(re.findall(r"^## `feeds (\w+)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert name in sections
    section = sections[name]
    assert not [option for option in options(commands()[name]) if option not in section]
    assert f"$ feeds {name}" in section


def test_no_command_or_option_is_documented_that_is_none() -> None:
    """A page never offers what would be refused."""
    known = {name for parser in commands().values() for name in options(parser)} | options(command_line())
    said = {
        (path.name, option)
        for path in (*PAGES, ROOT / "README.md")
        for code in CODE.findall(path.read_text("utf-8"))
        if code.startswith(("feeds ", "--"))
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]+", code)
    }
    assert {option for _, option in said} <= known | {"--help"}
    named = {
        match
        for path in (*PAGES, ROOT / "README.md")
        for match in re.findall(r"(?:^\$ |`)feeds ([a-z]+)\b", path.read_text("utf-8"), re.MULTILINE)
    }
    assert named <= set(commands())


@pytest.mark.parametrize("name", ["", *commands()])
def test_every_help_has_an_example(name: str) -> None:
    """The example is a command line that is understood."""
    parser = commands()[name] if name else command_line()
    (example,) = re.findall(r"^example:\n  feeds (.*)$", parser.format_help(), re.MULTILINE)
    arguments = shlex.split(example.partition(" > ")[0])
    assert command_line().parse_args(arguments).command
    assert not name or arguments[0] == name


def test_every_exit_status_is_documented() -> None:
    """Those of the errors and those of the command line."""
    statuses = {error.exit_status for error in FeedsError.__subclasses__()} | {
        show.DONE,
        show.PROBLEMS,
        OutputError.exit_status,
    }
    told = {cell for cell in cells(page("reference/commands.md"), 0) if cell.isdigit()}
    assert {str(status) for status in statuses} == told


# Links


def anchors(path: Path) -> set[str]:
    """Return the names that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=lambda path: path.name)
def test_relative_links_lead_somewhere(path: Path) -> None:
    """The file is there, and so is the heading."""
    for target in LINK.findall(FENCE.sub("", path.read_text("utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_page_is_linked() -> None:
    """Nobody has to guess that a page exists."""
    linked = {
        (path.parent / target.partition("#")[0]).resolve()
        for path in (ROOT / "README.md", *PAGES)
        for target in LINK.findall(path.read_text("utf-8"))
        if "://" not in target
    }
    assert set(PAGES) <= linked


def test_every_file_of_where_is_exists() -> None:
    """One row for each of sixteen tasks, and each names a file or folder of the package."""
    rows = re.findall(r"^\| (?!task |-)(.*?) \| (.*) \|$", page("contributing/where-is.md"), re.MULTILINE)
    assert len(rows) == 20
    for task, files in rows:
        named = re.findall(r"`([\w/]+(?:/|\.\w+))`", files)
        assert named, task
        assert [name for name in named if not (ROOT / "feeds" / name).exists()] == [], task


# Configurations


REST = "site: {title: Site, url: 'https://example.org/'}\nsources: [{path: sources}]\n"


def configurations() -> Iterator[tuple[str, str]]:
    """Return every configuration with its page, and every part of one made whole."""
    for path in (ROOT / "README.md", *PAGES):
        for number, block in enumerate(FENCE.finditer(path.read_text("utf-8")), 1):
            if block["kind"] == "yaml":
                data = yaml.safe_load(block["body"])
                name = f"{path.name}-{number}"
                if {"mapping", "preset"} & set(data):  # part of a source
                    source = {"url": "https://partner.example/api/jobs", **data}
                    yield name, yaml.safe_dump({**yaml.safe_load(REST), "sources": [source]})
                else:
                    whole = {"site", "sources"} <= set(data)
                    yield name, ("" if whole else REST) + block["body"]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in configurations()])
def test_configurations_are_right(text: str, tmp_path: Path) -> None:
    """Whoever copies one can publish with it, if the files that it includes are there."""
    (tmp_path / "partners").mkdir()
    (tmp_path / "partners" / "north.yaml").write_text("[{url: 'https://north.example.org/'}]", "utf-8")
    outline = '<outline text="South" xmlUrl="https://south.example.org/"/>'
    (tmp_path / "partners.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>', "utf-8")
    assert config.parse(text, root=tmp_path).feeds


def test_there_are_configurations() -> None:
    """The README's five lines are one of them."""
    assert any(name.startswith("README") for name, _ in configurations())


# Commands with their outputs


def replayed(text: str, folder: Path) -> str:
    """Write a page again, with what its commands print now."""
    script = ["set -f"]
    blocks = [block for block in FENCE.finditer(text) if block["kind"] == "console" or block["file"]]
    for block in blocks:
        if block["file"]:
            script.append(f"mkdir -p $(dirname {block['file']}) && cat > {block['file']} <<'END OF FILE'")
            script.append(f"{block['body']}END OF FILE")
        else:
            for line in block["body"].splitlines():
                script += [f"printf '\\036'\n{line[2:]}"] * line.startswith("$ ")
    printed = iter(_run("\n".join(script), folder).split("\036")[1:])
    parts, end = [], 0
    for block in blocks:
        if block["kind"] == "console":
            typed = [line for line in block["body"].splitlines() if line.startswith("$ ")]
            parts += [text[end : block.start("body")], *(f"{line}\n{next(printed)}" for line in typed)]
            end = block.end("body")
    return "".join(parts) + text[end:]


def _run(script: str, folder: Path) -> str:
    command = folder / ".bin" / "feeds"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m feeds "$@"\n')
    command.chmod(0o755)
    home = folder / "home"
    home.mkdir()
    surroundings = {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": NOW,
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    run = subprocess.run(
        ["bash", "-c", f"exec 2>&1\n{script}"],
        cwd=home,
        env=surroundings,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    return run.stdout


@pytest.mark.skipif(os.name == "nt", reason="the examples are typed into a POSIX shell")
@pytest.mark.parametrize(
    "path", [path for path in PAGES if "```console" in path.read_text("utf-8")], ids=lambda path: path.name
)
def test_commands_print_what_the_page_shows(path: Path, tmp_path: Path) -> None:
    """What a reader sees is what the reader will get."""
    text = path.read_text("utf-8")
    assert replayed(text, tmp_path) == text


def modules() -> dict[str, dict[str, Any]]:
    """Run the modules that the page on extending shows, each under its file's name."""
    shown = re.findall(
        r"^`feeds/(\S+)\.py`:\n\n```python\n(\"{3}.*?)^```$",
        page("how-to/extend.md"),
        re.MULTILINE | re.DOTALL,
    )
    found: dict[str, dict[str, Any]] = {name: {"__name__": name} for name, _ in shown}
    for name, text in shown:
        exec(compile(text, name, "exec"), found[name])
    return found


def test_the_format_of_the_example_works() -> None:
    """It fits the protocol, and an empty feed is a table without lines."""
    shown = modules()["emit/formats/csv_list"]
    head = Feed("jobs", "Jobs", "", "en", datetime(2026, 1, 1, tzinfo=UTC), "complete")
    form = Format(shown["ENDING"], shown["MEDIA_TYPE"], shown["emit"])
    (output,) = form.emit(Site("Site", "https://example.org/"), head)
    assert output == Output("jobs.csv", "text/csv", b"published,title,organization,url\r\n")


def test_the_dialect_of_the_example_works() -> None:
    """It fits the protocol, for what it can read and what it cannot."""
    normalise: Dialect = modules()["normalise/dialects/plain_text"]["normalise"]
    context = Context(Site("Site", "https://example.org/"))
    post, problems = normalise(Document("s", "s/a.txt", b"A note\n\n1 < 2\n\nEnd", ""), context)
    assert post
    assert (post.title, post.content_html, problems) == ("A note", "<p>1 &lt; 2</p><p>End</p>", ())
    post, problems = normalise(Document("s", "s/a.txt", b"\xff", ""), context)
    assert post is None
    assert [problem.severity for problem in problems] == ["error"]


def test_the_lines_of_registration_are_quoted_as_they_stand() -> None:
    """What the page shows of existing code is existing code."""
    text = page("how-to/extend.md")
    for file in (
        "emit/formats/__init__.py",
        "normalise/dialects/__init__.py",
        "collect/__init__.py",
        "normalise/languages/__init__.py",
    ):
        assert f"`feeds/{file}`" in text
    sources = (ROOT / "feeds" / "collect" / "__init__.py").read_text("utf-8")
    assert sources[sources.index("SOURCES:") :] in text
    for line in (
        next(
            line
            for line in (ROOT / "feeds/emit/pages/templating.py").read_text("utf-8").splitlines()
            if "LABELS =" in line
        ),
        next(
            line
            for line in (ROOT / "feeds/normalise/languages/__init__.py").read_text("utf-8").splitlines()
            if "LANGUAGES:" in line
        ),
        *re.findall(r"dialect: (Literal\[.*?\])", (ROOT / "feeds/collect/folder.py").read_text("utf-8")),
    ):
        assert line.rstrip("}") in text


if __name__ == "__main__":  # write the pages again, with what their commands print now
    for path in PAGES:
        with TemporaryDirectory() as folder:
            path.write_text(replayed(path.read_text("utf-8"), Path(folder)), "utf-8")
