"""Rules at work: once for each event and row, waiting, failing without harm, and the pack's rules by hand."""

from datetime import date, datetime, timedelta

from shanzhi.actions.posting import post_moves
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.core.kinds import CHINA
from shanzhi.core.order import Order, Owner, Side, Wanted
from shanzhi.models import Book, BookEntry, BookLine, LeftOut, Place, RuleRun
from shanzhi.models.walls import acting
from tests.books_world import SETTLED, SIBLING, TOWN, VILLAGE, added, balance, newer, row, settled
from tests.conftest import NOW, books
from tests.packs_world import adopted

OCTOBER = datetime(2026, 10, 1, 1, 0, tzinfo=CHINA)
FUND, SUBSIDY, AWARD, PAY = "township_fund", "subsidy", "award", "cadre_pay"


def runs(found, rule: str) -> list[tuple[str, str, str]]:
    with acting(None):
        rows = RuleRun.objects.filter(programme=found.programme_id, rule=rule).order_by("pk")
        return [(r.row, r.state, r.place.name if r.each else "") for r in rows.select_related("place")]


def test_a_month_gives_each_village_its_sum(world):
    """Two townships of two villages: each fund gives two thousand, each village gets one."""
    found = settled(world.clerk)
    done = watch_rules(NOW)
    assert done.stuck == 0
    assert [s for _, s, _ in runs(found, "monthly_subsidy")] == ["done"] * 5
    assert [balance(found, SUBSIDY, place) for place in (VILLAGE, SIBLING)] == [100_000, 100_000]
    assert balance(found, FUND, TOWN) == -200_000
    entries = BookEntry.objects.filter(programme=found.programme_id).order_by("n")
    assert [(e.n, str(e.on), e.why, e.clause) for e in entries] == [
        (n, "2026-09-01", "每月核定考核补助", "五(一)") for n in (1, 2, 3, 4)
    ]
    before = books()
    assert watch_rules(NOW + timedelta(hours=1)).raised == 0
    assert books() == before


def test_a_week_without_a_round_is_made_up_for(world):
    found = settled(world.clerk)
    watch_rules(NOW)
    watch_rules(datetime(2026, 11, 8, 3, 0, tzinfo=CHINA))
    with acting(None):
        months = RuleRun.objects.filter(programme=found.programme_id, rule="monthly_subsidy", each="").order_by("pk")
        assert list(months.values_list("row", flat=True)) == ["month:2026-09", "month:2026-10", "month:2026-11"]
        days = BookEntry.objects.filter(programme=found.programme_id, why="每月核定考核补助").values_list(
            "on", flat=True
        )
        assert sorted(set(days)) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    assert balance(found, SUBSIDY, VILLAGE) == 300_000


def test_what_is_not_settled_waits_and_runs_once_the_pack_says_it(world):
    found = settled(world.clerk, SETTLED.replace("1000 元", "{ask: 每村每月考核补助多少元}"))
    assert watch_rules(NOW).raised > 0
    assert [s for _, s, _ in runs(found, "monthly_subsidy")] == ["done"] + ["waiting"] * 4
    with acting(None):
        said = RuleRun.objects.filter(programme=found.programme_id, state="waiting", rule="monthly_subsidy")[0]
        assert said.told == [{"text": "“{ask}”尚未确定。", "args": {"ask": "每村每月考核补助多少元"}}]
    newer(world.clerk, found, SETTLED, NOW)
    watch_rules(NOW + timedelta(hours=1))
    assert [s for _, s, _ in runs(found, "monthly_subsidy")] == ["done"] * 5
    assert balance(found, SUBSIDY, VILLAGE) == 100_000


def test_praise_is_five_hundred_once_however_often_it_is_sent(world):
    found = settled(world.clerk)
    record = row(found, "commendation", VILLAGE, day="2026-09-10", level="县级")
    for _ in range(3):
        added(world.clerk, found, record)
    assert (balance(found, AWARD, VILLAGE), balance(found, FUND, TOWN)) == (50_000, -50_000)
    with acting(None):
        run = RuleRun.objects.get(programme=found.programme_id, rule="praised")
        assert (run.state, run.row, run.event) == ("done", f"record:{record.pk}", "commendation.added")
        assert run.told == [
            {
                "text": "从“{a}”转入“{b}”{amount}。",
                "args": {"a": "乡镇考核资金", "b": "村级表扬奖励", "amount": "500元"},
            }
        ]
        assert run.facts["it"]["day"] == "2026-09-10"
        assert BookEntry.objects.get(run=run).lines.count() == 2


def test_exposure_takes_the_months_subsidy_and_half_of_the_pay(world):
    """1,000 of September and 300.01 of pay: 1,000 and 150.01 go back (150.005 rounded up), in one entry."""
    found = settled(world.clerk)
    watch_rules(NOW)
    pay(world, found, "300.01")
    record = row(found, "serious_event", VILLAGE, day="2026-09-20", level="县级", source="某报")
    added(world.clerk, found, record)
    assert [balance(found, a, VILLAGE) for a in (SUBSIDY, PAY)] == [0, 15_000]
    assert balance(found, FUND, TOWN) == -200_000 - 30_001 + 100_000 + 15_001
    with acting(None):
        entry = BookEntry.objects.get(run__rule="exposed", programme=found.programme_id)
        assert sorted(entry.lines.values_list("amount", flat=True)) == [-100_000, -15_001, 15_001, 100_000]


def pay(world, found, yuan: str) -> None:
    with acting(None):
        village, town = (Place.objects.get(code=c).pk for c in (VILLAGE, TOWN))
        fen = int(yuan.replace(".", ""))
        move = Wanted(Side(FUND, Owner(town)), Side(PAY, Owner(village)), fen)
        post_moves(found, [Order("pay", date(2026, 9, 2), "发放绩效", (move,))], NOW)


def test_too_few_model_households_cost_five_each(world):
    """The village on the road has two of five: three short at five yuan; one whose road is not known waits."""
    found = settled(world.clerk)
    watch_rules(NOW)
    row(found, "village_book", VILLAGE, roadside=True, population=900)
    row(found, "village_book", SIBLING, roadside=False)
    for n in (1, 2):
        row(found, "model_household", VILLAGE, household=n, since="2026-09-05", agreed=True)
    watch_rules(OCTOBER)
    assert balance(found, SUBSIDY, VILLAGE) == 100_000 - 1_500 + 100_000
    assert balance(found, SUBSIDY, SIBLING) == 200_000
    said = {place: state for row_, state, place in runs(found, "too_few_models") if row_ == "month:2026-09" and place}
    assert said == {"云岭东一村": "done", "云岭西一村": "waiting", "云岭西二村": "waiting"}


def test_the_books_balance_after_it_all(world):
    found = settled(world.clerk)
    watch_rules(NOW)
    added(None, found, row(found, "serious_event", VILLAGE, day="2026-09-20", level="县级", source="某报"))
    with acting(None):
        lines = BookLine.objects.filter(book__programme=found.programme_id)
        assert sum(lines.values_list("amount", flat=True)) == 0
        for book in Book.objects.filter(programme=found.programme_id):
            assert book.balance == sum(book.lines.values_list("amount", flat=True))
        assert LeftOut.objects.filter(book__programme=found.programme_id).count() == 0


def test_the_unsettled_pack_of_the_library_waits(world):
    adopted(world.clerk)
    assert watch_rules(NOW).stuck == 0
