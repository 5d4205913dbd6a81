"""Readings come in: what is taken, what is refused, what is counted; and nothing twice."""

import json
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.actions.feeds import assign_meter, close_source
from shanzhi.actions.readings import (
    MOST,
    MOST_TROUBLES,
    check_readings,
    import_readings,
    said_of,
    take_message,
    troubles_of,
)
from shanzhi.core.feed import Limits, decide, read_item
from shanzhi.models import Entry, FeedReading, FeedSeries, FeedTrouble
from tests.conftest import NOW, World, books, refused
from tests.feeds_world import DAY, HOUR, says, sent, source, taken, wells
from tests.queries.counting import statements


def kept() -> list[tuple[str, str, int]]:
    rows = FeedReading.objects.order_by("at", "pk").values_list("series__record__label", "series__quantity", "value")
    return list(rows)


def troubles() -> dict[tuple[str, str], int]:
    return {(t.code, t.key): t.n for t in FeedTrouble.objects.all()}


def test_a_delivery_is_taken_once_and_another_value_is_refused(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    assert sent(at, says("井1", NOW - HOUR, volume="12.5", index=300)) == ["accepted"]
    assert kept() == [("井1", "volume", 12_500), ("井1", "index", 300_000)]
    assert sent(at, says("井1", NOW - HOUR, volume=12.5)) == ["duplicate"]
    assert sent(at, says("井1", NOW - HOUR, volume=13), says("井1", NOW - HOUR, volume=12.5, index=301)) == [
        "reading_differs",
        "reading_differs",
    ]
    assert (len(kept()), troubles()) == (2, {("reading_differs", "井1"): 2})


def test_what_is_wrong_is_refused_with_its_code_and_counted(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    items = (
        says("井1", "2031-01-01 08:00"), says("井1", "2019-01-01 08:00"), says("井1", "昨天"), says("", NOW),
        says("井9", NOW), says("井1", NOW, volume=501), says("井1", NOW, volume=-1), says("井1", NOW, volume="坏"),
        says("井1", NOW, flow=1), says("井1", NOW, volume=True), says("井1", NOW, volume="NaN"),
    )  # fmt: skip
    codes = ["time_ahead", "time_too_old", "time_bad", "key_missing", "device_unknown", "value_out_of_range"]
    codes += ["value_out_of_range", "value_bad", "quantity_unknown", "value_bad", "value_bad"]
    assert (sent(at, *items), kept()) == (codes, [])
    sent(at, items[0])
    assert troubles()["time_ahead", "井1"] == 2
    assert troubles()["device_unknown", "井9"] == 1
    assert troubles()["value_out_of_range", "井1"] == 2


def test_a_message_that_cannot_be_read_is_counted_and_never_raised(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme, topic="water/+/reading").id
    for payload in (b"\xff\xfe", b"{", b"[]", b"7", b'{"key": "x"}', b"[" * 100_000, b'{"values": [1]}'):
        take_message(source_id=at, payload=payload, key="井1", now=NOW)
    assert troubles() == {("unreadable", "井1"): 7}
    good = b'{"at": 1788224400, "values": {"volume": 3}}'  # 2026-09-01 09:00 in China
    assert take_message(source_id=at, payload=good, key="井1", now=NOW).count("accepted") == 1
    assert FeedReading.objects.get().at == NOW - HOUR


def test_a_source_of_thousands_nobody_knows_fills_no_table(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    taken(at, *[says(f"外{k}", NOW) for k in range(MOST_TROUBLES + 5)])
    assert FeedTrouble.objects.count() == MOST_TROUBLES + 1
    assert troubles()["device_unknown", ""] == 5
    taken(at, *[says(f"又{k}", NOW) for k in range(9)])
    assert (FeedTrouble.objects.count(), troubles()["device_unknown", ""]) == (MOST_TROUBLES + 1, 14)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "at", "values", "v"]), inner),
    max_leaves=8,
)


@given(ANYTHING | st.binary(max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_meter_sends_is_an_answer_and_never_a_fault(sent_) -> None:
    payload = sent_ if isinstance(sent_, bytes) else json.dumps(sent_).encode()
    said = said_of(payload, "井1")
    items = [read_item(one, {"v": Limits()}, NOW) for one in said]
    decided = decide(items, {"井1": 1}, {})
    counted = troubles_of(said, decided)
    assert len(decided.answers) == len(said) >= 1
    assert sum(n for n, _ in counted.values()) == decided.count("refused")
    for (_, key), (_, sample) in counted.items():
        assert "\0" not in (key + sample).encode("utf-8").decode()


def test_a_counter_that_falls_is_kept_and_counted_as_one_that_began_anew(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    for k, index in enumerate((100, 130, 5, 25)):
        assert sent(at, says("井1", NOW - (4 - k) * DAY, index=index)) == ["accepted"]
    assert troubles() == {("counter_reset", "井1"): 1}


def test_an_unknown_meter_is_given_to_a_row_and_then_taken(world: World) -> None:
    programme, rows = wells(world.clerk, 2)
    at = source(world.clerk, programme).id
    assert sent(at, says("SN-0042", NOW)) == ["device_unknown"]
    trouble = FeedTrouble.objects.get().pk
    with refused("not_allowed"):
        assign_meter(actor=world.leader, trouble_id=trouble, row="井2", now=NOW)
    with refused("record_missing"):
        assign_meter(actor=world.clerk, trouble_id=trouble, row="井9", now=NOW)
    assign_meter(actor=world.clerk, trouble_id=trouble, row="井2", now=NOW)
    assert sent(at, says("SN-0042", NOW)) == ["accepted"]
    assert FeedSeries.objects.get().record_id == rows[1]
    assert FeedTrouble.objects.get().settled_at == NOW
    with refused("not_found"):
        assign_meter(actor=world.clerk, trouble_id=trouble, row="井2", now=NOW)


def test_a_source_that_is_closed_takes_nothing(world: World) -> None:
    programme, _ = wells(world.clerk)
    at = source(world.clerk, programme).id
    with refused("not_allowed"):
        close_source(actor=world.reader, source_id=at, now=NOW)
    close_source(actor=world.clerk, source_id=at, now=NOW)
    deeds = Entry.objects.filter(object_kind="feed").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["open_source", "close_source"]
    with refused("not_found"):
        sent(at, says("井1", NOW))
    with refused("too_many_readings"):
        taken(at, *[says("井1", NOW)] * (MOST + 1))


def test_a_list_brings_good_rows_and_leaves_bad_ones(world: World) -> None:
    programme, _ = wells(world.clerk)
    said = [says("井1", NOW - HOUR, 2), says("井7", NOW - HOUR, 3), says("井1", NOW - HOUR, 4)]
    before = books()
    found = check_readings(actor=world.village, programme_id=programme, feed="meters", said=said, now=NOW)
    assert ([a.state for a in found.answers], books()) == (["accepted", "refused", "duplicate"], before)
    for who, states in ((world.village, ["accepted", "refused", "duplicate"]), (world.clerk, ["duplicate", "refused"])):
        done = import_readings(actor=who, programme_id=programme, feed="meters", said=said, now=NOW)
        assert [a.state for a in done.answers][: len(states)] == states
        assert [a.n for a in done.answers if a.state == "refused"] == [3]
    assert (len(kept()), troubles()) == (1, {})
    with refused("not_allowed"):
        import_readings(actor=world.reader, programme_id=programme, feed="meters", said=said, now=NOW)
    with refused("not_found"):
        import_readings(actor=world.stranger, programme_id=programme, feed="meters", said=said, now=NOW)


def test_a_hundred_thousand_readings_take_as_many_statements_as_batches(world: World) -> None:
    """10 meters, 5,000 moments of two quantities each: of 20,000 points a statement to look and one to write."""
    programme, _ = wells(world.clerk, 10)
    start = NOW - timedelta(days=300)
    said = [
        says(f"井{m}", int((start + k * HOUR).timestamp()), m * 5_000 + k, volume=k % 400, index=k)
        for m in range(1, 11)
        for k in range(5_000)
    ]
    with statements() as sent_:
        done = import_readings(actor=world.clerk, programme_id=programme, feed="meters", said=said, now=NOW)
    assert (done.count("accepted"), FeedReading.objects.count()) == (50_000, 100_000)
    assert len(sent_) == 27
