"""The writer: one function per deed: check, lock, load, ask, save, note."""
