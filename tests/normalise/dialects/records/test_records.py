"""Job records by a mapping: fields, notations, paging, refusals, and what is wrong with a mapping."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.paths import ROOT, TESTS

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.model.source_state import FollowUp
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Batch, Item, SourceOptions
from feeds.normalise.dialects.records import system_presets

SAMPLES = TESTS / "payload_samples"
HERE = "https://partner.example/api/jobs"
FEW = {"id": "id", "url": "url", "title": "title"}


def read(body: Any, mapping: dict[str, Any] | None = None, url: str = HERE, **more: Any) -> Batch:
    """Read a document, of JSON if it is not given as bytes."""
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    charset = more.pop("charset", "")
    document = Document("partner", url, body, "", charset=charset)
    return records.read(document, SourceOptions(url=url, mapping=mapping or {}, **more))


def only(fields: dict[str, Any], record: Any, **mapping: Any) -> Item:
    """Read the single record of a list by some fields."""
    (item,) = read([record], {"fields": {"id": "id", **fields}, **mapping}).items
    return item


def job(fields: dict[str, Any], record: Any, **mapping: Any) -> dict[str, Any]:
    found = dict(only(fields, {"id": 1, **record}, **mapping).job or {})
    found.pop("identifier")
    return found


def refused(body: Any, mapping: dict[str, Any] | None = None, **more: Any) -> str:
    with pytest.raises(PostError) as error:
        read(body, mapping, **more)
    return str(error.value.problem.found)


def say(mapping: Any, preset: str = "") -> list[str]:
    return [
        f"{'.'.join(map(str, fault.path))}: {fault.expected} | {fault.found} | {fault.remedy}"
        for fault in records.faults(mapping, preset)
    ]


# Fields


def test_an_expression_says_where_a_field_stands() -> None:
    """Numbers are given to the letter, and what is not there says nothing."""
    item = only(
        {"title": "name.text", "state": "missing.deep"},
        {"id": 900719925474099312345, "name": {"text": "Cook"}},
    )
    assert (item.id, item.title, item.state, item.base) == ("900719925474099312345", "Cook", "", HERE)
    assert [only({}, {"id": number}).id for number in (7, 7.0, -3, "007")] == ["7", "7", "-3", "007"]


def test_the_first_of_several_expressions_counts() -> None:
    """Fields that are lists take all of them."""
    record = {"id": 1, "b": "second", "c": "third", "kinds": ["CDI", "CDI", "temps plein"]}
    item = only({"title": ["a", "b", "c"], "contract": ["kinds", "c"], "tags": "'x, y; x'"}, record)
    assert item.title == "second"
    assert (item.job or {})["employmentType"] == ["CDI", "temps plein", "third"]
    assert item.tags == ("x", "y")


def test_a_text_with_braces_is_filled_in_or_left_out() -> None:
    """Between them stands an expression."""
    fields = {"url": "https://partner.example/{slug}?n={no.value}"}
    assert only(fields, {"id": 1, "slug": "cook", "no": {"value": 3}}).url == "https://partner.example/cook?n=3"
    assert only(fields, {"id": 1, "slug": "cook"}).url == ""


def test_words_are_translated_whatever_their_case() -> None:
    """An empty translation takes a word out, and the next expression counts."""
    values = {"contract": {"FT": "full time", "NA": ""}, "telework": {"true": "remote"}}
    assert job({"contract": "c", "telework": "r"}, {"c": "ft", "r": True}, values=values) == {
        "employmentType": ["full time"],
        "jobLocationType": "remote",
    }
    assert job({"contract": ["c", "d"], "telework": "r"}, {"c": "NA", "d": "CDD", "r": False}, values=values) == {
        "employmentType": ["CDD"]
    }


def test_dates_are_as_written_but_counts_of_seconds_are_told() -> None:
    """What names no day is no date."""
    written = {
        1764205361939: "2025-11-27T01:02:41Z",
        1764205361: "2025-11-27T01:02:41Z",
        "1764205361939": "2025-11-27T01:02:41Z",
        "02/03/2026": "02/03/2026",
        "20260302": "20260302",
        "Posted 3 Days Ago": "",
        "Posted 30+ Days Ago": "",
        "Posted Today": "",
    }
    for one, told in written.items():
        assert only({"published": "at"}, {"id": 1, "at": one}).published == told


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("<p>As it is.</p>", "<p>As it is.</p>"),
        ("a < b & c\nnext\n\nthen", "<p>a &lt; b &amp; c<br>next</p><p>then</p>"),
        ("&lt;p&gt;Once &amp;amp; more&lt;/p&gt;", "<p>Once &amp; more</p>"),
        ("R&amp;D d&eacute;j&agrave;", "<p>R&amp;D déjà</p>"),
        ("<li>one</li>\n<li>two</li>", "<ul><li>one</li>\n<li>two</li></ul>"),
        ("&lt;3 &gt; 2", "<p>&lt;3 &gt; 2</p>"),
    ],
)
def test_a_description_is_html_whatever_it_was(written: str, html: str) -> None:
    """Plain text becomes paragraphs, and HTML that was escaped once too often is HTML again."""
    assert only({"description": "text"}, {"id": 1, "text": written}).content_html == html


def test_a_description_is_joined_from_its_parts() -> None:
    """Each may have a heading, and none comes twice."""
    spec = [
        "intro",
        {"items": "parts", "heading": "name", "text": "body"},
        {"heading": "'Profile'", "text": ["no", "who"]},
    ]
    record = {
        "id": 1,
        "intro": "Hi.",
        "parts": [{"name": "A & B", "body": "<p>x</p>"}, {"name": "C"}, {"body": "Hi."}],
        "who": "You.",
    }
    assert only({"description": spec}, record).content_html == (
        "<p>Hi.</p>\n<h3>A &amp; B</h3><p>x</p>\n<h3>Profile</h3><p>You.</p>"
    )


def test_places_are_texts_or_addresses() -> None:
    """The first way that finds one counts, and the same place is named once."""
    parts = {"items": "sites", "name": "label", "locality": "city", "country": "country"}
    sites = [{"city": "Brest", "country": "FR"}, {"label": "Anywhere"}, {"city": "Brest", "country": "FR"}]
    address = {"@type": "PostalAddress", "addressLocality": "Brest", "addressCountry": "FR"}
    assert job({"place": [parts, "where"]}, {"sites": sites, "where": "Brest"}) == {
        "jobLocation": [{"@type": "Place", "address": address}, "Anywhere"]
    }
    assert job({"place": [parts, "where"]}, {"sites": [], "where": ["Brest", "Lille"]}) == {
        "jobLocation": ["Brest", "Lille"]
    }


def test_pay_is_a_text_or_amounts() -> None:
    """Zero is no pay; cents are divided exactly; `1.500` is not judged."""
    parts = {"min": "min", "max": "max", "currency": "'EUR'", "unit": "per", "text": "text"}
    found = job({"pay": parts}, {"min": "33000.000", "max": 0, "per": "year"})["baseSalary"]
    assert found == {
        "@type": "MonetaryAmount",
        "value": {"@type": "QuantitativeValue", "minValue": "33000", "unitText": "year"},
        "currency": "EUR",
    }
    assert job({"pay": parts}, {"min": 0, "text": "selon profil"}) == {"baseSalary": "selon profil"}
    assert job({"pay": parts}, {"min": "0", "max": None}) == {}
    assert job({"pay": {"min": "min"}}, {"min": "1.500"})["baseSalary"]["value"]["minValue"] == "1.500"
    cents = {"min": "min", "divided_by": 100}
    assert job({"pay": cents}, {"min": 1234567})["baseSalary"]["value"]["minValue"] == "12345.67"


def test_what_is_said_once_holds_for_all_records() -> None:
    """A record may still say otherwise."""
    body = {"company": "Acme", "jobs": [{"id": 1}, {"id": 2, "for": "Beta"}]}
    mapping = {
        "items": "jobs",
        "common": {"organization": "company"},
        "fields": {"id": "id", "organization": "for"},
    }
    names = [(item.job or {})["hiringOrganization"]["name"] for item in read(body, mapping).items]
    assert names == ["Acme", "Beta"]


def test_the_system_that_gave_an_id_is_named_with_it() -> None:
    """The employer's own reference stands beside it."""
    url = "https://api.lever.co/v0/postings/acme?mode=json"
    (item,) = read(
        [{"id": "x", "hostedUrl": "https://jobs.lever.co/acme/x", "categories": {"team": "T"}}], url=url
    ).items
    assert (item.job or {})["identifier"] == {"@type": "PropertyValue", "name": "lever:acme", "value": "x"}
    found = only({"reference": "ref", "organization": "'Acme'"}, {"id": 1, "ref": "R-1"}).job or {}
    assert (found["identifier"]["name"], found["identifier"]["value"], found["reference"]) == ("Acme", "1", "R-1")


# Notations


def test_xml_is_read_whatever_its_prefixes_mean() -> None:
    """Names are those behind the prefix, unless the mapping says what prefixes stand for."""
    body = b"""<?xml version="1.0"?><j:jobs xmlns:j="urn:j" xmlns="urn:d"><j:job xml:lang="fr"><id>1</id>
      <title>Cook</title><text>Bake <b>bread</b> &amp; <i>cake</i></text></j:job></j:jobs>"""
    fields = {"id": "id", "title": "title", "description": "text", "language": "@lang"}
    (item,) = read(body, {"items": "/jobs/job", "fields": fields}).items
    assert (item.title, item.language) == ("Cook", "fr")
    assert item.content_html == "Bake <b>bread</b> &amp; <i>cake</i>"
    spaces = {"a": "urn:j", "b": "urn:d"}
    (item,) = read(body, {"items": "//a:job", "namespaces": spaces, "fields": {"id": "b:id", "title": "b:title"}}).items
    assert (item.id, item.title) == ("1", "Cook")


def test_xml_expressions_may_compute() -> None:
    """Numbers and truths are texts, too."""
    body = b"<r><job n='2'><id>1</id><pay>1 200</pay></job></r>"
    fields = {"id": "id", "openings": "@n * 2", "telework": "boolean(pay)", "pay": "translate(pay, ' ', '')"}
    (item,) = read(body, {"items": "//job", "fields": fields}).items
    found = item.job or {}
    assert (found["totalJobOpenings"], found["baseSalary"], found["jobLocationType"]) == ("4", "1200", "true")


def test_a_table_is_read_by_the_names_of_its_columns() -> None:
    """In any case; with any delimiter, encoding and quoting that programs write."""
    mapping = {
        "fields": {
            "id": "réf",
            "title": "Intitulé du poste",
            "url": "Lien",
            "description": "descriptif",
            "published": "publiée le",
            "contract": "contrat",
            "place": {"locality": "ville", "postal_code": "code postal", "country": "'FR'"},
        }
    }
    text = (SAMPLES / "partner.csv").read_text("utf-8")
    for body, charset in (
        (text.encode(), ""),
        (text.encode("utf-8-sig").replace(b"\n", b"\r\n"), ""),
        (text.encode("cp1252"), ""),
        (text.encode("latin-1"), "latin-1"),
        (text.encode("utf-16"), ""),
        (text.replace(";", "\t").replace("relire\t", "relire;").encode(), ""),
        (text.replace(";", "|").replace("relire|", "relire;").encode(), ""),
    ):
        assert records.recognises(body)
        batch = read(body, mapping, charset=charset)
        first, second = batch.items
        assert (first.id, first.title, second.published) == ("P-1", "Développeur·euse", "05/03/2026")
        assert first.content_html == "<p>Écrire du code.</p><p>Le relire; et &quot;tester&quot;.</p>".replace(
            "&quot;", '"'
        )
        assert (second.job or {})["employmentType"] == ["CDD 6 mois"]
        assert batch.complete is None


def test_a_table_may_have_no_rows_short_rows_and_long_ones() -> None:
    """What is missing says nothing."""
    assert read(b"id,title,url\n", {"format": "csv", "fields": FEW}).items == ()
    batch = read(b"id,title,url\n1\n\n2,Cook,https://a.example/2,more,and more\n", {"fields": FEW, "format": "csv"})
    assert [(item.id, item.title) for item in batch.items] == [("1", ""), ("2", "Cook")]


def test_json_may_be_in_any_encoding() -> None:
    """As standards, servers or Windows have it."""
    for encoding, charset in (
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-32-be", ""),
        ("cp1252", ""),
        ("cp1251", "cp1251"),
    ):
        word = "Повар" if charset else "Sécurité"
        body = json.dumps([{"id": 1, "title": word}], ensure_ascii=False).encode(encoding)
        assert read(body, {"fields": FEW}, charset=charset).items[0].title == word


# Paging, totals, completeness

PAGED = {"items": "jobs", "total": "total", "fields": FEW}


def page(count: int, total: int | None = None, first: int = 0, **more: Any) -> dict[str, Any]:
    jobs = [{"id": number, "title": "Cook"} for number in range(first, first + count)]
    return {"jobs": jobs, **({} if total is None else {"total": total}), **more}


def test_a_list_is_complete_when_its_declared_total_is_here() -> None:
    """Or when it is whole by contract and nobody asked for a part."""
    assert read(page(3, 3), PAGED).complete is True
    assert read(page(3, 5), PAGED).complete is False
    assert (read(page(3, 0), PAGED).complete, read(page(3, 0), PAGED).total) == (None, None)
    assert read(page(3), PAGED).complete is None
    assert read(page(0, 0), PAGED) == Batch(complete=True, total=0)
    whole = {**PAGED, "complete": True}
    assert read(page(3), whole).complete is True
    assert read(page(3), whole, url=f"{HERE}?limit=3").complete is None


def test_a_record_that_could_not_be_read_leaves_open_what_the_whole_is() -> None:
    """It may be any job."""
    batch = read({"jobs": [{"id": 1}, {"title": "Cook"}, 7], "total": 3}, PAGED)
    assert ([item.id for item in batch.items], batch.complete, batch.total) == (["1"], None, 3)
    assert [(one.field, str(one.found)) for one in batch.problems] == [
        ("record 2", "neither in “Cook”"),
        ("record 3", "neither"),
    ]


def walk(mapping: dict[str, Any], answer: Any, url: str = HERE) -> list[FollowUp]:
    """Ask for all parts of a list as `answer` gives them."""
    seen = {(link := records.first_request(SourceOptions(url=url, mapping=mapping))): None}
    open_ = [link]
    while open_:
        link = open_.pop(0)
        following = read(answer(link), mapping, url=link.url).next
        open_ += [link for link in following if link not in seen]
        seen |= dict.fromkeys(following)
        assert len(seen) < 2_000
    return list(seen)


def test_pages_follow_an_offset() -> None:
    """They count what came, keep the rest of the address, and end at the total."""
    mapping = {**PAGED, "next": {"parameter": "offset"}}

    def answer(link: FollowUp) -> Any:
        at = int(link.url.partition("offset=")[2] or 0)
        return page(min(40, 100 - at), 100, at)

    assert [link.url for link in walk(mapping, answer, f"{HERE}?team=a%20b")] == [
        f"{HERE}?team=a%20b",
        f"{HERE}?team=a+b&offset=40",
        f"{HERE}?team=a+b&offset=80",
    ]
    last = read(page(20, 100, 80), mapping, url=f"{HERE}?offset=80")
    assert (last.complete, last.next) == (False, ())


def test_pages_follow_their_number() -> None:
    """With a total, until it is reached; without one, until a page is not full."""
    for total in (5, None):
        mapping = {
            "items": "jobs",
            "fields": FEW,
            "next": {"parameter": "page", "first": 1, "step": 1, "size": 2},
        }
        if total:
            mapping["total"] = "total"

        def answer(link: FollowUp, total: int | None = total) -> Any:
            number = int(link.url.partition("page=")[2] or 1)
            return page(1 if number == 3 else 2, total, number * 10)

        assert [link.url for link in walk(mapping, answer)] == [HERE, f"{HERE}?page=2", f"{HERE}?page=3"]


def test_pages_follow_an_address_or_a_token_in_the_answer() -> None:
    """Never to where the list is already."""
    mapping = {**PAGED, "next": {"url": "links.next"}}
    assert read(page(1, 9, links={"next": "/api/jobs?p=2"}), mapping).next == (FollowUp(f"{HERE}?p=2"),)
    assert read(page(1, 9, links={"next": HERE}), mapping).next == ()
    assert read(page(1, 9, links={"next": "javascript:x"}), mapping).next == ()
    assert read(page(1, 9, links={"next": {"no": 1}}), mapping).next == ()
    mapping = {**PAGED, "next": {"parameter": "after", "value": "cursor"}}
    assert read(page(1, cursor="a=b&c"), mapping).next == (FollowUp(f"{HERE}?after=a%3Db%26c"),)
    assert read(page(1, cursor="x"), mapping, url=f"{HERE}?after=x").next == ()
    assert read(page(1), mapping).next == ()


def test_pages_are_asked_for_by_post() -> None:
    """All at once, by the first answer: Workday declares the total in no other."""
    url = "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs"
    assert json.loads(records.first_request(SourceOptions(url=url)).body)["offset"] == 0

    def answer(total: int, count: int) -> Batch:
        postings = [{"title": "Cook", "externalPath": f"/job/{number}"} for number in range(count)]
        return read({"total": total, "jobPostings": postings}, url=url)

    first = answer(45, 20)
    assert [(link.url, json.loads(link.body)["offset"]) for link in first.next] == [(url, 20), (url, 40)]
    assert (first.complete, first.total) == (False, 45)
    assert answer(0, 20).next == ()
    assert answer(20, 20).complete is True
    item = first.items[3]
    assert item.url == "/Careers/job/3"
    assert item.detail == FollowUp("https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/job/3")


@pytest.mark.parametrize(
    "paging",
    [{"parameter": "offset"}, {"parameter": "page", "step": 1}, {"body": '{"o": {position}}', "size": 1}],
)
@pytest.mark.slow
def test_a_list_that_never_ends_comes_to_an_end(paging: dict[str, Any]) -> None:
    """Whatever the answers say."""
    mapping = {**PAGED, "next": paging}
    seen = walk(mapping, lambda _: page(1, 900_000_000))
    assert len(seen) <= 1_001


# Records told in full elsewhere


def test_a_record_is_completed_by_its_own_document() -> None:
    """What it says there counts, but for the id."""
    cases = {
        "smartrecruiters": (
            "smartrecruiters-detail.json",
            {
                "totalFound": 1,
                "content": [{"id": "743", "name": "Sailor", "company": {"identifier": "Lighthouse", "name": "L"}}],
            },
        ),
        "bamboohr": (
            "bamboohr-detail.json",
            {
                "meta": {"totalCount": 1},
                "result": [{"id": "86", "jobOpeningName": "Nurse", "departmentLabel": "Care"}],
            },
        ),
        "workday": (
            "workday-detail.json",
            {"total": 1, "jobPostings": [{"title": "Architect", "externalPath": "/job/x_JR1"}]},
        ),
    }
    found = {}
    for preset, (name, listed) in cases.items():
        (item,) = read(listed, preset=preset).items
        document = Document("partner", f"https://partner.example/{name}", (SAMPLES / name).read_bytes(), "")
        found[preset] = records.add_detail(item, document, SourceOptions(preset=preset))
        assert (found[preset].id, found[preset].title, found[preset].detail) == (item.id, item.title, None)
        assert (found[preset].job or {})["identifier"] == (item.job or {})["identifier"]
    assert found["smartrecruiters"].content_html == (
        "<h3>Company Description</h3><p>We sail.</p>\n<h3>Job Description</h3><p>Sail.</p>\n"
        "<h3>Additional Information</h3><p>Wind.</p>"
    )
    assert found["smartrecruiters"].apply_url.endswith("/743/apply")
    bamboo = found["bamboohr"].job or {}
    assert (found["bamboohr"].published, bamboo["baseSalary"], bamboo["employmentUnit"]["name"]) == (
        "2026-05-06",
        "$30 per hour",
        "Care",
    )
    assert (found["workday"].job or {})["jobLocation"] == ["Chicago", "Boston", "Denver"]
    assert found["workday"].published == "2026-05-01"
    with pytest.raises(PostError, match=r"no record at `result\.jobOpening`"):
        records.add_detail(Item("1"), Document("", HERE, b'{"error": "gone"}', ""), SourceOptions(preset="bamboohr"))


# One id, several records


def test_a_job_listed_once_for_each_of_its_places_is_one() -> None:
    """Another job of the same id is not: the first counts."""
    fields = {**FEW, "place": "in"}
    body = [
        {"id": 1, "title": "Cook", "in": "Brest"},
        {"id": 1, "title": "Cook", "in": "Lille"},
        {"id": 1, "title": "Baker"},
    ]
    batch = read(body, {"fields": fields})
    assert [(item.job or {})["jobLocation"] for item in batch.items] == [["Brest", "Lille"]]
    assert [(one.field, str(one.found)) for one in batch.problems] == [("record 3", "“1”, as record 1")]


def test_many_wrong_records_are_counted() -> None:
    """The report stays readable."""
    batch = read([{}] * 1_000, {"fields": FEW})
    assert len(batch.problems) == 21
    assert str(batch.problems[-1].found) == "980 more that were left out"


# Refusals


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "an empty document"),
        (b" \n ", "an empty document"),
        (b"<!DOCTYPE html><html><body>Jobs</body></html>", "an HTML page"),
        (b"<html><form><input type='password'></form></html>", "a login page"),
        (b"<br />\n<b>Fatal error</b>: out of memory", "an HTML page"),
        (b"Service unavailable", "a text that is no list"),
        (b'{"message": "not found"}', "a response with `message`: “not found”"),
        (
            b'{"error": {"code": 404, "message": "No such board"}}',
            "a response with `error`: “No such board”",
        ),
        (b'{"jobs": null, "ok": true}', "no list at `jobs` in JSON with the keys `jobs`, `ok`"),
        (b'{"jobs": [{"id": 1', "JSON that is invalid or incomplete"),
        (b"[" * 100_000, "JSON nested too deeply"),
        (b"<jobs><job>", "XML that is invalid or incomplete"),
        (b'"text"', "a text that is no list"),
    ],
)
def test_what_is_no_list_is_refused_in_plain_words(body: bytes, found: str) -> None:
    """It names what was found instead."""
    assert found in refused(body, {"items": "jobs", "fields": FEW})


def test_what_is_of_another_notation_than_the_mapping_says_is_refused() -> None:
    """The address may have changed hands."""
    assert refused(b"<jobs/>", {"format": "json", "fields": FEW}) == "XML instead of JSON"
    assert refused(b"[]", {"format": "xml", "fields": FEW}) == "JSON instead of XML"
    assert refused(b"<html></html>", {"format": "csv", "fields": FEW}) == "an HTML page"


def test_an_empty_list_is_a_list_and_another_document_is_none() -> None:
    """In XML, what could hold the records has to be there."""
    mapping = {"items": "/source/job", "fields": FEW}
    assert read(b"<source><publisher>x</publisher></source>", mapping).items == ()
    assert read([], {"fields": FEW}).items == ()
    assert "a response `<error>`: “No key”" in refused(b"<error><m>No key</m></error>", mapping)
    assert "XML `<jobs>` of `<offer>`" in refused(b"<jobs><offer/></jobs>", {**mapping, "items": "//job"})
    assert read(b"<jobs/>", {**mapping, "items": "//job"}).items == ()


def test_an_unknown_partner_is_told_what_to_write() -> None:
    """What the document holds is named."""
    assert "JSON with the keys `a`" in refused({"a": [{"b": 1}]})
    assert "a table with the columns `x`, `y`" in refused(b"x,y\n1,2\n")
    assert "XML `<offers>` of `<offer>`" in refused(b"<offers><offer/></offers>")


@pytest.mark.slow
def test_what_is_too_large_is_refused() -> None:
    """Before anything reads it, or once records repeat what is outside them."""
    assert refused(b"[" + b" " * 20_000_000 + b"]", {"fields": FEW}) == "20.0 MB"
    assert "100,001 records" in refused([1] * 100_001, {"fields": FEW})
    body = b"<r><t>" + b"x" * 1_000_000 + b"</t>" + b"<job><id>1</id></job>" * 500 + b"</r>"
    mapping = {"items": "/r/job", "fields": {"id": "id", "description": "/r/t"}}
    assert "repeat each other's texts" in refused(body, mapping)


def test_bombs_and_entities_do_nothing() -> None:
    """Neither memory nor the network is touched."""
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><r><job><id>&b;</id></job></r>'
    mapping = {"items": "/r/job", "fields": FEW}
    assert read(bomb, mapping).items[0].id == "&b;"
    outside = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><job><id>1&x;</id></job></r>'
    assert read(outside, mapping).items[0].id == "1&x;"
    letters = b'<!DOCTYPE r [<!ENTITY eacute "x">]><r><job><id>1</id><title>&eacute;t&eacute;</title></job></r>'
    assert read(letters, mapping).items[0].title == "été"
    assert "invalid or incomplete" in refused(b"<r>" * 5_000 + b"</r>" * 5_000, mapping)


@pytest.mark.parametrize(
    "record",
    [
        {"d": "<a" * 2_000_000},
        {"d": "&lt;a" * 1_000_000},
        {"d": "<!--" * 1_000_000},
        {"d": "\n " * 2_000_000 + "x" + " " * 1_000_000 + "y"},
        {"d": "&amp" * 1_000_000},
        {"p": [str(number) for number in range(200_000)]},
    ],
)
@pytest.mark.slow
def test_no_text_takes_long(record: dict[str, Any]) -> None:
    """What is repeated millions of times is looked at once; a job has so many places, and no more."""
    item = only({"description": "d", "summary": "d", "place": "p", "tags": "d"}, {"id": 1, **record})
    assert len((item.job or {}).get("jobLocation", ())) in (0, 200)


@pytest.mark.slow
def test_no_list_takes_long() -> None:
    """Neither one job in very many places, nor what is asked from the root for every record."""
    body = [{"id": 1, "title": "x", "p": str(number)} for number in range(2_000)]
    assert len(read(body, {"fields": {**FEW, "place": "p"}}).items) == 1
    xml = b"<r>" + b"<job><id>1</id></job>" * 2_000 + b"</r>"
    assert len(read(xml, {"items": "//job", "fields": {"id": "id", "title": "//id"}}).items) == 1
    assert "repeat each other" in refused(xml, {"items": "//job", "fields": {"id": "id", "contract": "//id"}})


# Recognising


def test_what_is_recognised() -> None:
    """JSON that is neither feed nor linked data, XML that is neither feed, sitemap nor page, tables."""
    yes = [
        b"[]",
        b'{"jobs": []}',
        b"\xef\xbb\xbf [1]",
        b"<jobs/>",
        b"<?xml version='1.0'?><!-- x --><a:offers xmlns:a='b'/>",
        b"id;title\n1;Cook\n",
    ]
    no = [
        b"",
        b"text",
        b"---\ntitle: x\n---\nBody, and more, text\n",
        b'{"items": [], "version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}',
        b'{"@context": "https://schema.org", "@type": "JobPosting"}',
        b"<rss/>",
        b"<?xml version='1.0'?><feed/>",
        b"<rdf:RDF/>",
        b"<urlset/>",
        b"<html/>",
        b"One line, with a comma.\n\nAnother line.\n",
    ]
    assert [body for body in yes if not records.recognises(body)] == []
    assert [body for body in no if records.recognises(body)] == []


@pytest.mark.parametrize(
    ("url", "preset", "address"),
    [
        (
            "https://boards.greenhouse.io/acme/jobs/1",
            "greenhouse",
            "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true",
        ),
        (
            "https://job-boards.greenhouse.io/acme",
            "greenhouse",
            "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true&pay_transparency=true",
        ),
        ("https://jobs.lever.co/acme?team=x", "lever", "https://api.lever.co/v0/postings/acme?mode=json"),
        ("https://jobs.eu.lever.co/acme", "lever", "https://api.eu.lever.co/v0/postings/acme?mode=json"),
        (
            "https://jobs.ashbyhq.com/acme",
            "ashby",
            "https://api.ashbyhq.com/posting-api/job-board/acme?includeCompensation=true",
        ),
        (
            "https://careers.smartrecruiters.com/Acme",
            "smartrecruiters",
            "https://api.smartrecruiters.com/v1/companies/Acme/postings?limit=100",
        ),
        ("https://acme.recruitee.com/", "recruitee", "https://acme.recruitee.com/api/offers/"),
        ("https://acme.recruitee.com", "recruitee", "https://acme.recruitee.com/api/offers/"),
        ("https://acme.recruitee.com/o/cook", "recruitee", "https://acme.recruitee.com/api/offers/"),
        (
            "https://apply.workable.com/acme/",
            "workable",
            "https://apply.workable.com/api/v1/widget/accounts/acme?details=true",
        ),
        ("https://acme.jobs.personio.de/?language=fr", "personio", "https://acme.jobs.personio.de/xml"),
        ("https://acme.pinpointhq.com/", "pinpoint", "https://acme.pinpointhq.com/postings.json"),
        ("https://acme.bamboohr.com/careers", "bamboohr", "https://acme.bamboohr.com/careers/list"),
        (
            "https://acme.wd5.myworkdayjobs.com/en-US/Careers",
            "workday",
            "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs",
        ),
        (
            "https://acme.wd5.myworkdayjobs.com/Careers/job/x",
            "workday",
            "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs",
        ),
    ],
)
def test_a_page_for_people_leads_to_the_records(url: str, preset: str, address: str) -> None:
    """And their address is known, and leads nowhere else."""
    assert records.api_for(url) == address
    assert records.preset_for(address, b"") == preset
    assert records.api_for(address) == ""


def test_what_is_no_page_of_a_system_leads_nowhere() -> None:
    """Their own pages, other hosts that look alike, and no addresses at all."""
    for url in (
        "https://www.recruitee.com/",
        "https://api.teamtailor.com/v2/x",
        "https://boards.greenhouse.io/",
        "https://boards.greenhouse.io.evil.example/acme",
        "https://evil.example/boards.greenhouse.io/acme",
        "https://a.b.recruitee.com/",
        "https://apply.workable.com/j/ABC",
        "ftp://jobs.lever.co/acme",
        "jobs.lever.co/acme",
        "https://[",
        "",
    ):
        assert records.api_for(url) == ""
    assert records.api_for("https://acme.teamtailor.com/jobs") == "https://acme.teamtailor.com/jobs.json"


def test_a_mapping_may_change_a_preset() -> None:
    """Field by field."""
    body = {
        "jobs": [{"id": 1, "title": "Cook", "absolute_url": "https://a.example/1", "custom": "CDI"}],
        "meta": {"total": 1},
    }
    batch = read(body, {"fields": {"contract": "custom"}}, preset="greenhouse")
    assert (batch.items[0].url, (batch.items[0].job or {})["employmentType"]) == (
        "https://a.example/1",
        ["CDI"],
    )
    assert batch.complete is True


# What is wrong with a mapping


def test_presets_and_good_mappings_have_no_faults() -> None:
    """Theirs are kept to the same rules as anybody's."""
    for preset in records.presets().values():
        keys = {key: value for key, value in preset.items() if key not in system_presets.OWN_KEYS}
        assert say(keys) == []
    assert say({"fields": {"contract": "custom"}}, "greenhouse") == []
    assert say({"format": "csv", "fields": {"id": "Réf.", "title": "Intitulé (F/H)", "url": "{Réf.}-x"}}) == []


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ("jobs", [": keys with values | 'jobs' | write `fields:` with an expression for each"]),
        (
            {"fields": {"title": "t"}},
            ["fields: an `id` or a `url` | neither | add one: it identifies a record"],
        ),
        ({"fields": {"id": "i"}}, ["fields: a `title` | none | add one: it names the job"]),
        ({"field": 1, "fields": FEW}, ["field: a known key | 'field' | did you mean 'fields'?"]),
        ({"format": "jsn", "fields": FEW}, ["format: one of json, xml, csv, html | 'jsn' | did you mean 'json'?"]),
        (
            {"fields": {**FEW, "organisation": "o"}},
            ["fields.organisation: a known key | 'organisation' | did you mean 'organization'?"],
        ),
        ({"fields": {**FEW, "place": {"city": "c"}}}, None),
        (
            {"format": "json", "fields": {**FEW, "state": "a..b"}},
            ["fields.state: JMESPath | 'a..b': invalid from `.b` (character 3) | "],
        ),
        (
            {"format": "json", "items": "jobs[", "fields": FEW},
            ["items: JMESPath | 'jobs[': it is incomplete (character 6) | "],
        ),
        (
            {"format": "json", "fields": {**FEW, "state": "lenght(@)"}},
            ["fields.state: JMESPath | 'lenght(@)': unknown function `lenght` | "],
        ),
        (
            {"format": "json", "fields": {**FEW, "state": "length()"}},
            ["fields.state: JMESPath | 'length()': 0 arguments for `length`, which takes 1 | "],
        ),
        (
            {"format": "xml", "fields": {**FEW, "state": "a[@b='c]"}},
            ["fields.state: XPath | 'a[@b='c]': unfinished literal (character 8) | "],
        ),
        (
            {"format": "xml", "fields": {**FEW, "state": "x:y"}},
            ["fields.state: XPath | 'x:y': undefined namespace prefix | "],
        ),
        ({"format": "xml", "fields": {**FEW, "state": ["a", "b("]}}, None),
        (
            {"fields": {**FEW, "state": 7}},
            ["fields.state: an expression (JMESPath, XPath or the name of a column) | '7' | "],
        ),
        ({"fields": FEW, "complete": "yes"}, ["complete: true or false | 'yes' | "]),
        (
            {"fields": FEW, "next": {"parameter": "p", "url": "u"}},
            ["next: one of `url`, `parameter`, `range`, `body` | `url` and `parameter` | keep one"],
        ),
        (
            {"fields": FEW, "next": {"body": "{offset}", "size": 1}},
            ["next.body: a text with {position} | '{offset}' | write {position} where the position belongs"],
        ),
        (
            {"fields": FEW, "next": {"body": "{position}"}},
            ["next: `size` | none | set it to the number of records in one response"],
        ),
        ({"fields": FEW, "next": {"parameter": "p", "size": 0}}, ["next.size: a whole number | '0' | "]),
        (
            {"fields": FEW, "detail": {"record": "r"}},
            ["detail: a `url` | none | set it to the URL of a record's own document"],
        ),
        (
            {"fields": {**FEW, "pay": {"min": "m", "divided_by": "100"}}},
            ["fields.pay.divided_by: a whole number | '100' | write 100 for cents"],
        ),
        (
            {"fields": FEW, "values": {"contract": "CDI"}},
            ["values.contract: words with what they mean | 'CDI' | "],
        ),
        (
            {"fields": FEW, "values": {"kontrakt": {}}},
            ["values.kontrakt: a known key | 'kontrakt' | did you mean 'contract'?"],
        ),
        (
            {"fields": FEW, "namespaces": ["a"]},
            ["namespaces: prefixes with URIs | a list | write for example `job: https://example.org/ns`"],
        ),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_with_its_remedy(mapping: Any, expected: list[str] | None) -> None:
    """And with the place in an expression."""
    found = say(mapping)
    assert found == expected if expected else len(found) == 1


# The page


def test_the_page_names_every_key_and_every_preset() -> None:
    """It is held against the tables of the program."""
    from feeds.normalise.dialects.records import field_mapping as known

    page = (ROOT / "docs" / "reference" / "records.md").read_text("utf-8")
    parts = [part for names in known.PARTS.values() for part in names]
    for name in (*known.KEYS, *known.NEXT, *known.DETAIL, *known.FIELDS, *parts, *records.presets()):
        assert f"`{name}`" in page, name


def test_the_example_of_the_page_works() -> None:
    """Its document and its mapping, as they stand there."""
    import yaml

    page = (ROOT / "docs" / "reference" / "records.md").read_text("utf-8")
    body = page.partition("```json\n")[2].partition("```")[0].encode()
    mapping = yaml.safe_load(page.partition("```yml\n")[2].partition("```")[0])["mapping"]
    assert say(mapping) == []
    batch = read(body, mapping)
    (item,) = batch.items
    assert (item.id, item.url, item.title) == ("W-17", "https://partner.example/jobs/baker", "Baker (f/m)")
    found = item.job or {}
    assert (found["employmentType"], found["hiringOrganization"]["name"]) == (["full time"], "Example Works")
    assert found["jobLocation"][0]["address"]["postalCode"] == "35000"
    assert "jobLocationType" not in found
    assert (batch.total, batch.complete, batch.next) == (120, False, (FollowUp(f"{HERE}?offset=1"),))


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("Baker & cook", "Baker & cook"),
        ("R&D&nbsp;engineer", "R&D\xa0engineer"),
        ("D&eacute;veloppeur", "Développeur"),
        ("a < b &unknown; c", "a < b &unknown; c"),
        ("bell \x07", "bell"),
    ],
)
def test_xml_with_a_slip_is_read_as_it_was_meant(title: str, meant: str) -> None:
    """A stray ampersand, an entity of HTML, a forbidden character; and a note says so."""
    body = f"<jobs><job><id>1</id><title>{title}</title></job></jobs>".encode()
    batch = read(body, {"items": "/jobs/job", "fields": FEW})
    assert [item.title for item in batch.items] == [meant]
    assert [(problem.expected, problem.severity) for problem in batch.problems] == [("well-formed XML", "note")]


@pytest.mark.parametrize("body", ["<jobs><job><id>1</id><title>a & b</title></job>", "<jobs><job>&</jobs>"])
def test_xml_that_is_not_whole_is_refused_nevertheless(body: str) -> None:
    with pytest.raises(PostError):
        read(body.encode(), {"items": "/jobs/job", "fields": FEW})
