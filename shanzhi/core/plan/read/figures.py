"""Figures of a plan in their sentences, and what each of them is: money, a target, a norm, or nothing to keep."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shanzhi.core.chinese.dates import DATE
from shanzhi.core.chinese.quantities import Quantity, find_quantities
from shanzhi.core.plan.document import Document, Sentence
from shanzhi.core.plan.facts import Path

Sort = Literal["money", "indicator", "norm", ""]


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity in its sentence. start: where its piece of the sentence begins. before, after: words around it."""

    path: Path
    sentence: Sentence
    quantity: Quantity
    start: int
    before: str
    after: str
    sort: Sort


_WEIGHTS = re.compile(r"百分制|权重|评分|计分|总分|得分")
_TITLES = re.compile(r"《[^《》]*》")
_BREAK = re.compile(r"[,，。;；:：!！?？]")
_MONEY: Final = frozenset({"元", "万元", "亿元", "美元", "千元", "百元", "百万元", "千万元"})
_PERCENT: Final = frozenset({"%", "‰", "个百分点", "百分点"})
_TIME_UNITS: Final = frozenset(
    {"天", "年", "周", "岁", "小时", "分钟", "个月", "工作日", "个工作日", "自然日", "课时", "学时", "届"}
)
_SKIP_UNITS: Final = frozenset({"分", "级", "种", "类", "层", "版", "点", "段", "节", "届", "岁", "章", "列"})
_LENGTHS: Final = frozenset(
    {"米", "厘米", "毫米", "m", "M", "cm", "公里", "千米", "km", "平方米", "㎡", "m2", "立方米", "分贝"}
)

_TARGET = re.compile(
    r"达到?|到达|不少于|不低于|至少|控制在|力争|确保|争取|实现|完成|新建|建成|建设|打造|培育|创建|改造|安装|推广|新增|增长|增加|提高|提升|下降|"
    r"减少|降低|降至|压减|发展|培训|修建|更换|制作|栽|种植|撒种|修缮|整治|清理|拆除|创成|评选|评定|选树|选出|推出|扶持|引进|布设|布置|铺设|硬化|绿化|"
    r"治理|恢复|开展|举办|组织|覆盖|突破|超过|稳定在|保持在|维修|购置|购买|采购|聘请|招募|组建|建立|建造|制定|选育|认定|申报|争创|带动|"
    r"吸纳|转移|受理|办理|化解|回收|利用|打通|接入|上线|入驻|维持|明确|共配备|全村配备|将配备|需配备|设立|配备|新改建|改建|改厕|种"
)
_TARGET_AFTER = re.compile(
    r"^[^,，。;；]{0,24}(?:设立|建成|完成|达到|实现|实行|覆盖|修缮|改造|建设|建立|整治|创建|开通|接入|培训|示范)"
)
_NORM = re.compile(
    r"每(?!年|月|季|天|日|周)[^,，。;；]{0,16}$|按照?[^,，。;；]{0,16}标准|不超过|不得超过|不大于|不小于|不得少于|不得低于|由[^,，。;；]{2,40}$|"
    r"[长宽高深厚]度?\s?(?:不[低少小]于)?$|直径|间距|半径|距离|容积|容量|净高|原则上|内设|下设|(?<![建开铺架埋敷增安])设(?![计施备立])[^,，。;；]{0,8}$|"
    r"每(?:天|日|周|班次?)(?:至少)?(?:安排|出动|配备|投入)[^,，。;；]{0,6}$|标准为|以内|不足|超过|带领|最多|最少|最低|最高|达不到|(?:为期|集中|历时|时长|任期|限期?|满|每期|每次|每班|人口|规模|面积|范围)[为在约]?$"
)
_NORM_AFTER = re.compile(
    r"^(?:人?组成|可视|范围|内|以内|以上的?(?:[^,，。;；]{0,8}(?:村|户|人|的))|半径|标准|为一|为单位|处理完毕|办结|答复)"
)
_QUALIFIES = re.compile(r"的?(?:自然村|行政村|村|户|人口|规模|乡镇|企业|单位|供水|班子|[^,，。;；]{1,6}的)")
_DESCRIBES = re.compile(
    r"现有|共有|目前|截至|辖|总人口|总面积|位于|已建|已完成|去年|上年|基础上|扣\d|分值|权重|满分|占总|总分|评分|全省|全国"
)


def read_figures(doc: Document) -> list[Figure]:
    """Gives the figures of a plan in order, each with what it is."""
    return [figure for sentence in doc.sentences for figure in _of_sentence(doc, sentence)]


def _of_sentence(doc: Document, sentence: Sentence) -> Iterator[Figure]:
    text = sentence.text
    quantities = list(find_quantities(text))
    if not quantities:
        return
    dates = [(m.start(), m.end()) for pattern in (DATE, _TITLES) for m in pattern.finditer(text)]
    head = _head_length(doc, sentence)
    last: Figure | None = None
    for quantity in quantities:
        if quantity.start < head or any(a <= quantity.start < b for a, b in dates):
            continue
        figure = _figure(doc, sentence, quantity, last)
        yield figure
        last = figure


def _head_length(doc: Document, sentence: Sentence) -> int:
    """Gives how far the heading's number reaches into a sentence."""
    head = doc.clauses[sentence.clause].head
    if sentence.at.start != head.start:
        return 0
    return max(len(head.quote) - len(doc.clauses[sentence.clause].title), 0) if sentence.clause else 0


def _figure(doc: Document, sentence: Sentence, quantity: Quantity, last: Figure | None) -> Figure:
    text = sentence.text
    start = max((m.end() for m in _BREAK.finditer(text, 0, quantity.start)), default=0)
    stop = _BREAK.search(text, quantity.end)
    before, after = text[start : quantity.start], text[quantity.end : stop.start() if stop else len(text)]
    sort = _sort(quantity, before, after)
    if re.search(r"[由从]$", before) and _BASE.match(after):
        sort = ""
    if quantity.unit in _PERCENT and before.endswith("占") and _WEIGHTS.search(text):
        sort = ""
    if last and last.sort and _goes_on(last, before, quantity):
        sort = last.sort if quantity.unit not in _MONEY else "money"
    if sort == "indicator" and doc.parts[sentence.clause] == "organ":
        sort = "norm"
    return Figure(doc.path(sentence.clause), sentence, quantity, start, before, after, sort)


def _goes_on(last: Figure, before: str, quantity: Quantity) -> bool:
    """Whether a figure continues a list that a figure of the same piece began: 24%、25%; 300个、物联网站点50个."""
    tail = before[last.quantity.end - last.start :] if last.quantity.end - last.start <= len(before) else ""
    return tail.startswith("、") and len(tail) < 16 and (quantity.unit in _PERCENT) == (last.quantity.unit in _PERCENT)  # noqa: PLR2004


def _sort(quantity: Quantity, before: str, after: str) -> Sort:
    """Gives what a figure is, by its unit and the words before and after it."""
    if quantity.unit in _MONEY:
        return "money"
    if quantity.unit in _SKIP_UNITS:
        return ""
    if quantity.unit in _PERCENT:
        return _sort_percent(before, after)
    if quantity.unit in _TIME_UNITS:
        return "norm" if _is_term(quantity, before, after) else ""
    if quantity.unit in _LENGTHS and _NORM.search(before):
        return "norm"
    return _sort_count(quantity, before, after)


_PERCENT_TARGET = re.compile(
    r"率|达|到|控制|不低于|不少于|提高|提升|增长|下降|减少|降低|覆盖|实现|完成|以上|力争|确保|比例|占|超过|突破|压减|稳定|保持|递增|增加|占比"
)
_CONDITION = re.compile(r"(?:超过|低于|高于|大于|小于|不足|达到|未达)$")
_BASE = re.compile(
    r"^(?:增加|提高|提升|下降|降低|减少|增长|降|扩大)?(?:提高|提升|增加|降低|下降|减少|降|升|增长|扩大)[到至]"
)
_PERCENT_OTHER = re.compile(
    r"扣|奖|罚|补贴|补助|工资|得分|权重|分值|总分|考核分|绩效|承担|出资|负担|低于.{0,8}的|未达|达不到|不足|系数|报酬"
)


def _sort_percent(before: str, after: str) -> Sort:
    if _CONDITION.search(before) and after.startswith("的"):
        return ""
    if _PERCENT_OTHER.search(before) or re.match(r"[^,，。]{0,6}(?:奖|补|扣|罚|计入|权重|工资)", after):
        return ""
    return "indicator" if _PERCENT_TARGET.search(before) or re.match(r"以上|网上|的", after) else ""


def _is_term(quantity: Quantity, before: str, after: str) -> bool:
    """Whether a length of time binds: a term, a duration, a turn."""
    if quantity.unit in ("年", "岁", "届"):
        return False
    return bool(
        re.search(r"每期|每次|为期|集中|历时|不超过|不少于|不低于|超过|满|限|任期|在|起|于|限期|缺勤|连续", before)
        or re.match(r"之?内|以内|以上|的时间", after)
    )


_NO_COUNT = re.compile(r"(?:扣|加|得|计|奖励?|罚|记|第|前|后|上述|以上|以下|下列|等|这|[xX×*])\s?$")
_FACTOR = re.compile(r"\s?[xX×*]\s?\d")
_BODIES = re.compile(r"(?:工作)?(?:专班|小组|工作组|办公室|督查组)")
_ONE_COUNTS = re.compile(r"(?:至少|不少于|建造|建成|新建|培育|配备|设|设置|按)[^,，。;；、]{0,4}$")


def _sort_count(quantity: Quantity, before: str, after: str) -> Sort:
    """Gives what a count of things is: a norm where it bounds or is per something, a target where a verb asks."""
    lone = quantity.spelled and quantity.value == 1 and not _ONE_COUNTS.search(before)
    if lone or _NO_COUNT.search(before) or _BODIES.match(after) or _FACTOR.match(after):
        return ""
    if _NORM.search(before) and not re.search(r"全[村镇县乡市区]|共", before):
        return "norm"
    if _NORM_AFTER.match(after) or (quantity.more == "以上" and _QUALIFIES.match(after)):
        return "norm"
    if _DESCRIBES.search(before):
        return ""
    if _TARGET.search(before) or quantity.more == "以上" or _TARGET_AFTER.match(after):
        return "indicator"
    return ""


def pick(figures: Sequence[Figure], sort: Sort) -> Iterator[Figure]:
    """Gives the figures of one sort."""
    return (figure for figure in figures if figure.sort == sort)
