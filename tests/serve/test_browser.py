"""A real browser obeys the policy, runs the one script that it allows, and loads the page anew."""

import subprocess
import time

from support.serving import serving
from support.tools import program

from feeds.serve.live_reload import Reload

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--enable-logging=stderr",
    "--remote-debugging-port=0",  # it stays until it is ended
)


def test_an_open_page_comes_anew_after_a_publication(home, tmp_path):
    browser_program = program("chromium")
    home.job("a.md", title="Une offre")
    home.publish()
    reload, asked = Reload("1"), []
    with serving(home.output, reload=reload) as server:
        answer = server.answers.to

        def noted(method, target, header, now):
            asked.append(target)
            return answer(method, target, header, now)

        server.answers.to = noted
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
                while asked.count("/.reload") < number:
                    assert time.monotonic() < end, (asked, (tmp_path / "said").read_text()[-3000:])
                    time.sleep(0.1)
                time.sleep(0.3)
                assert asked.count(page) == number
                assert "/style.css" in asked
                reload.tell()
        finally:
            browser.terminate()
            browser.wait(60)
    refused = [line for line in (tmp_path / "said").read_text().splitlines() if "CONSOLE" in line]
    assert not [line for line in refused if "favicon" not in line]
