"""Checks of single values of a configuration.

Each check takes a value of any type. It returns None if the value is valid, or of a type that the schema
refuses anyway; else what was expected, what was found, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import urlsplit

from feeds.model.problem import EXAMPLE, Message, Phrase, verbatim
from feeds.model.safe_text import suggestion
from feeds.model.settings import Facet
from feeds.model.urls import UNFIT, is_web_url
from feeds.normalise.places import search_names
from feeds.normalise.values import keywords

Finding = tuple[Phrase, Phrase, Phrase]
Check = Callable[[Any], Finding | None]

PERMALINK_PLACEHOLDERS = ("{slug}", "{year}", "{month}", "{day}", "{source}")
# RFC 5646 §2.1 without private use and grandfathered tags, which no reader knows.
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*", re.IGNORECASE)
MAILBOX = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
MAX_POSTS = 100_000  # of a feed: more than any reader handles
MAX_BYTES = 1_000_000_000  # files are read into memory
NOT_COUNTRIES = {"UK": "GB", "EN": "GB", "EL": "GR", "EU": ""}
MAX_DAYS = 36_500
LONGEST = 60  # characters of a value in a message
_FACET = re.compile(r"\{(" + "|".join(get_args(Facet)) + r")\}")
# Windows reserves these names, with any extension.
DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def describe(value: Any) -> Message:
    """Return a value for messages: text in quotes and shortened, other values with their type."""
    if isinstance(value, dict | list):
        return Message("a mapping") if isinstance(value, dict) else Message("a list")
    if value is None or isinstance(value, bool):
        return Message("nothing") if value is None else verbatim(str(value).lower())
    if isinstance(value, str):
        text = " ".join(value.split())
        short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        return Message("'%(value)s'", value=short) if text else Message("an empty text")
    if isinstance(value, date):
        return Message("the date %(day)s", day=str(value))
    return Message("the number %(number)s", number=str(value))


def not_empty(value: Any) -> Finding | None:
    """Refuse an empty text."""
    return (Message("text"), describe(value), "") if isinstance(value, str) and not value.strip() else None


def keyword(value: Any) -> Finding | None:
    """Refuse a keyword that is found nowhere, or too long to be one."""
    if not isinstance(value, str):
        return None
    if len(value) > keywords.LONGEST:
        remedy = Message("list its words one by one")
        return Message("a keyword of at most %(count)s characters", count=keywords.LONGEST), describe(value), remedy
    return None if keywords.normal_form(value) else (Message("a word or a phrase"), describe(value), "")


def place(value: Any) -> Finding | None:
    """Refuse a place without a letter or digit."""
    if not isinstance(value, str) or search_names.wanted(value):
        return None
    return Message("a town, a region or a country"), describe(value), ""


def web_url(value: Any) -> Finding | None:
    """Refuse anything but an absolute http or https URL (RFC 3986 §3)."""
    if not isinstance(value, str):
        return None
    expected = Message("an absolute address such as https://example.org/")
    if not value.isascii() or UNFIT.search(value):
        return expected, describe(value), _ascii(value)
    if not is_web_url(value):
        has_scheme = ":" in value.partition("/")[0]
        remedy: Phrase = (
            Message("write https://%(value)s", value=value.lstrip("/")) if not has_scheme and "." in value else ""
        )
        return expected, describe(value), remedy
    if urlsplit(value).username is not None:
        return (
            Message("an address without user name and password"),
            describe(value),
            Message("it would be published: remove them"),
        )
    return None


def _ascii(value: str) -> Phrase:
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if value.isascii() or not host or not parts.path.isascii():
        return Message("write special characters with their %%-codes")
    return Message("write %(scheme)s://%(host)s%(path)s", scheme=parts.scheme, host=host, path=parts.path)


def base_url(value: Any) -> Finding | None:
    """Refuse a URL that no URL of a page can begin with."""
    finding = web_url(value)
    if finding or not isinstance(value, str):
        return finding
    if "?" in value or "#" in value:
        return (
            Message("an address without '?' and '#'"),
            describe(value),
            Message("write %(value)s", value=re.split("[?#]", value)[0]),
        )
    # RFC 3986 §5.2.4: a client removes these segments, and requests another path.
    if re.search(r"/(\.|%2e){1,2}(/|$)", urlsplit(value).path, re.IGNORECASE):
        return Message("an address without '.' and '..'"), describe(value), Message("write the resolved address")
    return None


def language(value: Any) -> Finding | None:
    """Refuse anything but a language tag (BCP 47)."""
    if not isinstance(value, str) or LANGUAGE.fullmatch(value):
        return None
    dashed = value.replace("_", "-")
    remedy = (
        Message("write %(dashed)s", dashed=dashed)
        if LANGUAGE.fullmatch(dashed)
        else Message("write its code, such as fr or en-GB")
    )
    return Message("a language tag"), describe(value), remedy


def timezone(value: Any) -> Finding | None:
    """Refuse anything but a name of the time zone database."""
    from zoneinfo import available_timezones

    if not isinstance(value, str):
        return None
    zones = available_timezones() - {"localtime", "Factory"}  # the setting of this machine, and none
    if value in zones:
        return None
    if not zones:
        return Message("a time zone database"), Message("none on this machine"), Message("install the package tzdata")
    cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones)}
    city = cities.get(re.sub(r"[\s-]+", "_", value.rpartition("/")[2].strip()).lower())
    remedy = suggestion(city or value, sorted(zones)) or Message("write it like Europe/Paris")
    return Message("a time zone"), describe(value), remedy


def country(value: Any) -> Finding | None:
    """Refuse anything but a country code (ISO 3166-1 alpha-2)."""
    if not isinstance(value, str) or (re.fullmatch("[A-Z]{2}", value) and value not in NOT_COUNTRIES):
        return None
    code = NOT_COUNTRIES.get(value.upper(), value.upper() if re.fullmatch("[a-z]{2}", value) else "")
    return (
        Message("a country code of two capital letters"),
        describe(value),
        Message("write %(code)s", code=code) if code else Message("write it like FR"),
    )


def mailbox(value: Any) -> Finding | None:
    """Refuse anything but a plain email address."""
    if not isinstance(value, str) or MAILBOX.fullmatch(value):
        return None
    return Message("an email address"), describe(value), Message("write it like jobs@example.org")


def limit(value: Any) -> Finding | None:
    """Refuse anything but a possible number of posts of a feed."""
    if isinstance(value, int) and value > MAX_POSTS:
        return (
            Message("at most %(value)s", value=f"{MAX_POSTS:,}"),
            describe(value),
            Message("remove the key to publish all"),
        )
    return positive(value)


def parts_above(value: Any) -> Finding | None:
    """Refuse anything but a possible number of posts of a feed, or 0."""
    return None if value == 0 and count(value) is None else limit(value)


def size(value: Any) -> Finding | None:
    """Refuse anything but a possible size of a file, in bytes."""
    if isinstance(value, int) and value > MAX_BYTES:
        return Message("at most %(value)s", value=f"{MAX_BYTES:,}"), describe(value), ""
    return positive(value)


def days(value: Any) -> Finding | None:
    """Refuse anything but a number of days, from none to a hundred years."""
    if isinstance(value, int) and value > MAX_DAYS:
        return Message("at most %(value)s", value=f"{MAX_DAYS:,}"), describe(value), ""
    return count(value)


def count(value: Any) -> Finding | None:
    """Refuse anything but 0 or a positive number."""
    return None if value == 0 and not isinstance(value, bool | str) else positive(value)


def ratio(value: Any) -> Finding | None:
    """Refuse anything but a fraction between 0 and 1."""
    if isinstance(value, bool) or (isinstance(value, int | float) and not 0 <= value <= 1):
        is_percentage = not isinstance(value, bool) and 1 < value <= 100  # noqa: PLR2004 - percent
        remedy: Phrase = Message("write %(value)s", value=f"{value / 100:g}") if is_percentage else ""
        return Message("a fraction between 0 and 1"), describe(value), remedy
    if isinstance(value, str):
        return Message("a number from 0 to 1"), describe(value), Message("write 0.3 for 30 %%")
    return None


def positive(value: Any) -> Finding | None:
    """Refuse numbers below 1, numbers written as text, and `true`, which pydantic takes as 1."""
    if isinstance(value, str) and (plain := value.strip()).isdecimal():
        return Message("a whole number"), describe(value), Message("write %(value)s without quotes", value=int(plain))
    if isinstance(value, bool) or (isinstance(value, int) and value < 1):
        return Message("a number of at least 1"), describe(value), ""
    return None


def day(value: Any) -> Finding | None:
    """Refuse a number, or a date with a time."""
    if isinstance(value, datetime) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return Message("a date"), describe(value), Message("write it like %(day_ahead)s", day_ahead=EXAMPLE)
    return None


def path(value: Any) -> Finding | None:
    """Refuse anything but a path of a folder."""
    if not isinstance(value, str):
        return None
    if not value.strip() or "\0" in value:
        return Message("a folder"), describe(value), ""
    if value.startswith("~"):
        return Message("a path relative to the configuration file"), describe(value), Message("write it without ~")
    return (
        (Message("a path with /"), describe(value), Message("write %(value)s", value=value.replace(chr(92), "/")))
        if "\\" in value
        else None
    )


def metrics(value: Any) -> Finding | None:
    """Refuse anything but a path of a file that node_exporter reads."""
    if finding := path(value):
        return Message("a file"), *finding[1:]
    if isinstance(value, str) and not value.endswith(".prom"):
        return Message("a file that ends with .prom"), describe(value), Message("write %(value)s.prom", value=value)
    return None


def source_name(value: Any) -> Finding | None:
    """Refuse anything but a name of a source."""
    if not isinstance(value, str) or re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", value):
        return None
    return Message("a name of lowercase letters, digits and dashes"), describe(value), _suggest_name(value, "-")


def feed_name(value: Any) -> Finding | None:
    """Refuse anything but a safe path below the site."""
    if not isinstance(value, str):
        return None
    parts = re.sub(_FACET, "x", value).split("/")
    if any(not re.fullmatch("[a-z0-9_-]+", part) for part in parts):
        return (
            Message("a path of lowercase letters, digits, '-', '_' and '/'"),
            describe(value),
            _suggest_name(value, "-/{}_"),
        )
    if any(DEVICES.fullmatch(part) for part in parts):
        return Message("a name that Windows can store"), describe(value), Message("choose another name")
    return None


def _suggest_name(value: str, allowed: str) -> Phrase:
    plain = re.sub(f"[^a-z0-9{re.escape(allowed)}]+", "-", value.lower()).strip("-/")
    return (
        Message("write %(plain)s", plain=plain)
        if re.search("[a-z0-9]", plain) and "{" not in plain and "//" not in plain
        else ""
    )


def permalink(value: Any) -> Finding | None:
    """Refuse a pattern that does not make a safe and unique path for each post."""
    if not isinstance(value, str):
        return None
    expected = Message("a pattern such as posts/{slug}/")
    if "{slug}" not in value:
        return (
            Message("%(expected)s, with {slug}", expected=expected),
            describe(value),
            Message("without it, two posts would have the same page"),
        )
    plain = value
    for placeholder in PERMALINK_PLACEHOLDERS:
        plain = plain.replace(placeholder, "x")
    if "{" in plain or "}" in plain:
        return (
            Message(
                "%(expected)s, with no other placeholder than %(value)s",
                expected=expected,
                value=" ".join(PERMALINK_PLACEHOLDERS),
            ),
            describe(value),
            "",
        )
    if not plain.endswith(("/", ".html")):
        return (
            Message("%(expected)s, ending with / or .html", expected=expected),
            describe(value),
            Message("write %(value)s/", value=value),
        )
    if any(not re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*", part) for part in plain.removesuffix("/").split("/")):
        return (
            Message("%(expected)s, relative to the site", expected=expected),
            describe(value),
            Message("use letters, digits, '-', '_', '.' and '/'"),
        )
    return None
