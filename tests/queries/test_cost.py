"""What each query costs: as many statements as its docstring says, at one row of its subject and at three."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client

from shanzhi.actions.indicators import ValueIn, enter_value
from shanzhi.actions.plans import PlanIn, hand_in_plan
from shanzhi.actions.posts import PostIn, give_post
from shanzhi.actions.register import PlaceIn, UnitIn, add_places, add_units
from shanzhi.actions.requests import RequestIn, open_request
from shanzhi.actions.sessions import mark
from shanzhi.actions.tasks import claim_task, note_progress, settle_task
from shanzhi.actions.witness import WitnessIn, add_witness
from shanzhi.core.consent import Consent
from shanzhi.core.declarations import of
from shanzhi.core.publication import Publication
from shanzhi.core.register import Row
from shanzhi.models import Attachment, Duty, Indicator, Resident, RightsRequest, Task, User
from shanzhi.papers.parts import Part
from shanzhi.queries import (
    anchors,
    audit,
    backup,
    books,
    duties,
    holdings,
    indicators,
    journal,
    ledger,
    people,
    people_lists,
    privacy,
    requests,
    residents,
    reviews,
    tasks,
    today,
    wall,
)
from shanzhi.queries.calendar import work_calendar
from tests import register
from tests.conftest import NOW, TODAY, World, adopt, person
from tests.queries.counting import cost_of, counts, query_functions, statements
from tests.queries.subjects import repairs, roads, said, townships
from tests.queries.test_anchors import running

MONTH = TODAY.replace(day=1)
DUE = date(2026, 9, 16)


@dataclass(frozen=True)
class Ask:
    """A question, and how many rows of its subject an answer holds; None for a question about one thing."""

    call: Callable[[], object]
    rows: Callable[[object], int] | None = None


def programme(world: World, n: int) -> int:
    return adopt(world.clerk, roads(n))[1]


def of_programme(query, *more, rows=len):
    """A question about a programme with n tasks, phases, indicators and duties."""
    return lambda world, n: Ask(partial(query, programme(world, n), *more), rows)


def of_office(query, *more, rows, who: str = "clerk"):
    """The same, asked by somebody."""
    return lambda world, n: Ask(partial(query, getattr(world, who), programme(world, n), *more), rows)


def grown(query, grow):
    """A question about everything there is, after n more of it."""

    def ask(world: World, n: int) -> Ask:
        before = query()
        for k in range(n):
            grow(world, k)
        many = isinstance(before, int)
        return Ask(query, lambda after: after - before if many else len(after) - len(before))

    return ask


def one(call):
    """A question about one thing."""
    return lambda world, _n: Ask(partial(call, world))


def a_unit(world: World, k: int) -> None:
    add_units(actor=None, units=[UnitIn(f"云岭县第{k}局", "999901000000")], now=NOW)


def a_place(world: World, k: int) -> None:
    add_places(actor=None, places=[PlaceIn(f"9999011003{k:02}", f"新{k}村", "village")], now=NOW)


def a_person(world: World, k: int) -> None:
    person(f"newcomer{k}", "reader", "999901000000")


def a_note(world: World, k: int) -> None:
    row = Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")
    note_progress(actor=world.farm, task_id=row.pk, said=said("好"), now=NOW)


def findings(world: World, n: int) -> Ask:
    Task.objects.filter(pk__in=[t.pk for t in repairs(programme(world, n))]).update(light_on=None)
    return Ask(audit.audit, len)


def claimed(world: World, n: int) -> None:
    for row in repairs(programme(world, n)):
        claim_task(actor=world.water, task_id=row.pk, said=said(), now=NOW)


def first_page(world: World, n: int) -> Ask:
    claimed(world, n)
    return Ask(partial(today.today_page, world.clerk, NOW, TODAY), lambda page: len(page.tasks))


def waiting(world: World, n: int) -> Ask:
    claimed(world, n)
    return Ask(partial(ledger.tasks_waiting, world.clerk, TODAY), len)


def mine(world: World, n: int) -> Ask:
    programme(world, n)
    return Ask(partial(ledger.my_tasks, world.water, TODAY), lambda rows: sum(r.title.startswith("修补") for r in rows))


def duty_times(world: World, n: int) -> Ask:
    clerk, number = townships(n)
    duty = Duty.objects.get(programme=number)
    return Ask(partial(duties.duty_page, clerk, duty.pk, DUE, TODAY), lambda page: len(page.times))


def values(world: World, n: int) -> Ask:
    number = programme(world, n)
    for row in Indicator.objects.filter(programme=number):
        for k in range(n):
            given = ValueIn(uuid4(), date(2026, 8, k + 1), Decimal(k), "月报")
            enter_value(actor=world.clerk, indicator_id=row.pk, given=given, now=NOW)
    return Ask(
        partial(indicators.indicators_page, world.clerk, number),
        lambda page: len(page.rows) if all(len(r.values) == n for r in page.rows) else -1,
    )


def task_with_everything(world: World, n: int) -> Ask:
    """n notes with n files each, n parts, n changes of the day."""
    clerk, number = townships(n)
    row = Task.objects.get(programme=number, title="清理河面", parent=None)
    for k in range(n):
        note_progress(actor=clerk, task_id=row.pk, said=said("好", files=n), now=NOW)
        settle_task(actor=clerk, task_id=row.pk, due_on=date(2026, 10, k + 1), reason="雨", now=NOW)

    def rows(page: tasks.TaskPage) -> int:
        held = {len(page.notes), len(page.parts), len(page.settled), *(len(note.files) for note in page.notes)}
        return held.pop() if len(held) == 1 else -1

    return Ask(partial(tasks.task_page, clerk, row.pk, TODAY), rows)


def a_file(world: World, n: int) -> Ask:
    row = Task.objects.get(programme=world.programme, title__startswith="清理陈年垃圾")
    note_progress(actor=world.farm, task_id=row.pk, said=said(files=n), now=NOW)
    return Ask(partial(tasks.attachment, world.clerk, Attachment.objects.filter(note__task=row).earliest("pk").pk))


def plans(world: World, n: int) -> Ask:
    for k in range(n):
        hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(n, f"道路{k}")), now=NOW)
    before = 1  # the world's own
    return Ask(partial(reviews.plans_page, world.clerk), lambda rows: len(rows) - before)


def of_reading(query, rows, *, actor: bool = False):
    """A question about a reading not yet checked, with n tasks, phases, indicators and duties."""

    def ask(world: World, n: int) -> Ask:
        reading = hand_in_plan(actor=world.clerk, plan=PlanIn(text=roads(n)), now=NOW).reading_id
        return Ask(partial(query, *((world.clerk,) if actor else ()), reading), rows)

    return ask


def posts_of_a_log_in(world: World, n: int) -> Ask:
    """A log-in of somebody with n posts."""
    keeper = person("keeper", "keeper", "999901000000")
    for code in ("999901100000", "999901101000")[: n - 1]:
        give_post(actor=keeper, post=PostIn(world.clerk.id, "leader", code), now=NOW)
    client = Client()
    client.force_login(User.objects.get(pk=world.clerk.id), backend="shanzhi.door.PostBackend")
    return Ask(partial(people.log_in_of, mark(client.session.session_key)), lambda found: len(found.posts))


def kept(query, grow, rows):
    """A question of the keeper's, after n more of its subject; the search leaves those alone."""

    def ask(world: World, n: int) -> Ask:
        keeper = person("keeper", "keeper", "999901000000")
        for k in range(n):
            grow(world, k)
        return Ask(partial(query, keeper), rows)

    return ask


def a_post_more(world: World, k: int) -> None:
    place = ("999901100000", "999901101000", "999901100201")[k]
    give_post(actor=None, post=PostIn(world.reader.id, "leader", place), now=NOW)


def listed(actor) -> people_lists.Known:
    return people_lists.known_people(actor, [Row(2, {"username": f"newcomer{k}"}) for k in range(3)])


def checked(actor) -> tuple[object, ...]:
    """A list with another name under the username of each newcomer."""
    cells = [{"name": "别人", "username": f"newcomer{k}", "role": "reader"} for k in range(3)]
    return people_lists.check_list(actor, "people", [Row(n, c) for n, c in enumerate(cells, 2)])


def near(world: World, n: int) -> Ask:
    before = len(reviews.register_of(world.reading).units)
    for k in range(n):
        a_unit(world, k)
    return Ask(partial(reviews.register_of, world.reading), lambda register: len(register.units) - before)


def witnesses(n: int) -> None:
    for k in range(n):
        add_witness(actor=None, witness=WitnessIn("post", f"馆{k}", f"https://{k}.example/"), now=NOW)


def watched_by(world: World, n: int) -> Ask:
    witnesses(n)
    return Ask(partial(journal.journal_page, world.clerk), lambda page: len(page.witnesses))


def deliveries(_world: World, n: int) -> Ask:
    witnesses(n)
    return Ask(partial(journal.due_deliveries, NOW), lambda due: sum(d.point.tenant == "999901" for d in due))


def cells(page: duties.Month) -> int:
    return sum(len(day.cells) for week in page.weeks for day in week)


def bars(page: wall.Wall) -> int:
    return sum(bar.title.startswith("修补") for band in page.bands for bar in band.bars)


def first_clause(actor, reading: int) -> reviews.Review:
    return reviews.review_page(actor, reading, 0)


def residents_of(world: World, n: int) -> list[int]:
    """n residents of a household, each with a consent, a request and a published use."""
    home = register.household(world.village)
    found = [register.resident(world.village, home, f"王{'甲乙丙'[k]}明") for k in range(n)]
    for who in found:
        register.agree(world.village, who)
        register.agree(world.village, who, Consent("publish", "paper", "公示", witness="李会计"))
        given = RequestIn("copy", "一份", "paper", TODAY, 15)
        open_request(actor=world.village, resident_id=who, given=given, now=NOW)
    return found


def of_resident(call, rows=None):
    """A question about one of n residents."""

    def ask(world: World, n: int) -> Ask:
        found = residents_of(world, n)
        return Ask(partial(call, world, found), rows)

    return ask


def loaded(found: list[int]) -> Resident:
    return Resident.objects.select_related("household__place", "household__head").get(pk=found[0])


def held(world: World, n: int) -> Ask:
    row = loaded(residents_of(world, n))
    return Ask(partial(holdings.holdings, row))


def clear_name(world: World, n: int) -> Ask:
    row = loaded(residents_of(world, n))
    return Ask(partial(holdings.in_clear, row, of("Resident", "name")))


def a_row(world: World, n: int) -> Ask:
    found = residents_of(world, n)
    rows = RightsRequest.objects.select_related("recorded_by", "resident__household__place")
    return Ask(partial(requests.request_row, rows.get(resident=found[0]), TODAY))


def one_request(world: World, n: int) -> Ask:
    found = residents_of(world, n)
    number = RightsRequest.objects.get(resident=found[0]).pk
    return Ask(partial(privacy.request_of, world.clerk, number, TODAY))


def events(world: World, n: int) -> Ask:
    """A programme whose deadlines count from n events."""
    names = ("规划批准", "合同签订", "资金到位")[:n]
    lines = (f"{k}.第{k}件事。\n责任单位：县水务局\n完成时限：自{e}之日起20日内\n" for k, e in enumerate(names, 1))
    number = running(world, "云岭县工程实施方案\n一、重点任务\n" + "".join(lines), *names)
    return Ask(partial(anchors.anchors_page, world.clerk, number), lambda page: len(page.anchors))


def a_receipt(_world: World, n: int) -> Ask:
    parts = [Part("table", f"t{k}", 1, 1, "") for k in range(n)]
    return Ask(partial(backup.receipt, {"made_at": "", "program": ""}, parts, ""), lambda found: len(found.rows))


def provisional(world: World, _n: int) -> Ask:
    task = Task.objects.filter(programme=world.programme).earliest("n")
    return Ask(partial(anchors.is_provisional, task, TODAY, work_calendar()))


# reads through a connection of its own, or nothing but a file: test_backup.py
ELSEWHERE = {"backup.back_up", "backup.check"}
CASES: dict[str, Callable[[World, int], Ask]] = {
    "anchors.anchors_page": events,
    "anchors.is_provisional": provisional,
    "holdings.holdings": held,
    "holdings.in_clear": clear_name,
    "requests.request_row": a_row,
    "privacy.requests_page": of_resident(lambda world, _found: privacy.requests_page(world.clerk, TODAY), len),
    "privacy.request_of": one_request,
    "privacy.counts": of_resident(lambda world, _found: privacy.counts(world.clerk), lambda found: found.residents),
    "privacy.public_names": of_resident(lambda _world, found: privacy.public_names(found, Publication("公示")), len),
    "residents.places_page": of_resident(
        lambda world, _found: residents.places_page(world.clerk), lambda page: sum(p.residents for p in page)
    ),
    "residents.residents_page": of_resident(
        lambda world, _found: residents.residents_page(world.clerk, register.VILLAGE), lambda page: len(page.rows)
    ),
    "residents.residents_by_id_number": of_resident(
        lambda world, _found: residents.residents_by_id_number(world.clerk, register.ID_NUMBER, TODAY)
    ),
    "residents.household_page": lambda world, n: Ask(
        partial(residents.household_page, world.clerk, loaded(residents_of(world, n)).household_id),
        lambda page: len(page.rows),
    ),
    "residents.person_page": of_resident(lambda world, found: residents.person_page(world.clerk, found[0], TODAY)),
    "audit.audit": findings,
    "audit.entries": grown(audit.entries, a_note),
    "backup.is_filled": one(lambda _world: backup.is_filled()),
    "backup.receipt": a_receipt,
    "books.is_empty": one(lambda _world: books.is_empty()),
    "books.unit_ids": grown(books.unit_ids, a_unit),
    "books.has_place": one(lambda _world: books.has_place("999901000000")),
    "books.usernames": grown(books.usernames, a_person),
    "books.actor": one(lambda _world: books.actor("farm")),
    "books.actor_of_unit": lambda world, n: Ask(
        partial(books.actor_of_unit, [world.farm.unit_id, world.water.unit_id, world.town.unit_id][:n])
    ),
    "books.open_tasks": of_programme(books.open_tasks, rows=lambda found: len(found) // 3),
    "books.due_times": of_programme(books.due_times, date(2026, 8, 31)),
    "books.indicators": of_programme(books.indicators),
    "calendar.work_calendar": one(lambda _world: work_calendar()),
    "duties.state_of": one(lambda _world: duties.state_of(None, DUE, TODAY, asked=True)),
    "duties.duty_calendar": lambda world, n: Ask(
        partial(duties.duty_calendar, world.clerk, MONTH, TODAY, programme(world, n)), cells
    ),
    "duties.duty_page": duty_times,
    "indicators.indicators_page": values,
    "audit.chains": one(lambda _world: audit.chains({})),
    "audit.known_keys": one(lambda _world: audit.known_keys(b"")),
    "audit.unsigned": one(lambda _world: audit.unsigned([])),
    "audit.completeness": one(lambda _world: audit.completeness(NOW)),
    "journal.journal_page": watched_by,
    "journal.entry_page": one(lambda world: journal.entry_page(world.clerk, 1)),
    "journal.latest_point": one(lambda _world: journal.latest_point("999901")),
    "journal.chain_export": one(lambda world: journal.chain_export(world.clerk, values=True)),
    "journal.export_lines": one(lambda _world: list(journal.export_lines("999901", values=True))),
    "journal.entry_proof": one(lambda world: journal.entry_proof(world.clerk, 1)),
    "journal.growth_proof": one(lambda _world: journal.growth_proof("999901", 1)),
    "journal.submission": lambda _world, _n: Ask(partial(journal.submission, journal.latest_point("999901"), 3)),
    "journal.due_deliveries": deliveries,
    "journal.origins": one(lambda _world: journal.origins()),
    "ledger.ledger_page": of_office(
        ledger.ledger_page, ledger.Filter(text="修补"), TODAY, rows=lambda page: len(page.rows)
    ),
    "ledger.my_tasks": mine,
    "ledger.tasks_waiting": waiting,
    "people_lists.people_page": kept(
        lambda actor: people_lists.people_page(actor, "newcomer", TODAY), a_person, lambda page: len(page.rows)
    ),
    "people_lists.person_page": lambda world, n: kept(
        lambda actor: people_lists.person_page(actor, world.reader.id, TODAY),
        a_post_more,
        lambda page: len(page.row.posts) - 1,
    )(world, n),
    "people_lists.units_page": kept(
        lambda actor: people_lists.units_page(actor, "云岭县第"), a_unit, lambda page: len(page.rows)
    ),
    "people_lists.post_lines": kept(
        people_lists.post_lines, a_person, lambda rows: sum(r.username.startswith("newcomer") for r in rows)
    ),
    "people_lists.known_units": kept(
        people_lists.known_units, a_unit, lambda known: sum(u.name.startswith("云岭县第") for u in known.units)
    ),
    "people_lists.known_people": kept(listed, a_person, lambda known: len(known.names)),
    "people_lists.check_list": kept(checked, a_person, lambda found: len(found[1])),
    "people.log_in_of": posts_of_a_log_in,
    "people.by_username": one(lambda _world: people.by_username("farm")),
    "people.count": grown(people.count, a_person),
    "reviews.plans_page": plans,
    "reviews.review_page": of_reading(
        first_clause, lambda page: sum(c.title.startswith("修补") for c in page.clauses), actor=True
    ),
    "reviews.preview_page": of_reading(reviews.preview_page, lambda page: page.unchecked // 3, actor=True),
    "reviews.checked_facts": of_reading(reviews.checked_facts, lambda facts: len(facts.phases)),
    "reviews.register_of": near,
    "reviews.unchecked": of_reading(reviews.unchecked, lambda found: found // 3),
    "tasks.task_page": task_with_everything,
    "tasks.attachment": a_file,
    "today.today_page": first_page,
    "wall.wall_chart": of_office(wall.wall_chart, "phase", TODAY, rows=bars),
}


def test_every_query_function_has_a_case_and_no_case_is_left_over():
    functions = query_functions()
    assert set(CASES) | ELSEWHERE == set(functions)
    assert all(cost_of(functions[name]) >= 0 for name in ELSEWHERE)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("name", CASES)
def test_a_query_costs_what_it_says(world, name, n, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ask = CASES[name](world, n)
    with statements() as sent:
        answer = ask.call()
    assert len(sent) == cost_of(query_functions()[name]), "\n".join(sent)
    assert ask.rows is None or ask.rows(answer) == n


UNIT_CASES = {
    "duties.duty_calendar": lambda world, n: Ask(
        partial(duties.duty_calendar, world.water, MONTH, TODAY, programme(world, n)), cells
    ),
    "indicators.indicators_page": of_office(indicators.indicators_page, rows=lambda page: len(page.rows), who="water"),
    "ledger.ledger_page": of_office(
        ledger.ledger_page, ledger.Filter(text="修补"), TODAY, rows=lambda page: len(page.rows), who="water"
    ),
    "today.today_page": lambda world, n: Ask(
        partial(today.today_page, world.water, NOW, TODAY) if programme(world, n) else None,
        lambda page: sum(r.title.startswith("修补") for r in page.tasks),
    ),
    "wall.wall_chart": of_office(wall.wall_chart, "unit", TODAY, rows=bars, who="water"),
}


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("name", UNIT_CASES)
def test_a_unit_pays_no_more_than_an_office(world, name, n):
    ask = UNIT_CASES[name](world, n)
    with statements() as sent:
        answer = ask.call()
    assert len(sent) <= cost_of(query_functions()[name]), "\n".join(sent)
    assert ask.rows(answer) == n


def test_a_docstring_without_its_cost_fails():
    def silent() -> int:
        """Gives nothing.

        costs: 3 queries.
        """

    with pytest.raises(AssertionError, match="needs one line"):
        cost_of(silent)


@pytest.mark.parametrize(
    ("statement", "counted"),
    [
        ("SELECT 1", True),
        ("UPDATE t SET a = 1", True),
        ("SELECT set_config('shanzhi.actor', %s, true)", False),
        ("SELECT set_config('a', %s, true), set_config('b', '1', true)", False),
        ("SELECT set_config('a', '', true), pk FROM t", True),
        ('SAVEPOINT "s1"', False),
        ('RELEASE SAVEPOINT "s1"', False),
        ("BEGIN", False),
    ],
)
def test_what_counts_as_a_query(statement, counted):
    assert counts(statement) is counted
