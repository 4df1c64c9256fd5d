"""A real browser opens the pages under a strict policy and has nothing to complain of."""

import os
import subprocess
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from support.lists import home
from support.tools import program

from feeds.emit import pages
from feeds.model.entry import Entry, Listing
from feeds.model.feed import FeedLink
from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.settings import Look, MenuLink, Organization, Place, Site

OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--enable-logging=stderr",
    "--timeout=120000",  # milliseconds that a page may take to load
)
AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Handler(SimpleHTTPRequestHandler):
    """Serve a folder as a careful host would: nothing inline, nothing from elsewhere."""

    def end_headers(self):
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'"
        )
        super().end_headers()

    def do_GET(self):
        if self.path == "/favicon.ico":  # browsers always request it
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *_):
        """Keep quiet."""


@pytest.fixture(scope="module")
def browser():
    return program("chromium")


@pytest.fixture
def site(tmp_path):
    """Serve two posts and the home page on loopback; yield the site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/"
    menu = (MenuLink("Mentions légales", f"{url}posts/open/"),)
    look = Look(logo="logo.svg", accent=("#6b2fa0", "#ab79d8"), header=menu, footer=menu)
    site = Site("Le chantier", url, language="fr", timezone="Europe/Paris", look=look)
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
    )
    feeds = (FeedLink("jobs", "Offres", ("rss", "atom", "json_feed")),)
    offers = [offer(site, "open"), offer(site, "filled")]
    outputs = [pages.script("lists.js"), pages.style(site), home(site, [offers[0].listing], (), feeds)]
    for output in (*outputs, *(pages.post(site, one, feeds) for one in offers)):
        file = tmp_path / output.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(output.body)
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


def offer(site, state):
    job = Job("Cheffe de projet", Organization("Nord"), job_location=(Place(locality="Lille", country="FR"),))
    listing = Listing(
        id=f"urn:example:{state}",
        url=f"{site.url}posts/{state}/",
        path=f"posts/{state}/index.html",
        kind="job",
        state=state,
        title="Le Nord recrute <vite> & bien",
        published=AT,
        updated=AT,
        language="fr",
        source="sources",
        locator="sources/x.md",
        revision="r",
        closed=None if state == "open" else AT,
    )
    return Entry(listing, Post("sources", "sources/x.md", "job", listing.title, "<p>Un texte.</p>", "fr", job=job))


def visit(browser, address, folder):
    """Return the DOM of a page in the browser, and its console."""
    unconfined = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # as in a container
    command = [browser, *OPTIONS, *unconfined, f"--user-data-dir={folder / 'profile'}", "--dump-dom", address]
    # Files, not pipes: a helper process that outlives the browser would keep a pipe open for ever.
    with (folder / "dom").open("wb") as dom, (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, stdout=dom, stderr=log, start_new_session=True)
        try:
            assert running.wait(timeout=240) == 0
        finally:
            running.kill()
            running.wait()
    lines = (folder / "log").read_text("utf-8", errors="replace").splitlines()
    return (folder / "dom").read_text("utf-8"), [line for line in lines if "CONSOLE" in line]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", "Le chantier"),
        ("posts/open/", "Le Nord recrute &lt;vite&gt; &amp; bien – Le chantier"),
        ("posts/filled/", "Le Nord recrute &lt;vite&gt; &amp; bien – Le chantier"),
    ],
)
def test_a_browser_reads_the_page_without_complaint(browser, site, tmp_path_factory, path, title):
    """The title is right and the console stays empty, under a policy that allows only the style sheet."""
    dom, console = visit(browser, site.url + path, tmp_path_factory.mktemp("browser"))
    assert f"<title>{title}</title>" in dom
    assert console == []
