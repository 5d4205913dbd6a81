"""Migrations: additive first; never edit a merged one."""
