"""Links of lists: which look like jobs, the shapes of their addresses, and further parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.dialects.job_posting import html_page, job_links, list_parts

HOME = "https://a.example"
LIST = f"{HOME}/careers"


@pytest.mark.parametrize(
    ("path", "text", "kind", "shape"),
    [
        ("/job/web-dev/123/", "", "likely", "/job/*/*"),
        ("/jobs/12/dev/job", "", "likely", "/jobs/*/*/job"),
        ("/jobs/12/press-officer", "", "likely", "/jobs/*/*"),
        ("/recrutement/developpeur/", "", "likely", "/recrutement/*"),
        ("/offre-emploi/slug-123.HTML", "", "likely", "/offre-emploi/*.html"),
        ("/?p=job&id=12", "", "likely", "/?id=*&p=job"),
        ("/en/vacancies/2026/11/slug", "", "likely", "/en/vacancies/*/*/*"),
        ("/careersection/2/jobdetail.ftl?job=1&lang=en", "", "likely", "/careersection/*/jobdetail.ftl?job=*&lang=*"),
        ("/cook-h-f", "Cook (H/F)", "likely", "/*"),
        ("/careers/marketing", "", "likely", "/careers/*"),
        ("/jobs/search?q=", "", "none", ""),
        ("/o/dev", "Dev", "others", "/o/*"),
        ("/jobs", "All jobs", "others", "/jobs"),
        ("/acme/dev-12", "", "others", "/acme/*"),
        ("/contact", "", "none", ""),
        ("/c/17", "Contact", "none", ""),
        ("/news/2026/we-moved", "", "none", ""),
        ("/fr/mentions-legales", "", "none", ""),
        ("/jobs/login", "", "none", ""),
        ("/jobs/12/apply", "", "none", ""),
        ("/apply/tboa9Xk2L0hq5wpz", "Cook", "others", "/apply/*"),
        ("/apply/tboa9Xk2L0hq5wpz", "Apply", "none", ""),
        ("/jobs/list.pdf", "", "none", ""),
        ("/", "", "none", ""),
        ("https://b.example/jobs/12-x", "", "none", ""),
        ("/careers#top", "", "none", ""),
    ],
)
def test_links_have_a_shape(path: str, text: str, kind: str, shape: str) -> None:
    """Those that look like jobs are likely; those to contact, news, logins and files are left out."""
    url = path if path.startswith("http") else HOME + path
    found = job_links.find([job_links.Link(url, text)], LIST)
    assert {"likely": found.likely, "others": found.others}.get(kind, ()) == found.likely + found.others
    assert [one.shape for one in (*found.likely, *found.others)] == [shape] * bool(shape)


def test_each_job_is_listed_once() -> None:
    """Without sessions, fragments and what only a query adds; of each shape the best first."""
    paths = (
        *("/jobs/10-a-cook?source=list", "/jobs/10-a-cook#apply", "/jobs/10-a-cook", "/job/b;jsessionid=9Z?id=1"),
        *("/jobs/teams", "/jobs/11-a-clerk"),
    )
    found = job_links.find([job_links.Link(HOME + path) for path in paths], LIST)
    assert [one.url.removeprefix(HOME) for one in found.likely] == [
        *("/jobs/10-a-cook", "/job/b?id=1", "/jobs/11-a-clerk", "/jobs/teams"),
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "matched"),
    [
        ("/jobs/*", "/jobs/a/b/", True),
        ("/jobs/*", "/jobs/a?b=c", True),
        ("/jobs/*", "/jobs", False),
        ("/jobs/*/x", "/jobs/x", False),
        ("/jobs/**/x", "/jobs/a/b/x", True),
        ("/jobs/*-*.html", "/jobs/a-b.html", True),
        ("/jobs/*-*.html", "/jobs/a.html", False),
        ("*.html", "/jobs/a.html", True),
        ("/a", "/a/", True),
        ("/a", "/b", False),
        ("/i.php?id=*", "/i.php?id=3", True),
        ("/i.php?id=*", "/i.php", False),
        ("/métier/*", "/m%C3%A9tier/x", True),
    ],
)
def test_patterns_match_paths(pattern: str, path: str, matched: bool) -> None:
    assert job_links.matches(HOME + path, [pattern]) is matched
    assert job_links.matches(HOME + path, ["*", f"!{pattern}"]) is not matched
    found = job_links.find([job_links.Link(HOME + path)], LIST, patterns=[pattern])
    assert bool(found.likely) is matched
    assert not found.others


def test_what_is_left_out_by_a_pattern_is_not_tried() -> None:
    """The rest is, if no pattern chooses."""
    links = [job_links.Link(f"{HOME}/jobs/{path}") for path in ("10-a-b", "archive/11-a-b")]
    found = job_links.find(links, LIST, patterns=["!/jobs/archive/*"])
    assert [one.shape for one in found.likely] == ["/jobs/*"]


@given(st.text(max_size=60), st.text(max_size=20), st.lists(st.text("/*!ab?=", max_size=9), max_size=3))
def test_no_link_raises(path: str, text: str, patterns: list[str]) -> None:
    found = job_links.find([job_links.Link(f"{HOME}/{path}", text)], LIST, patterns=patterns)
    for one in (*found.likely, *found.others):
        assert 0 < len(one.shape) <= 200


@pytest.mark.parametrize(
    ("url", "body", "parts"),
    [
        ("/jobs", '<a href="?page=1">1</a><a href="?page=10">10</a><a href="?page=2">2</a>', ["?page=2", "?page=10"]),
        ("/jobs?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a>', ["?page=3"]),
        ("/jobs", '<a href="?page=0">1</a><a href="?page=1">2</a>', ["?page=1"]),
        ("/jobs", '<a href="/jobs/page/2/">2</a>', ["/page/2/"]),
        ("/jobs/page/2", '<a href="/jobs/page/1">1</a><a href="/jobs/page/3">3</a>', ["/page/3"]),
        ("/jobs?q=a", '<a href="?q=a&startrow=25">2</a><a href="?q=b&startrow=25">2</a>', ["?q=a&startrow=25"]),
        (
            "/jobs?in_iframe=1",
            '<a href="?pr=0&in_iframe=1">1</a><a href="?pr=1&in_iframe=1">2</a>',
            ["?pr=1&in_iframe=1"],
        ),
        ("/jobs", '<a href="?page=1"><i>Page</i> 2</a>', ["?page=1"]),  # from zero, as the words show
        # Any parameter is that of a page if the words of its links are numbers.
        (
            "/jobs",
            '<a href="?x%5Bpage%5D=2&h=ab">2</a><a href="?x%5Bpage%5D=3&h=cd">3</a>',
            ["?x%5Bpage%5D=2&h=ab", "?x%5Bpage%5D=3&h=cd"],
        ),
        (
            "/jobs?a",
            '<a href="?a&from_jobs=5">2</a><a href="?a&from_jobs=10">Page 3 of 3</a>',
            ["?a&from_jobs=5", "?a&from_jobs=10"],
        ),
        ("/jobs?year=2026", '<a href="?year=2025">2025</a><a href="?dept=44">44</a>', []),
        # Ids of pages of any kind, in the parameter of many page numbers.
        ("/jobs?p=45", '<a href="?p=412">Cook</a><a href="?p=46">Town hall</a><a href="?p=413">Cook, 35 h</a>', []),
        ("/jobs", '<a href="?p=412">Cook</a>', []),
        ("/jobs", '<a href="/jobs/more">Suivant »</a>', ["/more"]),
        ("/jobs", '<a href="/jobs/more" aria-label="Nächste Seite"><svg></svg></a>', ["/more"]),
        ("/jobs", '<a href="/jobs/more">›</a><a href="/jobs/x" title="Last page">»</a>', ["/more"]),
        ("/jobs", '<link rel=next href="/jobs/2"><a rel=next href="https://b.example/jobs/2">Next</a>', ["/2"]),
        ("/jobs", '<a href="/blog?page=2">2</a><a href="/">Next</a><a href="/jobs/12">Cook</a>', []),
    ],
)
def test_parts_of_a_list(url: str, body: str, parts: list[str]) -> None:
    """The next one, and numbered ones beyond the list itself."""
    page = html_page.read(f"<html><body>{body}</body></html>", HOME + url)
    assert list(list_parts.find(page.links, HOME + url)) == [f"{HOME}/jobs{part}" for part in parts]


def test_rows_that_a_script_makes_links_lead_to_jobs() -> None:
    rows = """<tr onclick="window.location='/jobs/12-cook'"><td>Cook</td></tr>
        <tr onclick='document.location.href = "/jobs/13-nurse"; return false'><td>Nurse</td></tr>
        <tr onclick="show(location)"><td>Map</td></tr><p data-url="/jobs/14-vet">Vet</p>"""
    links = html_page.read(f"<html><body><table>{rows}</table></body></html>", LIST).links
    assert [(link.url, link.text) for link in links] == [
        (f"{HOME}/jobs/12-cook", "Cook"),
        (f"{HOME}/jobs/13-nurse", "Nurse"),
        (f"{HOME}/jobs/14-vet", "Vet"),
    ]
