"""Pages that a site has whatever it publishes: the choice of feeds, the pages for errors, the icon."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree, html

from feeds.emit.pages import error_pages, favicon, feeds_page, relative_links
from feeds.model.feed import FeedLink
from feeds.model.settings import Site

SITE = Site("Atelier", "https://x.example.org/a/", language="fr")
FEEDS = (FeedLink("jobs", "Offres ouvertes – Atelier", ("rss", "atom")), FeedLink("news", "Actualités", ("json_feed",)))
GROUP = feeds_page.FeedGroup(("tag",), tuple(FeedLink(f"tags/t{n}", f"T{n} <b>", ("rss",)) for n in range(501)))


def test_the_choice_of_feeds_has_every_address_and_every_page() -> None:
    """Each feed leads to its page and has a button for each address; of many, the first are shown."""
    page = html.fromstring(feeds_page.emit(SITE, FEEDS, [GROUP]).body)
    assert page.xpath("//section[@class='feed']/h2/a/@href") == ["../jobs/index.html", "../news/index.html"]
    assert page.xpath("//section[@class='feed']/h2/a/text()") == ["Offres ouvertes", "Actualités"]
    addresses = [f"https://x.example.org/a/{name}" for name in ("jobs.rss", "jobs.atom", "news.json", "deadlines.ics")]
    assert page.xpath("//button/@data-copy") == addresses
    assert len(page.xpath("//button[@hidden]")) == len(addresses)  # without a script they would do nothing
    assert len(page.xpath("//ul[@class='tags']/li")) == feeds_page.MAX_OF_GROUP
    assert page.xpath("//ul[@class='tags']/li[1]/a/@href") == ["../tags/t0/index.html"]
    assert "1 autre est dans la liste" in page.text_content()
    assert page.xpath("//main//a[@type='text/x-opml']/@href") == ["../feeds.opml"]


@pytest.mark.parametrize(
    ("path", "title"), [("404.html", "Page introuvable"), ("410.html", "Cette page n’existe plus")]
)
def test_a_page_for_errors_works_at_any_address(path: str, title: str) -> None:
    """Its links are absolute, no search engine lists it, and it claims no address of its own."""
    page = html.fromstring(error_pages.emit(SITE, path, FEEDS).body)
    assert page.xpath("//h1/text()") == [title]
    links = page.xpath("//@href[not(starts-with(., '#'))]")
    assert [link for link in links if not link.startswith(SITE.url)] == []
    assert f"{SITE.url}jobs/" in links
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//link[@rel='canonical']") == []


@pytest.mark.parametrize(
    ("title", "letter"), [("emploi", "E"), ("« 18 » jours", "1"), ("<&>", "•"), ("ß", "S"), ("招聘", "招")]
)
def test_the_icon_shows_a_letter(title: str, letter: str) -> None:
    """It is an image of one sign, whatever the title is."""
    image = etree.fromstring(favicon.emit(replace(SITE, title=title)).body)
    assert image.xpath("string(//*[local-name()='text'])") == letter


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://x.example.org/a/", "../../index.html"),
        ("https://x.example.org/a/posts/y/#b%20c", "../y/index.html#b%20c"),
        ("https://x.example.org/a/files/12/%C3%A9%20.pdf", "../../files/12/%C3%A9%20.pdf"),
        ("https://x.example.org/a/?page=2", "https://x.example.org/a/?page=2"),
        ("https://x.example.org/b/", "https://x.example.org/b/"),
        ("https://x.example.org/a", "https://x.example.org/a"),
        ("mailto:j@x.example.org", "mailto:j@x.example.org"),
    ],
)
def test_links_within_the_site_are_relative(url: str, link: str) -> None:
    """They name the file; what is not of the site, or has a query, stays."""
    written = f'<p data-href="{url}"><a href="{url}">x</a></p>'
    assert (
        relative_links.within(SITE, "posts/x/index.html", written) == f'<p data-href="{url}"><a href="{link}">x</a></p>'
    )
