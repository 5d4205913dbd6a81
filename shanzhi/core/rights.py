"""What a person may ask about his own data, by when it is answered, and on what grounds it may be refused."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from shanzhi.core.deadline import WorkCalendar, due
from shanzhi.core.kinds import Refused, Words

REQUEST_KINDS = ("see", "copy", "correct", "delete", "explain")
REQUEST_STATES = ("open", "done", "refused")
CAME_BY = ("in_person", "telephone", "paper")
# the grounds each kind of request may be refused on, with the provision
_SECRET = Words("法律、行政法规规定应当保密（《个人信息保护法》第四十五条、第十八条第一款）。")
_HINDERS = Words("告知将妨碍国家机关履行法定职责（《个人信息保护法》第四十五条、第三十五条）。")
_BY_LAW = Words("法定保存期限未届满，期满前只作存储（《个人信息保护法》第四十七条第二款）。")
_DUTY = Words("仍为履行法定职责所必需，不属于应当删除的情形（《个人信息保护法》第四十七条第一款）。")
_HARD = Words("技术上难以删除，现停止存储和安全保护以外的处理（《个人信息保护法》第四十七条第二款）。")
REASONS: Mapping[str, Mapping[str, Words]] = MappingProxyType(
    {
        "see": {"secret": _SECRET, "hinders_duty": _HINDERS},
        "copy": {"secret": _SECRET, "hinders_duty": _HINDERS},
        "correct": {"found_right": Words("经核实，现有信息准确、完整（《个人信息保护法》第四十六条）。")},
        "delete": {"kept_by_law": _BY_LAW, "duty_goes_on": _DUTY, "technically_hard": _HARD},
        "explain": {},
    }
)


def answer_by(received_on: date, days: int, calendar: WorkCalendar) -> date:
    """The day by which a request is answered: so many working days, the first being the one after it came.

    source: 个人信息保护法 Art. 50 asks for a convenient way and names no days. Fifteen working days are the longest
    that 《App违法违规收集使用个人信息行为认定方法》 (国信办秘字〔2019〕191号), part 6, allows apps; taken over here.
    """
    return due(received_on, max(days, 1), "workday", calendar).on


def check_answer(kind: str, state: str, reason: str, answer: str) -> None:
    """Passes an answer that may be given: done, or refused on a ground the law knows and in so many words.

    raises: Refused("bad_choice"), Refused("reason_missing").
    """
    if state not in {"done", "refused"} or (state == "refused" and not REASONS[kind]):
        raise Refused("bad_choice", "请从列出的选项中选择。")
    if state == "refused" and reason not in REASONS[kind]:
        raise Refused("reason_missing", "不予办理须有法定理由，请从列出的理由中选择一项。")
    if not answer.strip():
        raise Refused("reason_missing", "请写明理由，再保存。")
