"""Short codes of checkpoints: twelve characters to read aloud and to print; and codes as people type them."""

import hashlib
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime, without 0 1 I L O
LENGTH = 12
ROUNDS = 20_000  # makes each try at another checkpoint with the same code that much dearer


def short_code(text: str) -> str:
    """Twelve characters for a checkpoint's three lines, the last a check: a wrong or swapped character shows.

    For comparing by eye; what proves is the whole checkpoint beside it.
    """
    n = int.from_bytes(hashlib.pbkdf2_hmac("sha256", text.encode(), b"shanzhi short code v1", ROUNDS), "big")
    marks = []
    for _ in range(LENGTH - 1):
        n, k = divmod(n, len(ALPHABET))
        marks.append(ALPHABET[k])
    return "".join(marks) + ALPHABET[_check(marks)]


def is_code(text: str) -> bool:
    """Whether a typed code can be one: its characters and its check fit. Blanks, dashes and case do not matter."""
    marks = [c for c in text.upper() if c not in " -"]
    return len(marks) == LENGTH and all(c in ALPHABET for c in marks) and ALPHABET[_check(marks[:-1])] == marks[-1]


def typed(code: str) -> str:
    """A code as it is compared: half-width capitals and figures without gaps."""
    return "".join(c for c in unicodedata.normalize("NFKC", code).upper() if c.isascii() and c.isalnum())


def spaced(code: str) -> str:
    """A code in threes of four."""
    return " ".join(code[n : n + 4] for n in range(0, LENGTH, 4))


def _check(marks: list[str]) -> int:
    """Different weights below a prime: every single slip and every swap of two changes the sum."""
    return sum((n + 2) * ALPHABET.index(c) for n, c in enumerate(marks)) % len(ALPHABET)
