"""The language of a command: chosen by `--lang` or the environment, and the catalogue of its messages.

A catalogue is one `.po` file in `feeds/locale/messages/`; English is the language of the templates. It is read when
the first message is printed in it, so a run that prints nothing does not pay for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from feeds.model.problem import Message

ENGLISH = "en"
OPTION = "--lang"
SHORTEST = len("--la")  # abbreviation: `--l` may be `--log`
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is not empty counts (POSIX.1-2017 §8.2)
CATALOGUES = Path(__file__).parents[1] / "locale" / "messages"

_time = [datetime(2000, 1, 1, tzinfo=UTC)]  # of the run
_chosen = [ENGLISH]  # of this process: a command has one user


def known() -> list[str]:
    """Return the languages that messages can be printed in."""
    return sorted({ENGLISH, *(file.stem for file in CATALOGUES.glob("*.po"))})


def use(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Print messages in the language of a command line, or else of the user's locale."""
    _chosen[0] = choose(arguments, environment)


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language of a command line, or else of the environment; English if it is not known."""
    wanted = [stated] if (stated := _stated(arguments)) else _of_locale(environment)
    return next((one for one in wanted if one in known()), ENGLISH)


def without_option(arguments: Sequence[str]) -> list[str]:
    """Return the arguments without a `--lang` before the name of the command."""
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] == OPTION:
        del rest[: 1 if "=" in rest[0] else 2]
    return rest


def _stated(arguments: Sequence[str]) -> str:
    found = ""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, sign, value = argument.partition("=")
        if len(name) >= SHORTEST and OPTION.startswith(name):
            found = value if sign else "".join(arguments[place + 1 : place + 2])
    return found


def _of_locale(environment: Mapping[str, str]) -> list[str]:
    """Return the languages of a locale, the preferred one first, as GNU gettext finds them.

    `LANGUAGE` is a list that counts before the locale, unless that is C or POSIX.
    """
    locale = next((value for name in VARIABLES if (value := environment.get(name, ""))), "C")
    if _language(locale) in ("c", "posix"):
        return []
    return [_language(one) for one in (environment.get("LANGUAGE") or locale).split(":")]


def _language(locale: str) -> str:
    """Return the language of a locale: `fr` of `fr_CA.UTF-8@euro`."""
    return locale.partition(".")[0].partition("@")[0].replace("-", "_").partition("_")[0].lower()


def translate(text: str) -> str:
    """Return a phrase in the chosen language; a text that is no `Message` stays as it is."""
    if not isinstance(text, Message):
        return str(text)
    template = (
        ngettext(text.template, text.plural, int(text.values["count"])) if text.plural else gettext(text.template)
    )
    days = _example_days() if "day_ahead" in text.values or "today" in text.values else {}
    values = {name: translate(one) if isinstance(one, str) else one for name, one in text.values.items()}
    return template % (values | days)


def at(now: datetime) -> None:
    """Print examples of days that fit a time, in the zone of the site."""
    _time[0] = now


def _example_days() -> dict[str, str]:
    """Return today, and the last day of the next month."""
    today = _time[0].date()
    ahead = (today.replace(day=1) + timedelta(days=70)).replace(day=1) - timedelta(days=1)
    return {"today": today.isoformat(), "day_ahead": ahead.isoformat()}


def fields(names: str) -> str:
    """Return a list of changed fields, as a transition has it, in the chosen language."""
    if _chosen[0] == ENGLISH:
        return names
    from feeds.emit.localize import changed_fields

    return changed_fields(_chosen[0], names.split(", "))


def gettext(text: str) -> str:
    """Return a text without placeholders in the chosen language."""
    return _catalogue(_chosen[0]).gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a text for a number, in the chosen language."""
    return _catalogue(_chosen[0]).ngettext(one, many, count)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == ENGLISH:
        return NullTranslations()
    from feeds.emit.catalogues import catalogue

    return catalogue(CATALOGUES / f"{language}.po")
