"""Checks a journal of Shanzhi without Shanzhi: this one file, Python 3.8 or later, nothing else.

不依赖本系统的核验程序：只要这一个文件和 Python 3.8 以上。能发现改动，不能阻止改动。

    python3 verify.py chain EXPORT.jsonl [--checkpoint NOTE]... [--key KEY]... [--earlier OLDER.jsonl]
    python3 verify.py proof ENTRY.tlog-proof [--key KEY]...
    python3 verify.py growth OLD-NOTE NEW-WITH-PROOF [--key KEY]...
    python3 verify.py checkpoint NOTE [--key KEY]...

KEY is a line such as name+1a2b3c4d+base64, from somebody you trust, not from the export. Exit status: 0 everything
holds, 1 something does not, 2 it could not be read. It finds changes; it cannot prevent them.
Formats: RFC 6962 and C2SP signed-note, tlog-checkpoint, tlog-proof, tlog-witness; signatures by RFC 8032 (Ed25519).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from typing import Any, Callable, Iterator, List, Sequence, Tuple

Fold = Callable[[bytes], bytes]
Point = Tuple[int, int, int, int]
Peaks = List[bytes]
PARTS = ("names", "data", "before", "after")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


class Bad(Exception):
    """Something does not hold: in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


def main(words: Sequence[str] | None = None) -> int:
    """Reads the command line, prints the verdict, gives the exit status."""
    given = _command_line().parse_args(words)
    try:
        zh, en = given.check(given)
    except Bad as bad:
        print(f"不成立 DOES NOT HOLD\n{bad}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"读不出来 cannot be read: {type(error).__name__}: {error}")
        return 2
    print(f"成立 HOLDS\n{zh}\n{en}")
    print("能发现改动，不能阻止改动。 It finds changes; it cannot prevent them.")
    return 0


def check_chain(given: Any) -> tuple[str, str]:
    """An export, from its first entry to its last, and the checkpoints others hold of it."""
    lines = _lines(given.file)
    head = json.loads(next(lines))
    sha = _suite(head["suite"])
    known = {}
    for name in given.checkpoint:
        origin, size, root, signed = _note(_read(name), given.key)
        if origin != head["origin"]:
            raise Bad(f"{name} 是另一条链的检查点：{origin}", f"{name} is a checkpoint of another chain: {origin}")
        known[size] = (root, name, signed)
    size, root, erased = _walk(lines, sha, known, head.get("values", False), _hashes(given.earlier))
    if size < head["size"]:
        raise Bad(f"第 {size + 1} 条起被截去", f"cut off from entry {size + 1} on")
    for n in sorted(known):
        if n > size:
            raise Bad(
                f"第 {size + 1} 条起被截去：检查点 {known[n][1]} 有 {n} 条",
                f"cut off from entry {size + 1} on: checkpoint {known[n][1]} has {n}",
            )
    note = _said(known)
    return (
        f"{head['origin']}：{size} 条前后相连，树根 {root.hex()}，已删除内容 {erased} 处；{note[0]}。",
        f"{size} entries in one chain, root {root.hex()}, {erased} values erased; {note[1]}.",
    )


def _walk(lines: Iterator[str], sha: Fold, known: Any, with_values: bool, earlier: list[str]) -> tuple[int, bytes, int]:
    size, prev, fits, erased = 0, "0" * 64, 0, 0
    peaks: Peaks = []
    for line in lines:
        seq = size + 1
        text, body, row = _apart(line)
        _check_row(text, body, seq, (prev, row["hash"]), sha)
        if with_values:
            erased += _check_values(body, row["values"], seq, sha)
        size, prev = seq, row["hash"]
        _grow(peaks, seq - 1, bytes.fromhex(prev), sha)
        if seq <= len(earlier) and earlier[seq - 1] != prev:
            raise Bad(f"第 {seq} 条与早先的导出不同：被改写", f"entry {seq} differs from the earlier export: rewritten")
        if size in known:
            root, name, _ = known[size]
            if root != _root(peaks, sha):
                raise Bad(
                    f"与检查点 {name} 不符：第一处改动在第 {fits + 1}–{size} 条之间",
                    f"does not fit checkpoint {name}: the first change lies in entries {fits + 1} to {size}",
                )
            fits = size
    if size < len(earlier):
        raise Bad(f"早先的导出有 {len(earlier)} 条，第 {size + 1} 条起被截去", f"cut off from entry {size + 1} on")
    return size, _root(peaks, sha), erased


def _check_row(text: str, body: Any, seq: int, last: tuple[str, str], sha: Fold) -> None:
    prev, hash_ = last
    if body["seq"] != seq:
        raise Bad(f"缺第 {seq} 条", f"entry {seq} is missing")
    if sha(b"\0" + text.encode()).hex() != hash_:
        raise Bad(f"第 {seq} 条的内容被改动", f"the content of entry {seq} was changed")
    if body["prev"] != prev:
        raise Bad(
            f"第 {seq} 条与前一条接不上：前一条被改后重算过，或两条之间被动过",
            f"entry {seq} does not follow the one before: that was changed and hashed anew, or something lay between",
        )


def _check_values(body: Any, values: Any, seq: int, sha: Fold) -> int:
    """How many values of an entry were erased; those that are there fit their commitments."""
    erased = 0
    for part in PARTS:
        kept, promised = values.get(part), body[part]
        if kept is None:
            erased += bool(promised)
        elif sha(bytes.fromhex(kept[1]) + part.encode() + b"\n" + kept[0].encode()).hex() != promised:
            raise Bad(f"第 {seq} 条保存的内容被改动（{part}）", f"a value of entry {seq} was changed ({part})")
    return erased


def check_proof(given: Any) -> tuple[str, str]:
    """One entry and the proof that a checkpointed tree holds it."""
    head, _, note = _read(given.file).partition("\n\n")
    first, *rest = head.split("\n")
    extra = rest.pop(0)[6:] if rest[0].startswith("extra ") else ""
    index, path = int(rest[0][6:]), [base64.b64decode(line) for line in rest[1:]]
    if first != "c2sp.org/tlog-proof@v1" or not extra:
        raise ValueError("not a proof with its entry")
    origin, size, root, signed = _note(note, given.key)
    body = base64.b64decode(extra)
    sha = _suite("sm3" if origin.endswith("/sm3") else "sha256")
    if _up(sha(b"\0" + body), index, size, path, sha) != root:
        raise Bad(
            "这条记录不在检查点所示的链中，或被改动", "this entry is not in the checkpointed chain, or was changed"
        )
    entry = json.loads(body)
    if entry["seq"] != index + 1:
        raise Bad("记录的序号与证明不符", "the entry's number is not that of the proof")
    print(json.dumps(entry, ensure_ascii=False, indent=2))
    return (
        f"{origin} 第 {index + 1} 条（共 {size} 条）在链中；{_signed(signed)[0]}。",
        f"entry {index + 1} of {size} is in the chain; {_signed(signed)[1]}.",
    )


def check_growth(given: Any) -> tuple[str, str]:
    """A newer checkpoint with the proof that its tree continues that of an older one."""
    old = _note(_read(given.file), given.key)
    head, _, note = _read(given.newer).partition("\n\n")
    first, *rest = head.split("\n")
    new = _note(note, given.key)
    if first != f"old {old[1]}" or old[0] != new[0]:
        raise Bad("证明不是针对这个旧检查点的", "the proof is not about this older checkpoint")
    sha = _suite("sm3" if new[0].endswith("/sm3") else "sha256")
    if not _continues(old[1:3], new[1:3], [base64.b64decode(line) for line in rest], sha):
        raise Bad(
            f"前 {old[1]} 条里有改动：新的检查点不是旧检查点的延续",
            f"something in the first {old[1]} entries was changed: the newer checkpoint does not continue the older",
        )
    said = _signed(old[3] and new[3])
    return f"从 {old[1]} 条到 {new[1]} 条只有增加；{said[0]}。", f"from {old[1]} to {new[1]} it only grew; {said[1]}."


def check_checkpoint(given: Any) -> tuple[str, str]:
    """A checkpoint: its signature and its short code."""
    origin, size, root, signed = _note(_read(given.file), given.key)
    code = short_code(f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n")
    zh, en = _signed(signed)
    return f"{origin}：{size} 条，短码 {code}；{zh}。", f"{size} entries, short code {code}; {en}."


def short_code(text: str) -> str:
    """The twelve characters printed for a checkpoint's three lines."""
    n = int.from_bytes(hashlib.pbkdf2_hmac("sha256", text.encode(), b"shanzhi short code v1", 20_000), "big")
    marks = []
    for _ in range(11):
        n, k = divmod(n, 31)
        marks.append(k)
    marks.append(sum((i + 2) * k for i, k in enumerate(marks)) % 31)
    text = "".join(ALPHABET[k] for k in marks)
    return f"{text[:4]} {text[4:8]} {text[8:]}"


def _note(given: str, keys: Sequence[str]) -> tuple[str, int, bytes, bool]:
    """Origin, size, root of a checkpoint, and whether one of the keys signed it; without keys that stays open."""
    text, _, below = given.rpartition("\n\n")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    signed = False
    for line in below.split("\n")[:-1]:
        _, name, packed = line.split(" ")
        data = base64.b64decode(packed)
        for key in keys:
            known, id_, public = key.strip().split("+", 2)
            raw = base64.b64decode(public)
            if (known, bytes.fromhex(id_)) == (name, data[:4]) and raw[0] == 1:
                if not ed25519(raw[1:], text.encode(), data[4:]):
                    raise Bad("检查点的签名不对", "the checkpoint's signature is wrong")
                signed = True
    if keys and not signed:
        raise Bad("检查点上没有所给公钥的签名", "none of the given keys signed the checkpoint")
    return origin, int(size), base64.b64decode(root, validate=True), signed


def _grow(peaks: Peaks, size: int, hash_: bytes, sha: Fold) -> None:
    while size & 1:
        hash_ = sha(b"\1" + peaks.pop() + hash_)
        size >>= 1
    peaks.append(hash_)


def _root(peaks: Peaks, sha: Fold) -> bytes:
    out = peaks[-1] if peaks else sha(b"")
    for peak in reversed(peaks[:-1]):
        out = sha(b"\1" + peak + out)
    return out


def _up(hash_: bytes, at: int, size: int, path: list[bytes], sha: Fold) -> bytes:
    """The root an audit path leads to. RFC 9162, 2.1.3.2."""
    last = size - 1
    for step in path:
        if at > last or last == 0:
            return b""
        if at & 1 or at == last:
            hash_ = sha(b"\1" + step + hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hash_ = sha(b"\1" + hash_ + step)
        at, last = at >> 1, last >> 1
    return hash_ if at <= last == 0 else b""


def _continues(old: tuple[int, bytes], new: tuple[int, bytes], path: list[bytes], sha: Fold) -> bool:
    """Whether the newer tree begins with the older. RFC 9162, 2.1.4.2."""
    if old[0] >= new[0] or old[0] == 0:
        return old == new and not path
    at, last = old[0] - 1, new[0] - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    path = path if old[0] & (old[0] - 1) else [old[1], *path]
    if not path:
        return False
    before = after = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = sha(b"\1" + step + before), sha(b"\1" + step + after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = sha(b"\1" + after + step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old[1] and after == new[1]


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is good. RFC 8032, 5.1.7."""
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or len(signature) != 64 or s >= Q:  # noqa: PLR2004 - two halves
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    left, right = _times(s, _base()), _add(r, _times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def _base() -> Point:
    y = 4 * pow(5, P - 2, P) % P
    x = _x(y, 0) or 0
    return x, y, 1, x * y % P


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    x = _x(y & (1 << 255) - 1, y >> 255)
    y &= (1 << 255) - 1
    return None if len(data) != 32 or x is None else (x, y, 1, x * y % P)  # noqa: PLR2004 - a key's length


def _x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, p: Point) -> Point:
    out: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = _add(out, p)
        p, n = _add(p, p), n >> 1
    return out


def _suite(name: str) -> Fold:
    if name == "sha256":
        return lambda data: hashlib.sha256(data).digest()
    if name not in hashlib.algorithms_available:
        raise ValueError(f"this Python has no {name}")
    return lambda data: hashlib.new(name, data).digest()


def _lines(name: str) -> Iterator[str]:
    with open(name, encoding="utf-8") as source:  # noqa: PTH123 - one plain file
        yield from source


def _apart(line: str) -> tuple[str, Any, Any]:
    """The text of an entry's body as it was hashed, that text read, and what stands after it: hash and values."""
    at = line.index(',"hash":"')
    if not line.startswith('{"body":{'):
        raise ValueError("not a line of an export")
    text = line[8:at]
    return text, json.loads(text), json.loads("{" + line[at + 1 :])


def _hashes(name: str) -> list[str]:
    return [_apart(line)[2]["hash"] for line in _lines(name) if line.startswith('{"body":')] if name else []


def _read(name: str) -> str:
    with open(name, encoding="utf-8", newline="") as source:  # noqa: PTH123 - one plain file
        return source.read()


def _said(known: Any) -> tuple[str, str]:
    if not known:
        return "没有与他人持有的检查点对照", "not compared with a checkpoint others hold"
    zh, en = _signed(all(signed for _, _, signed in known.values()))
    return f"与 {len(known)} 个检查点相符，{zh}", f"{len(known)} checkpoints fit, {en}"


def _signed(signed: bool) -> tuple[str, str]:
    return ("签名已核对", "signatures checked") if signed else ("签名未核对（没有给公钥）", "signatures not checked")


def _command_line() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = top.add_subparsers(required=True, dest="kind")
    for name, check in CHECKS.items():
        one = kinds.add_parser(name)
        one.add_argument("file")
        if name == "growth":
            one.add_argument("newer")
        if name == "chain":
            one.add_argument("--checkpoint", action="append", default=[])
            one.add_argument("--earlier", default="")
        one.add_argument("--key", action="append", default=[])
        one.set_defaults(check=check)
    return top


CHECKS = {"chain": check_chain, "proof": check_proof, "growth": check_growth, "checkpoint": check_checkpoint}

if __name__ == "__main__":
    sys.exit(main())
