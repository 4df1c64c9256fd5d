"""The command line: what it takes, what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import jsonschema
import pytest
import yaml

from feeds import __version__

COMMANDS = ("init", "check", "publish", "explain", "schema")
NOW = "2026-03-01T09:00:00Z"


@pytest.fixture
def small(home):
    """Return a project with a job, an article and a problem."""
    home.job("2026-01-05-dev.md", poste_ferme="bientôt")
    home.post("2026-01-06-a.md", title="Un article")
    return home


# Help


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_shows_an_example(home, command):
    """Each command says how it is used."""
    ran = home.run(*filter(None, (command, "--help")), config=False)
    assert ran.status == 0
    assert "example:\n  feeds " in ran.out
    if command:
        assert f"  feeds {command}" in ran.out
    else:
        assert all(command in ran.out for command in COMMANDS)


def test_the_version_needs_nothing_else(home):
    """Its process imports none of this package's rooms."""
    ran = home.command("--version")
    assert (ran.status, ran.out) == (0, f"feeds {__version__}\n")
    assert home.run("--version", config=False).out == ran.out
    code = (
        "import sys; sys.argv = ['feeds', '--version']; from feeds.__main__ import main; main();"
        "print(sorted(name for name in sys.modules if name.startswith('feeds')))"
    )
    out = subprocess.run([sys.executable, "-c", code], env=home.environment(), capture_output=True, check=True)
    assert out.stdout.decode().splitlines()[-1] == "['feeds', 'feeds.__main__', 'feeds._version']"


# What ends how


def test_done_is_0_and_problems_are_1(small):
    """A problem goes to standard error, the rest to standard output; a note is no problem."""
    ran = small.run("publish", "--now", NOW)
    assert ran.status == 1
    assert ran.err.splitlines() == [
        "sources/2026-01-05-dev.md:4: problem: poste_ferme: expected a date, found 'bientôt' (write 2026-04-30)",
        "1 problem",
    ]
    counts, files = ran.out.splitlines()[-2:]
    assert counts == "1 open job, 1 article, 0 closed"
    assert re.fullmatch(r"output/: \d+ files written, 0 removed", files)
    small.job("2026-01-05-dev.md")
    ran = small.run("publish", "--now", NOW)
    assert (ran.status, ran.err) == (0, "")
    ran = small.run("publish", "--now", NOW)
    assert ran.out.splitlines() == ["1 open job, 1 article, 0 closed", "output/: nothing changed"]


WRONG = [
    (["publish", "--now", "hier"], "'hier'"),
    (["publish", "--now", "2026-13-01"], "'2026-13-01'"),
    (["publish", "--now", "0001-01-01T00:00+14:00"], "0001"),
    (["publish", "--now", "9999-12-31T23:59-14:00"], "9999"),
    (["check", "--now", "12"], "'12'"),
    (["explain", "--now", "x", "a"], "'x'"),
    (["publish", "--wait", "long"], "long"),
    (["publish", "--wait"], "--wait"),
    (["publish", "--nonsense"], "--nonsense"),
    (["publish", "extra"], "extra"),
    (["explain"], "post"),
    (["explain", ""], "no such post"),
    (["explain", "inconnu"], "inconnu"),
    (["explain", "\0"], "no such post"),
    (["nonsense"], "nonsense"),
    (["--config", "config.yaml"], "COMMAND"),
    ([], "COMMAND"),
]


@pytest.mark.parametrize(("arguments", "word"), WRONG, ids=[" ".join(line) or "nothing" for line, _ in WRONG])
def test_a_wrong_command_line_is_2(small, arguments, word):
    """It says what is wrong, publishes nothing and shows no traceback."""
    if arguments and arguments[0] in COMMANDS:
        ran = small.run(*arguments)
    else:
        ran = small.run(*(arguments or [""]), config=False) if arguments else small.command()
    assert ran.status == 2
    assert word in ran.err
    assert "Traceback" not in ran.err
    assert small.tree() == {}


CONFIGS = {
    "absent": None,
    "empty": "",
    "no mapping": "- a\n",
    "broken": "site: [\n",
    "not UTF-8": b"site: {title: \xe9}\n",
    "zero bytes": b"\0\0\0",
    "deep": "a: " + "[" * 500,
    "unknown key": "site: {title: A, url: 'https://a.example/', langage: fr}\nsources: [{path: sources}]\n",
    "no source": "site: {title: A, url: 'https://a.example/'}\n",
    "a bomb": "a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n" * 3,
    "output in the sources": (
        "site: {title: A, url: 'https://a.example/'}\nsources: [{path: sources}]\noutput: sources/out\n"
    ),
    "output around the sources": (
        "site: {title: A, url: 'https://a.example/'}\nsources: [{path: sources}]\noutput: .\n"
    ),
}


@pytest.mark.parametrize("command", ["publish", "check", "explain"])
@pytest.mark.parametrize("name", CONFIGS)
def test_a_wrong_configuration_is_2(home, name, command):
    """It is reported with its file, in words and in JSON; nothing is touched."""
    content = CONFIGS[name]
    if content is None:
        (home.root / "config.yaml").unlink()
    else:
        home.write("config.yaml", content)
    more = ["a"] if command == "explain" else []
    ran = home.run(command, *more)
    assert ran.status == 2, ran
    assert "config.yaml" in ran.err
    assert "Traceback" not in ran.err
    assert "unexpected" not in ran.err
    ran = home.run(command, "--json", *more)
    assert ran.status == 2
    for problem in json.loads(ran.out)["problems"]:
        assert "config.yaml" in problem["file"]
        assert problem["expected"]
    assert home.tree() == {}


def test_every_mistake_of_a_configuration_is_told_at_once(home):
    """Each with its line and column, and the nearest known name."""
    home.write(
        "config.yaml",
        "site:\n  titel: A\n  url: a\n  timezone: Europa/Paris\nsources: [{path: sources, dialct: x}]\n"
        "feeds:\n  - {name: jobs, formats: [rss, atm]}\n",
    )
    ran = home.run("publish", "--json")
    problems = {(p["line"], p["field"].rpartition(".")[2]): p["remedy"] for p in json.loads(ran.out)["problems"]}
    assert {line for line, _ in problems} >= {2, 3, 4, 5, 7}
    text = " ".join(problems.values())
    assert all(name in text for name in ("'title'", "'Europe/Paris'", "'dialect'", "'atom'"))


def test_a_held_lock_is_3(small):
    """Whoever finds another run under way touches nothing; who waits gets his turn."""
    code = (
        "import sys; from pathlib import Path; from feeds.ledger.lock import project_lock\n"
        "with project_lock(Path('.feeds')): print('held', flush=True); sys.stdin.readline()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=small.root, env=small.environment(), stdin=-1, stdout=-1
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        ran = small.run("publish", "--now", NOW)
        assert (ran.status, ran.out) == (3, "")
        assert "another run" in ran.err
        assert small.tree() == {}
        ran = small.run("publish", "--json", "--wait", "0.1")
        assert ran.status == 3
        assert (set(ran.report), ran.report["status"], ran.err) == ({"error", "status"}, 3, "")
        waiting = subprocess.Popen(
            small.line("publish", "--wait", "60"),
            cwd=small.root,
            env=small.environment(),
            stdout=-3,
            stderr=-3,
        )
        holder.stdin.write(b"\n")
        holder.stdin.flush()
        assert waiting.wait(60) == 1


def test_a_damaged_ledger_is_2(small):
    """It is named, with what to do; nothing is published over it."""
    small.publish()
    tree = small.tree()
    small.post("2026-01-07-b.md", title="Deux")
    (small.root / ".feeds" / "ledger.sqlite").write_bytes(b"no ledger at all" * 1000)
    for command in ("publish", "explain"):
        ran = small.run(command, *(["a"] if command == "explain" else []))
        assert ran.status == 2
        assert "ledger" in ran.err
        assert "Traceback" not in ran.err
    assert small.tree() == tree


@pytest.mark.parametrize("where", ["output", ".feeds"])
def test_a_place_that_cannot_be_written_is_told(small, where):
    """A file in the place of a folder: 4 for the output, 2 for the ledger."""
    (small.root / where).write_text("in the way")
    ran = small.run("publish", "--now", NOW)
    assert ran.status == {"output": 4, ".feeds": 2}[where]
    assert where in ran.err
    assert "Traceback" not in ran.err
    assert (small.root / where).read_text() == "in the way"


# The clock


@pytest.mark.parametrize(
    ("now", "seen"),
    [
        ("2026-03-01", "2026-02-28T23:00:00Z"),  # a day begins in the site's time zone
        ("2026-03-01T09:00", "2026-03-01T08:00:00Z"),
        ("2026-03-01T09:00Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.999Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00+09:00", "2026-03-01T00:00:00Z"),
        ("20260301T090000Z", "2026-03-01T09:00:00Z"),
        ("@1772355600", "2026-03-01T09:00:00Z"),
    ],
)
def test_the_moment_may_be_given_in_many_forms(home, now, seen):
    """As a day, a time with or without a zone, or in the environment."""
    home.post("a.md", title="Sans date")
    if now.startswith("@"):
        ran = home.command("publish", env={"SOURCE_DATE_EPOCH": now[1:]})
    else:
        ran = home.command("publish", "--now", now, env={"SOURCE_DATE_EPOCH": "0", "TZ": "Asia/Tokyo"})
    assert ran.status == 0, ran.err
    assert home.json("news.json")["items"][0]["date_published"] == seen


@pytest.mark.parametrize("epoch", ["hier", "1e9", "99999999999999999999", "-99999999999999"])
def test_a_wrong_epoch_is_2(home, monkeypatch, epoch):
    """It is reported by its name."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    ran = home.run("publish")
    assert ran.status == 2
    assert ran.err.startswith("feeds: SOURCE_DATE_EPOCH: ")
    assert home.tree() == {}


def test_without_a_moment_the_clock_counts(home):
    """A post without a date is published now, to the second."""
    home.post("a.md", title="Sans date")
    home.run("publish")
    at = home.json("news.json")["items"][0]["date_published"]
    assert at > "2026"
    assert len(at) == len(NOW)


# JSON


def test_the_report_has_the_documented_shape(small):
    """Every key is there, in a run, a rehearsal and a check."""
    keys = {
        "status",
        "stopped",
        "clock_error",
        "unconfirmed",
        "counts",
        "transitions",
        "held",
        "written",
        "removed",
        "partners",
        "notifications",
        "problems",
    }
    about = {"file", "line", "column", "field", "expected", "found", "remedy", "severity", "text"}
    for command in (["check"], ["publish", "--dry-run"], ["publish"]):
        ran = small.run(*command, "--json", "--now", NOW)
        assert ran.err == ""
        assert set(ran.report) == keys
        assert ran.report["status"] == ran.status == 1
        assert ran.report["counts"] == {"job open": 1, "article open": 1}
        assert [set(change) for change in ran.report["transitions"]] == [
            {"change", "id", "title", "locator", "detail", "source", "cause"}
        ] * 2
        assert all(set(problem) == about for problem in ran.report["problems"])
    assert ran.report["written"] == sorted(small.tree())


def test_every_outcome_is_json(small):
    """Also a wrong command line, a wrong wish and a wrong configuration; people's words are elsewhere."""
    for line, key in (
        (("publish", "--json", "--wait", "x"), "error"),
        (("explain", "--json", "nobody"), "error"),
        (("publish", "--json", "--now", "x"), "error"),
    ):
        ran = small.run(*line)
        assert (set(ran.report), ran.report["status"], ran.status) == ({key, "status"}, 2, 2)
    small.configure(output=".feeds")
    ran = small.run("publish", "--json")
    assert (set(ran.report), ran.report["status"], ran.status) == ({"problems", "status"}, 2, 2)
    assert [problem["field"] for problem in ran.report["problems"]] == ["output"]


@pytest.mark.parametrize("spelt", ["./sources/x.md", "{root}/sources/x.md", "x.md", "sources//x.md"])
def test_a_post_may_be_named_in_many_ways(small, spelt):
    """As a shell completes it, or as an address."""
    small.post("x.md", title="Un titre", date="2026-01-07")
    ran = small.run("explain", spelt.format(root=small.root))
    assert (ran.status, ran.err) == (0, "")
    small.publish()
    url = json.loads(small.run("explain", "--json", spelt.format(root=small.root)).out)[1]["value"]
    path = url.removeprefix("https://jobs.example.org/")
    for name in (url, url.rstrip("/"), path, path.rstrip("/"), f"{path}index.html"):
        assert small.run("explain", name).status == 0, name


def test_each_line_stays_one_line(small):
    """Whatever a file's name or a title holds; a long title is cut."""
    small.post("2026-01-08-a\n\x1b[31mb.md", "Texte.", title="x" * 500, date="bientôt")
    for ran in (small.run("publish", "--dry-run", "--now", NOW), small.run("check", "--now", NOW)):
        text = ran.out + ran.err
        assert "\x1b" not in text
        assert "sources/2026-01-08-a\\n\\x1b[31mb.md" in text
        assert "x" * 120 not in text


def test_a_dry_run_notes_nothing(small):
    """Not even that a changed configuration was found right."""
    small.publish()
    small.configure(output="elsewhere")
    ledger = small.root / ".feeds" / "ledger.sqlite"
    before = ledger.read_bytes()
    assert small.run("publish", "--dry-run", "--now", NOW).status == 1
    assert ledger.read_bytes() == before


def test_check_keeps_nothing_and_takes_no_lock(small):
    """It leaves no trace, and works on what cannot be published."""
    times = small.times()
    small.post("2026-01-07-c.md", "Un poste.", roles="Dev")
    ran = small.run("check", "--now", NOW)
    assert ran.status == 1
    assert ran.out.splitlines()[-1].startswith("3 posts, 1 problem, ")
    assert not (small.root / ".feeds").exists()
    assert times.items() <= {**small.times(), "sources": times["sources"]}.items()
    shutil.rmtree(small.root / "sources")
    assert small.run("check").status == 4


def test_check_names_what_aggregators_miss(home):
    """A job without a place has no JobPosting until somebody adds one."""
    home.configure(jobs={"employer": "publisher"})
    home.job("2026-01-05-dev.md")
    ran = home.run("check", "--now", NOW)
    assert "JobPosting: not eligible for Google for Jobs: the place of work is missing (add `lieu" in ran.out
    home.configure(jobs={"employer": "publisher", "country": "FR"})
    ran = home.run("check", "--now", NOW)
    assert "dev.md: problem: JobPosting: expected a place of work, found the country FR alone (write" in ran.out
    home.job("2026-01-05-dev.md", lieu="Partout en France")
    ran = home.run("check", "--now", NOW)
    assert "dev.md:4: problem: JobPosting: expected a place of work, found the country FR alone" in ran.out
    home.job("2026-01-05-dev.md", lieu="Lille")
    assert "JobPosting" not in home.run("check", "--now", NOW).out
    home.job("2026-01-05-dev.md", lieu="Berlin")
    assert "the country of Berlin is missing (write it after the town" in home.run("check", "--now", NOW).out


def test_schema_prints_a_template_to_begin_with(home):
    """Copied to the folder of a theme, it changes nothing."""
    home.post("2026-01-05-a.md", title="A")
    assert home.publish().status == 0
    before = home.tree()
    home.configure(theme="theme")
    for name in ("base.html", "post.html", "style.css", "partials/banner.html"):
        home.write(f"theme/{name}", home.run("schema", name, config=False).out)
    assert (home.publish().status, home.tree()) == (0, before)
    ran = home.run("schema", "../../secret.html", config=False)
    assert (ran.status, ran.out) == (2, "")


def test_schema_is_one(home):
    """The usual configuration is valid by it, a wrong one is not."""
    ran = home.run("schema", config=False)
    assert ran.status == 0
    schema = json.loads(ran.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    config = yaml.safe_load((home.root / "config.yaml").read_text("utf-8"))
    jsonschema.validate(config, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**config, "sorces": 1}, schema)


def test_init_gives_a_project_that_publishes(home):
    """Its configuration is right, its posts have no problem; it never replaces a file."""
    folder = home.root / "new" / "site"
    ran = home.run("init", "--json", str(folder), config=False)
    assert ran.status == 0
    assert all(Path(name).is_file() for name in json.loads(ran.out)["written"])
    assert home.run("publish", "--config", str(folder / "config.yaml"), "--now", NOW, config=False).status == 0
    (folder / "config.yaml").write_text("mine")
    shutil.rmtree(folder / "sources")
    ran = home.run("init", str(folder), config=False)
    assert ran.status == 2
    assert "config.yaml: already exists" in ran.err
    assert (folder / "config.yaml").read_text() == "mine"
    assert not (folder / "sources").exists()


def test_init_into_a_file_is_2(home):
    """It says so, without a traceback."""
    (home.root / "file").write_text("mine")
    ran = home.run("init", str(home.root / "file"), config=False)
    assert ran.status == 2
    assert "file" in ran.err


# Where it prints


def test_a_reader_that_stops_listening_ends_it_quietly(home):
    """`feeds publish | head -n 1` shows no traceback, and everything is published."""
    for number in range(60):
        home.job(f"2026-01-05-{'long' * 40}-{number}.md", title="Un titre très long " * 30 + str(number))
    read, write = os.pipe()
    process = subprocess.Popen(
        home.line("publish", "--now", NOW, "--json"),
        cwd=home.root,
        env=home.environment(),
        stdout=write,
        stderr=-1,
    )
    os.close(write)
    os.read(read, 1)
    os.close(read)
    _, err = process.communicate(timeout=60)
    assert err == b""
    assert process.returncode in (0, 1)
    assert len(home.ids("jobs.json")) == 60


SILENCE = (">&-", ">/dev/null 2>&-", ">&- 2>&-", *([">/dev/full"] if Path("/dev/full").exists() else []))


@pytest.mark.parametrize("arguments", [["publish"], ["publish", "--json"], ["--help"]])
def test_nobody_need_listen(home, arguments):
    """A closed pipe, no stream, a full disk: no traceback, and the work is done."""
    home.post("2026-01-05-a.md", title="Un")
    unbuffered = home.environment(PYTHONUNBUFFERED="1")
    for environment in (home.environment(PYTHONUNBUFFERED=""), unbuffered):
        read, write = os.pipe()
        os.close(read)
        deaf = subprocess.run(
            home.line(*arguments), cwd=home.root, env=environment, stdout=write, stderr=-1, check=False
        )
        os.close(write)
        assert (deaf.returncode, deaf.stderr) in ((1, b""), (0, b""))
    shell = " ".join(map(shlex.quote, home.line(*arguments)))
    for environment, streams in product((home.environment(PYTHONUNBUFFERED=""), unbuffered), SILENCE):
        ran = subprocess.run(
            ["/bin/sh", "-c", f"{shell} {streams}"], cwd=home.root, env=environment, stderr=-1, check=False
        )
        assert not {b"Traceback", b"ignored"} & set(ran.stderr.split())
        assert ran.returncode in (0, 1)
    if arguments[0] == "publish":
        assert home.titles("news.json") == ["Un"]


def test_words_reach_a_terminal_that_cannot_show_them(home):
    """Where the output takes nothing but ASCII, accents are escaped; nothing breaks."""
    home.post("2026-01-05-été.md", title="Été", poste_ferme="bientôt", roles="Développeuse 🎉")
    for command in (
        ["publish"],
        ["publish", "--json"],
        ["check"],
        ["explain", "ete"],
        ["explain", "--json", "ete"],
    ):
        ran = home.command(*command, env={"PYTHONIOENCODING": "ascii:strict", "LC_ALL": "C"})
        assert "Traceback" not in ran.err
        assert ran.status in (0, 1)
        if "--json" in command:
            json.loads(ran.out)


def watched(home, *arguments):
    """Run the command with a terminal to write to, and give what it would show."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        home.line(*arguments), cwd=home.root, env=home.environment(), stdout=subprocess.DEVNULL, stderr=child
    )
    os.close(child)
    shown = b""
    while True:
        try:
            part = os.read(parent, 65536)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(parent)
    return process.wait(60), shown.decode()


def test_a_bar_shows_to_people_and_lines_to_logs(home):
    """A bar is wiped when its stage is done; logs get plain lines, and only of long runs."""
    for number in range(40):
        home.job(f"2026-01-05-p{number}.md")
    status, shown = watched(home, "publish", "--now", NOW)
    assert status == 0
    assert "\r" in shown
    assert "parsing sources" in shown
    assert "40/40" in shown
    assert shown.endswith("\r\x1b[K")
    shutil.rmtree(home.root / ".feeds")
    ran = home.command("publish", "--now", NOW)
    assert (ran.status, ran.err) == (0, "")


def test_long_runs_tell_logs_how_far_they_are(home):
    """A line for each tenth, without any sign of a terminal."""
    for number in range(1000):
        home.post(f"2026-01-05-p{number}.md", "x", title="T", draft=True)
    ran = home.command("publish", "--now", NOW)
    assert ran.status == 0
    assert "\r" not in ran.err
    lines = ran.err.splitlines()
    assert lines[-1] == "parsing sources: 1000 of 1000"
    assert 5 <= len(lines) <= 11
