"""Packs of the library run: their cases open and step, their duties come round, their accounts open."""

from datetime import date
from pathlib import Path

import pytest

from shanzhi.core.case import Deed, Doer, Rules
from shanzhi.core.flow import open_case
from shanzhi.core.kinds import Refused
from shanzhi.core.opening import open_account
from shanzhi.core.pack.values import Ask
from shanzhi.core.schedule import Setting, expected
from shanzhi.core.turn import choices
from shanzhi.packs.reading import read
from tests.core.test_worktime import CALENDAR, WORK, at

LIBRARY = sorted((Path(__file__).parents[2] / "shanzhi/packs/library").glob("*.yaml"))
FILES = [*LIBRARY, Path(__file__).parent / "digit.yaml"]


def pack_of(path):
    known = {p.stem: p for p in LIBRARY}
    return read(path.read_bytes(), lambda name, _: pack_of(known[name]) if name in known else None).pack


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_case_opens_and_somebody_can_take_the_next_step(path):
    for flow in pack_of(path).flows:
        rules, seats = Rules(flow, WORK), frozenset(n for a in flow.actions if a.who for n in a.who.names)
        for action in flow.opening:
            given = dict.fromkeys([*(f.id for f in (*flow.fields, *action.fields)), *action.need], "有")
            case = open_case(rules, Deed(action.id, Doer("甲", seats), 0, given), at("03-02T09:00")).case
            assert case.state in action.goes_to
            moments = (at("03-02T09:00"), at("03-10T09:00"))  # at once, or once a time of notice has passed
            assert any(c.barred is None for m in moments for c in choices(rules, case, Doer("乙", seats), m))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_duty_comes_round_within_a_year(path):
    pack = pack_of(path)
    year = (date(2026, 1, 1), date(2026, 12, 31))
    setting = Setting(*year, CALENDAR, phases={p.id: year for p in pack.phases})
    assert [d.id for d in pack.duties if not expected(d, *year, setting)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_account_opens_or_says_what_is_open(path):
    for account in pack_of(path).accounts:
        limits = (account.min, account.max, account.cap.amount if account.cap else None)
        try:
            opened = open_account(account, account.id, "青溪村")
        except Refused:
            assert any(isinstance(v, Ask) and v.default is None for v in limits)
        else:
            assert opened.measure == account.measure
