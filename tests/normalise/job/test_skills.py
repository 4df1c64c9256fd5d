"""Technologies from lists, sentences and chains."""

from __future__ import annotations

import pytest

from feeds.normalise.job import skills

READ = {
    "Ruby on Rails": ["Ruby on Rails"],
    "React Native": ["React Native"],
    "Python / Open edX": ["Python", "Open edX"],
    "Node.js, ElasticSearch, node.js": ["Node.js", "ElasticSearch"],
    "Python, JavaScript et PostGIS": ["Python", "JavaScript", "PostGIS"],
    "Python et/ou JavaScript": ["Python", "JavaScript"],
    "ruby or python": ["ruby", "python"],
    "Scala - Angular/RxJS": ["Scala", "Angular", "RxJS"],
    "React-Redux-PostgreSQL": ["React", "Redux", "PostgreSQL"],
    "Objective-C, scikit-learn": ["Objective-C", "scikit-learn"],
    "Javascript ES5/ES6": ["Javascript ES5/ES6"],
    "CI/CD et A/B testing": ["CI/CD", "A/B testing"],
    "Elixir (Phoenix) / Rust": ["Elixir", "Phoenix", "Rust"],
    "Stack Javascript (React) + ElasticSearch": ["Javascript", "React", "ElasticSearch"],
    "Python ; Go.": ["Python", "Go"],
    "Choix technologiques ouverts parmi les outils": [],
    "Choix libre": [],
    "C++ / Go": ["C++", "Go"],
    "Python, SQL (au choix)": ["Python", "SQL"],
    "bon niveau en JavaScript souhaité": [],
    "à définir": [],
    " , / ": [],
}


@pytest.mark.parametrize(("written", "names"), READ.items())
def test_skills_are_parted(written: str, names: list[str]) -> None:
    assert list(skills.parse([written])) == names


def test_the_first_spelling_is_kept() -> None:
    assert skills.unique(["Données", "donnees", "", "Go"]) == ("Données", "Go")
