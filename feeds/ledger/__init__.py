"""Ledger: ids, dates, states and written outputs, kept between runs."""
