"""Keys and signatures: Ed25519 by the cryptography library, SM2 with SM3 by the machine's own OpenSSL."""

import subprocess
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from shanzhi.core.notes import COSIGNATURE, ED25519, OTHER, SM2, Key, Note, Signature, cosigned

POINT = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")  # DER before the point of an SM2 key
DISTID = "distid:1234567812345678"  # the default identity of GB/T 32918
OPENSSL = "openssl"


def make_key(path: Path, suite: str = "sha256") -> None:
    """Writes a new private key, readable by its owner alone; one that is there already stays."""
    if suite == "sm3":
        pem = _openssl(["genpkey", "-algorithm", "SM2"])
    else:
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as fresh:  # made with mode 0600
        fresh.write(pem)
    try:
        path.hardlink_to(fresh.name)  # of two that start at once the first one's key stays
    except FileExistsError:
        pass
    finally:
        Path(fresh.name).unlink()


def public_key(path: Path, name: str, kind: int = ED25519) -> Key:
    """The public half of a private key, under a name."""
    if kind == OTHER:
        point = _openssl(["pkey", "-in", str(path), "-pubout", "-outform", "DER"])[len(POINT) :]
        return Key(name, OTHER, SM2 + point)
    return Key(name, kind, _load(path).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign(path: Path, key: Key, text: str) -> Signature:
    """Signs a note's text with the private key at path."""
    if key.kind == OTHER:
        return Signature(key.name, key.id, _sm2_sign(path, text.encode()))
    return Signature(key.name, key.id, _load(path).sign(text.encode()))


def cosign(path: Path, key: Key, text: str, seconds: int) -> Signature:
    """Signs that a checkpoint was seen at a moment. seconds: since 1970."""
    made = _load(path).sign(cosigned(text, seconds))
    return Signature(key.name, key.id, seconds.to_bytes(8, "big") + made)


def signed_by(note: Note, key: Key) -> bool:
    """Whether a note bears a good signature of a key; a bad one of that very key spoils it."""
    mine = [s for s in note.signatures if (s.name, s.id) == (key.name, key.id)]
    return bool(mine) and all(_good(key, note.text, s.data) for s in mine)


def _good(key: Key, text: str, data: bytes) -> bool:
    if key.kind == OTHER and key.data.startswith(SM2):
        return _sm2_good(key.data.removeprefix(SM2), text.encode(), data)
    message = text.encode()
    if key.kind == COSIGNATURE:
        message, data = cosigned(text, int.from_bytes(data[:8], "big")), data[8:]
    elif key.kind != ED25519:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.data).verify(data, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


def _sm2_sign(path: Path, message: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "message"
        said.write_bytes(message)
        words = ["-sign", "-inkey", str(path), "-rawin", "-digest", "sm3", "-in", str(said), "-pkeyopt", DISTID]
        return _openssl(["pkeyutl", *words])


def _sm2_good(point: bytes, message: bytes, signature: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        key, said, made = (Path(folder) / name for name in ("key", "message", "signature"))
        key.write_bytes(POINT + point)
        said.write_bytes(message)
        made.write_bytes(signature)
        words = ["-verify", "-pubin", "-keyform", "DER", "-inkey", str(key), "-sigfile", str(made)]
        words += ["-rawin", "-digest", "sm3", "-in", str(said), "-pkeyopt", DISTID]
        done = subprocess.run([OPENSSL, "pkeyutl", *words], capture_output=True, check=False)  # noqa: S603 - fixed words
    return done.returncode == 0


def _openssl(words: list[str]) -> bytes:
    return subprocess.run([OPENSSL, *words], capture_output=True, check=True).stdout  # noqa: S603 - fixed words
