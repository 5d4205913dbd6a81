"""Starts the database before Django reads its settings: an embedded one in a fresh folder, or DATABASE_URL's."""

import os
import tempfile

if "SHANZHI_TEST_DATA" not in os.environ:
    os.environ["SHANZHI_TEST_DATA"] = os.environ["SHANZHI_DATA"] = tempfile.mkdtemp(prefix="shanzhi-test-")

from shanzhi import database

database.start()
