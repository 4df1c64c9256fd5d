"""Job records in pages: selectors, what a field takes of an element, JSON in pages, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.records import html_records

HERE = "https://partner.example/jobs/"
FEW = {"title": "h2", "url": "a"}


def read(body: str, mapping: dict[str, Any], url: str = HERE) -> Batch:
    document = Document("partner", url, body.encode(), "", charset="utf-8")
    return records.read(document, SourceOptions(url=url, mapping=mapping))


def items(body: str, fields: dict[str, Any], select: str = "li", **mapping: Any) -> tuple[Item, ...]:
    page = body if body.startswith("<!") else f"<html><body><ul>{body}</ul></body></html>"
    return read(page, {"format": "html", "items": select, "fields": fields, **mapping}).items


def refused(body: str, mapping: dict[str, Any]) -> str:
    with pytest.raises(PostError) as error:
        read(body, mapping)
    return str(error.value.problem.found)


XPATH = [".", "./a", ".//a", "..", "//h2", "(//a)[1]", "@data-id", "normalize-space(.//p)", "parent::ul", " ./a"]
CSS = [".job", "a::attr(href)", ":scope > td", "*", "li:has(> a)"]


@pytest.mark.parametrize(("written", "is_xpath"), [*((one, True) for one in XPATH), *((one, False) for one in CSS)])
def test_what_cannot_be_css_is_xpath(written: str, is_xpath: bool) -> None:
    """A class begins with a dot, as a step of XPath does."""
    assert not html_records.fault(written)
    page = "<ul><li class=a data-id=7><h2>Cook</h2><p class=job>x</p><a href=/1>more</a></li></ul>"
    assert (html_records._as_xpath(written) == written.strip()) is is_xpath
    assert items(page, {**FEW, "id": ["@data-id", "li::attr(data-id)"], "summary": ".job"})[0].id == "7"


def test_a_field_takes_of_an_element_what_it_needs() -> None:
    """Of a link its address, of a time its `datetime`, of a picture its file, of a text what is inside."""
    (item,) = items(
        '<li class="job"><h2><a href="cook?a=1&amp;b=2"> Cook <br>(f/m) </a></h2>'
        '<time datetime="2026-03-02">2 mars</time>'
        '<img data-src="/i.png" src="data:image/gif;base64,R0"><div class="t"><p>Cook &lt;all&gt; day.</p>'
        "<ul><li>x</ul></div>"
        '<meta class="p" content="Rennes"><data class="id" value="77">n° 77</data><style>p {}</style></li>',
        {
            **FEW,
            "url": "h2",
            "published": "time",
            "image": "img",
            "description": ".t",
            "place": ".p",
            "id": ".id",
            "tags": "style",
        },
        ".job",
    )
    assert (item.url, item.title) == ("https://partner.example/jobs/cook?a=1&b=2", "Cook (f/m)")
    assert (item.published, item.image, item.id) == ("2026-03-02", "https://partner.example/i.png", "77")
    assert item.content_html == "<p>Cook &lt;all&gt; day.</p><ul><li>x</li></ul>"
    assert (item.job or {})["jobLocation"] == ["Rennes"]


def test_links_are_resolved_by_the_base_of_the_page() -> None:
    """What is no address of a page is left out."""
    page = '<!doctype html><base href="/de/"><li><h2>A</h2><a href="a">x</a></li><li><h2>B</h2><a href="#b">x</a></li>'
    batch = read(page, {"format": "html", "items": "li", "fields": FEW})
    assert [one.url for one in batch.items] == ["https://partner.example/de/a"]
    assert batch.items[0].base == "https://partner.example/de/"
    assert [str(one.found) for one in batch.problems] == ["neither in “B”"]


def test_an_item_can_be_the_link_itself() -> None:
    """By `.` or by `:scope`."""
    for itself in (".", ":scope"):
        found = items(
            "<a class=j href=/1>Cook</a><a class=j href=/2>Nurse</a>", {"title": itself, "url": itself}, "a.j"
        )
        assert [(one.title, one.url[-2:]) for one in found] == [("Cook", "/1"), ("Nurse", "/2")]


def test_rows_of_a_table_without_a_job_are_passed() -> None:
    """Columns are found by their number, values by their labels."""
    page = (
        "<!doctype html><table><tr><th>Job<th>Place<tr><td><a href=/1>Cook</a><td>Rennes"
        "<tr><td colspan=2><tr><td><a href=/2>Nurse</a><td>Paris</table>"
    )
    batch = read(
        page, {"format": "html", "items": "tr", "fields": {**FEW, "title": "td:first-child", "place": "td + td"}}
    )
    assert [(one.title, (one.job or {})["jobLocation"]) for one in batch.items] == [
        ("Cook", ["Rennes"]),
        ("Nurse", ["Paris"]),
    ]
    assert not batch.problems
    assert batch.complete is None


def test_the_next_part_is_a_link() -> None:
    """Written in short, or as in other notations."""
    page = '<ul><li><h2>A</h2><a href=a>x</a></ul><a rel=next href="?page=2">Next</a>'
    for written in ("a[rel=next]", {"url": "//a[@rel='next']/@href"}):
        batch = read(page, {"format": "html", "items": "li", "fields": FEW, "next": written})
        assert [one.url for one in batch.next] == [f"{HERE}?page=2"]


def test_a_page_without_items_is_no_empty_list() -> None:
    """Nor is one whose items have nothing of a job: after a new design, nothing closes."""
    mapping = {"format": "html", "items": ".job", "fields": FEW}
    assert refused("<title>Careers</title><p>No jobs", mapping) == "nothing at `.job` in the page “Careers”"
    assert "needs JavaScript" in refused('<title>C</title><div id="root"></div><script src=a.js></script>', mapping)
    assert refused("<div class=job>x</div>" * 3, mapping) == "nothing of a job in 3 records"
    assert refused('{"jobs": []}', mapping) == "JSON instead of HTML"
    assert refused("", mapping) == "an empty document"


@pytest.mark.parametrize(
    ("page", "select"),
    [
        ("<div class=job>" * 200_000, "*"),
        ("<p class=job></p>" * 30_000, ".job"),
        ("<b><i>" * 120 + "<h2>x</h2>" * 18_000, "//*"),
        ("<ul>" + ("<li>" + "<p>x" * 100) * 1_500, "p"),
    ],
)
def test_hostile_pages_are_refused(page: str, select: str) -> None:
    """Whatever their nesting, and whatever is selected."""
    fields = {"title": "*", "url": "a, *", "description": "."}
    assert refused(page, {"format": "html", "items": select, "fields": fields})


def test_wrong_selectors_are_found_before_anything_is_fetched() -> None:
    mapping = {"format": "html", "items": "li[", "fields": {"title": "h2::foo", "url": "//a[", "id": "@id"}}
    found = [f"{'.'.join(map(str, one.path))}: {one.found}" for one in records.faults(mapping)]
    assert found == [
        "items: 'li[': expected ident or '*', got <EOF at 3>",
        "fields.title: 'h2::foo': the pseudo-element ::foo is unknown",
        "fields.url: '//a[': invalid expression (character 4)",
    ]
    (fault,) = records.faults({"format": "html", "fields": FEW})
    assert (str(fault.expected), str(fault.remedy)) == (
        "`items`",
        "set it to the elements that hold one job each, such as `li.job`",
    )
    (fault,) = records.faults({"items": ".job", "fields": {"title": "t", "url": "u"}})
    assert "format: html" in str(fault.remedy)
    (fault,) = records.faults(
        {"format": "html", "json_in": "script", "items": "jobs", "fields": {"id": "i", "title": "t"}}
    )
    assert str(fault.remedy) == "remove `format`: what is in the page is JSON"


# JSON in pages

DATA = json.dumps({"page": {"jobs": [{"id": 1, "t": 'Cook "all" day'}, {"id": 2, "t": "Nurse </b>"}]}})
ESCAPED = DATA.replace('"', "&quot;")
STRING = json.dumps(DATA)
PARTS = (json.dumps(f"5:{DATA[:40]}"), json.dumps(f"{DATA[40:]}\n"))
PUSHED = "".join(f"<script>self.__next_f.push([1,{part}])</script>" for part in PARTS)


@pytest.mark.parametrize(
    ("page", "selector"),
    [
        (f'<script id="d" type="application/json">{DATA}</script>', "#d"),
        (f"<script>var a = {{b: 1}}; window.__DATA__ = {DATA}; run({{c: [1]}});</script>", "script"),
        (f"<script>x({{}})</script><script>window.jobs={DATA}</script>", "//script[contains(., 'window.jobs')]"),
        (f'<div id="app" data-page="{ESCAPED}"></div>', "#app::attr(data-page)"),
        (f'<div id="app" data-page="{ESCAPED}"></div>', "//div/@data-page"),
        (f'<div id="app" data-page="{ESCAPED.replace("&", "&amp;")}"></div>', "//div/@data-page"),
        (f"<script>window.d = JSON.parse({STRING})</script>", "script"),
        (f"<script>a='[';b=[[[;</script><script>window.d = {DATA}</script>", "script"),
        (
            "<script>window.d = {page: {jobs: [{id: 1, t: 'Cook \"all\" day',}, {id: 2, t: 'Nurse </b>'}]}}</script>",
            "script",
        ),
        (PUSHED, "script"),
    ],
)
def test_json_is_found_in_a_page(page: str, selector: str) -> None:
    """In a script or an attribute, as it is, in an assignment, or in a string."""
    mapping = {"json_in": selector, "items": "page.jobs", "fields": {"id": "id", "title": "t"}}
    assert not list(records.faults(mapping))
    batch = read(f"<html><title>Jobs</title><body>{page}", mapping)
    assert [(one.id, one.title) for one in batch.items] == [("1", 'Cook "all" day'), ("2", "Nurse </b>")]


def test_a_page_without_the_json_is_refused() -> None:
    mapping = {"json_in": "#d", "items": "jobs", "fields": {"id": "id", "title": "t"}}
    assert refused("<title>Jobs</title><script id=d>run()</script>", mapping) == "no JSON at `#d` in the page “Jobs”"
    assert "no list at `jobs`" in refused(
        '<script id=d>x = {"other": ["one", "two", "three", "four"]}</script>', mapping
    )
    assert refused("<script id=d>" + '{"a":' * 100_000 + "</script>", mapping)
    assert refused("<script id=d>" + '[["' * 100_000 + "</script>", mapping)
