"""Logo, colour and links that a publisher sets without templates."""

from dataclasses import replace

import pytest
from lxml import html
from support.lists import home

from feeds.emit import pages
from feeds.emit.pages import error_pages
from feeds.model.settings import Look, MenuLink

LOOK = Look(
    logo="logo.png",
    picture="https://jobs.example.org/logo.png",
    accent=("#6b2fa0", "#ab79d8"),
    header=(MenuLink("À propos", "https://jobs.example.org/posts/1/"), MenuLink("Contact", "mailto:a@example.org")),
    footer=(
        MenuLink("Accessibilité : partiellement conforme", "https://example.org/a11y"),
        MenuLink("<Mentions> légales", "https://jobs.example.org/posts/legal/#cookies"),
    ),
)


def read(output):
    return html.document_fromstring(output.body.decode(), parser=html.HTMLParser(encoding="utf-8"))


@pytest.fixture
def ours(site):
    return replace(site, look=LOOK)


def links(page, place):
    """Return the links of the menu in the header or the footer: text and address."""
    return [(a.text_content(), a.get("href")) for a in page.xpath(f"//{place}[@class='site']//ul[@class='menu']//a")]


def test_the_logo_is_on_every_page_with_the_title_as_its_text(ours, entry):
    for page, path in ((read(pages.post(ours, entry(1), ())), "../../"), (read(home(ours, (), (), ())), "")):
        (picture,) = page.xpath("//header[@class='site']//a/img")
        assert (picture.get("src"), picture.get("alt")) == (f"{path}logo.png", "Emplois & métiers")
        assert picture.getparent().get("href") == f"{path}index.html"
    away = replace(ours, look=replace(LOOK, logo="https://example.org/a.svg"))
    assert read(pages.post(away, entry(1), ())).xpath("//header//img/@src") == ["https://example.org/a.svg"]


def test_links_are_in_the_header_and_the_footer_of_every_page(ours, entry):
    page = read(pages.post(ours, entry(1), ()))
    assert links(page, "header") == [("À propos", "index.html"), ("Contact", "mailto:a@example.org")]
    assert page.xpath("//header[@class='site']//nav/@aria-label") == ["Menu principal"]
    assert page.xpath("//a[@aria-current]/text()") == ["À propos"]
    assert links(page, "footer") == [
        ("Accessibilité : partiellement conforme", "https://example.org/a11y"),
        ("<Mentions> légales", "../legal/index.html#cookies"),
    ]
    page = read(home(ours, (), (), ()))
    assert links(page, "footer")[1] == ("<Mentions> légales", "posts/legal/index.html#cookies")
    plain = read(home(replace(ours, look=replace(LOOK, logo="")), (), (), ()))
    assert plain.xpath("//header[@class='site']//p[@class='brand']/a/text()") == ["Emplois & métiers"]


def test_links_of_pages_for_errors_are_absolute(ours):
    """They are shown at any address."""
    page = read(error_pages.emit(ours, error_pages.NOT_FOUND, ()))
    addresses = [*page.xpath("//@src"), *(href for _, href in links(page, "header") + links(page, "footer"))]
    assert "https://jobs.example.org/posts/legal/#cookies" in addresses
    assert all(address.startswith(("https://", "mailto:")) for address in addresses)


def test_without_any_of_it_a_page_has_the_title_and_no_menu(site, entry):
    page = read(pages.post(replace(site, description="Une phrase."), entry(1), ()))
    assert page.xpath("string(//header[@class='site']//a)") == "Emplois & métiers"
    assert page.xpath("//header[@class='site']//p[@class='tagline']/text()") == ["Une phrase."]
    assert not page.xpath("//ul[@class='menu'] | //nav[@aria-label='Menu principal'] | //img")
    assert not read(home(site, (), (), ())).xpath("//header[@class='site']")


def test_a_raster_logo_is_the_picture_of_pages_without_one(ours, entry):
    pictures = "//meta[@property='og:image']/@content"
    assert read(home(ours, (), (), ())).xpath(pictures) == ["https://jobs.example.org/logo.png"]
    assert read(pages.post(ours, entry(1), ())).xpath(pictures) == ["https://jobs.example.org/logo.png"]
    own = read(pages.post(ours, entry(1, image="https://example.org/x.jpg"), ()))
    assert own.xpath(pictures) == ["https://example.org/x.jpg"]
    vector = replace(ours, look=replace(LOOK, picture=""))
    assert read(pages.post(vector, entry(1), ())).xpath(pictures) == []


def test_the_colour_is_that_of_links_on_screens(site, ours):
    """What is printed stays black."""
    style = pages.style(ours).body.decode()
    assert style.startswith(pages.style(site).body.decode())
    added = style.removeprefix(pages.style(site).body.decode())
    assert added.index("#6b2fa0") < added.index("dark") < added.index("#ab79d8")
    assert added.count("@media screen") == added.count("--on-accent: var(--ground)") == 2
