r"""Draws that anybody can repeat: samples, strata, rotation and pairing, all by SHA-256 of a published seed.

The one rule: a thing's number is the SHA-256 of seed, line feed, id, in UTF-8, read as hexadecimal digits; the order
of a draw is the order of these numbers. On any machine: printf '种子\n编号' | sha256sum
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from shanzhi.core.kinds import Refused

_FEWEST_FOR_PAIRS: Final = 3
_SHORTEST_SEED: Final = 8


def number(seed: str, id_: str) -> str:
    """The number of a thing in a draw: 64 hexadecimal digits."""
    return sha256(f"{seed}\n{id_}".encode()).hexdigest()


def seal(seed: str) -> str:
    """What is published before a draw, so that the seed cannot be chosen after: the SHA-256 of the seed.

    raises: Refused("seed_too_short") for a seed that could be guessed from its seal.
    """
    if len(seed) < _SHORTEST_SEED:
        raise Refused("seed_too_short", "抽取种子至少要有{n}个字，请重新填写。", n=_SHORTEST_SEED)
    return sha256(seed.encode()).hexdigest()


def order(seed: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids in the order of a draw, once each, whatever order they came in."""
    return tuple(sorted(set(ids), key=lambda i: (number(seed, i), i)))


def draw(seed: str, ids: Iterable[str], count: int) -> tuple[str, ...]:
    """The first so many of a draw, all where there are no more; a larger sample holds every smaller one."""
    return order(seed, ids)[: max(count, 0)]


def share_of(total: int, per_cent: int) -> int:
    """How many a share of a hundred is, rounded up: 10 % of 21 is 3, of anything at least one."""
    return -(-total * per_cent // 100)


def draw_strata(seed: str, strata: Mapping[str, Iterable[str]], count: int) -> dict[str, tuple[str, ...]]:
    """So many of each stratum, each drawn by itself."""
    return {name: draw(seed, ids, count) for name, ids in strata.items()}


def rotate(seed: str, ids: Iterable[str], round_: int, count: int) -> tuple[str, ...]:
    """Whose turn it is in a round, counted from 0: one order for good, so many on from the round before.

    out: after any number of rounds nobody has had more than one turn above anybody else.
    """
    ring = order(seed, ids)
    taken = min(count, len(ring))
    return tuple(ring[(round_ * taken + n) % len(ring)] for n in range(taken))


def pair_others(seed: str, ids: Iterable[str], round_: int = 0) -> tuple[tuple[str, str], ...]:
    """Who checks whom in a round: each checks one and is checked by one, never himself, never each other.

    Members stand in a ring in the order of the draw, each checks the one so many places on. The number of places
    changes from round to round and leaves out half the ring, where two would meet each other.

    out:    in the order of the ring; all others come round before anybody comes again, but for the one across.
    raises: Refused("too_few_to_pair") for fewer than three.
    """
    ring: Sequence[str] = order(seed, ids)
    size = len(ring)
    if size < _FEWEST_FOR_PAIRS:
        raise Refused("too_few_to_pair", "少于{n}个，没法互不相查地交叉安排，请合并分组。", n=_FEWEST_FOR_PAIRS)
    places = [n for n in range(1, size) if n * 2 != size]
    on = places[round_ % len(places)]
    return tuple((ring[n], ring[(n + on) % size]) for n in range(size))
