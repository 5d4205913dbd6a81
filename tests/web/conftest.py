"""Pages as a browser gets them, their static files under their plain names."""

import pytest

PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(autouse=True)
def _pages(settings, tmp_path):
    """Files go to a folder of the test's own."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN}}
    settings.MEDIA_ROOT = tmp_path
