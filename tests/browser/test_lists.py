"""Filters and search of lists in a real browser: by script, without one, and from a folder."""

import html
import json
import re
from pathlib import Path

import pytest
from support.browser import serving, visit
from support.tools import program

TOWNS = ("Lille", "Brest", "Pau")
WAIT = "--virtual-time-budget=20000"  # milliseconds of its own clock, which runs while nothing is loading

# A page that uses another one as people do, and shows what it found.
HARNESS = """<!doctype html><html lang="en"><title>x</title><iframe src="index.html" width="900" height="900"></iframe>
<pre id="found"></pre><script>
const frame = document.querySelector("iframe"), found = [];
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
const page = () => frame.contentDocument, $ = (selector) => page().querySelector(selector);
const all = (selector) => [...page().querySelectorAll(selector)];
const isSeen = (element) => Boolean(element && element.getClientRects().length);
const look = () => ({
  status: $("[role=status]").textContent, address: frame.contentWindow.location.hash,
  list: isSeen($("#page-list")), results: all("section:not([hidden]) > .entries > li").filter(isSeen).length,
  chosen: all(".search select").map((one) => one.value).filter(Boolean),
  focus: page().activeElement.name || page().activeElement.textContent,
});
const choose = (name, value) => {
  const select = $(`select[name=${name}]`);
  select.focus();
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};
const type = (text) => {
  const field = $("input[type=search]");
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const steps = {
  before: () => {},
  contract: () => choose("contract", "cdi"),
  place: () => choose("place", "brest"),
  back: () => frame.contentWindow.history.back(),
  more: () => { $(".more").focus(); $(".more").click(); },
  typed: () => type("ELEVE 12"),
  none: () => type("zzz"),
  reset: () => $(".search button").click(),
};
onload = async () => {
  for (const [name, step] of Object.entries(steps)) {
    step();
    await pause(1000);
    found.push([name, look()]);
  }
  found.push(["options", all("select[name=place] option").map((one) => one.textContent)]);
  document.getElementById("found").textContent = JSON.stringify(found);
};
</script></html>"""


@pytest.fixture(scope="module")
def browser():
    return program("chromium")


@pytest.fixture
def published(home):
    """Return a project with 130 open jobs: 65 of them with a permanent contract."""
    for number in range(130):
        contract = "CDI" if number % 2 else "Stage"
        home.job(f"2026-02-01-offre-{number}.md", title=f"Élève {number}", contrat=contract, lieu=TOWNS[number % 3])
    assert home.publish().status == 0
    return home


def test_filters_and_search_by_script(browser, published, tmp_path):
    """All filters at once, counted; going back, more results, no result; the focus is never lost."""
    (published.output / "harness.html").write_text(HARNESS, "utf-8")
    with serving(published.output) as url:
        dom, console = visit(browser, f"{url}harness.html", tmp_path, WAIT)
    assert [line for line in console if "harness.html" not in line] == []
    found = dict(json.loads(html.unescape(re.search(r'<pre id="found">(.*)</pre>', dom)[1])))
    seen = {name: (one["status"], one["list"], one["results"]) for name, one in found.items() if name != "options"}
    assert seen == {
        "before": ("", True, 0),
        "contract": ("65 offres", False, 50),
        "place": ("22 offres", False, 22),
        "back": ("65 offres", False, 50),
        "more": ("65 offres", False, 65),
        "typed": ("5 offres", False, 5),
        "none": ("Aucune offre ne correspond.", False, 0),
        "reset": ("", True, 0),
    }
    assert found["place"]["chosen"] == ["cdi", "brest"]
    assert found["place"]["address"] == "#q=&contract=cdi&place=brest"
    assert found["back"]["chosen"] == ["cdi"]
    assert found["reset"]["address"] == ""
    assert [found[name]["focus"] for name in ("contract", "place", "typed", "reset")] == ["contract", "place", "q", "q"]
    assert found["more"]["focus"].startswith("Élève")
    assert found["options"] == ["Indifférent", "Brest (43)", "Lille (44)", "Pau (43)"]


def test_the_search_works_from_a_folder(browser, published, tmp_path):
    """Also on the page of a value, and with the filters of an address that someone shared."""
    page = (published.output / "jobs/contract/cdi/index.html").as_uri()
    dom, console = visit(browser, f"{page}#q=eleve&contract=stage&place=pau", tmp_path, WAIT)
    assert console == []
    assert "22 offres" in re.search(r'role="status">([^<]*)<', dom)[1]
    (link,) = re.findall(r'href="([^"]*)"[^>]*>Élève 128<', dom)
    assert Path(link.removeprefix("file://")).is_file()


def test_without_a_script_filters_are_links_and_there_is_no_search(browser, published, tmp_path):
    """As in a browser that runs none: here a frame in which scripts are not allowed."""
    frame = '<iframe sandbox="allow-same-origin" src="index.html"></iframe><pre></pre>'
    copied = "onload = () => document.querySelector('pre').textContent = frames[0].document.documentElement.outerHTML"
    (published.output / "harness.html").write_text(f"<!doctype html>{frame}<script>{copied}</script>", "utf-8")
    with serving(published.output) as url:
        dom, _ = visit(browser, f"{url}harness.html", tmp_path)
    shown = html.unescape(re.search(r"<pre>(.*)</pre>", dom, re.DOTALL)[1])
    assert 'href="jobs/contract/cdi/index.html"' in shown
    assert 'type="search"' not in shown
    assert not re.search(r"<nav[^>]* hidden", shown)
