"""SARIF 2.1.0, as code scanning reads it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from feeds._version import __version__
from feeds.cli.annotations.annotation import Annotation

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(annotations: Sequence[Annotation]) -> str:
    """Return a log of one run as JSON."""
    rules = list(dict.fromkeys(one.rule for one in annotations))
    driver = {
        "name": "feeds",
        "version": __version__,
        "rules": [{"id": rule, "shortDescription": {"text": rule.replace("-", " ")}} for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, rules.index(one.rule)) for one in annotations],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _result(one: Annotation, rule: int) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(one.path)}}
    region = {"startLine": one.line or 1}  # code scanning needs a line
    if one.line and one.column:
        region["startColumn"] = one.column
    physical["region"] = region
    return {
        "ruleId": one.rule,
        "ruleIndex": rule,
        "level": one.severity,  # the same words
        "message": {"text": one.text},
        "locations": [{"physicalLocation": physical}],
        "partialFingerprints": {"feeds/v1": one.fingerprint},
    }
