"""Recruiting systems whose lists are counted, requested by POST or in ranges, or whose texts are elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from conftest import Home
from pipeline.partners.test_recruiting_systems import SAMPLES, System, configure, number
from support import problems as stated
from support.hostile import Asked, Script, Server, reply

from feeds.normalise.dialects import records

ORACLE = "https://acme.fa.us2.oraclecloud.com/hcmRestApi/resources/latest/recruitingCEJobRequisitions"


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as a system does."""
    with Server() as running:
        yield running


def sample(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text("utf-8"))


def test_oracle(home: Home, server: Server) -> None:
    """The position is a part of `finder`; the text of each requisition is requested with the number of the site."""
    system, (one,) = System(server, 5), sample("oracle-detail.json")["items"]
    (found,) = sample("oracle.json")["items"]

    def listed(asked: Asked) -> Any:
        offset = int(re.findall(r"findReqs;siteNumber=CX_7,limit=2,offset=(\d+)", unquote(asked.path))[0])
        rows = [{**found["requisitionList"][0], "Id": str(n), "Title": f"Offer {n}"} for n in system.part(offset, 2)]
        for row in rows:
            row["PostingEndDate"] = None
        return {"items": [{**found, "TotalJobsCount": len(system.offers), "requisitionList": rows}]}

    def detail(asked: Asked) -> Any:
        (id_,) = re.findall(r'finder=ById;Id="(\d+)",siteNumber=CX_7$', unquote(asked.path))
        return {"items": [{**one, "Id": id_, "ExternalPostedEndDate": None}]}

    path = "/hcmRestApi/resources/latest/recruitingCEJobRequisitions"
    system.on(path, listed)
    system.on(f"{path.removesuffix('s')}Details", detail)
    system.on("/hcmRestApi/resources/latest/recruitingCEJobRequisitionDetails", detail)
    query = "?onlyData=true&expand=requisitionList&finder=findReqs;siteNumber=CX_7,limit=2,offset=0"
    configure(home, server, path + query)
    system.later(home)
    post = stated.read(home)["partner"][-1]
    assert post["external_url"] == server.url("/hcmUI/CandidateExperience/en/sites/CX_7/job/5")
    assert post["job"]["job_location"][0] == {"locality": "Aarhus", "country": "DK"}
    assert (post["job"]["remote"], post["job"]["employment_type"]) == ("none", ["FULL_TIME"])


def test_eightfold(home: Home, server: Server) -> None:
    """Ten positions a part, whatever is requested; a text for each."""
    system, (one, _) = System(server, 5), sample("eightfold.json")["positions"]

    def position(n: int) -> Any:
        return {**one, "id": n, "name": f"Offer {n}", "canonicalPositionUrl": f"https://a.example/careers/job/{n}"}

    def listed(asked: Asked) -> Any:
        assert "domain=a.example" in asked.path
        return {"count": len(system.offers), "positions": [position(n) for n in system.part(number(asked, "start"), 2)]}

    system.on("/api/apply/v2/jobs", listed)
    for n in system.offers:
        system.on(f"/api/apply/v2/jobs/{n}", lambda asked, n=n: {**position(n), "job_description": asked.path})
    configure(home, server, "/api/apply/v2/jobs?domain=a.example&start=0&num=10")
    system.later(home)
    assert "/api/apply/v2/jobs/5?domain=a.example" in server.paths()


def test_rippling(home: Home, server: Server) -> None:
    """One record for each place; a job of which one place is no home is not fully remote."""
    system, (row, other, _), one = System(server, 3), sample("rippling.json"), sample("rippling-detail.json")
    url = "https://ats.rippling.com/acme/jobs/"

    def listed(_: Asked) -> Any:
        return [
            {**place, "uuid": f"u{n}", "name": f"Offer {n}", "url": f"{url}u{n}"}
            for n in system.offers
            for place in (row, other)
        ]

    system.on("/platform/api/ats/v1/board/acme/jobs", listed)
    places = {1: ["Remote (France)"], 2: ["Remote (France)", "Lille, FR"], 3: ["Hybrid (Lille, FR)", "Remote (France)"]}
    for n in system.offers:
        own = {"uuid": f"u{n}", "url": f"{url}u{n}", "workLocations": places[n]}
        system.on(f"/platform/api/ats/v1/board/acme/jobs/u{n}", lambda _, own=own: {**one, **own})
    configure(home, server, "/platform/api/ats/v1/board/acme/jobs")
    home.publish(now="2026-06-09T09:00:00Z")
    jobs = [post["job"] for post in stated.read(home)["partner"]]
    assert [job["remote"] for job in jobs] == ["full", "unknown", "hybrid"]
    lille = [{"locality": "Lille", "country": "FR"}]
    assert [job["job_location"] for job in jobs] == [[{"country": "FR"}], lille, lille]
    pay = {"currency": "EUR", "unit": "YEAR", "minimum": 41000.0, "maximum": 46000.0}
    assert jobs[0]["base_salary"] == pay
    assert jobs[0]["hiring_organization"] == {"name": "Tram Example"}
    assert jobs[0]["employment_type"] == ["FULL_TIME"]
    assert jobs[0]["date_posted"] == {"at": "2026-05-06T09:30:00Z"}


def test_phenom(home: Home, server: Server) -> None:
    """By POST, with the body of the site; the position is in it."""
    system, (one, _) = System(server, 5), sample("phenom.json")["refineSearch"]["data"]["jobs"]

    def listed(asked: Asked) -> Any:
        sent = json.loads(asked.body)
        assert sent["refNum"] == "GLASGB"
        jobs = [
            {**one, "jobSeqNo": f"GLASGB{n}EN", "reqId": str(n), "title": f"Offer {n}"}
            for n in system.part(sent["from"], sent["size"])
        ]
        return {"refineSearch": {"totalHits": len(system.offers), "data": {"jobs": jobs}}}

    system.on("/widgets", listed)
    configure(home, server, "/widgets", body={"ddoKey": "refineSearch", "refNum": "GLASGB", "from": 0, "size": 2})
    system.later(home)


def test_france_travail(home: Home, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a token, in ranges, whose total proves that the list is complete."""
    monkeypatch.setenv("FT_ID", "PAR_example")
    monkeypatch.setenv("FT_SECRET", "s3cr3t-of-ours")
    system, one = System(server, 5), sample("france-travail.json")["resultats"][0]

    def listed(asked: Asked) -> Script:
        assert asked.header("Authorization") == "Bearer t0ken-of-ours"
        first, last = map(int, parse_qs(urlsplit(asked.path).query)["range"][0].split("-"))
        assert last - first == 149
        found = system.part(first, 3)  # as if a part had 150
        rows = [{**one, "id": str(n), "intitule": f"Offer {n}", "origineOffre": {}} for n in found]
        total = len(system.offers)
        fields = {"Content-Range": f"offres {first}-{first + len(rows) - 1}/{total}"}
        return reply(json.dumps({"resultats": rows}).encode(), 206 if total > 3 else 200, fields)(asked)

    server.on("/search", listed)
    server.on("/token", reply(b'{"access_token": "t0ken-of-ours", "expires_in": 1499, "token_type": "Bearer"}'))
    auth = {
        "token_url": server.url("/token?realm=%2Fpartenaire"),
        "client_id": "${FT_ID}",
        "client_secret": "${FT_SECRET}",
        "scope": "api_offresdemploiv2 o2dsoffre",
    }
    system.offers = dict.fromkeys(range(1, 4), "")
    configure(home, server, "/search?departement=35", preset="france-travail", auth=auth)
    system.later(home)


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("https://acme.breezy.hr/", "https://acme.breezy.hr/json?verbose=true"),
        ("https://ats.rippling.com/acme", "https://api.rippling.com/platform/api/ats/v1/board/acme/jobs"),
        ("https://ats.rippling.com/en-GB/acme/jobs", "https://api.rippling.com/platform/api/ats/v1/board/acme/jobs"),
        (
            "https://acme.eightfold.ai/careers?query=x&domain=acme.com",
            "https://acme.eightfold.ai/api/apply/v2/jobs?domain=acme.com&start=0&num=10",
        ),
        ("https://acme.eightfold.ai/careers", ""),
        (
            "https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_7/requisitions?x=1",
            f"{ORACLE}?onlyData=true&expand=requisitionList&finder=findReqs;siteNumber=CX_7,limit=25,offset=0",
        ),
        ("https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/jobs", ""),
    ],
)
def test_pages_lead_to_their_lists(page: str, api: str) -> None:
    """Where the address of the page has all that the address of the list needs."""
    assert records.api_for(page) == api
