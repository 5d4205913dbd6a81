"""What follows from what: rules hear of events and do their deeds, once for each event and row."""

from datetime import datetime

from shanzhi.core.access import Actor
from shanzhi.core.happening import Happening
from shanzhi.queries.running import Running


def happened(actor: Actor | None, running: Running, what: Happening, now: datetime) -> None:
    """Tells the rules of a programme of an event, in the transaction of the deed that brought it about."""
    del actor, running, what, now
