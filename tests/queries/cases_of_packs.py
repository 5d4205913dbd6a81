"""What the questions about running packs cost."""

from collections.abc import Callable
from datetime import date

from shanzhi.core.access import Actor
from shanzhi.core.adoption import Creation
from shanzhi.core.programme import draft
from shanzhi.core.unit import Register
from shanzhi.models import AskedAgain, Duty, Edition, Place, Programme, Reading, Seat
from shanzhi.models.walls import acting
from shanzhi.packs.reading import library_text
from shanzhi.queries import again, burden, doers, drafts, handing, packs, reviews, rounds, running
from tests.actions.test_handing import DUE, duty_of
from tests.conftest import NOW, TODAY, World
from tests.packs_world import adopted
from tests.queries.asks import Ask


def programme(world: World, pack: str = "village_hygiene") -> running.Running:
    """A running pack, read before, so that the question alone is counted."""
    with acting(None):
        return running.running(adopted(world.clerk, pack))


def seats(world: World, n: int) -> running.Running:
    """A running pack with n inspectors."""
    found = programme(world)
    with acting(None):
        place = Place.objects.get(code="999901000000")
        for who in (world.clerk, world.colleague, world.leader)[:n]:
            Seat.objects.create(
                programme_id=found.programme_id, seat="inspector", place=place, user_id=who.id, from_on=TODAY,
                given_at=NOW,
            )  # fmt: skip
    return found


def by_house(call: Callable[[], object]) -> Callable[[], object]:
    def asked() -> object:
        with acting(None):
            return call()

    return asked


def case(make: Callable[[World, int], Callable[[], object]], rows: Callable[[object], int] | None = None):
    """A question asked by the program itself."""
    return lambda world, n: Ask(by_house(make(world, n)), rows)


def held(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    return lambda: doers.held_on(found.programme_id, TODAY)


def stood_for(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    return lambda: doers.seats_at(world.village, found, "999901100201", TODAY)


def by_programme(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    return lambda: running.running(found.programme_id)


def by_clerk(world: World, _: int) -> Ask:
    id_ = programme(world).programme_id
    return Ask(by_house(lambda: running.running_seen(world.clerk, id_)), None)


def by_edition(world: World, n: int) -> Callable[[], object]:
    found = seats(world, n)
    with acting(None):
        edition = Edition.objects.get(programme=found.programme_id).pk
    return lambda: running.running_by(edition)


def all_running(world: World, _: int) -> Callable[[], object]:
    found = programme(world)
    return lambda: running.runnings([found.programme_id])


def duties_of(world: World) -> tuple[list[Duty], dict[int, running.Running]]:
    """The duties of a pack, some of them for the rows of a register."""
    found = programme(world, "street_cleaning")
    with acting(None):
        return list(Duty.objects.filter(programme=found.programme_id)), {found.programme_id: found}


def of_duties(ask: Callable[[list[Duty], dict[int, running.Running]], object]):
    """A question about the duties of a pack."""

    def make(world: World, _: int) -> Callable[[], object]:
        found = duties_of(world)
        with acting(None):
            assert [d.programme for d in found[0]]
        return lambda: ask(*found)

    return case(make)


def month_of(duties: list[Duty], packs: dict[int, running.Running]) -> object:
    return [rounds.rounds(d, packs, TODAY, TODAY) for d in duties]


def of_programme(ask: Callable[[Actor, int], object], pack: str = "village_hygiene"):
    """A question of the clerk's about a programme whose pack was read before."""

    def make(world: World, _: int) -> Ask:
        id_ = programme(world, pack).programme_id
        return Ask(lambda: ask(world.clerk, id_), None)

    return make


def handed(world: World, _: int) -> Ask:
    asked = handing.Asked(duty_of(world.clerk), DUE, world.village.unit_id, None, 1)
    handing.hand_in_page(world.clerk, asked)
    return Ask(lambda: handing.hand_in_page(world.clerk, asked), None)


def of_months(world: World, n: int) -> Ask:
    """The burden of a month, of n packs."""
    for pack in ("village_hygiene", "pairing", "village_cleaning_team")[:n]:
        adopted(world.clerk, pack)
    burden.burden_page(world.clerk, date(2026, 9, 1))  # the packs are known from here on
    return Ask(lambda: burden.burden_page(world.clerk, date(2026, 9, 1)), None)


def drafted(world: World, _: int) -> Ask:
    with acting(None):
        facts, answers = reviews.checked_facts(world.reading), Reading.objects.get(pk=world.reading).as_core()
        plan = draft(facts, answers, reviews.register_of(world.reading))
    return Ask(by_house(lambda: drafts.material_of(world.reading, plan)), None)


def known(ask: Callable[[running.Running], object]):
    """A question about a pack at hand."""

    def make(world: World, _: int) -> Callable[[], object]:
        found = programme(world)
        return lambda: ask(found)

    return case(make)


def people(found: running.Running) -> object:
    return packs.people_of(found, Register((), found.place))


def all_units(*_: object) -> Callable[[], object]:
    with acting(None):
        place = Place.objects.get(code="999901000000")
    return lambda: packs.register_at(place)


TEXT = library_text("village_hygiene")
OTHER = TEXT.replace("3 work", "5 work")
DAYS = (date(2026, 9, 1), date(2027, 8, 31))
WHERE = again.Where("999901000000", *DAYS)


def asked_for(found: running.Running) -> object:
    """What a pack will have handed in: nothing, of a creation of nothing."""
    return again.will_ask(found, Creation()), again.purpose_of(found, None)


def reasons(world: World, n: int) -> Callable[[], object]:
    """n fields of a programme that are asked again, each with its reason."""
    found = programme(world)
    with acting(None):
        for k in range(n):
            AskedAgain.objects.create(
                programme_id=found.programme_id, item="sheet", field=f"f{k}", title="道路长度",
                held_by_id=world.programme, held_item="road", held_field="length", where="村道", why="核对", at=NOW,
                by_id=world.clerk.id,
            )  # fmt: skip
    return lambda: again.reasons_for(Programme.objects.filter(pk=found.programme_id))


CASES: dict[str, Callable[[World, int], Ask]] = {
    "running.running": case(by_programme),
    "running.running_by": case(by_edition),
    "burden.burden_page": of_months,
    "again.again_in": known(lambda found: again.again_in((found.pack, *found.used), WHERE)),
    "again.will_ask": known(asked_for),
    "again.purpose_of": known(lambda found: again.purpose_of(found, None)),
    "again.reasons_for": case(reasons, len),
    "drafts.material_of": drafted,
    "packs.library_page": of_programme(lambda actor, _: packs.library_page(actor)),
    "packs.offer_page": of_programme(lambda actor, _: packs.offer_page(actor, TEXT, DAYS)),
    "packs.pack_page": of_programme(packs.pack_page),
    "packs.change_page": of_programme(
        lambda actor, id_: packs.change_page(actor, id_, TEXT.replace("3 work", "5 work"))
    ),
    "packs.flow_chart": of_programme(lambda actor, id_: packs.flow_chart(actor, id_, "complaint")),
    "packs.register_at": case(all_units),
    "packs.people_of": known(people),
    "packs.quotes_of": known(packs.quotes_of),
    "packs.asks_of": known(lambda found: packs.asks_of(found.pack)),
    "running.running_seen": by_clerk,
    "running.runnings": case(all_running),
    "rounds.rounds": of_duties(month_of),
    "rounds.written_in": of_duties(lambda duties, packs: [rounds.written_in(d, packs) for d in duties]),
    "rounds.register_of": of_duties(lambda duties, packs: [rounds.register_of(d, packs) for d in duties]),
    "rounds.packs_of": of_duties(lambda duties, _: rounds.packs_of(duties)),
    "rounds.form_of": of_duties(lambda duties, packs: [rounds.form_of(d, packs) for d in duties]),
    "handing.hand_in_page": handed,
    "rounds.rows_of": of_duties(lambda duties, packs: [rounds.rows_of(d, packs) for d in duties if d.item == "sweep"]),
    "rounds.rows_owing": of_duties(rounds.rows_owing),
    "running.work_time": case(lambda *_: running.work_time),
    "doers.held_on": case(held, len),
    "doers.seats_at": case(stood_for),
    "doers.person_of": case(lambda world, _: lambda: doers.person_of(world.village)),
}
