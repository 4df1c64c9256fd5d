"""What is to be told to others of what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that waits to be told: of `subject`, now in this `revision`, to a `target` of some `kind`.

    kind: one of `deliver.notify.KINDS`.
    target: whom to tell, as the configuration names him, so without any secret.
    subject: what it is about: the address of a document, or the id of an entry.
    revision: in which form; "" if it is there no more. A subject is told once in each.
    body: what is told of it besides, as JSON.
    number: in which order notices came.
    since: when it could first be told; None until what it speaks of is delivered.
    due: when to try; attempts, trouble: how often that failed, and why it did last.
    """

    kind: str
    target: str
    subject: str
    revision: str
    body: str = ""
    number: int = 0
    since: datetime | None = None
    due: datetime | None = None
    attempts: int = 0
    trouble: str = ""
