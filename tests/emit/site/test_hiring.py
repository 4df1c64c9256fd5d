"""hiring.json for the sites of organisations."""

import json

from feeds.emit.site import hiring


def documents(listings, published=()):
    open_jobs = [listing for listing in listings if listing.kind == "job" and listing.state == "open"]
    outputs = [hiring.emit(part) for part in hiring.parts(listings, open_jobs, published)]
    assert {output.media_type for output in outputs} == {"application/json"}
    return {output.path: json.loads(output.body) for output in outputs}


def test_each_organisation_has_its_open_jobs(entry):
    """In the order in which they are passed; spellings of one address are one organisation."""
    listings = [
        entry(1).listing._replace(organization="Été & Cie", title='Dev "web" <b>'),
        entry(2).listing._replace(organization="été cie"),
        entry(3).listing._replace(organization="Nord"),
        entry(4).listing,
        entry(5).listing._replace(organization="…"),
    ]
    found = documents(listings)
    assert set(found) == {"organizations/ete-cie/hiring.json", "organizations/nord/hiring.json"}
    assert found["organizations/ete-cie/hiring.json"] == {
        "count": 2,
        "jobs": [
            {"title": 'Dev "web" <b>', "url": "https://jobs.example.org/posts/1/"},
            {"title": "Offre n° 2", "url": "https://jobs.example.org/posts/2/"},
        ],
    }


def test_an_organisation_without_open_jobs_stays(entry):
    """Also under a former name; drafts and articles found none."""
    listings = [
        entry(1, state="filled").listing._replace(organization="Nord"),
        entry(2, state="draft").listing._replace(organization="Secret"),
        entry(3, state="unlisted").listing._replace(organization="Privé"),
        entry(4, state="draft").listing._replace(organization="Rêve", shown=True),
        entry(5, job=None).listing._replace(organization="Presse"),
    ]
    found = documents(listings, ["organizations/ancien/hiring.json", "organizations/ancien.json", "jobs.json"])
    empty = {"count": 0, "jobs": []}
    assert found == {f"organizations/{name}/hiring.json": empty for name in ("ancien", "nord", "reve")}


def test_without_organisations_there_is_none(entry):
    """Nothing is made up."""
    assert hiring.parts([entry(1).listing], [entry(1).listing], ()) == []
