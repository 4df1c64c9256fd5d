"""A fuzz run: `PYTHONPATH=tests python -m fuzz --minutes 60`.

Documents are spoilt and sent through all that reads and writes (see `oracle`). What led the program to do
something new is spoilt further. Each input has a limit of CPU time, the whole one of memory; an input that
breaks a law is kept in `--keep`, with what it broke, and can be tried again with `--again FILE`.
"""

from __future__ import annotations

import argparse
import faulthandler
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from random import Random

from fuzz import mutations, oracle, seeds
from fuzz.seeds import Seed

SECONDS = 2.0  # of CPU for one input
GROWTH = 10.0  # times that four times as much may take
NOTABLE = 0.5  # seconds: below this growth is not measured
MEMORY = 1_500_000_000  # bytes of address space
HUNG = 120  # seconds after which an input is given up, with where it hangs
MOST = 600  # documents that are spoilt further


class Run:
    """One run: what is spoilt, what was found."""

    def __init__(self, number: int, keep: Path) -> None:
        self.random, self.keep = Random(number), keep
        self.corpus = [*seeds.own(), *seeds.payloads()]
        self.seen: set[str] = set()
        self.found: Counter[str] = Counter()
        self.slowest = 0.0
        self.tried = 0

    def last(self, seconds: float) -> None:
        """Try inputs until the time is over."""
        first = list(self.corpus)
        for seed in first:  # what is loaded once counts for no input
            oracle.try_out(seed, seed.body)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            seed = self.random.choice(first if self.random.random() < 0.3 else self.corpus)
            if self.random.random() < 0.03:
                self.grow(seed)
            else:
                self.attempt(seed, mutations.mutated(self.random, seed, first))

    def grow(self, seed: Seed) -> None:
        """See that four times as much takes about four times as long."""
        state = self.random.getstate()
        times = []
        for size in (mutations.LARGEST // 4, mutations.LARGEST):
            self.random.setstate(state)
            body = mutations.pumped(self.random, seed.body[:20_000], size)
            times.append(self.attempt(seed, body))
        if times[1] > NOTABLE and times[1] > GROWTH * times[0]:
            told = f"{times[0]:.2f} s, and {times[1]:.2f} s for four times as much\n"
            self.note(seed, body, "growth", told)

    def attempt(self, seed: Seed, body: bytes) -> float:
        """Try one input, and give how long it took."""
        self.tried += 1
        faulthandler.dump_traceback_later(HUNG, exit=True)
        (self.keep / "current").write_bytes(body)
        before = time.process_time()
        took = SECONDS
        try:
            tried = oracle.try_out(seed, body)
            took = time.process_time() - before
            oracle.look(tried)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is found
            self.note(seed, body, _named(error), traceback.format_exc())
        else:
            self.slowest = max(self.slowest, took)
            if took > SECONDS:
                self.note(seed, body, "slow", f"{took:.1f} s for {len(body):,} bytes\n")
            if tried.seen - self.seen:
                self.seen |= tried.seen
                if len(self.corpus) < MOST and len(body) < mutations.LARGEST // 4:
                    self.corpus.append(replace(seed, body=body))
        finally:
            faulthandler.cancel_dump_traceback_later()
        return took

    def note(self, seed: Seed, body: bytes, what: str, told: str) -> None:
        """Keep an input that breaks a law, the first of its kind."""
        self.found[what] += 1
        if self.found[what] == 1:
            name = blake2b(body, digest_size=6).hexdigest()
            (self.keep / f"{seed.name}--{name}").write_bytes(body)
            sys.stderr.write(f"\n{what} ({seed.name}, {len(body):,} bytes, {name})\n{told}")


def _named(error: Exception) -> str:
    """Name an error by its kind and where in the program it arose."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [frame for frame in frames if "/feeds/" in frame.filename.replace("\\", "/")]
    if isinstance(error, AssertionError) or not where:
        return f"{type(error).__name__}: {str(error)[:60]}"
    return f"{type(error).__name__} in {Path(where[-1].filename).name}, {where[-1].name}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, and say what was found; 1 if anything was."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long (default: 2)")
    parser.add_argument("--seed", type=int, default=None, help="the number that decides what is tried")
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="where inputs are kept (default: .fuzz)")
    parser.add_argument("--again", type=Path, help="try one kept input again, and nothing else")
    options = parser.parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    if options.again:
        known = {seed.name: seed for seed in (*seeds.own(), *seeds.payloads())}
        body = options.again.read_bytes()
        seed = known.get(options.again.name.partition("--")[0], Seed("", b""))
        before = time.process_time()
        tried = oracle.try_out(seed, body)
        print(*sorted(tried.seen), sep="\n")
        print(f"{time.process_time() - before:.2f} s")
        oracle.look(tried)
        return 0
    number = time.time_ns() % 1_000_000 if options.seed is None else options.seed
    options.keep.mkdir(parents=True, exist_ok=True)
    run = Run(number, options.keep)
    run.last(options.minutes * 60)
    print(
        f"seed {number}: {run.tried:,} inputs, slowest {run.slowest:.2f} s, {len(run.seen)} behaviours, "
        f"{len(run.found)} laws broken"
    )
    for what, count in run.found.most_common():
        print(f"{count:6} {what}")
    return 1 if run.found else 0


if __name__ == "__main__":
    sys.exit(main())
