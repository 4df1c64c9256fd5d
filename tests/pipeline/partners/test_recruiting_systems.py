"""Recruiting systems as they answer: lists in parts, by GET and by POST, details, and offers that disappear.

The servers are scripted after the systems' own documents, the offers are invented. Of each sample,
`payload_samples/expected/*.post.json` holds what becomes of it, checked by eye; run as a script, this module
writes what it finds anew.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Home
from support import problems as stated
from support.hostile import Asked, Server, reply
from support.paths import TESTS

SAMPLES = TESTS / "payload_samples"
EXPECTED = SAMPLES / "expected"
WHOLE = (
    *("ashby.json", "greenhouse.json", "indeed.xml", "personio.xml", "pinpoint.json", "recruitee.json"),
    *("partner.csv", "choisir-le-service-public.csv", "linkedin.xml", "trovit.xml", "wp-job-manager.json"),
    *("breezy.json", "france-travail.json", "phenom.json", "welcomekit.json"),
)
TABLE = {
    "format": "csv",
    "fields": {
        "id": "Réf",
        "title": "Intitulé du poste",
        "url": "Lien",
        "description": "Descriptif",
        "contract": "Contrat",
        "published": "Publiée le",
        "place": {"postal_code": "Code postal", "locality": "Ville"},
    },
}
DAYS = [f"2026-06-{day:02}T09:00:00Z" for day in range(10, 20)]

nothing_else = pytest.fixture(scope="module", autouse=True)(stated.nothing_else)


@pytest.fixture
def server() -> Iterator[Server]:
    """Return a server that answers as a system does."""
    with Server() as running:
        yield running


def configure(home: Home, server: Server, path: str, **options: Any) -> None:
    """Let the project have one partner, by the address of its list."""
    source = {"url": server.url(path), "name": "partner", **options}
    home.configure(sources=[source], network={"allow": [server.address], "spacing": 0}, jobs=None)


def changes(ran: Any) -> dict[str, list[str]]:
    """Return the titles of what changed in a run, by kind of change."""
    found: dict[str, list[str]] = {}
    for one in ran.report["transitions"]:
        found.setdefault(one["change"], []).append(one["title"])
    return {change: sorted(titles) for change, titles in found.items()}


def published(root: Path, name: str) -> list[Any]:
    """Publish a sample, and give what its posts say."""
    (root / "sources").mkdir(parents=True)
    home = Home(root)
    with Server() as server:
        server.on(f"/{name}", reply((SAMPLES / name).read_bytes()))
        configure(home, server, f"/{name}", **({"mapping": TABLE, "language": "fr"} if name == "partner.csv" else {}))
        home.publish(now=DAYS[0])
        found = json.dumps(stated.read(home).get("partner", [])).replace(server.url(""), "http://server")
    return json.loads(found)


@pytest.mark.parametrize("name", WHOLE)
def test_a_sample_becomes_what_was_meant(name: str, tmp_path: Path) -> None:
    """Systems that give all in one answer, and a table with a mapping of our own."""
    expected = json.loads((EXPECTED / f"{name}.post.json").read_text("utf-8"))
    assert published(tmp_path / "home", name) == expected


class System:
    """A system that holds offers, by number; `answer` gives what is asked for."""

    def __init__(self, server: Server, count: int) -> None:
        self.server, self.offers = server, dict.fromkeys(range(1, count + 1), "")

    def part(self, first: int, size: int) -> list[int]:
        """Return the numbers of one part of the list."""
        return list(self.offers)[first : first + size]

    def on(self, path: str, answer: Any) -> None:
        """Answer a path with what is made of the request, as JSON."""
        self.server.on(path, lambda asked: reply(json.dumps(answer(asked)).encode())(asked))

    def later(self, home: Home) -> None:
        """Let one offer disappear: it closes when it is missed twice, and the others stay."""
        count = len(self.offers)
        first = home.publish(now=DAYS[0])
        assert len(changes(first)["new"]) == count, (first.problems, self.server.paths())
        assert all(post["content_html"] for post in stated.read(home)["partner"])
        gone = min(self.offers)
        self.offers.pop(gone)
        assert changes(home.publish(now=DAYS[1])) == {}
        assert changes(home.publish(now=DAYS[2])) == {"closed": [f"Offer {gone}"]}
        assert len(home.titles("jobs.json")) == count - 1


def number(asked: Asked, name: str) -> int:
    """Read a parameter of an address."""
    return int(parse_qs(urlsplit(asked.path).query).get(name, ["0"])[0])


def test_a_preset_may_state_the_order_of_day_and_month(home: Home, server: Server) -> None:
    """03/05/2026 is in May where a preset states so, although no date of the list shows it."""
    sample = (SAMPLES / "choisir-le-service-public.csv").read_text("utf-8")
    unclear = re.sub(r"(?m)\d\d/0[56]/2026", "03/05/2026", sample)
    server.on("/offres.csv", reply(unclear.encode()))
    configure(home, server, "/offres.csv", language="en")
    home.publish(now=DAYS[0])
    assert {post["published"]["day"] for post in stated.read(home)["partner"]} == {"2026-05-03"}


def test_smartrecruiters(home: Home, server: Server) -> None:
    """Parts by `offset`, and an answer for each posting."""
    system = System(server, 5)
    sample = json.loads((SAMPLES / "smartrecruiters-detail.json").read_text("utf-8"))

    def listed(asked: Asked) -> Any:
        content = [
            {
                "id": str(one),
                "name": f"Offer {one}",
                "company": {"identifier": "acme", "name": "Acme"},
                "releasedDate": "2026-04-01T08:00:00.000Z",
                "location": {"city": "Brest", "country": "fr", "remote": False},
                "ref": server.url(f"/v1/companies/acme/postings/{one}"),
            }
            for one in system.part(number(asked, "offset"), 2)
        ]
        offset = number(asked, "offset")
        return {"offset": offset, "limit": 2, "totalFound": len(system.offers), "content": content}

    system.on("/v1/companies/acme/postings", listed)
    for one in system.offers:
        page = {"id": str(one), "postingUrl": f"https://jobs.smartrecruiters.com/acme/{one}", "applyUrl": ""}
        system.on(f"/v1/companies/acme/postings/{one}", lambda _, page=page: {**sample, **page})
    configure(home, server, "/v1/companies/acme/postings")
    system.later(home)
    post = stated.read(home)["partner"][1]
    assert post["external_url"] == "https://jobs.smartrecruiters.com/acme/2"
    assert post["job"]["hiring_organization"] == {"name": "Acme"}
    assert post["job"]["job_location"] == [{"locality": "Brest", "country": "FR"}]


def test_workday(home: Home, server: Server) -> None:
    """Parts by POST, the total in the first of them alone, and an answer for each posting."""
    system = System(server, 25)
    sample = json.loads((SAMPLES / "workday-detail.json").read_text("utf-8"))

    def listed(asked: Asked) -> Any:
        assert (asked.method, asked.header("Content-Type")) == ("POST", "application/json")
        said = json.loads(asked.body)
        assert said["limit"] == 20
        postings = [
            {"title": f"Offer {one}", "externalPath": f"/job/Brest/Offer_{one}", "postedOn": "Posted Today"}
            for one in system.part(said["offset"], 20)
        ]
        return {"total": 0 if said["offset"] else len(system.offers), "jobPostings": postings}

    def told_in_full(one: int) -> Any:
        url = f"https://acme.wd5.myworkdayjobs.com/Careers/job/Brest/Offer_{one}"
        return {**sample, "jobPostingInfo": {**sample["jobPostingInfo"], "externalUrl": url}}

    system.on("/wday/cxs/acme/Careers/jobs", listed)
    for one in system.offers:
        system.on(f"/wday/cxs/acme/Careers/job/Brest/Offer_{one}", lambda _, one=one: told_in_full(one))
    configure(home, server, "/wday/cxs/acme/Careers/jobs")
    system.later(home)
    job = stated.read(home)["partner"][-1]["job"]
    assert job["hiring_organization"] == {"name": "Acme"}
    assert [place["locality"] for place in job["job_location"]] == ["Chicago", "Boston", "Denver"]


def test_bamboohr(home: Home, server: Server) -> None:
    """One list, without texts and dates, and an answer for each opening."""
    system = System(server, 3)
    sample = (SAMPLES / "bamboohr-detail.json").read_text("utf-8")

    def listed(_: Asked) -> Any:
        result = [
            {"id": str(one), "jobOpeningName": f"Offer {one}", "employmentStatusLabel": "Full Time"}
            for one in system.offers
        ]
        return {"meta": {"totalCount": len(result)}, "result": result}

    system.on("/careers/list", listed)
    for one in system.offers:
        system.on(
            f"/careers/{one}/detail",
            lambda _, one=one: json.loads(re.sub(r"careers/\d+", f"careers/{one}", sample)),
        )
    configure(home, server, "/careers/list")
    system.later(home)
    assert stated.read(home)["partner"][0]["published"]["day"] == "2026-05-06"


def test_teamtailor(home: Home, server: Server) -> None:
    """Parts that name the next one, with a key."""
    system = System(server, 3)
    (sample,) = json.loads((SAMPLES / "teamtailor.json").read_text("utf-8"))["data"]

    def listed(asked: Asked) -> Any:
        assert asked.header("Authorization") == "Token token=x"
        page = number(asked, "page%5Bnumber%5D") or number(asked, "page[number]") or 1
        data = [
            {
                **sample,
                "id": str(one),
                "attributes": {**sample["attributes"], "title": f"Offer {one}", "end-date": None},
                "links": {"careersite-job-url": f"https://career.acme.example/jobs/{one}"},
            }
            for one in system.part(2 * page - 2, 2)
        ]
        more = 2 * page < len(system.offers)
        links = {"next": server.url(f"/v1/jobs?page%5Bnumber%5D={page + 1}")} if more else {}
        return {"data": data, "meta": {"record-count": len(system.offers)}, "links": links}

    system.on("/v1/jobs", listed)
    configure(home, server, "/v1/jobs", headers={"Authorization": "Token token=x"})
    system.later(home)


def test_talentsoft(home: Home, server: Server) -> None:
    """Parts that are counted from one."""
    system = System(server, 5)

    def listed(asked: Asked) -> Any:
        data = [
            {
                "reference": f"2026-{one}",
                "title": f"Offer {one}",
                "contractType": {"label": "CDD"},
                "offerUrl": f"https://recrute.acme.example/{one}",
                "description1": "Du travail.",
                "region": [{"label": "Yvelines (78)"}],
            }
            for one in system.part(max(number(asked, "start") - 1, 0), 2)
        ]
        return {"data": data, "_pagination": {"start": 1, "count": 2, "total": len(system.offers)}}

    system.on("/api/v2/offersummaries", listed)
    configure(home, server, "/api/v2/offersummaries")
    system.later(home)
    (place,) = stated.read(home)["partner"][-1]["job"]["job_location"]
    assert place == {"region": "Yvelines", "country": "FR"}


def test_a_detail_that_fails_keeps_nobody_else_waiting(home: Home, server: Server) -> None:
    """What its own answer does not tell waits; the others are published, and nothing closes."""
    system = System(server, 3)
    broken = [b"<html><body><h1>Fatal error</h1></body></html>", b"{", b""]
    system.on(
        "/careers/list",
        lambda _: {
            "meta": {"totalCount": 3},
            "result": [{"id": str(one), "jobOpeningName": f"Offer {one}"} for one in system.offers],
        },
    )
    sample = (SAMPLES / "bamboohr-detail.json").read_bytes()
    server.on("/careers/1/detail", reply(sample))
    server.on("/careers/2/detail", *map(reply, broken), reply(sample.replace(b"/86", b"/2")))
    server.on("/careers/3/detail", reply(b"", 500))
    configure(home, server, "/careers/list")
    assert changes(home.publish(now=DAYS[0])) == {"new": ["Offer 1"]}
    assert [changes(home.publish(now=day)) for day in DAYS[1:4]] == [{}, {}, {"new": ["Offer 2"]}]
    assert changes(home.publish(now=DAYS[4])) == {}


if __name__ == "__main__":
    for sample_name in WHOLE:
        with tempfile.TemporaryDirectory() as place, stated.only_this_machine():
            made = json.dumps(published(Path(place) / "home", sample_name), ensure_ascii=False, indent=1)
            (EXPECTED / f"{sample_name}.post.json").write_text(made + "\n", "utf-8")


def offers(count: int, title: str = "stellentitel") -> bytes:
    """Return a list of offers of no known system."""
    return json.dumps(
        {
            "stellen": [
                {
                    "kennziffer": f"K-{number}",
                    title: f"Bäcker {number}",
                    "firmenname": "Ofen GmbH",
                    "arbeitsort": "Köln",
                    "land": "Deutschland",
                    "vertragsart": "unbefristet",
                    "beschreibung": f"<p>Brot {number} backen.</p>",
                    "veröffentlichungsdatum": "2026-06-01",
                    "url": f"https://ofen.example/{number}",
                }
                for number in range(count)
            ]
        }
    ).encode()


def test_a_list_of_no_known_system_is_proposed_accepted_and_held(home: Home, server: Server) -> None:
    """`feeds try` proposes a mapping; `mapping: auto` keeps the first, and another structure waits for `accept`."""
    server.on("/stellen", *[reply(offers(3))] * 5, reply(offers(3, "jobtitel")))
    configure(home, server, "/stellen")
    home.publish(now=DAYS[0])
    assert stated.read(home).get("partner", []) == []
    ran = home.run("try", server.url("/stellen"))
    assert "published 2026-0" in " ".join(ran.out.split())
    block = ran.out[ran.out.index("mapping:\n") :]
    assert ran.status == 0
    assert "title: stellentitel" in block

    configure(home, server, "/stellen", mapping="auto")
    assert len(changes(home.publish(now=DAYS[1]))["new"]) == 3
    assert "title: stellentitel" in home.run("status", "--now", DAYS[1]).out
    assert changes(home.publish(now=DAYS[2])) == {}
    before = home.tree()
    for day in DAYS[3:5]:
        ran = home.publish(now=day)
        assert changes(ran) == {}
        assert home.tree() == before
    (source,) = json.loads(home.run("status", "--json", "--now", DAYS[4]).out)["sources"]
    assert source["health"] == "quarantined"
    assert "no longer fits" in source["last_error"]
    assert source["mapping"]["fields"]["title"] == "stellentitel"

    ran = home.run("accept", "partner", "--json", "--now", DAYS[5])
    (source,) = json.loads(home.run("status", "--json", "--now", DAYS[5]).out)["sources"]
    assert source["health"] == "good"
    assert source["mapping"]["fields"]["title"] == "jobtitel"
    assert changes(ran) == {}
