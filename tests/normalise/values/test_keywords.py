"""Keywords in texts."""

import pytest

from feeds.normalise.values import keywords


def has(text, keyword):
    return bool(keywords.found([keywords.normal_form(keyword)], "", text))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("developpeuse", "Une DÉVELOPPEUSE web"),
        ("Développeur", "Développeur·euse ou développeur(se)"),
        ("full stack", "profil full-stack"),
        ("full-stack", "profil <strong>full</strong> <em>stack</em>"),
        ("data analyst", "<p>Data</p>\n<p>analyst</p>"),
        ("data analyst", "data&nbsp;analyst"),
        ("data analyst", "data\u202f\n  analyst"),
        ("développeur", "dé<b>velopp</b>eur"),
        ("aujourd'hui", "Aujourd’hui"),
        ("informatique", "l'informatique"),
        ("l’informatique", "l'informatique"),
        ("e-mail", "un e-mail"),
        ("c++", "du C++, du C"),
        ("C++", "C++17"),
        ("c#", "C#/.NET"),
        (".net", "C#/.NET"),
        ("ASP.NET", "asp.net"),
        ("R", "Python, R ou Julia"),
        ("R", "du R."),
        ("R&D", "La R & D et la R&amp;D"),
        ("Node.js", "Node.js"),
        ("js", "Node.js"),
        ("bac+5", "Bac +5"),
        ("catégorie A+", "de catégorie A+"),
        ("driver", "a driver's licence"),
        ("straße", "Hauptstrasse, STRASSE"),
        ("東京", "勤務地は東京都です"),
        ("разработчик", "Разработчик ПО"),
        ("ﬁn", "FIN"),
        ("soft", "so\u00adft"),
        ("<b>", "the b tag"),
    ],
)
def test_a_keyword_is_found(keyword, text):
    """As a whole word or phrase, across tags and any white space."""
    assert has(text, keyword)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("dev", "développeur"),
        ("dev", "devops"),
        ("java", "JavaScript"),
        ("C", "C++ et C#, c'est C++17"),
        ("c++", "C et c+"),
        ("c#", "C"),
        ("net", ".NET"),
        (".net", "salaire net, internet, example.net"),
        ("R", "la R&D, l'R&amp;D"),
        ("s", "men's"),
        ("t", "don't"),
        ("data analyst", "data et analyst"),
        ("A", "catégorie A+"),
        ("東京", "京都と東"),
        ("href", '<a href="https://x.example/">lien</a>'),
        ("amp", "R &amp; D"),
    ],
)
def test_a_part_of_a_word_is_no_keyword(keyword, text):
    """Nor what is in tags only."""
    assert not has(text, keyword)


@pytest.mark.parametrize("sign", ["", " ", "…", "++", "&", "'", "👋", "-"])
def test_signs_are_no_words(sign):
    """Nothing could be found by them."""
    assert keywords.normal_form(sign) == ""


def test_titles_and_texts_are_searched_one_by_one():
    """A phrase does not begin in the title and end in the text."""
    wanted = [keywords.normal_form(word) for word in ("web", "python", "web python")]
    assert keywords.found(wanted, "Dev web", "<p>Python</p>") == (" web ", " python ")
