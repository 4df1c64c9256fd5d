"""Plain text: cleaning, comparing, cutting."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.normalise.values.text import clean, find_forbidden, fold, one_line, quoted, shorten

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANY)
def test_clean_text_is_composed_idempotent_and_fit_for_xml(text):
    """Whatever came in, what goes out is NFC, needs no second cleaning, and XML takes and returns it."""
    result = clean(text)
    assert clean(result) == result == unicodedata.normalize("NFC", result)
    element = etree.Element("x")
    element.text = result
    assert (etree.fromstring(etree.tostring(element)).text or "") == result
    assert find_forbidden(result) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("e\u0301te\u0301", "été"),
        ("a\x00b\x0bc\ud800d\ufffee\U0001ffff\ufdd0", "abcde"),
        ("tab\tstays", "tab\tstays"),
        ("😀 \u200fא", "😀 \u200fא"),
    ],
)
def test_clean_changes_only_what_it_must(text, expected):
    """Line ends, composition and forbidden characters are mended; all else stays."""
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fine\tand\nwell\r\n", None),
        ("a\x0bb", (1, "U+000B")),
        ("a\nb\r\nc\rd\x85e\x00", (5, "U+0000")),
        ("a\U0001fffe", (1, "U+1FFFE")),
    ],
)
def test_forbidden_names_the_line_and_the_character(text, expected):
    """The first forbidden character is found with its line, whichever line ends the text uses."""
    assert find_forbidden(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a \n\t b\u2028c ", "a b c"),
        ("Qui\u00a0?\u202f!", "Qui\u00a0?\u202f!"),
        ("\u00a0a\u00a0 b\u00a0\u00a0c\u00a0", "a b\u00a0c"),
        ("\x0b", ""),
    ],
)
def test_one_line_keeps_only_french_no_break_spaces(text, expected):
    """Blanks become one space, but a no-break space between words stays."""
    assert one_line(text) == expected


@given(ANY)
def test_one_line_holds_one_line(text):
    """No line end is left, nothing at the ends, and doing it again changes nothing."""
    result = one_line(text)
    assert len(result.splitlines()) <= 1
    assert result == result.strip()
    assert one_line(result) == result


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Préstataire", "PRESTATAIRE"),
        ("l’équipe", "l'Equipe"),
        ("mi–temps", "mi-temps"),
        ("  À \u00a0 distance ", "a distance"),
        ("ﬁlière", "filiere"),
        ("Stra\u00dfe", "STRASSE"),
        ("co\u00adopé\u200bration", "cooperation"),
        ("ＣＤＤ", "cdd"),
    ],
)
def test_fold_equates_what_a_reader_equates(left, right):
    """Case, accents, apostrophes, dashes, blanks and invisible marks make no difference."""
    assert fold(left) == fold(right)


def test_fold_keeps_words_apart():
    """Different words stay different."""
    assert fold("dev·e") != fold("deve")


@given(ANY)
def test_fold_is_idempotent(text):
    """A folded text folds to itself."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("one two three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("one, two", 6, "one…"),
        ("unbreakable", 6, "unbre…"),
        ("cafe\u0301s", 5, "caf…"),
        ("ab👩\u200d🔬cd", 5, "ab…"),
        ("word", 1, "…"),
        ("word", 0, ""),
    ],
)
def test_shorten_cuts_at_a_word(text, limit, expected):
    """The cut is at a word's end where there is one, and never inside a letter."""
    assert shorten(text, limit) == expected


@given(ANY, st.integers(0, 80))
def test_shorten_respects_its_limit(text, limit):
    """The result is never longer than asked for, and a text that fits is left alone."""
    result = shorten(text, limit)
    assert len(result) <= limit
    assert (result == text) == (len(text) <= limit) or result in {"", "…"} or text[: limit - 1] + "…" == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\u200b\u202e", r"'\u200b\u202e'"),
        ("dé\u00adveloppeur", r"'dé\xadveloppeur'"),
        ("a\ufeffb", r"'a\ufeffb'"),
        ("Équipe\u00a0: 5", "'Équipe\u00a0: 5'"),
    ],
)
def test_a_message_shows_invisible_characters(value, shown):
    """Whoever reads "found" sees what to remove."""
    assert quoted(value) == shown
