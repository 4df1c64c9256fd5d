"""The recogniser: fields of records of no known system, by their names and values; what is no job is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from feeds.model.errors import PostError
from feeds.model.post import Document
from feeds.normalise.dialects import records
from feeds.normalise.dialects.item import SourceOptions
from feeds.normalise.dialects.records import recognised

HERE = "https://partner.example/api/list"
LONG = "We bake bread, and we sell it in the morning. " * 6


def options(body: Any) -> SourceOptions:
    """Return how a list is parsed that was recognised, whose mapping is empty if it was not."""
    body = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return recognised.find(Document("partner", HERE, body, ""), SourceOptions(HERE, recognise=True))


def fields(body: Any) -> dict[str, Any]:
    return dict(options(body).mapping.get("fields", {}))


def rows(**record: Any) -> list[dict[str, Any]]:
    """Return three records; `#` in a text is replaced by the number of the record."""
    return [json.loads(json.dumps(record, ensure_ascii=False).replace("#", str(number))) for number in (1, 2, 3)]


GERMAN = rows(
    kennziffer="K-#", stellentitel="Bäcker # (m/w/d)", firmenname="Ofen GmbH", arbeitsort="Köln", plz="50667",
    land="Deutschland", veröffentlichungsdatum="2026-03-0#", bewerbungsfrist="2026-05-0#", vertragsart="unbefristet",
    beschreibung=f"<p># {LONG}</p>", aufgaben="<p>Backen und verkaufen. </p>" * 9, linkZurAnzeige="https://ofen.example/#",
    ansprechpartner={"name": "Erika", "email": "erika@ofen.example"},
)  # fmt: skip
FRENCH = rows(
    identifiant="F#", intitulé="Boulanger #", typeContrat="CDI", dateCreation="2026-03-0#T10:00:00Z",
    dateActualisation="2026-03-1#T10:00:00Z", description=f"# {LONG}", nombrePostes=1,
    entreprise={"nom": "Le Four", "description": LONG, "adresse": {"ville": "Paris"}},
    lieuTravail={"libelle": "35 - Rennes", "codePostal": "35000", "latitude": 48.1},
    urlOrigine="https://four.example/#", contact={"nom": "Anne", "courriel": "anne@four.example"},
)  # fmt: skip
ENGLISH = rows(
    id="x#", title="Baker #", permalink="https://oven.example/#", postedAt="2026-03-0#", body=f"<p># {LONG}</p>",
    company={"id": 3, "name": "Oven Ltd", "logo": "https://oven.example/logo.png"}, employmentType="Full-time",
    locations=[{"city": "Leeds", "country": "GB"}, {"city": "York", "country": "GB"}], remote=False,
)  # fmt: skip
DUTCH_COLUMNS = ("Vacaturenummer", "Functietitel", "Bedrijfsnaam", "Standplaats", "Postcode", "Dienstverband",
                 "Publicatiedatum", "Sluitingsdatum", "Vacaturetekst", "Vacature-url")  # fmt: skip
DUTCH = "\n".join(
    (
        ";".join(DUTCH_COLUMNS),
        *(f"V{n};Bakker {n};De Oven;Utrecht;3511 AB;Vast;2026-03-0{n};2026-06-0{n};{LONG}{n};https://oven.example/{n}"
          for n in (1, 2, 3)),
    )
).encode()  # fmt: skip
SPANISH = (
    "<ofertas>"
    + "".join(
        f"<oferta><codigo>{n}</codigo><puesto>Panadero {n}</puesto><empresa><nombre>Horno SL</nombre></empresa>"
        f"<ciudad>Sevilla</ciudad><pais>España</pais><fechaPublicacion>2026-03-0{n}</fechaPublicacion>"
        f"<fechaLimite>2026-06-0{n}</fechaLimite><tipoContrato>indefinido</tipoContrato>"
        f"<descripcion><![CDATA[<p>{n} {LONG}</p>]]></descripcion><enlace>https://horno.example/{n}</enlace></oferta>"
        for n in (1, 2, 3)
    )
    + "</ofertas>"
).encode()


def test_names_in_five_languages() -> None:
    """Accents, capitals inside words and compounds do not matter; contacts and the employer's text are no fields."""
    assert fields({"stellen": GERMAN}) == {
        "id": "kennziffer", "reference": "kennziffer", "title": "stellentitel", "url": "linkZurAnzeige",
        "contract": "vertragsart",
        "published": '"veröffentlichungsdatum"', "deadline": "bewerbungsfrist", "organization": "firmenname",
        "description": ["beschreibung", "aufgaben"],
        "place": {"postal_code": "plz", "locality": "arbeitsort", "country": "land"},
    }  # fmt: skip
    assert fields({"resultats": FRENCH}) == {
        "id": "identifiant", "title": '"intitulé"', "url": "urlOrigine", "published": "dateCreation",
        "updated": "dateActualisation", "contract": "typeContrat", "description": "description",
        "organization": "entreprise.nom", "openings": "nombrePostes", "place": "lieuTravail.libelle",
    }  # fmt: skip
    assert fields(DUTCH) == {
        "id": "vacaturenummer", "title": "functietitel", "url": "vacature-url", "published": "publicatiedatum",
        "deadline": "sluitingsdatum", "contract": "dienstverband", "description": "vacaturetekst",
        "organization": "bedrijfsnaam", "place": {"postal_code": "postcode", "locality": "standplaats"},
    }  # fmt: skip
    assert fields(SPANISH) == {
        "id": "codigo", "title": "puesto", "url": "enlace", "published": "fechaPublicacion", "deadline": "fechaLimite",
        "contract": "tipoContrato", "description": "descripcion", "organization": "empresa/nombre",
        "place": {"locality": "ciudad", "country": "pais"},
    }  # fmt: skip
    found = options({"data": {"jobs": {"edges": [{"node": record} for record in ENGLISH]}}}).mapping
    assert found["items"] == "data.jobs.edges"
    assert found["fields"] == {
        "id": "node.id", "title": "node.title", "url": "node.permalink", "published": "node.postedAt",
        "contract": "node.employmentType", "description": "node.body",
        "organization": {"name": "node.company.name", "logo": "node.company.logo"},
        "place": {"items": "node.locations", "locality": "city", "country": "country"},
    }  # fmt: skip


def test_the_list_of_records_may_be_anywhere() -> None:
    """It may be grouped, keyed by id, of one record, or beside other lists; what is hidden is left out."""
    few = rows(id="#", company="Z", title="Cook #", url="https://a.example/#", city="Rome", contract="CDI")
    assert options([{"name": "Kitchen", "jobs": few[:2]}, {"name": "Hall", "jobs": few[2:]}]).mapping["items"] == (
        "[].jobs[]"
    )
    assert options({"a1": few[0], "a2": few[1]}).mapping["items"] == "values(@)"
    assert options(few[0]).mapping["items"] == "[@]"
    beside = {"offices": rows(id="#", name="Office #", city="Rome"), "jobs": few}
    assert options(beside).mapping["items"] == "jobs"
    groups = [{"company": "Z", "jobs": [record]} for record in few]
    assert options(groups).mapping["items"] == "[].jobs[]"
    hidden = [{**record, "isListed": number != 1} for number, record in enumerate(few)]
    found = options({"jobs": hidden})
    body = json.dumps({"jobs": hidden}).encode()
    assert [item.title for item in records.read(Document("p", HERE, body, ""), found).items] == ["Cook 1", "Cook 3"]


def test_a_date_is_what_its_name_states() -> None:
    """The first day of work is no publication, the last day of publication no first one."""
    job = {"ref": "B#", "poste": "Boulanger #", "contrat": "CDI", "ville": "Rennes", "texte": f"# {LONG}"}
    found = fields(rows(**job, date_embauche="0#/01/2027", paru_le="1#/11/2026"))
    assert (found["start"], found["published"]) == ("date_embauche", "paru_le")
    found = fields(rows(**job, publication_date="2026-11-0#", last_publication_date="2026-12-0#"))
    assert (found["published"], found["deadline"]) == ("publication_date", "last_publication_date")


def test_what_services_wrap_records_in_is_no_name_of_a_field() -> None:
    source = {
        "jobTitle": "Baker #",
        "employer": "Oven Ltd",
        "municipality": "Leeds",
        "jobUrl": "https://oven.example/#",
    }
    found = fields({"hits": {"hits": [{"_id": f"e{n}", "_source": row} for n, row in enumerate(rows(**source))]}})
    assert found["place"] == {"locality": "_source.municipality"}
    named = {"Name": {"title": [{"plain_text": "Baker #"}]}, "Type": {"select": {"name": "Full-time"}}}
    day = {"Closing date": {"date": {"start": "2026-12-2#", "end": None}}}
    found = fields({"results": rows(id="n#", url="https://notes.example/#", properties={**named, **day})})
    assert found["deadline"] == 'properties."Closing date".date.start'


def test_a_table_may_have_no_other_link_than_to_apply() -> None:
    row = {"Job title": "Baker #", "Organisation": "Oven", "Contract": "Full time", "Your email": "a#@oven.example"}
    row |= {"Link to apply": "https://oven.example/#", "Arbeitsort": "5809# Hagen", "Job description": f"# {LONG}"}
    found = fields(rows(**row))
    assert (found["url"], found["place"]) == ('"Link to apply"', "Arbeitsort")


def test_each_job_has_a_title() -> None:
    """A name that some records lack is that of something else, and so is that of working times."""
    some = rows(id="#", position="Baker #", jobUrl="https://oven.example/#", contract="Full-time", city="Leeds")
    some[0]["jobOpening"] = {"name": "Baking"}
    some = [{**one, "workingTimes": [{"id": 1, "name": "Early"}]} for one in some]
    assert fields(some)["title"] == "position"


def test_several_addresses_that_name_the_id_are_of_the_job() -> None:
    job = {"uid": "A1.2#", "name": "Baker #", "employment_type": "Full-time", "company": "Oven"}
    pages = {"url_active": "https://oven.example/A1.2#", "url_second": "https://jobs.example/oven/A1.2#"}
    assert fields(rows(**job, **pages))["url"] in pages
    others = {**pages, "url_active": "https://oven.example/about/#"}
    assert "url" not in fields(rows(**job, **others))


def test_a_share_is_no_pay() -> None:
    job = {"id": "#", "title": "Baker #", "url": "https://oven.example/#", "contract": "Full-time"}
    assert "pay" not in fields(rows(**job, salary="Competitive", salary_note="up to 10% bonus"))


def test_what_is_unclear_stays_empty() -> None:
    """Two paths that fit a field as well, with other values, are none; one of two that agree counts."""
    job = {"id": "#", "title": "Cook #", "contract": "CDI", "employer": "Z"}
    assert "published" not in fields({"jobs": rows(**job, published="2026-03-0#", publication_date="2026-02-0#")})
    assert fields({"jobs": rows(**job, published="2026-03-0#", publication_date="2026-03-0#")})["published"]
    wrong = fields({"jobs": rows(**job, published="2026-03-0#", closes="2025-03-0#", salary_min_cents=100_000)})
    assert {"deadline", "pay"} & {*wrong} == set()


def test_a_name_may_be_that_of_something_else() -> None:
    """What a name belongs to decides, and a first day with a last one beside it is not that of the work."""
    record = {
        "Nom de la structure": "Resto #",
        "Poste": "Cook #",
        "Type de contrat": "CDD",
        "Lien": "https://a.example/#",
    }
    found = fields({"records": rows(id="rec#", fields=record)})
    assert found["title"] == "fields.Poste"
    assert found["organization"] == 'fields."Nom de la structure"'
    found = fields({"jobs": rows(id="#", title="Cook #", company="Z", start_date="2026-03-0#", end_date="2026-06-01")})
    assert {*found} == {"id", "title", "organization"}


def test_values_count_as_names_do() -> None:
    """A name is not enough where the value is something else; a value may be where a name is not."""
    record = {"id": "#", "title": "Cook #", "employer": "Z", "kind": "CDI", "info": f"# {LONG}", "type": "standard"}
    record |= {"department": "Val-de-Marne", "category": "04A", "locationsText": "3 locations", "url": "/logo.png"}
    assert fields({"jobs": rows(**record)}) == {
        "id": "id", "title": "title", "organization": "employer", "contract": "kind", "description": "info",
    }  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        {"people": rows(id="#", name="Ann #", position="Cook", company="Z", email="a#@z.example", city="Rome")},
        {"products": rows(id="#", title="Oven #", description=LONG, price=12, sku="S#", brand="B", type="full-time")},
        {"offers": rows(id="#", title="Insurance #", company="Z", contract="annual", valid_until="2026-05-0#",
                        price=12, url="https://a.example/#", description=LONG)},
        {"events": rows(id="#", title="Job fair #", description=LONG, date="2026-05-01", venue="Hall", organizer="Z")},
        {"annonces": rows(id="#", titre="Maison #", description=LONG, ville="Brest", prix=1200, url="/#")},
        rows(id="#", title="News #", content=LONG, date="2026-05-01", author="Z", link="https://a.example/#"),
        {"formations": rows(id="#", intitule="CAP #", organisme="Z", ville="Metz", duree="6 mois", description=LONG)},
        {"team": rows(id="#", name="Ann #", role="Cook", department="Hall", location="Ayr", bio="Cooks.", url="/#")},
        {"team": rows(id="#", name="Ann #", position="Cook", bio=LONG, email="a#@z.example", url="/#")},
        {"appels_offres": rows(id="#", titre="Toit #", organisme="Z", date_limite="2026-05-01", description=LONG)},
        {"offers": rows(id="#", title="Deal #", company="Z", discount="10 %", expires="2026-05-01", description=LONG)},
        {"jobs": []},
        {},
        {"jobs": rows(id="#", name="backup-#", status="running", created="2026-05-01", url="/#", description=LONG)},
        {"listings": rows(id="#", title="Flat #", url="/#", city="Ayr", contract="rent", company="Z", text=LONG)},
        [1, "two", None, [[]]],
    ],
    ids=lambda body: next(iter(body), "none") if isinstance(body, dict) else "list",
)  # fmt: skip
def test_other_lists_are_no_jobs(body: Any) -> None:
    assert not fields(body)


def around(**values: Any) -> dict[str, Any]:
    """Return what is recognised around a list of three jobs."""
    job = rows(id="#", title="Cook #", contract="CDI", city="Rome", url="https://a.example/#")
    found = options({"jobs": job, **values}).mapping
    return {key: value for key, value in found.items() if key not in ("format", "items", "fields")}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"total": 40}, {"total": "total"}),
        ({"meta": {"total_count": 3}, "count": 3}, {"total": "meta.total_count"}),
        ({"count": 3}, {}),  # of this part, perhaps
        ({"count": 40}, {"total": "count"}),
        ({"total": 40, "totalViews": 90}, {"total": "total"}),
        ({"total": 40, "totalJobs": 50}, {}),
        ({"total": 2}, {}),
        ({"links": {"next": "https://a.example/?page=2", "prev": None}}, {"next": {"url": "links.next"}}),
        ({"links": {"next": {"href": "/jobs?page=2"}}}, {"next": {"url": "links.next.href"}}),
        ({"next": "?page=2", "total": 40}, {"total": "total", "next": {"url": "next"}}),
        ({"next": "Next page"}, {}),
        ({"offset": "itr0/rec3"}, {"next": {"parameter": "offset", "value": "offset"}}),
        ({"nextPageToken": "x-1"}, {"next": {"parameter": "pageToken", "value": "nextPageToken"}}),
        ({"next_cursor": "x-1"}, {"next": {"parameter": "cursor", "value": "next_cursor"}}),
        (
            {"object": "list", "next_cursor": "x-1"},
            {"next": {"parameter": "start_cursor", "value": "next_cursor"}},
        ),
        ({"object": "list", "next_cursor": None}, {}),
        ({"offset": 0, "limit": 3}, {}),  # without a total, a server that ignores `offset` has no end
        ({"offset": 0, "limit": 3, "total": 7}, {"total": "total", "next": {"parameter": "offset"}}),
        ({"start": 1, "limit": 3, "total": 7}, {"total": "total", "next": {"parameter": "start", "first": 1}}),
        (
            {"meta": {"page": 1, "per_page": 3, "total": 7}},
            {"total": "meta.total", "next": {"parameter": "page", "first": 1, "step": 1, "size": 3}},
        ),
        ({"page": 3, "per_page": 3, "total": 9}, {"total": "total"}),  # a part that is not the first
        ({"company": "Oven"}, {"common": {"organization": "company"}}),
        ({"employer": {"name": "Oven", "id": 4}}, {"common": {"organization": "employer.name"}}),
        ({"company": "Oven", "employer": "Other"}, {}),
        ({"publisher": "Board", "name": "Jobs", "company_id": "x4"}, {}),
    ],
    ids=str,
)
def test_what_is_around_a_list_is_recognised(values: dict[str, Any], expected: dict[str, Any]) -> None:
    """Its employer, its total, and its further parts where a server that ignores a parameter does no harm."""
    assert around(**values) == expected


def test_the_parts_of_a_recognised_list_are_read() -> None:
    """The mapping is used for paging as any other, and the employer of the list is that of each job."""
    job = rows(id="#", title="Cook #", contract="CDI", city="Rome", url="https://a.example/#")
    body = json.dumps({"company": "Oven", "offset": 0, "limit": 3, "total": 7, "jobs": job}).encode()
    document = Document("partner", HERE, body, "")
    batch = records.read(document, recognised.find(document, SourceOptions(HERE, recognise=True)))
    assert (batch.total, batch.complete, [part.url for part in batch.next]) == (7, False, [f"{HERE}?offset=3"])
    assert (batch.items[0].job or {})["hiringOrganization"]["name"] == "Oven"
    feed = "<jobs><company><name>Oven</name><id>7</id></company>" + "".join(
        f"<job><id>{n}</id><title>Cook {n}</title><contract>CDI</contract><city>Rome</city><link>/{n}</link></job>"
        for n in (1, 2, 3)
    )
    assert options(f"{feed}</jobs>".encode()).mapping["common"] == {"organization": "/jobs/company/name"}


def test_fields_of_users_come_before_those_of_the_service() -> None:
    """Around the fields that its users define, a service has links, ids and dates of its own."""
    mine = {"Poste": "Cook #", "Contrat": "CDI", "Lien": "https://a.example/#", "Ville": "Rome", "Date": "2026-03-0#"}
    record = {"id": "r#", "url": "https://service.example/#", "created_time": "2026-01-0#", "properties": mine}
    found = fields({"results": rows(**record)})
    assert (found["id"], found["url"], found["published"]) == ("id", "properties.Lien", "properties.Date")


def test_the_same_value_in_all_records_is_no_id() -> None:
    two = rows(uid="title", title="Cook #", contract="CDI", city="Rome", url="https://a.example/#")[:2]
    assert "id" not in fields({"jobs": two})


def test_a_list_must_fit_the_mapping_that_was_kept() -> None:
    """The mapping is kept as JSON; a later list without a field that all records had is refused."""
    five = [
        {**GERMAN[0], "kennziffer": f"K-{number}", "linkZurAnzeige": f"https://ofen.example/{number}"}
        for number in range(6)
    ]
    kept = recognised.encode(options({"stellen": five}))
    fixed = recognised.decode(kept, SourceOptions(HERE, recognise=True))

    def read(rows: list[Any]) -> int:
        body = json.dumps({"stellen": rows}).encode()
        return len(records.read(Document("p", HERE, body, ""), fixed).items)

    assert (read(five), read(five[:1]), read([])) == (6, 1, 0)
    without = [{key: value for key, value in row.items() if key != "bewerbungsfrist"} for row in five]
    assert read(without[:2]) == 2  # of few records, all may lack it
    for changed in (without, [{"nummer": "1", "stellentitel": "x"}] * 2):
        with pytest.raises(PostError) as error:
            read(changed)
        assert "no longer fits" in str(error.value.problem.found)
    assert not recognised.decode("{damaged", SourceOptions(HERE, recognise=True)).mapping
    assert recognised.as_yaml(kept).startswith("mapping:\n  format: json\n  items: stellen\n")
    assert "title: stellentitel" in recognised.in_short(kept)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"id": "x#", "requisitionId": "R-#"}, ("id", "requisitionId")),
        ({"id": "x#", "jobReqId": "R-#"}, ("id", "jobReqId")),
        ({"id": "x#", "reference": "R-#"}, ("id", "reference")),
        ({"id": "x#", "refNumber": "R-#"}, ("id", "refNumber")),
        ({"numéro de référence": "R-#"}, ("numéro de référence", "numéro de référence")),
        ({"reqId": "R-#"}, ("reqId", "reqId")),
        ({"id": "x#"}, ("id", None)),
    ],
)
def test_a_reference_stands_beside_the_id(names: dict[str, str], expected: tuple[str, str | None]) -> None:
    """Where it is the only one, it is both."""
    record = {
        "title": "Baker #",
        "url": "https://oven.example/#",
        "city": "Leeds",
        "employmentType": "Full-time",
        "body": f"<p># {LONG}</p>",
        "company": "Oven Ltd",
    }
    found = fields(rows(**record, **names))
    assert tuple(found.get(name) and str(found[name]).strip('"') for name in ("id", "reference")) == expected
