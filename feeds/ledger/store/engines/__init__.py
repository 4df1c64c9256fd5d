"""Database engines of the store, by URL scheme."""

from feeds.ledger.store.engines import sqlite

ENGINES = {"sqlite": sqlite}
