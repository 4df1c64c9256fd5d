"""CPU time per post of each Markdown engine, paired with another version of the project in one run.

    python benchmarks/markdown.py [--before DIR] [--rounds 7]

The posts are those of `../shared/corpus/jobs` if that folder exists, else those of `sources/`. `--before` is a
checkout of the version to compare with, such as one made by `git worktree add`. Each round measures both, one
after the other, each in a process of its own; shown are the medians, and the median of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "jobs"
# What both versions have: `render_markdown`. It is done once before the clock starts, so imports do not count.
MEASURE = """
import json, sys, time
from feeds.normalise import html
engine, texts = json.load(sys.stdin)
more = {"engine": engine} if engine else {}
def render():
    for text in texts:
        html.render_markdown(text, "https://example.org/", "", **more)
render()
start = time.process_time()
for _ in range(3):
    render()
print((time.process_time() - start) / 3 / len(texts))
"""


def measured(project: Path, engine: str, texts: list[str]) -> float:
    """Return the CPU seconds that a checkout of the project takes for one post."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=json.dumps([engine, texts]),
        env={**os.environ, "PYTHONPATH": str(project)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout)


def posts() -> list[str]:
    """Return the texts of the posts, without their front matter."""
    folder = CORPUS if CORPUS.is_dir() else ROOT / "sources"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [re.split(r"(?m)^---\s*$", path.read_text("utf-8"), maxsplit=2)[-1] for path in files]


def main() -> None:
    """Measure, and print one line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, help="a checkout of the version to compare with")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    texts = posts()
    for engine in ("python", "gfm"):
        pairs = []
        for _ in range(options.rounds):
            before = measured(options.before, "", texts) if options.before else 0.0
            pairs.append((before, measured(ROOT, engine, texts)))
        before, now = (1e6 * statistics.median(times) for times in zip(*pairs, strict=True))
        line = f"{engine:8} {now:8.0f} µs a post, {len(texts)} posts"
        if options.before:
            ratio = statistics.median(now / before for before, now in pairs)
            line += f"; before {before:.0f} µs, ratio {ratio:.2f}"
        print(line)


if __name__ == "__main__":
    main()
