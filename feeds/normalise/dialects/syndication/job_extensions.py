"""Job elements in RSS and Atom, mapped to schema.org's JobPosting.

There is no standard. NEOGOV's `joblisting`, Teamtailor's `tt`, WP Job Manager's `job_listing` (a namespace
of its own on each site), Google Base and elements without a namespace all state the same few facts. So an
element is known by its local name, whatever its namespace: to support a further spelling, add it to
`JOB_ONLY` or `COMMON`. A name that begins with "Job" (JobCity, JobPostalCode) means the same as without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feeds.normalise.dialects.syndication.feed_fields import decode_references
from feeds.normalise.dialects.syndication.namespaces import Elements, ShortNames, children, first
from feeds.normalise.dialects.xml import Node, markup_of, text_of

# Properties as paths, and their local names: in lower case, without hyphens and underscores.
# Names that only job offers have.
JOB_ONLY = {
    "title": "jobtitle positiontitle",
    "identifier": "jobid vacancyid partnerjobid",
    "reference": """jobreference jobref referencenumber requisitionid jobrequisitionid jobreqid reqid jobnumber jobnum
        jobcode""",
    "description": "jobbody jobdescription jobdetails jobtext",
    "mainEntityOfPage": "joburl joblink jobdetailurl jobdetailsurl",
    "employmentType": """jobtype jobtypes employmenttype contracttype contract contrat typecontrat
        typedecontrat positiontype workingtime""",
    "hiringOrganization.name": """company companyname employer employername hiringorganization recruiter
        entreprise employeur""",
    "jobLocation": "joblocation joblocations",
    "applicantLocationRequirements": "locationrestriction candidatelocation",
    "jobLocationType": "remotestatus remotetype joblocationtype",
    "baseSalary": "salary jobsalary basesalary salaryrange salaire remuneration compensation pay wage",
    "baseSalary.currency": "salarycurrency",  # and `currency`, see `COMMON`
    "baseSalary.value.minValue": "minimumsalary minsalary salarymin",
    "baseSalary.value.maxValue": "maximumsalary maxsalary salarymax",
    "baseSalary.value.unitText": "salaryinterval salarytype salaryunit salaryperiod",
    "validThrough": """applicationdeadline advertisetodate advertisetodateutc advertisetodatetime
        advertisetodatetimeutc jobexpires jobexpiry jobenddate""",
    "datePosted": """jobactivedate jobopendate jobdate jobposted jobpostedon jobcreated jobcreatedate
        advertisefromdate advertisefromdateutc advertisefromdatetime advertisefromdatetimeutc""",
    "jobStartDate": "jobstartdate",
    "occupationalCategory": "jobcategory jobfunction occupationalcategory",
    "url": "applyurl applylink applicationurl",
}
# Names that make an offer only together: an event has a place, too.
COMMON = {
    "employmentType": "type",
    "baseSalary.currency": "currency",
    "reference": "reference requisition requisitionnumber jobrequisition",
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
    # No property of schema.org, but a part of the offer.
    "supplementalInformation": "supplementalinformation",
}
# Dublin Core as in the offers of Pass (apprenticeships of the French public service). All of these have other
# meanings elsewhere: they are an offer's if `dc:format` is a duration.
DUBLIN_CORE = {
    "dc:publisher": "hiringOrganization.name",
    "dc:contributor": "hiringOrganization.parentOrganization",
    "dc:date": "jobStartDate",
    "dc:format": "jobDuration",
    "dc:type": "educationRequirements",
    "dc:identifier": "reference",
    "dc:coverage": "jobLocation",
}
_DURATION = re.compile(
    r"(?i)(?:(?:entre|between)\s+)?\d{1,2}\s+(?:(?:et|à|-|and|to)\s+\d{1,2}\s+)?(?:mois|months?|semaines?|weeks?)"
)
_PARIS = "75"
_NO_UPPER = re.compile(r"(?i)^(?:entre|between)\s+(\d+)\s+(?:et|and)\s+0(?!\d)")
_DEPARTMENT = re.compile(r"\d{1,2}|2[AB]|97\d")
_HTML = frozenset({"description", "qualifications", "responsibilities", "jobBenefits", "supplementalInformation"})
_PATHS = {name: path for table in (COMMON, JOB_ONLY) for path, names in table.items() for name in names.split()}
_JOB_ONLY_NAMES = frozenset(name for names in JOB_ONLY.values() for name in names.split())
_JOB = "job"
_NO_UNITS = frozenset({"starting", "negotiable"})  # `salary_type` of Google Base
_MIN_COMMON = 3  # common properties that make an offer together
_MAX_VALUES = 100  # values of one property: an offer has fewer
_MAX_DEPTH = 4  # lists inside each other


def read(elements: Elements, names: ShortNames) -> tuple[dict[str, Any] | None, str]:
    """Return the JobPosting of an entry's elements, its values as written, and the URL to apply.

    None and "" when they are not those of a job offer.
    """
    if "dc:format" in elements and _DURATION.fullmatch(first(elements, "dc:format")):
        return _dublin(elements), ""
    found: list[tuple[str, str, Node]] = []
    for short, namesakes in elements.items():
        local = _folded(short)
        if (path := _path(local)) and short != "category":  # that is an element of RSS itself
            found += [(path, local, element) for element in namesakes if len(element) or element.text]
    if not found:
        return None, ""
    properties = {path.partition(".")[0] for path, _, _ in found}
    if len(properties) < _MIN_COMMON and not any(_is_job_only(local) for _, local, _ in found):
        return None, ""
    job: dict[str, Any] = {}
    for path, local, element in found:
        for value in _values(path, local, element, names):
            _put(job, path, value)
    _complete_pay(job)
    apply_url = job.pop("url", "")
    return job or None, apply_url if isinstance(apply_url, str) else ""


def _path(local: str) -> str:
    """Return the property of a local name, also of one that begins with "job"; "" if there is none."""
    return _PATHS.get(local) or (_PATHS.get(local.removeprefix(_JOB), "") if local.startswith(_JOB) else "")


def _is_job_only(local: str) -> bool:
    return local in _JOB_ONLY_NAMES or (local.startswith(_JOB) and local not in _PATHS)


def _complete_pay(job: dict[str, Any]) -> None:
    """Make the text of a salary whose currency or unit is in another element the value of its amount."""
    pay = job.get("baseSalary")
    if not isinstance(pay, dict) or "name" not in pay:
        return
    amount = pay.setdefault("value", {})
    if isinstance(amount, dict) and not amount.keys() & {"minValue", "maxValue"}:
        amount.setdefault("value", pay.pop("name"))


def _dublin(elements: Elements) -> dict[str, Any]:
    """Return the JobPosting of Dublin Core elements; `dc:description` is the number of the département."""
    job: dict[str, Any] = {}
    for short, path in DUBLIN_CORE.items():
        if text := decode_references(first(elements, short)):
            _put(job, path, _NO_UPPER.sub(r"\1", text) if short == "dc:format" else text)
    department = first(elements, "dc:description").upper()
    if "jobLocation" in job and _DEPARTMENT.fullmatch(department):
        # A district of Paris is more exact than its département.
        number = "" if department == _PARIS else f" ({department:0>2})"
        job["jobLocation"] = f"{job['jobLocation']}{number}, France"
    return job


def _folded(short: str) -> str:
    return short.removeprefix("?").replace("_", "").replace("-", "")


def _values(path: str, local: str, element: Node, names: ShortNames) -> Iterator[Any]:
    """Yield the values of an element: one text, one for each of a list, or a place with its parts."""
    if path in _HTML:
        if text := markup_of(element):
            yield text
    elif len(element):
        yield from _nested(path, element, names, _MAX_DEPTH)
    elif local == "salarytype" and text_of(element).casefold() in _NO_UNITS:
        return
    elif text := decode_references(text_of(element)):  # text in CDATA is often escaped once more
        # The time zone is in the name alone.
        yield f"{text} UTC" if local.endswith("utc") else text


def _nested(path: str, element: Node, names: ShortNames, depth: int) -> Iterator[Any]:
    """Yield the members of a list, or a place if the element has parts of one."""
    elements = children(element, names)
    if path == "jobLocation" and (place := _place(elements)):
        yield place
        return
    for members in elements.values():
        for member in members:
            if len(member) and depth:
                yield from _nested(path, member, names, depth - 1)
            elif text := decode_references(text_of(member)):
                yield text


def _place(elements: Elements) -> Mapping[str, Any]:
    """Return a Place of elements such as Teamtailor's: name, address, zip, city, country."""
    place: dict[str, Any] = {}
    for short, namesakes in elements.items():
        local = _folded(short)
        path = "name" if local == "name" else _PATHS.get(local, "")
        for element in namesakes:
            inside = path == "name" or path.startswith("jobLocation.")
            if inside and not len(element) and (text := decode_references(text_of(element))):
                _put(place, path.removeprefix("jobLocation."), text)
    return place


def _put(job: dict[str, Any], path: str, value: Any) -> None:
    """Set a property; a repeated one becomes a list, a text beside its parts becomes their name."""
    *outer, last = path.split(".")
    for name in outer:
        inside = job.get(name)
        if isinstance(inside, list):  # it is unknown which of them it is a part of
            return
        if not isinstance(inside, dict):
            inside = job[name] = {} if inside is None else {"name": inside}
        job = inside
    previous = job.get(last)
    if previous is None:
        job[last] = value
    elif isinstance(previous, dict) and isinstance(value, str):
        previous.setdefault("name", value)
    else:
        listed = previous if isinstance(previous, list) else [previous]
        if value not in listed[:_MAX_VALUES] and len(listed) < _MAX_VALUES:
            job[last] = [*listed, value]
