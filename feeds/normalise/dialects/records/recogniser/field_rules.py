"""Which field a set of concepts names, and how surely: 1 is certain."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from feeds.normalise.dialects.records.recogniser.concepts import STRONG

# Fields by sets of concepts; "job" may always be added, and so may "name" where a thing is named.
_RULES = {
    "id": "job id:.97; id:.98; job number:.7; job code:.6; job reference:.75; reference:.7; reference number:.72; "
    "number:.5; code:.5; id reference:.8; job reference id:.8; job id number:.8; id code:.6; "
    "job reference code:.8; reference code:.75",
    "reference": "reference:.9; reference number:.9; job reference:.9; job reference number:.9; id reference:.85; "
    "job reference id:.85; reference code:.85; job reference code:.85",
    "url": "job url:1; job publish url:1; publish url:.9; url:.97; url text:.8; url title:.8; url name:.7",
    "apply_url": "apply:.9; apply url:1; apply job url:1; apply job:.9",
    "title": "job title:1; title:.9; job name:.85; name:.75; job:.62; job title name:1; title name:.85; "
    "job function:.6; text:.55; title text:.8; job title text:.8",
    "description": "text:1; job:.6; job text:1; text title:.7; text part:.8; part:.75; part job:.75; text job part:.8; "
    "text part title:.7",
    "summary": "summary:.9; part summary:.8; summary text:.9; summary job:.8; summary job text:.9",
    "published": "publish:1; publish date:1; date:.7; create:.75; create date:.75; job date:.75; publish start:.8; "
    "publish date start:.8; publish create:.8; date job publish:1; job publish:1; job create:.75; job create date:.75",
    "updated": "update:1; update date:1; update job:1; update date job:1; update date publish:.9; update publish:.9",
    "deadline": "deadline:1; deadline date:1; deadline apply:1; deadline apply date:1; apply end:.95; "
    "apply end date:.95; publish end:.8; publish end date:.8; deadline job:1; deadline job date:1; apply date max:.8; "
    "deadline publish:.8; deadline publish date:.8; deadline end:.9; deadline end date:.9",
    "start": "start:.8; start date:.8; job start:1; job start date:1; contract start:1; contract start date:1; "
    "start title:.9; start date title:.9",
    "state": "status:.8; state:.7; job status:.9; job state:.7; publish status:.8",
    "language": "language:.9; job language:.9; language code:.9",
    "image": "image:.9; image url:.9; job image:.8",
    "contract": "contract:1; contract type:1; contract name:1; contract type name:1; type:.7; type name:.7; job "
    "type:.9; "
    "contract code:.7; contract type code:.7; contract text:.8; hours type:.7; contract job type:1; contract hours:.8; "
    "contract hours type:.8; contract status:.9; contract status name:.9; contract name text:.8",
    "hours": "hours:.9; hours name:.9; hours job:.9; hours type:.8; contract hours:.8",
    "duration": "duration:.8; contract duration:1; job duration:1",
    "telework": "remote:.9; remote type:1; remote name:.9; remote job:.8; remote text:.8; remote status:.9",
    "openings": "openings:1",
    "department": "department:1; department name:1; department title:.9; job department:.9; department org:.8; "
    "department name org:.8",
    "category": "category:.9; category name:.9; category title:.9; job category:.9; category job name:.9; "
    "category type:.8; category text:.7",
    "industry": "industry:.9; industry name:.9; industry org:.8; industry title:.9",
    "experience": "experience:.9; experience name:.9; experience text:.8; experience job:.9; experience title:.9; "
    "experience min:.8",
    "education": "education:.8; education name:.8; education title:.8; education text:.7; education min:.8",
    "skills": "skills:.9; skills name:.9; skills job:.8; skills title:.8",
    "benefits": "benefits:.9; benefits text:.9; benefits name:.9; benefits job:.8",
    "tags": "tag:.9; tag name:.9; tag title:.9; tag job:.9",
    "organization.name": "org:.95; org text:.6; org name:1; org title:1; org job:.8; org name job:.8",
    "organization.url": "org url:.9",
    "organization.logo": "logo:.8; logo org:.9; logo url:.8; logo org url:.9; logo image:.8; image org:.7; "
    "image logo org:.8; image logo url:.8; image org url:.7; image logo org url:.8",
    "place": "place:.9; place name:1; place text:.9; city text:.7; place title:.9; address:.7; place "
    "address:.8; job place:.95; "
    "job place name:.95; place job text:.9; address name:.7; place city name:.9; city:.8; city region:.75; city "
    "name:.8",
    "place.locality": "city:1; office city:.75; place city:1; city name:1; place city name:1; address city:1; "
    "place address city:1; "
    "job city:1; city place job:1",
    "place.postal_code": "zip:1; place zip:1; address zip:1; place address zip:1; city zip:.9; job zip:1; place "
    "zip job:1",
    "place.region": "region:.9; place region:1; region name:.9; place region name:1; address region:1; state:.8; "
    "place state:1; address state:1; place address state:1; place address region:1; job region:.9",
    "place.country": "country:1; place country:1; country name:1; place country name:1; address country:1; "
    "place address country:1; country code:.99; place country code:.99; address country code:.99; job country:1; "
    "place job country:1; place address country name:1; place address country code:.99",
    "place.street": "street:.9; place street:1; address street:1; place address street:1; street number:.7; "
    "place address:.5; job street:.9",
    "pay.text": "pay:.9; pay name:.9; pay text:.95; job pay:.9; job pay text:.9; pay title:.9",
    "pay.min": "pay min:1; pay min job:.9",
    "pay.max": "pay max:1; pay max job:.9",
    "pay.currency": "pay currency:1; currency:.9; pay currency code:1; pay currency job:1; currency code:.9",
    "pay.unit": "pay unit:1; pay type:.8; pay unit type:1; pay unit name:1; pay unit job:1",
}
WEAK = frozenset({"category", "url", "text", "date", "type", "tag", "name", "title", "reference", "part", "job"})
_FALLBACK = 0.85


@cache
def _rules() -> dict[frozenset[str], tuple[tuple[str, float], ...]]:
    found: dict[frozenset[str], list[tuple[str, float]]] = {}
    for field, sets in _RULES.items():
        for one in sets.split(";"):
            words, _, score = one.strip().partition(":")
            if score:
                found.setdefault(frozenset(words.split()), []).append((field, float(score)))
    return {concepts: tuple(fields) for concepts, fields in found.items()}


def fields(containers: Iterable[frozenset[str]], leaf: frozenset[str]) -> tuple[tuple[str, float], ...]:
    """Return the fields that a path may be, by the concepts of its containers and of its own name."""
    around = frozenset[str]().union(*containers)
    if found := _lookup(around | leaf):
        return found
    if around & STRONG or not around <= WEAK:
        return ()
    return tuple((field, score * _FALLBACK) for field, score in _lookup(leaf))


def _lookup(concepts: frozenset[str]) -> tuple[tuple[str, float], ...]:
    rules = _rules()
    if "workplace" in concepts:  # "workplace type" is telework, "workplace city" a place
        rest = concepts - {"workplace"}
        return (*_lookup(rest | {"remote"}), *_lookup(rest | {"place"}))
    found = rules.get(concepts, ())
    if not found and {"office", "place"} < concepts:
        found = rules.get(concepts - {"office"}, ())
    if not found and "job" in concepts and len(concepts) > 1:
        found = rules.get(concepts - {"job"}, ())
    return found
