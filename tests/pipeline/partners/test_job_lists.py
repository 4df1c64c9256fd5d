"""Lists of jobs of many shapes: their links to jobs are found by trying; an unchanged list costs hardly a request."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from support.hostile import Asked, Script, Server, reply
from support.partners import at
from support.partners import jobs as jobs_feed

HTML = {"Content-Type": "text/html; charset=utf-8"}
# Of all sites, in the header and the footer of each page.
NAVIGATION = (
    *("/", "/about-us", "/contact", "/privacy-policy", "/login", "/news", "/news/2026/we-moved", "/products/desk"),
    *("/products/chair", "/team", "/assets/brochure.pdf", "mailto:jobs@partner.example", "https://social.example/us"),
)
TITLES = (
    "Cook",
    "Welder",
    "Nurse",
    "Baker",
    "Tailor",
    "Clerk",
    "Driver",
    "Gardener",
    "Painter",
    "Lawyer",
    "Roofer",
    "Miller",
)


def posting(title: str) -> str:
    """Return a JobPosting in JSON-LD."""
    data = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": title,
        "datePosted": "2026-02-02",
        "description": f"<p>The work as {title} is worth doing, day by day, with others.</p>",
        "hiringOrganization": {"@type": "Organization", "name": "Partner"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Lyon", "addressCountry": "FR"}},
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def microdata(title: str) -> str:
    """Return a JobPosting in microdata."""
    return (
        f'<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">{title}</h1>'
        f'<time itemprop="datePosted" datetime="2026-02-02">2 Feb</time><div itemprop="description"><p>The work as '
        f"{title} is worth doing, day by day.</p></div><span itemprop=hiringOrganization>Partner</span></div>"
    )


def page(body: str, title: str = "Careers", head: str = "") -> bytes:
    """Return a page with the links that all pages of the site have."""
    links = "".join(f'<li><a href="{link}">{link.strip("/") or "Home"}</a></li>' for link in NAVIGATION)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body><nav><ul>{links}</ul></nav><main>{body}</main></body></html>"
    ).encode()


@dataclass
class Site:
    """The site of a partner: `jobs` are paths with titles; others are pages without a job, unless `missing`."""

    server: Server
    lists: dict[str, bytes] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    form: Callable[[str], str] = posting

    def __post_init__(self) -> None:
        self.server.otherwise = self._answer
        self.seen = 0

    def _answer(self, asked: Asked) -> Script:
        path = asked.path
        if path == "/robots.txt" or path in self.missing:
            return reply(b"", 404)(asked)
        if path in self.lists:
            kind = {} if self.lists[path][:2] == b"\x1f\x8b" else HTML
            return reply(self.lists[path], headers=kind, etag=f'"{hash(self.lists[path])}"')(asked)
        title = self.jobs.get(path)
        return reply(page(self.form(title) if title else "<p>About us.</p>", title or "Partner"), headers=HTML)(asked)

    def requests(self) -> list[str]:
        """Return the paths requested since the last call."""
        paths = self.server.paths()
        new, self.seen = paths[self.seen :], len(paths)
        return new


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


def listing(paths: Iterable[str], texts: Iterable[str] = TITLES) -> bytes:
    """Return a list of links to jobs."""
    rows = (f'<li class=job><a href="{path}">{text}</a> Lyon</li>' for path, text in zip(paths, texts, strict=False))
    return page(f"<ul>{''.join(rows)}</ul>")


def titles(home: Any) -> list[str]:
    return sorted(home.titles("jobs.json"))


def publish(home: Any, site: Site, path: str, hours: float = 0, **options: Any) -> Any:
    """Run with the list as the only source."""
    source = {"url": site.server.url(path), "name": "partner", "every": "1h", **options}
    home.configure(sources=[source], network={"allow": [site.server.address], "spacing": 0})
    return home.publish(now=at(hours))


def slug(title: str) -> str:
    return f"{title.lower()}-in-lyon"


# The address of a list, and those of its jobs.
SHAPES = {
    "slug and id": ("/jobs", "/job/{slug}/9{n:02}/"),
    "id, slug and job": ("/careers", "/jobs/9{n:02}/{slug}/job"),
    "city, slug, category, id": ("/search", "/job/{city}/{slug}/it/{n}"),
    "one plain word": ("/recrutement", "/recrutement/{word}/"),
    "one plain word elsewhere": ("/join", "/recrutement/{word}/"),
    "a letter and a slug": ("/careers", "/o/{word}"),
    "file with an id": ("/emplois", "/offre-emploi/{slug}-9{n:02}.html"),
    "query alone": ("/index.php?p=jobs", "/index.php?p=job&id={n}"),
    "query below the root": ("/?p=jobs", "/?p=job&id={n}"),
    "language, year and month": ("/en/vacancies", "/en/vacancies/2026/1{third}/{word}"),
    "Taleo": ("/careersection/2/jobsearch.ftl?lang=en", "/careersection/2/jobdetail.ftl;jsessionid=A{n}?job=210{n}"),
    "SuccessFactors": ("/search/?q=&locationsearch=", "/job/Lyon-{word}-(mfd)-69001/704{n:02}01/"),
    "iCIMS": ("/jobs/search?ss=1", "/jobs/12{n:02}/{slug}/job"),
    "Radancy": ("/search-jobs", "/job/{city}/{slug}/3055/81{n:02}0"),
    "top level, with genders": ("/karriere", "/{word}-m-w-d"),
    "top level, plain": ("/wir-suchen", "/{word}"),
    "German": ("/unternehmen/karriere", "/unternehmen/karriere/stellenangebote/{word}"),
    "Dutch": ("/werken-bij", "/vacatures/{word}"),
    "Spanish": ("/trabaja", "/oferta-de-empleo/{word}/{n}"),
    "by company": ("/board", "/{company}/{word}"),
    "slug with an id": ("/work-with-us", "/work-with-us/{slug}_{n}"),
    "plain id": ("/positions", "/p/40{n:02}"),
    "program with an id": ("/list.aspx", "/detail.aspx?id={n}&culture=en"),
    "deep in a section": ("/group/people", "/group/people/open-roles/{word}/details"),
}


def address(template: str, number: int, title: str) -> str:
    """Return the address of a job."""
    city, company = ("paris", "lyon", "lille")[number % 3], ("acme", "globex", "initech")[number % 3]
    words = {"slug": slug(title), "word": title.lower(), "city": city, "company": company}
    return template.format(n=number, third=number % 3, **words)


@pytest.mark.parametrize("name", SHAPES)
def test_jobs_of_a_list_are_found(home: Any, server: Server, name: str) -> None:
    """By its address alone; in the next hour, and the next day, next to nothing is requested."""
    path, template = SHAPES[name]
    links = [address(template, number, title) for number, title in enumerate(TITLES)]
    jobs = {link.replace(f";jsessionid=A{n}", ""): TITLES[n] for n, link in enumerate(links)}
    site = Site(server, {path: listing(links)}, jobs)
    ran = publish(home, site, path)
    assert (ran.status, titles(home)) == (0, sorted(TITLES)), ran.report["problems"]
    first = site.requests()
    assert len(first) == len(set(first))
    tried = [one for one in first if one not in site.jobs and one not in (path, "/robots.txt")]
    assert len(tried) <= 10
    assert not {"/contact", "/login", "/news", "/assets/brochure.pdf", "/"} & set(tried)
    assert publish(home, site, path, 2).written == set()
    assert site.requests() == [path]
    publish(home, site, path, 30)
    assert len(site.requests()) <= 3


def test_links_without_a_job_are_tried_once_a_week(home: Any, server: Server) -> None:
    """At most ten of a shape; once jobs are found, none of other shapes. How many were left out is noted."""
    jobs = {f"/job/{number}/x": title for number, title in enumerate(TITLES[:3])}
    teams = [f"/jobs/team-{number}" for number in range(30)]
    site = Site(server, {"/careers": listing([*teams, *jobs], [*(f"Job team {n}" for n in range(30)), *TITLES])}, jobs)
    ran = publish(home, site, "/careers")
    assert titles(home) == sorted(TITLES[:3])
    tried = [one for one in site.requests() if one.startswith("/jobs/team")]
    assert len(tried) == 10
    assert "32 links were left out: 10 of their pages were tried, and have no job" in str(ran.report["problems"])
    for day in range(1, 7):
        publish(home, site, "/careers", 24 * day)
        assert not set(site.requests()) & set(teams)
    again = list[str]()
    for hours in range(24 * 8, 24 * 9):
        publish(home, site, "/careers", hours)
        new = site.requests()
        assert len(new) <= 3
        again += set(new) & set(teams)
    assert 0 < len(again) <= 10
    assert not set(again) & set(tried)  # those that were not tried before come first


def test_a_list_whose_jobs_are_gone_is_not_searched_again(home: Any, server: Server) -> None:
    """Its other links are tried once; the jobs close, and the list is not a failure."""
    jobs = {f"/o/{title.lower()}": title for title in TITLES[:3]}
    site = Site(server, {"/careers": listing(jobs)}, dict(jobs))
    publish(home, site, "/careers")
    site.requests()
    site.lists["/careers"] = page("<p>No open positions at the moment.</p>")
    site.missing, site.jobs = set(jobs), {}
    states = [publish(home, site, "/careers", hours).report["transitions"] for hours in (2, 4)]
    assert [[one["change"] for one in each] for each in states] == [[], ["closed"] * 3]
    assert len([one for one in site.requests() if one not in jobs]) <= 8
    publish(home, site, "/careers", 6)
    site.requests()
    for hours in (8, 10):
        assert publish(home, site, "/careers", hours).status == 0
        assert site.requests() == ["/careers"]


def test_a_page_that_left_the_list_is_fetched_once(home: Any, server: Server) -> None:
    """If it is there, it stays open; without a JobPosting, while the list has other jobs, it closes after two runs."""
    jobs = {f"/job/{number}/{slug(title)}": title for number, title in enumerate(TITLES[:4])}
    site = Site(server, {"/jobs": listing(jobs)}, dict(jobs))
    publish(home, site, "/jobs")
    *rest, first, second = jobs
    site.lists["/jobs"] = listing(rest)
    del site.jobs[second]
    site.requests()
    assert publish(home, site, "/jobs", 2).report["transitions"] == []
    assert sorted(site.requests()) == sorted(["/jobs", "/robots.txt", first, second])
    ran = publish(home, site, "/jobs", 4)
    assert [(one["title"], one["change"]) for one in ran.report["transitions"]] == [(jobs[second], "closed")]
    assert sorted(site.requests()) == sorted(["/jobs", "/robots.txt", second])
    publish(home, site, "/jobs", 6)
    site.requests()
    publish(home, site, "/jobs", 8)
    assert site.requests() == ["/jobs"]
    assert titles(home) == sorted(TITLES[:3])


def test_one_page_of_an_unchanged_list_is_fetched_again(home: Any, server: Server) -> None:
    """In a run, and if it is gone, all of them: the list proves nothing."""
    jobs = {f"/job/{number}/{slug(title)}": title for number, title in enumerate(TITLES)}
    site = Site(server, {"/jobs": listing(jobs)}, dict(jobs))
    publish(home, site, "/jobs")
    site.requests()
    fetched = list[str]()
    for hours in range(24, 24 + len(jobs)):
        publish(home, site, "/jobs", hours)
        fetched += [one for one in site.requests() if one in jobs]
    assert sorted(fetched) == sorted(jobs)
    site.missing = set(jobs)
    publish(home, site, "/jobs", 70)
    assert set(jobs) <= set(site.requests())


def test_a_job_that_left_the_list_is_no_reason_to_fetch_all(home: Any, server: Server) -> None:
    """Also if its page is the oldest one, and is gone: the list does not link to it."""
    jobs = {f"/job/{number}/{slug(title)}": title for number, title in enumerate(TITLES)}
    site = Site(server, {"/jobs": listing(jobs)}, dict(jobs))
    publish(home, site, "/jobs")
    first, *rest = jobs
    site.lists["/jobs"], site.missing = listing(rest), {first}
    site.requests()
    publish(home, site, "/jobs", 24)
    fetched = [one for one in site.requests() if one in jobs]
    assert fetched.count(first) == 1
    assert len(fetched) == 2


def test_the_paths_of_jobs_may_be_configured(home: Any, server: Server) -> None:
    """Then nothing is tried, and those without a job are not fetched in each run."""
    jobs = {f"/x/{title.lower()}/{number}": title for number, title in enumerate(TITLES)}
    links = [*jobs, "/x/archive/99", "/x/none/7"]
    site = Site(server, {"/careers": listing(links, [*TITLES, "Archive", "None"])}, jobs)
    publish(home, site, "/careers", links=["/x/*", "!/x/archive/*"])
    assert titles(home) == sorted(TITLES)
    assert set(site.requests()) == {"/robots.txt", "/careers", "/x/none/7", *jobs}
    publish(home, site, "/careers", 2, links=["/x/*", "!/x/archive/*"])
    assert site.requests() == ["/careers"]


@pytest.mark.parametrize("packed", [False, True])
def test_jobs_among_thousands_of_pages_of_a_sitemap(home: Any, server: Server, packed: bool) -> None:
    """They are found by trying, too."""
    jobs = {f"/o/{title.lower()}-{number}": title for number, title in enumerate(TITLES)}
    others = [f"/{kind}/page-{number}" for kind in ("shop", "stories", "guides") for number in range(1000)]
    urls = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in [*others, *jobs])
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    site = Site(server, {"/sitemap.xml": gzip.compress(body) if packed else body}, jobs)
    publish(home, site, "/sitemap.xml")
    assert titles(home) == sorted(TITLES)
    assert len(site.requests()) <= 2 + len(jobs) + 30
    publish(home, site, "/sitemap.xml", 2)
    assert len(site.requests()) <= 32  # no shape is tried more than ten times
    publish(home, site, "/sitemap.xml", 4)
    assert site.requests() == ["/sitemap.xml"]


# The address of a list, that of a part, and the words of a link to it.
PARTS: dict[str, tuple[str, Callable[[int], str], str]] = {
    "page": ("/jobs", lambda n: f"/jobs?page={n}", "{}"),
    "path": ("/jobs", lambda n: f"/jobs/page/{n}/", "{}"),
    "French": ("/offres", lambda n: f"/offres/suite-{n}", "Suivant »"),
    "German": ("/stellen", lambda n: f"/stellen?seite={n}&sort=date", "Weiter"),
    "SuccessFactors": ("/search/?q=", lambda n: f"/search/?q=&sortColumn=referencedate&startrow={25 * (n - 1)}", "{}"),
    "iCIMS": ("/jobs/search?ss=1&in_iframe=1", lambda n: f"/jobs/search?pr={n - 1}&ss=1&in_iframe=1", "{}"),
    "label": ("/jobs", lambda n: f"/jobs?cursor={'abc'[n - 1]}", '<svg aria-hidden="true"></svg>'),
}


@pytest.mark.parametrize("name", PARTS)
def test_all_parts_of_a_list_are_read(home: Any, server: Server, name: str) -> None:
    """Each once, and of a part that fails the links of before count."""
    path, url, text = PARTS[name]
    jobs = {f"/job/{number}/{slug(title)}": title for number, title in enumerate(TITLES)}
    lists = {}
    for part in (1, 2, 3):
        rows = "".join(f'<a href="{job}">{jobs[job]}</a>' for job in list(jobs)[4 * (part - 1) : 4 * part])
        numbers = (1, 2, 3) if "{}" in text else (part + 1,) if part < 3 else ()
        links = "".join(f'<a href="{url(n)}" aria-label="Next page">{text.format(n)}</a>' for n in numbers)
        lists[path if part == 1 else url(part)] = page(rows + links)
    site = Site(server, lists, jobs)
    publish(home, site, path)
    assert titles(home) == sorted(TITLES)
    requests = site.requests()
    assert [requests.count(part) for part in lists] == [1, 1, 1]
    publish(home, site, path, 2)
    assert sorted(one for one in site.requests() if one != "/robots.txt") == sorted(lists)


def test_a_list_in_a_frame_is_read(home: Any, server: Server) -> None:
    """As that of iCIMS."""
    jobs = {f"/jobs/{number}/{slug(title)}/job?in_iframe=1": title for number, title in enumerate(TITLES)}
    frame = '<noscript><iframe src="/jobs/search?ss=1&in_iframe=1"></iframe></noscript>'
    lists = {"/jobs/search?ss=1": page(frame), "/jobs/search?ss=1&in_iframe=1": listing(jobs)}
    publish(home, Site(server, lists, jobs, form=microdata), "/jobs/search?ss=1")
    assert titles(home) == sorted(TITLES)


def test_endless_parts_end(home: Any, server: Server) -> None:
    """Where a part has nothing new."""
    jobs = {f"/job/{number}/x": title for number, title in enumerate(TITLES)}
    rows = "".join(f'<a href="{job}">{title}</a>' for job, title in jobs.items())
    lists = {f"/jobs?page={n}": page(f'{rows}<a rel=next href="/jobs?page={n + 1}">Next</a>') for n in range(1, 90)}
    site = Site(server, lists, jobs)
    publish(home, site, "/jobs?page=1")
    assert [one for one in site.requests() if "page=" in one] == ["/jobs?page=1", "/jobs?page=2"]


def test_a_page_without_jobs_is_refused(home: Any, server: Server) -> None:
    """What was tried is not tried again in the next run."""
    site = Site(server, {"/about": page("<p>We make desks.</p>")})
    ran = publish(home, site, "/about")
    assert ran.status == 1
    assert "found none on the 2 pages that were tried, of 2 links" in str(ran.report["problems"])
    site.requests()
    publish(home, site, "/about", 2)
    assert site.requests() == ["/about"]


def test_a_preview_shows_what_was_tried(home: Any, server: Server) -> None:
    """Which links lead to jobs, and which were left out."""
    jobs = {f"/o/{title.lower()}": title for title in TITLES}
    site = Site(server, {"/careers": listing(jobs)}, jobs)
    home.configure(network={"allow": [server.address], "spacing": 0})
    shown = " ".join(home.run("try", site.server.url("/careers")).out.split())
    assert "links /o/* [12 links, 3 read, with a job]" in shown
    assert "left out /products/* [2 links, 2 tried, without a job]" in shown


def test_an_error_page_with_links_is_refused(home: Any, server: Server) -> None:
    """In the place of a feed, whose entries stay as they were."""
    site = Site(server)
    server.on("/feed", reply(jobs_feed("a", "b")), reply(page("<p>Please come back later."), headers=HTML))
    publish(home, site, "/feed", completeness="snapshot")
    for hours in (2, 4, 6):
        assert publish(home, site, "/feed", hours, completeness="snapshot").report["transitions"] == []
        assert "found none on the 2 pages that were tried" in home.run("status", "--json").out
    assert titles(home) == ["a", "b"]
