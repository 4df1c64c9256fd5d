"""Examples of CommonMark and GFM: which of them the engines read differently is documented."""

import re

from support.markdown_spec import comparable, examples
from support.paths import ROOT

from feeds.normalise.markdown import gfm, python

PAGE = ROOT / "docs" / "reference" / "markdown.md"
# Examples of GFM's extensions that the default engine reads differently: emphasis within strong, `~` in `~a ~ b~`,
# boxes instead of inputs, what the HTML stage makes links or takes out, and the ids of footnotes.
EXTENSIONS = {9, 15, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28}
# Those that no engine passes, because the HTML stage has this part: addresses that become links, forbidden HTML.
AUTOLINKS, TAGS = {19, 20, 24, 25}, {22}


def differing(convert, name):
    """Return the numbers of the examples of which an engine makes other HTML."""
    return {one["example"] for one in examples(name) if comparable(convert(one["markdown"])) != comparable(one["html"])}


def documented():
    """Return the numbers in the last column of the table of differences."""
    rows = re.findall(r"^\|.*\| ([0-9, ]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return [int(number) for row in rows for number in row.split(",")]


def test_each_example_that_differs_is_documented():
    """Once, and no other; the share on the page is that of the rest."""
    found = differing(python.convert, "commonmark")
    assert sorted(documented()) == sorted(found)
    assert f"Of the 655 examples of CommonMark 0.31.2, {655 - len(found)} have" in PAGE.read_text("utf-8")


def test_extensions_of_gfm_are_read():
    """All but those whose HTML differs on purpose, or in the next stage."""
    assert differing(python.convert, "gfm-extensions") == EXTENSIONS


def test_gfm_is_as_specified():
    """Every example of CommonMark and of GFM, apart from autolinks, forbidden HTML and comments of CommonMark 0.29."""
    assert differing(gfm.to_html, "commonmark") == set()
    assert differing(gfm.to_html, "gfm-extensions") == AUTOLINKS | TAGS
    sections = {one["example"]: one["section"] for one in examples("gfm")}
    elsewhere = {
        number for number, section in sections.items() if "Autolinks (ext" in section or "Disallowed" in section
    }
    assert differing(gfm.to_html, "gfm") == elsewhere | {645, 646}
