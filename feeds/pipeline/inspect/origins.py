"""Where the fields of a post come from, in words."""

from __future__ import annotations

from feeds.model.post import Origin, Post
from feeds.model.problem import Message, listed, marked
from feeds.model.urls import is_web_url

# By the kind of origin: its phrase alone, and with a detail.
_KINDS = {
    "key": (marked("key"), marked("key %(detail)s")),
    "body": (marked("body"), marked("body %(detail)s")),
    "file name": (marked("file name"), marked("file name %(detail)s")),
    "reference": (marked("reference"), marked("reference %(detail)s")),
    "default": (marked("default"), marked("default %(detail)s")),
    "inferred": (marked("inferred"), marked("inferred %(detail)s")),
}
# Details that posts store in English; all others are keys, files or words of the author.
_DETAILS = frozenset(
    {
        marked("first heading"),
        marked("its first words"),
        marked("the source's country"),
        marked("the source's employer"),
        marked("the source's language"),
        marked("applications go to the partner's page"),
        marked("skills and domains"),
        marked("telework is full"),
        marked("the later of the post's dates"),
        marked("the organisation"),
        marked("the role and the organisation"),
    }
)
# Where fields of a partner's entry come from, unless it records another origin.
_PARTNER_ORIGINS = {
    "content_html": Message("body"),
    "external_url": Message("key %(detail)s", detail="url"),
    "summary": Message("key %(detail)s", detail="summary"),
    "authors": Message("key %(detail)s", detail="authors"),
    "tags": Message("key %(detail)s", detail="tags"),
    "image": Message("key %(detail)s", detail="image"),
    "attachments": Message("key %(detail)s", detail="attachments"),
    "job.job_duration": Message("key %(detail)s", detail="jobDuration"),
    "job.contract": Message("key %(detail)s", detail="employmentType"),
    "job.employment_unit": Message("key %(detail)s", detail="employmentUnit"),
    "job.direct_apply": Message("inferred from its own page"),
    "job.date_posted": Message("key %(detail)s", detail="published"),
    "job.job_location_type": Message("key %(detail)s", detail="jobLocationType"),
    "job.skills": Message("key %(detail)s", detail="skills"),
    "job.occupational_category": Message("key %(detail)s", detail="occupationalCategory"),
    "job.experience_requirements": Message("key %(detail)s", detail="experienceRequirements"),
    "job.reference_number": Message("key %(detail)s", detail="reference"),
    "job.total_job_openings": Message("key %(detail)s", detail="totalJobOpenings"),
}


def of(post: Post, field: str) -> str:
    """Return where a field of a post comes from, or ""."""
    if field == "job.contract_kinds":
        field = "job.employment_type"
    found = [origin for origin in post.origins if origin.field == field]
    if not found and is_web_url(post.locator):
        return _PARTNER_ORIGINS.get(field, "")
    # The country of a place may come from elsewhere than the rest of it, and hours from elsewhere than the contract.
    if field == "job.employment_type":
        found = [origin for origin in found if origin.how != "inferred"] or found
    several = field in ("job.job_location", "job.employment_type")
    return listed(dict.fromkeys(map(_described, found if several else found[:1])), "; ")


def _described(origin: Origin) -> Message:
    alone, with_detail = _KINDS[origin.how]
    detail = Message(origin.detail) if origin.detail in _DETAILS else origin.detail
    described = Message(with_detail, detail=detail) if detail else Message(alone)
    return Message("%(origin)s, line %(line)s", origin=described, line=origin.line) if origin.line else described
