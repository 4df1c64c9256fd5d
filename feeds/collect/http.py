"""The one HTTP client, as other rooms use it; a run that asks nobody does without."""

from __future__ import annotations

from feeds.collect._address import own
from feeds.collect._fetch import Answer, Client, Limits, fetch
from feeds.collect._secrets import Secrets, variables

__all__ = ["Answer", "Client", "Limits", "Secrets", "fetch", "own", "variables"]
