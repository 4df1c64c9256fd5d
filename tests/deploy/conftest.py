"""What was published, with an address that moved and one that is gone, and servers over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from support.deployed import running


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., int]]:
    """Return a way to run a server until the test ends."""
    with ExitStack() as stack:
        yield lambda name, output: stack.enter_context(running(name, tmp_path / name, output))


@pytest.fixture
def moved(home: Any) -> Any:
    """Publish posts of which one moved and one is gone."""
    wishes = {"policy": {"closed_page_days": 1}, "monitor": {"status": True}}
    home.configure(**wishes)
    home.job("a.md", title="Première", company="Atelier du Nord")
    place = home.post("b.md", title="Seconde")
    home.post("c.md", title="Troisième", redirect_from=["/vieille/"])
    home.publish()
    home.configure(**wishes, permalink="p/{slug}/")
    place.unlink()
    home.run("accept", "--now", "2026-03-02T09:00Z")
    home.run("accept", "--now", "2026-03-09T09:00Z")
    return home
