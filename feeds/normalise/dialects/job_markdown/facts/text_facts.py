"""Facts that the text of an offer states, where its front matter does not: their values, origins and problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from feeds.model.instant import Moment
from feeds.model.job import Pay
from feeds.model.post import LINK_HOST
from feeds.model.problem import Message, Problem, both
from feeds.model.settings import Place
from feeds.normalise.context import Context
from feeds.normalise.dialects import front_matter
from feeds.normalise.dialects.job_markdown.dates_and_state import PostDates
from feeds.normalise.dialects.job_markdown.facts import telework_fields
from feeds.normalise.dialects.job_markdown.facts.body_lines import BodyLines
from feeds.normalise.dialects.job_markdown.facts.telework_fields import Telework
from feeds.normalise.dialects.job_markdown.fields import FrontMatterFields
from feeds.normalise.html import Rendered
from feeds.normalise.job import contracts, facts
from feeds.normalise.job.contracts import Contract
from feeds.normalise.job.facts import Found
from feeds.normalise.places import Hints
from feeds.normalise.values import dates as written_dates
from feeds.normalise.values import privacy
from feeds.normalise.values.text import quoted, shorten

_MAX_WORDS = 200  # characters of the author's own words
# The key that states a fact in the front matter, for messages.
_KEYS = {
    "contract": "contrat",
    "duration": "contrat",
    "place": "lieu",
    "telework": "teletravail",
    "last_day": "date_limite",
    "pay": "salaire",
    "day_rate": "tjm",
    "experience": "experience",
}
_NAMES = {
    "contract": Message("the contract"),
    "duration": Message("the duration"),
    "place": Message("the place"),
    "telework": Message("the telework"),
    "last_day": Message("the last day"),
    "pay": Message("the pay"),
    "day_rate": Message("the day rate"),
    "experience": Message("the experience"),
}


class TextFacts:
    """The facts of the text of one post; those that are used record where they come from."""

    def __init__(self, fields: FrontMatterFields, found: facts.Facts, matter: front_matter.FrontMatter) -> None:
        self._fields = fields
        self._found = found.found
        self.contradicted = frozenset(found.contradicted)
        self._lines = BodyLines(matter.body, matter.body_line)
        for fact, statements in found.contradicted.items():
            self._warn(fact, statements)

    def value(self, fact: str) -> Any:
        """Return the value of a fact; None if the text does not state it."""
        return self._found[fact].value if fact in self._found else None

    def words(self, fact: str) -> str:
        """Return the author's own words; "" if they hold what may be personal."""
        if fact not in self._found:
            return ""
        found = self._found[fact]
        words = shorten(found.words or found.line.written, _MAX_WORDS)
        return "" if privacy.is_private("words", words) else words

    def use(self, fact: str, *targets: str) -> None:
        """Record that fields of the post come from a fact."""
        found = self._found[fact]
        for target in targets:
            self._fields.origin(target, "body", str(quoted(found.line.written)), self._line(found))

    def _line(self, found: Found) -> int:
        return self._lines.line(found.line.label, found.line.written)

    def _warn(self, fact: str, statements: tuple[Found, ...]) -> None:
        """Report statements that contradict each other, with their lines."""
        if fact not in _KEYS or self._fields.find(fact):
            return
        different = {str(one.value): one for one in statements}
        lines = {self._line(one): one for one in different.values()}
        shown = both(
            [
                Message("%(words)s in line %(line)s", words=quoted(shorten(one.line.written, 50)), line=line)
                for line, one in sorted(lines.items())
            ]
        )
        expected = Message("one statement of %(fact)s in the text", fact=_NAMES[fact])
        remedy = Message("none of them is published; write %(key)s: … in the front matter", key=_KEYS[fact])
        line = min(lines)
        self._fields.problems.append(Problem(self._fields.file, expected, shown, remedy, line=line, severity="note"))


def read(
    fields: FrontMatterFields, context: Context, rendered: Rendered, matter: front_matter.FrontMatter, dates: PostDates
) -> TextFacts:
    """Return the facts that a text states."""
    hints = Hints(context.jobs.country, context.vocabulary)
    heading = rendered.heading if not fields.find("title") else ""
    return TextFacts(fields, facts.read(rendered.html, _day(dates.posted, fields), hints, heading), matter)


def _day(moment: Moment | None, fields: FrontMatterFields) -> date | None:
    return (moment.day or moment.at.astimezone(fields.zone).date()) if moment else None


def with_last_day(fields: FrontMatterFields, text: TextFacts, dates: PostDates) -> PostDates:
    """Return the dates of an offer with the last day to apply that its text states, if no key states one."""
    value = text.value("last_day")
    if fields.find("closing") or fields.find("withdrawal") or not value:
        return dates
    closes = written_dates.parse(value, fields.zone, end=True)
    if not closes or not written_dates.is_plausible(closes) or (dates.posted and closes.at < dates.posted.at):
        return dates
    text.use("last_day", "stated.closes", "job.valid_through")
    return dates._replace(stated=replace(dates.stated, closes=closes))


def pay(text: TextFacts, fact: str, target: str) -> Pay | None:
    """Return the pay or the day rate that a text states."""
    value = text.value(fact)
    if not isinstance(value, Pay):
        return None
    text.use(fact, target)
    return replace(value, text=text.words(fact))


def contract(text: TextFacts, keyed: Contract, *, assume_full_time: bool) -> Contract:
    """Return the contract that a text states, with the duration of the front matter."""
    stated = text.value("contract")
    if not stated:
        return keyed
    if text.value("duration"):  # a contract of public law that ends is a temporary one
        stated = tuple("temporary" if concept == "contractual" else concept for concept in stated)
    found = contracts.of_concepts(stated, assume_full_time=assume_full_time)
    if found.types and not (found.presumed and len(found.types) == 1):
        text.use("contract", "job.employment_type")
    return found._replace(duration=keyed.duration)


def with_hours(text: TextFacts, contract: Contract) -> Contract:
    """Return a contract with the hours that a text states."""
    complete = contracts.with_hours(contract, text.value("hours") or ())
    if complete.types != contract.types:
        text.use("hours", "job.employment_type")
    return complete


def with_duration(text: TextFacts, contract: Contract) -> Contract:
    """Return a contract with the duration that a text states; a range is none that schema.org can hold."""
    lasting = text.value("duration")
    if contract.duration or not lasting:
        return contract
    text.use("duration", "job.duration", *(() if "/" in lasting else ("job.job_duration",)))
    return contract._replace(duration=lasting)


def contract_words(fields: FrontMatterFields, text: TextFacts) -> str:
    """Return the author's own words for the contract."""
    words = "" if fields.find("contract") else text.words("contract")
    if words:
        text.use("contract", "job.contract")
    return words


def telework(fields: FrontMatterFields, text: TextFacts, keyed: Telework, country: str) -> Telework:
    """Return the telework of the front matter, or else of the text: with a place of work, it is not full."""
    kind = text.value("telework")
    if not kind or keyed.kind != "unknown" or keyed.words or fields.find("telework"):
        return keyed
    if kind == "full" and (fields.find("place") or text.value("place")):
        return keyed
    words = text.words("telework")
    text.use("telework", "job.remote", *(("job.telework",) if words else ()))
    return Telework(kind, words, telework_fields.applicants(fields, country) if kind == "full" else ())


def experience(fields: FrontMatterFields, text: TextFacts) -> str:
    """Return the experience that is wanted, in the author's words."""
    if fields.find("experience"):
        return fields.text("experience", "job.experience_requirements")
    words = text.words("experience")
    if words:
        text.use("experience", "job.experience_requirements")
    return words


def day_rate(fields: FrontMatterFields, text: TextFacts, keyed: Pay | None) -> Pay | None:
    """Return the day rate of the front matter, or else of the text."""
    if keyed and keyed.unit == "DAY":
        fields.from_key("job.day_rate", "day_rate" if fields.find("day_rate") else "pay")
        return keyed
    return None if fields.find("day_rate") else pay(text, "day_rate", "job.day_rate")


def places(text: TextFacts) -> tuple[Place, ...]:
    """Return the places of work that a text states."""
    found: tuple[Place, ...] = text.value("place") or ()
    if found:
        text.use("place", "job.job_location")
    return found


def start(text: TextFacts) -> str:
    """Return when the job starts: a day, a month as `2021-02`, `now`, or ""."""
    value = text.value("start") or ""
    if value and value != facts.NOW and not _is_plausible(value):
        return ""
    if value:
        text.use("start", "job.start")
    return str(value)


def _is_plausible(value: str) -> bool:
    return written_dates.is_plausible(Moment(datetime.fromisoformat(f"{value}-01"[:10] + "T00:00:00+00:00")))


def apply(fields: FrontMatterFields, text: TextFacts, context: Context) -> str:
    """Return the form or page to apply at, or a mailbox of `jobs.contacts`; the page of the front matter counts."""
    if fields.find("external_url") and (url := next(fields.urls("external_url"), "")):
        fields.from_key("job.apply", "external_url")
        return url
    shown = {contact.casefold(): contact for contact in context.jobs.contacts}
    for address in text.value("apply") or ():
        public = (
            address if address.startswith("http") and LINK_HOST not in address else shown.get(address.casefold(), "")
        )
        if public:
            text.use("apply", "job.apply")
            return str(public)
    return ""
