"""JobPosting under schema.org's vocabulary and Google's guideline."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.emit.formats import job_posting
from feeds.model.errors import OutputError
from feeds.model.instant import Moment
from feeds.model.job import Pay
from feeds.model.settings import Organization, Place

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
END_OF_MAY = Moment(datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC), date(2026, 5, 31))


@pytest.fixture
def told(entry, job):
    """Return the posting of the usual job, with the values that a test names."""

    def posting(**values):
        return job_posting.posting(entry(job=replace(job, **values)))

    return posting


def test_whole_posting(entry, job):
    """All that is known stands under schema.org's names, in the shapes Google asks for."""
    full = replace(
        job,
        employment_type=("FULL_TIME", "TEMPORARY"),
        job_duration="P3Y",
        employment_unit="Équipe plateforme",
        valid_through=END_OF_MAY,
        base_salary=Pay("EUR", "YEAR", 40000, 45000.5, "40-45 k€"),
        direct_apply=False,
        skills=("Python", "SQL"),
        occupational_category=("Informatique",),
        total_job_openings=2,
        application_contact="recrutement@nord.example.org",
        experience_requirements="Deux ans",
    )
    offer = entry(job=full, external_url="https://nord.example.org/offres/1")
    assert job_posting.posting(offer) == {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "@id": "urn:uuid:00000000-0000-5000-8000-000000000001",
        "title": "Développeuse ou développeur",
        "description": offer.post.content_html,
        "identifier": {
            "@type": "PropertyValue",
            "name": "Atelier du Nord",
            "value": "00000000-0000-5000-8000-000000000001",
        },
        "url": "https://jobs.example.org/posts/1/",
        "sameAs": "https://nord.example.org/offres/1",
        "datePosted": "2026-03-01",
        "validThrough": "2026-05-31T21:59:59Z",
        "employmentType": ["FULL_TIME", "TEMPORARY"],
        "jobDuration": "P3Y",
        "hiringOrganization": {
            "@type": "Organization",
            "name": "Atelier du Nord",
            "sameAs": "https://nord.example.org/",
            "parentOrganization": {"@type": "Organization", "name": "Ateliers de France"},
        },
        "employmentUnit": {"@type": "Organization", "name": "Équipe plateforme"},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "3 rue des Lilas",
                "postalCode": "59000",
                "addressLocality": "Lille",
                "addressCountry": "FR",
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": 40000,
                "maxValue": 45000.5,
                "unitText": "YEAR",
            },
        },
        "directApply": False,
        "applicationContact": {"@type": "ContactPoint", "email": "recrutement@nord.example.org"},
        "skills": ["Python", "SQL"],
        "occupationalCategory": "Informatique",
        "experienceRequirements": "Deux ans",
        "totalJobOpenings": 2,
    }


def test_unknown_is_left_out(told):
    """Only what is known has a name in the posting."""
    assert set(told()) == {
        *("@context", "@type", "@id", "title", "description", "identifier", "url", "datePosted"),
        *("employmentType", "hiringOrganization", "jobLocation"),
    }


def test_several_places_are_a_list(told):
    """An offer in two towns has two places."""
    places = told(job_location=(Place(locality="Lille", country="FR"), Place(locality="Gand", country="BE")))
    assert [place["address"]["addressLocality"] for place in places["jobLocation"]] == ["Lille", "Gand"]


def test_remote_needs_both_properties(told):
    """TELECOMMUTE comes with the countries of the applicants, or not at all."""
    remote = told(job_location_type="TELECOMMUTE", applicant_location_requirements=("FR",))
    assert remote["jobLocationType"] == "TELECOMMUTE"
    assert remote["applicantLocationRequirements"] == {"@type": "Country", "name": "FR"}
    two = told(job_location_type="TELECOMMUTE", applicant_location_requirements=("FR", "BE"))
    assert [country["name"] for country in two["applicantLocationRequirements"]] == ["FR", "BE"]
    for alone in ({"job_location_type": "TELECOMMUTE"}, {"applicant_location_requirements": ("FR",)}):
        assert not {"jobLocationType", "applicantLocationRequirements"} & set(told(**alone))


@pytest.mark.parametrize(
    ("pay", "value"),
    [
        (Pay("EUR", "YEAR", 40000.0, 40000.0), {"value": 40000}),
        (Pay("EUR", "HOUR", 15.5), {"minValue": 15.5}),
        (Pay("EUR", "DAY", None, 300), {"maxValue": 300}),
    ],
)
def test_salary(told, pay, value):
    """One sum is a value, otherwise each known bound has its name."""
    unit = {"@type": "QuantitativeValue", "unitText": pay.unit}
    assert told(base_salary=pay)["baseSalary"]["value"] == {**unit, **value}


@pytest.mark.parametrize(
    "values",
    [
        {"base_salary": Pay("EUR", "YEAR", None, None, "selon profil")},
        {"base_salary": Pay("EUR", "YEAR", float("inf"), float("nan"))},
        {"base_salary": Pay("", "YEAR", 30000)},
        {"base_salary": Pay("EUR", "DAY", 450, 600), "employment_type": ("CONTRACTOR",)},
    ],
)
def test_no_salary(told, values):
    """Words, sums without currency, and a freelance's day rate are no salary."""
    assert "baseSalary" not in told(**values)


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("rh@nord.example.org", {"email": "rh@nord.example.org"}),
        ("https://nord.example.org/rh", {"url": "https://nord.example.org/rh"}),
        ("le secrétariat", {}),
    ],
)
def test_contact(told, contact, shown):
    """A mailbox or an address is a contact point, words are not."""
    point = told(application_contact=contact).get("applicationContact", {"@type": "ContactPoint"})
    assert point == {"@type": "ContactPoint", **shown}


def test_day_of_posting(entry, job):
    """The job's own date counts, then the post's, then the entry's; each says no more than it knows."""
    undated = replace(job, date_posted=None)
    day = Moment(datetime(2026, 2, 1, 23, tzinfo=UTC), date(2026, 2, 2))
    assert job_posting.posting(entry(job=job, published=None))["datePosted"] == "2026-03-01"
    listed = entry(job=undated)
    assert job_posting.posting(listed)["datePosted"] == "2026-03-02T12:00:00Z"
    stated = listed._replace(post=replace(listed.post, published=day))
    assert job_posting.posting(stated)["datePosted"] == "2026-02-02"


def test_closing_before_posting_is_left_out(told, job):
    """A deadline that contradicts the day of posting is not repeated."""
    assert "validThrough" not in told(valid_through=Moment(job.date_posted.at - timedelta(days=1)))
    assert told(valid_through=END_OF_MAY, date_posted=None)["validThrough"] == "2026-05-31T21:59:59Z"


@pytest.mark.parametrize(
    ("entry_id", "short"),
    [
        ("urn:uuid:3e2b7a1c-0000-5000-8000-000000000001", "3e2b7a1c-0000-5000-8000-000000000001"),
        ("tag:example.org,2026:1", "tag:example.org,2026:1"),
        ("https://jobs.example.org/2020/07/21/" + "x" * 60, "4b8c7c37-3a40-5f1c-a7c5-9ea0a8cbbf0e"),
    ],
)
def test_short_id(entry_id, short):
    """A partner's field of 40 characters takes every id, always the same way."""
    got = job_posting.short_id(entry_id)
    assert len(got) <= 40
    assert got == job_posting.short_id(entry_id)
    assert got == short or len(entry_id) > 40


def test_claimed_id_that_is_no_iri_names_no_node(entry):
    """JSON-LD would read a bare word as a relative address."""
    assert "@id" not in job_posting.posting(entry(id="offre-12"))


def test_whole_offer_lacks_nothing(entry):
    """The usual job is eligible."""
    assert job_posting.missing_fields(entry()) == ()


@pytest.mark.parametrize(
    ("values", "lack"),
    [
        ({"title": ""}, "the job's title: add `roles:"),
        ({"job_location": ()}, "the place of work: add `lieu:"),
        ({"job_location": (Place(locality="Lille"),)}, "the country of Lille: write it after the town"),
        ({"job_location": (Place(),)}, "the country of the place of work: write it after the town"),
        (
            {"job_location": (), "job_location_type": "TELECOMMUTE"},
            "the country of a remote job's applicants: write `location: Remote – France`",
        ),
    ],
)
def test_lacks_of_a_job(entry, job, values, lack):
    """What Google requires is named when it is missing, with the line to add."""
    offer = entry(job=replace(job, **values))
    (found,) = job_posting.missing_fields(offer)
    assert ": ".join(found).startswith(lack)
    assert job_posting.script_json(offer) is None


def test_a_partners_job_gets_its_country_from_the_source(entry, job):
    """Its text cannot be edited here."""
    offer = entry(job=replace(job, job_location=(Place(locality="Lille"),)), locator="https://partner.example/1")
    assert job_posting.missing_fields(offer) == (("the country of Lille", "add `country: FR` to its source"),)


@pytest.mark.parametrize(
    ("places", "remote", "alone"),
    [
        ((Place(country="FR"),), "", True),
        ((Place(country="FR"), Place(country="BE")), "", True),
        ((Place(country="FR"),), "TELECOMMUTE", False),
        ((Place(region="Bretagne", country="FR"),), "", False),
        ((), "", False),
    ],
)
def test_a_country_alone_is_known(job, places, remote, alone):
    """Applicants look for a place nearer than that."""
    found = replace(
        job, job_location=places, job_location_type=remote, applicant_location_requirements=("FR",) if remote else ()
    )
    assert job_posting.has_country_alone(found) is alone


def test_remote_job_needs_no_place(entry, job):
    """A country of applicants stands for a place of work."""
    remote = replace(job, job_location=(), job_location_type="TELECOMMUTE", applicant_location_requirements=("FR",))
    assert job_posting.missing_fields(entry(job=remote)) == ()


def test_offer_needs_an_employer(entry, job):
    """Who publishes an offer need not be who hires."""
    offer = entry(job=replace(job, hiring_organization=Organization("")))
    (lack,) = job_posting.missing_fields(offer)
    assert lack.fact.startswith("the organisation that hires")
    assert "hiringOrganization" not in job_posting.posting(offer)


@pytest.mark.parametrize("html", ["", "<p> \n</p>", "<h2>Offre n°&nbsp;1</h2>"])
def test_offer_needs_a_text(entry, html):
    """Nothing, blank markup, or the title once more is no description."""
    (lack,) = job_posting.missing_fields(entry(content_html=html))
    assert lack.fact.startswith("the text of the offer")


def test_article_is_no_job(entry):
    """An article has no posting, no script, and says what it lacks."""
    article = entry(job=None)
    assert job_posting.posting(article) == {}
    assert job_posting.script_json(article) is None
    assert job_posting.missing_fields(article)[0].fact == "a job"


def test_closed_job_and_pointer_have_no_script(entry, job):
    """Neither a closed job's page nor a mere pointer to the employer's page carries markup."""
    assert job_posting.script_json(entry(state="expired")) is None
    assert job_posting.script_json(entry(job=replace(job, pointer=True))) is None


@given(text=TEXT)
def test_script_cannot_be_ended_by_its_text(entry, job, text):
    """Whatever an offer says, its script holds no sign that HTML reads, and comes back as it was."""
    offer = entry(job=replace(job, title=text), content_html=f"<p>a</p></script><!--{text}\u2028")
    script = job_posting.script_json(offer)
    assert not set("<>&\u2028\u2029") & set(script)
    assert json.loads(script) == job_posting.posting(offer)


def test_graph_holds_the_open_eligible_jobs(site, entry, feed, job):
    """The document of a feed leaves out articles, closed jobs and ineligible ones, but not pointers."""
    entries = [
        entry(5, job=replace(job, pointer=True)),
        entry(4, job=None),
        entry(3, state="closed"),
        entry(2, job=replace(job, job_location=())),
        entry(1),
    ]
    (output,) = job_posting.emit(site, feed(*entries))
    assert (output.path, output.media_type) == ("jobs.jsonld", "application/ld+json")
    document = json.loads(output.body)
    assert document["@context"] == "https://schema.org"
    assert [node["url"] for node in document["@graph"]] == [entries[0].listing.url, entries[4].listing.url]
    assert not any("@context" in node for node in document["@graph"])


def test_empty_graph(site, feed):
    """A feed without jobs has an empty graph."""
    (output,) = job_posting.emit(site, feed())
    assert json.loads(output.body) == {"@context": "https://schema.org", "@graph": []}


def test_a_graph_holds_what_the_page_holds(site, entry, feed, job):
    """What schema.org has no words for is in JSON Feed alone."""
    offer = entry(job=replace(job, contract="CDI", remote="hybrid"))
    (output,) = job_posting.emit(site, feed(offer))
    (node,) = json.loads(output.body)["@graph"]
    assert {"@context": "https://schema.org", **node} == json.loads(job_posting.script_json(offer))


def test_an_id_that_is_no_address_is_an_identifier(site, entry, feed):
    """JSON-LD takes absolute IRIs alone as `@id`."""
    (output,) = job_posting.emit(site, feed(entry(id="42")))
    (node,) = json.loads(output.body)["@graph"]
    assert ("@id" in node, node["identifier"]["value"]) == (False, "42")


def test_lone_surrogate_is_refused(site, entry, feed):
    """What UTF-8 cannot hold names the feed and the entry."""
    with pytest.raises(OutputError, match=r"jobs\.jsonld: entry 'urn:uuid:.*-000000000001'"):
        list(job_posting.emit(site, feed(entry(content_html="<p>\ud800</p>"))))
