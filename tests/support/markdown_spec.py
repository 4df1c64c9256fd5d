"""Examples of CommonMark and GFM in `../shared/spec`, and their HTML in a form in which it can be compared."""

import json
import re
from urllib.parse import unquote

import html5lib
import pytest
from support.paths import ROOT

SPEC = ROOT.parent / "shared" / "spec"
_BLOCKS = "p|div|li|ul|ol|blockquote|pre|h[1-6]|hr|table|thead|tbody|tr|td|th|dl|dt|dd|section|root"
_AROUND_BLOCKS = re.compile(rf"\s*(</?(?:{_BLOCKS})\b[^>]*>)\s*")
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)


def examples(name):
    """Return the examples of one file, as mappings with `example`, `section`, `markdown` and `html`."""
    if not SPEC.is_dir():
        pytest.skip("the examples of CommonMark and GFM are not beside this repository")
    return json.loads((SPEC / f"{name}.json").read_text("utf-8"))


def comparable(html):
    """Return HTML as a browser parses it, without white space that does not show; addresses are not encoded."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    root.tag = "root"
    parts = _PRE.split("".join(_written(root)))
    return "".join(part if index % 2 else _AROUND_BLOCKS.sub(r"\1", part) for index, part in enumerate(parts)).strip()


def _written(element, in_code=False):
    if not isinstance(element.tag, str):
        yield "<!>"
        return
    in_code = in_code or element.tag in ("pre", "textarea")
    attributes = "".join(f" {key}={value!r}" for key, value in sorted(map(_attribute, element.attrib.items())))
    yield f"<{element.tag}{attributes}>"
    yield _text(element.text, in_code)
    for child in element:
        yield from _written(child, in_code)
        yield _text(child.tail, in_code)
    yield f"</{element.tag}>"


def _attribute(attribute):
    key, value = attribute
    return (key, unquote(value)) if key != "align" else ("style", f"text-align: {value}")  # `align` is obsolete


def _text(text, in_code):
    return (text or "") if in_code else re.sub(r"\s+", " ", text or "")
