"""Unnumbered headings: a short label with a colon that opens several lines of a section, a stage's name alone."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from shanzhi.core.plan.marks import RANK, Mark, mark_at
from shanzhi.core.plan.text import Stretch

_LABEL = re.compile(r"\s*(?P<label>[\u4e00-\u9fffxX×“”]{2,8})[:：]\s*(?=\S|$)")
_NOT_LABEL = re.compile(
    r"(?:单位|部门|科室|主体|长|成员|人|人员|领导|时限|时间|时刻|期限|日期|电话|地址|邮箱|来源|作者|编辑|附件|注|说明|备注|如下|指出|要求|包括|"
    r"抄送|抄报|主送|印发|联系|传真|网址|浏览|次数|字号|机关|分类|索引|主题词|关键词|名称|摘要|标题|文号|栏目|全文|方案|通知|办公室|政府|委员会|"
    r"同志|镇|局|街道|[县市区]|顾问|召集|秘书|目标|任务|措施|标准|内容|做到)$|^(?:即|其中|例如|如|第|各|附|责任|牵头|配合|完成|组|共)"
)
_STAGE = re.compile(r"\s*(?P<label>[\u4e00-\u9fff]{2,10}阶段)\s*(?:[(（][^()（）]{2,40}[)）])?\s*(?:[:：。]|$)")
_MANY = 2


def labelled_lines(lines: Sequence[Stretch]) -> dict[int, Mark]:
    """Gives, by line number, the labels that open sections of their own: at least two between two headings."""
    found = dict(_titles_alone(lines))
    for _, group in groupby(_candidates(lines), key=lambda item: item[0]):
        members = [(line, mark) for _, line, mark in group]
        if len(members) >= _MANY:
            found.update(members)
    return found


_ALONE = re.compile(r"[\u4e00-\u9fff“”、和与及]{4,22}")
_DOCUMENT = re.compile(
    r"(?:方案|办法|细则|通知|意见|计划|规划|条例|规定|制度|报告|分解表|清单|附件|首页|目录|正文|下载|网|的)$"
)


def _titles_alone(lines: Sequence[Stretch]) -> Iterator[tuple[int, Mark]]:
    """Gives short lines without number that stand before a numbered item, in texts that have no 一、 at all."""
    full = [(line, mark_at(line.text)) for line in lines if line.text.strip()]
    if any(mark and RANK[mark.style] <= RANK["han"] for _, mark in full):
        return
    for (line, mark), (_, following) in pairwise(full):
        title = line.text.strip(" \t\u3000\xa0")
        if mark is None and following and _ALONE.fullmatch(title) and not _DOCUMENT.search(title):
            yield line.line, Mark("part", 0, title, 0, len(line.text))


def _candidates(lines: Sequence[Stretch]) -> Iterator[tuple[int, int, Mark]]:
    """Gives (section, line, mark) of every line that opens with a label; numbers below 一、 and (一) do not part."""
    section = 0
    for line in lines:
        mark = mark_at(line.text)
        if mark:
            section += mark.style not in ("dot", "bracket", "half", "circle")
            continue
        if stage := _STAGE.match(line.text):
            yield section, line.line, Mark("stage", 0, stage["label"], 0, stage.end("label"))
        elif (label := _LABEL.match(line.text)) and not _NOT_LABEL.search(label["label"]):
            yield section, line.line, Mark("label", 0, label["label"], 0, label.end())
