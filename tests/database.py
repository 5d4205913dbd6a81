"""Starts the database before Django reads its settings: an embedded one in a fresh folder, or DATABASE_URL's."""

import os
import tempfile
from pathlib import Path

if "SHANZHI_TEST_DATA" not in os.environ:
    os.environ["SHANZHI_TEST_DATA"] = os.environ["SHANZHI_DATA"] = tempfile.mkdtemp(prefix="shanzhi-test-")
    (Path(os.environ["SHANZHI_DATA"]) / "static").mkdir()

os.environ["SHANZHI_PACE"] = "0"  # tests ask faster than people; those of the budgets set their own pace

from shanzhi import database

database.start()
os.environ["SHANZHI_ROLE"] = "owner"  # the tests' database is made by its owner; conftest then takes the program's role
