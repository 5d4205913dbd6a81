"""Decisions of meetings: the articles one by one; a pack that is not too lax never passes what the law bars."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.kinds import Refused
from shanzhi.core.pack.flows import STATUTES as PACK_STATUTES
from shanzhi.core.quorum import LAWS, STATUTES, Meeting, Part, decide, need, too_lax

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)
COUNTS = st.integers(1, 400).flatmap(
    lambda m: st.integers(0, m).flatmap(lambda p: st.builds(Meeting, st.just(m), st.just(p), st.integers(0, p)))
)
PARTS = st.builds(
    Part,
    st.sampled_from(["members", "present"]),
    st.sampled_from([Fraction(n, d) for n, d in ((1, 3), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10))]),
    st.booleans(),
)


def test_packs_and_code_name_the_same_laws():
    assert set(LAWS) == set(PACK_STATUTES) == set(STATUTES)


@pytest.mark.parametrize(
    ("law", "counts", "quorate", "passed"),
    [
        ("village_meeting", (100, 50, 50), False, False),
        ("village_meeting", (100, 51, 26), True, True),
        ("village_meeting", (100, 51, 25), True, False),
        ("village_meeting", (100, 40, 21, 30, 20), True, True),
        ("village_meeting", (100, 40, 21, 30, 19), False, False),
        ("village_reps", (30, 20, 11), True, True),
        ("village_reps", (31, 20, 20), False, False),
        ("group", (60, 40, 21), True, True),
        ("group", (60, 39, 39), False, False),
        ("group", (60, 20, 11, 21, 14), True, True),
        ("collective", (300, 200, 200), True, True),
        ("collective", (300, 300, 199), True, False),
        ("party_members", (30, 20, 16), True, True),
        ("party_members", (30, 20, 15), True, False),
    ],
)
def test_meetings_decide_as_their_article_says(law, counts, quorate, passed):
    outcome = decide(Meeting(*counts), law)
    assert (outcome.quorate, outcome.passed, outcome.why is None) == (quorate, passed, passed)
    assert outcome.source.endswith(STATUTES[law].article)


def test_a_pack_may_ask_for_more_and_stands_alone_where_no_law_speaks():
    assert decide(Meeting(30, 20, 20), "village_reps", Part("members", Fraction(4, 5))).quorate is False
    assert decide(Meeting(30, 20, 15), "village_reps", agree=Part("present", Fraction(4, 5))).passed is False
    assert decide(Meeting(5, 1, 1), None).passed is True
    assert decide(Meeting(5, 3, 2), None, Part("members", HALF, more=True)).passed is True
    assert decide(Meeting(99, 40, 30, 30, 23), "group", Part("members", Fraction(4, 5))).quorate is False


def test_the_half_is_not_more_than_half():
    assert [need(Part("members", HALF, more=True), n, 0) for n in (9, 10)] == [5, 6]
    assert [need(Part("members", TWO_THIRDS), n, 0) for n in (9, 10)] == [6, 7]


@pytest.mark.parametrize("counts", [(0, 0, 0), (10, 11, 5), (10, 5, 6), (10, 5, -1), (10, 5, 5, 3, 4)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(Refused) as refused:
        decide(Meeting(*counts), "group")
    assert refused.value.code == "counts_impossible"


def test_a_laxer_pack_is_told_by_article():
    assert len(too_lax("village_reps", Part("members", HALF), Part("present", HALF))) == 2
    assert too_lax("village_reps", None, None) == ()
    assert too_lax("collective", Part("members", Fraction(9, 10)), Part("present", Fraction(9, 10))) == ()


@given(st.sampled_from(LAWS), PARTS.filter(lambda p: p.of == "members"), PARTS, COUNTS)
def test_what_is_not_too_lax_never_passes_what_the_law_bars(law, present, agree, meeting):
    if too_lax(law, present, agree) == ():
        by_pack = decide(meeting, None, present, agree)
        assert not by_pack.passed or decide(meeting, law).passed


@given(st.sampled_from(LAWS), COUNTS, st.none() | PARTS, st.none() | PARTS)
def test_one_more_in_favour_never_hurts_and_no_pack_helps(law, meeting, present, agree):
    outcome = decide(meeting, law, present, agree)
    if outcome.passed:
        assert decide(meeting, law).passed
        if meeting.agree < meeting.present:
            more = Meeting(meeting.members, meeting.present, meeting.agree + 1)
            assert decide(more, law, present, agree).passed
