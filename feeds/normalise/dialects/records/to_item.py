"""One job record made an Item, by the fields of a mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from feeds.model.source_state import FollowUp
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.records.field_mapping import HOLE, MANY
from feeds.normalise.dialects.records.record import Tree, plain
from feeds.normalise.values import links
from feeds.normalise.values.feed_dates import EPOCH
from feeds.normalise.values.text import SEPARATORS

_DATES = frozenset({"published", "updated", "deadline", "start"})
_ADDRESSES = frozenset({"url", "apply_url", "image", "organization.url", "organization.logo"})
_MARKUP = frozenset({"summary", "benefits"})
MOST_PLACES = 200
_TOO_LONG = 8_000  # characters: a longer text is no word, name or address
_IN_SECONDS = 10  # digits
_LEAST_DIGITS = 4  # of a date: "Posted 3 days ago" names none
_DECIMAL = re.compile(r"\d{1,15}\.\d{1,10}")
_AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}")
_START = datetime(1970, 1, 1, tzinfo=UTC)

# schema.org's names of the fields that have one.
_JOB = {
    "title": "title",
    "published": "datePosted",
    "deadline": "validThrough",
    "telework": "jobLocationType",
    "hours": "workHours",
    "duration": "jobDuration",
    "start": "jobStartDate",
    "openings": "totalJobOpenings",
    "industry": "industry",
    "experience": "experienceRequirements",
    "education": "educationRequirements",
    "benefits": "jobBenefits",
}
_JOB_LISTS = {"contract": "employmentType", "category": "occupationalCategory", "skills": "skills"}
_ADDRESS = {
    "street": "streetAddress",
    "postal_code": "postalCode",
    "locality": "addressLocality",
    "region": "addressRegion",
    "country": "addressCountry",
}


class Fields:
    """What is needed to read any record of a document: its tree, its mapping, its address.

    `holes` are the words in the address (`{company}`), for texts with braces. `system` is the preset by which
    the recruiting system is known, or empty.
    """

    def __init__(
        self, tree: Tree, mapping: Mapping[str, Any], base: str, holes: Mapping[str, str], system: str
    ) -> None:
        self.tree = tree
        self.mapping = mapping
        self.base = base
        self.holes = holes
        self.system = ":".join(filter(None, (system, holes.get("company") or holes.get("tenant"))))
        values = mapping.get("values")
        self.values = values if isinstance(values, Mapping) else {}
        self.common = self._read(mapping.get("common"), None)

    def item(self, record: Any) -> Item:
        """Read a record; what is not said in it may be said once for all (`common`)."""
        said = self._read(self.mapping.get("fields"), record)
        item = self._item({**self.common, **said})
        detail = self.mapping.get("detail")
        if isinstance(detail, Mapping):
            for written in self._first(detail.get("url"), "detail.url", record):
                if url := links.absolute(written, self.base):
                    item = replace(item, detail=FollowUp(url, "", item.updated))
        return item

    def more(self, item: Item, record: Any) -> Item:
        """Add what a record's own document says; what it repeats counts as it says it, but for the id."""
        detail = self.mapping.get("detail")
        fields = detail.get("fields") if isinstance(detail, Mapping) else None
        said = self._item(self._read(fields, record))
        own = ("id", "base", "job", "detail")
        found = {name: value for name in _SLOTS if name not in own and (value := getattr(said, name))}
        job = {key: value for key, value in (said.job or {}).items() if key != "identifier"}
        return replace(item, **found, job={**(item.job or {}), **job}, detail=None)

    def _read(self, fields: Any, record: Any) -> dict[str, Any]:
        """Give the fields of a record that say something, under their own names."""
        said: dict[str, Any] = {}
        for name, spec in fields.items() if isinstance(fields, Mapping) else ():
            reader: Callable[[Any, Any], Any] | None = {
                "description": self._description,
                "place": self._place,
                "organization": self._organization,
                "pay": self._pay,
            }.get(name)
            if reader:
                value = reader(spec, record)
            elif name in MANY:
                value = [text for one in _listed(spec) for text in self._texts(one, name, record)]
                value = list(dict.fromkeys(value))
            else:
                value = next(self._first(spec, name, record), "")
            if value:
                said[name] = value
        return said

    def _texts(self, expression: Any, name: str, at: Any) -> Iterator[str]:
        """Give the texts that one expression finds, or a text with braces makes, as `values` has them."""
        if not isinstance(expression, str):
            return
        if HOLE.search(expression):
            found: Iterable[str] = self._filled(expression, at)
        elif name in _MARKUP:
            found = (self.tree.html(node) for node in self.tree.find(expression, at))
        else:
            found = (self.tree.text(node) for node in self.tree.find(expression, at))
        for written in found:
            text = self._meant(name, _tidy(name, written))
            if text and (len(text) <= _TOO_LONG or name in _MARKUP):
                yield _dated(text) if name in _DATES else text

    def _filled(self, pattern: str, at: Any) -> list[str]:
        """Fill a text with braces; if one of them finds nothing, neither does the whole."""
        parts: list[str] = []
        end = 0
        for hole in HOLE.finditer(pattern):
            inner = hole[1].strip()
            nodes = [] if inner in self.holes else self.tree.find(inner, at)
            value = self.holes.get(inner) or (self.tree.text(nodes[0]) if nodes else "")
            if not value or len(value) > _TOO_LONG:
                return []
            parts += [pattern[end : hole.start()], value]
            end = hole.end()
        return ["".join((*parts, pattern[end:]))]

    def _meant(self, name: str, written: str) -> str:
        words = self.values.get(name)
        if not isinstance(words, Mapping):
            return written
        meant = words.get(written)
        if meant is None:
            meant = next(
                (to for word, to in words.items() if str(word).casefold() == written.casefold()), written
            )
        return str(meant or "").strip()

    def _first(self, spec: Any, name: str, at: Any) -> Iterator[str]:
        """Give the first text that one of some expressions finds, if any does."""
        for one in _listed(spec):
            for text in self._texts(one, name, at):
                yield text
                return

    def _part(self, parts: Mapping[str, Any], name: str, part: str, at: Any) -> str:
        return next(self._first(parts.get(part), f"{name}.{part}", at), "")

    def _description(self, spec: Any, record: Any) -> str:
        """Join the parts of a text, each under its heading; a part that stands there already is left out."""
        joined: dict[str, str] = {}
        for one in _listed(spec):
            parts = one if isinstance(one, Mapping) else {"text": one}
            inside = parts.get("items")
            for node in self.tree.find(inside, record) if isinstance(inside, str) else [record]:
                html = self._html(parts.get("text"), node)
                if html and html not in joined:
                    heading = self._part(parts, "description", "heading", node)
                    joined[html] = f"<h3>{_escaped(heading)}</h3>" if heading else ""
        return "\n".join(heading + html for html, heading in joined.items())

    def _html(self, spec: Any, at: Any) -> str:
        for expression in _listed(spec):
            if isinstance(expression, str):
                found = (self.tree.html(node) for node in self.tree.find(expression, at))
                if html := "\n".join(filter(None, found)):
                    return html
        return ""

    def _place(self, spec: Any, record: Any) -> list[Any]:
        """Give the places: texts, or a Place where the parts of its address are told."""
        for one in _listed(spec):
            found: list[Any] = []
            if isinstance(one, Mapping):
                inside = one.get("items")
                nodes = self.tree.find(inside, record) if isinstance(inside, str) else [record]
                found = [place for node in nodes if (place := self._address(one, node))]
            else:
                found = list(self._texts(one, "place", record))
            if found:
                return once(found)
        return []

    def _address(self, parts: Mapping[str, Any], node: Any) -> Any:
        name = self._part(parts, "place", "name", node)
        told = {key: self._part(parts, "place", part, node) for part, key in _ADDRESS.items()}
        address = {key: value for key, value in told.items() if value}
        if not address:
            return name
        place: dict[str, Any] = {"@type": "Place", "address": {"@type": "PostalAddress", **address}}
        return {**place, "name": name} if name else place

    def _organization(self, spec: Any, record: Any) -> dict[str, str]:
        for one in _listed(spec):
            parts = one if isinstance(one, Mapping) else {"name": one}
            if name := self._part(parts, "organization", "name", record):
                more = {key: self._part(parts, "organization", key, record) for key in ("url", "logo")}
                return {"@type": "Organization", "name": name, **{k: v for k, v in more.items() if v}}
        return {}

    def _pay(self, spec: Any, record: Any) -> Any:
        for one in _listed(spec):
            parts = one if isinstance(one, Mapping) else {"text": one}
            said = {part: self._part(parts, "pay", part, record) for part in parts if part != "divided_by"}
            divisor = parts.get("divided_by", 1)
            bounds = {
                key: number
                for part, key in (("min", "minValue"), ("max", "maxValue"))
                if (number := _number(said.get(part, ""), divisor))
            }
            if not bounds:
                if said.get("text"):
                    return said["text"]
                continue
            value = {"@type": "QuantitativeValue", **bounds}
            amount: dict[str, Any] = {"@type": "MonetaryAmount", "value": value}
            if said.get("unit"):
                value["unitText"] = said["unit"]
            named = {"currency": said.get("currency"), "description": said.get("text")}
            return {**amount, **{key: text for key, text in named.items() if text}}
        return None

    def _item(self, said: Mapping[str, Any]) -> Item:
        tags = [part for tag in said.get("tags", ()) for part in SEPARATORS.split(tag) if part]
        return Item(
            id=said.get("id", ""),
            url=said.get("url", ""),
            base=self.base,
            title=said.get("title", ""),
            content_html=said.get("description", ""),
            summary_html=said.get("summary", ""),
            published=said.get("published", ""),
            updated=said.get("updated", ""),
            language=said.get("language", ""),
            tags=tuple(dict.fromkeys(tags)),
            image=said.get("image", ""),
            apply_url=said.get("apply_url", ""),
            state=said.get("state", ""),
            job=self._job(said),
        )

    def _job(self, said: Mapping[str, Any]) -> dict[str, Any]:
        job = {to: said[name] for name, to in (*_JOB.items(), *_JOB_LISTS.items()) if name in said}
        if "place" in said:
            job["jobLocation"] = said["place"]
        if "organization" in said:
            job["hiringOrganization"] = said["organization"]
        if "pay" in said:
            job["baseSalary"] = said["pay"]
        if "department" in said:
            job["employmentUnit"] = {"@type": "Organization", "name": said["department"]}
        names = self._identifiers(said)
        if names:
            job["identifier"] = names[0] if len(names) == 1 else names
        return job

    def _identifiers(self, said: Mapping[str, Any]) -> list[dict[str, str]]:
        """Give the id by the system that gave it, then the employer's own reference."""
        employer = said.get("organization", {}).get("name", "")
        pairs = ((self.system or employer, said.get("id")), (employer, said.get("reference")))
        return [
            {"@type": "PropertyValue", **({"name": name} if name else {}), "value": value}
            for name, value in pairs
            if value
        ]


_SLOTS = tuple(Item.__dataclass_fields__)


def _tidy(name: str, written: str) -> str:
    if name in _ADDRESSES:
        return written.replace("&amp;", "&")  # escaped once too often (Indeed-style XML)
    return written if name == "id" or name in _MARKUP else plain(written)


def once(places: list[Any]) -> list[Any]:
    """Give each place once, and no more of them than a job can have."""
    return list({repr(place): place for place in places[:MOST_PLACES]}.values())


def _listed(spec: Any) -> list[Any]:
    return spec if isinstance(spec, list) else [] if spec is None else [spec]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _dated(written: str) -> str:
    """Give a date as it is written, a count of seconds as RFC 3339; what names no day is none."""
    if EPOCH.fullmatch(written):
        count = int(written)
        passed = timedelta(seconds=count) if len(written) <= _IN_SECONDS else timedelta(milliseconds=count)
        return (_START + passed).isoformat(timespec="seconds").replace("+00:00", "Z")
    return written if sum(map(str.isdigit, written)) >= _LEAST_DIGITS else ""


def _number(written: str, divisor: Any) -> str:
    """Give an amount without needless zeros, divided if it is in cents; nothing for zero and for no number.

    `1.500` may be one and a half or fifteen hundred: it stays.
    """
    if not any(sign in "123456789" for sign in written):
        return ""
    divides = type(divisor) is int and divisor > 1
    if not divides and (not _DECIMAL.fullmatch(written) or _AMBIGUOUS.fullmatch(written)):
        return written
    try:
        amount = Decimal(written) / (divisor if divides else 1)
        return f"{amount:f}".rstrip("0").rstrip(".") if "." in f"{amount:f}" else f"{amount:f}"
    except ArithmeticError:
        return ""
