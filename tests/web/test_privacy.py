"""Consents, requests, copies, notice, inventory and assessment at the desk; exports leave a note."""

import io
import json

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from shanzhi.core.declarations import DECLARED, of_residents
from shanzhi.models import Consent, Duty, Entry, Post, RightsRequest
from tests.conftest import books
from tests.conftest import person as somebody
from tests.register import ID_NUMBER, PHONE, person


@pytest.fixture
def known(world):
    return person(world.village)


def ask(browser, known, kind="copy") -> int:
    form = {"kind": kind, "words": "想要一份", "came_by": "in_person", "received_on": "2026-09-01"}
    browser.post(reverse("ask", args=[known.id]), form)
    return RightsRequest.objects.latest("pk").pk


def test_consent_is_given_and_taken_back_at_the_desk(world, known, desk):
    browser = desk(world.village)
    form = {"kind": "publish", "form": "paper", "use": "文明户公示", "scan": "S-1", "given_on": "2026-09-01"}
    answer = browser.post(reverse("record_consent", args=[known.id]), form, follow=True)
    assert "已记下同意" in answer.content.decode()
    row = Consent.objects.get(kind="publish")
    back = {"resident": known.id, "form": "screen"}
    answer = browser.post(reverse("withdraw_consent", args=[row.pk]), back, follow=True)
    assert "已撤回同意，各项服务照常" in answer.content.decode()
    assert Consent.objects.get(pk=row.pk).withdrawn_by == "screen"


def test_a_request_is_written_down_listed_and_answered(world, known, desk):
    browser = desk(world.village)
    request = ask(browser, known, "delete")
    assert "王*明" in browser.get(reverse("requests")).content.decode()
    address = reverse("request", args=[request])
    assert "仍为履行法定职责所必需" in browser.get(address).content.decode()
    answer = browser.post(
        address, {"state": "refused", "reason": "duty_goes_on", "answer": "仍在本村居住"}, follow=True
    )
    assert "不予办理" in answer.content.decode()
    assert browser.post(address, {"state": "done", "answer": "好"}).status_code == 422


def test_a_copy_is_a_sheet_or_a_data_file_in_clear_and_kept_by_no_cache(world, known, desk):
    browser = desk(world.village)
    request = ask(browser, known)
    sheet = browser.post(reverse("copy", args=[request]), {"form": "sheet"})
    assert [value in sheet.content.decode() for value in (ID_NUMBER, PHONE, "王小明")] == [True] * 3
    assert "no-store" in sheet["Cache-Control"]
    data = browser.post(reverse("copy", args=[request]), {"form": "json"})
    assert data["Content-Disposition"] == f'attachment; filename="personal-data-{request}.json"'
    held = {(row["table"], row["field"]): row["value"] for row in json.loads(data.content)}
    assert (held["Resident", "id_sealed"], held["Resident", "phone_sealed"]) == (ID_NUMBER, PHONE)
    assert Entry.objects.filter(deed="give_copy").count() == 2


def test_the_notice_names_every_field_kept_about_residents(world, desk):
    text = desk(world.village).get(reverse("privacy_notice")).content.decode()
    assert [str(d.label) for d in of_residents() if str(d.label) not in text] == []
    for words in ("云岭东一村", "联系人和电话", "随时可以撤回同意", "15 个工作日", "监护人", "同意书"):
        assert words in text


def test_the_notice_is_english_too(world, desk):
    browser = desk(world.village)
    browser.cookies["language"] = "en"
    text = browser.get(reverse("privacy_notice")).content.decode()
    assert "within 15 working days" in text
    assert "withdraw consent at any time" in text


def test_the_inventory_is_a_page_and_a_sheet(world, known, desk):
    browser = desk(world.reader)
    text = browser.get(reverse("inventory")).content.decode()
    assert all(f"{d.table}.{d.field}" in text for d in DECLARED)
    answer = browser.get(reverse("inventory_xlsx"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(min_row=4, values_only=True))
    assert [row[:2] for row in rows] == [(d.table, d.field) for d in DECLARED]
    assert next(row for row in rows if row[1] == "id_sealed")[2:] == (
        "身份证号",
        "敏感",
        "辨别同名的人，防止重复登记",
        "本人同意",
        "《个人信息保护法》第十三条第一款第一项、第二十九条（单独同意）",
        "迁出、去世或销户之日起满一年后删除",
        "办公室工作人员、责任单位",
        "留前三后二位",
        "是",
    )


def test_the_assessment_has_what_the_law_asks_and_counts_what_is_held(world, known, desk):
    browser = desk(world.leader)
    text = browser.get(reverse("impact_txt")).content.decode("utf-8-sig")
    for words in ("第五十五条", "是否合法、正当、必要", "安全风险", "保护措施", "至少保存三年"):
        assert words in text
    assert "在册居民1人；保存电话1条、身份证号1条。" in text
    assert "《个人信息保护法》第五十五条" in browser.get(reverse("impact")).content.decode()


@pytest.mark.parametrize(
    ("who", "name"),
    [
        *(("farm", n) for n in ("requests", "inventory", "inventory_xlsx", "impact", "impact_txt")),
        *(("reader", n) for n in ("requests", "residents_places")),
    ],
)
def test_posts_that_may_not_are_turned_away(world, desk, who, name):
    browser = desk(getattr(world, who))
    before = books()
    assert browser.get(reverse(name)).status_code == 403
    assert books() == before


def test_requests_of_others_are_not_there(world, known, desk):
    request = ask(desk(world.village), known)
    browser = desk(world.stranger)
    before = books()
    assert browser.get(reverse("request", args=[request])).status_code == 404
    assert browser.post(reverse("copy", args=[request]), {"form": "json"}).status_code == 404
    form = {"kind": "see", "came_by": "paper"}
    assert browser.post(reverse("ask", args=[known.id]), form).status_code == 404
    assert (
        browser.post(reverse("record_consent", args=[known.id]), {"kind": "keep", "form": "screen"}).status_code == 404
    )
    assert browser.post(reverse("withdraw_consent", args=[known.consent])).status_code == 404
    assert books() == before


def test_every_export_leaves_a_note(world, desk):
    browser, keeper = desk(world.clerk), somebody("keeper", "keeper", "999901000000")
    duty = Duty.objects.filter(programme=world.programme).first()
    assert duty is not None
    for name, args in (
        ("ledger_xlsx", [world.programme]),
        ("tasks_ics", [world.programme]),
        ("duties_ics", []),
        ("inventory_xlsx", []),
        ("impact_txt", []),
    ):
        assert browser.get(reverse(name, args=args)).status_code == 200
    for name in ("people_xlsx", "units_xlsx"):
        assert desk(keeper).get(reverse(name)).status_code == 200
    noted = Entry.objects.filter(deed="export_list").order_by("pk").values_list("object_kind", "actor_id")
    of_clerk = [(k, world.clerk.id) for k in ("ledger", "tasks", "duties", "inventory", "impact")]
    assert list(noted) == [*of_clerk, ("people", keeper.id), ("units", keeper.id)]
    people = Entry.objects.select_related("value").get(deed="export_list", object_kind="people")
    held = Post.objects.filter(place__code__startswith="999901", stands_in=None)
    assert people.data == {"form": "xlsx", "rows": held.count()}
