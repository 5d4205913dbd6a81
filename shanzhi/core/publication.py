"""The gate a person's name passes before it stands on a public page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shanzhi.core.kinds import Refused, Words
from shanzhi.core.masking import hide_name

# provisions that themselves ask for names to be made public
STATUTORY: Mapping[str, Words] = MappingProxyType(
    {
        "officer": Words("《政府信息公开条例》第二十条：机关负责人姓名主动公开。"),
        "voters": Words("《村民委员会组织法》第十四条：登记参加选举的村民名单公布。"),
        "aid": Words("《社会救助暂行办法》第十一条：最低生活保障的初审意见和批准结果在村、社区公示公布。"),
        "village_affairs": Words("《村民委员会组织法》第三十条：救灾救助、补贴补助等资金物资的管理使用情况公布。"),
    }
)


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published about somebody.

    use: the same words as in the consent; basis: a key of STATUTORY, "" where there is none; blame: says something bad.
    """

    use: str
    basis: str = ""
    blame: bool = False


@dataclass(frozen=True, slots=True)
class PublicName:
    """A name that may stand on a public page. why: consent, a key of STATUTORY, or hidden."""

    text: str
    why: str


def public_name(name: str, consents: Collection[str], publication: Publication) -> PublicName:
    """A name as the public may read it: in clear with consent or a provision, else hidden; with blame always hidden.

    consents: the uses that the person has agreed to publicly and not withdrawn.
    source: 个人信息保护法 Art. 25 (no publication without separate consent), 13 (statutory duty).
    raises: Refused("no_such_basis").
    """
    if publication.basis and publication.basis not in STATUTORY:
        raise Refused("no_such_basis", "没有登记过这项公开依据，请写明法律条文，或者取得本人同意。")
    if not publication.blame and publication.basis:
        return PublicName(name, publication.basis)
    if not publication.blame and publication.use and publication.use in consents:
        return PublicName(name, "consent")
    return PublicName(hide_name(name) if name.strip() else "", "hidden")


def require_public(name: str, consents: Collection[str], publication: Publication) -> PublicName:
    """The name in clear, for what makes no sense without it: an award, a list of candidates.

    raises: Refused("name_needs_basis"), Refused("blame_by_name"), Refused("no_such_basis").
    """
    if publication.blame:
        raise Refused("blame_by_name", "通报批评只写地点和问题，不点个人姓名。请删去姓名。")
    out = public_name(name, consents, publication)
    if out.why == "hidden":
        raise Refused("name_needs_basis", "公开个人姓名须有本人的单独同意或者法律依据。请先取得同意，或改用隐名。")
    return out
