"""The contract: committed as served, and every operation's answers, happy and refused, as it says."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from shanzhi import door
from shanzhi.actions.devices import add_device, end_device, pair_device
from shanzhi.actions.feeds import close_source
from shanzhi.actions.plans import LONGEST
from shanzhi.api import api
from shanzhi.core.plan.label import as_label
from shanzhi.core.plan.reading import read_plan
from shanzhi.door import POLICY, now, today
from shanzhi.models import Device, Entry, FeedReading, FeedSource, Task, User
from shanzhi.queries.audit import completeness
from shanzhi.queries.ledger import Filter, ledger_page
from tests.conftest import NOW, PLAN, Unscoped, books
from tests.feeds_world import source, wells

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
    headers: dict[str, str] = field(default_factory=dict)
    writes: bool = False


SAID = {"key": "5d2a4f3e-8a57-4a9e-9a2c-1f2e3d4c5b6a", "text": "清了三处", "percent": 30}
SEQ = {"X-Device-Seq": "1"}
READING = {"key": "井1", "at": "2026-09-01T08:00:00+08:00", "values": {"volume": 3.5}}
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
    Call("note_progress", "farm", 200, body=SAID, headers=SEQ, writes=True),
    Call("note_progress", "farm", 200, body=SAID, writes=True),
    Call("note_progress", "", 401, "log_in_first", body=SAID),
    Call("note_progress", "reader", 403, "not_allowed", body=SAID),
    Call("note_progress", "stranger", 404, "not_found", body=SAID),
    Call("note_progress", "farm", 422, "bad_percent", body=SAID | {"percent": 101}),
    Call("note_progress", "farm", 422, "bad_request", body=SAID | {"key": "x"}),
    Call("note_progress", "farm", 422, "bad_request", body=SAID, headers={"X-Device-Seq": "0"}),
    Call("note_progress", "farm", 422, "bad_request", body=SAID, headers={"X-Device-Seq": "first"}),
    Call("take_readings", "meter", 200, body=[READING, READING | {"key": "\ud800\0"}], writes=True),
    Call("take_readings", "meter", 200, body=[], writes=True),
    Call("take_readings", "", 401, "log_in_first", body=[READING]),
    Call("take_readings", "meter", 404, "not_found", body=[READING], programme=10**17),
    Call("take_readings", "meter", 422, "bad_request", body=[{"key": "井1"}]),
    Call("take_readings", "meter", 422, "bad_request", body=READING),
    Call("take_readings", "meter", 422, "too_many_readings", body=[READING] * 10_001),
    Call("read_plan", "clerk", 422, "too_much_text", body={"text": "一" * (LONGEST + 1)}),
)


def ids(call: Call) -> str:
    return f"{call.operation}-{call.who or 'nobody'}-{call.status}-{call.code}"


def ask(client: Client, call: Call, programme: int):
    method, path, _ = OPERATIONS[call.operation]
    body = call.body if isinstance(call.body, str) else json.dumps(call.body)
    given = {"data": call.query} if method == "get" else {"data": body, "content_type": "application/json"}
    ids = {"programme_id": call.programme or programme, "task_id": farm_task(programme)}
    ids["source_id"] = call.programme or FeedSource.objects.values_list("pk", flat=True).last() or 1
    return getattr(client, method)(path.format(**ids), **given, headers=call.headers)


def farm_task(programme: int) -> int:
    return Task.objects.get(programme=programme, title__startswith="清理陈年垃圾", parent=None).pk


def phone(actor) -> Client:
    """A paired phone of somebody's, without cookies."""
    code = add_device(actor=actor, name="下乡手机", now=now())
    token = pair_device(code=code, address="127.0.0.1", now=now()).token
    Device.objects.update(seen_at=now())
    return Unscoped(headers={"Authorization": f"Bearer {token}"})


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
    elif call.who == "meter":
        client = Unscoped(headers={"Authorization": f"Bearer {source(world.clerk, wells(world.clerk)[0]).key}"})
    elif call.operation == "note_progress" and call.who:
        client = phone(getattr(world, call.who))
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
    assert (books() != before) is call.writes


def test_the_numbers_of_a_phone_stand_in_the_journal_and_gaps_are_told(world):
    device, task = phone(world.farm), farm_task(world.programme)
    for seq in (1, 2, 2, 5):
        body = SAID | {"key": str(UUID(int=seq))}
        given = {"content_type": "application/json", "headers": {"X-Device-Seq": str(seq)}}
        answer = device.post(f"/api/tasks/{task}/note", json.dumps(body), **given)
        assert answer.status_code == 200
    noted = Entry.objects.filter(deed="note_progress", object_id=task).exclude(device="").order_by("pk")
    mine = str(Device.objects.get().pk)
    assert list(noted.values_list("device", "device_seq")) == [(mine, 1), (mine, 2), (mine, 5)]
    assert completeness(now()).devices == ((mine, 3, 4),)


def test_a_phone_taken_back_and_a_browser_s_cookie_note_nothing_over_the_wire(world, desk):
    device, path = phone(world.farm), f"/api/tasks/{farm_task(world.programme)}/note"
    end_device(actor=world.farm, device_id=Device.objects.get().pk, now=now())
    before = books()
    for client in (device, desk(world.farm)):
        assert client.post(path, json.dumps(SAID), content_type="application/json").status_code == 401
    assert {t for t, rows in books().items() if rows != before[t]} <= {"shanzhi_session"}


def test_readings_over_the_wire_are_answered_one_by_one_and_taken_once(world, monkeypatch):
    monkeypatch.setattr(door, "now", lambda: NOW)
    opened = source(world.clerk, wells(world.clerk)[0])
    meter, path = Unscoped(headers={"Authorization": f"Bearer {opened.key}"}), f"/api/feeds/{opened.id}/readings"
    body = [READING, READING, READING | {"key": "井9"}, READING | {"at": "2031-01-01 08:00"}]
    for states in (["accepted", "duplicate", "refused", "refused"], ["duplicate", "duplicate", "refused", "refused"]):
        answer = meter.post(path, json.dumps(body), content_type="application/json").json()
        assert [item["state"] for item in answer["items"]] == states
        assert [item["code"] for item in answer["items"][2:]] == ["device_unknown", "time_ahead"]
        assert answer["items"][3]["text"] == "时刻比现在还晚，请校准表的时钟。"
    assert FeedReading.objects.count() == 1
    close_source(actor=world.clerk, source_id=opened.id, now=NOW)
    assert meter.post(path, json.dumps(body), content_type="application/json").status_code == 401


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
