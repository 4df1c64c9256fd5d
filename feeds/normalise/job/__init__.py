"""Job facts: contract, place, pay, telework, title, skills."""
