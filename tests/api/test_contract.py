"""The committed contract equals the live schema."""

import json
from pathlib import Path

from shanzhi.api import api

CONTRACT = Path(__file__).parents[2] / "shanzhi/api/openapi.json"


def test_openapi_json_equals_the_live_schema():
    live = json.dumps(api.get_openapi_schema(), default=str, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    assert CONTRACT.read_text(encoding="utf-8") == live


def test_ledger_over_the_wire_shows_the_programme(world, desk):
    answer = desk(world.clerk).get(f"/api/programmes/{world.programme}/tasks")
    assert (answer.status_code, answer.json()["total"], answer.json()["page"]) == (200, len(answer.json()["tasks"]), 1)


def test_ledger_over_the_wire_is_refused_to_a_stranger(world, desk):
    answer = desk(world.stranger).get(f"/api/programmes/{world.programme}/tasks")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_ledger_over_the_wire_needs_a_log_in(world, client):
    assert client.get(f"/api/programmes/{world.programme}/tasks").status_code == 401
