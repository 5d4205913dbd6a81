"""Makes a round of the night watch: all that a timer must do, part by part. A second run at once changes nothing."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.budgets import forget_spent
from shanzhi.actions.programmes import draft_missing
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.actions.sessions import forget_expired
from shanzhi.actions.snapshots import take_snapshots
from shanzhi.actions.tries import forget_old_tries
from shanzhi.actions.watch import ring_clocks

log = logging.getLogger("shanzhi.night")


class Command(BaseCommand):
    """Makes one round; exits with 1 where a part failed, after all the others were done."""

    help = "值守：到期删除、签检查点、送达、清理 one round of the night watch"

    def handle(self, *_: Any, **__: Any) -> None:
        failed = [name for name, part in self._parts() if not self._does(name, part)]
        if failed:
            raise CommandError(f"值守没有办成 failed: {'、'.join(failed)}")

    def _parts(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """What a round consists of, in order: what is said of it, and the deed with transactions of its own."""
        return (
            ("指标快照 snapshots", self._snapshots),  # first: it notes what it did, and checkpoints sign that too
            ("签检查点 checkpoint", lambda: call_command("checkpoint", stdout=self.stdout)),
            ("送达 deliver", lambda: call_command("deliver", stdout=self.stdout)),
            ("到期删除 retention", lambda: call_command("retention", "--erase", stdout=self.stdout)),
            ("时限到期 case clocks", self._ring),
            ("规则办理 rules", self._rules),
            ("清理输错记录 old tries", lambda: self._counted(forget_old_tries(door.now()))),
            ("补方案包 draft packs", lambda: self._counted(draft_missing(now=door.now()), "已补 drafted")),
            ("清理过期登录 expired log-ins", lambda: self._counted(forget_expired(door.now()))),
            ("清理请求额度 spent budgets", lambda: self._counted(forget_spent(door.now()))),
        )

    def _snapshots(self) -> None:
        """Writes figures down before the rules, which may publish them."""
        done = take_snapshots(door.now())
        log.info("snapshots", extra={"rows": done.rows})
        self.stdout.write("  今天的指标已记下 figures of today are written down")
        if done.failed:
            raise CommandError(f"有{done.failed}项工作的指标没有记下 {done.failed} programmes without a snapshot")

    def _rules(self) -> None:
        done = watch_rules(door.now())
        self.stdout.write(f"  到期 raised {done.raised}，重试 tried {done.tried}，仍在等待 stuck {done.stuck}")

    def _does(self, name: str, part: Callable[[], object]) -> bool:
        self.stdout.write(f"· {name}")
        try:
            part()
        except Exception as error:  # whatever it is, the other parts have to be done
            log.exception("night watch", extra={"part": name})
            self.stdout.write(f"  没有办成 failed: {error}")
            return False
        return True

    def _ring(self) -> None:
        """Rings what is due; a clock that could not be rung fails the part, for somebody has to look."""
        done = ring_clocks(door.now())
        self.stdout.write(f"  已处理 rung {done.rung}")
        if done.failed:
            raise CommandError(f"有{done.failed}项到期没有处理成 {done.failed} could not be rung: /cases/clocks/")

    def _counted(self, rows: int, said: str = "已清理 deleted") -> None:
        self.stdout.write(f"  {said} {rows}")
