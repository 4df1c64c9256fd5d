"""What `feeds serve` does: it publishes as one writes, and shows what was published."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import output
from feeds.cli.commands import publish
from feeds.model.errors import ConfigError, FeedsError, UsageError
from feeds.model.safe_text import one_line

if TYPE_CHECKING:
    from threading import Event

    from feeds.pipeline.run import Project
    from feeds.serve.live_reload import Reload
    from feeds.serve.server import Server

LOOPBACK = ("127.0.0.1", "::1", "localhost")
LAST = 10.0  # seconds that a run under way may take to end when the server does


def serve(options: argparse.Namespace) -> int:
    """Serve the output until somebody ends it; with `watch`, publish what changes meanwhile."""
    from threading import Event, Thread

    from feeds.serve.live_reload import Reload
    from feeds.worker.file_watcher import Stamps, changes, stamps

    seen: Stamps = {}
    project = _project(options)
    files = _watched(options)
    if options.watch:
        seen = stamps(files())
        _publish(options)
    elif not project.output.is_dir():
        raise UsageError(f"{project.config.output}/: nothing was published yet (run `feeds publish`)")
    over, reload = Event(), Reload(str(os.getpid())) if options.watch else None
    with _listening(options, project, reload) as server:
        _say_where(options, server, project.config.site.url)
        with _until_told(over):
            threads = [Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)]
            if reload:
                threads.append(
                    Thread(target=_watch, args=(options, changes(files, seen, over), reload), daemon=True)
                )
            for thread in threads:
                thread.start()
            while not over.wait(1):  # a wait without an end could not be interrupted everywhere
                pass
            if reload:
                reload.end()
            server.shutdown()
            for thread in threads:
                thread.join(LAST)
    return output.DONE


def _project(options: argparse.Namespace) -> Project:
    from feeds.ledger.store import Store
    from feeds.pipeline.project import load

    return load(options.config, Store(None), keep=False)


def _listening(options: argparse.Namespace, project: Project, reload: Reload | None) -> Server:
    from urllib.parse import urlsplit

    from feeds.serve.files import Shelf
    from feeds.serve.preview import Preview
    from feeds.serve.response import Answers
    from feeds.serve.server import Server

    site = project.config.site
    preview = Preview(site.url, live=reload is not None)
    # Whoever opens it to the network knows by which names it is called there; nobody else does.
    names = frozenset({urlsplit(site.url).hostname or ""}) if options.host in LOOPBACK else None
    answers = Answers(Shelf(project.output, preview), names)
    try:
        return Server(options.host, options.port, answers, reload)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        where = f"{options.host}:{options.port}"
        raise UsageError(f"{where}: cannot be listened to: {reason} (choose another --port)") from error


def _say_where(options: argparse.Namespace, server: Server, site: str) -> None:
    from urllib.parse import urlsplit

    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"http://{host}:{server.port}{urlsplit(site).path or '/'}"
    if options.json:
        output.print_json({"url": url, "watch": options.watch}, indent=None)
    else:
        how = "published anew at each change, " if options.watch else ""
        print(f"{url} ({how}Ctrl+C ends it)")
        if options.host not in LOOPBACK:
            print("whoever reaches this machine can read it")
    print(end="", flush=True)


@contextmanager
def _until_told(over: Event) -> Iterator[None]:
    """Let SIGINT and SIGTERM end it; a second one does so at once."""
    from threading import current_thread, main_thread

    if current_thread() is not main_thread():  # Python lets no other thread handle signals
        yield
        return
    known: dict[int, Any] = {}

    def end(number: int, _frame: Any) -> None:
        over.set()
        signal.signal(number, known[number])

    for number in map(int, (signal.SIGINT, signal.SIGTERM)):
        known[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in known.items():
            signal.signal(number, handler)


def _watch(options: argparse.Namespace, found: Iterator[None], reload: Reload) -> None:
    for _ in found:
        if _publish(options):
            reload.tell()


def _watched(options: argparse.Namespace) -> Callable[[], Sequence[Path]]:
    """Give a function that names what is written by hand; the last right configuration counts."""
    from feeds.worker.file_watcher import Stamps, stamps

    named: list[Path] = [options.config]
    read: Stamps | None = None

    def files() -> Sequence[Path]:
        # It is asked all the time: to read the configuration each time would keep the machine busy.
        nonlocal named, read
        if (now := stamps([options.config])) != read:
            read = now
            with suppress(FeedsError):
                project = _project(options)
                folders = [source.path for source in project.config.folders]
                folders += [path for _, paths in project.config.references for path in paths]
                named = [options.config, *(project.root / path for path in dict.fromkeys(folders))]
        return named

    return files


def _publish(options: argparse.Namespace) -> bool:
    """Publish as the command does; say whether something that is shown may have changed."""
    try:
        return publish.publish(options) in (output.DONE, output.PROBLEMS)
    except ConfigError as error:
        output.problems(error.problems)
    except (FeedsError, OSError) as error:  # a disk that is full may have room again
        print(f"feeds: {one_line(error)}", file=sys.stderr)
    finally:
        print(end="", flush=True)
    return False
