"""Pages of lists, and the index of the search."""

import json
import re
from dataclasses import replace

from lxml import html

from feeds.emit import pages
from feeds.emit.pages import list_page, search_index
from feeds.emit.pages.lines import Lines
from feeds.model.entry import Listed
from feeds.model.feed import EntryList, FeedLink, Filter, Page, Value
from feeds.model.settings import Organization

CDI = Value("contract", "cdi", "CDI")
FEED = FeedLink("jobs", "Offres ouvertes – Emplois & métiers", ("rss", "json_feed"))


def read(output):
    return html.document_fromstring(output.body.decode())


def shown(site, of_list, *numbered, base="jobs"):
    """Return the pages of a list by path."""
    renderer = pages.ListPages(site, {"jobs": FEED}, (FEED,))
    of_pages = [page._replace(entries=tuple(map(Listed.of, page.entries))) for page in numbered]
    views = pages.views(site, of_list, of_pages, base)
    return {view.path: read(renderer.page(view, page.entries)) for view, page in zip(views, numbered, strict=True)}


def test_a_line_has_the_facts_of_a_job_each_once(site, entry):
    jobs = (entry(2).listing, entry(1, language="en").listing)
    page = shown(site, EntryList("jobs", "", jobs, "jobs"), Page(1, None, jobs))["jobs/index.html"]
    first, second = page.xpath("//ul[contains(@class, 'h-feed')]/li[@class='h-entry']")
    link = first.find("a")
    assert (link.get("class"), link.get("href"), link.text) == ("p-name u-url", "../posts/2/index.html", "Offre n° 2")
    assert first.find("p").text_content() == (
        "Temps plein · 3 rue des Lilas, 59000 Lille, France · Atelier du Nord · 3 mars 2026"
    )
    assert first.xpath("p/time[@class='dt-published']/@datetime") == ["2026-03-03"]
    assert second.find("a").get("lang") == "en"
    links = page.xpath("//ul[@class='subscribe']/li/a/@href")
    assert links == ["https://jobs.example.org/jobs.rss", "https://jobs.example.org/jobs.json"]


def test_an_organisation_that_the_title_names_is_not_repeated(site, entry):
    for title, named in (
        ("Atelier du Nord recrute", False),
        ("Ateliers du Nord", True),
        ("Le grand atelier du nord", False),
    ):
        listing = entry(1).listing._replace(title=title, organization="Atelier du Nord")
        page = shown(site, EntryList("jobs", "", (listing,), "jobs"), Page(1, None, (listing,)))["jobs/index.html"]
        assert ("Atelier du Nord ·" in page.xpath("string(//li[@class='h-entry']/p)")) == named


def test_a_name_in_arabic_leaves_the_date_after_it_in_order(site, entry):
    """Its direction is isolated, also in the text of which the search makes lines."""
    one = entry(1).listing
    job = replace(one.job, hiring_organization=Organization("شركة النور"))
    listing = one._replace(organization="شركة النور", job=job)
    lines = Lines(site, "fr")
    for text in (lines.line(listing).facts, lines.text(listing)):
        assert " · \u2068شركة النور\u2069 · " in text


def test_pages_lead_to_the_next_and_the_first_to_all(site, entry):
    jobs = [entry(number).listing for number in (3, 2, 1)]
    numbered = [Page(1, None, (jobs[0],)), *(Page(n, jobs[-n].published, (jobs[-n],)) for n in (2, 3))]
    found = shown(site, EntryList("jobs", "", tuple(jobs)), *numbered)
    assert list(found) == ["jobs/index.html", "jobs/page/2/index.html", "jobs/page/3/index.html"]
    first, middle, last = found.values()
    assert first.xpath("//link[@rel='next']/@href") == ["page/2/index.html"]
    assert middle.xpath("//link[@rel='prev']/@href") == ["../../index.html"]
    assert last.xpath("//nav[@class='pages']//a/@href") == ["../../index.html", "../2/index.html"]
    assert [len(page.xpath("//nav[@class='pages']/details//a")) for page in found.values()] == [2, 0, 0]
    titles = [page.findtext(".//title") for page in found.values()]
    assert len(set(titles)) == 3
    assert [len(page.xpath("//script[contains(@src, 'lists.js')]")) for page in found.values()] == [1, 0, 0]


def test_filters_are_links_with_the_number_of_their_jobs(site, entry):
    many = [Filter(Value("place", f"v{n}", f"Ville {n}"), f"jobs/place/v{n}", 1) for n in range(40)]
    jobs = (entry(1).listing,)
    of_list = EntryList("jobs", "", jobs, filters=(Filter(CDI, "jobs/contract/cdi", 7), *many))
    page = shown(site, of_list, Page(1, None, jobs))["jobs/index.html"]
    first = page.find_class("filters")[0].find(".//li")
    assert (first.find("a").get("href"), first.text_content()) == ("contract/cdi/index.html", "CDI 7")
    places = page.xpath("//details[@data-facet='place']//a/@href")
    assert len(places) == list_page.MAX_FILTERS + 1
    assert places[-1] == "place/index.html"
    (group,) = pages.all_values(site, of_list)
    values = read(pages.ListPages(site, {}, ()).values("jobs", group))
    assert len(values.xpath("//ul[@class='values']/li/a")) == 40


def test_a_chosen_filter_can_be_removed(site, entry):
    jobs = (entry(1).listing,)
    of_list = EntryList("jobs/contract/cdi", "", jobs, chosen=(CDI,), wider=((CDI, "jobs"),))
    page = shown(site, of_list, Page(1, None, jobs))["jobs/contract/cdi/index.html"]
    assert page.findtext(".//h1") == "Offres d’emploi\xa0: CDI"
    (chosen,) = page.xpath("//ul[@class='chosen']/li/a")
    assert (chosen.get("href"), chosen.text_content()) == ("../../index.html", "CDI × (retirer ce filtre)")


def test_a_list_without_entries_says_so(site):
    page = shown(site, EntryList("news", "Actualités", ()), Page(1, None, ()), base="")["news/index.html"]
    assert "Il n’y a rien ici en ce moment." in page.text_content()
    assert not page.find_class("filters")


def test_without_jobs_there_is_nothing_to_search(site):
    page = shown(site, EntryList("jobs", "Offres", ()), Page(1, None, ()))["jobs/index.html"]
    assert not page.xpath("//script[contains(@src, 'lists.js')]")
    assert not page.find_class("filters")


def data(output):
    """Return the arguments of the call that a part of the index is."""
    call = re.fullmatch(r"feedsLists\.\w+\((.*)\);\n", output.body.decode())
    return json.loads(f"[{call[1]}]")


def test_the_index_has_what_is_searched_and_filtered(site, entry):
    listing = entry(1, summary="Résumé", tags=("python",))
    (number, part) = data(search_index.part(site, 3, [listing], {listing.listing.id: [CDI]}))
    assert (number, part["values"]) == (3, [["contract", "cdi", "CDI"]])
    (job,) = part["jobs"]
    path, title, language, facts, values, words = job
    assert (path, title, language, values) == ("posts/1/index.html", "Offre n° 1", "", [0])
    assert facts.endswith("Atelier du Nord · 2 mars 2026")
    assert {"python", "Résumé"} <= set(words.split())
    assert data(search_index.table([1, 3, 2])) == [[1, 3, 2]]


def test_a_part_is_never_too_large(site, entry):
    """Whatever authors write: the most jobs that a part may have, with long texts of any letters."""
    letters = ('"\\\n', "é", "漢", "😀", "</script>", "\u2028")
    jobs = [
        entry(n, title=letters[n % 6] * 5_000, summary=letters[n % 6] * 9_000, tags=("x" * 4_000,))
        for n in range(2 * search_index.SIZE - 1)
    ]
    values = {one.listing.id: [Value("place", f"p{n}-{k}", "漢" * 500) for k in range(2)] for n, one in enumerate(jobs)}
    body = search_index.part(site, 1, jobs, values)
    assert len(body.body) < 200_000
    assert len(data(body)[1]["jobs"]) == len(jobs)
