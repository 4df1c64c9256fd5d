"""The organisations that posts refer to by an id: one file each, Markdown with front matter or YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from feeds.model.safe_text import suggestion
from feeds.model.settings import Organization
from feeds.normalise.values import text

_ARTICLE = re.compile(r"^(?:l['’]\s*|(?:le|la|les)\s+)(?=\w)", re.IGNORECASE)


class Reference(NamedTuple):
    """One organisation: `key` is the front matter key that refers to it by `id`."""

    key: str
    id: str
    organization: Organization
    owner: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """All organisations a publisher knows."""

    entries: tuple[Reference, ...] = ()
    _index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, int] = {}
        ids = [entry.id for entry in self.entries]
        for names in (ids, [entry.organization.name for entry in self.entries]):  # an id beats a title
            for position, name in enumerate(names):
                index.setdefault(f"{self.entries[position].key} {comparable(name)}", position)
                index.setdefault(comparable(name), position)
        object.__setattr__(self, "_index", index)

    def knows(self, key: str) -> bool:
        """Tell whether there are organisations for a key at all."""
        return any(entry.key == key for entry in self.entries)

    def resolve(self, name: str, key: str = "") -> Reference | None:
        """Find an organisation by its id or title, in any case, with or without accents and article."""
        plain = comparable(name)
        position = self._index.get(f"{key} {plain}" if key else plain)
        return None if position is None or not plain else self.entries[position]

    def suggestion(self, name: str, key: str) -> str:
        """Return up to three ids that are like a name as "did you mean …?", or ""."""
        return suggestion(name, (entry.id for entry in self.entries if entry.key == key), 3, comparable)

    def digest(self) -> str:
        """Give the same text for the same organisations, another one when anything about them changes."""
        return sha256(repr(self.entries).encode("utf-8", "backslashreplace")).hexdigest()


def without_article(name: str) -> str:
    """Take the French article off the front of a name."""
    return _ARTICLE.sub("", name)


def comparable(name: str) -> str:
    """Reduce a name to the form in which names are compared: letters and digits, no article."""
    return "".join(letter for letter in text.fold(without_article(name.strip())) if letter.isalnum())
