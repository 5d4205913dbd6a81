"""Bearing witness: whether a submitted checkpoint continues the one held, and what to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from shanzhi.core.merkle import Head, consistent
from shanzhi.core.notes import Checkpoint

WITNESS_KINDS = ("witness", "post", "mail")
ANSWERS = ("waiting", "sent", "forked")
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a witness makes of a checkpoint. status: as the protocol has it; fork: it contradicts the one held.

    doubt: its proof does not fit. Whoever has the checkpoint may send it with a wrong proof, so that proves no fork.
    """

    status: int
    fork: bool = False
    doubt: bool = False


def judge(held: Head, old: int, given: Checkpoint, proof: Sequence[bytes]) -> Verdict:
    """Whether a checkpoint, its signature checked, continues the one held. held: size 0 where none was.

    source: C2SP tlog-witness, add-checkpoint.
    """
    if old > given.size:
        return Verdict(400)
    if given.size == held.size and held.size and given.root != held.root:
        return Verdict(409, fork=True)
    if old != held.size:
        return Verdict(409)
    if old == 0:
        return Verdict(422 if proof else 200)
    if consistent(held, given.head, proof):
        return Verdict(200)
    return Verdict(422, doubt=True)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: a minute, doubled each time, six hours at most."""
    return min(timedelta(minutes=2 ** min(attempts - 1, 12)), LONGEST_WAIT)
