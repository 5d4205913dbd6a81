"""Fields as they are asked, with what the pack keeps elsewhere."""

from shanzhi.core.asking import asked, items_by_id, of_register
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.tables import Row, Table
from shanzhi.core.pack.values import Given

KINDS = Table(id="kinds", title="类别", rows=tuple(Row(keys=(k,), value=Given(value="是")) for k in ("路灯", "公厕")))
PARTS = Form(id="parts", title="明细", fields=(Field(id="kind", type="choice", of=("kinds",)), Field(id="what")))
FIND = items_by_id((KINDS, PARTS))


def test_a_choice_takes_the_rows_of_its_table():
    assert asked([Field(id="kind", type="choice", of=("kinds",))], FIND)[0].of == ("路灯", "公厕")


def test_a_choice_that_lists_its_own_stays():
    own = Field(id="kind", type="choice", of=("甲", "乙"))
    assert asked([own], FIND) == (own,)


def test_a_table_takes_the_fields_of_its_form_with_their_choices():
    lines = asked([Field(id="lines", type="table", of=("parts",))], FIND)[0]
    assert [(f.id, f.of) for f in lines.fields] == [("kind", ("路灯", "公厕")), ("what", ())]


def test_the_first_item_of_an_id_counts():
    other = Form(id="kinds")
    assert items_by_id((KINDS, other))("kinds") is KINDS


def test_whose_rows_a_field_names():
    assert of_register(Field(id="a", type="record", of=("facility",))) == "facility"
    assert of_register(Field(id="a", type="choice", of=("facility",))) == ""
