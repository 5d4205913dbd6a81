"""The draft of a personal information protection impact assessment: what the house knows, and blanks for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from shanzhi.core.kinds import Words
from shanzhi.core.privacy import Declaration


@dataclass(frozen=True, slots=True)
class Held:
    """How much is held. receivers: whom data is supplied to, by consent."""

    residents: int
    phones: int
    id_numbers: int
    publish: int
    supply: int
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the draft: a heading and its paragraphs."""

    title: Words
    lines: tuple[Words, ...]


_BLANK = Words("填报单位意见：__________________________________________")


def assessment(place: str, declared: Sequence[Declaration], held: Held) -> tuple[Section, ...]:
    """The sections the law asks for, filled from the declarations and counts; judgement is left to whoever signs.

    source: 个人信息保护法 Art. 55 (when), 56 (what; kept three years at least).
    """
    return (
        Section(Words("一、处理活动概况"), _overview(place, declared, held)),
        Section(Words("二、需要评估的情形（《个人信息保护法》第五十五条）"), _occasions(held)),
        Section(Words("三、处理目的、处理方式是否合法、正当、必要"), (*_purposes(declared), _BLANK)),
        Section(Words("四、对个人权益的影响及安全风险"), (*_risks(), _BLANK)),
        Section(Words("五、保护措施是否合法、有效并与风险程度相适应"), (*_measures(), _BLANK)),
        Section(Words("六、结论与签字"), _signature()),
    )


def _overview(place: str, declared: Sequence[Declaration], held: Held) -> tuple[Words, ...]:
    sensitive = sum(d.kind == "sensitive" for d in declared)
    return (
        Words("处理者：{place}。", {"place": place}),
        Words("个人信息字段{all}项，其中敏感个人信息{sensitive}项。", {"all": len(declared), "sensitive": sensitive}),
        Words(
            "在册居民{n}人；保存电话{phones}条、身份证号{ids}条。",
            {"n": held.residents, "phones": held.phones, "ids": held.id_numbers},
        ),
    )


def _occasions(held: Held) -> tuple[Words, ...]:
    receivers = "、".join(held.receivers) or "—"
    return (
        Words("处理敏感个人信息：有，身份证号和电话，均经本人单独同意。"),
        Words("利用个人信息进行自动化决策：无。"),
        Words("向其他处理者提供：有效同意{n}项，接收方：{who}。", {"n": held.supply, "who": receivers}),
        Words("公开个人信息：有效同意{n}项；没有同意或法律依据的，姓名一律隐去。", {"n": held.publish}),
        Words("委托处理：由填报单位写明运维单位及合同。"),
        Words("向境外提供：无，数据保存在本单位的服务器上。"),
    )


def _purposes(declared: Sequence[Declaration]) -> tuple[Words, ...]:
    return tuple(
        Words(
            "{label}：目的是{purpose}；依据{law}；{keep}。",
            {"label": d.label, "purpose": d.purpose, "law": d.law, "keep": d.keep.words},
        )
        for d in declared
        if d.of_resident
    )


def _risks() -> tuple[Words, ...]:
    return (
        Words("身份证号、电话泄露后，可能被用于冒名办事和诈骗；老年人和独居者受害更重。"),
        Words("村内熟人社会中，姓氏加末字即可认出本人，公开时只留姓氏。"),
        Words("工作人员越权查看：查看明文须写理由并记入日志，仍可能滥用，须定期抽查日志。"),
        Words("密钥与数据库放在一起时，整机失窃会使加密失效，应把密钥文件另放。"),
    )


def _measures() -> tuple[Words, ...]:
    return (
        Words("敏感字段逐行加密（AES-256-GCM），密钥存放在数据库之外，可以轮换；比对用带密钥的摘要。"),
        Words("列表只显示遮盖后的内容；查看明文、导出清单、给本人副本逐次记入不可篡改的日志。"),
        Words("岗位权限按地区划分；村级只管本村；查阅人员看不到居民信息。"),
        Words("保存期限到期后由夜间任务自动删除；撤回同意后立即删除以同意为依据的内容。"),
        Words("没有人脸识别、行踪、摄像头数据，也不收集宗教、健康、收入等信息。"),
    )


def _signature() -> tuple[Words, ...]:
    return (
        Words("结论（可以继续／整改后继续／停止）：__________________"),
        Words("评估人：____________  个人信息保护负责人：____________  日期：____年__月__日"),
        Words("本报告和处理情况记录至少保存三年（《个人信息保护法》第五十六条）。"),
    )
