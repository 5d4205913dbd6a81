"""What the questions about registers cost."""

from collections.abc import Callable

from shanzhi.actions.records import RecordIn, add_record
from shanzhi.core.pack.forms import Field
from shanzhi.core.template import Spot
from shanzhi.core.unit import PlaceRef
from shanzhi.models import Place, Record
from shanzhi.models.walls import acting
from shanzhi.queries import filled as holding
from shanzhi.queries import finder, quotas, record_lists, record_page, records, registers, running, sights
from tests.conftest import NOW, TODAY, World
from tests.queries.asks import Ask
from tests.queries.cases_of_packs import by_house
from tests.registers_world import VILLAGE, lamp, lamps

ASKED = records.Asked()
SPOTS = (Spot("表", 1, 1, "{{行数 lamp}}"),)


def filled(world: World, n: int) -> tuple[int, list[int]]:
    """The programme of the lamps with n of them; its pack was read before, so that the question alone is counted."""
    programme = lamps(world.clerk)
    rows = [lamp(world.clerk, programme, f"甲{k}").id for k in range(n)]
    return programme, rows


def repaired(world: World, n: int) -> int:
    """A repair of the first of n lamps."""
    programme, rows = filled(world, n)
    given = {"day": "2026-08-20", "words": "换灯泡"}
    said = RecordIn("repair", "", given, rows[0])
    return add_record(actor=world.clerk, programme_id=programme, said=said, now=NOW).id


def of_programme(call: Callable[[World, int], object], rows: Callable[[object], int] | None = None):
    """A question about the programme of n lamps."""

    def ask(world: World, n: int) -> Ask:
        programme, _ = filled(world, n)
        return Ask(lambda: call(world, programme), rows)

    return ask


def of_row(call: Callable[[World, int], object]):
    """A question about one of n lamps."""

    def ask(world: World, n: int) -> Ask:
        _, rows = filled(world, n)
        return Ask(lambda: call(world, rows[0]))

    return ask


def of_repair(call: Callable[[World, int], object]):
    """A question about the repair of one of n lamps."""

    def ask(world: World, n: int) -> Ask:
        row = repaired(world, n)
        return Ask(lambda: call(world, row))

    return ask


def inside(call: Callable[[World, running.Running, PlaceRef], object]):
    """A question asked by the program itself, about a running programme and a village."""

    def ask(world: World, n: int) -> Ask:
        programme, _ = filled(world, n)
        with acting(None):
            live = running.running(programme)
            at = Place.objects.get(code=VILLAGE).as_core()
        return Ask(by_house(lambda: call(world, live, at)))

    return ask


def desk(world: World, live: running.Running):
    return registers.desk_of(live, registers.register_of(live, "lamp"), world.clerk)


def sheet(n: int) -> tuple[list[record_lists.SheetRow], str]:
    """A list of n lamps of a village."""
    given = {"number": "乙", "kind": "市电", "@place": VILLAGE}
    return [record_lists.SheetRow(k, given | {"number": f"乙{k}"}) for k in range(n)], "0" * 64


def checked(world: World, n: int) -> Ask:
    programme, _ = filled(world, n)
    given = sheet(n)
    return Ask(
        lambda: record_lists.check_record_list(world.clerk, programme, "lamp", given, NOW),
        lambda found: len(found.good),
    )


def checked_inside(world: World, n: int) -> Ask:
    programme, _ = filled(world, n)
    given = sheet(n)
    with acting(None):
        live = running.running(programme)
    call = by_house(lambda: record_lists.checked(world.clerk, live, desk(world, live), given, TODAY))
    return Ask(call, lambda found: len(found.good))


def row_of(world: World) -> Record:
    return Record.objects.select_related("place").latest("pk")


def facts(world: World, n: int) -> Ask:
    filled(world, n)
    with acting(None):
        row = row_of(world)
    return Ask(lambda: sights.facts_of(row))


ORG = (Field(id="keeper", type="org"),)
CASES: dict[str, Callable[[World, int], Ask]] = {
    "finder.kind_of": inside(lambda *_: finder.kind_of(ORG[0])),
    "finder.finds": inside(lambda *_: finder.finds(ORG)),
    "finder.names_of": inside(lambda w, *_: finder.names_of(ORG, [{"keeper": w.farm.unit_id}] * 3)),
    "finder.offered": inside(lambda _w, live, at: finder.offered(live, (Field(id="words"),), at)),
    "registers.register_of": inside(lambda _w, live, _at: registers.register_of(live, "lamp")),
    "registers.desk_of": inside(lambda w, live, _at: desk(w, live)),
    "registers.place_for": inside(
        lambda _w, live, at: registers.place_for(live, registers.register_of(live, "lamp"), at.code)
    ),
    "registers.keepers_at": inside(lambda _w, _live, at: registers.keepers_at(at)),
    "registers.may_add": inside(lambda w, _live, at: registers.may_add(w.village, at, frozenset())),
    "registers.shared_key": inside(lambda w, live, _at: registers.shared_key(desk(w, live), "x")),
    "registers.sealed_unique": inside(lambda w, live, _at: registers.sealed_unique(desk(w, live))),
    "sights.eyes_of": inside(lambda w, live, _at: sights.eyes_of(w.clerk, live, desk(w, live), TODAY)),
    "sights.facts_of": facts,
    "records.seen_registers": inside(lambda w, *_: records.seen_registers(w.clerk)),
    "records.states_of": inside(lambda _w, live, _at: records.states_of(live, registers.register_of(live, "lamp"))),
    "records.registers_page": of_programme(
        lambda w, p: records.registers_page(w.clerk, p), lambda page: page.rows[0].rows
    ),
    "records.register_list": of_programme(
        lambda w, p: records.register_list(w.clerk, p, "lamp", ASKED, TODAY), lambda page: len(page.rows)
    ),
    "record_page.record_page": of_row(lambda w, row: record_page.record_page(w.clerk, row, TODAY)),
    "record_page.new_record_form": of_programme(
        lambda w, p: record_page.new_record_form(w.clerk, p, "repair", "", 0), lambda form: len(form.parents)
    ),
    "record_page.correct_record_form": of_repair(lambda w, row: record_page.correct_record_form(w.clerk, row, TODAY)),
    "quotas.quota_page": of_programme(lambda w, p: quotas.quota_page(w.clerk, p, "repair")),
    "record_lists.sent_of": inside(lambda *_: record_lists.sent_of(1, "lamp", "0", 1)),
    "record_lists.titles_of": inside(
        lambda w, live, _at: record_lists.titles_of(desk(w, live).register, desk(w, live).fields)
    ),
    "record_lists.record_list_form": of_programme(lambda w, p: record_lists.record_list_form(w.clerk, p, "lamp")),
    "record_lists.check_record_list": checked,
    "record_lists.checked": checked_inside,
    "filled.template_page": of_programme(lambda w, p: holding.template_page(w.clerk, p)),
    "filled.heads_of": inside(lambda _w, live, _at: holding.heads_of(live)),
    "filled.filled_page": of_programme(
        lambda w, p: holding.filled_page(w.clerk, p, SPOTS, holding.Wanted("", TODAY, TODAY), TODAY),
        lambda page: page.answer.filled[0].value,
    ),
    "record_lists.record_lines": of_programme(
        lambda w, p: record_lists.record_lines(w.clerk, p, "lamp", ASKED, TODAY), lambda lines: len(lines.rows)
    ),
}
