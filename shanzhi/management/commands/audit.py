"""Recomputes what is stored though it could be derived, and checks the journal's chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi.queries.audit import audit, entries


class Command(BaseCommand):
    """Recomputes and compares; exits with 1 where something does not hold."""

    help = "复核 recompute derived figures and check the journal"

    def handle(self, *_: Any, **__: Any) -> None:
        findings = audit()
        for f in findings:
            self.stdout.write(f"不符 {f.what} {f.id}: 存 {f.stored} 算 {f.derived}")
        if findings:
            raise CommandError(f"复核发现 {len(findings)} 处不符。")
        self.stdout.write(f"复核无误：日志 {entries()} 条，前后相连；任务进度与期限灯与明细一致。")
