"""Programs and libraries that some tests need, and how to install them.

A test that lacks one is skipped, and the end of the report names the package. With FEEDS_REQUIRE_TOOLS=1 in
the environment, as in `.ci/run`, it fails instead: there all of them are installed.
"""

from __future__ import annotations

import importlib
import os
import shutil
from typing import Any, NamedTuple, NoReturn

import pytest

SYSTEM = "/usr/sbin:/usr/local/sbin:/sbin"  # where servers are, and the PATH of a user does not lead
REQUIRED = bool(os.environ.get("FEEDS_REQUIRE_TOOLS"))


class Tool(NamedTuple):
    """The commands of a program, any of which will do, and the package that has it, of Debian or of PyPI."""

    commands: tuple[str, ...]
    apt: str = ""
    pipx: str = ""


TOOLS = {
    "apache": Tool(("apache2", "httpd"), apt="apache2"),
    "caddy": Tool(("caddy",), apt="caddy"),
    "check-jsonschema": Tool(("check-jsonschema",), pipx="check-jsonschema"),
    "chromium": Tool(("chromium", "chromium-browser", "google-chrome", "chrome"), apt="chromium"),
    "kubernetes-validate": Tool(("kubernetes-validate",), pipx="kubernetes-validate"),
    "mount": Tool(("mount",), apt="mount"),
    "newsboat": Tool(("newsboat",), apt="newsboat"),
    "nginx": Tool(("nginx",), apt="nginx-light"),
    "nsenter": Tool(("nsenter",), apt="util-linux"),
    "rss2email": Tool(("r2e",), apt="rss2email"),
    "setpriv": Tool(("setpriv",), apt="util-linux"),
    "systemd-analyze": Tool(("systemd-analyze",), apt="systemd"),
    "unshare": Tool(("unshare",), apt="util-linux"),
}


def find(name: str) -> str:
    """Return the path of a program, or "" if it is not installed."""
    path = f"{os.environ.get('PATH', '')}:{SYSTEM}"
    return next(filter(None, (shutil.which(one, path=path) for one in TOOLS[name].commands)), "")


def program(name: str) -> str:
    """Return the path of a program, or skip the test."""
    return find(name) or missing(name)


def library(name: str) -> Any:
    """Return a library of requirements-dev.txt, or skip the test: some have no package for every machine."""
    try:
        return importlib.import_module(name)
    except ImportError:
        missing(name)


def missing(name: str) -> NoReturn:
    """Skip the test, or fail it where all tools were to be installed."""
    if REQUIRED:
        pytest.fail(f"{name}: expected an installed tool, as FEEDS_REQUIRE_TOOLS is set, found none", pytrace=False)
    pytest.skip(f"{name} is not installed", allow_module_level=True)


def advice(reasons: dict[str, int]) -> list[str]:
    """Return the reasons of skipped tests, and the commands that install what they lacked."""
    lines = [f"{count:6}  {reason}" for reason, count in sorted(reasons.items())]
    absent = [tool for name, tool in TOOLS.items() if f"{name} is not installed" in reasons]
    commands = {
        "sudo apt-get install --no-install-recommends": {tool.apt for tool in absent if tool.apt},
        "pipx install": {tool.pipx for tool in absent if tool.pipx},
    }
    return lines + [f"install: {command} {' '.join(sorted(names))}" for command, names in commands.items() if names]
