"""Words for what a pack says, as an official would read them: who, when, how much, from which state to which."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from shanzhi.core.pack.check.ground import ground
from shanzhi.core.pack.check.names import CALLED
from shanzhi.core.pack.days import PhaseDay
from shanzhi.core.pack.duties import Duty, Every, PeriodUnit, Window
from shanzhi.core.pack.flows import Action, State
from shanzhi.core.pack.forms import Field
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.placed import Item
from shanzhi.core.pack.selector import Bound, Draw, Selector
from shanzhi.core.pack.values import Ask, Formula, Given, Plain, Value

LEVEL_WORDS: Final = {
    "province": "省", "prefecture": "市州", "county": "县", "township": "乡镇", "village": "村", "group": "村民小组",
    "household": "户", "person": "个人", "place": "地点", "org": "单位",
}  # fmt: skip
RELATION_WORDS: Final = {
    "reporter": "反映人", "assignee": "承办人", "subject": "当事对象", "party": "参与人", "responsible": "责任单位",
    "support": "配合单位", "lead": "牵头单位", "owner": "责任主体", "anyone": "任何人",
}  # fmt: skip
PERIOD_WORDS: Final[dict[PeriodUnit, tuple[str, str]]] = {
    "day": ("每天", "天"), "week": ("每周", "周"), "half_month": ("每半月", "个半月"), "month": ("每月", "个月"),
    "quarter": ("每季度", "个季度"), "half_year": ("每半年", "个半年"), "year": ("每年", "年"),
    "phase": ("每阶段", "个阶段"), "once": ("一次", "次"),
}  # fmt: skip
NEED_WORDS: Final = {
    "assignee": "承办人", "reason": "理由", "result": "办理结果", "photo": "照片", "due": "期限", "person": "责任人",
    "money": "金额",
}  # fmt: skip
_PIECE: Final = re.compile(
    r"""\b[a-z_][a-z0-9_]*\['([^']*)'\]|['"]([^'"]*)['"]|([A-Za-z_][\w.]*)|(&&|\|\||[!=<>]=|[*/!])"""
)
_OWN: Final = {"it": "本条", "at": "所在地", "who": "办理人", "period": "本期"}
_HELD: Final = {
    "id": "编号", "state": "状态", "place": "地点", "opened": "登记日", "closed": "办结日", "due": "期限",
    "day": "日期", "count": "数量", "reporter": "反映人", "assignee": "承办单位", "added": "登记日",
    "retired": "退出日", "late": "逾期", "amount": "数额", "money": "金额",
    "population": "人口", "name": "名称", "code": "区划代码", "level": "级别",
    "item": "检查项", "reason": "理由", "result": "结果", "days_taken": "用时",
}  # fmt: skip
_FUNCTIONS: Final = {
    "count": "件数", "sum": "合计", "mean": "平均", "share": "占比", "latest": "最近值", "prev": "上一次",
    "balance": "余额", "credit": "计入", "spent": "支出", "score": "得分", "rank": "名次", "passed": "达标",
    "holder": "任岗人", "has_seat": "有人任岗", "min": "取小", "max": "取大", "round": "四舍五入", "ceil": "向上取整",
    "floor": "向下取整", "abs": "绝对值", "days": "相隔天数", "month": "所在月", "quarter": "所在季度",
    "year": "所在年", "near": "附近", "inside": "在范围内", "tiered": "分档", "has": "已填",
    "true": "是", "false": "否",
}  # fmt: skip
_MARKS: Final = {
    "&&": "且", "||": "或", "!=": "≠", "==": "=", ">=": "≥", "<=": "≤", "*": "×", "/": "÷", "!": "非",
}  # fmt: skip
_SIGNS: Final = {"=": "", ">=": "不少于", "<=": "不超过", ">": "多于", "<": "少于"}


class Wording:
    """The words of one pack: names of its items and of those it uses."""

    def __init__(self, pack: Pack, used: Sequence[Pack] = ()) -> None:
        packs = (pack, *used)
        steps = [s for p in packs for flow in p.flows for s in (*flow.states, *flow.actions)]
        self.fields: Mapping[str, str] = _called(f for p in packs for f in _fields(p) if f.title)
        self.titles: Mapping[str, str] = {
            **{step.id: step.title or step.id for step in steps},
            **LEVEL_WORDS,
            **RELATION_WORDS,
            **{id_: item.title or id_ for id_, (_, item) in ground(pack, used).ids.items()},
        }

    def name(self, id_: str) -> str:
        return self.titles.get(id_, id_)

    def who(self, selector: Selector | None) -> str:
        """The selected, in words; "" where nobody is said."""
        if selector is None:
            return ""
        said = "、".join(self.name(n) for n in selector.names)
        if selector.formula:
            said = f"按算式 {self.expression(selector.formula)}"
        if selector.open:
            said = f"待定（{selector.open.ask}）"
        said += f"（{self.expression(selector.where)}）" if selector.where else ""
        said += f"（{self.expression(selector.except_)} 的除外）" if selector.except_ else ""
        return said + _drawn(selector.pick)

    def value(self, value: Value | None) -> str:
        """A value in words that names tables and phases by their titles."""
        if isinstance(value, Formula) and value.cell_of:
            return f"按“{self.name(value.cell_of)}”"
        if isinstance(value, Formula):
            return f"按算式 {self.expression(value)}"
        if isinstance(value, Given) and isinstance(value.value, PhaseDay):
            return f"{self.name(value.value.phase)}{'开始' if value.value.edge == 'start' else '结束'}"
        return value_words(value)

    def expression(self, formula: Formula) -> str:
        """An expression with the words an office uses in the place of ids, functions and signs."""
        return expression_words(formula.text, self.titles, self.fields)


def _fields(pack: Pack) -> Iterator[Field]:
    for form in pack.forms:
        yield from form.fields
    for register in pack.registers:
        yield from register.fields
    for flow in pack.flows:
        yield from flow.fields


def _called(fields: Iterable[Field]) -> dict[str, str]:
    """The titles of fields by id, of those that are called the same everywhere."""
    titles: dict[str, set[str]] = {}
    for one in fields:
        titles.setdefault(one.id, set()).add(one.title)
    return {id_: said.pop() for id_, said in titles.items() if len(said) == 1}


def expression_words(text: str, titles: Mapping[str, str], fields: Mapping[str, str]) -> str:
    """An expression in words: `min(it.money, balance(fund))` is 取小(本条的金额, 余额(资金)).

    titles: of items by id; fields: titles of fields by id.
    """

    def one(match: re.Match[str]) -> str:
        cell, quoted, name, sign = match.groups()
        if cell or quoted:
            return f"“{cell or quoted}”"
        if sign:
            return _MARKS[sign]
        head, _, rest = name.partition(".")
        last = rest.rpartition(".")[2]
        if head in _OWN:
            return _OWN[head] + (f"的{fields.get(last) or _HELD.get(last) or titles.get(last, last)}" if rest else "")
        return _FUNCTIONS.get(name) or fields.get(name) or titles.get(name) or _HELD.get(name, name)

    return _PIECE.sub(one, text)


def _drawn(draw: Draw | None) -> str:
    if draw is None or draw.way == "all":
        return ""
    if draw.way == "random":
        return f"，随机抽取 {draw.count}{'%' if draw.share else ' 个'}"
    return "，轮流" if draw.way == "rotate" else "，本人所在的除外"


def plain_words(said: Plain) -> str:
    """A literal in words."""
    if isinstance(said, tuple):
        return "、".join(str(s) for s in said)
    return ("是" if said else "否") if isinstance(said, bool) else str(said)


def value_words(value: Value | None) -> str:
    """A value in words; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return f"按算式 {value.text}"
    if isinstance(value, Ask):
        default = "" if value.default is None else f"，建议 {plain_words(value.default)}"
        return f"待定（{value.ask}{default}）"
    return plain_words(value.value)


def bound_words(bound: Bound | None) -> str:
    """How many, in words."""
    return "" if bound is None else _SIGNS[bound.sign] + value_words(bound.value)


def every_words(every: Every | None) -> str:
    """How often, in words."""
    if every is None:
        return ""
    if every.table or every.open:
        return "按日期表" if every.open is None else value_words(every.open)
    return PERIOD_WORDS[every.unit][0] if every.count == 1 else f"每{every.count}{PERIOD_WORDS[every.unit][1]}"


def window_words(window: Window) -> str:
    """When in a period, in words."""
    if window.by:
        return "、".join(window.by) + "前"
    first, last = value_words(window.from_), value_words(window.to)
    said = f"{first}日至{last}日" if first and last else f"{last}日前" if last else f"{first}日起" if first else ""
    return said.replace("日日", "日") + ("（遇休息日顺延）" if window.shift == "next" else "")


def duty_words(duty: Duty) -> str:
    """When a duty comes round, in words."""
    times = f"{value_words(duty.times)}次" if duty.times else ""
    windows = "，".join(window_words(w) for w in duty.window)
    said = "，".join(w for w in (every_words(duty.every) + times, windows, str(duty.span or "")) if w)
    return said.replace("，（", "（")


def state_clock(state: State, words: Wording) -> str:
    """How long a state may last, in words."""
    if state.final or state.unclocked:
        return "办结" if state.final else "不限时"
    return f"时限：{words.value(state.clock)}" if state.clock else ""


def conditions(action: Action, titles: Mapping[str, str]) -> list[str]:
    """What limits a step, in words, one line each."""
    apart = "、".join(titles.get(n, n) for n in action.not_same_as)
    said = (
        ("须写明" + "、".join(NEED_WORDS.get(n, n) for n in action.need)) if action.need else "",
        f"须在{value_words(action.within)}内" if action.within else "",
        f"须满{value_words(action.after)}" if action.after else "",
        f"至多{value_words(action.times)}次" if action.times else "",
        f"可延长{value_words(action.extend)}" if action.extend else "",
        f"不得与“{apart}”同一人" if apart else "",
    )
    return [s for s in said if s]


def section_title(section: str) -> str:
    """A section's name."""
    return {**CALLED, "posts": "岗位设置", "registers": "台账清单", "duties": "职责日程", "accounts": "账"}[section]


def titled(item: Item) -> str:
    """An item's title, its id where it has none."""
    return item.title or item.id
