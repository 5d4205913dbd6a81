"""What is asked for all places at once is what is asked for each of them."""

import pytest

from shanzhi.actions.posting import post_moves
from shanzhi.core.meant import Meant
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.models import Place
from shanzhi.models.walls import acting
from shanzhi.packs.expressions import expression as parse
from shanzhi.queries.around import Around
from shanzhi.queries.everywhere import Everywhere
from shanzhi.queries.places_known import Known
from tests.books_world import row
from tests.conftest import NOW, TODAY
from tests.figures_world import EAST, EAST_TWO, TOWN, WEST, complaint, figures
from tests.queries.counting import statements

TEXTS = (
    "count(complaint, opened=period)",
    "100 * count(complaint, again=true, opened=period) / count(complaint, opened=period)",
    "mean(complaint, 'days_taken', opened=period)",
    "share(complaint, state='closed')",
    "share(commendation, level='县级', added=period)",
    "count(commendation, level='省级')",
    "sum(village_book, 'population')",
    "mean(village_book, 'population')",
    "latest(commendation, 'level')",
    "at.population * 2",
    "balance(subsidy)",
    "credit(subsidy, '2026-09')",
    "spent(subsidy, period)",
    "count(inspector)",
    "count(self_score, due='2026-09')",
    "count(self_score, due='2026-09', state='due')",
    "count(self_score, due='2026-09', state='nothing')",
    "count(self_score, colour='红')",
    "count(complaint, colour='红')",
    "sum(village_book, 'colour')",
    "holder(inspector)",
    "at.name",
)


@pytest.fixture
def found(world):
    """Two villages with rows of every kind, one with none."""
    found = figures(world.clerk)
    for days, again in ((2, True), (5, False), (None, False)):
        complaint(found, EAST, days, again=again)
    complaint(found, WEST, 1)
    for place, level in ((EAST, "县级"), (EAST, "省级"), (WEST, "县级")):
        row(found, "commendation", place, day="2026-09-02", level=level)
    row(found, "village_book", EAST, population=900)
    row(found, "village_book", EAST, population=301)
    with acting(None):
        town, village = (Place.objects.get(code=c).pk for c in (TOWN, EAST))
        fund, mine = Side("township_fund", Owner(town)), Side("subsidy", Owner(village))
        for n, (source, target, amount) in enumerate(((fund, mine, 100_000), (mine, fund, 2_050))):
            post_moves(found, [Order(f"k{n}", TODAY, "试", (Wanted(source, target, amount),))], NOW)
    return found


@pytest.mark.parametrize("level", ["village", "township"])
@pytest.mark.parametrize("text", TEXTS)
def test_both_ways_give_the_same(found, text, level):
    tree, digits = parse(text), {"village": 12, "township": 9}[level]
    with acting(None):
        places = [p.as_core() for p in Place.objects.filter(level=level, code__startswith="999901").order_by("code")]
        whole = Everywhere(found, digits, TODAY, "2026-Q3")
        for place in places:
            one = evaluate(tree, Around(found, Meant("", place), Known(found), TODAY, "2026-Q3"))
            said = evaluate(tree, whole.here(place))
            assert shown(said) == shown(one), place.name


def shown(said: object) -> object:
    return str(said.reason) if isinstance(said, Unknown) else said


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        (TEXTS[1], 3),
        ("mean(complaint, 'days_taken', opened=period)", 2),
        ("at.population * 2 + at.population", 1),
        ("balance(subsidy) + balance(subsidy)", 1),
        ("count(self_score, due='2026-09')", 3),
    ],
)
def test_the_database_is_asked_once_for_all(found, text, cost):
    tree = parse(text)
    with acting(None):
        places = [p.as_core() for p in Place.objects.filter(level="village", code__startswith="999901")]
        whole = Everywhere(found, 12, TODAY, "2026-Q3")
        with statements() as sent:
            for place in places:
                evaluate(tree, whole.here(place))
    assert len(places) == 4
    assert len(sent) == cost, sent


def test_duties_are_counted_where_they_are_owed(found):
    with acting(None):
        places = {c: Place.objects.get(code=c).as_core() for c in (EAST, EAST_TWO, TOWN)}
        whole = Everywhere(found, 12, TODAY, "2026-09")
        due = parse("count(self_score, due=period, state='due') + count(self_score, due=period, state='ahead')")
        assert {c: evaluate(due, whole.here(p)) for c, p in places.items() if c != TOWN} == {EAST: 1, EAST_TWO: 1}
        over = Everywhere(found, 9, TODAY, "2026-09")
        assert evaluate(due, over.here(places[TOWN])) == 2
        assert evaluate(parse("count(self_score, due=period)"), over.here(places[TOWN])) == 0  # none is over yet
