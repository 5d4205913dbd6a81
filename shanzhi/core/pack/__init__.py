"""A pack: a programme as data, as frozen values; one module for each idea of the format, its law and its checker."""
