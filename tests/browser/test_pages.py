"""A real browser opens the pages under a strict policy and has nothing to complain of."""

from datetime import UTC, datetime

import pytest
from support.browser import serving, visit
from support.lists import home
from support.tools import program

from feeds.emit import pages
from feeds.model.entry import Entry, Listing
from feeds.model.feed import FeedLink
from feeds.model.job import Job
from feeds.model.post import Post
from feeds.model.settings import Look, MenuLink, Organization, Place, Site

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def browser():
    return program("chromium")


@pytest.fixture
def site(tmp_path):
    """Serve two posts and the home page on loopback; yield the site."""
    with serving(tmp_path) as url:
        menu = (MenuLink("Mentions légales", f"{url}posts/open/"),)
        look = Look(logo="logo.svg", accent=("#6b2fa0", "#ab79d8"), header=menu, footer=menu)
        yield published(Site("Le chantier", url, language="fr", timezone="Europe/Paris", look=look), tmp_path)


def published(site, folder):
    (folder / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
    )
    feeds = (FeedLink("jobs", "Offres", ("rss", "atom", "json_feed")),)
    offers = [offer(site, "open"), offer(site, "filled")]
    outputs = [pages.script("lists.js"), pages.style(site), home(site, [offers[0].listing], (), feeds)]
    for output in (*outputs, *(pages.post(site, one, feeds) for one in offers)):
        file = folder / output.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(output.body)
    return site


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
