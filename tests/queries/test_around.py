"""What expressions find in a running programme: names, rows, accounts, seats; unknown with its reason."""

from decimal import Decimal

import pytest

from shanzhi.actions.posting import post_moves
from shanzhi.core.kinds import Refused
from shanzhi.core.meant import Meant
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.core.pack.data import Unknown
from shanzhi.core.pack.evaluate import evaluate
from shanzhi.core.pack.quantities import Quantity
from shanzhi.core.pack.selector import Selector, draw
from shanzhi.models import Case, Indicator, IndicatorValue, Place, Record, Seat
from shanzhi.models.walls import acting
from shanzhi.packs.expressions import expression as parse
from shanzhi.queries.around import Around
from shanzhi.queries.members import members
from shanzhi.queries.places_known import Known
from tests.books_world import SIBLING, TOWN, VILLAGE, row, settled
from tests.conftest import NOW, TODAY
from tests.queries.counting import statements


@pytest.fixture
def found(world):
    return settled(world.clerk)


def ask(found, text: str, place: str = VILLAGE, **names: object) -> object:
    """What an expression gives at a place; an unknown as its sentence."""
    with acting(None):
        here = Place.objects.get(code=place).as_core()
        said = evaluate(parse(text), Around(found, Meant("", here), Known(found), TODAY, **names))
    return str(said.reason) if isinstance(said, Unknown) else said


def praise(found, place: str, day: str, level: str = "县级") -> Record:
    return row(found, "commendation", place, day=day, level=level)


def test_names(found):
    assert ask(found, "at.name + at.code + at.level") == "云岭东一村999901100201village"
    assert ask(found, "period", period="2026-09") == "2026-09"
    assert ask(found, "period") == "这里没有所属期间。"
    assert ask(found, "who", who="某") == "某"
    assert ask(found, "who") == "这一步由程序办理，没有经办人。"
    assert ask(found, "it.day") == "“day”没有填写。"
    assert ask(found, "terms['绩效扣减比例']") == Decimal("0.5")
    assert ask(found, "nothing") == "没有“nothing”的数据。"


def test_what_a_register_says_of_a_place_is_its_own_and_unknown_where_it_says_nothing(found):
    assert ask(found, "at.population") == "“云岭东一村”的“population”没有登记。"
    row(found, "village_book", VILLAGE, population=900)
    row(found, "village_book", VILLAGE, population=901, roadside=True)
    row(found, "village_book", SIBLING, population=30)
    assert ask(found, "ceil(at.population / 300)") == Decimal(4)
    assert ask(found, "at.roadside") is True
    with acting(None):
        Record.objects.filter(programme=found.programme_id).update(ended_on=TODAY)
    assert ask(found, "at.population") == "“云岭东一村”的“population”没有登记。"


def test_counting_rows_here_and_elsewhere_under_conditions(found):
    for day, level in (("2026-09-01", "县级"), ("2026-09-30", "省级"), ("2026-10-01", "县级")):
        praise(found, VILLAGE, day, level)
    praise(found, SIBLING, "2026-09-02")
    said = {
        "count(commendation)": 3,
        "count(commendation, day='2026-09')": 2,
        "count(commendation, day='2026-Q4')": 1,
        "count(commendation, level='县级', day='2026')": 2,
        "count(commendation, added='2026-09')": 3,
        "count(commendation, added='2026-10')": 0,
        "count(commendation, retired='2026')": 0,
        "count(commendation, state='active')": 3,
        "count(commendation, place='999901100000')": 4,
        "count(commendation, place='999901101000')": 0,
    }
    assert {text: ask(found, text) for text in said} == {text: Decimal(n) for text, n in said.items()}
    assert ask(found, "count(commendation)", TOWN) == 4
    assert ask(found, "share(commendation, level='省级')") == Decimal(100) / 3
    assert ask(found, "share(serious_event, level='县级')") == "没有数据，无法计算。"
    assert ask(found, "count(commendation, colour='红')") == "没有“colour”这个条件。"
    assert ask(found, "count(sheet)") == "“印发本季度考核标准”还不能计数。"
    assert ask(found, "latest(commendation, 'level')") == "县级"


def test_sums_and_means_are_exact_and_money_is_money(world):
    found = settled(world.clerk)
    for n in (10, 21):
        row(found, "village_book", VILLAGE, population=n)
    assert ask(found, "sum(village_book, 'population')") == Decimal(31)
    assert ask(found, "mean(village_book, 'population')") == Decimal("15.5")
    assert ask(found, "sum(village_book, 'population')", SIBLING) == Decimal(0)
    assert ask(found, "mean(village_book, 'population')", SIBLING) == "没有数据，无法计算。"
    assert ask(found, "sum(village_book, 'colour')") == "没有“colour”这一项。"


def test_cases_are_counted_by_what_happened_to_them(found):
    with acting(None):
        place = Place.objects.get(code=VILLAGE)
        for n, (state, days) in enumerate((("closed", 2), ("closed", 4), ("reported", None)), 1):
            made = Case.objects.create(
                programme_id=found.programme_id, edition_id=found.edition_id, flow="complaint", n=n, place=place,
                values={"kind": "路边垃圾"}, state=state, standing={}, opened_at=NOW, moved_at=NOW,
                closed_at=NOW.replace(day=1 + days) if days else None,
            )  # fmt: skip
        made.steps.create(revision=1, action="again", to_state="assigned", at=NOW)
        made.steps.create(revision=2, action="again", to_state="assigned", at=NOW)
    assert ask(found, "count(complaint, opened='2026-09')") == 3
    assert ask(found, "count(complaint, state='closed', kind='路边垃圾')") == 2
    assert ask(found, "count(complaint, again=true)") == 1
    assert ask(found, "count(complaint, again=false)") == 2
    assert ask(found, "mean(complaint, 'days_taken')") == Decimal("3.00")


def test_accounts_by_period_and_owner(found):
    with acting(None):
        town, village = (Place.objects.get(code=c).pk for c in (TOWN, VILLAGE))
        fund, mine = Side("township_fund", Owner(town)), Side("subsidy", Owner(village))
        for n, (month, source, target, amount) in enumerate(
            ((9, fund, mine, 100_000), (9, mine, fund, 2_050), (10, fund, mine, 100_000))
        ):
            day = TODAY.replace(month=month, day=2)
            post_moves(found, [Order(f"k{n}", day, "试", (Wanted(source, target, amount),))], NOW)
    yuan = {
        "balance(subsidy)": "1979.50",
        "balance(subsidy, '2026-09')": "979.50",
        "balance(subsidy, '2026-11')": "0.00",
        "credit(subsidy, '2026-Q3')": "1000.00",
        "credit(subsidy)": "2000.00",
        "spent(subsidy, '2026')": "20.50",
        "balance(township_fund)": "-1979.50",
    }
    assert {text: ask(found, text) for text in yuan} == {t: Quantity(Decimal(n), "元") for t, n in yuan.items()}
    assert ask(found, "balance(subsidy)", SIBLING) == Quantity(Decimal("0.00"), "元")
    assert ask(found, "balance(subsidy, '九月')") == "“九月”不是期间，请写成2026-03、2026-Q1或者2026。"
    assert (
        ask(found, "balance(subsidy)", TOWN)
        == "账户“村级考核补助”在“云岭东镇”找不到户主，请核对方案包里这个账户属于谁。"
    )


def test_seats(world, found):
    assert ask(found, "has_seat(inspector)") is False
    assert ask(found, "holder(inspector)") == "岗位“考核组成员”没有人任职。"
    with acting(None):
        town = Place.objects.get(code=TOWN)
        Seat.objects.create(programme_id=found.programme_id, seat="inspector", place=town, user_id=world.clerk.id,
                            from_on=TODAY, given_at=NOW)  # fmt: skip
    assert ask(found, "holder(inspector)") == "clerk某"
    assert ask(found, "has_seat(inspector, 'clerk某')") is True
    assert ask(found, "has_seat(inspector, 'leader某')") is False
    assert ask(found, "count(inspector)", TOWN) == 1


def test_indicators_give_the_last_value_the_one_before_and_a_mean(world, found):
    with acting(None):
        goal = Indicator.objects.filter(programme=found.programme_id, item="repeat").first()
        goal = goal or Indicator.objects.create(
            programme_id=found.programme_id, n=99, name="复发率", op="<=", value=5, item="repeat", quote=""
        )
        for n, value in enumerate((8, 6)):
            IndicatorValue.objects.create(
                indicator=goal, key=f"00000000-0000-0000-0000-00000000000{n}", on=TODAY.replace(month=8 + n),
                value=value, source="报表", at=NOW, by_id=world.clerk.id,
            )  # fmt: skip
    assert (ask(found, "latest(repeat)"), ask(found, "prev(repeat)")) == (6, 8)
    assert ask(found, "mean(repeat, period='2026')") == 7
    assert ask(found, "latest(mend_time)") == "指标“平均办结用时”还没有快照。"


@pytest.mark.parametrize("text", ["score(monthly)", "rank(monthly)", "passed(monthly)"])
def test_assessments_have_no_data_yet(found, text):
    assert ask(found, text) == f"考核还没有结果，“{text.partition('(')[0]}”没有数据。"


def test_arithmetic_asks_the_database_nothing_and_each_function_once(found):
    with acting(None):
        around = Around(found, Meant("", Place.objects.get(code=VILLAGE).as_core()), Known(found), TODAY)
        counted = []
        for text in ("1 + 2 * 3", "count(commendation)", "count(commendation) + sum(village_book, 'population')"):
            tree = parse(text)
            with statements() as sent:
                evaluate(tree, around)
            counted.append(len(sent))
    assert counted == [0, 1, 2]


def test_members_are_those_below_for_whom_the_conditions_hold(found):
    row(found, "village_book", VILLAGE, roadside=True)
    with acting(None):
        known = Known(found, whole=True)
        all_ = members(found, Selector(names=("village",)), found.place, known, TODAY)
        town = Place.objects.get(code=TOWN).as_core()
        below = members(found, Selector(names=("village",)), town, known, TODAY)
        organ = members(found, Selector(names=("县水务局",)), found.place, known, TODAY)
        with pytest.raises(Refused) as caught:
            members(found, Selector(names=("village",), pick=draw("random 2")), found.place, known, TODAY)
    assert [m.place.name for m, _ in all_] == ["云岭东一村", "云岭东二村", "云岭西一村", "云岭西二村"]
    assert [m.place.name for m, _ in below] == ["云岭东一村", "云岭东二村"]
    assert [(m.key, m.place.name) for m, _ in organ] == [(f"unit:{organ[0][0].unit}", "云岭县")]
    assert caught.value.code == "pick_not_ready"
