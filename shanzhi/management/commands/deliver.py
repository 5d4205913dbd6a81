"""Brings checkpoints to those who bear witness, and tries again later where one could not be reached."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shanzhi import door
from shanzhi.actions.witness import Answer, record_delivery
from shanzhi.couriers.checkpoints import mail, post
from shanzhi.queries.journal import DueDelivery, due_deliveries, submission

ROUNDS = 3  # a witness that holds another size than we thought is told anew at once


class Command(BaseCommand):
    """Delivers what is due; exits with 1 where a witness reports a fork."""

    help = "向见证方发送检查点 deliver checkpoints to witnesses"

    def handle(self, *_: Any, **__: Any) -> None:
        forked = 0
        for _round in range(ROUNDS):
            for one in due_deliveries(door.now()):
                answer = _carry(one)
                state = record_delivery(delivery_id=one.id, old=one.old, answer=answer, now=door.now())
                forked += state == "forked"
                self.stdout.write(f"{one.name} {one.point.tenant} {one.point.size} 条：{SAYS[state]} {answer.status}")
        if forked:
            raise CommandError(
                "见证方报告分叉：它持有的历史与本系统现在的历史不一致。请立即停止改动，保留现场，查明原因。"
            )


SAYS = {"sent": "已送达", "waiting": "稍后再送", "forked": "报告分叉"}


def _carry(one: DueDelivery) -> Answer:
    if one.kind == "mail":
        return Answer(*mail(one.address, f"检查点 checkpoint {one.point.origin} {one.point.size}", one.point.note))
    if one.kind == "post":
        return Answer(*post(one.address, one.point.note))
    if one.old > one.point.size:  # it holds a later one already
        return Answer(409, "text/x.tlog.size", str(one.old))
    return Answer(*post(f"{one.address.rstrip('/')}/add-checkpoint", submission(one.point, one.old)))
