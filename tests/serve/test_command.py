"""The command `feeds serve`, in a process of its own: it publishes after each edit, and ends on a signal."""

import os
import signal
import socket
import time
from argparse import Namespace
from pathlib import Path
from threading import Event
from unittest.mock import Mock

import pytest
from support.serving import fetch, until

from feeds.worker import file_watcher

WINDOWS = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


@WINDOWS
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to_with_pages_open(home, started, how):
    home.job("a.md")
    process, port = started()
    with socket.create_connection(("127.0.0.1", port), 60) as page:
        page.sendall(b"GET /.reload HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"event-stream" in page.recv(1000)
        process.send_signal(how)
        assert process.wait(60) == 0


@WINDOWS
def test_an_edit_is_published_and_a_mistake_is_reported_and_repaired(home, started):
    home.job("a.md", title="Avant")
    process, port = started()
    assert b"EventSource" in fetch(port, "/").body
    assert b"EventSource" not in (home.output / "index.html").read_bytes()
    home.job("a.md", title="Apres")
    until(lambda: b"Apres" in fetch(port, "/jobs.rss").body)
    home.write("config.yaml", "site: {")
    until(lambda: "refused" in (home.root / "stderr").read_text())
    assert fetch(port, "/jobs.rss").status == 200
    home.configure(sources=[{"path": "sources"}, {"path": "more"}])
    home.write("more/b.md", "---\ntitle: Autre\nroles: x\n---\nTexte.")
    until(lambda: b"Autre" in fetch(port, "/jobs.rss").body)
    process.terminate()
    assert process.wait(60) == 0


@WINDOWS
def test_without_watching_it_shows_what_lies_there(home, started):
    home.job("a.md", title="Avant")
    home.publish()
    process, port = started("--no-watch")
    home.job("a.md", title="Apres")
    time.sleep(1.5)
    assert b"Apres" not in fetch(port, "/jobs.rss").body
    home.publish()
    assert b"Apres" in fetch(port, "/jobs.rss").body
    process.terminate()
    assert process.wait(60) == 0


def test_an_impossible_command_is_an_error(home):
    ran = home.run("serve", "--no-watch")
    assert (ran.status, ran.err) == (2, "feeds: output/: nothing was published yet (run `feeds publish`)\n")
    home.output.mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = home.run("serve", "--no-watch", "--port", str(taken.getsockname()[1]))
    assert ran.status == 2
    assert "cannot listen" in ran.err
    assert home.run("serve", "--no-watch", "--port", "99999").status == 2
    assert home.run("serve", "--no-watch", "--host", "a..b").status == 2


# Watching


@pytest.fixture(params=["watchfiles", "by looking"])
def watcher(request, monkeypatch):
    """Watch by the system's notifications, and by polling."""
    if request.param == "by looking":
        monkeypatch.setattr("watchfiles.watch", Mock(side_effect=OSError("too many folders")))
    return file_watcher


def test_many_edits_in_a_row_are_one_change(tmp_path, watcher):
    folder, config, over, seen = tmp_path / "sources", tmp_path / "config.yaml", Event(), []
    folder.mkdir()
    config.write_text("a")

    def edit(number):
        (folder / "deep").mkdir(exist_ok=True)
        for text in "abc":
            (folder / "deep" / f"{number}.md").write_text(text)
            time.sleep(0.05)

    from threading import Thread

    paths = (config, folder, tmp_path / "absent")
    found = watcher.changes(lambda: paths, watcher.stamps(paths), over)
    thread = Thread(target=lambda: [seen.append(1) for _ in found], daemon=True)
    thread.start()
    time.sleep(1)
    edit(1)
    until(lambda: len(seen) == 1)
    time.sleep(1.2)
    assert len(seen) == 1
    config.write_text("changed")
    until(lambda: len(seen) == 2)
    (folder / ".swap").write_text("x")
    (folder / "deep" / "1.md").touch()
    until(lambda: len(seen) == 3)
    (tmp_path / "absent").mkdir()
    (tmp_path / "absent" / "x.md").write_text("x")
    until(lambda: len(seen) == 4)
    (folder / "deep" / "1.md").unlink()
    until(lambda: len(seen) == 5)
    over.set()
    thread.join(60)
    assert not thread.is_alive()


def test_the_configuration_is_read_anew_only_when_it_changed(home, monkeypatch):
    from feeds.cli.commands import serve

    home.configure(sources=[{"path": "sources"}])
    reading = Mock(wraps=serve._project)
    monkeypatch.setattr(serve, "_project", reading)
    files = serve._watched_files(Namespace(config=home.root / "config.yaml"))
    assert files() == files() == [home.root / "config.yaml", home.root / "sources"]
    assert reading.call_count == 1
    home.configure(sources=[{"path": "sources"}, {"path": "more"}])
    assert home.root / "more" in files()
    home.write("config.yaml", "site: {")
    assert home.root / "more" in files()
    assert reading.call_count == 3


def test_hidden_files_do_not_count(tmp_path):
    Path(tmp_path / "a.md").write_text("x")
    before = file_watcher.stamps([tmp_path])
    (tmp_path / ".a.md.swp").write_text("x")
    assert file_watcher.stamps([tmp_path]) == before
