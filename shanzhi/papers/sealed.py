"""A sealed stream: bytes in, encrypted and authenticated pieces out, and back; a cut or altered file is noticed."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shanzhi.core.kinds import Refused

MAGIC: Final = b"SHANZHI-SEALED\n"
VERSION: Final = 1
PIECE: Final = 256 * 1024
TAG: Final = 16
SCRYPT: Final = {"n": 2**17, "r": 8, "p": 1}  # 128 MB and about half a second for each guess
MOST_MEMORY: Final = 512 * 1024 * 1024  # a header may ask for no more
LONGEST_HEADER: Final = 1024
SHORTEST_KEY, SHORTEST_PASSPHRASE = 32, 12


@dataclass(frozen=True, slots=True)
class Secret:
    """What seals and opens a stream: a passphrase, or the bytes of a key file where there is one."""

    passphrase: str = ""
    key: bytes = b""

    def must_be_strong(self) -> None:
        """raises: Refused("weak_secret")."""
        if len(self.key) < SHORTEST_KEY and (self.key or len(self.passphrase) < SHORTEST_PASSPHRASE):
            raise Refused(
                "weak_secret",
                "备份口令至少要 {letters} 个字，密钥文件至少要 {octets} 字节。请换一个再办。",
                letters=SHORTEST_PASSPHRASE,
                octets=SHORTEST_KEY,
            )


class Sealer:
    """Seals what is written to it; close() marks the last piece, without which the stream counts as cut."""

    def __init__(self, out: BinaryIO, secret: Secret) -> None:
        secret.must_be_strong()
        salt = os.urandom(16)
        asked: dict[str, Any] = {"version": VERSION, "kdf": "hkdf" if secret.key else "scrypt", "salt": salt.hex()}
        asked |= {} if secret.key else SCRYPT
        key, check = _keys(secret, asked)
        header = json.dumps({**asked, "check": check.hex()}).encode()
        self._out, self._header, self._cipher = out, header, AESGCM(key)
        self._held, self._n = bytearray(), 0
        out.write(MAGIC + len(header).to_bytes(2, "big") + header)

    def write(self, data: bytes) -> None:
        self._held += data
        while len(self._held) > PIECE:  # a full piece is held back: it may be the last
            self._piece(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]

    def close(self) -> None:
        self._piece(bytes(self._held), last=True)

    def _piece(self, data: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._n, last=last), data, self._header))
        self._n += 1


def unsealed(source: BinaryIO, secret: Secret) -> Iterator[bytes]:
    """The pieces of a sealed stream, each authenticated before it is given; at most 256 KiB of it in memory.

    raises: Refused("not_a_backup"), Refused("backup_too_new"), Refused("wrong_key"), Refused("backup_cut"),
    Refused("backup_damaged").
    source: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015), as in age: a counter and a last-piece
    mark in the nonce, a key of its own for each stream.
    """
    header = _header(source)
    key, check = _keys(secret, header)
    if check.hex() != header.get("check"):
        raise Refused("wrong_key", "口令或密钥不对，打不开这份备份。请核对后再试。")
    cipher, n, piece = AESGCM(key), 0, source.read(PIECE + TAG)
    raw = header["raw"]
    while True:
        after = source.read(PIECE + TAG)
        yield _opened(cipher, raw, n, piece, last=not after)
        if not after:
            return
        n, piece = n + 1, after


def _header(source: BinaryIO) -> dict[str, Any]:
    """The header as it stands, its own bytes under "raw"."""
    if source.read(len(MAGIC)) != MAGIC:
        raise Refused("not_a_backup", "这不是善治的备份文件。请检查是否选错了文件。")
    raw = source.read(min(int.from_bytes(source.read(2), "big"), LONGEST_HEADER))
    try:
        header = json.loads(raw)
        version = int(header["version"])
    except (ValueError, KeyError, TypeError):
        raise damaged() from None
    if version > VERSION:
        raise Refused("backup_too_new", "这份备份是较新版本的程序做的。请先升级程序，再恢复。")
    return {**header, "raw": raw}


def _opened(cipher: AESGCM, header: bytes, n: int, piece: bytes, *, last: bool) -> bytes:
    try:
        return cipher.decrypt(_nonce(n, last=last), piece, header)
    except InvalidTag:
        pass
    if last and _opens(cipher, header, n, piece):
        raise Refused("backup_cut", "备份文件不完整，后面的部分没有了。请重新复制一份，或换用另一份备份。")
    raise damaged()


def _opens(cipher: AESGCM, header: bytes, n: int, piece: bytes) -> bool:
    """Whether it is a whole piece that others followed."""
    try:
        cipher.decrypt(_nonce(n, last=False), piece, header)
    except InvalidTag:
        return False
    return True


def damaged() -> Refused:
    """The refusal for whatever does not agree with itself."""
    return Refused("backup_damaged", "备份文件已损坏或被改动过，不能恢复。请换用另一份备份。")


def _nonce(n: int, *, last: bool) -> bytes:
    return n.to_bytes(11, "big") + bytes([last])


def _keys(secret: Secret, header: dict[str, Any]) -> tuple[bytes, bytes]:
    """The key of this stream, and a value that tells a wrong secret from a damaged file."""
    try:
        salt = bytes.fromhex(header["salt"])
        seed = secret.key if header["kdf"] == "hkdf" else _stretched(secret.passphrase, salt, header)
    except (ValueError, KeyError, TypeError):
        raise damaged() from None
    both = HKDF(SHA256(), 48, salt, b"shanzhi backup").derive(seed)
    return both[:32], both[32:]


def _stretched(passphrase: str, salt: bytes, header: dict[str, Any]) -> bytes:
    n, r, p = int(header["n"]), int(header["r"]), int(header["p"])
    if 128 * n * r > MOST_MEMORY or p > 4:  # noqa: PLR2004 - a header may not keep a machine busy for hours either
        raise damaged()
    words = normalize("NFC", passphrase).encode()
    return hashlib.scrypt(words, salt=salt, n=n, r=r, p=p, maxmem=2 * MOST_MEMORY, dklen=32)
