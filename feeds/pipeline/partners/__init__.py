"""Partner sources of a run: fetch what is due, parse it, reconcile it with the ledger."""
