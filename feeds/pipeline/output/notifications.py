"""Notifications of a run: what was delivered, and the connections that send them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from feeds.collect.http.client import Client, Limits
from feeds.collect.secrets import Secrets, values_of
from feeds.ledger.store import Store
from feeds.model.entry import Listing, Transition
from feeds.model.hashing import digest
from feeds.notify import Notified, outbox, sending, targets
from feeds.notify.request import Delivered
from feeds.notify.sending import Connection, Sender
from feeds.pipeline.report import Delivery
from feeds.pipeline.run import Options, Project, Run

LIMITS = Limits(connect=10.0, read=20.0, header=20.0, total=30.0)
RESERVE = 0.5  # seconds of a run that are kept for saving the responses


def enqueue_changes(run: Run, transitions: Iterable[Transition], listings: Iterable[Listing]) -> None:
    """Enqueue each change of this run for the targets of changes, to be sent after the delivery."""
    outbox.enqueue_changes(run.store, run.project.config.notify, transitions, listings, run.now)


def enqueue(run: Run, delivery: Delivery) -> None:
    """Enqueue the outputs that targets do not know yet."""
    notify = run.project.config.notify
    delivered = _delivered(run, delivery) if targets(notify) else Delivered({}, {})
    outbox.enqueue(run.store, notify, delivered, delivery.old_pages, run.now)


def _delivered(run: Run, delivery: Delivery) -> Delivered:
    """Return what is published, with revisions."""
    from feeds.emit.formats import FORMATS

    url, files = run.project.config.site.url, run.store.outputs()
    live = [
        (part, digest(*map(_edition, (*(part.whole or part.listings), *part.head.deleted))))
        for part in delivery.feeds
        if part.head.is_live
    ]
    hubs = {name: form.ending for name, form in FORMATS.items() if form.names_hubs}
    feeds = {
        url + path: f"{files[path].digest} {editions}"
        for part, editions in live
        for name in part.head.formats
        if name in hubs and (path := part.head.name + hubs[name]) in files
    }
    pages = {
        one.url: "" if one.id in delivery.old_pages else f"{files[one.path].digest} {_edition(one)}"
        for one in delivery.listings
        if one.path in files and one.state != "unlisted"
    }
    unsure = frozenset(page for page, revision in (feeds | pages).items() if revision.partition(" ")[0] == "")
    return Delivered(feeds, pages, unsure)


def _edition(listing: Listing) -> str:
    """Return what changes only with edits and the clock, not with the reading or rendering of the same content."""
    return f"{listing.edition}.{listing.state_revision}"


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
