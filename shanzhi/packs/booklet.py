"""A pack as a booklet in Chinese, as Markdown that can be read at the terminal and printed."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from shanzhi.core.pack.accounts import Account
from shanzhi.core.pack.assessments import Assessment
from shanzhi.core.pack.check.ground import below
from shanzhi.core.pack.duties import Duty
from shanzhi.core.pack.flows import Flow
from shanzhi.core.pack.forms import Field, Form
from shanzhi.core.pack.indicators import Indicator
from shanzhi.core.pack.pack import SECTIONS, Pack
from shanzhi.core.pack.phases import Phase
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.posts import Post
from shanzhi.core.pack.registers import Register
from shanzhi.core.pack.rules import (
    ActDeed,
    OpenDeed,
    PostDeed,
    PublishDeed,
    Rule,
    SeatDeed,
    TellDeed,
    WriteDeed,
)  # fmt: skip
from shanzhi.core.pack.standards import Scoring, Standard
from shanzhi.core.pack.tables import Table
from shanzhi.core.pack.tasks import Task
from shanzhi.core.pack.values import Ask
from shanzhi.packs.wording import (
    LEVEL_WORDS,
    Wording,
    bound_words,
    conditions,
    duty_words,
    every_words,
    section_title,
    state_clock,
    titled,
    value_words,
    window_words,
)  # fmt: skip

DEED_WORDS: Final[dict[type, str]] = {
    PostDeed: "记账",
    OpenDeed: "开立",
    ActDeed: "办理",
    WriteDeed: "登记",
    SeatDeed: "任岗",
    TellDeed: "告知",
    PublishDeed: "公布",
}

_DEED_KEYS: Final = ("from_", "to", "amount", "flow", "action", "register", "notice", "words")


def booklet(pack: Pack, used: Sequence[Pack] = ()) -> str:
    """The booklet: what is open, the clauses, then every section with its items in the order of the file."""
    words = Wording(pack, used)
    level, subjects = LEVEL_WORDS[pack.level], LEVEL_WORDS[pack.subjects]
    head = [f"# {pack.title or pack.id}", "", f"第 {pack.version} 版 · {level}级实施 · 对象：{subjects}"]
    lines = [*head, *(["", pack.note] if pack.note else []), *_open(pack), *_clauses(pack)]
    for section in SECTIONS:
        items: tuple[Item, ...] = getattr(pack, section)
        if items:
            lines += ["", f"## {section_title(section)}"]
            lines += [line for item in items for line in _item(item, words)]
    return "\n".join(lines) + "\n"


def _open(pack: Pack) -> list[str]:
    asks = [p for p in below(pack) if isinstance(p, Ask)]
    return ["", "## 待本地确定", "", *(f"- {value_words(a)[3:-1]}" for a in asks)] if asks else []


def _clauses(pack: Pack) -> list[str]:
    return ["", "## 条款", "", *(f"- **{c.number}** {c.text}" for c in pack.clauses)] if pack.clauses else []


def _item(item: Item, words: Wording) -> Iterator[str]:
    clause = f"（{item.clause}）" if item.clause else ""
    yield from ("", f"### {titled(item)}{clause}", "")
    say = _SAY.get(type(item))
    yield from (f"- {line}" for line in say(item, words) if line) if say else ()
    if item.note:
        yield f"- 说明：{item.note}"


def _phase(item: Phase, _: Wording) -> Iterator[str]:
    first, last = value_words(item.from_), value_words(item.to)
    yield "，".join(s for s in (f"{first}起" if first else "", f"至{last}" if last else "", _takes(item)) if s)


def _takes(item: Phase | Task) -> str:
    return f"用时{value_words(item.takes)}" if item.takes else ""


def _table(item: Table, _: Wording) -> Iterator[str]:
    for row in item.rows:
        yield f"{' · '.join(row.keys)}：{value_words(row.value)}"


def _post(item: Post, words: Wording) -> Iterator[str]:
    count = bound_words(item.count) or "1"
    yield f"每个{words.who(item.at)}设 {count}"


def _field(field: Field, words: Wording) -> str:
    marks = ["必填" if field.required else "", "个人信息" if field.private else ""]
    marks += [f"取自{words.name(field.known.partition('.')[0])}" if field.known else "", field.why]
    said = "，".join(m for m in marks if m)
    return f"{titled(field)}{f'（{said}）' if said else ''}"


def _form(item: Form | Register, words: Wording) -> Iterator[str]:
    yield "字段：" + "；".join(_field(f, words) for f in item.fields)
    for must in item.must:
        yield f"须符合：{must.else_ or must.that.text}"


def _register(item: Register, words: Wording) -> Iterator[str]:
    yield f"每行属于：{words.who(item.of)}"
    yield from _form(item, words)
    for quota in item.quota:
        number = [("至少", quota.at_least), ("至多", quota.at_most), ("恰好", quota.exactly)]
        yield f"每个{words.who(quota.per)}" + "，".join(f"{w} {words.value(v)}" for w, v in number if v)
    if item.public:
        yield "公开：" + "、".join(titled(f) for f in item.fields if f.id in item.public)


def _task(item: Task, words: Wording) -> Iterator[str]:
    roles = (("牵头", item.lead), ("责任", item.responsible), ("配合", item.support), ("验收", item.accept))
    yield "；".join(f"{role}：{words.who(s)}" for role, s in roles if s)
    phase = words.name(item.phase) if item.phase else ""
    yield "，".join(s for s in (f"{words.value(item.due)}前" if item.due else "", _takes(item), phase) if s)
    yield f"完成标志：{item.done_when}" if item.done_when else ""


def _duty(item: Duty, words: Wording) -> Iterator[str]:
    each = f"，逐个{words.who(item.each)}" if item.each else ""
    yield f"{words.who(item.who)}：{duty_words(item)}{each}"
    if hand := item.hand_in:
        yield "报送：" + words.name(hand.form or hand.sheet or hand.notice or hand.register or hand.indicator)


def _flow(item: Flow, words: Wording) -> Iterator[str]:
    case = value_words(item.clock.case) if item.clock else ""
    yield f"整件时限：{case}" if case else ""
    yield "填写：" + "；".join(_field(f, words) for f in item.fields) if item.fields else ""
    titles = {a.id: titled(a) for a in item.actions}
    yield "；".join(f"{titled(s)}（{state_clock(s, words)}）" for s in item.states)
    for action in item.actions:
        start = "、".join(titled(s) for i in action.from_ if (s := item.state(i)))
        end = next((titled(s) for s in item.states if s.id == action.to), "")
        limits = "；".join(conditions(action, titles))
        way = f"{start or '开始'} → {end or '不变'}"
        yield f"**{titled(action)}**：{way}，由{words.who(action.who)}办{f'（{limits}）' if limits else ''}"


def _scoring(rule: Scoring | None) -> str:
    if rule is None:
        return ""
    amount = value_words(rule.amount)
    said = {
        "each": f"每处 {amount} 分",
        "parts": "分项 " + "、".join(value_words(p) for p in rule.parts) + " 分",
        "ratio": "按率计分",
        "all": "有一处即不得分",
        "bonus": f"每次加 {amount} 分，至多 {value_words(rule.cap)} 分",
        "veto": f"出现即至多得 {amount} 分",
        "bands": "分档计分",
    }
    return said[rule.kind]


def _standard(item: Standard, _: Wording) -> Iterator[str]:
    yield f"满分 {item.full}" if item.full is not None else "只查有无，不计分"
    for leaf in item.leaves():
        said = [f"{value_words(leaf.weight)} 分" if leaf.weight else "", _scoring(leaf.rule)]
        said += [f"每处扣 {value_words(leaf.money)}" if leaf.money else ""]
        said += [f"{value_words(leaf.fix)}内整改" if leaf.fix else "", leaf.clause]
        yield f"{titled(leaf)}：" + "，".join(s for s in said if s)


def _assessment(item: Assessment, words: Wording) -> Iterator[str]:
    yield f"对{words.who(item.of)}，{every_words(item.every)}"
    for column in item.columns:
        when = "，".join(window_words(w) for w in column.window)
        sample = f"，样本：{words.who(column.sample)}" if column.sample else ""
        yield f"{titled(column)}：{words.who(column.by)}{f'，{when}' if when else ''}{sample}"
    yield f"得分：{item.score.text}" if item.score else ""
    yield f"在{words.name(item.rank.within)}内排名" if item.rank else ""
    yield f"异议期：{value_words(item.objection)}" if item.objection else ""


def _account(item: Account, words: Wording) -> Iterator[str]:
    sources = f"；来源：{'、'.join(item.by)}" if item.by else ""
    yield f"每个{words.who(item.owner)}一本，计{item.measure}{sources}"
    if item.dues:
        yield f"应缴款，缴到“{words.name(item.dues.pay)}”，收据编号“{item.dues.number}”"


def _rule(item: Rule, words: Wording) -> Iterator[str]:
    yield "条件：" + "、".join(f"{words.name(e.subject)}.{e.happens}" for e in item.upon)
    yield f"且：{item.if_.text}" if item.if_ else ""
    for deed in item.do:
        values = [getattr(deed, k, None) for k in _DEED_KEYS]
        yield DEED_WORDS[type(deed)] + "：" + "，".join(s for v in values if (s := _any(v, words)))


def _any(said: Any, words: Wording) -> str:  # noqa: ANN401 - what a deed holds
    if isinstance(said, str):
        return words.name(said)
    return words.who(said) if hasattr(said, "names") else value_words(said)


def _indicator(item: Indicator, words: Wording) -> Iterator[str]:
    yield f"{words.name(item.at)}，{every_words(item.every)}，单位：{item.measure}"
    yield f"计算：{value_words(item.value)}" if item.value else ""
    yield "目标：" + "；".join(f"{m.year} {value_words(m.value)}" for m in item.target) if item.target else ""


_SAY: Final[dict[type[Item], Callable[[Any, Wording], Iterator[str]]]] = {
    Phase: _phase, Table: _table, Post: _post, Form: _form, Task: _task, Duty: _duty, Flow: _flow,
    Register: _register, Standard: _standard, Assessment: _assessment, Account: _account, Rule: _rule,
    Indicator: _indicator,
}  # fmt: skip
