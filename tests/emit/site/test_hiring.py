"""hiring.json for the sites of organisations."""

import json

from feeds.emit.site import hiring


def test_an_organisation_has_its_open_jobs(entry):
    """In the order in which they are passed."""
    jobs = [entry(2).listing, entry(1).listing._replace(title='Dev "web" <b>')]
    output = hiring.emit("ete-cie", jobs)
    assert (output.path, output.media_type) == ("organizations/ete-cie/hiring.json", "application/json")
    assert json.loads(output.body) == {
        "count": 2,
        "jobs": [
            {"title": "Offre n° 2", "url": "https://jobs.example.org/posts/2/"},
            {"title": 'Dev "web" <b>', "url": "https://jobs.example.org/posts/1/"},
        ],
    }


def test_an_organisation_without_open_jobs_has_an_empty_document():
    """Programs that read it find that there is nothing, not that the file is gone."""
    assert json.loads(hiring.emit("nord", ()).body) == {"count": 0, "jobs": []}


def test_documents_of_former_names_are_found():
    """Among all published paths; other files of that folder are none."""
    others = [
        "organizations/ancien.json",
        "jobs.json",
        "organizations/a/b/hiring.json",
        "x/organizations/a/hiring.json",
    ]
    assert hiring.organizations([hiring.path("ancien"), *others, hiring.path("nord")]) == ["ancien", "nord"]
