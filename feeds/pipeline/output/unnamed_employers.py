"""Open jobs whose employer neither the post nor the configuration names: they have no JobPosting."""

from __future__ import annotations

import json

from feeds.ledger.store import Store
from feeds.model.problem import Message, Problem, Severity
from feeds.model.settings import PUBLISHER
from feeds.pipeline.run import Project, Run

FIELD = "jobs.employer"  # of the problem


def describe(run: Run) -> str:
    """Return how many jobs of this site lack an employer, and the file of the first, as JSON; "" for none."""
    count, first = run.store.unnamed_employers(folder.name for folder in run.project.config.folders)
    return json.dumps([count, first]) if count else ""


def problems(project: Project, store: Store) -> tuple[Problem, ...]:
    """Return the problem of the jobs that `describe` found; a note where the site has no named publisher."""
    described, config = store.meta("unnamed_employers"), project.config
    if not described or config.jobs.employer:
        return ()
    count, first = json.loads(described)
    named = config.site.publisher.name != config.site.title
    found = Message(
        "%(count)s open jobs without one, and without JobPosting, such as %(file)s", count=count, file=first
    )
    if count == 1:
        found = Message("an open job without one, and without JobPosting: %(file)s", file=first)
    remedy = Message(
        "write company: its name in each post, or `jobs: {employer: %(value)s}` in the configuration",
        value=PUBLISHER if named else "its name",
    )
    severity: Severity = "warning" if named else "note"
    return (Problem(project.file, Message("the employer of each job"), found, remedy, FIELD, severity=severity),)
