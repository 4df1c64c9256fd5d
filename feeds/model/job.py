"""Jobs, after schema.org's JobPosting."""

from __future__ import annotations

from dataclasses import dataclass, replace

from feeds.model.instant import Moment
from feeds.model.settings import Organization, Place


@dataclass(frozen=True, slots=True)
class Pay:
    """A gross salary in `currency` (ISO 4217) per `unit`, as the employer states it; `text` is as written.

    `unit` is one of schema.org's HOUR, DAY, WEEK, MONTH, YEAR. Either bound may be unknown. Without a currency,
    a unit and bounds, a partner's words were not understood: `text` alone is shown.
    """

    currency: str = ""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job offer, under the names of schema.org's `JobPosting`.

    employment_type: of Google's eight values, in the order written.
    contract: in the author's own words. contract_kinds: `permanent`, `civil_servant`, `temporary`, `contractual`
        (public law, term unknown), `contractor`, `intern`, `apprentice`, `volunteer`, `per_diem` or `other`.
    job_location_type: `TELECOMMUTE` or empty.
    remote: `full`, `hybrid`, `occasional`, `none` or `unknown`. telework: in the author's own words.
    extra: values without a field of their own, as text: keys in `jobs.extra`, and pay or skills as written.
    pointer: the text only refers to the employer's page.
    same_as: other pages of the very same offer. apply_url: where to apply, as a partner states it.
    duration: ISO 8601, of a range `P4M/P6M`. start: a day, a month as `2021-02`, or `now`.
    day_rate: the price of a contractor's day. apply: a form, a page or a public mailbox.
    reference: its id in the employer's recruiting system, after the name of the system: `lever:acme:123`.
    reference_number: the employer's own reference of the job, which applicants quote: `REQ-123`.
    """

    title: str
    hiring_organization: Organization
    employment_type: tuple[str, ...] = ()
    contract: str = ""
    job_duration: str = ""
    employment_unit: str = ""
    job_location: tuple[Place, ...] = ()
    job_location_type: str = ""
    applicant_location_requirements: tuple[str, ...] = ()
    remote: str = "unknown"
    telework: str = ""
    date_posted: Moment | None = None
    valid_through: Moment | None = None
    base_salary: Pay | None = None
    direct_apply: bool | None = None
    skills: tuple[str, ...] = ()
    occupational_category: tuple[str, ...] = ()
    total_job_openings: int | None = None
    application_contact: str = ""
    experience_requirements: str = ""
    pointer: bool = False
    extra: tuple[tuple[str, str], ...] = ()
    same_as: tuple[str, ...] = ()
    apply_url: str = ""
    reference: str = ""
    duration: str = ""
    start: str = ""
    day_rate: Pay | None = None
    apply: str = ""
    contract_kinds: tuple[str, ...] = ()
    reference_number: str = ""

    def in_lists(self) -> Job:
        """Return what lists of jobs show and select by: all but how to apply, and what only its page shows."""
        return replace(
            self,
            extra=(),
            same_as=(),
            apply_url="",
            apply="",
            application_contact="",
            experience_requirements="",
            reference="",
            reference_number="",
        )
