"""A rule in words, as an official would read it: when, if, for whom, and what is done."""

from typing import Final

from shanzhi.core.pack.rules import (
    ActDeed,
    Deed,
    Event,
    OpenDeed,
    PostDeed,
    PublishDeed,
    Rule,
    SeatDeed,
    TellDeed,
    WriteDeed,
)  # fmt: skip
from shanzhi.packs.wording import Wording

_PERIODS: Final = {
    "day": "每天", "week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年",
}  # fmt: skip
_HAPPENS: Final = {
    "start": "开始", "end": "结束", "claimed": "报送办结", "accepted": "验收", "returned": "退回", "late": "逾期",
    "due": "到期", "met": "按时报送", "missed": "未报", "added": "登记", "changed": "更正", "retired": "注销",
    "found": "发现", "confirmed": "确认", "final": "定案", "posted": "记账", "entered": "填报", "published": "公布",
    "reading": "收到读数", "silent": "没有读数", "seated": "任岗", "vacant": "空缺",
}  # fmt: skip


def event_words(event: Event | str, words: Wording) -> str:
    """An event in words: 每月开始, “通报表扬”登记."""
    subject, _, happens = str(event).partition(".")
    if subject in _PERIODS:
        return _PERIODS[subject] + _HAPPENS.get(happens, happens)
    state, _, due = happens.rpartition(".")
    said = (
        f"“{words.name(state)}”到期" if state and due == "due" else _HAPPENS.get(happens) or f"“{words.name(happens)}”"
    )
    return f"“{words.name(subject)}”{said}"


def rule_words(rule: Rule, words: Wording) -> tuple[str, ...]:
    """A rule, one sentence a line."""
    said = ["、".join(event_words(e, words) for e in rule.upon) + "时"]
    said += [f"满{words.value(rule.after)}以后"] if rule.after else []
    said += [f"对每个{words.who(rule.each)}"] if rule.each else []
    said += [f"符合条件：{words.expression(rule.if_)}"] if rule.if_ else []
    said += [f"至多{words.value(rule.times)}次"] if rule.times else []
    return ("，".join(said) + "：", *(deed_words(d, words) for d in rule.do))


def deed_words(deed: Deed, words: Wording) -> str:
    """One deed in words."""
    match deed:
        case PostDeed():
            use = f"，用途：{deed.for_}" if deed.for_ else ""
            said = f"从“{words.name(deed.from_)}”转入“{words.name(deed.to)}”，数额：{words.value(deed.amount)}{use}"
        case OpenDeed():
            said = f"开立“{words.name(deed.flow or deed.task or deed.duty)}”"
        case ActDeed():
            said = f"办理“{words.name(deed.flow)}”的“{words.name(deed.action)}”"
        case WriteDeed():
            said = f"登记“{words.name(deed.register)}”"
        case SeatDeed():
            said = f"由{words.who(deed.to)}担任“{words.name(deed.post)}”"
        case TellDeed():
            said = f"告知{words.who(deed.to)}：{words.value(deed.words)}"
        case PublishDeed():
            said = f"起草并公布“{words.name(deed.notice)}”"
    return said
