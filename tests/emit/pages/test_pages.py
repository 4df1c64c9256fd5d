"""Pages say what a post says, in the right words, and nothing that a post should not be able to say."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from support.lists import home

from feeds.emit import pages
from feeds.emit.formats import FORMATS, job_posting
from feeds.emit.pages import home_page, templating
from feeds.model.feed import FeedLink
from feeds.model.instant import Moment
from feeds.model.job import Pay
from feeds.model.post import Attachment, Author
from feeds.model.settings import Organization, Place, Site

FEEDS = (
    FeedLink("jobs", "Offres ouvertes", ("rss", "atom", "json_feed", "job_posting")),
    FeedLink("news", "Actualités", ("atom",)),
    FeedLink("tags/c++", "C++", ("rss",)),
    FeedLink("more", "Encore", ("rss",)),
)
TEMPLATES = files("feeds.emit.pages") / "templates"


def read(output):
    """Parse a page as a browser would."""
    return html.document_fromstring(output.body.decode(), parser=html.HTMLParser(encoding="utf-8"))


def text(page):
    """Return the text that people see on one line."""
    return " ".join(page.find("body").text_content().split())


def facts(page):
    """Return the card of a job: label → values."""
    items = page.xpath("//section[@class='facts']//li")
    return {
        item.findtext("strong").rstrip("\xa0:"): item.text_content()[len(item.findtext("strong")) :]
        .strip()
        .split(" · ")
        for item in items
    }


def metas(page, name):
    return [meta.get("content") for meta in page.xpath(f"//meta[@name='{name}' or @property='{name}']")]


def test_the_head_names_the_page_its_address_and_the_feeds(site, entry):
    """Title, canonical address, description, and the first three feeds with the main one first."""
    page = read(pages.post(site, entry(title="Une offre", summary="En deux mots."), FEEDS))
    assert page.get("lang") == "fr"
    assert page.findtext(".//title") == "Une offre – Emplois & métiers"
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://jobs.example.org/posts/1/"]
    assert metas(page, "description") == metas(page, "og:description") == ["En deux mots."]
    assert metas(page, "og:title") == ["Une offre"]
    assert metas(page, "og:type") == ["article"]
    assert [(a.get("type"), a.get("title"), a.get("href")) for a in page.xpath("//link[@rel='alternate']")] == [
        ("application/rss+xml", "Offres ouvertes (RSS)", "https://jobs.example.org/jobs.rss"),
        ("application/atom+xml", "Offres ouvertes (Atom)", "https://jobs.example.org/jobs.atom"),
        ("application/feed+json", "Offres ouvertes (JSON Feed)", "https://jobs.example.org/jobs.json"),
        ("application/atom+xml", "Actualités (Atom)", "https://jobs.example.org/news.atom"),
        ("application/rss+xml", "C++ (RSS)", "https://jobs.example.org/tags/c%2B%2B.rss"),
    ]


def test_the_output_stands_where_the_listing_says(site, entry):
    output = pages.post(site, entry(7), ())
    assert (output.path, output.media_type) == ("posts/7/index.html", "text/html")
    assert output.body.startswith(b"<!doctype html>\n")


def test_every_format_has_a_label():
    """A format that is added to the registry also gets a name for people."""
    assert templating.LABELS.keys() == FORMATS.keys()


def test_a_page_has_one_heading_of_the_first_level_and_one_main(site, entry):
    page = read(pages.post(site, entry(title="Une offre"), FEEDS))
    assert [h1.text for h1 in page.iter("h1")] == ["Une offre"]
    assert len(page.findall(".//main")) == 1


def test_an_open_job_carries_its_job_posting(site, entry):
    """The JSON-LD is the one of `job_posting`, and the page may be indexed."""
    offer = entry()
    page = read(pages.post(site, offer, FEEDS))
    (data,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data) == job_posting.posting(offer)
    assert metas(page, "robots") == []


def test_what_the_job_posting_states_is_visible(site, entry, job):
    """Google asks that all marked-up facts can be read on the page."""
    rich = replace(
        job,
        contract="CDI",
        employment_unit="Équipe produit",
        employment_type=("FULL_TIME", "CONTRACTOR"),
        job_location=(*job.job_location, Place(locality="Gand", region="Flandre", country="BE")),
        job_location_type="TELECOMMUTE",
        applicant_location_requirements=("FR", "Outre-mer"),
        remote="full",
        valid_through=Moment(datetime(2026, 4, 30, 21, 59, 59, tzinfo=UTC), date(2026, 4, 30)),
        base_salary=Pay("EUR", "YEAR", 30000, 34500.5),
        skills=("Python", "SQL"),
        occupational_category=("Développement",),
        total_job_openings=3,
        application_contact="emplois@nord.example.org",
        experience_requirements="Deux ans",
        job_duration="P18M",
        start="now",
    )
    page = read(pages.post(site, entry(job=rich), FEEDS))
    assert facts(page) == {
        "Date limite": ["30 avril 2026"],
        "Pour postuler": ["emplois@nord.example.org"],
        "Contrat": ["CDI", "Temps plein"],
        "Lieu": ["3 rue des Lilas, 59000 Lille, France", "Gand, Flandre, Belgique"],
        "Télétravail": ["Entièrement à distance"],
        "Rémunération": ["30\u202f000\xa0€ à 34\u202f500,50\xa0€ par an"],
        "Début": ["Dès que possible"],
        "Durée": ["18\xa0mois"],
        "Organisation": ["Atelier du Nord"],
        "Poste": ["Développeuse ou développeur"],
        "Rattachement": ["Ateliers de France"],
        "Équipe": ["Équipe produit"],
        "Pays de résidence possibles": ["France", "Outre-mer"],
        "Nombre de postes": ["3"],
        "Publié le": ["1er mars 2026"],
        "Expérience": ["Deux ans"],
        "Compétences": ["Python", "SQL"],
        "Domaines": ["Développement"],
    }
    assert list(facts(page))[:3] == ["Date limite", "Pour postuler", "Contrat"]
    links = page.xpath("//section[@class='facts']//a/@href")
    assert links == ["mailto:emplois@nord.example.org", "https://nord.example.org/"]


def test_what_is_unknown_is_not_on_the_card(site, entry, job):
    bare = replace(job, hiring_organization=Organization(""), employment_type=(), job_location=(), date_posted=None)
    nobody = replace(site, publisher=Organization(""))
    page = read(pages.post(nobody, entry(job=bare), FEEDS))
    assert facts(page) == {"Poste": ["Développeuse ou développeur"]}


def test_nobody_is_made_up_to_hire(site, entry, job):
    """A partner's offer that does not say who hires is not the publisher's for that."""
    page = read(pages.post(site, entry(job=replace(job, hiring_organization=Organization(""))), FEEDS))
    assert "Organisation" not in facts(page)


@pytest.mark.parametrize(
    ("contract", "said"),
    [("Temps plein", ["Temps plein"]), ("CDD 3 ans", ["CDD 3 ans", "Temps plein"]), ("", ["Temps plein"])],
)
def test_a_contract_is_said_once_in_its_authors_words(site, entry, job, contract, said):
    page = read(pages.post(site, entry(job=replace(job, contract=contract, job_duration="P3Y")), FEEDS))
    assert facts(page)["Contrat"] == said
    assert ("Durée" in facts(page)) == (contract != "CDD 3 ans")


@pytest.mark.parametrize(
    ("pay", "said"),
    [
        (Pay("EUR", "DAY", 450, 600, "TJM 450 - 600 €"), ["TJM 450 - 600 €"]),
        (Pay("EUR", "MONTH", 2000, 2000), ["2\u202f000\xa0€ par mois"]),
        (Pay("EUR", "HOUR", 15.5), ["à partir de 15,50\xa0€ par heure"]),
        (Pay("USD", "WEEK", None, 900), ["jusqu’à 900\xa0$US par semaine"]),
        (Pay("EUR", "CENTURY", 1, 1), ["1\xa0€"]),
        (Pay("EUR", "YEAR"), None),
    ],
)
def test_a_pay_is_shown_as_written_or_else_in_words(site, entry, job, pay, said):
    page = read(pages.post(site, entry(job=replace(job, base_salary=pay)), FEEDS))
    shown = facts(page).get("Rémunération")
    assert (shown and [" ".join(shown[0].split(" ")).strip()]) == said


def test_one_applies_where_the_employer_says(site, entry):
    """The button names the site that it leads to."""
    page = read(pages.post(site, entry(external_url="https://www.nord.example.org/dev?a=1&b=2"), FEEDS))
    (button,) = page.xpath("//li[@class='apply']/a")
    assert button.text_content() == "Candidater sur le site nord.example.org"
    assert button.get("href") == "https://www.nord.example.org/dev?a=1&b=2"


def test_one_applies_where_the_form_is(site, entry, job):
    """A page to apply on comes before the page of the offer."""
    formed = replace(job, apply_url="https://form.example.org/1")
    page = read(pages.post(site, entry(job=formed, external_url="https://nord.example.org/dev"), FEEDS))
    assert page.xpath("//li[@class='apply']/a/@href") == ["https://form.example.org/1"]


@pytest.mark.parametrize(
    ("state", "lines"),
    [
        ("filled", ["Cette offre n’est plus disponible (depuis le 1er mai 2026).", "Elle a été pourvue."]),
        (
            "withdrawn",
            ["Cette offre n’est plus disponible (depuis le 1er mai 2026).", "Elle a été retirée par l’employeur."],
        ),
        ("expired", ["Cette offre n’est plus disponible.", "Elle a expiré le 1er mai 2026."]),
        ("closed", ["Cette offre n’est plus disponible (depuis le 1er mai 2026)."]),
    ],
)
def test_a_closed_job_says_so_and_cannot_be_applied_for(site, entry, state, lines):
    """Its text stays; search engines are told to leave it; there is neither markup nor button."""
    closed = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)
    offer = entry(state=state, closed=closed, external_url="https://nord.example.org/dev")
    page = read(pages.post(site, offer, FEEDS))
    (banner,) = page.find_class("closed")
    assert [" ".join(line.text_content().split(" ")) for line in banner] == lines
    assert metas(page, "robots") == ["noindex"]
    assert not page.xpath("//script")
    assert not page.find_class("apply")
    assert "Rejoignez l’équipe 1." in text(page)


def test_a_closed_job_of_unknown_date_gives_none(site, entry):
    (banner,) = read(pages.post(site, entry(state="closed"), FEEDS)).find_class("closed")
    assert banner[0].text_content() == "Cette offre n’est plus disponible."


def test_an_article_that_expired_says_so(site, entry):
    (banner,) = read(pages.post(site, entry(job=None, state="expired"), FEEDS)).find_class("closed")
    assert banner.text_content().strip() == "Cette publication n’est plus d’actualité."


def test_a_draft_is_neither_closed_nor_indexed(site, entry):
    page = read(pages.post(site, entry(state="draft"), FEEDS))
    assert not page.find_class("closed")
    assert metas(page, "robots") == ["noindex"]


def test_an_article_names_its_authors_and_its_source(site, entry):
    page = read(pages.post(site, entry(job=None, external_url="https://ailleurs.example/x"), FEEDS))
    about = page.find_class("about")[0]
    assert " ".join(about.text_content().split()) == "Zoé, Max · 2 mars 2026"
    assert about.xpath("a/@href") == ["https://zoe.example.org/", "index.html"]
    assert page.xpath("//article/footer/p/a/text()") == ["En savoir plus sur ailleurs.example"]
    assert page.xpath("//ul[@class='tags']/li/text()") == ["python", "données & IA"]


def test_tags_lead_to_their_lists(site, entry):
    """A tag or another value with a list of its own is a link, once; any other tag is text."""
    lists = (FeedLink("tags/python", "Python – Site", ("rss",), "tags/{tag}", ("Python",)),)
    page = read(pages.post(site, entry(job=None), FEEDS, lists))
    assert page.xpath("//ul[@class='tags']/li/a/@href") == ["../../tags/python/index.html"]
    assert [one.text_content() for one in page.xpath("//ul[@class='tags']/li")] == ["Python", "données & IA"]


def test_a_post_without_tags_or_source_has_no_foot(site, entry):
    assert not read(pages.post(site, entry(job=None, tags=(), authors=()), ())).xpath("//article/footer")


def test_files_are_linked_by_their_names(site, entry):
    """A file is called by its title, its name or its site; what is not of the web is left out."""
    attached = (
        Attachment("https://x.example.org/fiche%20de%20poste.pdf", "application/pdf", 9, "Fiche de poste"),
        Attachment("https://x.example.org/a/grille%20des%20salaires.ods?v=1"),
        Attachment("https://www.y.example.org/"),
        Attachment("javascript:alert(1)"),
    )
    page = read(pages.post(site, entry(job=None, tags=(), attachments=attached), ()))
    (listed,) = page.xpath("//article/footer/ul")
    assert listed.get("aria-label") == "Pièces jointes"
    assert [(link.text, link.get("href")) for link in listed.iter("a")] == [
        ("Fiche de poste", attached[0].url),
        ("grille des salaires.ods", attached[1].url),
        ("y.example.org", attached[2].url),
    ]


@pytest.mark.parametrize(("later", "said"), [(timedelta(hours=10), False), (timedelta(hours=11), True)])
def test_an_update_is_told_from_the_next_day_on(site, entry, later, said):
    """The day is the one of the site's time zone: 23:00 UTC is tomorrow in Paris."""
    post = entry(job=None)
    post = post._replace(listing=post.listing._replace(updated=post.listing.published + later))
    assert ("mis à jour le 3 mars 2026" in text(read(pages.post(site, post, FEEDS)))) == said


def test_a_picture_is_announced(site, entry):
    assert metas(read(pages.post(site, entry(image="https://a.example/x.png"), FEEDS)), "og:image") == [
        "https://a.example/x.png"
    ]


def test_a_long_summary_is_cut_at_a_word(site, entry):
    (said,) = metas(read(pages.post(site, entry(summary="mot " * 200), FEEDS)), "description")
    assert said.endswith("mot …")
    assert len(said) <= templating.MAX_DESCRIPTION + 2


def test_without_a_summary_there_is_no_description(site, entry):
    assert metas(read(pages.post(site, entry(summary=""), FEEDS)), "description") == []


def languages(page):
    return page.get("lang"), page.find("body").get("lang"), page.find(".//h1").get("lang")


@pytest.mark.parametrize(
    ("of_post", "of_site", "expected", "skip"),
    [
        ("fr", "en", ("fr", None, None), "Aller au contenu"),
        ("en-GB", "fr", ("en-GB", None, None), "Skip to the content"),
        ("de", "fr", ("de", "fr", "de"), "Aller au contenu"),
        ("ar", "de", ("ar", "en", "ar"), "Skip to the content"),
    ],
)
def test_a_page_speaks_its_posts_language_if_it_can(site, entry, of_post, of_site, expected, skip):
    """Where the words of the page are in another language than the post, both are marked."""
    page = read(pages.post(replace(site, language=of_site), entry(language=of_post), FEEDS))
    assert languages(page) == expected
    assert page.find_class("skip")[0].text == skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "March 1, 2026"),
        ("en-GB", "1 March 2026"),
        ("fr-CA", "1er mars 2026"),
        ("fr-x-plain", "1er mars 2026"),
    ],
)
def test_dates_follow_the_region_of_the_language(site, entry, language, said):
    assert said in text(read(pages.post(site, entry(language=language), FEEDS)))


@pytest.mark.parametrize(
    ("until", "said", "machine"),
    [
        (datetime(2026, 4, 30, 10, 0, tzinfo=UTC), "30 avril 2026, 12:00", "2026-04-30T10:00:00Z"),
        (datetime(2026, 4, 30, 21, 59, 59, tzinfo=UTC), "30 avril 2026", "2026-04-30"),
    ],
)
def test_a_deadline_gives_its_hour_if_it_has_one(site, entry, job, until, said, machine):
    page = read(pages.post(site, entry(job=replace(job, valid_through=Moment(until))), FEEDS))
    assert facts(page)["Date limite"] == [said]
    assert machine in page.xpath("//li/time/@datetime")


HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% x %}"


def test_texts_cannot_become_markup(site, entry, job):
    """Titles, names, tags and the like are text, whatever they look like."""
    everywhere = replace(
        job,
        title=HOSTILE,
        contract=HOSTILE,
        skills=(HOSTILE,),
        hiring_organization=Organization(HOSTILE, "https://x.example/" + HOSTILE),
        application_contact=HOSTILE,
        base_salary=Pay("EUR", "DAY", text=HOSTILE),
        job_location=(Place(HOSTILE, country=HOSTILE),),
    )
    offer = entry(
        job=everywhere,
        title=HOSTILE,
        summary=HOSTILE,
        tags=(HOSTILE,),
        authors=(Author(HOSTILE),),
        external_url="https://x.example/" + HOSTILE,
    )
    page = read(pages.post(replace(site, title=HOSTILE), offer, (FeedLink(HOSTILE, HOSTILE, ("rss",)),)))
    assert page.findtext(".//h1") == HOSTILE
    assert facts(page)["Rémunération"] == [HOSTILE]
    assert [script.get("type") for script in page.iter("script")] == ["application/ld+json"]
    assert not page.xpath("//img | //@onerror")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://", "x"])
def test_only_web_addresses_become_links(site, entry, job, address):
    unfit = replace(job, hiring_organization=Organization("Nord", address), application_contact=address, apply=address)
    page = read(pages.post(site, entry(job=unfit, external_url=address, image=address), FEEDS))
    assert address not in page.xpath("//@href | //@content")
    assert "Pour postuler" not in facts(page)


# XML and HTML know no control characters; `normalise` lets none through.
SIGNS = st.characters(exclude_categories=("Cs", "Cc"))


@given(title=st.text(SIGNS, min_size=1))
def test_any_title_survives(title):
    """What is in the heading is what was in the listing: letters of all scripts, marks and emoji."""
    from html.parser import HTMLParser

    class Heading(HTMLParser):
        inside, said = False, ""

        def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser's interface
            self.inside = tag == "h1"

        def handle_endtag(self, tag):  # noqa: ARG002 - the parser's interface
            self.inside = False

        def handle_data(self, data):
            self.said += data if self.inside else ""

    parser = Heading()
    parser.feed(home(Site(title, "https://jobs.example.org/"), (), (), ()).body.decode())
    assert parser.said == title


def listings(entry, count, **values):
    return [entry(number, **values).listing for number in range(1, count + 1)]


def test_the_home_page_lists_jobs_and_articles_newest_first(site, entry):
    jobs = listings(entry, 2)
    output = home(site, jobs[::-1], listings(entry, 2, job=None, revision="a")[::-1], FEEDS)
    page = read(output)
    assert output.path == "index.html"
    assert page.findtext(".//title") == page.findtext(".//h1") == site.title
    assert page.xpath("//link[@rel='canonical']/@href") == [site.url]
    assert metas(page, "og:type") == ["website"]
    first, second = page.find_class("entries")
    assert first.xpath("li/a/text()") == ["Offre n° 2", "Offre n° 1"]
    assert " ".join(first[0].find("p").text_content().split()) == (
        "Temps plein · 3 rue des Lilas, 59000 Lille, France · Atelier du Nord · 3 mars 2026"
    )
    assert second.xpath("li/a/text()") == ["Offre n° 2", "Offre n° 1"]


def test_the_home_page_leads_to_feeds_and_to_the_choice_of_all(site):
    many = [*FEEDS, *(FeedLink(f"tags/{number}", f"Mot {number}", ("rss",)) for number in range(home_page.MAX_FEEDS))]
    page = read(home(site, (), (), many))
    links = page.xpath("//section[@aria-labelledby='page-feeds']//a")
    assert [link.get("href") for link in links][:2] == ["jobs/index.html", "news/index.html"]
    assert len(links) == home_page.MAX_FEEDS + 2
    last = [(link.get("href"), link.text) for link in links[-2:]]
    assert last == [("feeds/index.html", "Tous les flux"), ("feeds.opml", "OPML")]


def test_the_home_page_is_honest_when_there_is_no_job(site):
    page = read(home(replace(site, description=""), (), (), ()))
    assert "Aucune offre n’est ouverte en ce moment." in text(page)
    assert [heading.text_content() for heading in page.iter("h2")] == ["Offres d’emploi"]


def test_a_foreign_title_on_the_home_page_names_its_language(site, entry):
    page = read(home(site, [entry(language="en").listing], (), FEEDS))
    (link,) = page.xpath("//ul[contains(@class, 'entries')]/li/a")
    assert (link.get("lang"), link.get("hreflang"), link.get("dir")) == ("en", "en", "auto")


def test_a_site_in_an_unknown_language_speaks_english(site):
    page = read(home(replace(site, language="de"), (), (), FEEDS))
    assert languages(page)[:2] == ("de", "en")
    assert "There is no open job offer at the moment." in text(page)


def test_pages_need_no_script_style_or_other_site():
    """A strict content security policy holds: nothing in the templates would break it."""
    for file in Path(TEMPLATES).rglob("*.*"):
        source = file.read_text("utf-8")
        assert not re.search(r"\bstyle=|\bon\w+=|<style|@import|url\(|http-equiv", source), file.name
        scripts = re.findall(r"<script[^>]*>", source)
        assert [
            one
            for one in scripts
            if not re.fullmatch(r'<script (type="application/ld\+json"|src="{{ to\(.+\) }}" defer)>', one)
        ] == []


def test_the_style_sheet_is_an_output(site):
    output = pages.style(site)
    assert (output.path, output.media_type) == ("style.css", "text/css")
    assert output.body.decode().count("{") == output.body.decode().count("}")


def luminance(colour):
    """Weigh a colour as WCAG 2.2 does (relative luminance)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back"),
    [
        ("text", "ground"),
        ("text", "raised"),
        ("quiet", "ground"),
        ("quiet", "raised"),
        ("accent", "ground"),
        ("accent", "raised"),
        ("on-accent", "accent"),
        ("on-notice", "notice"),
    ],
)
def test_colours_can_be_read(site, scheme, front, back):
    """Text stands out at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    block = re.findall(r":root \{(.*?)\}", pages.style(site).body.decode(), re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    darker, lighter = sorted((luminance(colours[front]), luminance(colours[back])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def catalogue(language):
    from babel.messages.pofile import read_po

    with (files("feeds") / "locale" / f"{language}.po").open("rb") as file:
        return {message.id: message for message in read_po(file, locale=language) if message.id}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_catalogues_hold_every_word_of_the_templates(language):
    """None is missing, none is left over, none is empty, and each keeps its placeholders."""
    from babel.messages.extract import extract_from_dir

    methods = [("**.html", "jinja2"), ("**.py", "python")]
    used = {found[2] for found in extract_from_dir(str(files("feeds") / "emit"), method_map=methods)}
    known = catalogue(language)
    assert known.keys() == used
    for message in known.values():
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        asked = message.id if isinstance(message.id, tuple) else (message.id,)
        assert all(said)
        for one in said:
            assert sorted(re.findall(r"%\(\w+\)s", one)) == sorted(re.findall(r"%\(\w+\)s", asked[-1]))


def test_french_words_keep_french_typography():
    """A space that cannot break stands before double signs; apostrophes are curly."""
    for message in catalogue("fr").values():
        for said in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not re.search(r"[^\xa0\u202f][:;!?»]|'|«[^\xa0\u202f]", said), said


SCRIPT = """
import hashlib
from datetime import UTC, datetime
from feeds.emit import pages
from feeds.model.entry import *
from feeds.model.feed import *
from feeds.model.job import *
from feeds.model.post import *
from feeds.model.settings import *
at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
pay, place = Pay("EUR", "DAY", 1), Place(country="FR")
job = Job("Poste", Organization("Nord"), ("FULL_TIME",), job_location=(place,), base_salary=pay)
url, path = "https://x.example/1/", "1/index.html"
listing = Listing("urn:x:1", url, path, "job", "open", "T", at, at, "fr", "s", "l", "r")
post = Post("s", "l", "job", "T", "<p>Un texte.</p>", "fr", tags=("b", "a"), job=job)
feeds = (FeedLink("jobs", "Offres", ("rss", "atom")),)
site = Site("S", "https://x.example/", language="fr", timezone="Europe/Paris")
bodies = pages.post(site, Entry(listing, post), feeds).body
of_jobs = EntryList("jobs", "", (Listed.of(listing),))
(view,) = pages.views(site, of_jobs, (Page(1, None, of_jobs.entries),), "jobs")
bodies += pages.index(pages.ListPages(site, {}, feeds), pages.Shown(view, [listing]), [], feeds).body
print(hashlib.sha256(bodies).hexdigest())
"""


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_process():
    """Neither the hash seed nor the locale nor the time zone of the process shows."""
    surroundings = [("0", "C.UTF-8", "UTC"), ("1", "tr_TR.UTF-8", "Pacific/Auckland")]
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "LANGUAGE": locale, "TZ": zone},
            check=True,
            capture_output=True,
        ).stdout
        for seed, locale, zone in surroundings
    }
    assert len(said) == 1


@pytest.fixture
def _fresh():
    """Let templates be read anew, here and afterwards."""
    for known in (templating.bytecode_cache, templating.environment):
        known.cache_clear()
    yield
    for known in (templating.bytecode_cache, templating.environment):
        known.cache_clear()


@pytest.mark.usefixtures("_fresh")
@pytest.mark.parametrize("trouble", ["none", "no rights", "a full disk"])
def test_templates_are_compiled_in_every_process_where_they_cannot_be_kept(monkeypatch, tmp_path, site, trouble):
    """Installed where nobody may write, or on a full disk, nothing else differs."""
    expected = home(site, (), (), ()).body
    templating.bytecode_cache.cache_clear()
    templating.environment.cache_clear()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(templating.os, "access", lambda *_: trouble != "no rights")
    kept = templating.bytecode_cache()
    assert (kept is None) == (trouble == "no rights")
    if kept:
        kept.directory = str(tmp_path / "gone" if trouble == "a full disk" else tmp_path)
    assert home(site, (), (), ()).body == expected
    assert any(tmp_path.iterdir()) == (trouble == "none")


@pytest.mark.usefixtures("_fresh")
def test_templates_compiled_by_others_are_not_trusted(monkeypatch):
    """What counts is the library and the options of its environment, besides the template."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(templating.os, "access", lambda *_: True)  # the folder may not be there yet
    checksum = templating.bytecode_cache().get_source_checksum("a")
    templating.bytecode_cache.cache_clear()
    monkeypatch.setattr("jinja2.__version__", "0")
    assert templating.bytecode_cache().get_source_checksum("a") != checksum
