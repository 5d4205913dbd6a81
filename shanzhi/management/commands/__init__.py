"""Commands, one a file; `.venv/bin/shanzhi NAME` runs them."""
