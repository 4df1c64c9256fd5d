"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), as others write it."""

from __future__ import annotations

import json
import re
from typing import Any

from feeds.model import Document
from feeds.normalise._said import AGAIN, GIVE, Feed, Said, letters, paragraphs, refusal

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(?:\.[0-9]+)?/?")


def read(document: Document) -> Feed:
    """Read a JSON Feed; raises PostError when it is none.

    An id that is written as a number is taken as text, to the letter ("Items").
    """
    try:
        feed = json.loads(document.body, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        found = f"JSON that is wrong or breaks off: {error.msg}"
        raise refusal(document, found, AGAIN, line=error.lineno) from error
    except UnicodeDecodeError as error:
        raise refusal(document, "JSON in another encoding than UTF-8", "save it as UTF-8") from error
    except RecursionError as error:
        raise refusal(document, "JSON with too many lists inside each other", GIVE) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not _VERSION.fullmatch(letters(feed.get("version"))):
        raise refusal(document, "JSON of another kind: no `version` of JSON Feed 1, or no `items`", GIVE)
    return Feed(
        [_item(item if isinstance(item, dict) else {}) for item in items],
        itself=letters(feed.get("feed_url")),
        home=letters(feed.get("home_page_url")),
        older=letters(feed.get("next_url")),
    )


def _item(item: dict[str, Any]) -> Said:
    plain = letters(item.get("content_text")) or letters(item.get("summary"))
    return Said(
        letters(item.get("id")),
        letters(item.get("url")),
        letters(item.get("title")),
        letters(item.get("content_html")) or paragraphs(plain),
        letters(item.get("date_published")),
        letters(item.get("date_modified")),
    )
