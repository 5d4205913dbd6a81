"""Shanzhi: an implementation plan read, checked clause by clause, and run."""

__version__ = "0.1.0"
