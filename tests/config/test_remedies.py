"""Messages name only keys that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import feeds
from feeds.config.keys import KEYS
from feeds.normalise.dialects.job_markdown.key_names import field_of
from feeds.normalise.dialects.records import field_mapping

PACKAGE = Path(feeds.__file__).parent
SEGMENTS = {part for key in KEYS for part in re.findall(r"\w+", key)}
OF_A_MAPPING = {
    *field_mapping.KEYS,
    *field_mapping.FIELDS,
    *field_mapping.NEXT,
    *field_mapping.DETAIL,
    *(part for parts in field_mapping.PARTS.values() for part in parts),
}
# A word in backticks is a key, alone or with a value: `url`, `notify.websub`, `poste_ferme: 2021-02-01`.
NAMED = re.compile(r"(?<![\w`])`([a-z][\w.]*)(?::(?: [^`]*)?)?`")
FILLED = "X"  # what is worked out when the message is written
# Words in backticks that are no keys: values, keys of other documents, examples, and texts that are code.
OTHERS = {
    "status.json",  # a file
    "job",  # a namespace prefix, as an example
    "news",  # a feed by its name
    "auto",  # a mapping that is recognised
    "version",  # of a JSON Feed
    *("query", "variables"),  # of GraphQL
    "access_token",  # of OAuth 2.0
    "li.job",  # a CSS selector, as an example
    *(
        "snapshot",
        "partial",
        "events",
        "fr",
        "complete",
        "archived",
        "window",
        "ascii",
        "unicode",
        "full",
        "text",
        "summary",
    ),
}


def texts() -> set[tuple[str, str]]:
    """Return the texts of the package, each with its module; docstrings are none."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [str(part.value) if isinstance(part, ast.Constant) else FILLED for part in node.values]
                found.add((str(path.relative_to(PACKAGE)), "".join(parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
                found.add((str(path.relative_to(PACKAGE)), node.value))
    return found


def exists(name: str) -> bool:
    """Return whether a name is a key of the configuration, of front matter or of a mapping."""
    name = name.removesuffix(f".{FILLED}")
    field, meant = field_of(name)
    known = name in SEGMENTS or name in OF_A_MAPPING or (field and not meant)
    return bool(known) or any(f".{key}".endswith(f".{name}") for key in KEYS)


def test_every_key_named_in_a_message_exists() -> None:
    named = {(path, name) for path, text in texts() for name in NAMED.findall(text)}
    assert ("normalise/job/from_schema_org.py", "organization") in named
    assert {one for one in named if one[1] not in OTHERS and not exists(one[1])} == set()
    assert {name for _, name in named} >= OTHERS, "take out of OTHERS what no message names"


def test_a_wrong_key_would_be_found() -> None:
    assert NAMED.findall("write `foreman`, or `foremen:`, or `poste_ferme: 2021-02-01`") == [
        "foreman",
        "foremen",
        "poste_ferme",
    ]
    assert not exists("foreman")
    assert exists("poste_ferme")
    assert exists("notify.websub")
