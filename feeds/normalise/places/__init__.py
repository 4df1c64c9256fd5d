"""Places: texts and addresses of authors and partners → the parts of a postal address."""

from __future__ import annotations

from feeds.normalise.places.reader import Hints, PlaceText, complete, from_mapping, from_parts, read

__all__ = ["Hints", "PlaceText", "complete", "from_mapping", "from_parts", "read"]
