"""WHERE posts come from: one file per kind of source.

A new kind is one new file, with the dataclass of its options, and one line in `SOURCES`.
"""

from __future__ import annotations

from feeds.collect._address import own
from feeds.collect._fetch import Answer, Client, Limits, fetch
from feeds.collect._secrets import Secrets
from feeds.collect.folder import Folder
from feeds.collect.web import Network, Web

__all__ = [
    "SOURCES",
    "Answer",
    "Client",
    "Folder",
    "Limits",
    "Network",
    "Secrets",
    "Source",
    "Web",
    "fetch",
    "own",
]

Source = Folder | Web

SOURCES: dict[str, type[Source]] = {
    "folder": Folder,
    "web": Web,
}
