"""The same tree as the house, plus house/ (the building itself) and e2e/ (browser stories)."""
