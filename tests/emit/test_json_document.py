"""JSON as all formats write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.emit import documents

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=("Cs",)))
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=5),
    max_leaves=10,
)


@given(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=5),
    st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=5), max_size=5),
)
@pytest.mark.slow
def test_a_document_is_what_python_would_write_one_value_a_line(head, items):
    """The quick and sparing way to write it changes no byte."""
    items = [{**item, "id": f"urn:{number}"} for number, item in enumerate(items)]
    head.pop("items", None)
    body = documents.to_json("a.json", head, "items", [(item["id"], item) for item in items])
    assert body == (json.dumps({**head, "items": items}, ensure_ascii=False, indent=1) + "\n").encode()
