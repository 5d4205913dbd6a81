"""Pages as a browser gets them, their static files under their plain names."""

import pytest


@pytest.fixture(autouse=True)
def _pages(settings, tmp_path):
    """For browsers nobody is logged in at, too; files go to a folder of the test's own."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    settings.MEDIA_ROOT = tmp_path
