"""A programme of the small world with figures: the hygiene pack, complaints in two townships, and more indicators."""

from datetime import datetime, timedelta

from shanzhi.core.access import Actor
from shanzhi.models import Case, Place
from shanzhi.models.walls import acting
from shanzhi.queries.running import Running
from tests.books_world import SETTLED, settled
from tests.conftest import NOW

EAST, EAST_TWO, WEST = "999901100201", "999901100202", "999901101201"
TOWN, OTHER_TOWN, COUNTY = "999901100000", "999901101000", "999901000000"
MORE = """indicators:
  people:
    {title: 登记人口, measure: 人, at: village, every: year, rollup: sum, target: {"+0": 5000, "+2": 6000},
     value: "= at.population", clause: 七}
  satisfied:
    {title: 群众满意率, measure: "%", at: township, every: quarter, rollup: mean, target: {"+0": 90}, by: township,
     clause: 七}
  swept: {title: 台账按时率, measure: "%", at: village, every: month, rollup: ratio,
    value: "= 100 * count(self_score, state='met', due=period) / count(self_score, due=period)", clause: 七}
"""
TEXT = SETTLED.replace("indicators:\n", MORE, 1)


def figures(actor: Actor) -> Running:
    """The hygiene pack with indicators that are summed, entered, and counted of duties."""
    return settled(actor, TEXT)


def complaint(found: Running, place: str, days: int | None = None, *, again: bool = False, now: datetime = NOW) -> Case:
    """A complaint opened on NOW at a place, closed after so many days; again: sent back once."""
    with acting(None):
        count = Case.objects.filter(programme=found.programme_id).count()
        case = Case.objects.create(
            programme_id=found.programme_id, edition_id=found.edition_id, flow="complaint", n=count + 1,
            place=Place.objects.get(code=place), values={"kind": "路边垃圾"}, state="closed" if days else "reported",
            standing={}, opened_at=now, moved_at=now, closed_at=now + timedelta(days=days) if days else None,
        )  # fmt: skip
        if again:
            case.steps.create(revision=1, action="again", to_state="assigned", at=now)
    return case
