"""Names of organisations and people: what a word names, and how lists of them are split."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

Kind = Literal["unit", "person", ""]

_UNIT_ENDS: Final = (
    "局|委|办|部|厅|科|股|室|处|队|组|会|院|站|所|司|署|社|厂|店|场|馆|校|园|团|台|行|镇|乡|村|县|市|区|省|州|旗|街道|政府|"
    "中心|公司|集团|单位|部门|机构|企业|两委|“两委”|法院|检察院|专班|联盟|网格|窗口|支部|党委|党组|党总支|党工委|各地|各级|"
    "医院|银行|支行|联社|学校|工商|税务|公安|邮政|电信|移动|联通|供电|[省市县区镇乡]财政|县里|市里|镇里|村里|支队|大队|中队|小组|指挥部|"
    "管委|街办|镇办|服务团|平台|分公司|运营商|承包方|施工方|物业|团队|组织|基地|主体|责任方"
)
_PERSON_ENDS: Final = (
    "书记|主任|镇长|县长|乡长|市长|区长|村长|局长|组长|队长|所长|站长|科长|院长|校长|会长|理事长|秘书长|网格长|街长|路长|"
    "河长|湖长|田长|林长|楼长|片长|户长|总监|领导|干部|负责人|责任人|联系人|党员|人员|员|工人|主席|委员|代表|同志|农户|"
    "业主|一把手|“一把手”|大户|能人|乡贤|教师|医生|律师|专家|法人|经理|户主|志愿者|师傅"
)
_NOT_START: Final = (
    "对|把|将|按|按照|根据|通过|建立|完善|加强|开展|推进|推动|组织|实行|实施|提高|提升|确保|结合|围绕|严格|认真|积极|进一步|"
    "全面|大力|切实|充分|在|以|为|从|并|并由|要|不|应|可|及时|定期|坚持|制定|落实|做好|抓好|强化|深入|到|被|使|让|向|与|同|"
    "其中|如|若|凡|即|经|每|是|则|又|也|有|无|因|就|于|至|该项|一是|二是|三是|四是|五是|继续|引导|鼓励|支持|培育|发挥|健全|"
    "依托|统筹|动员|发动|逐步|力争|争取|利用|采取|设立|成立|创建|打造|规范|明确|配备|优化|整合|聘请|新建|完成|抓|负责|主要(?!领导|负责)|"
    "下午|上午|主动|帮助|做到|特别|建设前|具体|明年|今年|由|需|须|凡是|作为|针对|关于|涉及|参与|协助(?!单位)|配合(?!单位)|形成|(?:督促|指导|协调|监督|检查|考核)(?!组|小组|委员|领导|办|单位|部门|人员|员|验收|工作)|公布|公开|报|未|没有|"
    "一个|一项|这|那|此|以上|以下|上述|同时|另外|此外|广泛|不断|着力|重点|突出|加大|加快|扩大|增强|保障|维护|清理|整治|拆除"
)
_NOT_START_EITHER: Final = (
    "探索|拓宽|理顺|解决|推广|深化|创新|丰富|拓展|畅通|改善|壮大|激发|凝聚|突破|巩固|夯实|筑牢|聚焦|紧盯|紧扣|瞄准|立足|着眼|融入|引入|"
    "吸引|汇聚|搭建|构建|打通|补齐|开设|开通|运用|借助|借鉴|学习|宣传(?!部|办|科|组|委员|队|单位|小组|文化|统战)|培养|培训(?!中心)|"
    "选派|选聘|选拔|选举|评选|评定|评估|审查|化解|处置|处理|查处|打击|取缔|严厉|严禁|禁止|防止|避免|遏制|减少|增加|降低|压减|缩小|"
    "多形式|全方位|分类|分级|分步|分批|稳步|有序|有效|着重|注重|对接|衔接|联动|集中|统一|合理|科学(?!技术)|因地制宜|尽快|抓紧|率先|"
    "首先|其次|最后|尤其|包括|如果|以及|还|既|更|能|方便|保证|保护|修复|修缮|改造|改建|新增|扩建|建好|管好|用好|守好|搞好|办好|选好|"
    "配齐|配强|跟踪|关注|关心|关爱|帮扶(?!单位|工作队|干部|责任人)|走访|慰问|召开|举办|印发|下发|转发|发布|上报|提交|提出|提供|签订|"
    "填写|登记|收集|汇总|整理|分析|研究(?!院|所|室)|谋划|部署|安排|布置|决定|通报|公示|表彰|奖励|处罚|问责|追究|约谈|严肃|始终|牢固|"
    "树立|凸显|体现|反映|展示|展现|传承|弘扬|践行|倡导|提倡|崇尚|移风易俗|用好|用足|盘活|补强|选优|吸收|吸纳|纳入|列入|进入|走进|来到"
)
_IS_UNIT = re.compile(
    rf"(?!{_NOT_START}|{_NOT_START_EITHER})[^\s,，。;；:：、！？!?]{{0,28}}?(?:{_UNIT_ENDS})(?:等)?(?:[(（][^()（）]{{1,20}}[)）])?"
)
_IS_PERSON = re.compile(
    rf"(?!{_NOT_START}|{_NOT_START_EITHER})[^\s,，。;；:：、！？!?]{{0,22}}?(?:{_PERSON_ENDS})(?:等)?"
)
_TOO_WIDE: Final = frozenset(
    {"全村", "全镇", "全乡", "全县", "全市", "全区", "该村", "本村村", "位", "社会", "机会", "会"}
)
_INNER_VERB = re.compile(
    r"由|每|进行|建立|开展|制定|落实|加强|实现|完成|推进|负责|牵头(?!单位|部门)|清理|实行|的(?!士)|提高|签订|缴纳|不得|必须|达到|纳入|整治(?!办|工作|领导|行动|理事|组|专班|指挥)"
)
_LONGEST: Final = 30
"""No office has a longer name."""
_LABEL_TAIL: Final = "。.;；，, 、\t\u3000\xa0"
_ETC = re.compile(r"(?:等(?:有关|相关)?(?:部门|单位|成员单位)?)$")


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """Gives whether a word names an organisation or people, "" where it names neither for sure."""
    plain = name.strip()
    if plain in _TOO_WIDE or not 0 < len(plain) <= _LONGEST or _INNER_VERB.search(plain):
        return ""
    if _IS_PERSON.fullmatch(plain):
        return "person"
    return "unit" if _IS_UNIT.fullmatch(plain) else ""


def split_names(text: str) -> tuple[str, ...]:
    """Gives the names in a list as printed, split at 、 , and ; outside brackets, without a closing 等."""
    names = (_trim(part) for part in _parts(text, "、，,；;"))
    return tuple(dict.fromkeys(name for name in names if name))


def split_subjects(text: str) -> tuple[str, ...]:
    """Gives the names of a sentence's subject, split at 和, 与 and 及 too where both sides are names."""
    names: list[str] = []
    for part in split_names(text):
        names.extend(_at_conjunction(_APPOSITION.sub("", part)))
    return tuple(dict.fromkeys(names))


_AND_OTHERS = re.compile(r"等(?:各|有关|相关|多个|职能|成员|责任)*(?:部门|单位)$")
_SHORT = re.compile(r"[\u4e00-\u9fff]{2,8}")


def subjects(text: str) -> tuple[str, ...]:
    """Gives the names of a sentence's subject, () unless every one of them is a name.

    组织、宣传、民政等部门 gives short names that are units only by the words that close the list.
    """
    names = split_subjects(text)
    if _AND_OTHERS.search(text.strip()):
        return names if all(kind_of(name) or _SHORT.fullmatch(name) for name in names) else ()
    return names if all(kind_of(name) for name in names) else ()


_CONJUNCTION = re.compile(r"(?<!党委)(?<!党工委)(?<!党组)(?:以及|[和与及])(?!管委会)")
_APPOSITION = re.compile(
    r"^.*?等(?=各|[\u4e00-\u9fff]{2,}(?:企业|单位|部门|公司|机构))|^.*的(?=各|所有|有关|相关|[省市县区镇乡])|^(?:包保|帮扶|主办|承办|成员|牵头)单位(?=[^和与及、])"
)


def _at_conjunction(name: str) -> Iterator[str]:
    for match in _CONJUNCTION.finditer(name):
        left, right = name[: match.start()], name[match.end() :]
        if kind_of(left) and all(kind_of(part) for part in _at_conjunction(right)):
            yield left
            yield from _at_conjunction(right)
            return
    yield name


def _trim(name: str) -> str:
    plain = name.strip(_LABEL_TAIL)
    while plain.endswith((")", "）")) and plain.count("(") + plain.count("（") < plain.count(")") + plain.count("）"):
        plain = plain[:-1].strip(_LABEL_TAIL)
    shorter = _ETC.sub("", plain)
    return shorter or plain


def _parts(text: str, marks: str) -> Iterator[str]:
    """Gives the pieces of a list between marks that stand outside brackets."""
    depth = start = 0
    for i, c in enumerate(text):
        if c in "(（[〔":
            depth += 1
        elif c in ")）]〕":
            depth = max(depth - 1, 0)
        elif c in marks and not depth:
            yield text[start:i]
            start = i + 1
    yield text[start:]
