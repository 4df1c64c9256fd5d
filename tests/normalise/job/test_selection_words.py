"""Words by which feeds select contracts and telework."""

import pytest

from feeds.normalise.job import selection_words


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("CDI", ("permanent",)),
        ("CDD", ("temporary",)),
        ("Freelance", ("contractor",)),
        ("stage", ("intern",)),
        ("alternance", ("apprentice",)),
        ("permanent", ("permanent",)),
        ("civil_servant", ("civil_servant",)),
        ("per diem", ("per_diem",)),
        ("Temps partiel", ("part_time",)),
        ("full-time", ("full_time",)),
        ("CDI temps plein", ("permanent",)),
        ("CDI ou CDD", ("permanent", "temporary")),
        ("CDl", ()),
        ("parfois", ()),
        ("6 mois", ()),
    ],
)
def test_contracts(word, kinds):
    """A concept by its name, else what its words mean; misspelt words mean nothing."""
    assert selection_words.contract(word) == kinds


@pytest.mark.parametrize(
    ("word", "classes"),
    [
        ("full", ("full",)),
        ("Hybride", ("hybrid",)),
        ("100 %", ("full",)),
        ("non", ("none",)),
        ("2 jours", ("hybrid",)),
        ("Télétravail", ("full", "hybrid", "occasional")),
        ("telework", ("full", "hybrid", "occasional")),
        ("foo", ()),
        ("unknown", ()),
    ],
)
def test_telework(word, classes):
    """A class by its name, else what its words mean; a bare "telework" is any of it."""
    assert selection_words.telework_classes(word) == classes


def test_remedies():
    """The nearest word, else the names of all concepts."""
    assert str(selection_words.similar_contract("CDl")) == "did you mean 'cdi'?"
    assert str(selection_words.similar_telework("ful")) == "did you mean 'full'?"
    assert str(selection_words.similar_telework("?")) == "known: full, hybrid, occasional, none"
    assert "assignment" not in str(selection_words.similar_contract("?"))
