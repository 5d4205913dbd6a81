"""Scores: what holds for every sheet; the figures by hand are in docs/rules/scores.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.pack.data import Unknown
from shanzhi.core.score import Mark, fill_sheet, rank, rank_in_groups, settle_score
from shanzhi.packs.reading import library_pack, read

PACK = read(
    """
pack: p
standards:
  tidy: {title: 环境卫生, full: 100, items: [
    {id: a, title: 甲, weight: 60, rule: {each: -7, floor: 0}}, {id: b, title: 乙, weight: 40, rule: all},
    {id: c, title: 丙, rule: {bonus: 3, cap: 10}}, {id: d, title: 丁, rule: {veto: 50}}]}
  list: {title: 清单, full: pass, items: [{id: e, title: 戊}, {id: f, title: 己}]}
assessments:
  monthly: {standard: tidy, of: village, every: month, score: "= 0.3 * self + 0.7 * look",
            columns: {self: {title: 自评, by: village}, look: {title: 复查, by: township}}}
"""
).pack
TIDY, LIST = PACK.standards
COUNTS = st.integers(0, 30)


@given(a=COUNTS, b=COUNTS, c=COUNTS, d=COUNTS)
def test_a_total_lies_within_its_bounds_and_never_rises_with_a_finding(a: int, b: int, c: int, d: int) -> None:
    marks = {"a": Mark(a), "b": Mark(b), "c": Mark(c), "d": Mark(d)}
    sheet = fill_sheet(TIDY, marks)
    assert 0 <= sheet.total <= (50 if d else 110)
    assert fill_sheet(TIDY, marks | {"a": Mark(a + 1)}).total <= sheet.total
    assert sheet.total <= sum(line.points for line in sheet.lines)


def test_what_nobody_entered_of_bonus_and_veto_did_not_happen() -> None:
    assert fill_sheet(TIDY, {"a": Mark(), "b": Mark()}).total == 100
    assert fill_sheet(TIDY, {"a": Mark(), "d": Mark(1)}).total is None


@pytest.mark.parametrize(
    ("marks", "passed", "missing"),
    [
        ({"e": Mark(), "f": Mark()}, True, ()),
        ({"e": Mark(1), "f": Mark()}, False, ()),
        ({"e": Mark(1)}, False, ("f",)),
        ({"e": Mark()}, None, ("f",)),
    ],
)
def test_a_check_list_is_passed_failed_or_open(marks, passed, missing) -> None:
    sheet = fill_sheet(LIST, marks)
    assert (sheet.total, sheet.passed, sheet.missing) == (None, passed, missing)


def test_columns_make_the_score_and_a_missing_one_is_named() -> None:
    monthly = PACK.assessments[0]
    assert settle_score(monthly, {"self": Decimal(100), "look": Decimal(80)}) == Decimal("86.0")
    missing = settle_score(monthly, {"self": Decimal(100)})
    assert isinstance(missing, Unknown)
    assert str(missing.reason) == "“复查”还没有打分。"


@given(st.dictionaries(st.text("甲乙丙丁", min_size=1), st.none() | st.integers(0, 5).map(Decimal)), st.booleans())
def test_a_place_is_one_more_than_how_many_are_better(scores, down) -> None:
    placed = rank(scores, down=down)
    known = [s for s in scores.values() if s is not None]
    assert len(placed) == len(known)
    for one in placed:
        better = sum(s < one.score if down else s > one.score for s in known)
        assert (one.place, one.of) == (better + 1, len(known))


def test_groups_are_ranked_apart() -> None:
    found = rank_in_groups({"a": Decimal(9), "b": Decimal(8), "c": Decimal(7)}, {"a": "山区", "b": "川区", "c": "山区"})
    assert {g: [(p.subject, p.place, p.of) for p in rows] for g, rows in found.items()} == {
        "山区": [("a", 1, 2), ("c", 2, 2)],
        "川区": [("b", 1, 1)],
    }


@pytest.mark.parametrize("name", ["village_hygiene", "street_cleaning"])
def test_a_faultless_sheet_of_a_library_pack_is_full(name: str) -> None:
    pack = library_pack(name, 1)
    for standard in pack.standards:
        marks = {
            item.id: Mark(parts=(True,) * len(item.rule.parts) if item.rule else (), value=Decimal(100))
            for item in standard.leaves()
        }
        assert fill_sheet(standard, marks).total == standard.full
