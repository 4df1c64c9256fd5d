"""The crawlers that `feeds collect` is compared with, each as it is meant to be used.

    python benchmarks/crawlers.py (reader-add | reader | plain) FOLDER WORKERS

`urls.txt` in the folder has the URLs; crawlers keep their data in the same folder.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIMEOUT = 30


def add(folder: Path, _workers: int) -> None:
    """Add all feeds to `reader`, which has no configuration file."""
    from reader import make_reader  # noqa: PLC0415 - each crawler pays for its own library

    reader = make_reader(str(folder / "reader.sqlite"))
    for url in urls(folder):
        reader.add_feed(url)
    reader.close()


def update(folder: Path, workers: int) -> None:
    """Update all feeds of `reader`."""
    from reader import make_reader  # noqa: PLC0415

    reader = make_reader(str(folder / "reader.sqlite"))
    reader.update_feeds(workers=workers, scheduled=False)
    reader.close()


def plain(folder: Path, workers: int) -> None:
    """Fetch as a short script would: requests, feedparser, threads; only validators are kept."""
    import feedparser  # noqa: PLC0415
    import requests  # noqa: PLC0415

    stored = folder / "validators.json"
    known = json.loads(stored.read_text(encoding="utf-8")) if stored.exists() else {}

    def one(url: str) -> tuple[str, dict[str, str]]:
        response = requests.get(url, headers=known.get(url, {}), timeout=TIMEOUT)
        response.raise_for_status()
        if response.status_code != requests.codes.not_modified:
            feedparser.parse(response.content, response_headers=response.headers)
        validators = (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified"))
        return url, {request: response.headers[name] for request, name in validators if name in response.headers}

    with ThreadPoolExecutor(workers) as pool:
        stored.write_text(json.dumps(dict(pool.map(one, urls(folder)))), encoding="utf-8")


def urls(folder: Path) -> list[str]:
    """Return the URLs of all feeds."""
    return (folder / "urls.txt").read_text(encoding="utf-8").split()


if __name__ == "__main__":
    crawlers = {"reader-add": add, "reader": update, "plain": plain}
    crawlers[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
