"""Bare web addresses and mailboxes are links; what only resembles them is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.normalise import html
from feeds.normalise.html import mailboxes


def shown(text, engine="python"):
    """Return the HTML of a text."""
    return html.render_markdown(text, "https://site.example/", "", engine).html


def box(address, target=""):
    """Return the link to a mailbox."""
    return f'<a href="mailto:{target or address}">{address}</a>'


ONE = box("jobs@x.example")


@pytest.mark.parametrize("engine", ["python", "gfm"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jobs@x.example", ONE),
        ("Écrire à jobs@x.example.", f"Écrire à {ONE}."),
        ("(jobs@x.example), jobs@x.example; « jobs@x.example »", f"({ONE}), {ONE}; « {ONE} »"),
        ("jobs@x.example?", f"{ONE}?"),
        ("Mail : jobs@x.example : ici", f"Mail : {ONE} : ici"),
        ("**jobs@x.example** *jobs@x.example*", f"<strong>{ONE}</strong> <em>{ONE}</em>"),
        ("Jean &lt;jobs@x.example&gt;", f"Jean &lt;{ONE}&gt;"),
        ("mailto:jobs@x.example", box("mailto:jobs@x.example", "jobs@x.example")),
        ("jean.du+pont-x@a.b-c.example", box("jean.du+pont-x@a.b-c.example")),
        ("rh@mairie-é.example", box("rh@mairie-é.example", "rh@mairie-%C3%A9.example")),
        ("jobs@x.example'", f"{ONE}'"),
        ("jobs@x.example/rh", "jobs@x.example/rh"),
        ("`jobs@x.example`", "<code>jobs@x.example</code>"),
        ("[jobs@x.example](https://y.example)", '<a href="https://y.example">jobs@x.example</a>'),
        ("<jobs@x.example>", ONE),
        ("@jobs@x.example et @jobs", "@jobs@x.example et @jobs"),
        ("git@x.example:a/b.git", "git@x.example:a/b.git"),
        ("logo@2x.png a@b a@1.2.3", "logo@2x.png a@b a@1.2.3"),
        ("https://x.example/@jobs", '<a href="https://x.example/@jobs">https://x.example/@jobs</a>'),
        ("https://x.example/?a=jobs@x.example",
         '<a href="https://x.example/?a=jobs@x.example">https://x.example/?a=jobs@x.example</a>'),
        ("jobs@x.example-", "jobs@x.example-"),
        ("https://x.example/é_(b). (www.y.example)",
         ('<a href="https://x.example/%C3%A9_(b)">https://x.example/é_(b)</a>. '
          '(<a href="https://www.y.example">www.y.example</a>)')),
    ],
)  # fmt: skip
def test_addresses_in_running_text_are_links(text, expected, engine):
    """With both engines; punctuation around an address is no part of it."""
    assert shown(text, engine) == f"<p>{expected}</p>"


def test_addresses_in_code_and_links_stay():
    """So do those in attributes."""
    for text in (
        "    jobs@x.example",
        "```\njobs@x.example\n```",
        "<pre>jobs@x.example</pre>",
        "![jobs@x.example](https://y.example/a.png)",
    ):
        assert "mailto" not in shown(text)


@given(
    st.lists(st.sampled_from(["a", "@", ".", "b.example", "<b>", "</b>", " ", "-", "+", "/", ":", "&amp;"])).map(
        "".join
    )
)
def test_a_link_changes_no_text(text):
    """What is linked is linked once."""
    once = html.render_markdown(text, "https://site.example/", "").html
    assert mailboxes.link(once) == once
    assert html.plain_text(once) == html.plain_text(once.replace("<a ", "<b ").replace("</a>", "</b>"))


@pytest.mark.parametrize("text", ["a" * 300_000 + "@", "a." * 100_000 + "@b", "a@" + "b." * 100_000, "a@b-" * 50_000])
def test_a_long_text_takes_no_time(text):
    """Each sign is looked at a few times."""
    start = time.process_time()
    mailboxes.link(text)
    assert time.process_time() - start < 5
