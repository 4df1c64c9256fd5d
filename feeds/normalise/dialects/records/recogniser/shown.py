"""Records that a list holds and does not show: drafts, hidden and inactive ones."""

from __future__ import annotations

import re

from feeds.normalise.dialects.records.recogniser.record_lists import Values

_SHOWN = re.compile(r"(?i)(?:is[_-]?)?(?:listed|published|visible|active|enabled|public|online|live|open)")
_HIDDEN = re.compile(r"(?i)(?:is[_-]?)?(?:hidden|draft|archived|closed|expired|deleted|unlisted|disabled|inactive)")
_FLAGS = frozenset({"true", "false"})


def items(notation: str, expression: str, found: Values) -> str:
    """Return the expression of a list without the records that a flag of theirs hides."""
    if notation == "csv" or expression.startswith(("values(", "[@]")):
        return expression
    for place, values in found.items():
        flags = {text for texts in values for text in texts}
        if len(place.names) != 1 or not flags or not flags <= _FLAGS:
            continue
        name = place.names[0]
        if not (_SHOWN.fullmatch(name) or _HIDDEN.fullmatch(name)):
            continue
        hides = "false" if _SHOWN.fullmatch(name) else "true"
        if notation == "xml":
            expression += f"[not({place.expression}='{hides}')]"
        else:
            start = "" if expression == "@" else expression.removesuffix("[]")
            flag = place.expression
            return f"{start}[?{flag} != `{hides}` && {flag} != '{hides}']"
    return expression
