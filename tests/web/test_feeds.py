"""Readings from a sheet, as an official brings them; a key that is shown once; a meter as a line."""

import io

from django.urls import reverse
from openpyxl import load_workbook

from shanzhi import door
from shanzhi.models import FeedReading, FeedSource
from tests import feeds_world
from tests.conftest import NOW, World
from tests.feeds_world import DAY, HOUR, says, sent, source, wells
from tests.web.pages import body, must_be_clean

ROWS = (
    "表号,抄表时间,当日水量,备注",
    "井1,2026-09-01 08:00,12.5",
    "井1,2026-09-01 08:00,13",
    "井8,2026/9/1 8:00,3",
)
SHEET = "\n".join(ROWS).encode()


def sheet(data: bytes = SHEET) -> dict[str, object]:
    file = io.BytesIO(data)
    file.name = "读数.csv"
    return {"file": file}


def carried(page: str) -> str:
    return page.split('name="carried" value="')[1].split('"', maxsplit=1)[0]


def test_a_sheet_is_checked_taken_and_its_bad_rows_come_back_marked(world: World, desk, monkeypatch) -> None:
    monkeypatch.setattr(door, "now", lambda: NOW)
    programme, _ = wells(world.clerk)
    client, path = desk(world.clerk), reverse("import_readings", args=[programme, "meters"])
    page = client.post(path, sheet())
    must_be_clean(page)
    assert all(words in body(page) for words in ("<b>1</b>行合格", "<b>2</b>行有问题", "同一时刻已有另一个读数"))
    assert FeedReading.objects.count() == 0
    file = carried(body(page))
    done = client.post(path, {"carried": file, "deed": "import"})
    assert "已收下 1 行读数。" in body(done)
    assert list(FeedReading.objects.values_list("value", "source__title")) == [(12_500, "表格导入")]
    marked = client.post(path, {"carried": file, "deed": "marked"})
    rows = list(load_workbook(io.BytesIO(marked.content)).active.iter_rows(values_only=True))
    assert [r[-1] for r in rows[-2:]] == [
        "同一时刻已有另一个读数，保留先到的。",
        "没有登记这个表号，请在数据接入页上指给台账里的一行。",
    ]
    again = client.post(path, {"carried": file, "deed": "import"})
    assert "已有的 1 行没有重复收。" in body(again)


def test_a_key_is_shown_once_and_kept_as_a_digest_alone(world: World, desk) -> None:
    programme, _ = wells(world.clerk)
    client, page = desk(world.clerk), reverse("feed", args=[programme, "meters"])
    shown = client.post(reverse("open_source", args=[programme, "meters"]), {"way": "http", "title": "供水公司"})
    must_be_clean(shown)
    key = body(shown).split("<code>")[1].split("</code>")[0]
    kept = FeedSource.objects.get()
    assert (len(key), len(kept.hash), key in kept.hash) == (46, 64, False)
    assert key not in body(client.get(page))
    assert "网络接口（HTTP）" in body(client.get(page))


def test_the_page_of_a_feed_says_what_is_silent_and_what_was_not_taken(world: World, desk, monkeypatch) -> None:
    programme, rows = wells(world.clerk, 2)
    at = source(world.clerk, programme).id
    monkeypatch.setattr(door, "now", lambda: NOW + 3 * DAY)
    sent(at, says("井2", NOW + 3 * DAY - HOUR, volume=5), says("井9", NOW), now=NOW + 3 * DAY)
    client = desk(world.clerk)
    page = body(client.get(reverse("feed", args=[programme, "meters"])))
    assert page.count('<b class="late">静默</b>') == 1
    assert all(words in page for words in ("当日水量 5 m³", "没有收下的 1", "井9", "是台账里的哪一行"))
    silent = body(client.get(reverse("feed", args=[programme, "meters"]), {"silent": 1}))
    assert ("井1" in silent, "当日水量" in silent) == (True, False)
    listed = body(client.get(reverse("feeds")))
    assert 'class="num late" data-h="静默"><a' in listed
    line = body(client.get(reverse("meter", args=[programme, "meters", rows[1]])))
    assert ('<polyline class="drawn" points="' in line, line.count('class="dot"')) == (True, 1)


def test_a_village_sees_its_own_meters_and_neither_keys_nor_troubles(world: World, desk) -> None:
    programme, _ = wells(world.clerk)
    wells_of_others = reverse("feed", args=[programme, "meters"])
    sent(source(world.clerk, programme).id, says("井9", NOW))
    page = body(desk(world.village).get(wells_of_others))
    assert ("井1" in page, "井9" in page, "开通一个来源" in page) == (True, False, False)


def test_what_the_register_hides_is_not_read_off_its_meter(world: World, desk, monkeypatch) -> None:
    """Where the register says that the office alone sees the volume, the village sees the counter and no volume."""
    hidden = feeds_world.WELLS.replace("public: [number]", "see: [{who: [anyone], fields: [number]}]")
    monkeypatch.setattr(feeds_world, "WELLS", hidden)
    programme, rows = wells(world.clerk)
    sent(source(world.clerk, programme).id, says("井1", NOW - HOUR, volume=12.5, index=77))
    client = desk(world.village)
    page = body(client.get(reverse("feed", args=[programme, "meters"])))
    assert ("12.5" in page, "累计水量 77" in page) == (False, True)
    for quantity, drawn in (("volume", False), ("index", True)):
        line = client.get(reverse("meter", args=[programme, "meters", rows[0]]), {"quantity": quantity})
        assert ("<polyline" in body(line)) is drawn
