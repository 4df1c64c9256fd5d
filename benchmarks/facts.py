"""CPU time per post of reading facts in texts, and of each part of it.

    python benchmarks/facts.py [--rounds 7]

The posts are those of `../shared/corpus/jobs` if that folder exists, else those of `sources/`. They are rendered
before the clock starts. Shown is the least of the rounds, since other programs only add to it.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)  # in this folder, `markdown` is a benchmark

from feeds.normalise import html  # noqa: E402 - the checkout that this file is in
from feeds.normalise.job import facts  # noqa: E402
from feeds.normalise.job.facts import lines  # noqa: E402
from feeds.normalise.places import Hints  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus" / "jobs"
BODY = re.compile(r"\A\ufeff?---\s*\n.*?\n---[ \t]*\n", re.DOTALL)


def least(rounds: int, posts: int, read: Callable[[], object]) -> float:
    """Return the CPU time of a post in milliseconds."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        read()
        found.append(time.process_time() - start)
    return min(found) / posts * 1000


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    folder = CORPUS if CORPUS.is_dir() else ROOT / "sources"
    texts = [BODY.sub("", path.read_text("utf-8-sig")) for path in sorted(folder.glob("*.md"))]
    posts = [html.render_markdown(text, "https://example.org/", None).html for text in texts]
    day, hints = date(2026, 1, 1), Hints("FR")
    for name, read in (
        ("rendering", lambda: [html.render_markdown(text, "https://example.org/", None) for text in texts]),
        ("lines", lambda: [list(lines.read(post)) for post in posts]),
        ("facts, with their lines", lambda: [facts.read(post, day, hints) for post in posts]),
    ):
        read()
        print(f"{name:<24} {least(rounds, len(posts), read):.3f} ms a post, of {len(posts)}")


if __name__ == "__main__":
    main()
