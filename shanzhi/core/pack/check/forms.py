"""Fields: what is asked, whether it may be, and whether it is held already."""

import re
from collections.abc import Iterator
from typing import Final

from shanzhi.core.pack.check.ground import Finding, Ground, below, found, items_of
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.faults import nearest
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.selector import ID, LEVELS
from shanzhi.core.pack.values import number

_PERSONAL = re.compile(r"身份证|手机号|电话|联系方式|银行卡|开户行|姓名|住址|出生|民族|病|残疾|低保|婚|信仰")
_CHECK_IN = re.compile(r"签到|打卡|考勤|在线时长|活跃度|登录次数|行动轨迹|步数|点赞")
_TRACES: Final = {"location", "time", "datetime", "date", "photo", "person", "signature"}
# titles so general that two fields of one title need not be one figure
GENERAL: Final = {
    "",
    "名称",
    "备注",
    "类别",
    "日期",
    "位置",
    "说明",
    "情况",
    "数量",
    "状态",
    "金额",
    "地点",
    "时间",
    "照片",
}
_PICTURED: Final = {"photo": "照片", "location": "位置"}


def check_forms(ground: Ground) -> Iterator[Finding]:
    """Faults of every field, wherever it stands, and of what asks for signs of life in place of work."""
    held = _held(ground)
    for _, item in items_of(ground.pack):
        if _CHECK_IN.search(item.title):
            yield found("check_in", item, "title")
        if isinstance(item, Form) and not item.fields:
            yield found("no_fields", item)
        for part in below(item):
            if isinstance(part, Field):
                yield from _field(part, ground)
        if isinstance(item, Form | Flow):
            yield from _again(item, held)
    yield from (f for duty in ground.pack.duties for f in _roll_call(duty, ground))


def _field(field: Field, ground: Ground) -> Iterator[Finding]:
    said = field.title or field.id
    if field.required and field.type in _PICTURED and not field.why:
        yield found("photo_without_why", field, what=_PICTURED[field.type])
    if field.private and not (field.private.ground and field.private.basis and field.private.keep):
        yield found("private_without_basis", field, "private", said=said)
    if not field.private and not field.known and _PERSONAL.search(said) and field.type != "record":
        yield found("looks_private", field, said=said)
    if field.type == "choice" and not ground.options(field):
        yield found("no_choices", field, said=said)
    least, most = number(field.min), number(field.max)
    if least is not None and most is not None and least > most:
        yield found("range_reversed", field, "min")
    yield from _of(field, ground)
    yield from _known(field, ground)


_OF: Final = {"record": ("registers", "台账"), "table": ("forms", "表单"), "choice": ("tables", "表格")}


def _of(field: Field, ground: Ground) -> Iterator[Finding]:
    """A single id after `of` names a table, register, form, level or post; anything else lists choices."""
    name = field.of[0] if len(field.of) == 1 else ""
    if field.type not in _OF or not ID.fullmatch(name) or name in LEVELS:
        if field.type == "record" and not name:
            yield Finding("missing_key", field, args={"key": "of"})
        return
    section, called = _OF[field.type]
    if ground.section(name) != section:
        yield found(
            "unknown_reference", field, "of", said=name, wanted=called, near=nearest(name, ground.names(section))
        )


def _known(field: Field, ground: Ground) -> Iterator[Finding]:
    """`known: register.field`; levels know their own name, code and population."""
    if not field.known:
        return
    holder, _, name = field.known.partition(".")
    register = ground.item(holder, Register)
    if register is None and holder not in LEVELS:
        near = nearest(holder, ground.names("registers"))
        yield found("unknown_reference", field, "known", said=holder, wanted="台账", near=near)
    elif register and register.field(name) is None:
        near = nearest(name, [f.id for f in register.fields])
        yield found("unknown_field", field, "known", said=name, of=register.title or register.id, near=near)


def _held(ground: Ground) -> dict[tuple[str, str], tuple[Register, Field]]:
    """What registers hold, by title and type."""
    registers = [i for p in (ground.pack, *ground.used) for i in p.registers]
    return {(f.title, f.type): (r, f) for r in reversed(registers) for f in r.fields if f.title not in GENERAL}


def _again(item: Item, held: dict[tuple[str, str], tuple[Register, Field]]) -> Iterator[Finding]:
    for field in (p for p in below(item) if isinstance(p, Field)):
        register, same = held.get((field.title, field.type), (None, None))
        if register and same and not field.known and field.value is None:
            known = f"{register.id}.{same.id}"
            args = {"said": field.title, "register": register.title or register.id, "known": known}
            yield Finding("asked_again", field, args=args)


def _roll_call(duty: Duty, ground: Ground) -> Iterator[Finding]:
    """A daily report of nothing but who was where and when."""
    form = ground.item(duty.hand_in.form, Form) if duty.hand_in and duty.hand_in.form else None
    daily = duty.every is not None and duty.every.unit == "day"
    kinds = {f.type for f in form.fields} if form else set()
    if daily and kinds and kinds <= _TRACES and kinds & {"location", "photo", "signature"}:
        yield found("check_in", duty)
