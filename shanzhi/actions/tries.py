"""Wrong tries at the door: counted before they are looked at, forgiven when they were right."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F

from shanzhi.core.access import DOOR
from shanzhi.core.kinds import Refused
from shanzhi.core.lockout import FORGOTTEN, Counter, left, standing
from shanzhi.models import Tries
from shanzhi.models.walls import acting
from shanzhi.vault import ring

Names = Mapping[Counter, str]


def count_try(names: Names, now: datetime) -> None:
    """Counts a try as wrong before it is looked at, so that a hundred at once gain nothing by it.

    names: whose counters it goes to. During a wait nothing is counted: it ends, whoever keeps knocking.
    raises: Refused("too_many_tries").
    """
    with acting(DOOR):
        rows = [_row(counter, name, now) for counter, name in sorted(names.items())]
        waits = [left(row.counter, row.wrong, row.last_at, now) for row in rows]  # type: ignore[arg-type]  # a known counter
        if any(waits):
            minutes = -(-max(waits) // timedelta(minutes=1))
            raise Refused("too_many_tries", "输错的次数太多，请过 {minutes} 分钟再试。", minutes=minutes)
        for row in rows:
            row.wrong, row.last_at = standing(row.wrong, row.last_at, now) + 1, now
            row.save(update_fields=["wrong", "last_at"])


def forgive(names: Names) -> None:
    """Takes a right try back: a person's own counter starts anew, that of his address only loses this one try."""
    with acting(DOOR):
        for counter, name in sorted(names.items()):
            rows = Tries.objects.filter(counter=counter, name=ring().hash(name, "tries"))
            if counter in {"address", "pairing"}:
                rows.filter(wrong__gt=0).update(wrong=F("wrong") - 1)
            else:
                rows.delete()


def forget_old_tries(now: datetime) -> int:
    """Deletes counters that count no more; gives how many."""
    with acting(DOOR):
        return Tries.objects.filter(last_at__lt=now - FORGOTTEN).delete()[0]


def _row(counter: Counter, name: str, now: datetime) -> Tries:
    rows = Tries.objects.select_for_update()
    known = ring().hash(name, "tries")
    return rows.get_or_create(counter=counter, name=known, defaults={"wrong": 0, "last_at": now})[0]
