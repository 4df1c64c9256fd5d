"""Stable texts: an entry keeps its text and title if a partner changes the same part of them in each response.

With a visitor counter in each of them, all entries would look new, and be written again, after each fetch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from feeds.ledger import moving_text
from feeds.ledger.change_detection import digest_words
from feeds.ledger.moving_text import MAX_RESTS, Text
from feeds.ledger.parsed_document import ParsedDocument
from feeds.ledger.store import Store, codec
from feeds.model.entry import LIVE
from feeds.model.post import Post
from feeds.model.problem import Message, Problem


class StableTexts:
    """Keeps the texts of the entries of one source; `kept` is how many of them had another.

    seen: the time of its last response. observed: what is known of texts now, as stored, by locator.
    """

    def __init__(self, store: Store, source: str, seen: str) -> None:
        self.store, self.source, self.seen, self.kept = store, source, seen, 0
        self.observed: dict[str, str] = {}
        self.moving = {locator: moving_text.decode(text) for locator, text in store.moving_texts(source).items()}

    def applied(self, entries: Iterable[ParsedDocument]) -> Iterator[ParsedDocument]:
        """Yield entries of a new response, with the texts that they had before where these move each time."""
        for entry in entries:
            before = published(self.store, self.source, entry.locator) if entry.facts else None
            yield self._stable(before, entry) if before else entry

    def count_rests(self) -> None:
        """Count a response in which nothing changed; texts that rested long enough are read again in the next run."""
        for locator, known in self.moving.items():
            now = known.rested(self.seen) if known and known.seen != self.seen else known
            self._save(locator, now)
            if now and now.rests == MAX_RESTS:
                self.store.reread_source(self.source)

    def problems(self, url: str) -> Iterator[Problem]:
        """Yield a note if texts were kept."""
        if self.kept:
            found = Message("%(count)s with another text or title in each response, such as a counter", count=self.kept)
            remedy = Message("what they had is kept; edits of the rest are published")
            yield Problem(url, Message("entries that keep their texts"), found, remedy, "text", severity="note")

    def _stable(self, before: Post, entry: ParsedDocument) -> ParsedDocument:
        assert entry.facts  # noqa: S101 - see `applied`
        after = codec.decode(entry.facts.payload)
        texts, known = (_text(before), _text(after)), self.moving.get(entry.locator)
        now = moving_text.observe(known, *texts, self.seen)
        self._save(entry.locator, now)
        if not (now and now.replaces(*texts)):
            return entry
        self.kept += 1
        job = replace(after.job, title=before.job.title) if before.job and after.job else after.job
        post = replace(after, content_html=before.content_html, summary=before.summary, title=before.title, job=job)
        facts = entry.facts._replace(
            title=post.title,
            payload=codec.encode(post),
            digest=codec.digest(post),
            text_digest=digest_words(post.content_html),
        )
        return entry._replace(facts=facts)

    def _save(self, locator: str, now: moving_text.MovingText | None) -> None:
        if now != self.moving.get(locator):
            self.observed[locator] = moving_text.encode(now)
            self.store.save_moving_text(self.source, locator, self.observed[locator])


def published(store: Store, source: str, locator: str) -> Post | None:
    """Return the post that a document is in the feeds, if it is its entry's primary one."""
    stamp = store.stamp(source, locator)
    row = store.entry(stamp.entry) if stamp and stamp.entry else None
    if not row or row.lifecycle.state not in LIVE or (row.source, row.locator) != (source, locator):
        return None
    return codec.decode(store.payloads((row.id,))[row.id])


def _text(post: Post) -> Text:
    return Text(post.content_html, post.summary, post.title, post.job.title if post.job else "")
