"""schema.org's JobPosting, however loosely written, made a Job."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.emit.formats import job_posting
from feeds.model.entry import Entry, Listing
from feeds.model.instant import Moment
from feeds.model.job import Job, Pay
from feeds.model.post import Post
from feeds.model.problem import Problem
from feeds.model.settings import JobDefaults, Organization, Place, Site
from feeds.normalise import item_to_post
from feeds.normalise.context import Context
from feeds.normalise.dialects.item import Item

SITE = Site("Emplois", "https://jobs.example.org/", "", "fr", "Europe/Paris", Organization("Atelier du Nord"))
CONTEXT = Context(SITE, JobDefaults(contacts=("jobs@nord.example.org",)), language="fr")
URL = "https://partner.example/jobs/1"
AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def made(said: dict[str, Any], context: Context = CONTEXT, **item: Any) -> tuple[Post, tuple[Problem, ...]]:
    usual: dict[str, Any] = {"url": URL, "content_html": "<p>Un texte.</p>", "title": "Une offre"}
    post, problems = item_to_post.to_post(
        Item(**{**usual, **item, "job": said}), context, source="s", locator=URL, file=URL
    )
    assert post
    return post, problems


def job(context: Context = CONTEXT, **said: Any) -> Job:
    post, _ = made({"hiringOrganization": "X", **said}, context)
    assert post.job
    return post.job


def problems(context: Context = CONTEXT, **said: Any) -> list[tuple[str, str]]:
    _, found = made({"hiringOrganization": "X", **said}, context)
    return [(problem.field, problem.severity) for problem in found]


def test_the_name_of_the_job_stays_as_its_employer_writes_it() -> None:
    assert job(title=["", "12 Week Developer &amp; <b>Designer</b>"]).title == "12 Week Developer & Designer"
    post, _ = made({"hiringOrganization": "X"}, title="X recrute : une développeuse")
    assert post.job
    assert (post.title, post.job.title) == ("X recrute : une développeuse", "Développeuse")
    post, _ = made({"title": "Juriste"}, title="")
    assert post.title == "Juriste"
    post, _ = made({}, title="")
    assert post.job
    assert (post.title, post.job.title) == ("Un texte.", "Un texte.")


@pytest.mark.parametrize(
    ("said", "organization"),
    [
        ("Atelier &amp; Fils", Organization("Atelier & Fils")),
        ([None, {"name": "A"}], Organization("A")),
        ({"legalName": "A", "sameAs": "https://a.example", "url": "https://b.example"},
         Organization("A", "https://a.example")),
        ({"name": "A", "sameAs": ["https://in.example/a", "https://x.example/a"], "url": "https://a.example"},
         Organization("A", "https://a.example")),
        ({"name": "A", "sameAs": None, "logo": {"@type": "ImageObject", "url": "/logo.png"}},
         Organization("A", "", "https://partner.example/logo.png")),
        ({"name": "A", "parentOrganization": {"name": "B", "parentOrganization": "C"}},
         Organization("A", parent=Organization("B"))),
        ({"name": "A", "address": {"addressLocality": "Lille", "addressCountry": "FR"}},
         Organization("A", address=Place(locality="Lille", country="FR"))),
        ({"name": "A", "address": "59000 Lille"},
         Organization("A", address=Place(postal_code="59000", locality="Lille"))),
    ],
)  # fmt: skip
def test_who_hires_is_an_organisation(said: object, organization: Organization) -> None:
    assert job(hiringOrganization=said).hiring_organization == organization


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        {},
        {"url": "https://a.example"},
        "https://a.example",
        0.5,
        [1, 2],
        "Confidential",
        {"name": "Undisclosed"},
        {"name": "Our client"},
    ],
)
def test_nobody_hires_unless_it_is_said(said: object) -> None:
    assert job(hiringOrganization=said).hiring_organization == Organization("")
    assert ("hiringOrganization", "warning") in problems(hiringOrganization=said)
    own = replace(CONTEXT, employer=Organization("Partenaire"))
    expected = own.employer if said in (None, "", {}) else Organization("")
    assert job(own, hiringOrganization=said).hiring_organization == expected


def test_a_department_is_a_unit() -> None:
    assert job(hiringOrganization={"name": "A", "department": {"name": "B"}}).employment_unit == "B"
    assert job(employmentUnit={"name": "C"}).employment_unit == "C"
    assert job(hiringOrganization={"name": "A", "department": "a"}).employment_unit == ""


@pytest.mark.parametrize(
    ("said", "types", "words"),
    [
        ("FULL_TIME", ("FULL_TIME",), ""),
        (["https://schema.org/PART_TIME", "contractor"], ("PART_TIME", "CONTRACTOR"), ""),
        ("full-time", ("FULL_TIME",), ""),
        ("FULL_TIME, TEMPORARY", ("FULL_TIME", "TEMPORARY"), ""),
        ("CDI", ("FULL_TIME",), "CDI"),
        ("fulltime_permanent", ("FULL_TIME",), "fulltime_permanent"),
        ("Permanent contract", ("FULL_TIME",), "Permanent contract"),
        ("FullTime", ("FULL_TIME",), "FullTime"),
        ("Regular", ("FULL_TIME",), "Regular"),
        (["CDD de 6 mois", "PART_TIME"], ("TEMPORARY", "PART_TIME"), "CDD de 6 mois, PART_TIME"),
        ("Apprenticeship", ("OTHER",), "Apprenticeship"),
        ("autre chose", ("OTHER",), "autre chose"),
        ("qwertz", (), "qwertz"),
        (None, (), ""),
    ],
)
def test_a_contract_is_googles_values_and_its_own_words(said: object, types: tuple[str, ...], words: str) -> None:
    read = job(employmentType=said)
    assert (read.employment_type, read.contract) == (types, words)


def test_a_contract_that_is_not_known_is_noted() -> None:
    assert problems(employmentType="qwertz") == [("employmentType", "note")]


@pytest.mark.parametrize(
    ("said", "duration"),
    [
        ("P6M", "P6M"),
        ("6 mois", "P6M"),
        ({"@type": "QuantitativeValue", "value": "6", "unitCode": "MON"}, "P6M"),
        ({"value": 2, "unitText": "years"}, "P2Y"),
        ({"value": 0, "unitText": "YEAR"}, ""),
        ({"value": 1.5, "unitText": "YEAR"}, ""),
        ("P", ""),
    ],
)
def test_a_duration_is_iso_8601(said: object, duration: str) -> None:
    assert job(jobDuration=said).job_duration == duration


def test_dates_are_read_and_must_be_in_order() -> None:
    read = job(datePosted="2026-03-01", validThrough="2026-05-31")
    assert read.date_posted == Moment(datetime(2026, 2, 28, 23, tzinfo=UTC), date(2026, 3, 1))
    assert read.valid_through == Moment(datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC), date(2026, 5, 31))
    assert job(datePosted="2026-03-02", validThrough="2026-03-01").valid_through.day == date(2026, 3, 1)
    assert problems(datePosted="2026-03-02", validThrough="2026-03-01") == [("validThrough", "warning")]
    assert problems(datePosted="soon") == [("datePosted", "warning")]
    post, _ = made({}, published="2026-03-01T08:00:00Z")
    assert post.job
    assert post.job.date_posted == post.published == post.stated.opens == Moment(AT)


@pytest.mark.parametrize(
    ("said", "skills", "extra"),
    [
        (["Ruby on Rails", {"@type": "DefinedTerm", "name": "SQL"}, "sql"], ("Ruby on Rails", "SQL"), ()),
        ("Python, SQL et Django", ("Python", "SQL", "Django"), ()),
        ("You know very well how to write a letter", (),
         (("skills", "You know very well how to write a letter"),)),
    ],
)  # fmt: skip
def test_skills_are_names(said: object, skills: tuple[str, ...], extra: tuple[tuple[str, str], ...]) -> None:
    read = job(skills=said)
    assert (read.skills, read.extra) == (skills, extra)


@pytest.mark.parametrize(
    ("said", "openings"),
    [("2", 2), (3, 3), (0, None), (1.5, None), ("many", None), ({"value": 4}, 4), (None, None)],
)
def test_openings_are_a_number(said: object, openings: int | None) -> None:
    assert job(totalJobOpenings=said).total_job_openings == openings


@pytest.mark.parametrize(
    ("said", "reference"),
    [
        ({"@type": "PropertyValue", "name": "Acme", "value": 123}, "Acme:123"),
        ({"value": "a-1"}, "a-1"),
        ([{}, {"name": "A"}, True, "ref"], "ref"),
        ([True, {"name": "A"}], ""),
        (-1047, "-1047"),
        (None, ""),
    ],
)
def test_an_identifier_is_the_name_of_the_system_and_its_own(said: object, reference: str) -> None:
    assert job(identifier=said).reference == reference


@pytest.mark.parametrize(
    ("said", "number"),
    [("R-1", "R-1"), (["n/a", "Posted today", 17], "17"), ("Posted today", ""), ("https://p.example/1", ""), ({}, "")],
)
def test_a_reference_is_kept_apart_from_the_identifier(said: object, number: str) -> None:
    """One without a digit is a word of a list, such as a place."""
    found = job(identifier={"name": "lever:acme", "value": "4711"}, reference=said)
    assert (found.reference_number, found.reference, found.extra) == (number, "lever:acme:4711", ())


def test_experience_may_be_in_months() -> None:
    assert job(experienceRequirements="Deux ans").experience_requirements == "Deux ans"
    assert job(experienceRequirements={"monthsOfExperience": "24"}).experience_requirements == (
        "24 months of experience"
    )
    described = {"monthsOfExperience": 24, "description": "Two years"}
    assert job(experienceRequirements=described).experience_requirements == "Two years"
    assert job(experienceRequirements={"monthsOfExperience": 0}).experience_requirements == ""


def test_a_contact_is_private_unless_it_is_shown() -> None:
    shown = {
        "@type": "ContactPoint",
        "email": "mailto:Jobs@nord.example.org",
        "telephone": "+33 1 23 45 67 89",
    }
    assert job(applicationContact=shown).application_contact == "jobs@nord.example.org"
    read = job(applicationContact=["Zoé, zoe@nord.example.org", {"url": "/apply"}], contactPhone="0123456789")
    assert read.application_contact == ""
    assert read.extra == ()
    assert read.apply_url == "https://partner.example/apply"


def test_one_applies_at_the_partners_page() -> None:
    post, _ = made({"directApply": True, "sameAs": ["https://a.example/1", "/2"]}, apply_url="/apply")
    assert post.job
    assert post.job.direct_apply is False
    assert post.job.same_as == ("https://a.example/1", "https://partner.example/2")
    assert post.job.apply_url == "https://partner.example/apply"
    post, _ = made({"directApply": True}, url="")
    assert post.job
    assert post.job.direct_apply is None


def test_unknown_properties_are_not_published() -> None:
    said: dict[str, Any] = dict(
        industry="Informatique",
        recruiterRating="2",
        jobBenefits=["Cantine", "Vélo"],
        responsibilities="mot " * 100,
        recruiterEmail="zoe@nord.example.org",
        specialCommitments="Appelez le 01 23 45 67 89",
        educationRequirements={"@type": "EducationalOccupationalCredential"},
        **{"@id": "x", "_own": "y"},
    )
    known = (("industry", "Informatique"), ("jobBenefits", "Cantine, Vélo"))
    assert job(**said).extra == known
    listing = Context(SITE, JobDefaults(extra=tuple(said)))
    assert job(listing, **said).extra == (*known, ("recruiterRating", "2"))


def test_categories_are_those_of_the_job() -> None:
    read = job(occupationalCategory=["A", {"name": "B"}], relevantOccupation={"name": "C"})
    assert read.occupational_category == ("A", "B", "C")


NAMES = st.text("abcdéfGH ", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
MOMENTS = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(
    lambda day: Moment(datetime(day.year, day.month, day.day, tzinfo=UTC), day)
)
TYPES = ["FULL_TIME", "TEMPORARY", "INTERN", "OTHER"]
JOBS = st.builds(
    Job,
    title=NAMES,
    hiring_organization=st.builds(
        Organization, NAMES, st.just("https://a.example"), st.sampled_from(["", "https://a.example/l.png"]),
        parent=st.none() | st.builds(Organization, NAMES),
    ),
    employment_type=st.lists(st.sampled_from(TYPES), unique=True).map(tuple),
    job_duration=st.sampled_from(["", "P6M", "P1Y"]),
    job_location=st.lists(
        st.builds(Place, NAMES, st.just("59000"), NAMES, NAMES, st.sampled_from(["FR", "BE", ""])),
        max_size=2, unique=True,
    ).map(tuple),
    date_posted=MOMENTS,
    base_salary=st.none() | st.builds(
        lambda low, high: Pay("EUR", "YEAR", low, low + high), st.integers(1_000, 10**6), st.integers(0, 10**6)
    ),
    direct_apply=st.sampled_from([False]),
    skills=st.lists(st.sampled_from(["Python", "Ruby on Rails", "SQL", "C++"]), unique=True).map(tuple),
    occupational_category=st.lists(NAMES, unique_by=str.casefold, max_size=2).map(tuple),
    total_job_openings=st.none() | st.integers(1, 99),
    experience_requirements=st.just("") | NAMES,
)  # fmt: skip
REMOTE = JOBS.map(
    lambda one: replace(
        one, remote="full", job_location_type="TELECOMMUTE", applicant_location_requirements=("FR", "BE")
    )
)


@given(JOBS | REMOTE)
@settings(max_examples=100, deadline=None)
@pytest.mark.slow
def test_what_is_published_is_read_back_as_it_was(one: Job) -> None:
    """Reading what `emit.job_posting` writes gives the same Job."""
    site = replace(SITE, timezone="UTC")
    post = Post("s", "l", "job", "Titre", f"<p>{'mot ' * 99}</p>", "fr", job=one)
    listing = Listing("urn:x:1", URL, "", "job", "open", "Titre", AT, AT, "fr", "s", "l", "r")
    said = job_posting.posting(Entry(listing, post))
    read, found = item_to_post.to_post(Item(url=URL, job=said), Context(site), source="s", locator=URL, file=URL)
    assert read
    assert read.job
    hiring = one.hiring_organization.name
    assert replace(read.job, reference="", contract_kinds=()) == one
    assert read.job.reference == f"{hiring}:urn:x:1"
    assert not [problem for problem in found if problem.severity != "note"]


PROPERTIES = """
title hiringOrganization employmentType jobDuration jobLocation jobLocationType applicantLocationRequirements
datePosted validThrough baseSalary salaryCurrency skills occupationalCategory experienceRequirements
totalJobOpenings identifier sameAs applicationContact description address name value currency unitText
minValue addressCountry addressLocality url logo parentOrganization department @type @list email
"""
WORDS = st.sampled_from(
    ["TELECOMMUTE", "Remote", "Paris", "Sacramento, CA", "FR", "USA", "40 k€", "EUR", "CDI", "P6M",
     "2026-01-01", "https://a.example", "&lt;p&gt;a&lt;/p&gt;", "1e999", "http://[", "a@b.example"]
)  # fmt: skip
LOOSE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(PROPERTIES.split()), inner, max_size=5),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(PROPERTIES.split()), LOOSE, max_size=8))
@settings(max_examples=150, deadline=None)
@pytest.mark.slow
def test_no_posting_raises(said: dict[str, Any]) -> None:
    context = replace(CONTEXT, jobs=JobDefaults(country="FR"))
    item_to_post.to_post(Item(url=URL, job=said), context, source="s", locator=URL, file=URL)


@pytest.mark.parametrize(
    ("title", "said", "types", "contract"),
    [
        ("Juriste (Stage)", {}, ("INTERN",), "Stage"),
        ("APPRENTI(E) - Rédaction", {}, ("OTHER",), "APPRENTI"),
        ("Technicien (intérim)", {}, ("TEMPORARY",), "interim"),
        ("Juriste (CDI)", {"employmentType": "PART_TIME"}, ("PART_TIME",), ""),
        ("Consultant", {}, (), ""),
    ],
)
def test_a_title_may_state_what_nothing_else_does(
    title: str, said: dict[str, Any], types: tuple[str, ...], contract: str
) -> None:
    found = job(title=title, **said)
    assert (found.employment_type, found.contract) == (types, contract)
