"""Real threads on committed cases: of two at once one wins, and numbers have no gaps."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

import pytest

from shanzhi.actions.case_moves import CaseIn, StepIn
from shanzhi.actions.cases import open_case, take_step
from shanzhi.models import Case, CaseClock, CaseStep
from tests.actions.test_races import together
from tests.cases_world import MATTER, filed_live
from tests.conftest import NOW
from tests.packs_world import adopted

VILLAGE = "999903100201"
_COUNT = count()  # each race has a programme of its own


@pytest.fixture
def hygiene(live) -> Iterator[int]:
    own = date(2027, 8, 31) - timedelta(days=next(_COUNT))
    programme = adopted(live["clerk"], place="999903000000", to_on=own)
    yield programme
    CaseClock.objects.filter(case__programme=programme).update(stopped_at=NOW)  # nothing is left for the night watch


def test_of_eight_steps_at_once_one_is_taken(live, hygiene):
    case = filed_live(live["clerk"], hygiene)
    said = [StepIn(case, "refuse", 1, {"reason": f"理由{k}"}, uuid4()) for k in range(8)]
    done = together(8, lambda k: take_step(actor=live["clerk"], said=said[k], now=NOW))
    assert sorted(done, key=str) == [True, *["changed_meanwhile"] * 7]
    assert CaseStep.objects.filter(case=case).count() == 2
    assert not CaseClock.objects.filter(case=case, stopped_at=None).exists()


def test_one_send_eight_times_is_one_step(live, hygiene):
    case = filed_live(live["clerk"], hygiene)
    said = StepIn(case, "refuse", 1, {"reason": "不归我们"}, uuid4())
    done = together(8, lambda _: take_step(actor=live["clerk"], said=said, now=NOW))
    assert sorted(done) == [False] * 7 + [True]
    assert CaseStep.objects.filter(case=case).count() == 2


def test_cases_opened_at_once_have_numbers_without_a_gap(live, hygiene):
    given = [CaseIn(hygiene, "complaint", VILLAGE, MATTER, key=uuid4()) for _ in range(8)]
    opened = together(8, lambda k: open_case(actor=live["clerk"], given=given[k], now=NOW))
    assert len(set(opened)) == 8
    assert sorted(Case.objects.filter(programme=hygiene).values_list("n", flat=True)) == list(range(1, 9))


def test_one_send_eight_times_opens_one_case(live, hygiene):
    given = CaseIn(hygiene, "complaint", VILLAGE, MATTER, key=uuid4())
    opened = together(8, lambda _: open_case(actor=live["clerk"], given=given, now=NOW))
    assert len(set(opened)) == 1
    assert list(Case.objects.filter(programme=hygiene).values_list("n", flat=True)) == [1]
    assert Case.objects.get(pk=filed_live(live["clerk"], hygiene)).n == 2
