"""Entries that were published before this ledger began: recovered, or of another program."""
