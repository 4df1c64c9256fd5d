"""The crawlers that `feeds collect` is compared with, each as it is meant to be used.

    python benchmarks/crawlers.py (reader-add | reader | plain) FOLDER WORKERS

`urls.txt` in the folder names what to ask for; what a crawler remembers is kept beside it.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIMEOUT = 30


def add(folder: Path, _workers: int) -> None:
    """Tell `reader` of all feeds: what a configuration is to others."""
    from reader import make_reader  # noqa: PLC0415 - each crawler pays for its own library

    reader = make_reader(str(folder / "reader.sqlite"))
    for url in urls(folder):
        reader.add_feed(url)
    reader.close()


def update(folder: Path, workers: int) -> None:
    """Let `reader` ask for all its feeds."""
    from reader import make_reader  # noqa: PLC0415

    reader = make_reader(str(folder / "reader.sqlite"))
    reader.update_feeds(workers=workers, scheduled=False)
    reader.close()


def plain(folder: Path, workers: int) -> None:
    """Do what a short script does: requests, feedparser, threads; only validators are kept."""
    import feedparser  # noqa: PLC0415
    import requests  # noqa: PLC0415

    memory = folder / "validators.json"
    known = json.loads(memory.read_text(encoding="utf-8")) if memory.exists() else {}

    def one(url: str) -> tuple[str, dict[str, str]]:
        answer = requests.get(url, headers=known.get(url, {}), timeout=TIMEOUT)
        answer.raise_for_status()
        if answer.status_code != requests.codes.not_modified:
            feedparser.parse(answer.content, response_headers=answer.headers)
        told = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        return url, {ask: answer.headers[said] for ask, said in told if said in answer.headers}

    with ThreadPoolExecutor(workers) as pool:
        memory.write_text(json.dumps(dict(pool.map(one, urls(folder)))), encoding="utf-8")


def urls(folder: Path) -> list[str]:
    """Give what is to be asked for."""
    return (folder / "urls.txt").read_text(encoding="utf-8").split()


if __name__ == "__main__":
    crawlers = {"reader-add": add, "reader": update, "plain": plain}
    crawlers[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
