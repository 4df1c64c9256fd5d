"""Logo, colour and links of a site: what is accepted, and the way out where it is not."""

import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import config
from feeds.config.keys import colors, look_checks
from feeds.model.errors import ConfigError
from feeds.model.settings import MenuLink

HEAD = "site:\n  title: Ex\n  url: https://example.org/jobs/\n"
COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def look(lines):
    """Return the look of a site with some more lines."""
    return config.parse(f"{HEAD}{lines}\nsources:\n  - path: posts\n").site.look


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#fff", "#ffffff", 1),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.00),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert colors.contrast(one, other) == colors.contrast(other, one) == pytest.approx(ratio, abs=0.01)


@given(COLORS)
def test_every_accepted_colour_can_be_read(color):
    """As it is on a light page, and its variant on a dark one; a refusal names a colour that is accepted."""
    finding = look_checks.color(color)
    if finding:
        color = re.search(r"#[0-9a-f]{6}", finding[2])[0]
        assert look_checks.color(color) is None
    light, dark = look(f"  color: '{color}'").accent
    assert (light, colors.readable(light, colors.LIGHT_GROUNDS)) == (color, color)
    assert colors.lowest_contrast(dark, colors.DARK_GROUNDS) >= 4.5


def test_a_colour_that_serves_both_stays():
    assert colors.readable("#8cc0ff", colors.DARK_GROUNDS) == "#8cc0ff"
    assert look("  color: '#0a4f9e'").accent == ("#0a4f9e", colors.readable("#0a4f9e", colors.DARK_GROUNDS))


def test_the_grounds_are_those_of_the_style_sheet():
    style = (files("feeds.emit.pages") / "templates" / "style.css").read_text("utf-8")
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6});", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    )
    grounds = ("ground", "raised", "notice")
    assert tuple(light[name] for name in grounds) == colors.LIGHT_GROUNDS
    assert tuple(dark[name] for name in grounds) == colors.DARK_GROUNDS


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("  color: #0a4f9e", "expected a colour, found nothing (write it in quotes, as in color: '#0a4f9e'"),
        ("  color: '#777'", "a contrast of 4.5 to the page, found '#777', with 4.07 (write '#707070', which has 4.51)"),
        ("  color: 0a4f9e", "expected a colour such as '#0a4f9e', found '0a4f9e' (write '#0a4f9e')"),
        ("  color: red", "expected a colour such as '#0a4f9e', found 'red' (write # and its six digits)"),
        ("  color: '#0a4f9e80'", "expected a colour such as '#0a4f9e'"),
        ("  logo: ../logo.png", "expected a file of the project, found '../logo.png' (copy it beside"),
        ("  logo: /etc/logo.png", "expected a file of the project"),
        ("  logo: logo.pdf", "expected a picture that browsers show, found 'logo.pdf' (save it as .svg, .png"),
        ("  logo: http://example.org/a.png", "expected an address with https"),
        ("  logo: javascript:alert(1)", "expected an absolute address"),
        ("  logo: ''", "expected a picture, found an empty text"),
        ("  links: {footer: [{title: A}]}", "expected the key 'url', found nothing"),
        ("  links: {footer: [{title: ' ', url: a}]}", "expected text, found an empty text"),
        ("  links: {footer: [{title: A, url: 'javascript:alert(1)'}]}", "mailto:jobs@example.org, or a path such as"),
        ("  links: {footer: [{title: A, url: 'data:text/html,x'}]}", "mailto:jobs@example.org, or a path such as"),
        ("  links: {footer: [{title: A, url: //example.org}]}", "(write https://example.org)"),
        ("  links: {footer: [{title: A, url: ../up}]}", "or a path such as posts/legal/, found '../up'"),
        ("  links: {footer: [{title: A, url: 'mailto:nobody'}]}", "(write it like jobs@example.org)"),
        ("  links: {header: {title: A, url: a}}", "expected a list, found a mapping"),
        ("  links: {foot: []}", "did you mean 'footer'?"),
    ],
)
def test_what_is_wrong_is_reported(lines, message):
    with pytest.raises(ConfigError) as error:
        look(lines)
    assert message in str(error.value)


def test_links_are_of_the_site_or_of_the_web():
    lines = "  links: {header: [{title: A, url: /posts/legal/}], footer: [{title: B, url: 'mailto:a@example.org'}]}"
    found = look(lines)
    assert found.header == (MenuLink("A", "https://example.org/jobs/posts/legal/"),)
    assert found.footer == (MenuLink("B", "mailto:a@example.org"),)


@pytest.mark.parametrize(
    ("logo", "output", "picture"),
    [
        ("img/Our logo.PNG", "logo.png", "https://example.org/jobs/logo.png"),
        ("logo.svg", "logo.svg", ""),
        ("https://example.org/a.png?x=1", "https://example.org/a.png?x=1", "https://example.org/a.png?x=1"),
        ("https://example.org/logo", "https://example.org/logo", ""),
    ],
)
def test_a_raster_logo_is_a_picture_of_pages(logo, output, picture):
    found = look(f"  logo: {logo}")
    assert (found.logo, found.picture) == (output, picture)
