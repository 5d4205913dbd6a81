"""A folder for a house: not pytest's own, which the database's system user could not enter."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="shanzhi-drill-", ignore_cleanup_errors=True) as made:
        yield Path(made)
