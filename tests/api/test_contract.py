"""The contract: committed as served, and every operation's answers, happy and refused, as it says."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from shanzhi.actions.plans import LONGEST
from shanzhi.api import api
from shanzhi.core.plan.label import as_label
from shanzhi.core.plan.reading import read_plan
from shanzhi.door import POLICY, today
from shanzhi.models import User
from shanzhi.queries.ledger import Filter, ledger_page
from tests.conftest import PLAN, Unscoped, books

PATH = Path(__file__).parents[2] / "shanzhi/api/openapi.json"
CONTRACT = json.loads(PATH.read_text(encoding="utf-8"))
OPERATIONS = {
    operation["operationId"]: (method, path, operation)
    for path, methods in CONTRACT["paths"].items()
    for method, operation in methods.items()
}


@dataclass(frozen=True)
class Call:
    """A request of an operation and the status it is answered with. who: "" for nobody; body: JSON, or text as is."""

    operation: str
    who: str
    status: int
    code: str = ""
    body: object = None
    query: dict[str, object] = field(default_factory=dict)
    programme: int | None = None
    token: bool = True


CALLS = (
    Call("ledger", "clerk", 200),
    Call("ledger", "reader", 200, query={"light": "late"}),
    Call("ledger", "water", 200, query={"page": 10**6}),
    Call("ledger", "", 401, "log_in_first"),
    Call("ledger", "plain", 403, "not_allowed"),
    Call("ledger", "stranger", 404, "not_found"),
    Call("ledger", "clerk", 404, "not_found", programme=10**17),
    Call("ledger", "clerk", 422, "bad_request", query={"page": "first"}),
    Call("read_plan", "clerk", 200, body={"text": PLAN}),
    Call("read_plan", "reader", 200, body={"text": "\x00"}),
    Call("read_plan", "", 401, "log_in_first", body={"text": PLAN}),
    Call("read_plan", "plain", 403, "not_allowed", body={"text": PLAN}),
    Call("read_plan", "clerk", 403, "token_missing", body={"text": PLAN}, token=False),
    Call("read_plan", "clerk", 422, "bad_request", body={"words": PLAN}),
    Call("read_plan", "clerk", 422, "bad_request", body={"text": 7}),
    Call("read_plan", "clerk", 422, "bad_request", body="{"),
    Call("read_plan", "clerk", 422, "too_much_text", body={"text": "一" * (LONGEST + 1)}),
)


def ids(call: Call) -> str:
    return f"{call.operation}-{call.who or 'nobody'}-{call.status}-{call.code}"


def ask(client: Client, call: Call, programme: int):
    method, path, _ = OPERATIONS[call.operation]
    body = call.body if isinstance(call.body, str) else json.dumps(call.body)
    given = {"data": call.query} if method == "get" else {"data": body, "content_type": "application/json"}
    return getattr(client, method)(path.format(programme_id=call.programme or programme), **given)


def must_fit(answer, call: Call) -> None:
    """The answer's body against the schema of its status."""
    said = OPERATIONS[call.operation][2]["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    schema = said | {"components": CONTRACT["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())


def test_openapi_json_equals_the_live_schema():
    live = json.dumps(api.get_openapi_schema(), default=str, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert PATH.read_text(encoding="utf-8") == live


def test_every_status_of_every_operation_is_called():
    """429 is called where requests are counted: tests/attacks/test_budgets.py."""
    called = {(call.operation, str(call.status)) for call in CALLS}
    said = {(name, status) for name, (_, _, op) in OPERATIONS.items() for status in op["responses"]}
    assert called == {(name, status) for name, status in said if status != "429"}


@pytest.mark.parametrize("call", CALLS, ids=ids)
def test_an_answer_is_what_the_contract_says(world, desk, call):
    if call.who == "plain":
        client = Unscoped()
        plain = User.objects.create(username="plain", name="无岗位")
        client.force_login(plain, backend="shanzhi.door.PostBackend")
    else:
        client = desk(getattr(world, call.who)) if call.who else Unscoped()
    client.handler.enforce_csrf_checks = not call.token
    before = books()
    answer = ask(client, call, world.programme)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (call.status, "application/json")
    assert answer["Content-Security-Policy"] == POLICY
    must_fit(answer, call)
    assert answer.json().get("code", "") == call.code
    assert "{" not in answer.json().get("text", "")
    assert books() == before


def test_a_ledger_over_the_wire_is_the_page(world, desk):
    answer = desk(world.clerk).get(f"/api/programmes/{world.programme}/tasks").json()
    page = ledger_page(world.clerk, world.programme, Filter(), today())
    assert answer == {
        "id": page.id,
        "title": page.title,
        "total": page.total,
        "page": 1,
        "pages": 1,
        "lights": [list(pair) for pair in page.lights],
        "tasks": [
            {
                "id": row.id,
                "path": row.path,
                "title": row.title,
                "units": [list(pair) for pair in row.units],
                "due_on": row.due_on.isoformat() if row.due_on else None,
                "due_words": row.due_words,
                "light": row.light,
                "state": row.state,
                "percent": row.percent,
            }
            for row in page.rows
        ],
    }


def test_a_plan_read_over_the_wire_is_what_the_reader_reads(world, desk):
    answer = desk(world.clerk).post("/api/read", json.dumps({"text": PLAN}), content_type="application/json")
    assert answer.json() == json.loads(json.dumps(as_label(read_plan(PLAN))))


def test_a_refusal_names_the_field_and_speaks_the_readers_language(world, desk):
    client = desk(world.clerk)
    path = f"/api/programmes/{world.programme}/tasks"
    assert client.get(path, {"page": "x"}).json()["text"] == "请求的内容不对：query.page。请对照接口说明改正后再发送。"
    client.cookies["language"] = "en"
    assert "query.page" in client.get(path, {"page": "x"}).json()["text"]
    assert client.get(path, {"page": "x"}).json()["text"].startswith("The request is not right")
