"""Rules in trouble and in time: what fails keeps the deed, what waits is tried again, chains end."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shanzhi.actions.dry_run import try_rule
from shanzhi.actions.rule_watch import watch_rules
from shanzhi.actions.rules import DEEPEST
from shanzhi.core.kinds import CHINA, Refused
from shanzhi.models import LeftOut, Message, Notice, Record, RuleRun
from shanzhi.models.walls import acting
from shanzhi.queries.running import Running
from tests.books_world import VILLAGE, added, balance, newer, row, settled
from tests.conftest import NOW, books

TEXT = (Path(__file__).parents[1] / "points.yaml").read_text(encoding="utf-8")

PING = """  - {id: ping, title: 甲, upon: stars.posted, if: 'it.amount < 9', clause: 一,
     do: [{post: {from: pool, to: points, amount: 0.1 积分}}]}
"""
PONG = """  - {id: pong, title: 乙, upon: points.posted, if: 'it.amount < 9', clause: 一,
     do: [{post: {from: sky, to: stars, amount: 1 颗}}]}
"""


@pytest.fixture
def found(world) -> Running:
    return settled(world.clerk, TEXT)


def state(found: Running, rule: str) -> list[str]:
    with acting(None):
        rows = RuleRun.objects.filter(programme=found.programme_id, rule=rule).order_by("pk")
        return list(rows.values_list("state", flat=True))


def told(found: Running, rule: str) -> list[str]:
    """What the last run of a rule says, as texts without their arguments."""
    with acting(None):
        run = RuleRun.objects.filter(programme=found.programme_id, rule=rule).order_by("pk").last()
        return [t["text"] for t in run.told]


def good(world, found: Running, kind: str, day: str = "2026-09-05") -> Record:
    record = row(found, "good_deed", VILLAGE, day=day, kind=kind)
    added(world.clerk, found, record)
    return record


def test_a_cap_books_what_fits_and_keeps_the_rest_with_its_reason(world, found):
    """Twice twenty in a month of thirty at most: the second time ten come in, ten do not."""
    good(world, found, "大")
    good(world, found, "大", "2026-09-06")
    assert (balance(found, "points", VILLAGE), balance(found, "pool", "999901000000")) == (300, -300)
    with acting(None):
        rest = LeftOut.objects.get(book__programme=found.programme_id)
        assert (rest.amount, rest.why["text"]) == (100, "已到本期上限{limit}（{period}），超出部分不计入。")
        assert rest.run.rule == "earn"
    assert told(found, "earn")[1:] == ["有{amount}没有计入。", "已到本期上限{limit}（{period}），超出部分不计入。"]


def test_a_posting_sets_off_another_rule_and_a_full_account_fails_it_alone(world, found):
    """Each posting above fifteen points earns a star; the account holds three, months give a fourth."""
    for month in (9, 10, 11, 12):
        record = row(found, "good_deed", VILLAGE, day="2026-09-05", kind="大")
        added(world.clerk, found, record, datetime(2026, month, 3, 9, tzinfo=CHINA))
    assert state(found, "star") == ["done", "done", "done", "failed"]
    assert told(found, "star") == ["记入以后会超过这个账户的上限{limit}，没有记账。"]
    assert (balance(found, "stars", VILLAGE), balance(found, "points", VILLAGE)) == (3, 800)


def test_a_small_posting_earns_no_star(world, found):
    good(world, found, "小")
    assert (state(found, "star"), told(found, "star")) == (["skipped"], ["条件不成立：{text}"])


def test_a_rule_that_fails_keeps_the_deed_and_the_other_rules_and_is_tried_again(world, found):
    """The words of the last deed cannot be reckoned: neither they nor the posting before them stay."""
    good(world, found, "大")
    with acting(world.clerk):
        record = row(found, "fine_deed", VILLAGE, points=5)
        added(world.clerk, found, record)
    with acting(None):
        assert Record.objects.filter(pk=record.pk).exists()
    assert (state(found, "lose"), told(found, "lose")) == (["failed"], ["规则要用的数字还算不出来：{why}"])
    assert balance(found, "points", VILLAGE) == 200
    cured = newer(world.clerk, found, TEXT.replace("= '已扣' + it.kind", "已扣分"), NOW)
    assert watch_rules(NOW + timedelta(hours=25)).stuck == 0
    assert state(cured, "lose") == ["done"]
    assert balance(found, "points", VILLAGE) == 150
    with acting(None):
        run = RuleRun.objects.get(programme=found.programme_id, rule="lose")
        assert (run.tries, run.edition_id) == (2, cured.edition_id)
        assert Message.objects.get(run=run).words == "已扣分"


def test_what_is_more_than_there_is_fails_with_the_reason(world, found):
    cured = newer(world.clerk, found, TEXT.replace("= '已扣' + it.kind", "已扣分"), NOW)
    added(world.clerk, cured, row(cured, "fine_deed", VILLAGE, points=5))
    assert (state(cured, "lose"), told(cured, "lose")) == (["failed"], ["余额不足：可用{free}，需要{amount}。"])
    with acting(None):
        assert Message.objects.filter(programme=found.programme_id, words="已扣分").count() == 0


def test_an_open_cell_waits_with_its_question(world, found):
    good(world, found, "未定")
    assert (state(found, "earn"), told(found, "earn")) == (["waiting"], ["“{ask}”尚未确定。"])
    watch_rules(NOW + timedelta(days=1, minutes=1))
    assert state(found, "earn") == ["waiting"]
    newer(world.clerk, found, TEXT.replace("{ask: 值多少分}", "7 积分"), NOW)
    watch_rules(NOW + timedelta(days=1, minutes=2))
    assert (state(found, "earn"), balance(found, "points", VILLAGE)) == (["done"], 70)


def test_a_rule_runs_so_often_and_no_more(world, found):
    for _ in range(4):
        good(world, found, "小")
    assert state(found, "word") == ["done", "done", "skipped", "skipped"]
    with acting(None):
        said = Message.objects.filter(programme=found.programme_id, words="好事已登记").select_related("unit")
        assert [m.unit.name for m in said] == ["云岭东一村村民委员会"] * 2


def test_a_rule_that_waits_runs_when_its_time_has_come(world, found):
    good(world, found, "小")
    with acting(None):
        due = RuleRun.objects.get(programme=found.programme_id, rule="again").due_at
    assert (state(found, "again"), due.astimezone(CHINA).isoformat()) == (["waiting"], "2026-09-11T18:00:00+08:00")
    newer(world.clerk, found, TEXT.replace("title: 村级积分", "title: 村级积分制"), NOW)
    watch_rules(due - timedelta(minutes=1))
    assert state(found, "again") == ["waiting"]
    watch_rules(due)
    assert state(found, "again") == ["done"]
    with acting(None):
        assert Message.objects.get(run__rule="again", programme=found.programme_id).unit.name == "云岭东镇人民政府"


def test_the_day_in_a_row_is_an_event_once_for_each_day_it_says(world, found):
    record = row(found, "visit", VILLAGE, on_day="2026-09-08")
    watch_rules(datetime(2026, 9, 7, 23, 0, tzinfo=CHINA))
    assert state(found, "come") == []
    for _ in range(2):
        watch_rules(datetime(2026, 9, 8, 1, 0, tzinfo=CHINA))
    assert state(found, "come") == ["done"]
    with acting(None):
        Record.objects.filter(pk=record.pk).update(values={"on_day": "2026-09-20"})
    watch_rules(datetime(2026, 9, 21, 1, 0, tzinfo=CHINA))
    assert state(found, "come") == ["done", "done"]


def test_each_village_has_its_notice_drafted_once(world, found):
    for _ in range(2):
        watch_rules(datetime(2026, 10, 1, 1, 0, tzinfo=CHINA))
    with acting(None):
        drafts = Notice.objects.filter(programme=found.programme_id).order_by("place__code")
        assert [(d.place.name, d.signed_at, d.n) for d in drafts.select_related("place")] == [
            (name, None, None) for name in ("云岭东一村", "云岭东二村", "云岭西一村", "云岭西二村")
        ]
        assert drafts[0].text == "积分公示\n云岭东一村　2026-09-30\n一 各村按做成的好事得积分，每月至多三十分。"


def test_a_chain_of_rules_ends(world):
    """Two rules that set each other off by postings: eight deep, then the next fails and says so."""
    chain = TEXT.replace("rules:\n", f"rules:\n{PING}{PONG}").replace(", max: 3 颗", "")
    found = settled(world.clerk, chain)
    good(world, found, "小")
    runs = state(found, "ping") + state(found, "pong")
    assert runs.count("failed") == 1
    assert runs.count("done") == DEEPEST - 2
    with acting(None):
        failed = RuleRun.objects.get(programme=found.programme_id, state="failed")
        assert failed.told[0]["text"].startswith("规则一环套一环")


def test_a_case_is_opened_by_a_rule(world, found):
    added(world.clerk, found, row(found, "visit", VILLAGE, on_day="2026-12-08"))
    assert (state(found, "begin"), told(found, "begin")) == (["done"], ["已开立“{name}”。"])


def test_a_dry_run_of_every_rule_writes_nothing(world, found):
    good(world, found, "大")
    row(found, "good_deed", VILLAGE, day="2026-09-07", kind="小")
    row(found, "fine_deed", VILLAGE, points=500)
    row(found, "visit", VILLAGE, on_day="2026-09-08")
    before = books()
    said = {}
    for rule in ("earn", "lose", "word", "again", "come", "board", "begin", "star"):
        runs = try_rule(actor=world.clerk, programme_id=found.programme_id, rule_id=rule, now=NOW)
        said[rule] = [r.state for r in runs]
        assert books() == before
    assert said == {
        "earn": ["done", "done"],
        "lose": ["failed"],
        "word": ["done", "skipped"],
        "again": ["done", "done"],
        "come": ["done"],
        "board": ["done"] * 4,
        "begin": ["done"],
        "star": ["done"],
    }


@pytest.mark.parametrize(("who", "code"), [("stranger", "not_found"), ("village", "not_allowed")])
def test_a_dry_run_is_for_the_office(world, found, who, code):
    with pytest.raises(Refused) as caught:
        try_rule(actor=getattr(world, who), programme_id=found.programme_id, rule_id="earn", now=NOW)
    assert caught.value.code == code
