"""Draws: fixed results that an outsider can recompute, and what holds for every draw."""

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.draw import draw, draw_strata, number, order, pair_others, rotate, seal, share_of
from shanzhi.core.kinds import Refused

IDS = st.lists(st.text("abc甲乙丙0123", min_size=1, max_size=4), min_size=1, max_size=30, unique=True)
SEEDS = st.text(min_size=8, max_size=20).filter(lambda s: s.isprintable())


def test_a_number_is_the_digest_of_seed_line_feed_and_id():
    assert number("种子", "甲") == sha256("种子\n甲".encode()).hexdigest()
    assert seal("一二三四五六七八") == sha256("一二三四五六七八".encode()).hexdigest()


def test_a_seed_that_could_be_guessed_is_refused():
    with pytest.raises(Refused) as refused:
        seal("1234567")
    assert refused.value.code == "seed_too_short"


def test_strata_are_drawn_each_by_itself():
    strata = {"山区": ["甲", "乙", "丙"], "平川": ["丁"]}
    found = draw_strata("种子", strata, 2)
    assert found == {"山区": draw("种子", ["甲", "乙", "丙"], 2), "平川": ("丁",)}


def test_a_share_is_rounded_up():
    assert [share_of(n, 10) for n in (0, 1, 20, 21)] == [0, 1, 2, 3]


@given(SEEDS, IDS, st.integers(0, 40))
def test_a_sample_is_the_same_for_all_and_grows(seed, ids, count):
    found = draw(seed, ids, count)
    assert found == draw(seed, [*reversed(ids), *ids], count) == order(seed, ids)[:count]
    assert len(found) == min(count, len(ids))
    assert draw(seed, ids, count + 1)[: len(found)] == found


@given(SEEDS, IDS, st.integers(1, 8), st.integers(1, 20))
def test_rotation_is_fair_at_any_time(seed, ids, count, rounds):
    turns = Counter(dict.fromkeys(ids, 0))
    for n in range(rounds):
        now = rotate(seed, ids, n, count)
        assert len(set(now)) == len(now) == min(count, len(ids))
        turns.update(now)
    assert max(turns.values()) - min(turns.values()) <= 1


@given(SEEDS, st.sets(st.integers(0, 99), min_size=3, max_size=20), st.integers(0, 50))
def test_nobody_checks_himself_nor_each_other(seed, numbers, round_):
    pairs = pair_others(seed, map(str, numbers), round_)
    assert {a for a, _ in pairs} == {b for _, b in pairs} == set(map(str, numbers))
    assert all(a != b and (b, a) not in pairs for a, b in pairs)


@pytest.mark.parametrize("count", [3, 4, 5, 8])
def test_others_come_round_before_anybody_comes_again(count):
    ids = [str(n) for n in range(count)]
    rounds = count - 1 - (count % 2 == 0)
    met = Counter(pair for n in range(rounds) for pair in pair_others("互查", ids, n))
    assert set(met.values()) == {1}
    assert len(met) == rounds * count


def test_two_cannot_be_paired():
    with pytest.raises(Refused) as refused:
        pair_others("互查", ["甲", "乙"])
    assert refused.value.code == "too_few_to_pair"
