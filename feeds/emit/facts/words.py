"""The words of the facts of a job, in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from feeds.emit.localize import translations


class JobWords(NamedTuple):
    """Labels of facts, names of concepts, and patterns with placeholders.

    employment: by Google's values. contracts: by kind of contract (`Job.contract_kinds`). telework: by class.
    """

    labels: Mapping[str, str]
    employment: Mapping[str, str]
    contracts: Mapping[str, str]
    telework: Mapping[str, str]
    per: Mapping[str, str]
    label: str
    apply: str
    soon: str
    between: str
    at_least: str
    at_most: str
    unavailable: str
    filled: str
    withdrawn: str
    expired: str
    source_is_gone: str


@cache
def job_words(language: str) -> JobWords:
    """Return the words of a language that has a catalogue."""
    _ = translations(language).gettext
    return JobWords(
        labels=_labels(_),
        **_concepts(_),
        label=_("%(label)s:"),
        apply=_("Apply on the site %(site)s"),
        soon=_("As soon as possible"),
        between=_("%(least)s to %(most)s"),
        at_least=_("from %(least)s"),
        at_most=_("up to %(most)s"),
        unavailable=_("This offer is no longer available"),
        filled=_("It was filled."),
        withdrawn=_("It was withdrawn by the employer."),
        expired=_("It expired on"),
        source_is_gone=_("The site that published it no longer exists."),
    )


def _labels(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "title": _("Job"),
        "organization": _("Organisation"),
        "parent": _("Part of"),
        "unit": _("Team"),
        "contract": _("Contract"),
        "duration": _("Duration"),
        "start": _("Start"),
        "place": _("Place"),
        "telework": _("Remote work"),
        "countries": _("Open to people living in"),
        "pay": _("Pay"),
        "positions": _("Positions"),
        "posted": _("Posted on"),
        "deadline": _("Apply by"),
        "apply": _("How to apply"),
        "experience": _("Experience"),
        "skills": _("Skills"),
        "domains": _("Domains"),
        "reference": _("Reference"),
    }


def _concepts(_: Callable[[str], str]) -> dict[str, dict[str, str]]:
    return {
        "employment": {
            "FULL_TIME": _("Full time"),
            "PART_TIME": _("Part time"),
            "CONTRACTOR": _("Self-employed"),
            "TEMPORARY": _("Fixed term"),
            "INTERN": _("Internship"),
            "VOLUNTEER": _("Volunteering"),
            "PER_DIEM": _("Paid by the day"),
            "OTHER": _("Other contract"),
        },
        "contracts": {
            "permanent": _("Permanent"),
            "civil_servant": _("Civil servant"),
            "temporary": _("Fixed-term contract"),
            "contractual": _("Public contract"),
            "contractor": _("Self-employed"),
            "intern": _("Internship"),
            "apprentice": _("Apprenticeship"),
            "volunteer": _("Volunteering"),
            "per_diem": _("Paid by the day"),
            "other": _("Other contract"),
        },
        "telework": {
            "full": _("Fully remote"),
            "hybrid": _("Partly remote"),
            "occasional": _("Occasionally remote"),
            "none": _("On site"),
        },
        "per": {
            "HOUR": _("per hour"),
            "DAY": _("per day"),
            "WEEK": _("per week"),
            "MONTH": _("per month"),
            "YEAR": _("per year"),
        },
    }
