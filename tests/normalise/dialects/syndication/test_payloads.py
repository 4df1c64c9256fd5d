"""Feeds as partners' systems write them, against what was read in them by eye.

The payloads themselves are not part of the project: they lie beside it, or where `FEEDS_PAYLOADS` says. Of
their texts, only lengths and digests are kept here.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from support.paths import TESTS

from feeds.model.post import Document
from feeds.normalise.dialects import syndication
from feeds.normalise.dialects.item import Item, SourceOptions

PAYLOADS = Path(os.environ.get("FEEDS_PAYLOADS") or TESTS.parents[1] / "shared" / "payloads")
EXPECTED = TESTS / "payloads" / "expected"
PROSE = {"title", "description", "qualifications", "responsibilities", "supplementalInformation"}


def digest(text: str) -> str:
    """Return what identifies a text, without its words."""
    return f"{len(text)} letters, {hashlib.sha256(text.encode()).hexdigest()[:12]}" if text else ""


def facts(value: Any) -> Any:
    """Keep what is short, and of prose its digest."""
    if isinstance(value, dict):
        return {
            key: digest(part) if key in PROSE and isinstance(part, str) else facts(part) for key, part in value.items()
        }
    return [facts(part) for part in value] if isinstance(value, list) else value


def facts_of(item: Item) -> dict[str, Any]:
    stated = {
        "id": item.id,
        "url": digest(item.url),
        "base": item.base,
        "title": digest(item.title),
        "content_html": digest(item.content_html),
        "summary_html": digest(item.summary_html),
        "published": str(syndication.instant(item.published) or ""),
        "updated": str(syndication.instant(item.updated) or ""),
        "language": item.language,
        "authors": [author.name for author in item.authors],
        "tags": list(item.tags),
        "state": item.state,
        "job": facts(item.job),
    }
    return {key: value for key, value in stated.items() if value}


@pytest.mark.parametrize("name", ["teamtailor-jsonfeed.json", "neogov-rss.xml", "pass-fonction-publique.rss"])
def test_a_payload_gives_what_its_publisher_meant(name: str) -> None:
    path = PAYLOADS / name
    if not path.is_file():
        pytest.skip(f"the payload {name} is not here: set FEEDS_PAYLOADS to its folder")
    document = Document("partner", "https://partner.example/feed", path.read_bytes(), "")
    batch = syndication.read(document, SourceOptions())
    found = {
        "title": digest(batch.title),
        "home": batch.home,
        "language": batch.language,
        "complete": batch.complete,
        "problems": [str(problem) for problem in batch.problems],
        "items": [facts_of(item) for item in batch.items],
    }
    assert found == json.loads((EXPECTED / f"{name}.syndication.json").read_text("utf-8"))
    assert syndication.recognises(document.body)


def test_other_payloads_are_no_feeds() -> None:
    """Each is for another dialect."""
    if not PAYLOADS.is_dir():
        pytest.skip("the payloads are not here: set FEEDS_PAYLOADS to their folder")
    recognised = {path.name for path in PAYLOADS.iterdir() if syndication.recognises(path.read_bytes())}
    assert recognised == {"teamtailor-jsonfeed.json", "neogov-rss.xml", "pass-fonction-publique.rss"}
