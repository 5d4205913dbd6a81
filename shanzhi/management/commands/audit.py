"""Recomputes what is stored though it could be derived, and checks the journal's chains against checkpoints."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.checkpoints import keys_of
from shanzhi.core.chain import PROGRAM
from shanzhi.core.kinds import CHINA
from shanzhi.core.notes import parse_checkpoint, parse_note
from shanzhi.queries.audit import Completeness, audit, completeness, entries, known_keys, unsigned
from shanzhi.queries.audit_of_money import Finding

SAYS = {
    "journal_missing": "{where} 链缺第 {id} 条（被删除）",
    "journal_content": "{where} 链第 {id} 条的内容被改动，与它的哈希不符",
    "journal_link": "{where} 链第 {id} 条与前一条接不上：前一条被改后重算了哈希，或两条之间被动过",
    "journal_value": "{where} 链第 {id} 条保存的内容被改动，与日志中的承诺不符",
    "journal_gone": "{where} 链第 {id} 条的内容不见了，却没有删除内容的记录",
    "journal_cut": "{where} 链从第 {id} 条起被截去",
    "journal_rewritten": "{where} 链与他人持有的检查点不符：第一处改动在第 {id} 条或其后",
    "journal_head": "{where} 链的链尾记录与第 {id} 条不符",
    "journal_tile": "{where} 链从第 {id} 条起的 256 条树结点不符",
    "journal_signature": "{where} 链第 {id} 条处的检查点签名不对",
    "book": "第 {id} 号账户的余额与分录合计不符：存 {stored} 算 {derived}",
    "book_entry": "第 {id} 号分录不平：差 {stored}",
    "receipt": "第 {id} 号收据与它的记账不符：收据 {stored} 记账 {derived}",
    "receipt_numbers": "收据号有缺号（从第 {id} 号记录的系列查起）：共 {stored} 张，最后一号是 {derived}",
    "exemption": "第 {id} 号应缴分录减免过多：应缴 {stored} 减免 {derived}",
    "month": "第 {id} 号封账的月份与分录不符：存 {stored} 算 {derived}",
    "journal_fork": "{where} 链：见证方报告分叉，历史可能被改写（从第 {id} 条起核查）",
}


class Command(BaseCommand):
    """Recomputes and compares; exits with 1 where something does not hold."""

    help = "复核 recompute derived figures and check the journal"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", action="append", default=[], type=Path, help="a checkpoint others hold")

    def handle(self, *_: Any, **options: Any) -> None:
        findings = (*audit(_held(options["checkpoint"])), *unsigned(known_keys(keys_of(PROGRAM)[0].data)))
        for f in findings:
            self.stdout.write(_sentence(f))
        if not findings:
            self.stdout.write(
                f"复核无误：日志 {entries()} 条，前后相连；任务进度与期限灯与明细一致，账目余额与分录一致。"
            )
        self._completeness(completeness(door.now()))
        if findings:
            raise CommandError(f"复核发现 {len(findings)} 处不符。")

    def _completeness(self, found: Completeness) -> None:
        """The other verdict: what may be missing; it does not change the exit status."""
        for device, first, last in found.devices:
            self.stdout.write(f"可能缺失 设备 {device}：序号 {first}–{last} 没有收到")
        for since, until in found.hours:
            a, b = (f"{t.astimezone(CHINA):%Y-%m-%d %H}时" for t in (since, until))
            self.stdout.write(f"可能缺失 值守记录：{a}至{b}没有整点记录")
        for day, who, n in found.days[-20:]:
            self.stdout.write(f"  {day} {'程序' if who is None else f'用户 {who}'}：{n} 条")
        self.stdout.write("完整性：未见缺失。" if found.holds else "完整性：有上列可能缺失之处，请查明原因。")


def _sentence(f: Finding) -> str:
    if f.what in SAYS:
        where = {"first": "旧", PROGRAM: "程序"}.get(f.where, f.where)
        return "不符 " + SAYS[f.what].format(where=where, id=f.id, stored=f.stored, derived=f.derived)
    return f"不符 {f.what} {f.id}: 存 {f.stored} 算 {f.derived}"


def _held(files: list[Path]) -> Mapping[str, Mapping[int, str]]:
    """The roots of the checkpoints in files, by tenant and size."""
    out: dict[str, dict[int, str]] = {}
    for file in files:
        note = parse_note(file.read_text(encoding="utf-8"))
        point = parse_checkpoint(note.text) if note else None
        parts = point.origin.split("/journal/") if point else []
        if point is None or len(parts) < 2:  # noqa: PLR2004 - name and tenant
            raise CommandError(f"{file} 不是本系统日志的检查点。")
        out.setdefault(parts[1][:6], {})[point.size] = point.root.hex()
    return out
