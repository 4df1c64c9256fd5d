"""Job offers in RSS and Atom: what publishers call their elements, and what schema.org's JobPosting does.

There is no standard. NEOGOV's `joblisting`, Teamtailor's `tt`, WP Job Manager's `job_listing` (a namespace
of its own on each site), Google Base and elements without a namespace all say the same few things. So an
element is known by its local name, whatever its namespace: `TELLING` and `COMMON` are all there is to know,
and a further spelling is one word more in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.normalise.dialects.syndication.feed_fields import decoded
from feeds.normalise.dialects.syndication.namespaces import Names, Said, children, first
from feeds.normalise.dialects.xml import Node, markup, words

# Properties as paths, and what publishers call them: in small letters, without hyphens or underscores.
# Nothing but job offers has these.
TELLING = {
    "title": "jobtitle positiontitle",
    "identifier": """jobid jobreference jobref referencenumber requisitionid jobreqid reqid vacancyid
        partnerjobid""",
    "employmentType": """jobtype jobtypes employmenttype contracttype contract contrat typecontrat
        typedecontrat positiontype workingtime""",
    "hiringOrganization.name": """company companyname employer employername hiringorganization recruiter
        entreprise employeur""",
    "jobLocation": "joblocation joblocations",
    "applicantLocationRequirements": "locationrestriction candidatelocation",
    "jobLocationType": "remotestatus remotetype joblocationtype",
    "baseSalary": "salary jobsalary basesalary salaryrange salaire remuneration compensation pay wage",
    "baseSalary.currency": "salarycurrency",
    "baseSalary.value.minValue": "minimumsalary minsalary salarymin",
    "baseSalary.value.maxValue": "maximumsalary maxsalary salarymax",
    "baseSalary.value.unitText": "salaryinterval salarytype salaryunit salaryperiod",
    "validThrough": """applicationdeadline advertisetodate advertisetodateutc advertisetodatetime
        advertisetodatetimeutc jobexpires""",
    "datePosted": "advertisefromdate advertisefromdateutc advertisefromdatetime advertisefromdatetimeutc",
    "jobStartDate": "jobstartdate",
    "occupationalCategory": "jobcategory jobfunction occupationalcategory",
    "url": "applyurl applylink applicationurl",
}
# These make an offer only together: an event has a place, too.
COMMON = {
    "employmentType": "type",
    "hiringOrganization.name": "organization organisation agency",
    "hiringOrganization.logo": "companylogo employerlogo",
    "hiringOrganization.url": "companyurl companywebsite",
    "jobLocation": "location locations lieu",
    "jobLocation.address.streetAddress": "streetaddress street address",
    "jobLocation.address.postalCode": "postalcode postcode zip zipcode codepostal",
    "jobLocation.address.addressLocality": "city town ville locality addresslocality",
    "jobLocation.address.addressRegion": "state region province addressregion",
    "jobLocation.address.addressCountry": "country countrycode pays addresscountry",
    "jobLocationType": "remote telework teletravail workplace workplacetype",
    "validThrough": "validthrough expirationdate expirydate expires expiresat closingdate closedate deadline",
    "datePosted": "dateposted posteddate postdate publishdate",
    "employmentUnit": "department division employmentunit service",
    "industry": "industry industries sector jobindustry",
    "occupationalCategory": "role profession category categories",
    "skills": "skills",
    "experienceRequirements": "experiencerequirements requiredexperience experience seniority",
    "educationRequirements": "educationrequirements education",
    "qualifications": "qualifications requirements",
    "responsibilities": "responsibilities examplesofduties duties",
    "jobBenefits": "jobbenefits benefits",
    "workHours": "workhours workinghours",
    "totalJobOpenings": "totaljobopenings numberofpositions openings vacancies",
    # Of no property of schema.org, and nevertheless a part of the offer.
    "supplementalInformation": "supplementalinformation",
}
# In Dublin Core, as Pass (the apprenticeships of the French public service) writes offers. All of these have
# other meanings elsewhere: they are an offer's where the format is how long it lasts.
DUBLIN = {
    "dc:publisher": "hiringOrganization.name",
    "dc:contributor": "hiringOrganization.parentOrganization",
    "dc:date": "jobStartDate",
    "dc:format": "jobDuration",
    "dc:type": "educationRequirements",
    "dc:identifier": "identifier",
    "dc:coverage": "jobLocation",
}
_LASTS = re.compile(
    r"(?i)(?:(?:entre|between)\s+)?\d{1,2}\s+(?:(?:et|à|-|and|to)\s+\d{1,2}\s+)?(?:mois|months?|semaines?|weeks?)"
)
_PARIS = "75"
_NO_UPPER = re.compile(r"(?i)^(?:entre|between)\s+(\d+)\s+(?:et|and)\s+0(?!\d)")
_DEPARTMENT = re.compile(r"\d{1,2}|2[AB]|97\d")
_HTML = frozenset({"qualifications", "responsibilities", "jobBenefits", "supplementalInformation"})
_PATHS = {
    name: path for table in (COMMON, TELLING) for path, names in table.items() for name in names.split()
}
_TELLS = frozenset(name for names in TELLING.values() for name in names.split())
_ENOUGH = 3  # common properties that make an offer together
_MOST = 100  # values of one property: an offer has fewer
_DEEPEST = 4  # lists inside each other


def read(said: Said, names: Names) -> tuple[Mapping[str, Any] | None, str]:
    """Give the JobPosting that the elements of an entry make, as loose as they are, and where to apply.

    Nothing when they are not those of a job offer.
    """
    if "dc:format" in said and _LASTS.fullmatch(first(said, "dc:format")):
        return _dublin(said), ""
    found: list[tuple[str, str, Node]] = []
    for short, elements in said.items():
        local = _folded(short)
        if (path := _PATHS.get(local)) and short != "category":  # which RSS itself has
            found += [(path, local, element) for element in elements if len(element) or element.text]
    if not found:
        return None, ""
    told = {path.partition(".")[0] for path, _, _ in found}
    if len(told) < _ENOUGH and not any(local in _TELLS for _, local, _ in found):
        return None, ""
    job: dict[str, Any] = {}
    for path, local, element in found:
        for value in _values(path, local, element, names):
            _put(job, path, value)
    apply_url = job.pop("url", "")
    return job or None, apply_url if isinstance(apply_url, str) else ""


def _dublin(said: Said) -> Mapping[str, Any]:
    """Give the JobPosting that Dublin Core makes; its description is the number of the département."""
    job: dict[str, Any] = {}
    for short, path in DUBLIN.items():
        if text := decoded(first(said, short)):
            _put(job, path, _NO_UPPER.sub(r"\1", text) if short == "dc:format" else text)
    department = first(said, "dc:description").upper()
    if "jobLocation" in job and _DEPARTMENT.fullmatch(department):
        # A district of Paris says more than its département.
        number = "" if department == _PARIS else f" ({department:0>2})"
        job["jobLocation"] = f"{job['jobLocation']}{number}, France"
    return job


def _folded(short: str) -> str:
    return short.removeprefix("?").replace("_", "").replace("-", "")


def _values(path: str, local: str, element: Node, names: Names) -> Iterator[Any]:
    """Give what an element says: one text, one for each of a list, or a place with its parts."""
    if path in _HTML:
        if text := markup(element):
            yield text
    elif len(element):
        yield from _nested(path, element, names, _DEEPEST)
    elif text := decoded(words(element)):  # what stands in CDATA is often escaped once more
        # The name says which time it is in; the text, once taken from its element, would not.
        yield f"{text} UTC" if local.endswith("utc") else text


def _nested(path: str, element: Node, names: Names, depth: int) -> Iterator[Any]:
    """Give the members of a list; a place is one when it has parts that belong to a place."""
    said = children(element, names)
    if path == "jobLocation" and (place := _place(said)):
        yield place
        return
    for members in said.values():
        for member in members:
            if len(member) and depth:
                yield from _nested(path, member, names, depth - 1)
            elif text := decoded(words(member)):
                yield text


def _place(said: Said) -> Mapping[str, Any]:
    """Make a Place of elements as Teamtailor's: name, address, zip, city, country."""
    place: dict[str, Any] = {}
    for short, elements in said.items():
        local = _folded(short)
        path = "name" if local == "name" else _PATHS.get(local, "")
        for element in elements:
            inside = path == "name" or path.startswith("jobLocation.")
            if inside and not len(element) and (text := decoded(words(element))):
                _put(place, path.removeprefix("jobLocation."), text)
    return place


def _put(job: dict[str, Any], path: str, value: Any) -> None:
    """Set a property; one that comes again becomes a list, a text beside its parts becomes their name."""
    *outer, last = path.split(".")
    for name in outer:
        inside = job.get(name)
        if isinstance(inside, list):  # of which of them it would be a part, nobody says
            return
        if not isinstance(inside, dict):
            inside = job[name] = {} if inside is None else {"name": inside}
        job = inside
    had = job.get(last)
    if had is None:
        job[last] = value
    elif isinstance(had, dict) and isinstance(value, str):
        had.setdefault("name", value)
    else:
        listed = had if isinstance(had, list) else [had]
        if value not in listed[:_MOST] and len(listed) < _MOST:
            job[last] = [*listed, value]
