"""Made-up requests by the contract, from every role: no fault of the server, no answer outside of the contract."""

import json

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode

from tests.attacks.served import HOST, PROXY, ROOT

pytestmark = pytest.mark.django_db

CONTRACT = json.loads((ROOT / "shanzhi/api/openapi.json").read_text(encoding="utf-8"))
for methods in CONTRACT["paths"].values():
    for operation in methods.values():
        operation.pop("security", None)  # cookies are ours to send: over HTTPS they have another name
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(CONTRACT).get_all_operations()]
EXAMPLES = 15


class _Through(HTTPAdapter):
    """From the proxy's address."""

    def init_poolmanager(self, *args, **more):
        super().init_poolmanager(*args, source_address=(PROXY, 0), **more)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("who", ["clerk", "farm", "leader", "reader", "stranger", ""])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.label)
def test_answers_keep_to_the_contract(served, visitors, django_db_setup, operation, who, mode):
    """Schemathesis' own checks: no 5xx, a status, a content type and a body that the contract names."""
    with requests.Session() as session:
        session.mount("http://", _Through())
        session.trust_env = False
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}
        if who:
            visitor = visitors(who)
            jar = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
            headers |= {"Cookie": jar, "X-CSRFToken": visitor.cookies["__Host-csrftoken"]}
        seen = []

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case):
            answer = case.call(base_url=f"http://127.0.0.1:{served.port}", session=session, headers=headers)
            case.validate_response(answer)
            seen.append(answer.status_code)
            if who == "stranger" and answer.status_code == 200:
                assert "云岭" not in str(answer.json())

        ask()
        assert seen
        assert who or not {200, 404} & set(seen)


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("leader", 200), ("reader", 200), ("farm", 200), ("stranger", 404)]
)
def test_the_programme_itself_is_shown_to_those_it_concerns(visitors, django_db_setup, who, status):
    answer = visitors(who).ask(f"/api/programmes/{django_db_setup.programme}/tasks")
    assert (answer.status, "云岭" in str(json.loads(answer.body))) == (status, status == 200)
