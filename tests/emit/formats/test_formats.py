"""What holds for every format of a feed."""

import hashlib
import os
import subprocess
import sys

import pytest
from support.paths import ROOT, TESTS

from feeds.emit.documents import read
from feeds.emit.entry_content import check_ids
from feeds.emit.formats import FORMATS
from feeds.model.errors import OutputError


@pytest.mark.parametrize("name", FORMATS)
def test_registry_tells_what_is_written(site, entry, feed, name):
    """A format writes one document, at the feed's name with its ending, of its media type."""
    (output,) = FORMATS[name].emit(site, feed(entry()))
    assert output.path == f"jobs{FORMATS[name].ending}"
    assert output.media_type == FORMATS[name].media_type
    assert output.body.endswith(b"\n")


@pytest.mark.parametrize("name", FORMATS)
def test_order_is_the_feeds(site, entry, feed, name):
    """No format sorts: entries stand as the feed has them."""
    entries = [entry(2), entry(3), entry(1)]
    (output,) = FORMATS[name].emit(site, feed(*entries))
    places = [output.body.index(item.listing.url.encode()) for item in entries]
    assert places == sorted(places)


def test_no_heavy_library_at_import():
    """The room may be entered without paying for feedgen and lxml."""
    asked = "import sys, feeds.emit; print(sorted({'feedgen', 'lxml', 'email'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


PROGRAM = """
import importlib.util, locale, hashlib, sys, time
locale.setlocale(locale.LC_ALL, "")
time.tzset()
spec = importlib.util.spec_from_file_location("sample", sys.argv[1])
sample = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sample)
from feeds.emit.formats import FORMATS
feed = sample.build_feed(*(sample.build_entry(number) for number in range(5, 0, -1)))
for name, form in FORMATS.items():
    for output in form.emit(sample.SITE, feed):
        print(name, hashlib.sha256(output.body).hexdigest())
"""


@pytest.mark.slow
def test_same_bytes_anywhere(site, entry, feed):
    """Neither hash seed, time zone nor locale shows in the bytes."""
    here = [
        f"{name} {hashlib.sha256(output.body).hexdigest()}"
        for name, form in FORMATS.items()
        for output in form.emit(site, feed(*(entry(number) for number in range(5, 0, -1))))
    ]
    sample = str(TESTS / "emit" / "conftest.py")
    for seed, zone, lang in (("1", "Pacific/Kiritimati", "C.UTF-8"), ("77", "America/Lima", "C")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": lang, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", PROGRAM, sample]
        run = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
        assert run.stdout.split("\n")[:-1] == here


def test_document_that_is_not_xml_is_refused():
    """What does not read back is never published."""
    with pytest.raises(OutputError, match=r"a\.rss: when read back: expected well-formed XML"):
        read("a.rss", b"<rss>")


@pytest.mark.parametrize("read_back", [["a"], ["a", "c"], ["b", "a"], ["a", "b", "b"], []])
def test_ids_that_differ_are_refused(read_back):
    """Missing, doubled, foreign or moved entries are found when a document is read back."""
    with pytest.raises(OutputError, match=r"a\.rss: when read back"):
        check_ids("a.rss", read_back, ["a", "b"])


def test_the_same_ids_pass():
    """What was written and what is read agree."""
    check_ids("a.rss", ["a", "b"], ("a", "b"))
