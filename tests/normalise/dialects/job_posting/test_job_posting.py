"""Pages with JobPosting, lists of jobs and sitemaps."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.paths import ROOT

from feeds.model.errors import PostError
from feeds.model.job import Pay
from feeds.model.post import Document
from feeds.model.settings import Organization, Place, Site
from feeds.model.source_state import FollowUp
from feeds.normalise import item_to_post
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_posting
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.job_posting import html_page, job_links, json_ld

URL = "https://partner.example/jobs/"
PAYLOADS = ROOT.parent / "shared" / "payloads"
JOB = '{"@context": "https://schema.org", "@type": "JobPosting", "title": "Juriste"}'


def read(body: str | bytes, url: str = URL, charset: str = "") -> Batch:
    raw = body.encode() if isinstance(body, str) else body
    return job_posting.read(Document("s", url, raw, "", "text/html", charset), SourceOptions())


def page(*scripts: str, head: str = "", body: str = "") -> str:
    written = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return f'<!DOCTYPE html>\n<html lang="fr"><head><title>Une page</title>{head}{written}</head><body>{body}'


def titles(batch: Batch) -> list[Any]:
    return [item.job["title"] for item in batch.items if item.job]


READ = {
    "single": JOB,
    "array": f"[{JOB}]",
    "graph": f'{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite"}}, {JOB}]}}',
    "nested": f'{{"@type": "WebPage", "mainEntity": {JOB}}}',
    "list": f'{{"@type": "ItemList", "itemListElement": [{{"@type": "ListItem", "item": {JOB}}}]}}',
    "types": '{"@type": ["Thing", "http://schema.org/JobPosting"], "title": "Juriste"}',
    "prefixed": '{"@type": "schema:JobPosting", "schema:title": "Juriste"}',
    "iri": '{"@type": "https://schema.org/JobPosting", "https://schema.org/title": "Juriste"}',
    "several in one": f'{{"@type": "Organization"}} {JOB};',
    "entities": JOB.replace('"', "&quot;"),
    "control characters": '{"@type": "JobPosting", "title": "Juriste", "description": "a\n\tb\x0b"}',
    "escapes": r'{"@type": "JobPosting", "title": "Juriste", "description": "l\'\_a \"b\" \u00e9 \u12 \\"}',
    "trailing commas": '{"@type": "JobPosting", "title": "Juriste", "skills": ["a", "b",],, }',
    "leading commas": '{,"@type": "JobPosting", "title": "Juriste", "skills": [ ,"a"]}',
    "comments": '// "a"\n{"@type": "JobPosting", /* "b" */ "title": "Juriste", // c\n "url": "https://x.example/*,"}',
    "cdata": f"//<![CDATA[\n{JOB}\n//]]>",
    "cdata in a comment": f"/*<![CDATA[*/ {JOB} /*]]>*/",
    "comment": f"<!--\n{JOB}\n-->",
    "mark": f"\ufeff{JOB}",
    "large number": '{"@type": "JobPosting", "title": "Juriste", "identifier": ' + "9" * 9000 + "}",
}


@pytest.mark.parametrize("script", READ.values(), ids=READ)
def test_json_ld_is_read_as_it_was_meant(script: str) -> None:
    batch = read(page(script))
    assert titles(batch) == ["Juriste"]
    assert batch.problems == ()


def test_a_text_loses_nothing_when_json_is_mended() -> None:
    batch = read(page(READ["escapes"]))
    assert batch.items[0].content_html == 'l\'_a "b" é u12 \\'
    batch = read(page(READ["comments"]))
    assert batch.items[0].job
    assert batch.items[0].job["url"] == "https://x.example/*,"


def test_types_of_scripts_have_many_spellings() -> None:
    for kind in ("Application/LD+JSON; charset=utf-8", " application/ld+json"):
        assert titles(read(f"<html><SCRIPT data-x TYPE='{kind}'>{JOB}</SCRIPT>")) == ["Juriste"]


def test_a_script_that_cannot_be_read_is_told_of() -> None:
    batch = read(page(JOB, '{"@type": "JobPosting", "title": "a"b"}', '{"@type": "WebSite" oops'))
    assert titles(batch) == ["Juriste"]
    assert [problem.field for problem in batch.problems] == ["JobPosting"]
    with pytest.raises(PostError, match="invalid JSON-LD"):
        read(page('{"@type": "JobPosting", "title": "a"b"}'))
    with pytest.raises(PostError, match="too deep"):
        read(page("[" * 100_000 + '"JobPosting"'))


def test_things_may_be_named_elsewhere() -> None:
    organization = '{"@type": "Organization", "@id": "#org", "name": "A"}'
    posting = '{"@type": "JobPosting", "hiringOrganization": {"@id": "#org"}, "jobLocation": [{"@id": "#x"}]}'
    batch = read(page(f"[{posting}, {organization}]"))
    assert batch.items[0].job
    assert batch.items[0].job["hiringOrganization"]["name"] == "A"
    assert batch.items[0].job["jobLocation"] == [{"@id": "#x"}]


def test_what_lies_too_deep_is_let_be() -> None:
    deep = '{"a": ' * 20 + "1" + "}" * 20
    batch = read(page('{"@type": "JobPosting", "title": "Juriste", "x": %s}' % deep))  # noqa: UP031 - braces
    assert titles(batch) == ["Juriste"]
    assert "1" not in json.dumps(batch.items[0].job)


def test_an_item_is_to_the_letter() -> None:
    said = {
        "@type": "JobPosting", "title": "a", "description": "<p>b</p>\n", "datePosted": "hier",
        "dateModified": "2026", "identifier": {"@type": "PropertyValue", "name": "A", "value": 12},
        "inLanguage": {"alternateName": "en"},
    }  # fmt: skip
    batch = read(page(json.dumps(said), head='<base href="/x/">'))
    assert batch.items == (
        Item("12", URL, "https://partner.example/x/", content_html="<p>b</p>\n", published="hier",
             updated="2026", language="en", job=said),
    )  # fmt: skip
    assert (batch.title, batch.language) == ("Une page", "fr")


@pytest.mark.parametrize(
    ("said", "head", "url"),
    [
        ({}, "", URL),
        ({"url": "/jobs/1"}, "", "https://partner.example/jobs/1"),
        ({"url": "https://employer.example/"}, "", URL),
        ({"url": "https://partner.example/"}, "", URL),
        (
            {"mainEntityOfPage": {"@id": "https://www.partner.example/jobs/2"}},
            "",
            "https://www.partner.example/jobs/2",
        ),
        ({}, '<link rel=canonical href="/jobs/3">', "https://partner.example/jobs/3"),
        ({}, '<link rel=canonical href="https://other.example/">', URL),
        ({}, '<link rel=canonical href="http://[">', URL),
    ],
)
def test_the_page_of_an_offer_is_known(said: dict[str, Any], head: str, url: str) -> None:
    batch = read(page(json.dumps({"@type": "JobPosting", **said}), head=head))
    assert batch.items[0].url == url


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"@id": "urn:uuid:1", "identifier": "x"}, "urn:uuid:1"),
        ({"@id": "#job", "identifier": "x"}, "x"),
        ({"@id": "https://a.example/1"}, "https://a.example/1"),
        ({}, URL),
    ],
)
def test_an_offer_has_an_id(said: dict[str, Any], name: str) -> None:
    assert read(page(json.dumps({"@type": "JobPosting", **said}))).items[0].id == name


def test_a_list_of_offers_is_read_and_followed() -> None:
    jobs = [json.dumps({"@type": "JobPosting", "title": str(n), "url": f"/jobs/{n}"}) for n in (1, 2)]
    batch = read(page(*jobs, head='<link rel="next" href="?page=2"><link rel=next href="https://other.example">'))
    assert [item.url for item in batch.items] == [
        "https://partner.example/jobs/1",
        "https://partner.example/jobs/2",
    ]
    assert batch.next == (FollowUp("https://partner.example/jobs/?page=2"),)
    assert batch.pages == ()


def test_json_ld_may_be_a_document_of_its_own() -> None:
    """Of two that are alike one is read."""
    batch = read(f'{{"@context": "https://schema.org", "@graph": [{JOB}, {JOB}]}}', "https://a.example/jobs.jsonld")
    assert titles(batch) == ["Juriste"]


def test_a_list_leads_to_its_feed_first() -> None:
    links = """
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/jobs/comments.rss">
    <link rel="alternate" type="application/rss+xml" title="News" href="/news.rss">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="Nos emplois" href="/all.atom">
    <link rel="alternate" type="application/json" href="/jobs.json">
    <link rel="alternate" hreflang="en" href="/en">
    """
    batch = read(page(head=links, body='<a rel="next" href="/jobs?page=2">2</a>'))
    assert batch.next == (
        FollowUp("https://partner.example/all.atom"),
        FollowUp("https://partner.example/jobs?page=2"),
    )


FEEDS = """
    <link rel="alternate" type="application/rss+xml" href="/jobs.rss">
    <link rel="alternate" type="application/feed+json" href="/jobs.json">
    <link rel="alternate" type="application/feed+json" href="/news.json">
    <link rel="alternate" type="application/feed+json" href="https://other.example/other.json">
"""


@pytest.mark.parametrize(
    ("url", "head", "found"),
    [
        ("https://partner.example/", FEEDS, ["jobs", "news"]),
        ("https://partner.example", FEEDS, ["jobs", "news"]),
        ("https://partner.example/index.html", FEEDS, ["jobs", "news"]),
        ("https://partner.example/?a", f'<link rel="canonical" href="/">{FEEDS}', ["jobs", "news"]),
        ("https://partner.example/posts/closed/", FEEDS, []),
        ("https://partner.example/", FEEDS.replace("jobs.json", "else.json"), []),
    ],
)
def test_a_home_page_names_json_feeds(url: str, head: str, found: list[str]) -> None:
    """All that it names, if each feed has one; the page of a single post names those of its site, too."""
    batch = read(page(head=head), url)
    assert batch.alternates == tuple(FollowUp(f"https://partner.example/{name}.json") for name in found)
    assert batch.next == (FollowUp("https://partner.example/jobs.rss"),)


def test_the_page_of_an_offer_names_no_feed() -> None:
    assert read(page(JOB, head=FEEDS), "https://partner.example/").alternates == ()


def test_a_list_leads_to_its_offers() -> None:
    links = (
        "/jobs/12345-juriste", "/jobs/12346-avocate#apply", "/jobs/12346-avocate", "/jobs/search",
        "/jobs/login",
        "/jobs/12347-cv.pdf", "/about", "https://other.example/jobs/12348-x", "mailto:a@b.example", "http://[",
    )  # fmt: skip
    body = "".join(f'<a href="{link}">a</a>' for link in links)
    assert [ask.url for ask in read(page(body=body)).likely] == [
        "https://partner.example/jobs/12345-juriste",
        "https://partner.example/jobs/12346-avocate",
    ]


def test_a_list_may_be_stated() -> None:
    elements = [
        {"@type": "ListItem", "position": 1, "url": "/jobs/10-a"},
        {
            "@type": "ListItem",
            "position": 2,
            "item": {"@type": "Thing", "@id": "https://partner.example/jobs/11-b"},
        },
        {"@type": "ListItem", "item": "https://other.example/jobs/12-c"},
        {"@type": "ListItem", "item": "https://partner.example/"},
        {"@type": "ListItem"},
    ]
    script = json.dumps({"@type": "ItemList", "itemListElement": elements})
    assert [ask.url for ask in read(page(script)).likely] == [
        "https://partner.example/jobs/10-a",
        "https://partner.example/jobs/11-b",
    ]


@pytest.mark.parametrize(
    ("url", "job"),
    [
        ("https://a.example/offres/juriste-a-lille", True),
        ("https://a.example/fr/offres-emploi/detail/1234", True),
        ("https://a.example/jobs?id=123", True),
        ("https://a.example/juriste-emploi-123.html", True),
        ("https://a.example/jobs/", False),
        ("https://a.example/jobs/teams", False),
        ("https://a.example/blog/2024-in-review", False),
        ("ftp://a.example/jobs/123", False),
        ("http://[", False),
    ],
)
def test_the_address_of_a_job_has_a_shape(url: str, job: bool) -> None:
    assert job_links.looks_like_job(url) is job


def test_pages_below_a_list_are_its_own_whatever_they_are_called() -> None:
    links = ["https://a.example/team/us/lead-designer-lille", "https://a.example/team/us/back-end-developer"]
    found = job_links.find(map(job_links.Link, [*links, "https://a.example/team"]), "https://a.example/team/us")
    assert [(one.url, one.shape) for one in found.likely] == [(link, "/team/*/*") for link in links]
    assert job_links.find(map(job_links.Link, links), "") == ((), ())


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://image.example">
<url><image:loc>https://a.example/i.png</image:loc>
<loc> https://a.example/jobs/12-a?x=1&amp;y=2 </loc><lastmod>2026-03-01</lastmod></url>
<url><loc><![CDATA[https://a.example/jobs/13-b]]></loc></url>
<url><loc>https://a.example/about</loc></url><url><loc>/jobs/14-c</loc></url><url></url>
</urlset>"""


def test_a_sitemap_leads_to_jobs() -> None:
    batch = read(SITEMAP, "https://a.example/sitemap.xml")
    assert batch == Batch(
        likely=(
            FollowUp("https://a.example/jobs/12-a?x=1&y=2", "", "2026-03-01", "/jobs/*?x=*&y=*"),
            FollowUp("https://a.example/jobs/13-b", shape="/jobs/*"),
        )
    )
    others = SITEMAP.replace("jobs", "x").replace("about", "x/15-d")
    assert len(read(others, "https://a.example/sitemap-jobs.xml").likely) == 3
    assert len(read(others, "https://a.example/sitemap.xml").others) == 3
    prefixed = SITEMAP.replace("<url", "<s:url").replace("</url", "</s:url").replace("loc>", "s:loc>")
    prefixed = prefixed.replace("image:s:loc>", "image:loc>").replace("lastmod>", "s:lastmod>")
    prefixed = prefixed.replace("<s:url>", "<s:url>").replace("/loc", "/loc")
    assert read(prefixed, "https://a.example/sitemap.xml") == batch


def test_an_index_leads_to_sitemaps() -> None:
    index = "<sitemapindex><sitemap><loc>https://a.example/{}.xml</loc></sitemap><sitemap><loc>https://a.example/b.xml"
    index += "</loc></sitemap></sitemapindex>"
    assert read(index.format("a")).next == (
        FollowUp("https://a.example/a.xml"),
        FollowUp("https://a.example/b.xml"),
    )
    assert read(index.format("jobs")).next == (FollowUp("https://a.example/jobs.xml"),)


def test_a_sitemap_that_breaks_off_or_is_endless_is_told_of() -> None:
    batch = read(SITEMAP[:300])
    assert [str(problem.found) for problem in batch.problems] == ["one without its end"]
    many = "".join(f"<url><loc>https://a.example/jobs/{n}</loc></url>" for n in range(10, 6_000))
    batch = read(f"<urlset>{many}</urlset>")
    assert (len(batch.likely), len(batch.problems)) == (job_links.MAX_PAGES, 1)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("", "an empty document"),
        ("<html><head></head><body><script>load()</script></body></html>", "an empty document"),
        ("<!doctype html><title>404 – Page introuvable</title>", "a page that reports an error"),
        ("<br /><b>Fatal error</b>: no such function", "a page that reports an error"),
        (page(body="<p>Nous fabriquons des vélos.</p>"), "a page without any: 'Une page'"),
        ("<!-- a -->", "an empty document"),
    ],
)
def test_a_page_that_leads_nowhere_is_refused(body: str, found: str) -> None:
    with pytest.raises(PostError, match=found):
        read(body)


def test_a_page_without_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_posting, "MAX_BYTES", 10)
    with pytest.raises(PostError, match="of at most"):
        read(page(JOB))


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>é</title>".encode(), ""),
        (b"\xef\xbb\xbf" + "<title>é</title>".encode(), "iso-8859-1"),
        ("<title>é</title>".encode("utf-16"), ""),
        ("<title>é</title>".encode("latin-1"), "ISO-8859-1"),
        ("<title>é</title>".encode("latin-1"), ""),
        ("<title>é</title>".encode("latin-1"), "utf-8"),
        ("<title>é</title>".encode(), "x-unknown"),
        ("<title>é</title>".encode(), "hex"),
        ("<title>é</title>".encode("koi8_r", "xmlcharrefreplace"), ""),
        (b'<meta charset="cp1252">' + "<title>é</title>".encode("cp1252"), ""),
        (b"<?xml version='1.0' encoding='iso-8859-15'?>" + "<title>é</title>".encode("iso-8859-15"), ""),
        (("<title>é</title>" + "é" * 99).encode() + b"\xff", ""),
    ],
)
def test_a_page_is_decoded(body: bytes, charset: str) -> None:
    read_page = html_page.read(html_page.decode(Document("s", URL, body, "", "text/html", charset)), URL)
    assert read_page.title == "é"


@pytest.mark.parametrize(
    ("body", "known"),
    [
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", True),
        ("<html>".encode("utf-16"), True),
        (b"<?xml version='1.0'?><!-- a --><html>", True),
        (b"<br />", True),
        (SITEMAP.encode(), True),
        (b"<s:urlset>", True),
        (b'{"@context": "https://schema.org", "@type": "JobPosting"}', True),
        (
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"@context": "JobPosting"}]}',
            False,
        ),
        (b"<rss><channel><title>", False),
        (b"<jobs><job><title>", False),
        (b"[]", False),
        (b"# a", False),
        (b"", False),
    ],
)
def test_a_body_is_recognised(body: bytes, known: bool) -> None:
    assert job_posting.recognises(body) is known


FACTS = {
    "remoteok-job.html": (
        "https://remoteok.io/remote-jobs/1", "Comscore", "2020-10-25T23:01:35Z", "2020-11-25T23:01:35Z", (),
        Pay("USD", "YEAR", 55000, 55000), "", (4004, "8aee3363"),
    ),
    "weworkremotely-job.html": (
        "bluelight-consulting-devops-engineer-kubernetes-aws-gcp", "Bluelight Consulting",
        "2020-10-20T20:28:32Z",
        "2020-11-19T20:28:32Z", (Place("", "", "Sacramento", "CA", "US"),), None, "https://bluelight.co",
        (2402, "b13a1114"),
    ),
    "weworkremotely-job-badjson.html": (
        "elevenyellow-pte-ltd-solidity-engineer", "ElevenYellow Pte Ltd", "2021-01-20T12:47:53Z",
        "2021-02-19T12:47:53Z", (), None, "https://www.elevenyellow.com/",
        (371, "8ef4035a"),
    ),
}  # fmt: skip


def payload(name: str) -> bytes:
    if not (PAYLOADS / name).is_file():
        pytest.skip(f"{name} is not on this machine: it is a page of others, and not part of the project")
    return (PAYLOADS / name).read_bytes()


@pytest.mark.parametrize("name", FACTS)
def test_a_page_as_partners_publish_it(name: str) -> None:
    body = payload(name)
    id_, hiring, posted, closes, located, pay, site, text = FACTS[name]
    url = (
        "https://remoteok.io/remote-jobs/1"
        if name.startswith("remoteok")
        else "https://weworkremotely.com/remote-jobs/1"
    )
    (item,) = read(body, url).items
    assert item.id == id_
    context = Context(Site("A", "https://a.example/"))
    post, problems = item_to_post.to_post(item, context, source="s", locator=item.url, file=item.url)
    assert post
    assert post.job
    assert post.job.hiring_organization.name == hiring
    assert post.job.hiring_organization.url == site
    assert post.job.date_posted
    assert post.job.valid_through
    assert (post.job.date_posted.text(), post.job.valid_through.text()) == (posted, closes)
    assert (post.job.employment_type, post.job.remote) == (("FULL_TIME",), "full")
    assert (post.job.job_location, post.job.base_salary) == (located, pay)
    # Remote without a country where applicants may live is not what Google takes.
    assert post.job.job_location_type == ("TELECOMMUTE" if "CA" in str(located) else "")
    assert not [problem for problem in problems if problem.severity != "note"]
    content = post.content_html
    assert (len(content), sha256(content.encode()).hexdigest()[:8]) == text


def test_an_error_page_of_a_partner_is_refused() -> None:
    with pytest.raises(PostError, match="a page that reports an error"):
        read(payload("remoteok-error.html"), "https://remoteok.io/remote-jobs.json")


PIECES = st.sampled_from(
    ["<html>", "<script type=application/ld+json>", "</script>", JOB, '{"@type":"JobPosting",', '"title":',
     "{", "}", "[", "]", '"', "\\", ",", "//", "/*", "*/", "<!--", "-->", "&quot;", "<base href='http://['>",
     "<a href=/jobs/12>",
     "<link rel=next href=?2>", "<urlset>", "<url><loc>", "https://a.example/jobs/1", "</loc></url>",
     "\x00", "é"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40))
@settings(max_examples=200, deadline=None)
@example('<html><script type=application/ld+json>{"@type":"JobPosting","url":"\\ud800","title":"\\ud800"}</script>')
@pytest.mark.slow
def test_no_page_raises(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    job_posting.recognises(body)
    try:
        batch = read(body)
    except PostError:
        return
    for item in batch.items:
        item_to_post.to_post(item, Context(Site("A", "https://a.example/")), source="s", locator="l", file="f")


@pytest.mark.parametrize("piece", ["/*", "//", "{", "[", '"', ",", "\\", "<!--", "<a href=/jobs/12-x>", "<p>", '{"a":'])
@pytest.mark.slow
def test_no_page_takes_long(piece: str) -> None:
    """Time grows with the size of a page, not with its square."""
    started = time.process_time()
    for body in (page(piece * 100_000), page(body=piece * 100_000), f"<urlset>{piece * 100_000}"):
        try:
            read(body)
        except PostError:
            continue
    assert time.process_time() - started < 60


def test_organisations_are_not_made_up() -> None:
    (item,) = read(page(JOB)).items
    post, _ = item_to_post.to_post(item, Context(Site("A", "https://a.example/")), source="s", locator="l", file="f")
    assert post
    assert post.job
    assert post.job.hiring_organization == Organization("")


@pytest.mark.parametrize("blanks", ["\n " * 50_000, "; " * 50_000, "]]>" * 30_000, "<!--" * 30_000, "/* " * 30_000])
def test_what_a_script_is_wrapped_in_costs_no_more_than_its_length(blanks: str) -> None:
    """A thousand blank lines within a text once took minutes."""
    began = time.process_time()
    for script in (
        f'{{"a": 1{blanks}"b": 2}}',
        f'{blanks}{{"a": 1}}',
        f'{{"a": 1}}{blanks}',
        f"{blanks}x{blanks}",
    ):
        json_ld.read(script)
    assert time.process_time() - began < 60
