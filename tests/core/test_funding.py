"""Funds of three levels agree, whatever flows between them."""

from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.funding import End, Flow, Funds, by_level, tally

COUNTY, TOWN, OTHER, VILLAGE, SIBLING = "999901000000", "999901100000", "999901101000", "999901100201", "999901100202"
GROUP = "99990110020101"


def test_a_programme_from_the_budget_to_the_bill():
    treasury, county = End(COUNTY, fund=False, by="县财政"), End(COUNTY, fund=True, by="县财政")
    town, village = End(TOWN, fund=True, by="县财政"), End(VILLAGE, fund=True, by="县财政")
    paid, raised = End(VILLAGE, fund=False), End(GROUP, fund=False, by="农户")
    own = End(VILLAGE, fund=True, by="保洁费")
    flows = [Flow(treasury, county, 1000), Flow(county, town, 600), Flow(town, village, 500), Flow(village, paid, 200),
             Flow(raised, own, 48), Flow(village, town, 50), Flow(county, treasury, 1)]  # fmt: skip
    found = tally(flows)
    assert found == {
        (COUNTY, "县财政"): Funds(1000, 0, 600, 1),
        (TOWN, "县财政"): Funds(0, 600, 450, 0),
        (VILLAGE, "县财政"): Funds(0, 450, 0, 200),
        (VILLAGE, "保洁费"): Funds(48, 0, 0, 0),
    }
    assert list(by_level(found)) == [("county", "县财政"), ("township", "县财政"), ("village", "保洁费"),
                                     ("village", "县财政")]  # fmt: skip
    assert [f.left for f in found.values()] == [399, 150, 250, 48]


def test_a_level_that_hands_down_without_a_fund_had_it_budgeted():
    found = tally([Flow(End(TOWN, fund=False, by="乡镇财政"), End(VILLAGE, fund=True, by="乡镇财政"), 300)])
    assert found == {(TOWN, "乡镇财政"): Funds(300, 0, 300, 0), (VILLAGE, "乡镇财政"): Funds(0, 300, 0, 0)}


ENDS = st.builds(
    End,
    st.sampled_from((COUNTY, TOWN, OTHER, VILLAGE, SIBLING, GROUP)),
    st.booleans(),
    st.sampled_from(("县财政", "乡镇财政")),
)


@given(st.lists(st.builds(Flow, ENDS, ENDS, st.integers(-500, 500))))
def test_every_level_agrees(flows):
    found = tally(flows)
    balance = {}
    for flow in flows:
        for end, amount in ((flow.source, -flow.amount), (flow.target, flow.amount)):
            if end.fund:
                balance[end.home] = balance.get(end.home, 0) + amount
    left = {}
    for (place, _by), funds in found.items():
        left[place] = left.get(place, 0) + funds.left
    assert {p: n for p, n in left.items() if n} == {p: n for p, n in balance.items() if n}
    assert sum(f.allotted for f in found.values()) == sum(f.passed_on for f in found.values())
    sums = by_level(found)
    assert sum(f.left for f in sums.values()) == sum(f.left for f in found.values())
