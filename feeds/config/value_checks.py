"""What a single value of a configuration must be, whatever stands beside it.

Each check takes a value of any type and gives None where it is good or of a type that the shape
refuses anyway; otherwise what was expected, what was found, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from feeds.model.safe_text import suggestion
from feeds.model.urls import UNFIT, is_web_url

Wrong = tuple[str, str, str]
Check = Callable[[Any], Wrong | None]

PERMALINK_HOLES = ("{slug}", "{year}", "{month}", "{day}", "{source}")
# RFC 5646 §2.1 without private use and grandfathered tags, which no reader knows.
LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*", re.IGNORECASE
)
MAILBOX = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
MOST = 100_000  # posts: no reader takes a feed that is anywhere near
LARGEST = 1_000_000_000  # bytes: a file is read into memory
NOT_COUNTRIES = {"UK": "GB", "EN": "GB", "EL": "GR", "EU": ""}
LONGEST = 36_500  # days
# Windows keeps these names for itself, with any ending.
DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


def shown(value: Any) -> str:
    """Show a value in a sentence: texts in quotes and cut when long, the rest by what it is."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"'{text if len(text) <= 60 else text[:59] + '…'}'" if text else "an empty text"  # noqa: PLR2004
    return f"the date {value}" if isinstance(value, date) else f"the number {value}"


def filled(value: Any) -> Wrong | None:
    """Refuse an empty text."""
    return ("text", shown(value), "") if isinstance(value, str) and not value.strip() else None


def web(value: Any) -> Wrong | None:
    """Refuse what is no absolute address of the web (RFC 3986 §3)."""
    if not isinstance(value, str):
        return None
    expected = "an absolute address such as https://example.org/"
    if not value.isascii() or UNFIT.search(value):
        return expected, shown(value), _ascii(value)
    if not is_web_url(value):
        has_scheme = ":" in value.partition("/")[0]
        remedy = f"write https://{value.lstrip('/')}" if not has_scheme and "." in value else ""
        return expected, shown(value), remedy
    if urlsplit(value).username is not None:
        return (
            "an address without user name and password",
            shown(value),
            "it would be published: take them out",
        )
    return None


def _ascii(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    if value.isascii() or not host or not parts.path.isascii():
        return "write special characters with their %-codes"
    return f"write {parts.scheme}://{host}{parts.path}"


def base(value: Any) -> Wrong | None:
    """Refuse what no address of a page can begin with."""
    wrong = web(value)
    if wrong or not isinstance(value, str):
        return wrong
    if "?" in value or "#" in value:
        return "an address without '?' and '#'", shown(value), f"write {re.split('[?#]', value)[0]}"
    # RFC 3986 §5.2.4: a reader would take these segments out, and look elsewhere.
    if re.search(r"/(\.|%2e){1,2}(/|$)", urlsplit(value).path, re.IGNORECASE):
        return "an address without '.' and '..'", shown(value), "write where it leads"
    return None


def language(value: Any) -> Wrong | None:
    """Refuse what is no language tag (BCP 47)."""
    if not isinstance(value, str) or LANGUAGE.fullmatch(value):
        return None
    dashed = value.replace("_", "-")
    remedy = f"write {dashed}" if LANGUAGE.fullmatch(dashed) else "write its code, such as fr or en-GB"
    return "a language tag", shown(value), remedy


def timezone(value: Any) -> Wrong | None:
    """Refuse what the time zone database does not name."""
    from zoneinfo import available_timezones

    if not isinstance(value, str):
        return None
    zones = available_timezones() - {"localtime", "Factory"}  # whatever this machine or nobody has set
    if value in zones:
        return None
    if not zones:
        return "a time zone database", "none on this machine", "install the package tzdata"
    cities = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones)}
    city = cities.get(re.sub(r"[\s-]+", "_", value.rpartition("/")[2].strip()).lower())
    remedy = suggestion(city or value, sorted(zones)) or "write it like Europe/Paris"
    return "a time zone", shown(value), remedy


def country(value: Any) -> Wrong | None:
    """Refuse what is no country code (ISO 3166-1 alpha-2)."""
    if not isinstance(value, str) or (re.fullmatch("[A-Z]{2}", value) and value not in NOT_COUNTRIES):
        return None
    code = NOT_COUNTRIES.get(value.upper(), value.upper() if re.fullmatch("[a-z]{2}", value) else "")
    return "a country's two capital letters", shown(value), f"write {code}" if code else "write it like FR"


def mailbox(value: Any) -> Wrong | None:
    """Refuse what is no plain e-mail address."""
    if not isinstance(value, str) or MAILBOX.fullmatch(value):
        return None
    return "an e-mail address", shown(value), "write it like jobs@example.org"


def limit(value: Any) -> Wrong | None:
    """Refuse what is no number of posts that a feed could hold."""
    if isinstance(value, int) and value > MOST:
        return f"at most {MOST:,}", shown(value), "leave it out for all"
    return positive(value)


def size(value: Any) -> Wrong | None:
    """Refuse what is no number of bytes that a post could have."""
    if isinstance(value, int) and value > LARGEST:
        return f"at most {LARGEST:,}", shown(value), ""
    return positive(value)


def days(value: Any) -> Wrong | None:
    """Refuse what is no number of days, from none to a hundred years."""
    if isinstance(value, int) and value > LONGEST:
        return f"at most {LONGEST:,}", shown(value), ""
    return count(value)


def count(value: Any) -> Wrong | None:
    """Refuse numbers below zero; else as `positive`."""
    return None if value == 0 and not isinstance(value, bool | str) else positive(value)


def share(value: Any) -> Wrong | None:
    """Refuse what is no part of a whole."""
    if isinstance(value, bool) or (isinstance(value, int | float) and not 0 <= value <= 1):
        remedy = f"write {value / 100:g}" if not isinstance(value, bool) and 1 < value <= 100 else ""  # noqa: PLR2004
        return "a part of the whole, from 0 to 1", shown(value), remedy
    if isinstance(value, str):
        return "a number from 0 to 1", shown(value), "write 0.3 for 30 %"
    return None


def positive(value: Any) -> Wrong | None:
    """Refuse numbers below one, `true`, which would count as one, and numbers written as text."""
    if isinstance(value, str) and (plain := value.strip()).isdecimal():
        return "a whole number", shown(value), f"write {int(plain)} without quotes"
    if isinstance(value, bool) or (isinstance(value, int) and value < 1):
        return "a number from 1 on", shown(value), ""
    return None


def day(value: Any) -> Wrong | None:
    """Refuse what is no plain day: a number, or a moment within a day."""
    if isinstance(value, datetime) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return "a date", shown(value), "write it like 2026-02-01"
    return None


def path(value: Any) -> Wrong | None:
    """Refuse what is no path of a folder."""
    if not isinstance(value, str):
        return None
    if not value.strip() or "\0" in value:
        return "a folder", shown(value), ""
    if value.startswith("~"):
        return "a path from the configuration file on", shown(value), "write it without ~"
    return ("a path with /", shown(value), f"write {value.replace(chr(92), '/')}") if "\\" in value else None


def metrics(value: Any) -> Wrong | None:
    """Refuse what is no path of a file that node_exporter reads."""
    if wrong := path(value):
        return "a file", *wrong[1:]
    if isinstance(value, str) and not value.endswith(".prom"):
        return "a file that ends with .prom", shown(value), f"write {value}.prom"
    return None


def source_name(value: Any) -> Wrong | None:
    """Refuse what is no name of a source."""
    if not isinstance(value, str) or re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", value):
        return None
    return "a name of small letters, digits and dashes", shown(value), _spelt(value, "-")


def feed_name(value: Any) -> Wrong | None:
    """Refuse what is no safe address below the site."""
    if not isinstance(value, str):
        return None
    parts = re.sub(r"\{(tag|organization)\}", "x", value).split("/")
    if any(not re.fullmatch("[a-z0-9_-]+", part) for part in parts):
        return "an address of small letters, digits, '-', '_' and '/'", shown(value), _spelt(value, "-/{}_")
    if any(DEVICES.fullmatch(part) for part in parts):
        return "a name that Windows can store", shown(value), "choose another"
    return None


def _spelt(value: str, also: str) -> str:
    plain = re.sub(f"[^a-z0-9{re.escape(also)}]+", "-", value.lower()).strip("-/")
    return f"write {plain}" if re.search("[a-z0-9]", plain) and "{" not in plain and "//" not in plain else ""


def permalink(value: Any) -> Wrong | None:
    """Refuse what gives no safe page address for each post."""
    if not isinstance(value, str):
        return None
    expected = "a pattern such as posts/{slug}/"
    if "{slug}" not in value:
        return f"{expected}, with {{slug}}", shown(value), "two posts of a day would share their page"
    plain = value
    for hole in PERMALINK_HOLES:
        plain = plain.replace(hole, "x")
    if "{" in plain or "}" in plain:
        return f"{expected}, with no other placeholder than {' '.join(PERMALINK_HOLES)}", shown(value), ""
    if not plain.endswith(("/", ".html")):
        return f"{expected}, ending with / or .html", shown(value), f"write {value}/"
    if any(
        not re.fullmatch(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*", part)
        for part in plain.removesuffix("/").split("/")
    ):
        return f"{expected}, relative to the site", shown(value), "use letters, digits, '-', '_', '.' and '/'"
    return None


CROWD = 200  # hosts at a time: more would run out of sockets before it ran out of time
_VARIABLE = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*\}")
LAST_PORT = 65_535
_HOST_PORT = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")


def source_url(value: Any) -> Wrong | None:
    """Refuse what is no address to ask; environment variables may stand in it."""
    return web(_VARIABLE.sub("x", value)) if isinstance(value, str) else None


def header(value: Any) -> Wrong | None:
    """Refuse what cannot be sent, and a secret that is written out."""
    if not isinstance(value, str):
        return None
    if re.search(r"[\r\n\0]", value) or not value.isascii():
        return "one line of ASCII", shown(value), ""
    return None


def indexnow_key(value: Any) -> Wrong | None:
    """Refuse what is no key (indexnow.org/documentation)."""
    if not isinstance(value, str) or re.fullmatch(r"[A-Za-z0-9-]{8,128}", value):
        return None
    return "8 to 128 letters a-z, figures and dashes", shown(value), ""


def secret(value: Any) -> Wrong | None:
    """Refuse a secret that is written out: the value is not shown, for it may be one."""
    if not isinstance(value, str) or _VARIABLE.fullmatch(value):
        return None
    remedy = "put the secret into an environment variable, and its name here"
    return "the name of an environment variable, such as ${FEEDS_HOOK_SECRET}", "something else", remedy


def duration(value: Any) -> Wrong | None:
    """Refuse what is no time to wait."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    every = seconds(value)
    if every is not None and MINUTE <= every <= LONGEST * 86_400:
        return None
    if isinstance(value, str) and len(value.split()) == CRON_FIELDS:
        from feeds.collect.cron import is_cron

        if is_cron(value):
            return None
    return (
        "a time such as 15m, 1h or 1d, at least a minute, or a cron line such as 0 7 * * 1-5",
        shown(value),
        "",
    )


MINUTE = 60
CRON_FIELDS = 5


def contact(value: Any) -> Wrong | None:
    """Refuse what is neither an address nor a mailbox."""
    if not isinstance(value, str) or MAILBOX.fullmatch(value) or web(value) is None:
        return None
    return "a mailbox or an absolute address", shown(value), ""


def host_port(value: Any) -> Wrong | None:
    """Refuse what names no single port of a single host."""
    if not isinstance(value, str):
        return None
    if _HOST_PORT.fullmatch(value) and 0 < int(value.rpartition(":")[2]) <= LAST_PORT:
        return None
    return "a host and its port, such as 127.0.0.1:8080", shown(value), ""


def pages(value: Any) -> Wrong | None:
    """Refuse a number of pages that no run gets through."""
    return _between(value, 0, MOST)


def workers(value: Any) -> Wrong | None:
    """Refuse a number of hosts that cannot be asked at a time."""
    return _between(value, 1, CROWD)


def budget(value: Any) -> Wrong | None:
    """Refuse what allows nothing."""
    return _between(value, 1, LARGEST)


def delay(value: Any) -> Wrong | None:
    """Refuse what is no time between two requests."""
    if isinstance(value, bool) or not isinstance(value, int | float) or 0 <= value <= 3600:  # noqa: PLR2004 - an hour
        return None
    return "seconds from 0 to 3600", shown(value), ""


def _between(value: Any, least: int, most: int) -> Wrong | None:
    if isinstance(value, bool) or not isinstance(value, int) or least <= value <= most:
        return None
    return f"a number from {least} to {most}", shown(value), ""


UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_FORM = re.compile(r"(\d{1,6})\s*(s|m|h|d|w|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|weeks?)", re.IGNORECASE)


def seconds(value: Any) -> int | None:
    """Read a duration; None for what is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = _FORM.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(found[1]) * UNITS[found[2][0].lower()] if found else None
