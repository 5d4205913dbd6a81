"""Consent: what it is for, how it is proved, who gives it for a child."""

from dataclasses import dataclass
from datetime import date

from shanzhi.core.kinds import Refused

# keep: telephone and ID number; publish: a name on a public page; supply: handing on to somebody else
CONSENT_KINDS = ("keep", "publish", "supply")
CONSENT_FORMS = ("paper", "screen")
WITHDRAWN_BY = ("paper", "screen", "moved")  # moved: the resident left the register
GUARDED_UNTIL = 14


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent as it is given.

    use: what exactly is agreed to, "" for keep; receiver: who gets it, for supply alone; scan: the number of the
    scanned paper; witness: who saw it signed; guardian, relation: who agrees for a child under 14, and as what.
    """

    kind: str
    form: str
    use: str = ""
    receiver: str = ""
    scan: str = ""
    witness: str = ""
    guardian: str = ""
    relation: str = ""


def may_be_child(birth_year: int | None, today: date) -> bool:
    """Whether somebody may be under 14: decided by the year alone, and for the child where it is open."""
    return birth_year is not None and today.year - birth_year <= GUARDED_UNTIL


def check_consent(consent: Consent, birth_year: int | None, today: date) -> Consent:
    """The consent with its blanks trimmed, where it says all that the law asks for.

    source: 个人信息保护法 Art. 14 (informed, explicit), 23 (separate, names the receiver), 25 (publication), 29
    (sensitive), 31 (guardian under 14).
    raises: Refused("bad_choice"), Refused("consent_unclear"), Refused("receiver_missing"),
    Refused("consent_unproved"), Refused("guardian_missing").
    """
    texts = (getattr(consent, name).strip() for name in Consent.__slots__)
    given = Consent(*texts)
    if given.kind not in CONSENT_KINDS or given.form not in CONSENT_FORMS:
        raise Refused("bad_choice", "请从列出的选项中选择。")
    if given.kind != "keep" and not given.use:
        raise Refused("consent_unclear", "请写明同意的具体用途，例如“文明户公示”；一次同意只管一件事。")
    if given.kind == "supply" and not given.receiver:
        raise Refused("receiver_missing", "向他人提供个人信息要写明接收方的名称，请填写后再保存。")
    if given.form == "paper" and not (given.scan or given.witness):
        raise Refused("consent_unproved", "纸面同意请填写扫描件编号，或者填写见证人姓名。")
    if may_be_child(birth_year, today) and not (given.guardian and given.relation):
        raise Refused("guardian_missing", "当事人可能不满14周岁，须由监护人同意，请填写监护人姓名及其与当事人的关系。")
    return given
