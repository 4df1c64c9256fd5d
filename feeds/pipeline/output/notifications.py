"""Notifications of a run: what was delivered, and the connections that send them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from feeds.collect.http.client import Client, Limits
from feeds.collect.secrets import Secrets, values_of
from feeds.ledger.store import Store
from feeds.model.entry import Transition
from feeds.model.hashing import digest
from feeds.notify import Notified, outbox, sending, targets
from feeds.notify.request import Delivered
from feeds.notify.sending import Connection, Sender
from feeds.pipeline.report import Delivery
from feeds.pipeline.run import Options, Project, Run

if TYPE_CHECKING:
    from feeds.assemble.archives import Outline

LIMITS = Limits(connect=10.0, read=20.0, header=20.0, total=30.0)
RESERVE = 0.5  # seconds of a run that are kept for saving the responses


def enqueue_changes(run: Run, transitions: Collection[Transition]) -> None:
    """Enqueue each change of this run for the targets of changes, to be sent after the delivery."""
    listings = run.ledger.listings_of(one.id for one in transitions)
    outbox.enqueue_changes(run.store, run.project.config.notify, transitions, listings, run.now)


def enqueue(run: Run, delivery: Delivery) -> None:
    """Enqueue the outputs that targets do not know yet."""
    notify = run.project.config.notify
    delivered = _delivered(run, delivery) if targets(notify) else Delivered({}, {})
    outbox.enqueue(run.store, notify, delivered, delivery.old_pages, run.now)


def _delivered(run: Run, delivery: Delivery) -> Delivered:
    """Return what is published, with revisions."""
    from feeds.emit.formats import FORMATS

    url, store = run.project.config.site.url, run.store
    endings = {name: form.ending for name, form in FORMATS.items() if form.names_hubs}
    feeds = {
        url + path: f"{file.digest} {_editions(store, part)}"
        for part in delivery.feeds
        if part.head.is_live
        for name in part.head.formats
        if name in endings and (file := store.output(path := part.head.name + endings[name]))
    }
    pages = {
        page: "" if id_ in delivery.old_pages else f"{file_digest} {_edition(edition, revision)}"
        for id_, page, file_digest, edition, revision in store.published_pages()
    }
    unsure = {page for page, revision in (feeds | pages).items() if revision.partition(" ")[0] == ""}
    unsure.update(url + name + ending for name in delivery.same_feeds for ending in endings.values())
    return Delivered(feeds, pages, frozenset(unsure))


def _editions(store: Store, part: Outline) -> str:
    """Return a digest of the editions of the entries of a feed."""
    entries = (*(part.whole or part.listings), *part.deleted)
    known = store.editions(one.id for one in entries)
    return digest(*(_edition(known[one.id], one.revision) for one in entries))


def _edition(edition: str, revision: str) -> str:
    """Return what changes only with edits and the clock, not with the reading or rendering of the same content."""
    return f"{edition}.{revision.partition('.')[2]}"


def send(project: Project, store: Store, options: Options) -> Notified:
    """Send the notifications that are due, until the deadline of the run."""
    network, deadline = project.config.network, options.deadline

    @contextmanager
    def connect(texts: Iterable[str], seconds: float) -> Iterator[Connection]:
        texts = tuple(texts)
        secrets = Secrets(values_of(texts, options.secrets), {}, *texts)
        with Client(network.contact, network.allow, replace(LIMITS, lifetime=seconds), spacing=0.0) as client:
            masking = client.masking(secrets.mask.text)
            yield Connection(masking.post, secrets.substituted, secrets.mask.text)

    sender = Sender(
        project.config.site.url,
        project.file,
        connect,
        deadline.within(min(network.seconds, deadline.left() - RESERVE)),
        options.progress,
    )
    elapsed = timedelta(seconds=deadline.elapsed())
    return sending.send(store, project.config.notify, sender, options.now, elapsed)
