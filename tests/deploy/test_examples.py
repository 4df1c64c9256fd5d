"""The other examples of `deploy/`, each before its own checker where there is one on this machine."""

import re
import shlex
import subprocess
import sys
import tomllib

import pytest
import yaml
from support.deployed import DEPLOY
from support.tools import missing, program

from feeds.cli.parser import command_line

ROOT = DEPLOY.parent
FEEDS = re.compile(r"(?:/srv/jobs/)?\.venv/bin/feeds ([^>|&#\n]*)")


def test_every_example_is_told_of():
    """The page on hosts names each file, and no other."""
    page = (ROOT / "docs/how-to/deploy.md").read_text("utf-8")
    files = {path.relative_to(ROOT).as_posix() for path in DEPLOY.rglob("*") if path.is_file()}
    assert {path for path in files if path not in page} == set()
    assert set(re.findall(r"`(deploy/[\w./-]+\w)`", page)) <= files


FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_are_understood(path):
    """Each command of an example is one that there is, with options that there are."""
    verbs = next(action for action in command_line()._actions if action.choices)
    for arguments in FEEDS.findall(path.read_text("utf-8")):
        words = shlex.split(arguments)
        if words[0] == "worker" and "worker" not in verbs.choices:
            pytest.skip("this version has no worker")
        assert command_line().parse_args(words).command


def test_what_runs_is_named_exactly():
    """A tag of an action may be moved, and an image without a patch version changes with each release."""
    text = "".join(path.read_text("utf-8") for path in FILES)
    actions = re.findall(r"uses: (\S+)", text)
    images = re.findall(r"(?:^FROM|^ +image:) (\S+)", text, re.MULTILINE)
    assert len(actions) >= 6
    assert len(images) >= 4
    assert [action for action in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []
    assert [image for image in images if not re.search(r":\d+\.\d+\.\d+(-|$)", image)] == []


def test_what_builds_the_project_is_locked():
    """The lock that `make publish` installs from has the build requirements, and no build takes others."""
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    locked = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert {re.split(r"[^\w-]", requirement)[0] for requirement in needed} <= set(locked)
    for file in ["Makefile", "deploy/Dockerfile"]:
        installs = re.findall(r"pip install .*--no-deps.*", (ROOT / file).read_text("utf-8"))
        commands = [command for command in installs if " -r " not in command]
        assert commands
        assert all("--no-build-isolation" in command for command in commands)


@pytest.fixture
def units(tmp_path):
    """Copy the units, with a program that is there."""
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text("utf-8").replace("/srv/jobs/.venv/bin/feeds", sys.executable)
        (tmp_path / path.name).write_text(text)
    return sorted(map(str, tmp_path.iterdir()))


def checked(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_understands_its_units(units):
    said = checked(program("systemd-analyze"), "verify", "--man=no", *units)
    assert not [line for line in said.splitlines() if "feeds-" in line], said


def test_the_services_may_do_little(units):
    analyse = program("systemd-analyze")
    if "--offline" not in checked(analyse, "--help"):
        missing("systemd-analyze")  # one of version 250 or later: this one analyses running services only
    for unit in units:
        if unit.endswith(".service"):
            checked(analyse, "security", "--offline=yes", "--threshold=20", unit)


def test_the_crontab_has_lines_that_cron_reads():
    from apscheduler.triggers.cron import CronTrigger

    lines = [line for line in (DEPLOY / "crontab").read_text("utf-8").splitlines() if line and line[0] != "#"]
    name, command = lines
    assert re.fullmatch(r"MAILTO=\S+", name)
    CronTrigger.from_crontab(" ".join(command.split()[:5]))
    assert "%" not in command  # cron would take it for the end of the line


def test_the_crontab_publishes(home):
    """The line itself, run by the shell that cron takes."""
    line = (DEPLOY / "crontab").read_text("utf-8").splitlines()[-1].split(maxsplit=5)[5]
    home.job("a.md")
    command = home.root / ".venv/bin/feeds"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m feeds "$@"\n')
    command.chmod(0o755)
    said = checked("/bin/sh", "-c", line.replace("/srv/jobs", str(home.root)), env=home.environment())
    assert said == ""
    assert (home.output / "jobs.rss").exists()


def test_the_workflow_of_github_fits_its_schema():
    judge = program("check-jsonschema")
    checked(judge, "--builtin-schema", "vendor.github-workflows", DEPLOY / "github/pages.yml")


def test_the_pipeline_of_gitlab_fits_its_schema():
    judge = program("check-jsonschema")
    file = DEPLOY / "gitlab/.gitlab-ci.yml"
    checked(judge, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", file)


def test_both_schedules_carry_the_ledger_over():
    """The same folder is brought back and kept, one run at a time, and what is published is `output`."""
    hub = yaml.safe_load((DEPLOY / "github/pages.yml").read_text("utf-8"))
    steps = hub["jobs"]["publish"]["steps"]
    uses = {step["uses"].partition("@")[0]: step.get("with", {}) for step in steps if "uses" in step}
    back, kept = uses["actions/cache/restore"], uses["actions/cache/save"]
    assert back["path"] == kept["path"] == ".feeds"
    assert kept["key"] == back["key"]
    assert kept["key"].startswith(back["restore-keys"])
    assert uses["actions/upload-pages-artifact"]["path"] == "output"
    assert not hub["concurrency"]["cancel-in-progress"]
    lab = yaml.safe_load((DEPLOY / "gitlab/.gitlab-ci.yml").read_text("utf-8"))["pages"]
    assert lab["cache"]["paths"] == [".feeds"]
    assert lab["artifacts"]["paths"] == ["public"]
    assert lab["resource_group"]


def test_the_scripts_of_both_schedules_are_shell():
    hub = yaml.safe_load((DEPLOY / "github/pages.yml").read_text("utf-8"))
    lab = yaml.safe_load((DEPLOY / "gitlab/.gitlab-ci.yml").read_text("utf-8"))["pages"]
    scripts = [step["run"] for step in hub["jobs"]["publish"]["steps"] if "run" in step]
    for script in (*scripts, "\n".join(lab["script"])):
        checked("/bin/sh", "-n", input=script)


def test_the_parts_of_the_cron_job_fit_together():
    text = (DEPLOY / "kubernetes/cronjob.yaml").read_text("utf-8")
    claim, job = yaml.safe_load_all(text)
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    assert job["spec"]["concurrencyPolicy"] == "Forbid"
    (container,) = pod["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {one["name"] for one in pod["volumes"]}
    assert command_line().parse_args(container["args"]).command


def test_kubernetes_finds_its_objects_right():
    checked(program("kubernetes-validate"), "--strict", DEPLOY / "kubernetes/cronjob.yaml")


INSTRUCTIONS = frozenset(["FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD"])


def test_the_dockerfile_copies_what_is_there_and_runs_a_command_that_is():
    text = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", "")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    assert {name for name, _ in lines} <= INSTRUCTIONS
    let_in = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().split() if line[0] == "!"}
    for name, rest in lines:
        if name == "COPY" and not rest.startswith("--from"):
            *sources, _ = rest.split()
            assert all((ROOT / source).exists() and source in let_in for source in sources)
    last = dict(lines)
    assert yaml.safe_load(last["ENTRYPOINT"]) == ["feeds"]
    assert command_line().parse_args(yaml.safe_load(last["CMD"])).command
    assert last["USER"] != "root"
    requires = (ROOT / "pyproject.toml").read_text("utf-8")
    for needed in re.findall(r'(?:readme|license-files) = \[?"([^"]+)"', requires):
        assert needed in let_in


def test_no_example_names_a_place_that_is_somebodys():
    """Hosts are of RFC 2606, folders below /srv/jobs."""
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert not re.search(r"/(?:home|work|root)/", text), path
            for host in re.findall(r"https?://([\w.-]+)", text):
                assert host.endswith("example.org"), (path, host)
