"""Accounts of dues in a pack: what they are paid to is another account of the same measure."""

import pytest

from shanzhi.packs.reading import examine
from tests.dues_world import PACK

WRONG = {
    "pay: fee_due": ("same_account",),
    "pay: nobody": ("unknown_reference",),
    "pay: points": ("measures_differ",),
    "pay: cleaning_fund, owed: sideways": ("unknown_word",),
}
POINTS = "  points: {title: 工分, owner: village, measure: 工, clause: 一}\nrules:"


def codes(said: str) -> tuple[str, ...]:
    text = PACK.replace("pay: cleaning_fund", said, 1).replace("rules:", POINTS, 1)
    return tuple(f.code for f in examine(text).faults)


def test_the_made_up_pack_is_sound():
    assert codes("pay: cleaning_fund") == ()


@pytest.mark.parametrize("said", WRONG)
def test_what_cannot_be_is_said(said):
    assert codes(said) == WRONG[said]
