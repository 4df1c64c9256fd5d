"""Convert a job record to an Item, by the fields of a mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from feeds.model.source_state import FollowUp
from feeds.normalise.dialects.item import Item
from feeds.normalise.dialects.records.field_mapping import LISTS, PLACEHOLDER
from feeds.normalise.dialects.records.record import Tree, plain
from feeds.normalise.values import links
from feeds.normalise.values.feed_dates import EPOCH
from feeds.normalise.values.text import SEPARATORS

DATES = frozenset({"published", "updated", "deadline", "start"})
_ADDRESSES = frozenset({"url", "apply_url", "image", "organization.url", "organization.logo"})
_MARKUP = frozenset({"summary", "benefits"})
MAX_PLACES = 200
_MAX_TEXT = 8_000  # characters: a longer text is no word, name or address
_IN_SECONDS = 10  # digits
_MIN_DIGITS = 4  # of a date: "Posted 3 days ago" names none
_NEVER = re.compile(r"(?<!\d)(?:2099|9999)(?!\d)")  # years of a last day that there is not
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
    "reference": "reference",  # no property of schema.org: its `identifier` is the id
}
_JOB_LISTS = {"contract": "employmentType", "category": "occupationalCategory", "skills": "skills"}
_ADDRESS = {
    "street": "streetAddress",
    "postal_code": "postalCode",
    "locality": "addressLocality",
    "region": "addressRegion",
    "country": "addressCountry",
}


class RecordReader:
    """Converter of the records of one document.

    base: the URL of the document.
    placeholders: values from that URL (`{company}`), for texts with braces.
    system: the name of the preset, if it is one of a recruiting system, else "".
    """

    def __init__(
        self, tree: Tree, mapping: Mapping[str, Any], base: str, placeholders: Mapping[str, str], system: str
    ) -> None:
        self.tree = tree
        self.mapping = mapping
        self.base = base
        self.placeholders = placeholders
        self.system = ":".join(filter(None, (system, placeholders.get("company") or placeholders.get("tenant"))))
        values = mapping.get("values")
        self.values = values if isinstance(values, Mapping) else {}
        self.common = self._read(mapping.get("common"), None)

    def item(self, record: Any) -> Item:
        """Return a record as an item; `common` fields are the default."""
        item = self._item({**self.common, **self.values_of(record)})
        detail = self.mapping.get("detail")
        if isinstance(detail, Mapping):
            for written in self._first(detail.get("url"), "detail.url", record):
                if url := links.absolute(written, self.base):
                    item = replace(item, detail=FollowUp(url, "", item.updated))
        return item

    def values_of(self, record: Any) -> dict[str, Any]:
        """Return the fields of a record that are not empty, by name."""
        return self._read(self.mapping.get("fields"), record)

    def add_detail(self, item: Item, record: Any) -> Item | None:
        """Return an item with the values of its own document, which replace all but the id; None if it has none."""
        detail = self.mapping.get("detail")
        fields = detail.get("fields") if isinstance(detail, Mapping) else None
        if not (read := self._read(fields, record)):
            return None
        values = self._item(read)
        own = ("id", "base", "job", "detail")
        found = {name: value for name in _ITEM_FIELDS if name not in own and (value := getattr(values, name))}
        job = {key: value for key, value in (values.job or {}).items() if key != "identifier"}
        return replace(item, **found, job={**(item.job or {}), **job}, detail=None)

    def _read(self, fields: Any, record: Any) -> dict[str, Any]:
        """Return the fields of a record that are not empty, by name."""
        values: dict[str, Any] = {}
        for name, spec in fields.items() if isinstance(fields, Mapping) else ():
            reader: Callable[[Any, Any], Any] | None = {
                "description": self._description,
                "place": self._place,
                "organization": self._organization,
                "pay": self._pay,
            }.get(name)
            if reader:
                value = reader(spec, record)
            elif name in LISTS:
                value = [text for one in _as_list(spec) for text in self._texts(one, name, record)]
                value = list(dict.fromkeys(value))
            else:
                value = next(self._first(spec, name, record), "")
            if value:
                values[name] = value
        return values

    def _texts(self, expression: Any, name: str, at: Any) -> Iterator[str]:
        """Yield the texts of one expression, or of a text with braces, translated by `values`."""
        if not isinstance(expression, str):
            return
        if PLACEHOLDER.search(expression):
            found: Iterable[str] = self._fill(expression, at)
        elif name in _MARKUP:
            found = (self.tree.html(node) for node in self.tree.find(expression, at))
        else:
            found = (self.tree.value(node, name) for node in self.tree.find(expression, at))
        for written in found:
            text = self._translated(name, _tidy(name, written))
            if text and (len(text) <= _MAX_TEXT or name in _MARKUP):
                yield _dated(text, name) if name in DATES else text

    def _fill(self, pattern: str, at: Any) -> list[str]:
        """Return a text with its placeholders filled, in a list; none if one of them finds nothing."""
        parts: list[str] = []
        end = 0
        for placeholder in PLACEHOLDER.finditer(pattern):
            inner = placeholder[1].strip()
            nodes = [] if inner in self.placeholders else self.tree.find(inner, at)
            value = self.placeholders.get(inner) or (self.tree.text(nodes[0]) if nodes else "")
            if not value or len(value) > _MAX_TEXT:
                return []
            parts += [pattern[end : placeholder.start()], value]
            end = placeholder.end()
        return ["".join((*parts, pattern[end:]))]

    def _translated(self, name: str, written: str) -> str:
        words = self.values.get(name)
        if not isinstance(words, Mapping):
            return written
        meant = words.get(written)
        if meant is None:
            meant = next((to for word, to in words.items() if str(word).casefold() == written.casefold()), written)
        return str(meant or "").strip()

    def _first(self, spec: Any, name: str, at: Any) -> Iterator[str]:
        """Yield the first text that one of some expressions finds, if any does."""
        for one in _as_list(spec):
            for text in self._texts(one, name, at):
                yield text
                return

    def _part(self, parts: Mapping[str, Any], name: str, part: str, at: Any) -> str:
        return next(self._first(parts.get(part), f"{name}.{part}", at), "")

    def _description(self, spec: Any, record: Any) -> str:
        """Return the parts of a text as HTML, each once and under its heading."""
        joined: dict[str, str] = {}
        for one in _as_list(spec):
            parts = one if isinstance(one, Mapping) else {"text": one}
            inside = parts.get("items")
            for node in self.tree.find(inside, record) if isinstance(inside, str) else [record]:
                html = self._html(parts.get("text"), node)
                if html and html not in joined:
                    heading = self._part(parts, "description", "heading", node)
                    joined[html] = f"<h3>{_escaped(heading)}</h3>" if heading else ""
        return "\n".join(heading + html for html, heading in joined.items())

    def _html(self, spec: Any, at: Any) -> str:
        for expression in _as_list(spec):
            if isinstance(expression, str):
                found = (self.tree.html(node) for node in self.tree.find(expression, at))
                if html := "\n".join(filter(None, found)):
                    return html
        return ""

    def _place(self, spec: Any, record: Any) -> list[Any]:
        """Return the places: texts, or a Place where the parts of its address are stated."""
        for one in _as_list(spec):
            found: list[Any] = []
            if isinstance(one, Mapping):
                inside = one.get("items")
                nodes = self.tree.find(inside, record) if isinstance(inside, str) else [record]
                found = [place for node in nodes if (place := self._address(one, node))]
            else:
                found = list(self._texts(one, "place", record))
            if found:
                return unique_places(found)
        return []

    def _address(self, parts: Mapping[str, Any], node: Any) -> Any:
        name = self._part(parts, "place", "name", node)
        stated = {key: self._part(parts, "place", part, node) for part, key in _ADDRESS.items()}
        address = {key: value for key, value in stated.items() if value}
        if not address:
            return name
        place: dict[str, Any] = {"@type": "Place", "address": {"@type": "PostalAddress", **address}}
        return {**place, "name": name} if name else place

    def _organization(self, spec: Any, record: Any) -> dict[str, str]:
        for one in _as_list(spec):
            parts = one if isinstance(one, Mapping) else {"name": one}
            if name := self._part(parts, "organization", "name", record):
                more = {key: self._part(parts, "organization", key, record) for key in ("url", "logo")}
                return {"@type": "Organization", "name": name, **{k: v for k, v in more.items() if v}}
        return {}

    def _pay(self, spec: Any, record: Any) -> Any:
        for one in _as_list(spec):
            parts = one if isinstance(one, Mapping) else {"text": one}
            values = {part: self._part(parts, "pay", part, record) for part in parts if part != "divided_by"}
            divisor = parts.get("divided_by", 1)
            bounds = {
                key: number
                for part, key in (("min", "minValue"), ("max", "maxValue"))
                if (number := _number(values.get(part, ""), divisor))
            }
            if not bounds:
                if values.get("text"):
                    return values["text"]
                continue
            value = {"@type": "QuantitativeValue", **bounds}
            amount: dict[str, Any] = {"@type": "MonetaryAmount", "value": value}
            if values.get("unit"):
                value["unitText"] = values["unit"]
            named = {"currency": values.get("currency"), "description": values.get("text")}
            return {**amount, **{key: text for key, text in named.items() if text}}
        return None

    def _item(self, values: Mapping[str, Any]) -> Item:
        tags = [part for tag in values.get("tags", ()) for part in SEPARATORS.split(tag) if part]
        return Item(
            id=values.get("id", ""),
            url=values.get("url", ""),
            base=self.base,
            title=values.get("title", ""),
            content_html=values.get("description", ""),
            summary_html=values.get("summary", ""),
            published=values.get("published", ""),
            updated=values.get("updated", ""),
            language=values.get("language", ""),
            tags=tuple(dict.fromkeys(tags)),
            image=values.get("image", ""),
            apply_url=values.get("apply_url", ""),
            state=values.get("state", ""),
            job=self._job(values),
        )

    def _job(self, values: Mapping[str, Any]) -> dict[str, Any]:
        job = {to: values[name] for name, to in (*_JOB.items(), *_JOB_LISTS.items()) if name in values}
        if "place" in values:
            job["jobLocation"] = values["place"]
        if "organization" in values:
            job["hiringOrganization"] = values["organization"]
        if "pay" in values:
            job["baseSalary"] = values["pay"]
        if "department" in values:
            job["employmentUnit"] = {"@type": "Organization", "name": values["department"]}
        if "id" in values:
            name = self.system or values.get("organization", {}).get("name", "")
            job["identifier"] = {"@type": "PropertyValue", **({"name": name} if name else {}), "value": values["id"]}
        return job


_ITEM_FIELDS = tuple(Item.__dataclass_fields__)


def _tidy(name: str, written: str) -> str:
    if name in _ADDRESSES:
        return written.replace("&amp;", "&")  # escaped once too often (Indeed-style XML)
    return written if name == "id" or name in _MARKUP else plain(written)


def unique_places(places: list[Any]) -> list[Any]:
    """Return each place once, at most MAX_PLACES."""
    return list({repr(place): place for place in places[:MAX_PLACES]}.values())


def _as_list(spec: Any) -> list[Any]:
    return spec if isinstance(spec, list) else [] if spec is None else [spec]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _dated(written: str, name: str) -> str:
    """Return a date as written, seconds since 1970 as RFC 3339; "" for what names no day, and no last day."""
    if name == "deadline" and _NEVER.search(written):
        return ""
    if EPOCH.fullmatch(written):
        count = int(written)
        passed = timedelta(seconds=count) if len(written) <= _IN_SECONDS else timedelta(milliseconds=count)
        return (_START + passed).isoformat(timespec="seconds").replace("+00:00", "Z")
    return written if sum(map(str.isdigit, written)) >= _MIN_DIGITS else ""


def _number(written: str, divisor: Any) -> str:
    """Return an amount without trailing zeros, divided if it is in cents; "" for zero and for no number.

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
