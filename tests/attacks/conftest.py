"""One served program for all attacks; its log-ins and budgets are gone afterwards."""

import pytest

from shanzhi.models import Session, Spent
from shanzhi.models.walls import acting
from tests.attacks.served import Visitor, serve
from tests.conftest import PASSWORD


@pytest.fixture(scope="session")
def served(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        running = serve(tmp_path_factory.mktemp("served"))
        yield running
        running.stop()
        with acting(None):
            Session.objects.all().delete()
            Spent.objects.all().delete()
    said = running.log.read_text(encoding="utf-8")
    assert '"status_code": 5' not in said, said


@pytest.fixture
def nobody(served):
    return Visitor(served)


@pytest.fixture(scope="session")
def visitors(served):
    """Somebody logged in, by name; each logs in once."""
    known = {}

    def visitor(username: str) -> Visitor:
        if username not in known:
            known[username] = Visitor(served)
            assert known[username].log_in(username, PASSWORD).status == 302
        return known[username]

    return visitor
