"""Reference files with problems that no open job uses: those count for no exit status."""

from __future__ import annotations

import json

from feeds.ledger.store import Store, codec


def describe(store: Store) -> str:
    """Return the reference files with problems that no open job uses, nor one of its organisations, as JSON."""
    wrong = {problem.file for problem in codec.decode_problems(store.meta("reference_problems"))}
    rows = {row.locator: row for row in store.reference_files() if wrong}
    if not wrong & rows.keys():
        return "[]"
    used: set[str] = set()
    for payload in map(store.payload, store.open_jobs()):
        used.update(origin.detail for origin in codec.decode(payload).origins if origin.how == "reference")
    left = list(used)
    while left:  # the organisations above those that jobs name
        row = rows.get(left.pop())
        parent = _parent(row.organization) if row and row.organization else ""
        if parent and parent not in used:
            used.add(parent)
            left.append(parent)
    return json.dumps(sorted((wrong & rows.keys()) - used))


def _parent(organization: str) -> str:
    from feeds.normalise.organizations import OrganizationFile

    return codec.from_text(organization, OrganizationFile).parent_file
