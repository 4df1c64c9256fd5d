"""A real browser obeys the policy, runs the one script that it allows, and reloads the page."""

import subprocess
import time

from support.browser import QUIET
from support.serving import serving
from support.tools import program

from feeds.serve.live_reload import LiveReload
from feeds.serve.server import Handler

OPTIONS = (*QUIET, "--no-sandbox", "--remote-debugging-port=0")  # it stays until it is ended


def test_an_open_page_reloads_after_a_publication(home, tmp_path, monkeypatch):
    browser_program = program("chromium")
    home.job("a.md", title="Une offre")
    home.publish()
    reload, fetched = LiveReload("1"), []
    monkeypatch.setattr(Handler, "log_request", lambda handler, *_: fetched.append(handler.path))
    with serving(home.output, reload=reload) as server:
        page = "/posts/a/"
        command = [
            browser_program,
            *OPTIONS,
            f"--user-data-dir={tmp_path}",
            f"http://127.0.0.1:{server.port}{page}",
        ]
        with (tmp_path / "said").open("w") as said:
            browser = subprocess.Popen(command, stdout=said, stderr=said)
        try:
            for number in (1, 2):
                end = time.monotonic() + 120
                while fetched.count("/.reload") < number:
                    assert time.monotonic() < end, (fetched, (tmp_path / "said").read_text()[-3000:])
                    time.sleep(0.1)
                time.sleep(0.3)
                assert fetched.count(page) == number
                assert "/style.css" in fetched
                reload.notify()
        finally:
            browser.terminate()
            browser.wait(60)
    refused = [line for line in (tmp_path / "said").read_text().splitlines() if "CONSOLE" in line]
    assert not [line for line in refused if "favicon" not in line]
