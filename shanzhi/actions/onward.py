"""Where rules reach into other deeds: a case opened or moved, a row written. One call for each."""

from collections.abc import Mapping
from datetime import datetime

from shanzhi.core.kinds import Refused
from shanzhi.core.meant import Meant
from shanzhi.core.pack.rules import ActDeed, OpenDeed, WriteDeed
from shanzhi.queries.running import Running


def open_by_rule(running: Running, deed: OpenDeed, meant: Meant, given: Mapping[str, object], now: datetime) -> str:
    """Opens a case, task or duty of a rule, by the program; gives what it is called.

    given: fields by id, as people write them.
    raises: Refused("deed_not_ready") and codes of the deed.
    """
    del running, meant, given, now
    raise _not_ready(deed.flow or deed.task or deed.duty)


def act_by_rule(running: Running, deed: ActDeed, row: str, now: datetime) -> str:
    """Takes a step of the case at hand, by the program. row: case:12/3.

    raises: Refused("deed_not_ready") and codes of the deed.
    """
    del running, row, now
    raise _not_ready(deed.flow)


def write_by_rule(running: Running, deed: WriteDeed, meant: Meant, given: Mapping[str, object], now: datetime) -> str:
    """Adds a row to a register, by the program; gives what it is called.

    raises: Refused("deed_not_ready") and codes of the deed.
    """
    del running, meant, given, now
    raise _not_ready(deed.register)


def _not_ready(item: str) -> Refused:
    return Refused("deed_not_ready", "“{item}”还不能由规则办理，请先由办公室办理。", item=item)
