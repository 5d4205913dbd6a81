"""Fields of a pack as a form: every type has its box, what was typed comes back, faults stand beside their fields."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from lxml import html

from shanzhi.core.filling import Fault, Found, Unfilled, fill
from shanzhi.core.kinds import Words
from shanzhi.core.pack.forms import FIELD_TYPES, Field
from shanzhi.core.pack.values import Formula
from shanzhi.web.form import Shown, form_of, typed_of
from tests.web.pages import faults


class Nobody:
    def find(self, field: Field, words: str) -> Found:
        return Found(f"{field.id} {words}")


NAME = Field(id="name", title="名称", required=True, clause="二", why="张榜时要写")
KIND = Field(id="kind", title="类别", type="choice", of=("路灯", "公厕"))
SUM = Field(id="sum", title="造价", type="money")
DAY = Field(id="day", title="建成日期", type="date")
LINES = Field(id="parts", title="明细", type="table", fields=(Field(id="what", title="项目"), SUM))


def page(fields, shown: Shown) -> html.HtmlElement:
    made = html.fromstring(f"<div>{render_to_string('_form.html', {'form': form_of(fields, shown)})}</div>")
    assert faults(made) == []
    return made


def box(made: html.HtmlElement, name: str) -> html.HtmlElement:
    return made.xpath(f'//*[@name="{name}"]')[0]


@pytest.mark.parametrize("type_", FIELD_TYPES)
def test_every_type_of_field_has_a_box(type_):
    field = Field(id="a", title="甲", type=type_, of=("一", "二"), fields=(NAME,) if type_ == "table" else ())
    made = page([field], Shown())
    name = "a.0.name" if type_ == "table" else "a"
    assert box(made, name).tag in {"input", "textarea", "select"}
    assert "甲" in made.text_content()


def test_what_is_reckoned_is_not_asked():
    reckoned = Field(id="n", title="合计", value=Formula(text="1 + 1"))
    assert [b.name for b in form_of([NAME, reckoned], Shown()).boxes] == ["name"]


def test_a_field_says_why_and_shows_its_clause():
    text = page([NAME], Shown(clause=lambda number: f"{number} 登记造册")).text_content()
    assert ("张榜时要写" in text, "二 登记造册" in text, "必填" in text) == (True, True, True)


def test_kept_values_stand_in_the_boxes_as_people_write_them():
    made = page(
        [NAME, KIND, SUM, DAY], Shown(values={"name": "南桥灯", "kind": "路灯", "sum": 120050, "day": "2026-03-01"})
    )
    assert (box(made, "name").value, box(made, "sum").value) == ("南桥灯", "1200.50")
    assert (box(made, "day").value, box(made, "day").get("type")) == ("2026-03-01", "date")
    assert [e.get("value") for e in made.xpath('//*[@name="kind"][@checked]')] == ["路灯"]


def test_what_was_typed_comes_back_with_its_fault_beside_it():
    typed = {"name": "", "day": "三月初", "sum": "一点"}
    filled = fill([NAME, SUM, DAY], typed, Nobody())
    made = page([NAME, SUM, DAY], Shown(typed=typed, faults=filled.faults))
    assert (box(made, "day").value, box(made, "day").get("type")) == ("三月初", "text")
    assert box(made, "sum").get("aria-describedby") == "e-sum"
    assert "“造价”请填金额" in made.xpath('//*[@id="e-sum"]')[0].text_content()
    assert [a.get("href") for a in made.xpath('//*[@role="alert"]//a')] == ["#f-name", "#f-sum", "#f-day"]


def test_a_fault_of_the_whole_stands_at_the_top():
    made = page([NAME], Shown(faults=[Fault("", Words("数量不符。"))]))
    assert made.xpath('//*[@role="alert"]//li')[0].text_content() == "数量不符。"


def test_the_lines_of_a_table_come_and_go():
    kept = page([LINES], Shown(values={"parts": [{"what": "灯杆", "sum": 5000}]}))
    assert (box(kept, "parts.0.what").value, box(kept, "parts.0.sum").value) == ("灯杆", "50.00")
    sent = QueryDict("parts.0.what=灯杆&parts.0.sum=50&parts.1.what=&parts.1.sum=&parts.2.what=线&parts.2.sum=")
    typed = typed_of([LINES], sent)
    assert typed == {"parts": [{"what": "灯杆", "sum": "50"}, {"what": "线", "sum": ""}]}
    assert box(page([LINES], Shown(typed=typed)), "parts.1.what").value == "线"


def test_several_choices_and_an_outline_are_lists():
    kinds = Field(id="kinds", title="类别", type="choice", of=("甲", "乙", "丙"), many=True)
    ring = Field(id="ring", title="范围", type="shape")
    typed = typed_of([kinds, ring], QueryDict("kinds=甲&kinds=丙&ring=38.1,106.1%0A38.2,106.1；38.2,106.2"))
    assert typed == {"kinds": ["甲", "丙"], "ring": ["38.1,106.1", "38.2,106.1", "38.2,106.2"]}
    assert [e.get("value") for e in page([kinds], Shown(typed=typed)).xpath("//*[@checked]")] == ["甲", "丙"]


def test_no_choice_ticked_is_an_empty_list_and_an_unsent_field_is_not_there():
    kinds = Field(id="kinds", title="类别", type="choice", of=("甲", "乙"), many=True)
    assert typed_of([kinds, NAME], QueryDict("")) == {"kinds": []}


def test_a_file_is_kept_first_and_its_hash_is_the_value():
    paper = Field(id="paper", title="通报", type="file")
    sent = MultiValueDict({"paper": [SimpleUploadedFile("通报.txt", b"text")]})
    assert typed_of([paper], QueryDict(""), sent, lambda f: "a" * 64 if f.read() == b"text" else "") == {
        "paper": "a" * 64
    }
    assert typed_of([paper], QueryDict("paper=" + "b" * 64), MultiValueDict()) == {"paper": "b" * 64}
    assert "已有一份文件" in page([paper], Shown(values={"paper": "b" * 64})).text_content()


def test_offers_stand_in_a_list_beside_the_box():
    place = Field(id="at", title="地点", type="place", many=True)
    made = page([place], Shown(offers={"at": ["柳湾村", "河东村"]}))
    assert [o.get("value") for o in made.xpath('//datalist[@id="l-at"]/option')] == ["柳湾村", "河东村"]
    assert box(made, "at").get("list") == "l-at"


def test_unfilled_says_the_first_fault_and_holds_them_all():
    filled = fill([NAME, SUM], {"sum": "x"}, Nobody())
    error = Unfilled((Fault("", Words("只是提醒。"), soft=True), *filled.faults))
    assert (error.code, str(error)) == ("not_filled", "填写的内容没有保存：“名称”要填写。")
    assert error.faults == filled.faults
