"""The personal fields of the house's tables, each declared; those that only look personal, each with its reason."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from shanzhi.core.kinds import Words
from shanzhi.core.privacy import Declaration, Keep

_STAFF = ("clerk", "unit", "leader", "reader")
_KEEPERS = ("clerk", "unit")
_DUTY = Words(
    "《个人信息保护法》第十三条第一款第三项、第三十七条；《村民委员会组织法》第二条（办理本村公共事务和公益事业）"
)
_WORK = Words("《个人信息保护法》第十三条第一款第三项（履行法定职责）；《公务员法》《劳动合同法》下的岗位管理")
_AGREED = Words("《个人信息保护法》第十三条第一款第一项、第二十九条（单独同意）")
_PROOF = Words("《个人信息保护法》第十三条第一款第三项；第十四条、第三十一条（证明已取得同意）")
_ANSWER = Words("《个人信息保护法》第十三条第一款第三项；第五十条（受理和处理个人的请求）")

_WHILE_THERE = Keep(Words("迁出、去世或销户之日起满一年后删除"), after="ended_on", days=365)
_AFTER_CONSENT = Keep(Words("同意撤回或失效之日起满三年后删除"), after="withdrawn_on", days=3 * 365)
_AFTER_ANSWER = Keep(Words("答复之日起满三年后删除"), after="answered_on", days=3 * 365)
_WHILE_ON_DUTY = Keep(Words("在岗期间；离岗后由办公室停用账号，姓名随办理记录保存"))
_WHILE_LOGGED_IN = Keep(Words("退出登录或登录过期后删除"))
_WITH_JOURNAL = Keep(Words("与所在的办理记录相同"))


def _work(
    where: str, label: Words, purpose: Words, keep: Keep, seen_by: tuple[str, ...] = (), mask: str = ""
) -> Declaration:
    """A field of a person who works here. where: table.field; nobody sees in clear what is masked whole."""
    table, field = where.split(".")
    shown = mask or ("name" if seen_by else "all")
    return Declaration(table, field, label, purpose, "duty", _WORK, keep, seen_by, shown)


def _resident(where: str, label: Words, purpose: Words, law: Words, keep: Keep, mask: str = "name") -> Declaration:
    """A field of a resident: by consent where the law is the one on consent; seen in clear by who keeps the register.

    A field whose column ends in _sealed is sensitive and sealed; a keyed hash (_match) is seen by nobody.
    """
    table, field = where.split(".")
    sealed = field.endswith("_sealed")
    return Declaration(
        table,
        field,
        label,
        purpose,
        "consent" if law is _AGREED else "duty",
        law,
        keep,
        () if field.endswith("_match") else _KEEPERS,
        mask,
        "sensitive" if sealed else "personal",
        sealed,
        of_resident=True,
    )


DECLARED: tuple[Declaration, ...] = (
    _work("User.username", Words("登录名"), Words("登录系统"), _WHILE_ON_DUTY, ("clerk",)),
    _work("User.name", Words("工作人员姓名"), Words("写明每件事由谁办理"), _WHILE_ON_DUTY, _STAFF),
    _work("User.password", Words("密码（只存不可还原的摘要）"), Words("登录系统"), _WHILE_ON_DUTY),
    _work("Session.address", Words("登录来源地址"), Words("发现冒用账号"), _WHILE_LOGGED_IN),
    _work("Session.device", Words("登录所用浏览器"), Words("发现冒用账号"), _WHILE_LOGGED_IN),
    _work("Factor.secret", Words("二次验证的密钥（加密保存）"), Words("登录系统"), _WHILE_ON_DUTY),
    Declaration(
        "Note", "behalf_of", Words("被代办人或被代理人姓名"), Words("写明替谁办理"),
        "duty", _DUTY, _WITH_JOURNAL, _STAFF,
    ),
    _work("EntryValue.names", Words("日志中的办理人姓名"), Words("证明每件事由谁办理"), _WITH_JOURNAL, _STAFF),
    _work("FirstEntry.actor_name", Words("旧日志中的办理人姓名"), Words("证明每件事由谁办理"), _WITH_JOURNAL, _STAFF),
    _work("TaskUnit.words", Words("方案写明的责任人"), Words("按方案落实责任"), _WITH_JOURNAL, _STAFF),
    _resident("Household.number", Words("户号或门牌号"), Words("找到这一户"), _DUTY, _WHILE_THERE, "none"),
    _resident("Household.head", Words("户主"), Words("以户为单位办事"), _DUTY, _WHILE_THERE),
    _resident("Resident.name", Words("姓名"), Words("办理村里的公共事务"), _DUTY, _WHILE_THERE),
    _resident(
        "Resident.birth_year", Words("出生年份"), Words("判断是否须由监护人同意，以及是否属于按年龄照顾的对象"),
        _DUTY, _WHILE_THERE, "year",
    ),
    _resident("Resident.phone_sealed", Words("电话"), Words("通知和答复本人"), _AGREED, _WHILE_THERE, "phone"),
    _resident(
        "Resident.id_sealed", Words("身份证号"), Words("辨别同名的人，防止重复登记"), _AGREED, _WHILE_THERE, "id_number"
    ),
    _resident(
        "Resident.id_match", Words("身份证号的比对码（不可还原）"), Words("查找本人，防止重复登记"),
        _AGREED, _WHILE_THERE, "all",
    ),
    _resident("Consent.witness", Words("同意的见证人"), Words("证明同意"), _PROOF, _AFTER_CONSENT),
    _resident("Consent.guardian", Words("监护人姓名"), Words("证明监护人的同意"), _PROOF, _AFTER_CONSENT),
    _resident(
        "Consent.relation", Words("监护人与本人的关系"), Words("证明监护人的同意"), _PROOF, _AFTER_CONSENT, "all"
    ),
    _resident("RightsRequest.words", Words("本人提出的请求"), Words("受理和答复请求"), _ANSWER, _AFTER_ANSWER, "all"),
    _resident("RightsRequest.answer", Words("对请求的答复"), Words("受理和答复请求"), _ANSWER, _AFTER_ANSWER, "all"),
)  # fmt: skip

INNOCENT: Mapping[str, str] = MappingProxyType(
    {
        "Place.name": "the name of a place",
        "PlaceChange.from_name": "the name of a place before the change",
        "PlaceChange.to_name": "the name of a place after the change",
        "Unit.name": "the name of an organ or enterprise",
        "Document.name": "the file name of a plan",
        "Indicator.name": "the name of an indicator",
        "Attachment.name": "the file name of an attachment",
        "Book.account": "the id of an account in a pack",
        "SealedValue.value_sealed": "values under a key; the pack that asks for one says purpose, ground and how long",
        "CaseAnswer.voice": "the kind and row number of who answers, no name",
        "CaseAnswer.given_sealed": "answers under a key until their time; the form of the pack says what they are",
        "Tries.name": "a keyed hash; what was typed cannot be read from it",
        "Device.name": "what the owner calls his phone",
        "Witness.name": "the name of an office that keeps checkpoints",
        "Witness.address": "where checkpoints are sent: an office's",
        "Delivery.witness": "the office a checkpoint goes to",
        "Entry.names_commitment": "a salted hash; the names stand in EntryValue",
        "EntryValue.names_salt": "a random number",
    }
)


def of(table: str, field: str) -> Declaration:
    """The declaration of a field; KeyError where there is none."""
    return _BY_NAME[f"{table}.{field}"]


def of_residents() -> Iterator[Declaration]:
    """The declarations of whatever is kept about residents."""
    yield from (d for d in DECLARED if d.of_resident)


_BY_NAME: Mapping[str, Declaration] = MappingProxyType({f"{d.table}.{d.field}": d for d in DECLARED})
