"""Every payload, from a partner's server to our feeds: what is published is what its publisher meant.

The payloads are texts of others and no part of this project: `FEEDS_PAYLOADS` names their folder, and
without them their tests are skipped. Of each, `payloads/expected/*.post.json` holds the facts, checked by eye
against the source: names, places, words of contracts, dates and sums as they are, texts as digests.
Run as a script, this module writes what it finds anew, to be checked by eye again.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from conftest import Home
from support import problems as stated
from support.hostile import Server, reply
from support.paths import TESTS

PAYLOADS = Path(os.environ.get("FEEDS_PAYLOADS") or TESTS.parents[1] / "shared" / "payloads")
EXPECTED = TESTS / "payloads" / "expected"
SAMPLES = TESTS / "payload_samples"
NOW = "2026-09-01T09:00:00Z"  # when all of them were out
RIGHT = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/xml",
}
WRONG = ("text/html", "application/octet-stream")
NAMES = sorted(path.name.removesuffix(".post.json") for path in EXPECTED.glob("*.post.json"))
# Where systems that are known by their address have their lists; all others lie anywhere.
PATHS = {"workday-cxs.json": "/wday/cxs/example/careers/jobs"}
# What lists without texts lead to; there stands a sample of such a system's answer.
DETAILS = {
    "bamboohr-list.json": ("bamboohr-detail.json", ["/careers/86/detail", "/careers/87/detail"]),
    "smartrecruiters-postings.json": (
        "smartrecruiters-detail.json",
        ["/v1/companies/knight/postings/743999671674844"],
    ),
    "workday-cxs.json": (
        "workday-detail.json",
        [
            f"/wday/cxs/example/careers/job/{path}"
            for path in (
                "Virginia---Washington-DC-Metro---Remote/Solution-Architect---Senior-Solution-Architect---PubSec---SLED-NGO_JR354232",
                "Illinois---Chicago/Customer-Success-Manager---Global-Public-Sector--State---Local-Gov-_JR332446",
            )
        ],
    ),
}


nothing_else = pytest.fixture(scope="module", autouse=True)(stated.nothing_else)


def source(name: str) -> str:
    """Return the name of the source that a payload is."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


def serve(server: Server, name: str, media_type: str) -> str:
    """Serve a payload, and the details that it leads to."""
    elsewhere = b"https://api.smartrecruiters.com"
    body = (PAYLOADS / name).read_bytes().replace(elsewhere, server.url("").encode())
    headers = {"Content-Type": media_type or RIGHT[Path(name).suffix]}
    sample, paths = DETAILS.get(name, ("", []))
    for number, path in enumerate(paths):
        server.on(path, reply(detail(sample, number), headers=headers))
    return server.on(PATHS.get(name, f"/{name}"), reply(body, headers=headers))


def detail(sample: str, number: int) -> bytes:
    """Return a sample of a detail for one record of several: its page is its own."""
    pages = r'("(?:jobOpeningShareUrl|externalUrl|postingUrl|applyUrl)": "[^"]*)'
    return re.sub(pages, rf"\1-{number}", (SAMPLES / sample).read_text("utf-8")).encode()


def publish(root: Path, names: list[str], media_type: str) -> dict[str, Any]:
    """Publish payloads, each as a source of its own, and give for each what came of it."""
    (root / "sources").mkdir(parents=True)
    home = Home(root)
    with Server() as server:
        sources = [{"url": serve(server, name, media_type), "name": source(name)} for name in names]
        home.configure(sources=sources, network={"allow": [server.address], "spacing": 0}, jobs=None)
        home.publish(now=NOW)
        where = server.url("")
        status = {one["name"]: one for one in home.run("status", "--json", "--now", NOW).report["sources"]}
    posts = stated.read(home)
    found = {}
    for name in names:
        one = status[source(name)]
        made = {"health": one["health"], "trouble": one["last_error"], "posts": posts.get(source(name), [])}
        found[name] = json.loads(json.dumps(made).replace(where, "http://server"))
    return found


# The tests


@pytest.fixture(scope="module", params=["", *WRONG], ids=["right type", *WRONG])
def published(request: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Publish all payloads at once, with the media type of their publishers or with a wrong one."""
    if missing := [name for name in NAMES if not (PAYLOADS / name).is_file()]:
        pytest.skip(f"no payload {missing[0]}: set FEEDS_PAYLOADS to their folder")
    return publish(tmp_path_factory.mktemp("payloads") / "home", NAMES, request.param)


@pytest.mark.parametrize("name", NAMES)
def test_an_address_is_enough(name: str, published: dict[str, Any]) -> None:
    """Without a dialect, a preset or a word on it, a payload becomes what its publisher meant."""
    assert published[name] == json.loads((EXPECTED / f"{name}.post.json").read_text("utf-8"))


def test_no_payload_is_forgotten() -> None:
    """Each has its expected file."""
    if not PAYLOADS.is_dir():
        pytest.skip("no payloads: set FEEDS_PAYLOADS to their folder")
    assert sorted(path.name for path in PAYLOADS.iterdir() if path.name != "README.md") == NAMES


def payload(name: str) -> bytes:
    if not (PAYLOADS / name).is_file():
        pytest.skip(f"no payload {name}: set FEEDS_PAYLOADS to their folder")
    return (PAYLOADS / name).read_bytes()


PAGES = ("remoteok-job.html", "weworkremotely-job.html", "weworkremotely-job-badjson.html")


def test_a_list_of_links_leads_to_pages(home: Home) -> None:
    """Each is published in full on its own page; "anywhere" names no country."""
    with Server() as server:
        links = "".join(f'<li><a href="/jobs/{number}-a-job">A job</a>' for number in range(len(PAGES)))
        server.on("/jobs", reply(f"<!doctype html><title>Jobs</title><ul>{links}</ul>".encode()))
        for number, name in enumerate(PAGES):
            server.on(f"/jobs/{number}-a-job", reply(payload(name)))
        source = {"url": server.url("/jobs"), "name": "board"}
        home.configure(
            sources=[source],
            network={"allow": [server.address], "spacing": 0},
            jobs={"country": "FR"},
        )
        home.publish(now="2020-10-26T09:00:00Z")  # while two of them were open, and before the third was out
    jobs = {post["job"]["title"]: post["job"] for post in stated.read(home)["board"]}
    titles = ["DevOps Engineer, Kubernetes, AWS/GCP", "Software Engineer II", "Solidity Engineer"]
    assert sorted(jobs) == titles
    found = [(jobs[title]["remote"], jobs[title].get("applicant_location_requirements")) for title in titles]
    assert found == [("full", ["US"]), ("full", None), ("full", None)]
    nodes = {node["title"]: node for node in home.json("jobs.jsonld")["@graph"]}
    assert sorted(nodes) == titles[:1]  # the others state no country that Google requires
    assert nodes[titles[0]]["jobLocationType"] == "TELECOMMUTE"
    items = {item["title"]: item["_jobposting"] for item in home.json("jobs.json")["items"]}
    assert items["Software Engineer II"]["hiringOrganization"]["name"] == "Comscore"
    assert items["Software Engineer II"]["baseSalary"]["value"]["unitText"] == "YEAR"


def test_an_error_page_loses_nothing(home: Home) -> None:
    """It is refused in plain words, and what was published stays."""
    with Server() as server:
        good, wrong = payload("lever-postings.json"), payload("remoteok-error.html")
        server.on("/jobs", reply(good), reply(wrong, headers={"Content-Type": "application/json"}))
        source = {"url": server.url("/jobs"), "name": "partner"}
        home.configure(sources=[source], network={"allow": [server.address]}, jobs=None)
        home.publish(now=NOW)
        before = home.tree()
        ran = home.publish(now="2026-09-02T09:00:00Z")
        (state,) = home.run("status", "--json", "--now", NOW).report["sources"]
    assert ran.report["transitions"] == []
    assert home.tree() == before
    assert "a page that reports an error" in state["last_error"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, stated.only_this_machine():
        everything = sorted(path.name for path in PAYLOADS.iterdir() if path.name != "README.md")
        for payload, made in publish(Path(place) / "home", everything, "").items():
            written = json.dumps(made, ensure_ascii=False, indent=1)
            (EXPECTED / f"{payload}.post.json").write_text(written + "\n", "utf-8")
    sys.exit()
