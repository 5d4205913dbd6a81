"""Signs how every chain of the journal stands; for an hourly timer. A second run in the same hour changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from shanzhi import door
from shanzhi.actions.checkpoints import checkpoint_all, heartbeat


class Command(BaseCommand):
    """Notes that the night watch is at work, then makes a checkpoint of every chain that grew."""

    help = "整点签日志检查点 sign checkpoints of the journal"

    def handle(self, *_: Any, **__: Any) -> None:
        now = door.now()
        heartbeat(now)
        checkpoint_all(now)
        self.stdout.write("本小时的值守记录已记，各链的检查点已签到最新一条。")
