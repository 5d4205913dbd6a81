"""Bearing witness: what continues what is held, and what contradicts it."""

from datetime import timedelta

import pytest

from shanzhi.core.merkle import Head
from shanzhi.core.notes import Checkpoint
from shanzhi.core.witness import Verdict, judge, wait_after
from tests.core.test_merkle import LEAVES, plain, tree


def point(size: int, top: bytes | None = None) -> Checkpoint:
    return Checkpoint("o", size, top or plain(LEAVES[:size]))


HELD, NONE = Head(5, plain(LEAVES[:5])), Head(0, b"")
PROOF = tree(9).consistency(5)


@pytest.mark.parametrize(
    ("held", "old", "given", "proof", "verdict"),
    [
        (NONE, 0, point(5), [], Verdict(200)),
        (NONE, 0, point(5), PROOF, Verdict(422)),
        (NONE, 3, point(5), [], Verdict(409)),
        (HELD, 5, point(9), PROOF, Verdict(200)),
        (HELD, 5, point(5), [], Verdict(200)),
        (HELD, 0, point(9), [], Verdict(409)),
        (HELD, 9, point(5), [], Verdict(400)),
        (HELD, 5, point(9), PROOF[1:], Verdict(422, doubt=True)),
        (HELD, 5, point(9, b"x" * 32), PROOF, Verdict(422, doubt=True)),
        (HELD, 5, point(5, b"x" * 32), [], Verdict(409, fork=True)),
        (HELD, 0, point(5, b"x" * 32), [], Verdict(409, fork=True)),
    ],
)
def test_judging(held, old, given, proof, verdict):
    assert judge(held, old, given, proof) == verdict


def test_waiting_doubles_up_to_six_hours():
    minutes = [wait_after(n) / timedelta(minutes=1) for n in (1, 2, 5, 9, 10, 99)]
    assert minutes == [1, 2, 16, 256, 360, 360]
