"""Suggestions: the word that was probably meant."""

import pytest

from feeds.model.safe_text import suggestion

KNOWN = ("title", "Europe/Paris", "time_zone")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("titel", "did you mean 'title'?"),
        ("EUROPE/PARIS", "did you mean 'Europe/Paris'?"),
        ("nothing alike", ""),
        (7, ""),
    ],
)
def test_the_word_most_alike_is_suggested_as_it_is_written(word, expected):
    assert suggestion(word, KNOWN) == expected
    assert suggestion(word, []) == ""


def test_several_words_can_be_suggested():
    assert suggestion("posts", ["post", "posts-1", "jobs"], 2) == "did you mean 'post' or 'posts-1'?"


def test_words_are_compared_in_a_form_of_the_caller():
    assert suggestion("b", ["2026/a.md"], key=lambda word: word[-1]) == ""
    assert suggestion("xa", ["a.md"], key=lambda word: word.partition(".")[0][-1]) == "did you mean 'a.md'?"
