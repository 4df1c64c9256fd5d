"""The paths of the recovery data; tests/pipeline/test_recover.py has what is recovered from it."""

import pytest

from feeds.emit.site import recovery


@pytest.mark.parametrize(
    ("entries", "paths"),
    [
        (0, []),
        (recovery.MAX_ENTRIES, ["recover/2026-05.jsonl"]),
        (recovery.MAX_ENTRIES + 1, ["recover/2026-05.jsonl", "recover/2026-05-2.jsonl"]),
    ],
)
def test_a_long_month_has_several_documents(entries, paths):
    """So that an edit does not write all of it."""
    assert recovery.paths("2026-05", entries) == paths
