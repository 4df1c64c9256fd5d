"""`feeds serve`: preview the output, and publish at each change."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feeds.cli import failure, output
from feeds.cli.commands import publish
from feeds.model.errors import ConfigError, FeedsError, UsageError
from feeds.model.problem import Message

if TYPE_CHECKING:
    from threading import Event

    from feeds.pipeline.run import Project
    from feeds.serve.live_reload import LiveReload
    from feeds.serve.server import Server

LOOPBACK = ("127.0.0.1", "::1", "localhost")
STOP_TIMEOUT = 10.0  # seconds that a run may take to end when the server stops


def serve(options: argparse.Namespace) -> int:
    """Serve the output until a signal arrives; with `watch`, publish at each change."""
    from threading import Event, Thread

    from feeds.serve.live_reload import LiveReload
    from feeds.worker.file_watcher import Stamps, changes, stamps

    seen: Stamps = {}
    project = _project(options)
    files = _watched_files(options)
    if options.watch:
        seen = stamps(files())
        _publish(options)
    elif not project.output.is_dir():
        raise UsageError(
            Message("%(output)s/: nothing was published yet (run `feeds publish`)", output=project.config.output)
        )
    stopped, reload = Event(), LiveReload(str(os.getpid())) if options.watch else None
    with _server(options, project, reload) as server:
        _stop_on_signal(stopped)
        _print_url(options, server, project.config.site.url)
        threads = [Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)]
        if reload:
            arguments = (options, changes(files, seen, stopped), reload)
            threads.append(Thread(target=_watch, args=arguments, daemon=True))
        for thread in threads:
            thread.start()
        while not stopped.wait(1):  # a wait without a time limit cannot be interrupted on every system
            pass
        if reload:
            reload.close()
        server.shutdown()
        for thread in threads:
            thread.join(STOP_TIMEOUT)
    return output.DONE


def _project(options: argparse.Namespace) -> Project:
    from feeds.ledger.store import Store
    from feeds.pipeline.project import load

    return load(options.config, Store(None), keep=False)


def _server(options: argparse.Namespace, project: Project, reload: LiveReload | None) -> Server:
    from urllib.parse import urlsplit

    from feeds.serve.files import PublishedFiles
    from feeds.serve.preview import Preview
    from feeds.serve.server import Server

    site = project.config.site
    preview = Preview(site.url, live=reload is not None)
    files = PublishedFiles(project.output, preview)
    # The names of this machine in a network are not known, so there any name is accepted.
    hosts = frozenset({urlsplit(site.url).hostname or ""}) if options.host in LOOPBACK else None
    try:
        return Server((options.host, options.port), files, hosts, reload)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        where = f"{options.host}:{options.port}"
        raise UsageError(
            Message("%(where)s: cannot listen: %(reason)s (choose another --port)", where=where, reason=reason)
        ) from error


def _print_url(options: argparse.Namespace, server: Server, site: str) -> None:
    from urllib.parse import urlsplit

    host = f"[{options.host}]" if ":" in options.host else options.host
    url = f"http://{host}:{server.port}{urlsplit(site).path or '/'}"
    if options.json:
        output.print_json({"url": url, "watch": options.watch}, indent=None)
    else:
        how = Message("Ctrl+C stops it")
        if options.watch:
            how = Message("publishes at each change, Ctrl+C stops it")
        output.print_line(Message("%(url)s (%(how)s)", url=url, how=how))
        if options.host not in LOOPBACK:
            output.print_line(Message("anyone who can reach this machine can read it"))
    print(end="", flush=True)


def _stop_on_signal(stopped: Event) -> None:
    """Set the event on SIGINT or SIGTERM; a second signal ends the process immediately."""

    def stop(number: int, _frame: Any) -> None:
        stopped.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _watch(options: argparse.Namespace, changes: Iterator[None], reload: LiveReload) -> None:
    for _ in changes:
        if _publish(options):
            reload.notify()


def _watched_files(options: argparse.Namespace) -> Callable[[], Sequence[Path]]:
    """Return a function that returns the paths to watch, by the last valid configuration."""
    from feeds.worker.file_watcher import Stamps, stamps

    folders: list[Path] = []
    included: Callable[[], list[Path]] = list
    seen: Stamps | None = None

    def files() -> Sequence[Path]:
        # It is called twice a second: the configuration is only loaded after it changed.
        nonlocal folders, included, seen
        if stamps([options.config, *included()]) != seen:
            with suppress(FeedsError):
                project = _project(options)
                folders, included = list(dict.fromkeys(project.folders())), project.included
            seen = stamps([options.config, *included()])
        return [options.config, *included(), *folders]

    return files


def _publish(options: argparse.Namespace) -> bool:
    """Publish as the command does; return whether the preview may have changed."""
    try:
        return publish.publish(options) in (output.DONE, output.PROBLEMS)
    except ConfigError as error:
        output.print_problems(error.problems)
    except Exception as error:  # noqa: BLE001 - the cause may pass, such as a full disk
        output.print_line(Message("feeds: %(reason)s", reason=failure.status_and_reason(error)[1]), file=sys.stderr)
    finally:
        print(end="", flush=True)
    return False
