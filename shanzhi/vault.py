"""Keys and what they lock: sensitive values are sealed with AES-256-GCM and found again by a keyed hash.

The keys lie outside the database: in the file SHANZHI_KEYS names, else in the data folder, readable by its owner alone.
"""

import base64
import contextlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shanzhi import database

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D; random, so one key seals up to 2**32 values


class Locked(Exception):  # noqa: N818 - a state of the vault: the value cannot be read
    """A value that cannot be opened: its key is gone, or it was altered or moved. Never holds the value."""


@dataclass(frozen=True, slots=True)
class Where:
    """The one place a sealed value belongs to; it opens nowhere else."""

    table: str
    column: str
    row: int

    def bound(self) -> bytes:
        return f"{self.table}.{self.column}:{self.row}".encode()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys. current: the id of the one that seals; keys: every key that still opens; match: that of the hashes."""

    current: str
    keys: Mapping[str, bytes]
    match: bytes

    def seal(self, plain: str, where: Where) -> str:
        """The sealed value, "key.base64"; another one each time, even for the same value."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, plain.encode(), where.bound())
        return f"{self.current}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, where: Where) -> str:
        """The value again.

        raises: Locked.
        """
        name, _, body = sealed.partition(".")
        if name not in self.keys:
            raise Locked(f"key {name} is not on the ring ({where.table}.{where.column})")
        raw = base64.b64decode(body)
        try:
            return AESGCM(self.keys[name]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], where.bound()).decode()
        except InvalidTag:
            raise Locked(f"altered or moved: {where.table}.{where.column}, row {where.row}") from None

    def hash(self, plain: str, purpose: str) -> str:
        """A keyed hash for finding an equal value: 64 hex digits; useless without the key, and for other purposes."""
        return hmac.new(self.match, f"{purpose}:{plain}".encode(), "sha256").hexdigest()


def key_file() -> Path:
    """Where the keys lie."""
    named = os.environ.get("SHANZHI_KEYS")
    return Path(named).expanduser() if named else database.data_folder() / "keys.json"


def ring() -> KeyRing:
    """The keys as the file has them now; the file is made at first use.

    raises: Locked where others than the owner may read it.
    """
    path = key_file()
    if not path.exists():
        _write(path, KeyRing("k1", {"k1": secrets.token_bytes(KEY_BYTES)}, secrets.token_bytes(KEY_BYTES)), new=True)
    stat = path.stat()
    if stat.st_mode & 0o077:
        raise Locked(f"{path} must be readable by its owner alone: chmod 600")
    return _read(path, stat.st_mtime_ns, stat.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, _mtime_ns: int, _inode: int) -> KeyRing:
    kept = json.loads(path.read_text(encoding="utf-8"))
    keys = {name: base64.b64decode(key) for name, key in kept["keys"].items()}
    return KeyRing(kept["current"], keys, base64.b64decode(kept["match"]))


def add_key() -> KeyRing:
    """The ring with a new key that seals from now on; the old ones still open."""
    was = ring()
    name = f"k{1 + max(int(known.removeprefix('k')) for known in was.keys)}"
    grown = replace(was, current=name, keys={**was.keys, name: secrets.token_bytes(KEY_BYTES)})
    _write(key_file(), grown)
    return grown


def retire_keys() -> tuple[str, ...]:
    """Takes every key but the current one off the ring, and gives their ids.

    They go to a file beside it, for backups of the time before; whoever keeps the backups decides when it goes too.
    """
    was = ring()
    old = {name: key for name, key in was.keys.items() if name != was.current}
    if old:
        path = key_file().with_suffix(".retired.json")
        before = _read(path, path.stat().st_mtime_ns, path.stat().st_ino).keys if path.exists() else {}
        _write(path, replace(was, keys={**before, **old}))
        _write(key_file(), replace(was, keys={was.current: was.keys[was.current]}))
    return tuple(sorted(old))


def _write(path: Path, keys: KeyRing, *, new: bool = False) -> None:
    """Puts the whole file in place at once, so that a power cut leaves the old or the new one."""
    shown = {name: base64.b64encode(key).decode() for name, key in keys.keys.items()}
    text = json.dumps({"current": keys.current, "keys": shown, "match": base64.b64encode(keys.match).decode()})
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if not new:
        draft.replace(path)
        return
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)  # two processes at first use: the first one's keys stand
    draft.unlink()
