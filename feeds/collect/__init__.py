"""Kinds of sources. A new one is one file, with the dataclass of its options, and one line here."""

from __future__ import annotations

from feeds.collect.folder import Folder
from feeds.collect.web import Auth, Network, Web

__all__ = ["SOURCES", "Auth", "Folder", "Network", "Source", "Web"]

Source = Folder | Web

SOURCES: dict[str, type[Source]] = {
    "folder": Folder,
    "web": Web,
}
