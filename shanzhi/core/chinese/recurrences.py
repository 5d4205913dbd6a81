"""How often: 每月16日前, 每周五, 5-10月每周, 每2个月底前, 每季度末, 日巡查, 常态化."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from shanzhi.core.chinese.numerals import numeral
from shanzhi.core.duty import Every, Recurrence

_N = "[一二两三四五六七八九十百]"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"\s?(?:-|—{1,2}|–|－|~|～|至|到)\s?"
_DAYS = rf"{_D}[日号]?(?:{_TO}{_D})?[日号]"
_WHEN = r"(?:之前|以前|前|内)?"
_DEED: Final = (
    "检查|巡查|考评|考核|通报|评比|调度|督查|督导|小结|总结|例会|报告|上报|报送|分析|会商|排名|研判|巡|查|清|报|评|比|访|碰头|点评|公示|晾晒|"
    "兑现|盘点|汇总|讲评|保洁|清扫|清运|收集|走访|抽查|暗访|消杀|消毒|更换|更新|公布|碰头会|开展|组织|召开"
)
_PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    (
        "halfmonthly",
        r"每半个?月(?:至少|不少于)?(?:[一1]次)?|每月(?:上旬|中旬|下旬)(?:和|、)(?:上旬|中旬|下旬)|半月(?=一次|1次|报|通报|调度|小结|例会|上报)|每月(?:的)?(?:15|十五)日和(?:月底|月末)",
    ),
    ("bimonthly", rf"每(?:隔)?(?:2|两|二)个?月(?:底|末)?{_WHEN}|每逢?双月(?:底|末)?|隔月"),
    (
        "quarterly",
        rf"每(?:个)?季度?(?:[末首]月{_D}[日号]|[末底初])?{_WHEN}|(?:按|逐)季度?|每(?:3|三)个月|季度(?=(?:{_DEED}))|(?<![冬春夏秋四两])季(?=(?:通报|评|考|报|总结|调度|督))|一季度?一(?:次|评|考|调度|通报)",
    ),
    (
        "monthly",
        rf"每个?月的?(?:{_DAYS}(?:(?:和|、|及|,){_DAYS})*|[上中下]旬|(?:月)?[底末初]|第?{_N}?个?(?:工作日|周[一二三四五六日]))?{_WHEN}|按月|逐月|月月|每隔?(?:1|一)个?月|(?<![0-9年每个半按逐当本上下全次首末\u6708])(?<!{_N})月(?=(?:{_DEED})(?!期))|一月一(?:次|评|考|调度|通报|总结)",
    ),
    (
        "weekly",
        r"每(?:个)?(?:周|星期|礼拜)(?:[一二三四五六日天1-7](?![次月]))?(?:末)?(?:上午|下午|晚上?)?(?:之前|前|内)?|按周|逐周|周末(?=.{0,4}(?:日|制度|行动))|(?<![\d一二三四五六七八九十第每本上下按逐])周(?=(?:"
        + _DEED
        + r"))|一周[一1两二](?:次|查|评)",
    ),
    (
        "yearly",
        rf"每(?:个)?年度?(?:的)?(?:\d{{1,2}}月(?:\d{{1,2}}[日号]|底|末|初|份)?|年?[底末初])?{_WHEN}|按年度?|逐年|年度(?=(?:{_DEED}))(?!评[为定优先])|年终(?=.{{0,4}}(?:{_DEED}))|(?<![\dxX×年])年[底末](?=(?:考核|总评|评比|总结|上报|报送|考评|评选))|一年一(?:次|评|度)",
    ),
    (
        "halfyearly",
        rf"每半年(?:底|末)?{_WHEN}|半年(?=一次|1次|(?:{_DEED}))|春秋两季|一年[两二]次|每年(?:度)?(?:上、?下半年各|[两二2]次)|上、?下半年各",
    ),
    (
        "daily",
        rf"每[天日](?:早|晚|上午|下午)?(?:\d{{1,2}}[:：]\d{{2}}|\d{{1,2}}[时点])?{_WHEN}|全天(?=进行|开展|保洁|巡查|清扫|值守)|上午、?下午各|天天|逐日|日产日清|日清日[结毕运]|日日|(?<![\dxX×每工作当次节假生周末即近今昨明往终百两白半晴雨阴夏冬春秋整全首一二三四五六七八九十])[日天](?=(?:{_DEED})(?!期))|一[日天][一二两三四\d](?:次|扫|查|清|运|保洁)",
    ),
)
_FREQ = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_QUICK = re.compile(
    "每|全天|午各|按[月季年周]|逐|[日天周月季年](?:"
    + _DEED
    + ")|日产日清|日清|一[日天周月年季]|隔月|半月|半年|周末|年终|两季|年[底末]|天天|月月|日日"
)
_CONTINUOUS = re.compile(
    r"常态化|全天候|24小时(?=值|不间断|在线|有人|轮|开|巡|监|全|运)|日常|长期|经常性?(?!费)|坚持经常|持续(?=开展|推进|做好)|随时|动态(?=管理|更新|监测)"
)
_NOW_AND_THEN = re.compile(r"不定期|定期|适时|及时|逢节|节假日前|重大节日前|汛期前|分阶段")
_MONTHS = re.compile(rf"({_D})月?{_TO}({_D})月(?:份|期间)?[,，]?$")
_EVERY: Final[dict[str, Every]] = {
    "daily": "day", "weekly": "week", "halfmonthly": "half_month", "monthly": "month", "bimonthly": "two_months",
    "quarterly": "quarter", "halfyearly": "half_year", "yearly": "year",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A recurrence found in a text. start, end: offsets in it. freq: as in a label."""

    start: int
    end: int
    freq: str
    rule: Recurrence


def find_recurrences(text: str) -> Iterator[FoundRule]:
    """Gives the calendar recurrences of a text (daily to yearly), in order."""
    if not _QUICK.search(text):
        return
    for match in _FREQ.finditer(text):
        freq = str(match.lastgroup)
        start, months = _months(text, match.start())
        end = _with_times(text, match.end())
        times = _times(text[match.end() : end])
        freq = _by_times(freq, times, match.group())
        yield FoundRule(start, end, freq, _rule(freq, match.group(), times, months))


def find_standing(text: str) -> Iterator[FoundRule]:
    """Gives words for duties without a calendar: continuous (常态化, 日常) and other (定期, 及时)."""
    for freq, pattern in (("continuous", _CONTINUOUS), ("other", _NOW_AND_THEN)):
        for match in pattern.finditer(text):
            rule = Recurrence("continuous" if freq == "continuous" else "other")
            yield FoundRule(match.start(), match.end(), freq, rule)


_TIMES = re.compile(rf"[^,，。;；]{{0,12}}?(?:至少|不少于|不低于|各)?(\d{{1,2}}|{_N})(?:-\d)?(?:次|遍|轮)(?:以上)?")


def _with_times(text: str, end: int) -> int:
    match = re.compile(rf"(?:至少|不少于|不低于|各)?(?:\d{{1,2}}|{_N})[次遍轮](?:以上)?").match(text, end)
    return match.end() if match else end


def _times(text: str) -> int:
    match = re.search(rf"\d+|{_N}", text)
    return (numeral(match.group()) or 1) if match else 1


def _by_times(freq: str, times: int, words: str) -> str:
    """Gives the frequency that a count within the period makes: 每月两次 is half-monthly, 每年两次 half-yearly."""
    two_windows = freq == "monthly" and len(re.findall(rf"{_D}[日号](?:和|、|及|,)", words)) == 1
    if two_windows or (freq == "monthly" and times == 2):  # noqa: PLR2004 - twice
        return "halfmonthly"
    return "halfyearly" if freq == "yearly" and times == 2 else freq  # noqa: PLR2004 - twice


def _months(text: str, start: int) -> tuple[int, tuple[int, ...]]:
    """Gives where the words begin and the months that stand before them: 5-10月每周."""
    match = _MONTHS.search(text, max(start - 12, 0), start)
    if match is None:
        return start, ()
    first, last = int(match[1]), int(match[2])
    months = range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))
    return match.start(), tuple(m for m in months if 1 <= m <= 12)  # noqa: PLR2004 - months of the year


_DAY_WINDOW = re.compile(rf"({_D})[日号]?(?:{_TO}({_D}))?[日号]")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天1-7])")
_CLOCK = re.compile(r"(\d{1,2})(?:[:：](\d{2})|[时点])")
_YEAR_DAY = re.compile(rf"(\d{{1,2}})月(?:({_D})[日号])?")
_QUARTER_DAY = re.compile(rf"([末首])月({_D})")
_LAST_DAY = 31


def _rule(freq: str, words: str, times: int, months: tuple[int, ...]) -> Recurrence:
    """Gives the rule that the words of a recurrence stand for."""
    clocks = tuple(f"{int(h):02}:{m or '00'}" for h, m in _CLOCK.findall(words)) if freq == "daily" else ()
    return Recurrence(_EVERY[freq], _windows(freq, words), times, clocks, months)


def _windows(freq: str, words: str) -> tuple[tuple[int, int], ...]:
    if freq == "weekly" and (day := _WEEKDAY.search(words)):
        weekday = 7 if day[1] in "日天" else numeral(day[1]) or 7
        return ((weekday, weekday),)
    if freq == "yearly" and (found := _YEAR_DAY.search(words)):
        first = int(found[1]) * 100 + int(found[2] or 1)
        last = int(found[1]) * 100 + int(found[2] or _LAST_DAY)
        return ((last if found[2] else first, last),)
    if freq == "quarterly" and (found := _QUARTER_DAY.search(words)):
        month = 100 if found[1] == "首" else 300
        return ((month + 1, month + int(found[2])),)
    if freq in ("monthly", "halfmonthly"):
        return _month_windows(words)
    return ()


def _month_windows(words: str) -> tuple[tuple[int, int], ...]:
    found = [(int(a), int(b or a)) for a, b in _DAY_WINDOW.findall(words)]
    if found and words.endswith("前"):
        return ((1, found[-1][1]),)
    if "月底" in words or "月末" in words:
        return (*found, (_LAST_DAY, _LAST_DAY))
    thirds = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, _LAST_DAY)}
    return tuple(found) or tuple(window for word, window in thirds.items() if word in words)
