"""A complaint of the small world, and how it moves."""

from datetime import datetime, timedelta
from uuid import uuid4

from shanzhi.actions.answers import AnswerIn, give_answer
from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.core.access import Actor
from shanzhi.core.quorum import Meeting
from shanzhi.models import Case
from tests.conftest import NOW, World

VILLAGE = "999901100201"
COMMITTEE = "云岭东一村村民委员会"
MATTER = {"kind": "路边垃圾", "words": "村口路边有两堆垃圾"}


def filed(world: World, programme: int, by: Actor | None = None, **changed: object) -> int:
    """A complaint, by default of the township's government."""
    given = CaseIn(programme, "complaint", VILLAGE, MATTER | changed, key=uuid4())
    return open_case(actor=by or world.town, given=given, now=NOW)


def moved(
    actor: Actor | None, case: int, action: str, *, now: datetime = NOW, meeting: Meeting | None = None, **given: object
) -> bool:
    """A step of a case as it stands now."""
    revision = Case.objects.get(pk=case).revision
    return take_step(actor=actor, said=StepIn(case, action, revision, given, uuid4(), meeting), now=now)


def assigned(world: World, programme: int) -> int:
    """A complaint in the hands of the village."""
    case = filed(world, programme)
    moved(world.clerk, case, "accept", assignee=COMMITTEE, now=NOW + timedelta(minutes=10))
    return case


def filed_live(clerk: Actor, programme: int) -> int:
    """A complaint of the county whose deeds are committed."""
    given = CaseIn(programme, "complaint", "999903100201", MATTER, key=uuid4())
    return open_case(actor=clerk, given=given, now=NOW)


def matter(world: World, mediation: int) -> int:
    """A matter of the village, discussed by its committee."""
    given = CaseIn(mediation, "village_matter", VILLAGE, {"matter": "修路", "plan": "分两段"}, key=uuid4())
    case = open_case(actor=world.village, given=given, now=NOW)
    moved(world.village, case, "discuss", result="同意提交")
    return case


def agency(world: World, mediation: int) -> int:
    """Something the village's agent does for somebody."""
    given = CaseIn(mediation, "agency", VILLAGE, {"service": "社保医保"}, key=uuid4())
    return open_case(actor=world.village, given=given, now=NOW)


def polled(world: World, poll: int, flow: str = "joint", **given: object) -> int:
    """A matter of the village that the county asks others about, by tests/poll.yaml."""
    said = CaseIn(poll, flow, VILLAGE, {"what": "修桥"} | given, key=uuid4())
    return open_case(actor=world.clerk, given=said, now=NOW)


def answered(actor: Actor, case: int, now: datetime, **given: object) -> bool:
    """What somebody answers."""
    return give_answer(actor=actor, said=AnswerIn(case, given, uuid4()), now=now)
