"""Notices as .docx, as they come through the door."""

from io import BytesIO
from urllib.parse import unquote
from uuid import uuid4

import pytest
from docx import Document

from shanzhi.actions.notices import NoticeIn, SignIn, edit_notice, make_notice, sign_notice, withdraw_notice
from shanzhi.models import Entry
from shanzhi.models.walls import acting
from shanzhi.web.desk.attached import DOCX
from tests.conftest import NOW, World
from tests.seats_world import wells

pytestmark = pytest.mark.django_db
TEXT = "管护情况公示\n各村民委员会：\n一、总体情况\n本季度水井全部完好。\x0b\n附件：1．水井名单"
SHEET = [["井名", "情况"], ["老井", "=1+1"]]


def draft(world: World) -> int:
    found = wells(world.clerk)
    given = NoticeIn("board", uuid4())
    notice = make_notice(actor=world.clerk, programme_id=found.programme_id, given=given, now=NOW)
    edit_notice(actor=world.clerk, notice_id=notice, text=TEXT, revision=0, now=NOW)
    return notice


def paper(desk, actor, notice: int):
    answer = desk(actor).get(f"/notices/{notice}/notice.docx")
    assert (answer.status_code, answer["Content-Type"]) == (200, DOCX)
    assert "管护情况公示.docx" in unquote(answer["Content-Disposition"])
    return Document(BytesIO(answer.content))


def test_a_signed_notice_is_a_paper_with_number_addressee_signature_and_day(world: World, desk) -> None:
    notice = draft(world)
    sign_notice(actor=world.clerk, signing=SignIn(notice, 1), now=NOW)
    said = paper(desk, world.reader, notice)
    assert [(p.style.name.removeprefix("Letter "), p.text) for p in said.paragraphs if p.text] == [
        ("Number", "管护公示〔2026〕1号"), ("Title", "管护情况公示"),
        ("To", "各村民委员会："), ("Head", "一、总体情况"),
        ("Body", "本季度水井全部完好。"), ("Annex", "附件：1．水井名单"), ("Signed", "云岭县"),
        ("Signed", f"{NOW:%Y}年{NOW.month}月{NOW.day}日"),
    ]  # fmt: skip
    with acting(None):
        entry = Entry.objects.filter(deed="export_list").latest("pk")
    assert (entry.object_kind, entry.object_id, entry.data) == ("notice", notice, {"form": "docx", "rows": 1})


def test_a_draft_and_what_was_taken_back_say_so_on_each_page(world: World, desk) -> None:
    notice = draft(world)
    said = paper(desk, world.clerk, notice)
    assert (said.paragraphs[0].text, said.sections[0].header.paragraphs[0].text) == ("草稿", "草稿")
    withdraw_notice(actor=world.clerk, notice_id=notice, why="重写", now=NOW)
    assert paper(desk, world.clerk, notice).sections[0].header.paragraphs[0].text == "已撤回"
