"""Thirty days of a worker with fifty partners that misbehave, killed and started again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from statistics import mean
from typing import Any

import pytest
from hostile import Asked, Script, Server, head, reply

DRIVER = Path(__file__).with_name("driver.py")
PARTNERS, SEED = 50, 7


def partner(number: int) -> Any:
    """Make a partner that gives a few entries, and as often as not an error, half an answer or rubbish."""
    chance = random.Random(number)
    items = "".join(
        f"<item><guid>https://p{number}.example/{word}</guid><title>{word} of {number}</title>"
        f"<description>Words of {number}.</description></item>"
        for word in ("One", "Two")
    )
    body = (
        f'<rss version="2.0"><channel><title>P</title><link>https://p{number}.example/</link>'
        f"<description>x</description>{items}</channel></rss>"
    )
    good = body.encode()
    troubles = (
        reply(b"", 500),
        reply(b"", 429, {"Retry-After": "7200"}),
        reply(good[: len(good) // 2]),
        reply(b"<html><title>Login</title><p>Please log in.</p></html>"),
        reply(b""),
    )

    def answer(asked: Asked) -> Script:
        if chance.random() < 0.4:
            return chance.choice(troubles)(asked)
        if asked.header("If-None-Match") == '"1"':
            return (head(304, {"ETag": '"1"'}),)
        return reply(good, headers={"ETag": '"1"'})(asked)

    return answer


@pytest.mark.full
@pytest.mark.timeout(3000)
def test_thirty_days(home: Any) -> None:
    """Every change is published once, nothing is lost, and what the process holds stays flat."""
    with Server() as server:
        for number in range(PARTNERS):
            server.on(f"/{number}", partner(number))
        partners = [{"url": server.url(f"/{n}"), "name": f"p{n}", "every": "6h"} for n in range(PARTNERS)]
        home.configure(
            sources=[{"path": "sources"}, *partners],
            feeds=[{"name": "news", "history": "complete"}],
            network={"allow": [server.address]},
            policy={"guard_least": 1000},
        )
        (home.root / "sources").mkdir(exist_ok=True)
        journal = home.root / "journal.jsonl"
        chance = random.Random(SEED)
        for _ in range(20):
            process = start(home, journal)
            time.sleep(chance.uniform(0.5, 4.0))
            process.kill()
            process.wait()
        assert start(home, journal).wait() == 0
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines() if line.endswith("}")]
    assert not [line["stopped"] for line in lines if line["stopped"]]
    every = {id_ for line in lines for id_ in line["seen"]}
    items = home.json("news.json")["items"]
    assert set(lines[-1]["seen"]) == {item["id"] for item in items}
    names = {path.stem[16:] for path in (home.root / "sources").glob("*.md")}
    titles = sorted(item["title"] for item in items)
    wanted = [f"{word} of {number}" for number in range(PARTNERS) for word in ("One", "Two")]
    assert titles == sorted([*wanted, *(f"Post {name}" for name in names)])
    assert len(every) <= len(wanted) + 40, "an entry was given a second id"
    last: dict[str, str] = {}
    for line in lines:
        for id_, updated in line["seen"].items():
            assert updated >= last.get(id_, ""), "a date of change went back"
            last[id_] = updated
    flat([line["memory"] for line in lines[-200:]])
    flat([line["files"] for line in lines[-200:]])


def start(home: Any, journal: Path) -> subprocess.Popen[bytes]:
    """Start a driver where the last one was killed."""
    line = [sys.executable, str(DRIVER), str(home.root), str(journal), "30", str(SEED)]
    return subprocess.Popen(line, env=home.environment())


def flat(values: list[int]) -> None:
    """What is held in the last quarter is within 5 % of what was held in the second."""
    quarter = len(values) // 4
    second, last = mean(values[quarter : 2 * quarter]), mean(values[3 * quarter :])
    assert abs(last - second) <= 0.05 * second, f"{second:.0f} became {last:.0f}"
