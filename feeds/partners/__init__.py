"""Partners: to ask them (`asking`), to read what they gave (`reading`), to believe it or not (`taking`)."""
