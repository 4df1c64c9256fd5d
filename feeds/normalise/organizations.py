"""Organisations that posts refer to by id, and how a reference is resolved."""

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
    """An organisation: `key` is the front matter key whose value is its `id`."""

    key: str
    id: str
    organization: Organization
    owner: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """All organisations of a publisher."""

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
        """Return whether there are organisations for a front matter key."""
        return any(entry.key == key for entry in self.entries)

    def resolve(self, name: str, key: str = "") -> Reference | None:
        """Return an organisation by its id or name, ignoring case, accents and article, or None."""
        plain = comparable(name)
        position = self._index.get(f"{key} {plain}" if key else plain)
        return None if position is None or not plain else self.entries[position]

    def suggestion(self, name: str, key: str) -> str:
        """Return "did you mean …?" with up to three ids similar to a name, or ""."""
        return suggestion(name, (entry.id for entry in self.entries if entry.key == key), 3, comparable)

    def digest(self) -> str:
        """Return a digest that changes with any organisation."""
        return sha256(repr(self.entries).encode("utf-8", "backslashreplace")).hexdigest()


def without_article(name: str) -> str:
    """Return a name without a French article at its start."""
    return _ARTICLE.sub("", name)


def comparable(name: str) -> str:
    """Return a name for comparison: folded letters and digits, without article."""
    return "".join(letter for letter in text.fold(without_article(name.strip())) if letter.isalnum())
