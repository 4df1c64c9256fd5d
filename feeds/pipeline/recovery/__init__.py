"""Recovery of a lost ledger from what the site has published."""
