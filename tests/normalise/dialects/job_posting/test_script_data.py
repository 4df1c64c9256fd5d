"""Values of JSON in the scripts and attributes of pages, as frameworks and authors write them."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise.dialects.job_posting import script_data
from feeds.normalise.dialects.job_posting.script_data import literals, references

JOBS = [{"title": f"Juriste d'affaires {n}", "url": f"/jobs/{n}", "city": 'Lyon\n"3"'} for n in range(3)]
PLAIN = json.dumps(JOBS)
LITERAL = "[%s,]" % ",".join(  # noqa: UP031 - braces
    "{title: 'Juriste d\\'affaires %d', // name\n url: `/jobs/%d`, 'city': \"Lyon\\n\\x223\\u{22}\",}" % (n, n)  # noqa: UP031
    for n in range(3)
)
DATE = ["Date", "2026-05-04"]
TABLE = [["ShallowReactive", 1], {"jobs": 2}, ["Reactive", 3], [4, 4], {"title": 5, "x": -1, "at": 6}, "Dev", DATE]
TURBO = [{"_1": 2}, "data", {"_3": 4}, "jobs", [5, 5], {"_6": 7, "_8": -5}, "title", "Dev", "x"]
SCRIPTS = {
    "document": json.dumps({"jobs": JOBS}),
    "state": f"var a=b<c?[d]:{{}}; /* don't */ __STATE__ = {{\"jobs\": {PLAIN}}};(function(){{x.remove()}})()",
    "literal": f"if(a){{b={{c:1}}}} window.state = {{jobs: {LITERAL}}}",
    "part of a call": f"$(function(){{ Vue({{el: '#x', data: {{jobs: {LITERAL}}}, methods: {{go(){{ }}}}}}) }})",
    "parsed": f"x = JSON.parse({json.dumps(json.dumps({'jobs': JOBS}))})",
    "parsed, hexadecimal": "x = JSON.parse('\\x7b\\x22jobs\\x22:%s}')"  # noqa: UP031
    % PLAIN.replace("\\", "\\\\").replace("'", "\\x27").replace('"', "\\x22"),
    "attribute, escaped twice": json.dumps({"jobs": JOBS}).replace('"', "&quot;"),
    "attribute, encoded": quote(json.dumps({"jobs": JOBS})),
    "Angular": json.dumps({"jobs": JOBS}).replace('"', "&q;").replace("'", "&s;"),
    "SvelteKit": json.dumps({"status": 200, "body": json.dumps({"jobs": JOBS})}),
    "code in it": f"App = {{start: function(){{ go('}}') }}, title: t('x') + 1, ...other, [key]: 2, jobs: {LITERAL}}}",
    "in code of it": f"App = {{start: () => {{ return {{jobs: {LITERAL}}} }}}}",
    "Nuxt 2": "window.__NUXT__=(function(a,b,c){c.d=1;return {data:[{jobs:%s}]}}('Lyon\\n\"3\"',\"/jobs\",{}));"  # noqa: UP031
    % PLAIN.replace(json.dumps(JOBS[0]["city"]), "a"),
}  # fmt: skip


def found(*scripts: str) -> list[Any]:
    return [value for value in script_data.values(scripts) if isinstance(value, dict)]


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_data_of_a_script_is_read(script: str) -> None:
    values = [one.get("jobs") or one.get("data", [{}])[0].get("jobs") for one in found(script)]
    assert JOBS in values


def test_tables_are_read_with_what_they_refer_to() -> None:
    assert found(json.dumps(TABLE)) == [{"jobs": [{"title": "Dev", "x": None, "at": "2026-05-04"}] * 2}]
    pushed = f"window.__reactRouterContext.streamController.enqueue({json.dumps(json.dumps(TURBO))});"
    assert found(pushed) == [{"data": {"jobs": [{"title": "Dev", "x": None}] * 2}}]
    table = [{"a": 1}, ["Map", 2, 3], "key", ["Set", 2], ["null", "x", 2], ["Unknown"]]
    assert references.resolved(table) == {"a": {"key": ["key"]}}
    records = [{"id": 1, "n": 2}, {"id": 2, "n": 1}, {"id": 0, "n": 0}]
    assert references.resolved(records) == records


def test_the_stream_of_a_page_is_read_with_its_rows() -> None:
    """Elements are left out of what they are part of; each one's properties are values of their own."""
    text = (
        '1:"$Sreact.fragment"\n2:I[1,["a.js"],"List"]\n3:T8,R&é</p>'
        '4:["$","$L2",null,{"children":["$","ul",null,{"jobs":"$5","text":"$3","first":"$5:0:title"}]}]\n'
        '5:[{"title":"Dev","pay":"$$12","at":"$D2026-05-04","self":"$5"},"$6:props:a"]\n6:["$","p",null,{"a":{"b":1}}]\n7:{]\n'
    )
    pushed = [f"self.__next_f.push([1,{json.dumps(part)}])" for part in (text[:50], text[50:130], text[130:])]
    jobs = [{"title": "Dev", "pay": "$12", "at": "2026-05-04", "self": None}, {"b": 1}]
    assert {"jobs": jobs, "text": "R&é</p>", "first": "Dev"} in found("self.__next_f=[]", *pushed)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("[new Date('2026-05-04'), new Date(5), new Date(a)]", ["2026-05-04", "5", None]),
        ("[!0, !1, void 0, x, -1.5e3, 0x1F, .5, 1e999]", [True, False, None, None, -1500.0, 31, 0.5, None]),
        ("[12345678901234567890, 007, 12px, 'a' + 'b', `a${b}`]", ["12345678901234567890", 7, None, None, None]),
        ("{a, b: c, 1: 2, get: 3,}", {"a": None, "b": None, "1": 2, "get": 3}),
        ("['\\u00e9\\ud83d\\ude00\\\n\\q', \"\\'\", '\\u{110000}\\0']", ["é😀q", "'", ""]),
        ("[f(x, {a: 1}), a ? {b: 1} : 2, function(){ return ']' }, x => x]", [None, None, None, None]),
    ],
)  # fmt: skip
def test_literals_are_read_and_nothing_is_run(literal: str, value: Any) -> None:
    assert literals.read(literal, 0)[:2] == (value, len(literal))


@pytest.mark.parametrize("text", ["{ var a = 1 }", "{a() {}}", "[1, ", "['a", "{a: 1", "x", "", "[" * 101 + "]" * 101])
def test_other_code_is_no_literal(text: str) -> None:
    assert literals.read(text, 0).value is None


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner) | st.dictionaries(st.text(), inner)


@given(st.recursive(st.none() | st.booleans() | st.integers(-(10**16), 10**16) | st.text(), containers))
def test_json_is_a_literal(value: Any) -> None:
    assert literals.read(f"[{json.dumps(value)}]", 0).value == [value]
    assert literals.read(f"[{json.dumps(value, ensure_ascii=False)}]", 0).value == [value]


@given(st.text(alphabet="[]{}()'\"`\\,:=ab1 \n!/*$.&q;%7B"), st.integers(1, 30))
def test_no_text_fails(text: str, times: int) -> None:
    script_data.values([text * times, "__next_f.push([1," + json.dumps(text * times)])


@pytest.mark.parametrize(
    "piece", ["[", "={a:", '={"a":', '="[', "=[x(", "(function(a){return {", "={...[", "[[1,2,", "=`["]
)
@pytest.mark.slow
def test_no_script_takes_long(piece: str) -> None:
    """Time grows with the size of a script, not with its square; nor do references multiply."""
    rows = "".join(f'{n:x}:["${n + 1:x}","${n + 1:x}"]\n' for n in range(1, 60))
    table = [["Reactive", 1], *([n, n] for n in range(2, 60)), "x"]
    started = time.process_time()
    script_data.values([piece * (1_000_000 // len(piece)), f"__next_f.push([1,{json.dumps(rows)}])", json.dumps(table)])
    assert time.process_time() - started < 60
