"""XML job feeds of any root and any writing of names, and tables in wrapped JSON; what is no list of jobs is none."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import Item, SourceOptions
from feeds.normalise.dialects.records import recognised, wrapped_json

HERE = "https://partner.example/feed"
JOB = {
    "job_id": "A-#",
    "job_title": "Baker #",
    "job_url": "https://oven.example/#",
    "company_name": "Oven",
    "city": "Leeds",
    "country": "GB",
    "employment_type": "Full time",
    "publish_date": "2026-05-0#",
    "job_description": "Bake bread before dawn, and sell it after.",
}
WRITINGS = {
    "as it is": str,
    "capitals": str.upper,
    "camel case": lambda name: "".join(word.title() for word in name.split("_")),
    "hyphens": lambda name: name.replace("_", "-"),
    "together": lambda name: name.replace("_", ""),
    "prefixed": lambda name: f"ns:{name}",
}


def feed(record: Mapping[str, str], element: str = "job", root: str = "list") -> bytes:
    """Return a feed of three records; `#` in a value is replaced by the number of the record."""
    made = "".join(
        f"<{element}>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in record.items())}</{element}>"
        .replace("#", str(number))
        for number in (1, 2, 3)
    )  # fmt: skip
    return f'<{root} xmlns:ns="https://ns.example/"><generator>x</generator>{made}</{root}>'.encode()


def preset(body: bytes) -> str:
    return records.preset_for(HERE, body)


def items(body: bytes) -> tuple[Item, ...]:
    return records.read(Document("partner", HERE, body, ""), SourceOptions(HERE)).items


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("element", ["job", "Vacancy", "offre", "item", "ns:JobPosting"])
def test_a_feed_is_read_however_its_names_are_written(writing: str, element: str) -> None:
    """Case, marks and namespaces do not matter, and neither does the root."""
    body = feed({WRITINGS[writing](name): value for name, value in JOB.items()}, element)
    assert preset(body) == "job-feed"
    first = items(body)[0]
    assert (first.id, first.title, first.url) == ("A-1", "Baker 1", "https://oven.example/1")
    assert first.published == "2026-05-01"
    job = first.job or {}
    assert job["hiringOrganization"]["name"] == "Oven"
    assert job["jobLocation"][0]["address"] == {
        "@type": "PostalAddress", "addressLocality": "Leeds", "addressCountry": "GB",
    }  # fmt: skip
    assert job["identifier"] == {"@type": "PropertyValue", "name": "Oven", "value": "A-1"}


@pytest.mark.parametrize(
    ("element", "record"),
    [
        ("item", {"id": "#", "title": "Oven #", "url": "/#", "description": "Hot.", "price": "12", "company": "Z"}),
        ("ad", {"id": "#", "title": "Flat #", "url": "/#", "content": "Sunny.", "city": "Rome", "rooms": "3",
                "agency": "Z", "date": "2026-05-01"}),
        ("offer", {"id": "#", "title": "Roof #", "url": "/#", "organization": "Town", "deadline": "2026-05-01",
                   "description": "A tender.", "city": "Rome"}),
        ("listing", {"id": "#", "name": "Cafe #", "url": "/#", "company": "Z", "city": "Rome", "description": "Tea."}),
        ("offer", {"id": "#", "title": "Car #", "url": "/#", "company": "Z", "city": "Rome", "contracttype": "rental",
                   "description": "Fast."}),
        ("job", {"name": "build-#", "url": "/#", "color": "blue", "description": "Nightly build."}),
        ("job", {"id": "#", "title": "Baker #", "url": "/#", "date": "2026-05-01"}),
        ("position", {"id": "#", "name": "Ann #", "email": "a#@z.example", "company": "Z", "city": "Rome"}),
        ("item", {"id": "#", "title": "Fair #", "url": "/#", "organizer": "Z", "city": "Rome", "salary": "free",
                  "company": "Z", "date": "2026-05-01"}),
    ],
    ids=lambda value: value if isinstance(value, str) else value.get("title") or value.get("name"),
)  # fmt: skip
def test_other_lists_are_no_job_feeds(element: str, record: Mapping[str, str]) -> None:
    assert preset(feed(record, element)) == ""


def test_values_count_where_names_differ_in_depth() -> None:
    """The employer may be stated once, pay in parts, a place as one text, a last day for ever."""
    record = {"id": "#", "title": "Baker #", "link": "https://oven.example/#", "location": "Leeds", "country": "GB",
              "jobtype": "Part-time", "expirydate": "31/12/2099", "description": "Bake."}  # fmt: skip
    body = feed(record).replace(b"<generator>x</generator>", b"<Company>Oven</Company>")
    body = body.replace(b"</job>", b"<Salary><Min>20000</Min><Currency>GBP</Currency></Salary></job>")
    job = items(body)[0].job or {}
    assert job["hiringOrganization"]["name"] == "Oven"
    assert job["jobLocation"] == ["Leeds, GB"]
    assert job["baseSalary"]["value"]["minValue"] == "20000"
    assert "validThrough" not in job


def test_an_end_beside_a_first_day_is_no_last_day_to_apply() -> None:
    ends = [(items(feed({**JOB, **more}))[0].job or {}).get("validThrough") for more in (
        {"end_date": "2027-06-30"}, {"end_date": "2027-06-30", "start_date": "2027-01-04"},
    )]  # fmt: skip
    assert ends == ["2027-06-30", None]


def test_a_feed_that_states_more_jobs_than_it_has_is_not_complete() -> None:
    body = feed({**JOB}).replace(b"<generator>x</generator>", b"<expectedJobCount>5</expectedJobCount>")
    batch = records.read(Document("partner", HERE, body, ""), SourceOptions(HERE))
    assert (batch.total, batch.complete) == (5, False)


def table(columns: list[str], rows: list[list[object]]) -> dict[str, object]:
    cells = [{"c": [None if value is None else {"v": value} for value in row]} for row in rows]
    return {"table": {"cols": [{"id": "A", "label": label} for label in columns], "rows": cells}}


def test_a_table_of_google_becomes_records() -> None:
    """Its rows by the labels of its columns; without labels, the first row has them. Months are counted from 0."""
    rows: list[list[object]] = [["Cook", "Date(2026,0,31)", None], ["Waiter", "Date(2026,11,1,9,5,0)", 2]]
    expected = [
        {"Job": "Cook", "Posted": "2026-01-31", "Places": None},
        {"Job": "Waiter", "Posted": "2026-12-01T09:05:00", "Places": 2},
    ]
    names = ["Job", "Posted", "Places"]
    assert wrapped_json.records(table(names, rows)) == expected
    assert wrapped_json.records(table(["", "", ""], [list(names), *rows])) == expected
    assert wrapped_json.records(table(["Job", "Job", ""], [["a", "b", "c"]])) == [{"Job": "a"}]


JOBS = [
    {"id": number, "title": f"Cook {number}", "contract": "CDI", "city": "Rome", "url": f"/{number}"}
    for number in (1, 2)
]


@pytest.mark.parametrize("start", ["cb(", "/**/ jQuery.cb_1 (", "/*O_o*/\ngoogle.visualization.Query.setResponse("])
def test_json_in_a_call_is_read(start: str) -> None:
    body = f"{start}{json.dumps({'jobs': JOBS})});\n".encode()
    assert records.recognises(body)
    found = recognised.find(Document("partner", HERE, body, ""), SourceOptions(HERE, recognise=True))
    assert found.mapping["items"] == "jobs"


KEYS = st.sampled_from(["table", "cols", "rows", "c", "v", "label"])
ANY_JSON = st.recursive(
    st.none() | st.text(max_size=9) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)


@given(ANY_JSON)
def test_any_json_survives(root: object) -> None:
    """What is no table stays as it is; a damaged one has no more records than rows."""
    found = wrapped_json.records(root)
    assert found is root or isinstance(found, list)


def test_tokens_of_a_list_that_is_requested_by_post_are_in_its_body() -> None:
    """Notion's cursor is nowhere in the first request."""
    properties = {"Poste": "Cook", "Contrat": "CDI", "Ville": "Rome", "Lien": "https://a.example/1"}
    body = {"object": "list", "results": [{"id": "a1", "properties": properties}], "next_cursor": "c2"}
    options = SourceOptions(HERE, recognise=True, body='{"page_size": 1}')
    document = Document("partner", HERE, json.dumps(body).encode(), "", request_body='{"page_size": 1}')
    found = recognised.find(document, options)
    (part,) = records.read(document, found).next
    assert (part.url, json.loads(part.body)) == (HERE, {"page_size": 1, "start_cursor": "c2"})
