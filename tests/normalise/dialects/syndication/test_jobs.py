"""Job offers in feeds: whatever publishers call their elements, schema.org's JobPosting comes of them."""

from __future__ import annotations

from typing import Any

import pytest

from feeds.model.post import Document
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.item import Item, SourceOptions
from feeds.normalise.dialects.syndication import job_extensions

NAMES = (
    'xmlns:joblisting="http://www.neogov.com/namespaces/JobListing" '
    'xmlns:tt="https://teamtailor.com/locations" '
    'xmlns:job_listing="https://jobs.example" xmlns:g="http://base.google.com/ns/1.0" '
    'xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:x="urn:x"'
)


def item(said: str) -> Item:
    body = f'<rss version="2.0" {NAMES}><channel><item>{said}</item></channel></rss>'
    (one,) = syndication.read(Document("p", "https://p.example/feed", body.encode(), ""), SourceOptions()).items
    return one


def job(said: str) -> Any:
    return item(said).job


def test_neogov() -> None:
    """Its times are in UTC, as the names of their elements say."""
    said = (
        "<joblisting:jobId>17</joblisting:jobId><joblisting:jobType>Full time</joblisting:jobType>"
        "<joblisting:advertiseToDateTimeUTC>Sun, 20 Sep 2026 04:59:00:0</joblisting:advertiseToDateTimeUTC>"
        "<joblisting:minimumSalary>10</joblisting:minimumSalary>"
        "<joblisting:salaryCurrency>USD</joblisting:salaryCurrency>"
        "<joblisting:location>Springfield</joblisting:location><joblisting:state>Ohio</joblisting:state>"
        "<joblisting:department>Parks</joblisting:department>"
        "<joblisting:examplesofduties>&lt;p&gt;Dig &amp;amp; plant&lt;/p&gt;</joblisting:examplesofduties>"
        "<joblisting:categories><joblisting:category>A</joblisting:category>"
        "<joblisting:category>B</joblisting:category></joblisting:categories>"
    )
    found = job(said)
    assert found == {
        "identifier": "17",
        "employmentType": "Full time",
        "validThrough": "Sun, 20 Sep 2026 04:59:00:0 UTC",
        "baseSalary": {"value": {"minValue": "10"}, "currency": "USD"},
        "jobLocation": {"name": "Springfield", "address": {"addressRegion": "Ohio"}},
        "employmentUnit": "Parks",
        "responsibilities": "<p>Dig &amp; plant</p>",
        "occupationalCategory": ["A", "B"],
    }
    closes = syndication.instant(found["validThrough"])
    assert closes
    assert closes.isoformat() == "2026-09-20T04:59:00+00:00"


def test_teamtailor() -> None:
    """A list of places, each with its parts."""
    place = "<tt:location><tt:name>{0}</tt:name><tt:zip>1</tt:zip><tt:city>{0}</tt:city></tt:location>"
    said = (
        f"<remoteStatus>hybrid</remoteStatus><tt:locations>{place.format('Oslo')}{place.format('Rome')}"
        "</tt:locations><tt:department>Sales</tt:department><tt:role>Any</tt:role>"
    )
    assert job(said) == {
        "jobLocationType": "hybrid",
        "jobLocation": [
            {"name": "Oslo", "address": {"postalCode": "1", "addressLocality": "Oslo"}},
            {"name": "Rome", "address": {"postalCode": "1", "addressLocality": "Rome"}},
        ],
        "employmentUnit": "Sales",
        "occupationalCategory": "Any",
    }


def test_wp_job_manager() -> None:
    """What it escapes within CDATA is read, for a company's name is not about entities."""
    said = (
        "<job_listing:location><![CDATA[Oslo]]></job_listing:location>"
        "<job_listing:job_type><![CDATA[Full Time, Night]]></job_listing:job_type>"
        "<job_listing:company><![CDATA[A &amp; B]]></job_listing:company>"
    )
    assert job(said) == {
        "jobLocation": "Oslo",
        "employmentType": "Full Time, Night",
        "hiringOrganization": {"name": "A & B"},
    }


def test_google_base() -> None:
    said = (
        "<g:employer>A</g:employer><g:job_type>full-time</g:job_type><g:salary>10 EUR</g:salary>"
        "<g:expiration_date>2026-11-24</g:expiration_date><g:education>Master</g:education>"
    )
    assert job(said) == {
        "hiringOrganization": {"name": "A"},
        "employmentType": "full-time",
        "baseSalary": "10 EUR",
        "validThrough": "2026-11-24",
        "educationRequirements": "Master",
    }


def test_elements_without_a_namespace() -> None:
    """As job boards write them; the address to apply is separate."""
    one = item(
        "<title>A</title><category>B</category><company>C</company><city>Oslo</city><country>NO</country>"
        "<jobtype>D</jobtype><salary>10</salary><salary_max>20</salary_max><applyurl>https://c.example/</applyurl>"
    )
    assert (one.tags, one.apply_url) == (("B",), "https://c.example/")
    assert one.job == {
        "hiringOrganization": {"name": "C"},
        "jobLocation": {"address": {"addressLocality": "Oslo", "addressCountry": "NO"}},
        "employmentType": "D",
        "baseSalary": {"name": "10", "value": {"maxValue": "20"}},
    }


def test_common_ones_make_an_offer_together() -> None:
    """A place and a kind alone have many things."""
    assert job("<x:location>Oslo</x:location><x:type>Talk</x:type>") is None
    assert job("<x:location>Oslo</x:location><x:type>Full</x:type><x:skills>Python</x:skills>") == {
        "jobLocation": "Oslo",
        "employmentType": "Full",
        "skills": "Python",
    }


@pytest.mark.parametrize(
    "said",
    [
        "",
        "<title>A job</title><category>jobs</category><author>Employer</author>",
        "<ev:location>Oslo</ev:location><ev:type>Talk</ev:type><ev:organizer>A</ev:organizer>",
        "<g:id>1</g:id><g:price>10 EUR</g:price><g:brand>A</g:brand><g:condition>new</g:condition>",
        "<company/><salary></salary>",
    ],
)
def test_what_is_no_offer(said: str) -> None:
    assert item(said).job is None


def test_a_property_said_twice_is_a_list_said_once_more_it_is_not() -> None:
    assert job("<company>A</company><x:city>1</x:city><city>2</city><city>1</city>")["jobLocation"] == {
        "address": {"addressLocality": ["1", "2"]}
    }
    two = "<joblocation>A</joblocation><joblocation>B</joblocation><city>C</city>"
    assert job(two) == {"jobLocation": ["A", "B"]}
    many = "".join(f"<jobtype>{n}</jobtype>" for n in range(1_000))
    assert len(job(many)["employmentType"]) == 100


def test_an_offer_in_atom() -> None:
    body = f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMES}><entry><g:job_type>A</g:job_type></entry></feed>'
    (one,) = syndication.read(Document("p", "p", body.encode(), ""), SourceOptions()).items
    assert one.job == {"employmentType": "A"}


def test_no_name_stands_for_two_properties() -> None:
    """One table, in which each name has one meaning."""
    tables = (job_extensions.JOB_ONLY, job_extensions.COMMON)
    names = [name for table in tables for line in table.values() for name in line.split()]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and name.isalpha() for name in names)


DUBLIN = (
    "<dc:publisher>Musée</dc:publisher><dc:contributor>Ministère</dc:contributor>"
    "<dc:date>2026-09-15T00:00:00+02:00</dc:date><dc:type>Niveau 6</dc:type>"
    "<dc:identifier>A-1</dc:identifier><dc:coverage>NICE</dc:coverage><dc:description>6</dc:description>"
)


def dublin(more: str) -> Item:
    body = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><guid>1</guid>'
        f"<pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate>{DUBLIN}{more}</item></channel></rss>"
    )
    (one,) = syndication.read(Document("p", "https://p.example/feed", body.encode(), ""), SourceOptions()).items
    return one


@pytest.mark.parametrize(
    ("said", "lasts"),
    [("12 mois", "12 mois"), ("Entre 12 et 0 mois", "12 mois"), ("Entre 6 et 12 mois", "Entre 6 et 12 mois")],
)
def test_dublin_core(said: str, lasts: str) -> None:
    """An offer, where the format is how long it lasts; then its date is when work begins, and no change."""
    found = dublin(f"<dc:format>{said}</dc:format>")
    assert (found.published, found.updated) == ("Mon, 02 Feb 2026 10:00:00 GMT", "")
    assert found.job == {
        "hiringOrganization": {"name": "Musée", "parentOrganization": "Ministère"},
        "jobStartDate": "2026-09-15T00:00:00+02:00",
        "jobDuration": lasts,
        "educationRequirements": "Niveau 6",
        "reference": "A-1",
        "jobLocation": "NICE (06), France",
    }


def test_dublin_core_of_others_is_none() -> None:
    """Its elements have other meanings in news."""
    found = dublin("<dc:format>text/html</dc:format>")
    assert (found.job, found.updated) == (None, "2026-09-15T00:00:00+02:00")


def test_a_place_may_be_named_after_its_parts() -> None:
    found = job("<x:state>Ohio</x:state><x:location>Springfield</x:location><x:jobType>CDI</x:jobType>")
    assert found["jobLocation"] == {"address": {"addressRegion": "Ohio"}, "name": "Springfield"}


JOB_FAMILY = (
    "<{0}JobTitle>Nurse</{0}JobTitle><{0}JobBody>&lt;p&gt;Care for people, day and night.&lt;/p&gt;</{0}JobBody>"
    "<{0}JobCity>Leeds</{0}JobCity><{0}JobPostalCode>LS1 4AP</{0}JobPostalCode>"
    "<{0}JobCountry>United Kingdom</{0}JobCountry><{0}JobCompany>Trust</{0}JobCompany>"
    "<{0}JobActiveDate>2026-02-01</{0}JobActiveDate><{0}JobExpiryDate>2026-05-01</{0}JobExpiryDate>"
    "<{0}JobSalary>£30,000</{0}JobSalary><{0}JobType>Full time</{0}JobType><{0}JobReference>R-77</{0}JobReference>"
)


@pytest.mark.parametrize("prefix", ["", "x:", "job_listing:"])
def test_names_that_begin_with_job(prefix: str) -> None:
    """In any namespace, or none; the text is that of the offer if it is longer than the description of the item."""
    found = item(JOB_FAMILY.format(prefix) + "<description>Care.</description><link>https://p.example/77</link>")
    assert (found.content_html, found.summary_html) == ("<p>Care for people, day and night.</p>", "Care.")
    address = {"addressLocality": "Leeds", "postalCode": "LS1 4AP", "addressCountry": "United Kingdom"}
    assert found.job == {
        "title": "Nurse",
        "jobLocation": {"address": address},
        "hiringOrganization": {"name": "Trust"},
        "datePosted": "2026-02-01",
        "validThrough": "2026-05-01",
        "baseSalary": "£30,000",
        "employmentType": "Full time",
        "reference": "R-77",
    }


def test_one_name_that_begins_with_job_makes_an_offer() -> None:
    """Its page may be in such an element; a short text of it leaves the description of the item."""
    found = item(
        "<description>A long description</description><JobBody>Text</JobBody><JobURL>https://p.example/1</JobURL>"
    )
    assert (found.url, found.content_html) == ("https://p.example/1", "A long description")
    assert item("<JobMinSalary>20</JobMinSalary>").job == {"baseSalary": {"value": {"minValue": "20"}}}
    assert job("<jobs>12</jobs><jobless>x</jobless>") is None


def test_a_salary_in_several_elements_is_one() -> None:
    """Google Base: `salary_type` is a unit nowhere, and the amount is in one element, its currency in another."""
    said = "<g:salary>35000</g:salary><g:salary_type>starting</g:salary_type><g:currency>EUR</g:currency>"
    assert job(said) == {"baseSalary": {"value": {"value": "35000"}, "currency": "EUR"}}
    assert job("<job_listing:salary>35 K€</job_listing:salary>") == {"baseSalary": "35 K€"}
    both = "<salary>12 €</salary><salaryunit>HOUR</salaryunit>"
    assert job(both) == {"baseSalary": {"value": {"unitText": "HOUR", "value": "12 €"}}}
