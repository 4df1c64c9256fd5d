"""Lists of jobs without JobPosting in the data of pages: proposed by `feeds try`, accepted by `mapping: auto`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from support.hostile import Server, reply
from support.partners import at, configure

from feeds.model.post import Document
from feeds.normalise import partner_dialects
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import SourceOptions
from feeds.pipeline.partners.documents import list_options

URL = "https://partner.example/careers"
TEXT = "<p>" + "Vous développez des services et relisez le code des autres. " * 9 + "</p>"
WORDS = [("Boulanger", "Rennes", "CDI"), ("Juriste", "Lille", "CDD"), ("Graphiste", "Lyon", "CDI")]
JOBS = [
    {
        "id": 100 + n,
        "title": title,
        "url": f"https://partner.example/o/{100 + n}",
        "city": city,
        "contractType": contract,
        "publishedAt": f"2026-02-0{n + 1}",
        "description": TEXT,
    }
    for n, (title, city, contract) in enumerate(WORDS)
]
PLAIN = json.dumps(JOBS)
LITERAL = "[{}]".format(
    "".join("{" + "".join(f"{name}: {json.dumps(value)}," for name, value in job.items()) + "}," for job in JOBS)
)
STREAM = f'1:"$Sx"\n4:["$","div",null,{{"children":["$","$L2",null,{{"jobs":{PLAIN}}}]}}]\n'


def table(value: Any, made: list[Any]) -> int:
    place = len(made)
    made.append(value)
    if isinstance(value, dict):
        made[place] = {name: table(inner, made) for name, inner in value.items()}
    elif isinstance(value, list):
        made[place] = [table(inner, made) for inner in value]
    return place


table({"data": {"jobs": JOBS}}, TABLE := [])
QUERIES = {"queries": [{"state": {"data": {"pages": [{"jobs": JOBS}]}}}]}
PAGES = {
    "Next.js": f'<script id="__NEXT_DATA__" type="application/json">{json.dumps({"props": {"x": QUERIES}})}</script>',
    "React's stream": "".join(
        f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in (STREAM[:300], STREAM[300:])
    ),
    "Nuxt": f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(TABLE)}</script>',
    "JSON": f'<script type="application/json">{json.dumps({"results": JOBS})}</script>',
    "state": f'<script>window.__INITIAL_STATE__ = {{"user":null,"jobs":{{"list":{PLAIN}}}}};</script>',
    "parsed": f"<script>window.__DATA__ = JSON.parse({json.dumps(json.dumps({'offers': JOBS}))});</script>",
    "literal": f"<script>var jobs = {LITERAL};</script>",
    "call": f"<script>$(function(){{ $('#t').table({{data: {LITERAL}, onClick: function(r){{ go(r) }}}}) }})</script>",
    "properties": f'<div data-props="{escape(json.dumps({"jobs": JOBS}))}"></div>',
    "Vue": f'<job-list :jobs="{escape(PLAIN)}"></job-list>',
    "Inertia": f'<div id="app" data-page="{escape(json.dumps({"props": {"jobs": {"data": JOBS}}}))}"></div>',
}  # fmt: skip
OTHERS = {
    "products": '{list: [{id: 1, title: "Chair", price: 12, sku: "a", url: "/p/1"}, {id: 2, title: "Table", price: 9, sku: "b", url: "/p/2"}]}',  # noqa: E501
    "menu": '{jobs: [{id: 1, title: "Home", url: "/"}, {id: 2, title: "Contact", url: "/contact"}]}',
    "one": f'{{"jobId": 1, "jobTitle": "Boulanger", "contractType": "CDI", "city": "Rennes", "description": "{TEXT}"}}',
}


def body(data: str) -> bytes:
    return f'<!doctype html><html lang=fr><title>Emplois</title><body><div id="root"></div>{data}'.encode()


def options_for(data: str) -> tuple[Document, SourceOptions]:
    document = Document("s", URL, body(data), "", "text/html", "")
    return document, list_options(SourceOptions(URL, recognise=True), document)


@pytest.mark.parametrize("data", PAGES.values(), ids=PAGES)
def test_a_list_in_a_page_is_recognised(data: str) -> None:
    """By a mapping that is valid, and finds the same in the next version of the page."""
    document, options = options_for(data)
    assert records.faults(options.mapping) == []
    fuller = document._replace(
        body=document.body + b'<script>window.x = {"a": [{"b": "a value of something else"}]}</script>'
    )
    for one in (document, fuller):
        items = partner_dialects.read(one, options).items
        assert [(item.id, item.title, item.url, item.published, item.content_html) for item in items] == [
            (str(job["id"]), job["title"], job["url"], job["publishedAt"], TEXT) for job in JOBS
        ]
        assert [item.job["employmentType"] for item in items if item.job] == [[job["contractType"]] for job in JOBS]


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_other_data_is_no_list_of_jobs(data: str) -> None:
    assert options_for(f"<script>window.state = {data}</script>")[1].mapping == {}


@pytest.mark.parametrize(
    ("link", "parts"), [("?page=2", 1), (f"{URL}?page=2", 1), ("/api/jobs?page=2", 0), ("http://[", 0)]
)
def test_only_another_page_is_a_further_part(link: str, parts: int) -> None:
    """A mapping that finds JSON in a page cannot read what an API returns."""
    data = json.dumps({"jobs": JOBS, "links": {"next": link}})
    document, options = options_for(f"<script>window.state = {data}</script>")
    assert len(partner_dialects.read(document, options).next) == parts


def test_a_page_with_a_jobposting_needs_no_list() -> None:
    posting = {"@context": "https://schema.org", "@type": "JobPosting", "title": "Notaire", "description": TEXT}
    assert (
        options_for(f'{PAGES["JSON"]}<script type="application/ld+json">{json.dumps(posting)}</script>')[1].mapping
        == {}
    )


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as each test sets it."""
    with Server() as running:
        yield running


def test_a_list_in_a_page_is_proposed_and_accepted(home: Any, server: Server) -> None:
    """Without a mapping it is not imported; one that vanishes closes nothing."""
    server.on("/feed", reply(body(PAGES["state"]), headers={"Content-Type": "text/html"}))
    configure(home, server)
    assert not home.publish(now=at(0)).report["transitions"]
    shown = home.run("try", server.url("/feed")).out
    assert "mapping: auto" in shown
    assert 'json_in: //script[contains(., "__INITIAL_STATE__")]' in shown.replace("'", "")
    configure(home, server, mapping="auto")
    home.publish(now=at(1))
    assert {one["title"] for one in home.json("jobs.json")["items"]} == {job["title"] for job in JOBS}
    server.on(
        "/feed", reply(body("<script>window.__INITIAL_STATE__ = {}</script>"), headers={"Content-Type": "text/html"})
    )
    assert not home.publish(now=at(30)).report["transitions"]
    assert not home.publish(now=at(60)).report["transitions"]
