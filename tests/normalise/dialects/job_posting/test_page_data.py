"""JobPostings that are no JSON-LD: microdata, RDFa, JSON in scripts and attributes; several of them on one page."""

from __future__ import annotations

import json
import time
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.settings import Place, Site
from feeds.normalise import item_to_post
from feeds.normalise.context import Context
from feeds.normalise.dialects import job_posting
from feeds.normalise.dialects.item import Batch, SourceOptions

URL = "https://partner.example/careers"
TEXT = "<p>Vous conseillez les équipes « R&amp;D » et relisez leurs contrats.</p>"
JOB = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Juriste d'affaires",
    "datePosted": "2026-05-04",
    "description": f'{TEXT}\n<p>Écrivez "à {{nous}}"</p>',
    "hiringOrganization": {"@type": "Organization", "name": "Société {1"},
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Lille", "addressCountry": "FR"}},
}
MICRODATA = f"""
<article itemscope itemtype="http://schema.org/JobPosting" itemref="date">
 <a href="/jobs/7"><h2 itemprop="title">Juriste d'<b>affaires</b></h2></a>
 <div itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization">
  <img itemprop="logo" src="/logo.png"><a itemprop="name" href="https://societe.example">Société</a></div>
 <div itemprop="jobLocation" itemscope itemtype="http://schema.org/Place">
  <p itemprop="address" itemscope itemtype="http://schema.org/PostalAddress">
   <span itemprop="addressLocality">Lille</span><meta itemprop="addressCountry" content="FR"></p></div>
 <span itemprop="employmentType" content="FULL_TIME">Temps plein</span>
 <meta itemprop="description" content="Une juriste.">
 <div itemprop="description">{TEXT}</div>
</article>
<aside><time id="date" itemprop="datePosted" datetime="2026-05-04">hier</time></aside>
<div itemscope itemtype="http://schema.org/Organization"><b itemprop="name">Le site</b></div>
"""
RDFA = f"""
<article vocab="https://schema.org/" typeof="JobPosting" prefix="s: https://schema.org/ og: https://ogp.me/ns#">
 <h2 property="title og:title"><a href="/jobs/7">Juriste d'<b>affaires</b></a></h2>
 <div property="hiringOrganization" typeof="Organization"><a property="name" href="https://societe.example">Société</a></div>
 <div rel="s:jobLocation"><div typeof="s:Place"><p property="address" typeof="PostalAddress">
   <span property="addressLocality">Lille</span><meta property="addressCountry" content="FR"></p></div></div>
 <span property="schema:employmentType" content="FULL_TIME">Temps plein</span>
 <meta property="og:description" content="{"Le site de tous les emplois. " * 9}">
 <time property="datePosted" datetime="2026-05-04">hier</time>
 <div property="description">{TEXT}</div>
</article>
"""


def read(body: str, url: str = URL) -> Batch:
    raw = f"<!doctype html><html lang=fr><title>Emplois</title><body>{body}".encode()
    return job_posting.read(Document("s", url, raw, "", "text/html", ""), SourceOptions())


def ld(*jobs: dict[str, Any]) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(job)}</script>' for job in jobs)


def titles(batch: Batch) -> list[Any]:
    return [item.job["title"] for item in batch.items if item.job]


@pytest.mark.parametrize("body", [MICRODATA, RDFA, RDFA.replace('vocab="https://schema.org/"', "")])
def test_markup_is_read_as_its_publisher_meant(body: str) -> None:
    (item,) = read(body).items
    post, problems = item_to_post.to_post(
        item, Context(Site("A", "https://a.example/")), source="s", locator="l", file="f"
    )
    assert post
    assert post.job
    assert (post.job.title, post.job.hiring_organization.name) == ("Juriste d'affaires", "Société")
    assert post.job.job_location == (Place("", "", "Lille", "", "FR"),)
    assert post.job.employment_type == ("FULL_TIME",)
    assert post.job.date_posted
    assert post.job.date_posted.text() == "2026-05-04"
    assert post.external_url == "https://partner.example/jobs/7"
    assert post.content_html.strip() == TEXT
    assert [problem for problem in problems if problem.severity != "note"] == []


def test_what_is_marked_up_in_a_list_leads_to_its_page() -> None:
    """A teaser is not taken for the text: its page has the rest."""
    cards = "".join(
        f'<li itemscope itemtype="https://schema.org/JobPosting"><a itemprop="url" href="/o/{n}">'
        f'<b itemprop="title">Dev {n}</b></a><p itemprop="description">Une équipe…</p></li>'
        for n in range(3)
    )
    batch = read(cards)
    assert (batch.items, [page.url for page in batch.pages]) == (
        (),
        [f"https://partner.example/o/{n}" for n in range(3)],
    )
    bare = "".join(
        f'<a href="/jobs/10{n}-dev">'
        '<p itemscope itemtype="https://schema.org/JobPosting"><i itemprop="name">a</i></p></a>'
        for n in range(3)
    )
    assert [page.url for page in read(bare).likely] == [f"https://partner.example/jobs/10{n}-dev" for n in range(3)]


def stream(*pieces: str) -> str:
    return "".join(f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in pieces)


PLAIN = json.dumps(JOB)
ROW = '2f:T{:x},{}3:["$","x",null,'.format(len(JOB["description"].encode()), JOB["description"])
EMBEDDED = {
    "next data": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"job": JOB}})}</script>',
    "list": f'<script type="application/json">{json.dumps([{"a": 1}, {"jobs": [JOB]}])}</script>',
    "state": f"<script>/* don't */ var a = '\"'; \nwindow.__STATE__ = {{job: {PLAIN}, b: '}}'}};</script>",
    "parsed": f"<script>window.x = JSON.parse({json.dumps(PLAIN)})</script>",
    "parsed, single": "<script>x = JSON.parse('%s')</script>" % PLAIN.replace("\\", "\\\\").replace("'", "\\'"),  # noqa: UP031
    "in single quotation marks": "<script>var x = '%s'</script>"  # noqa: UP031 - braces
    % json.dumps(JOB).replace("\\", "\\\\").replace("'", "\\'").replace("/", "\\/"),
    "parsed, hexadecimal": "<script>x = JSON.parse('%s')</script>"  # noqa: UP031 - braces
    % PLAIN.replace("\\", "\\\\").replace("'", "\\x27").replace('"', "\\x22"),
    "twice": f"<script>x = {json.dumps(json.dumps({'a': PLAIN}))}</script>",
    "attribute": f'<div data-page="{escape(json.dumps({"job": JOB}))}"></div>',
    "encoded attribute": f"<div data-page='{quote(PLAIN)}'></div>",
    "JSON-LD in a string": f'<script type="application/ld+json">{json.dumps(PLAIN)}</script>',
    "stream": stream('5:["$","script",null,{"__html":', json.dumps(PLAIN)[:99], json.dumps(PLAIN)[99:] + "}]\n"),
    "stream, row": stream('1:"$Sreact"\n' + ROW[:60], ROW[60:] + json.dumps({**JOB, "description": "$2f"}) + "]\n"),
}


@pytest.mark.parametrize("body", EMBEDDED.values(), ids=EMBEDDED)
def test_data_of_a_page_is_read(body: str) -> None:
    (item,) = read(body).items
    assert (item.id, item.content_html, item.job) == (URL, JOB["description"], JOB)


def test_other_data_is_no_job() -> None:
    schema = {"JobPosting": {"title": "Title"}, "x": {"type": "JobPosting"}, "y": '"@type": "JobPosting"'}
    with pytest.raises(PostError, match="a page without any"):
        read(f"<p>Nous.</p><script>x = {json.dumps(schema)}</script>")


@pytest.mark.parametrize("change", [{}, {"url": URL}, {"@id": "#job"}, {"identifier": "Société"}])
def test_jobs_of_one_page_are_told_apart(change: dict[str, Any]) -> None:
    """By title, employer and place, whatever their order; two alike are one, with the longer text."""
    jobs = [{**JOB, "title": title, **change} for title in ("Juriste", "Avocate", "Juriste")]
    jobs[0]["description"], jobs[1]["description"] = "Court.", [TEXT, "Court."]
    found = {item.job["title"]: item for item in read(ld(*jobs)).items if item.job}
    turned = {item.job["title"]: item for item in read(ld(*reversed(jobs))).items if item.job}
    assert list(found) == ["Juriste", "Avocate"]
    assert {title: item.id for title, item in found.items()} == {title: item.id for title, item in turned.items()}
    assert len({item.id for item in found.values()}) == 2
    assert all(item.id.startswith(f"{URL}#job-") for item in found.values())
    assert [item.content_html for item in found.values()] == [JOB["description"], TEXT]


def test_jobs_of_one_name_at_two_places_or_pages_are_two() -> None:
    elsewhere = {"@type": "Place", "address": {"addressLocality": "Brest"}}
    assert len({item.id for item in read(ld(JOB, {**JOB, "jobLocation": elsewhere})).items}) == 2
    batch = read(ld({**JOB, "url": "/1"}, {**JOB, "url": "/2"}))
    assert [item.id for item in batch.items] == ["https://partner.example/1", "https://partner.example/2"]


def test_the_longest_description_counts() -> None:
    """Also one in the markup of the page, of the same job."""
    short = {**JOB, "description": "Une juriste."}
    assert read(ld(short) + MICRODATA).items[0].content_html == TEXT
    assert read(ld({**short, "title": "Avocate"}) + MICRODATA).items[0].content_html == "Une juriste."
    assert read(ld({**JOB, "description": ["a", TEXT, "b"]})).items[0].content_html == TEXT


def test_a_template_is_no_job() -> None:
    template = {**JOB, "title": "{{ job.title }}", "url": "{{url}}"}
    link = '<a href="/jobs/{{id}}-{{slug}}">{{title}}</a>'
    assert titles(read(ld(template, JOB) + link)) == [JOB["title"]]
    with pytest.raises(PostError, match="a page without any"):
        read(
            ld(template)
            + link
            + '<script type="application/ld+json">{"@type": "JobPosting", "title": {{ t }}}</script>'
        )
    inert = MICRODATA.replace("<article", "<template><article").replace("</article>", "</article></template>")
    with pytest.raises(PostError, match="a page without any"):
        read(inert)


@pytest.mark.parametrize(
    "title", ["[[ title ]]", "#{job.title}", "%title%", "##TITLE##", "[job_title]", "<?= $title ?>", "@Model.Title"]
)
def test_placeholders_of_any_kind_are_no_titles(title: str) -> None:
    with pytest.raises(PostError, match="a page that needs JavaScript"):
        read(ld({**JOB, "title": title}))


def test_placeholders_in_a_job_are_left_out() -> None:
    """Also beside other words; code in a text is no placeholder."""
    text = f"{TEXT} <code>{{{{ message }}}}</code>" + " Et la suite." * 20
    place = {"@type": "Place", "address": {"addressLocality": "<%= city %>"}}
    (item,) = read(
        ld({**JOB, "employmentType": "{{type}}", "baseSalary": "${pay} €", "jobLocation": place, "description": text})
    ).items
    assert item.content_html == text
    assert item.job == {
        **{name: value for name, value in JOB.items() if name not in ("employmentType", "baseSalary")},
        "jobLocation": {"@type": "Place"},
        "description": text,
    }
    (item,) = read(ld({**JOB, "hiringOrganization": {"name": "${company}"}})).items
    assert "hiringOrganization" not in (item.job or {})


def test_texts_with_a_language_are_texts() -> None:
    text = {"@value": TEXT, "@language": "fr"}
    (item,) = read(ld({**JOB, "description": text, "title": {"@value": "Juriste"}})).items
    assert (item.content_html, (item.job or {}).get("title")) == (TEXT, "Juriste")


@pytest.mark.parametrize(
    "piece",
    [
        '<div itemscope itemtype="http://schema.org/JobPosting" itemref="a"><b id="a" itemprop="title">a</b>',
        '<div itemscope itemtype="http://schema.org/JobPosting"><p itemprop="description">a',
        '<div typeof="JobPosting" rel="schema:hiringOrganization"><b property="title">a</b>',
        '<i data-x=\'{"@type": "JobPosting", "x": ', "<script>{'JobPosting' ", '<script>"JobPosting \\"',
        '<script>x = {"@type": "JobPosting", "a": ', '<script>self.__next_f.push([1,"JobPosting \\"{',
        "<script>JSON.parse('JobPosting \\'",
    ],
)  # fmt: skip
@pytest.mark.slow
def test_no_page_takes_long(piece: str) -> None:
    """Time grows with the size of a page, not with its square."""
    started = time.process_time()
    inner = piece.removeprefix("<script>")
    for body in (piece * 20_000, f"<script>{inner * 50_000}</script>", f"{piece}{'{' * 200_000}"):
        try:
            read(body)
        except PostError:
            continue
    assert time.process_time() - started < 60
