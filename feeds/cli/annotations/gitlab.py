"""Code Quality reports of GitLab, in the format of Code Climate.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from feeds.cli.annotations.annotation import Annotation

_SEVERITIES = {"error": "critical", "warning": "minor", "note": "info"}


def render(annotations: Sequence[Annotation]) -> str:
    """Return the report as JSON; a problem without a line is at the first one."""
    return json.dumps([_issue(one) for one in annotations], indent=1) + "\n"


def _issue(one: Annotation) -> dict[str, object]:
    return {
        "description": one.text,
        "check_name": one.rule,
        "fingerprint": one.fingerprint,
        "severity": _SEVERITIES[one.severity],
        "location": {"path": one.path, "lines": {"begin": one.line or 1}},
    }
