"""Merkle trees as in RFC 6962, section 2.1: growing, roots, proofs that a leaf is in, proofs that a tree only grew."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

TILE = 256  # leaves under one stored node
Digest = Callable[[bytes], Any]
SUITES: Mapping[str, Digest] = MappingProxyType(
    {"sha256": hashlib.sha256, "sm3": lambda data: hashlib.new("sm3", data)}
)


def digest(data: bytes, suite: str = "sha256") -> bytes:
    """The 32-byte hash of a suite: SHA-256, or SM3 where the machine's OpenSSL has it."""
    return bytes(SUITES[suite](data).digest())


def leaf(data: bytes, suite: str = "sha256") -> bytes:
    """The hash of a leaf: the byte 0 before it, so that no leaf passes for a node."""
    return digest(b"\0" + data, suite)


def grow(peaks: Sequence[bytes], size: int, hash_: bytes, *, width: int = 1, suite: str = "sha256") -> list[bytes]:
    """The peaks after one more subtree of `width` leaves; amortised one hash, log2(size) at most.

    peaks: roots of the whole subtrees of a tree of `size` leaves, from the left; size: a multiple of width.
    """
    out, n = list(peaks), size // width
    while n & 1:
        hash_ = digest(b"\1" + out.pop() + hash_, suite)
        n >>= 1
    out.append(hash_)
    return out


def tile(peaks: Sequence[bytes], size: int, hash_: bytes, suite: str = "sha256") -> bytes | None:
    """The root over the TILE leaves that this leaf completes, None where it completes none. peaks, size: before it."""
    if (size + 1) % TILE:
        return None
    for peak in reversed(peaks[1 - TILE.bit_length() :]):
        hash_ = digest(b"\1" + peak + hash_, suite)
    return hash_


def root(peaks: Sequence[bytes], suite: str = "sha256") -> bytes:
    """The root over peaks; of no leaf at all the hash of nothing."""
    if not peaks:
        return digest(b"", suite)
    out = peaks[-1]
    for peak in reversed(peaks[:-1]):
        out = digest(b"\1" + peak + out, suite)
    return out


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree whose hashes are fetched where they are needed.

    leaves(lo, hi): hashes of the leaves lo..hi-1; tiles(lo, hi): roots over TILE leaves each, numbers lo..hi-1.
    """

    size: int
    leaves: Callable[[int, int], Sequence[bytes]]
    tiles: Callable[[int, int], Sequence[bytes]]
    suite: str = "sha256"

    def part(self, lo: int, hi: int) -> bytes:
        """The root over the leaves lo..hi-1; lo: a multiple of the greatest power of two below hi - lo, or 0."""
        peaks: list[bytes] = []
        full = (hi - lo) // TILE if lo % TILE == 0 else 0
        for n, tile in enumerate(self.tiles(lo // TILE, lo // TILE + full) if full else ()):
            peaks = grow(peaks, n * TILE, tile, width=TILE, suite=self.suite)
        rest = lo + full * TILE
        for n, hash_ in enumerate(self.leaves(rest, hi) if rest < hi else ()):
            peaks = grow(peaks, full * TILE + n, hash_, suite=self.suite)
        return root(peaks, self.suite)

    def inclusion(self, index: int) -> list[bytes]:
        """The audit path of a leaf, from its sibling up. index: from 0, below size."""
        return self._path(index, 0, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree of `old` leaves is the beginning of this one. old: 1..size."""
        return self._sub_proof(old, 0, self.size, whole=True) if 0 < old < self.size else []

    def _path(self, index: int, lo: int, hi: int) -> list[bytes]:
        if hi - lo == 1:
            return []
        middle = lo + split(hi - lo)
        if index < middle:
            return [*self._path(index, lo, middle), self.part(middle, hi)]
        return [*self._path(index, middle, hi), self.part(lo, middle)]

    def _sub_proof(self, old: int, lo: int, hi: int, *, whole: bool) -> list[bytes]:
        if old == hi:
            return [] if whole else [self.part(lo, hi)]
        middle = lo + split(hi - lo)
        if old <= middle:
            return [*self._sub_proof(old, lo, middle, whole=whole), self.part(middle, hi)]
        return [*self._sub_proof(old, middle, hi, whole=False), self.part(lo, middle)]


def split(n: int) -> int:
    """The greatest power of two below n. n: 2 or more."""
    return 1 << (n - 1).bit_length() - 1


def root_of_inclusion(hash_: bytes, index: int, size: int, proof: Sequence[bytes], suite: str = "sha256") -> bytes:
    """The root an audit path leads to, b"" where its length does not fit. source: RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return b""
    at, last, out = index, size - 1, hash_
    for step in proof:
        if last == 0:
            return b""
        if at & 1 or at == last:
            out = digest(b"\1" + step + out, suite)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            out = digest(b"\1" + out + step, suite)
        at, last = at >> 1, last >> 1
    return out if last == 0 else b""


@dataclass(frozen=True, slots=True)
class Head:
    """A tree's size and root."""

    size: int
    root: bytes


def consistent(old: Head, new: Head, proof: Iterable[bytes], suite: str = "sha256") -> bool:
    """Whether the proof shows that the old tree is the beginning of the new one. source: RFC 9162, section 2.1.4.2."""
    path = list(proof)
    if old.size > new.size or old.size == 0:
        return False
    if old.size == new.size:
        return not path and old.root == new.root
    if old.size & (old.size - 1) == 0:
        path.insert(0, old.root)
    return bool(path) and _walk(old, new, path, suite)


def _walk(old: Head, new: Head, path: Sequence[bytes], suite: str) -> bool:
    at, last = old.size - 1, new.size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = digest(b"\1" + step + before, suite), digest(b"\1" + step + after, suite)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = digest(b"\1" + after + step, suite)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root
