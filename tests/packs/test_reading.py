"""Packs from their files: the library is clean, a foreign flow and a pack full of faults are told all at once."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from shanzhi.core.pack.durations import Duration
from shanzhi.core.pack.duties import Every
from shanzhi.core.pack.pack import SECTIONS
from shanzhi.core.pack.selector import Draw, Selector
from shanzhi.core.pack.values import Given
from shanzhi.packs import schema
from shanzhi.packs.edit import set_value
from shanzhi.packs.reading import LIBRARY, examine, library_names, library_pack, read

HERE = Path(__file__).parent
FAULTS = """
3 unknown_key, 4 unknown_word, 6 unused_pack, 8 bad_day, 8 no_phase_end, 9 year_in_library, 9 phase_reversed,
13 reserved_id, 15 bad_id, 16 missing_key, 23 looks_private, 24 private_without_basis, 26 range_reversed,
27 unknown_field, 28 public_private, 30 quota_impossible, 31 quota_impossible, 37 asked_again, 38 photo_without_why,
39 no_choices, 40 bad_expression, 40 unknown_field, 41 check_in, 43 task_circle, 44 person_named, 44 task_circle,
45 unknown_reference, 45 missing_clause, 45 no_due, 47 duplicate_id, 47 window_outside, 48 wrong_shape, 48 no_time,
48 no_actor, 50 cycle_without_clock, 58 clock_beyond_case, 59 unreachable_state, 60 no_way_to_end, 61 missing_clock,
62 final_with_exit, 69 no_actor, 70 one_person, 71 unknown_state, 72 decide_nobody, 72 too_weak, 73 reader_accused,
77 weights_not_full, 80 money_without_clause, 80 floor_above, 81 parts_not_weight, 82 no_value, 82 counts_reports,
83 no_cap, 85 unknown_reference, 85 unknown_name, 85 ranks_persons, 85 unscored_column, 87 staff_points,
90 money_without_clause, 90 measures_differ, 90 unknown_event, 91 own_cause, 91 unknown_field, 92 not_by_clock,
93 unknown_function, 93 same_account, 94 one_deed, 94 no_deed, 96 no_target, 96 ratio_undivided,
98 no_channel, 100 no_readings
"""


def told(name, *, library=False):
    return examine((HERE / name).read_bytes(), library=library).faults


@pytest.mark.parametrize("name", library_names())
def test_a_pack_of_the_library_has_no_fault_and_fits_the_schema(name):
    file = LIBRARY / f"{name}.yaml"
    gave = examine(file.read_bytes(), library=True)
    assert [str(f) for f in gave.faults] == []
    assert gave.pack.id == name
    found = jsonschema.Draft202012Validator(schema.pack_schema()).iter_errors(YAML(typ="safe", pure=True).load(file))
    assert [e.message for e in found] == []


@pytest.mark.parametrize("name", library_names())
def test_every_item_of_the_library_rests_on_a_clause_in_own_words(name):
    pack = library_pack(name, 1)
    listed = {c.number for c in pack.clauses} or {"基础"}
    assert {i.clause for _, i in pack.items()} <= listed


def test_the_committed_schema_is_the_one_made_from_the_shapes():
    assert schema.FILE.read_text("utf-8") == schema.written()
    assert set(SECTIONS) <= set(json.loads(schema.written())["properties"])


def test_digits_complaint_flow_is_refused_with_its_unreachable_states_and_its_ends_that_are_none():
    said = [(f.code, f.why.args.get("state")) for f in told("digit.yaml")]
    assert said == [
        ("tiny_clock", "待办理"),
        ("final_with_exit", "已驳回"),
        ("final_with_exit", "已解决"),
        ("unreachable_state", "负责人已解决"),
        ("unreachable_state", "已撤销"),
    ]
    assert str(told("digit.yaml")[1]) == (
        "第22行：rejected: {title: 已驳回, final: true}\n"
        "  状态“已驳回”标为终点，却还能办“重开、评价驳回”。"
        "请去掉 final，或给重新打开写明 within 时限。 [final_with_exit]"
    )


def test_all_faults_come_at_once_each_with_its_line():
    wanted = sorted(tuple(f.split()) for f in FAULTS.replace("\n", " ").split(",") if f.strip())
    assert sorted((str(f.line), f.code) for f in told("faulty.yaml", library=True)) == wanted
    assert [f.line for f in told("faulty.yaml")] == sorted(f.line for f in told("faulty.yaml"))


def test_short_and_long_ways_of_writing_give_the_same():
    short = read(
        "pack: x\nposts: {a: {at: village, count: 3}}\nduties: {d: {who: a, every: 2 months, window: {to: 5}}}\n"
    )
    long = read(
        "pack: x\nposts:\n- {id: a, at: [village], count: 3}\n"
        "duties:\n- {id: d, who: {of: [a]}, every: 2 months, window: [{to: 5}]}\n"
    )
    assert short.pack == long.pack
    assert short.pack.duties[0].every == Every("month", 2)
    assert short.pack.find("a").at == Selector(names=("village",))


def test_values_lines_and_draws_of_a_real_pack():
    pack = library_pack("village_hygiene", 1)
    recheck = pack.assessments[0].columns[1]
    assert recheck.sample == Selector(names=("group",), pick=Draw("random", 2))
    assert pack.flows[0].state("reported").clock == Given(value=Duration(1, "work_day"))
    assert pack.source[pack.flows[0].line - 1].strip() == "complaint:"
    assert pack.source[pack.lines["flows.complaint.clock.case"] - 1].strip().startswith("clock: {case: 10 work days")
    assert pack.clause("六").startswith("考核结果")


def test_a_changed_number_is_read_and_no_other_line_changes():
    text = (LIBRARY / "village_hygiene.yaml").read_text("utf-8")
    changed = set_value(text, "tables.terms.rows.沿线村示范户数.default", 8)
    different = [(a, b) for a, b in zip(text.split("\n"), changed.split("\n"), strict=True) if a != b]
    assert len(different) == 1
    assert "default: 8}" in different[0][1]
    assert examine(changed, library=True).faults == ()


@pytest.mark.parametrize("data", [b"\xff\xfe", b"- 1\n", b"just text", b"pack: [x]\n", b"pack: x\nflows: 3\n"])
def test_what_is_no_pack_is_told_and_never_raises(data):
    assert examine(data).faults != ()


LINES = [(HERE / name).read_text("utf-8").split("\n") for name in ("digit.yaml", "faulty.yaml")]
WORDS = st.sampled_from(["[]", "{}", "null", "3", "'= a['", "= it.x", "[[1]]", "{a: 1}", "3 days", "true", "x.y.z"])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(LINES), st.data())
def test_whatever_is_written_for_a_value_is_told_and_never_raises(lines, data):
    at = data.draw(st.integers(0, len(lines) - 2))
    key, colon, _ = lines[at].partition(": ")
    changed = [*lines[:at], f"{key}{colon}{data.draw(WORDS)}", *lines[at + 1 :]]
    for fault in examine("\n".join(changed)).faults:
        assert str(fault.why) + str(fault.cure)


def test_a_feed_is_asked_for_what_it_reads_and_a_counter_is_written_out():
    text = (HERE.parent / "wells.yaml").read_text(encoding="utf-8")
    (feed,) = examine(text.encode()).pack.feeds
    assert [(r.field, r.title, r.measure, r.counter) for r in feed.reads] == [
        ("volume", "", "m³", False),
        ("index", "累计水量", "m³", True),
    ]
    for good, bad in (("it.volume > 100", "it.flow > 100"), ("days=7", "weeks=1"), ("'volume', days", "'flow', days")):
        assert [f.code for f in examine(text.replace(good, bad).encode()).faults] == ["unknown_field"]
