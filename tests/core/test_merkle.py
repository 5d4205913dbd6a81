"""Merkle trees as in RFC 6962, against the definition written out plainly."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanzhi.core.merkle import TILE, Head, Tree, consistent, grow, leaf, root, root_of_inclusion, split, tile

LEAVES = [leaf(str(n).encode()) for n in range(1100)]


def plain(leaves: list[bytes]) -> bytes:
    """The tree hash by its definition in RFC 6962, section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\1" + plain(leaves[:k]) + plain(leaves[k:])).digest()


TILES = [plain(LEAVES[n : n + TILE]) for n in range(0, 1024, TILE)]


def tree(size: int) -> Tree:
    return Tree(size, lambda lo, hi: LEAVES[lo:hi], lambda lo, hi: TILES[lo:hi])


def test_known_values():
    """The hashes of the certificate-transparency test vectors: no leaf, an empty leaf."""
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_peaks_and_tiles_grow_to_the_tree_of_the_definition():
    peaks, tiles = [], []
    for n, hash_ in enumerate(LEAVES[:600]):
        done = tile(peaks, n, hash_)
        tiles += [done] if done else []
        peaks = grow(peaks, n, hash_)
        assert len(peaks) == (n + 1).bit_count()
        if n % 41 == 0:
            assert root(peaks) == plain(LEAVES[: n + 1])
    assert tiles == TILES[:2]


@given(st.integers(1, 1100).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_inclusion_leads_to_the_root_and_only_for_its_leaf(given_):
    size, index = given_
    path, top = tree(size).inclusion(index), plain(LEAVES[:size])
    assert root_of_inclusion(LEAVES[index], index, size, path) == top
    assert root_of_inclusion(leaf(b"another"), index, size, path) != top
    if size > 1:
        assert root_of_inclusion(LEAVES[index], (index + 1) % size, size, path) != top
        assert root_of_inclusion(LEAVES[index], index, size, path[:-1]) != top
    assert root_of_inclusion(LEAVES[index], index, size, [*path, top]) != top


@given(st.integers(1, 1100).flatmap(lambda new: st.tuples(st.integers(1, new), st.just(new))))
def test_consistency_holds_for_a_beginning_and_for_nothing_else(given_):
    old, new = given_
    proof = tree(new).consistency(old)
    before, after = Head(old, plain(LEAVES[:old])), Head(new, plain(LEAVES[:new]))
    assert consistent(before, after, proof)
    assert not consistent(Head(old, leaf(b"x")), after, proof)
    assert not consistent(before, Head(new, leaf(b"x")), proof)
    if proof:
        assert not consistent(before, after, proof[:-1])
        assert not consistent(before, after, [*proof, leaf(b"x")])


def test_a_smaller_tree_continues_nothing():
    assert not consistent(Head(5, plain(LEAVES[:5])), Head(4, plain(LEAVES[:4])), [])
    assert not consistent(Head(0, root([])), Head(4, plain(LEAVES[:4])), [])


@pytest.mark.parametrize("size", [1000, 1100])
def test_a_proof_reads_few_hashes(size):
    """Of a long chain only the tile of the leaf and the roots of the others are read."""
    read = []
    lazy = Tree(size, lambda lo, hi: read.extend(LEAVES[lo:hi]) or LEAVES[lo:hi], lambda lo, hi: TILES[lo:hi])
    lazy.inclusion(300)
    assert len(read) < 2 * TILE
