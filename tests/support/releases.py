"""Another release of the program, as far as a ledger shows it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def read_differently(root: Path) -> None:
    """Change what a ledger has of all posts, as if the last release had found other texts and tags in them.

    Those whose documents are refused now stay as they were published.
    """
    readable = "select entry from documents where problems not like '%\"error\"%'"
    with closing(sqlite3.connect(root / ".feeds/ledger.sqlite")) as ledger:
        for entry, payload in ledger.execute(
            f"select entry, payload from posts where entry in ({readable})"
        ).fetchall():
            post = json.loads(payload)
            post["content_html"] = f"<p>Read by another release.</p>{post['content_html']}"
            post["tags"] = ["other", *post["tags"]]
            ledger.execute("update posts set payload = ? where entry = ?", (json.dumps(post), entry))
        ledger.execute(f"update entries set digest = 'another', text_digest = 'x' where id in ({readable})")
        ledger.execute("update meta set value = '' where name like 'context %' or name in ('program', 'config')")
        ledger.execute("update meta set value = 'another release' where name = 'published_key'")
        ledger.commit()


def forget_facts_of_texts(root: Path) -> None:
    """Change a ledger into that of a release that did not read facts in texts."""
    with closing(sqlite3.connect(root / ".feeds/ledger.sqlite")) as ledger:
        for entry, payload in ledger.execute("select entry, payload from posts").fetchall():
            post = json.loads(payload)
            in_text = {origin["field"] for origin in post["origins"] if origin["how"] == "body"}
            for part, _, name in (field.partition(".") for field in in_text):
                if name:
                    post[part].pop(name, None)
            post["origins"] = [origin for origin in post["origins"] if origin["field"] not in in_text]
            ledger.execute("update posts set payload = ? where entry = ?", (json.dumps(post), entry))
        ledger.execute("update entries set digest = 'another', next_transition = null")
        ledger.execute("update meta set value = '' where name like 'context %' or name in ('program', 'config')")
        ledger.execute("update meta set value = 'another release' where name = 'published_key'")
        ledger.commit()
