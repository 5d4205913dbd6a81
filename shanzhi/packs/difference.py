"""What changed from one version of a pack to another, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Final

from shanzhi.core.pack.check.ground import items_of
from shanzhi.core.pack.duties import Every, Window
from shanzhi.core.pack.pack import Pack
from shanzhi.core.pack.placed import Item, Placed
from shanzhi.core.pack.selector import Bound, Selector
from shanzhi.core.pack.values import Ask, Formula, Given
from shanzhi.packs.wording import Wording, bound_words, every_words, section_title, titled, window_words

_SKIP: Final = {"key_path", "line", "source", "lines", "tree", "id"}
_LONGEST: Final = 60
# keys of the format in words; what is not here stays as it is written
_KEYS: Final = {
    "title": "名称", "clause": "条款", "note": "说明", "carries": "所承载的机制", "rows": "", "value": "的值",
    "items": "项目", "actions": "动作", "states": "状态", "columns": "列", "fields": "字段", "window": "时间段",
    "weight": "的分值", "money": "的金额", "fix": "的整改时限", "rule": "的计分", "amount": "数额", "floor": "下限",
    "cap": "上限", "who": "的办理人", "by": "由谁", "clock": "的时限", "case": "整件", "objection": "异议期",
    "due": "完成时间", "takes": "用时", "from_": "起", "to": "至", "every": "周期", "count": "数量", "at": "设在",
    "within": "的限时", "times": "的次数", "need": "须写明的", "see": "谁可看", "do": "动作", "if_": "条件",
    "responsible": "责任单位", "support": "配合单位", "lead": "牵头单位", "accept": "验收单位", "phase": "阶段",
    "score": "得分算式", "rank": "排名", "sample": "样本", "quota": "数量要求", "public": "公开字段", "full": "满分",
    "target": "目标", "channels": "发布渠道", "days": "公示天数", "measure": "单位", "required": "必填",
    "dues": "应缴", "pay": "缴到",
}  # fmt: skip


def difference(old: Pack, new: Pack, used: Sequence[Pack] = ()) -> list[str]:
    """One line for every item added, dropped or changed, and for every value changed in it; [] where nothing is."""
    words = (Wording(old, used), Wording(new, used))
    before = {(s, i.id): i for s, i in items_of(old)}
    after = {(s, i.id): i for s, i in items_of(new)}
    lines = [f"方案包：{_line(k, a, b)}" for k, a, b in _changes(_head(old), _head(new), words)]
    for (section, id_), item in {**before, **after}.items():
        name = f"{section_title(section)}“{titled(after.get((section, id_), item))}”"
        was, now = before.get((section, id_)), after.get((section, id_))
        if was is None or now is None:
            lines.append(f"新增{name}" if was is None else f"删去{name}")
        elif was != now:
            lines += [f"{name}：{_line(k, a, b)}" for k, a, b in _changes(was, now, words)]
    return lines


def _head(pack: Pack) -> Item:
    return Item(title=pack.title, note=f"第{pack.version}版，{pack.level}，{pack.subjects}", carries=pack.carries)


def _line(path: str, was: str, now: str) -> str:
    if not was or not now:
        return f"{path} {'新增' if not was else '删去'}{_cut(now or was)}"
    return f"{path} 由{_cut(was)}改为{_cut(now)}"


def _cut(text: str) -> str:
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"


def _changes(was: Any, now: Any, words: tuple[Wording, Wording], path: str = "") -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - parts of any kind
    """(path, before, after) of every smallest part that differs; parts with ids are held against their like."""
    if was == now:
        return
    if isinstance(was, tuple) and isinstance(now, tuple):
        one, other = _by_key(was), _by_key(now)
        for key in {**one, **other}:
            a, b = one.get(key), other.get(key)
            one_of = b if b is not None else a
            title = titled(one_of) if isinstance(one_of, Item) else key
            alone = title == "1" and len(one) <= 1 and len(other) <= 1
            yield from _changes(a, b, words, path if alone else f"{path}“{title}”")
    elif type(was) is type(now) and isinstance(was, Placed) and not _small(was):
        for field in fields(was):
            if field.name not in _SKIP:
                inner = f"{path}{_KEYS.get(field.name, field.name.rstrip('_'))}"
                yield from _changes(getattr(was, field.name), getattr(now, field.name), words, inner)
    else:
        yield path, _said(was, words[0]), _said(now, words[1])


def _by_key(parts: tuple[Any, ...]) -> dict[str, Any]:
    """The elements of a list by what names them, else by their number from 1."""
    return {_key(p) or str(n): p for n, p in enumerate(parts, 1)}


def _key(part: Any) -> str:  # noqa: ANN401 - see above
    keys = getattr(part, "keys", None)
    named = (getattr(part, k, None) for k in ("id", "field", "year", "number"))
    return "·".join(keys) if isinstance(keys, tuple) else next((n for n in named if isinstance(n, str) and n), "")


def _small(part: Any) -> bool:  # noqa: ANN401 - see above
    return isinstance(part, Given | Ask | Formula | Selector | Window | Bound | Every)


def _said(part: Any, words: Wording) -> str:  # noqa: ANN401 - see above
    """A part in a few words."""
    if isinstance(part, tuple):
        return "、".join(_said(p, words) for p in part)
    if is_dataclass(part) and not isinstance(part, Item) and not _small(part):
        inner = (_said(getattr(part, f.name), words) for f in fields(part) if f.name not in _SKIP)
        return "，".join(s for s in inner if s)
    return _plainly(part, words)


def _plainly(part: Any, words: Wording) -> str:  # noqa: ANN401 - see above
    said = ""
    match part:
        case None | "":
            pass
        case Given() | Ask() | Formula():
            said = words.value(part)
        case Selector():
            said = words.who(part)
        case Window():
            said = window_words(part)
        case Bound():
            said = bound_words(part)
        case Every():
            said = every_words(part)
        case Item():
            said = titled(part)
        case bool():
            said = "是" if part else "否"
        case _:
            said = words.name(str(part))
    return said
