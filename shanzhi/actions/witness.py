"""Bearing witness: telling others how our chains stand, and accepting how theirs do."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from shanzhi.actions.journal import About, note
from shanzhi.core.access import Actor
from shanzhi.core.chain import PROGRAM
from shanzhi.core.kinds import Refused
from shanzhi.core.merkle import Head
from shanzhi.core.notes import (
    COSIGNATURE,
    Key,
    Note,
    Submission,
    key_text,
    line,
    parse_checkpoint,
    parse_key,
    parse_line,
    parse_note,
    parse_submission,
)
from shanzhi.core.witness import WITNESS_KINDS, judge, wait_after
from shanzhi.models import Checkpoint, Delivery, WatchedLog, Witness
from shanzhi.models.walls import acting
from shanzhi.papers.seals import cosign, make_key, public_key, signed_by

PLAIN, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class WitnessIn:
    """Somebody to tell. kind: witness (speaks C2SP tlog-witness, as another Shanzhi does), post, mail."""

    kind: str
    name: str
    address: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from a witness. status: as in HTTP, 0 where nothing came; kind: the content type."""

    status: int
    kind: str
    body: str


def add_witness(*, actor: Actor | None, witness: WitnessIn, now: datetime) -> int:
    """Enters somebody who is told of every checkpoint from now on, and puts the newest ones on their way to him.

    raises: Refused("bad_choice"), Refused("bad_key").
    """
    if witness.kind not in WITNESS_KINDS:
        raise Refused("bad_choice", "没有“{value}”这个选项，请从列表中选择。", value=witness.kind)
    if witness.key and parse_key(witness.key) is None:
        raise _bad_key()
    with acting(None):
        row, made = Witness.objects.get_or_create(
            address=witness.address, defaults={"kind": witness.kind, "name": witness.name, "key": witness.key}
        )
        if made:
            newest = Checkpoint.objects.order_by("tenant", "-size").distinct("tenant")
            Delivery.objects.bulk_create(Delivery(checkpoint=c, witness=row, due_at=now) for c in newest)
            data = {"name": row.name, "kind": row.kind, "address": row.address}
            note(actor, "add_witness", About("witness", row.pk, data=data), now)
    return int(row.pk)


def watch_log(*, actor: Actor | None, key: str, now: datetime) -> str:
    """Enters a chain of somebody else by its public key's line, and gives its origin: bears witness from now on.

    raises: Refused("bad_key").
    """
    known = parse_key(key)
    if known is None:
        raise _bad_key()
    with acting(None):
        _, made = WatchedLog.objects.get_or_create(origin=known.name, defaults={"key": key_text(known)})
        if made:
            note(actor, "watch_log", About("chain", None, data={"key": key_text(known)}), now)
    return known.name


def witness_key() -> Key:
    """The public key this installation cosigns with; made at first use, another than the one of its own chains."""
    return public_key(_witness_file(), f"{settings.JOURNAL_NAME}/witness", COSIGNATURE)


def receive_checkpoint(*, text: str, now: datetime) -> Answer:
    """What a log is answered that hands in a checkpoint: our cosignature, where it continues the one we hold.

    source: C2SP tlog-witness, add-checkpoint.
    """
    given = parse_submission(text)
    signed = parse_note(given.note) if given else None
    point = parse_checkpoint(signed.text) if signed else None
    if given is None or signed is None or point is None:
        return Answer(400, PLAIN, "bad request\n")
    with acting(None):
        log = WatchedLog.objects.select_for_update().filter(origin=point.origin).first()
        if log is None:
            return Answer(404, PLAIN, "unknown log\n")
        key = parse_key(log.key)
        if key is None or not signed_by(signed, key):
            return Answer(403, PLAIN, "no signature of a known key\n")
        return _answer(log, given, signed, now)


def _answer(log: WatchedLog, given: Submission, signed: Note, now: datetime) -> Answer:
    point = parse_checkpoint(signed.text)
    if point is None:
        return Answer(400, PLAIN, "bad request\n")
    verdict = judge(Head(log.size, bytes.fromhex(log.root)), given.old, point, given.proof)
    if verdict.status == 200:  # noqa: PLR2004 - as in HTTP
        log.size, log.root, log.note, log.at, log.doubted_at = point.size, point.root.hex(), given.note, now, None
        log.save()
        return Answer(200, PLAIN, line(cosign(_witness_file(), witness_key(), signed.text, int(now.timestamp()))))
    if verdict.fork and not log.forked_at:
        log.fork_note, log.forked_at = given.note, now
        note(None, "find_fork", About("chain", log.pk, data={"origin": log.origin, "note": given.note}), now)
    if verdict.doubt:
        log.doubted_at = now
    log.save()
    if verdict.status == 409 and not verdict.fork:  # noqa: PLR2004 - as in HTTP
        return Answer(409, SIZE, f"{log.size}\n")
    return Answer(verdict.status, PLAIN, "fork\n" if verdict.fork else "no proof that it continues what is held\n")


def record_delivery(*, delivery_id: int, old: int, answer: Answer, now: datetime) -> str:
    """Notes what a witness answered and gives the delivery's state: waiting for another try, sent, or forked.

    old: the size it was told it held.
    """
    with acting(None):
        row = (
            Delivery.objects.select_for_update(of=("self",)).select_related("witness", "checkpoint").get(pk=delivery_id)
        )
        if row.state != "waiting":
            return str(row.state)
        row.attempts += 1
        row.answer = answer.body[:LONGEST_ANSWER]
        row.state = _state(row, old, answer)
        if row.state == "waiting":
            row.due_at = now if row.held != old and answer.status == 409 else now + wait_after(row.attempts)  # noqa: PLR2004 - as in HTTP
        else:
            row.done_at = now
        row.save()
        if row.state == "forked":
            data = {"witness": row.witness.name, "size": row.checkpoint.size, "held": old, "answer": row.answer}
            at = "" if row.checkpoint.tenant == PROGRAM else row.checkpoint.tenant.ljust(12, "0")
            note(None, "hear_of_fork", About("checkpoint", row.checkpoint_id, data=data, place_code=at), now)
    return str(row.state)


def _state(row: Delivery, old: int, answer: Answer) -> str:
    """The state after an answer; a witness that holds another size than we thought is told anew at once."""
    if 200 <= answer.status < 300:  # noqa: PLR2004 - as in HTTP
        return "sent" if _cosigned(row, answer) else "waiting"
    if row.witness.kind != "witness" or answer.status not in {409, 422}:
        return "waiting"
    size = answer.body.strip()
    if answer.status == 409 and answer.kind.startswith(SIZE) and size.isdecimal() and int(size) != old:  # noqa: PLR2004 - as in HTTP
        row.held = int(size)
        if row.held <= row.checkpoint.size:
            return "waiting"
        return "sent" if Checkpoint.objects.filter(tenant=row.checkpoint.tenant, size=row.held).exists() else "forked"
    return "forked"


def _cosigned(row: Delivery, answer: Answer) -> bool:
    """Whether the answer holds the witness's good signature, where we know its key."""
    key = parse_key(row.witness.key) if row.witness.key else None
    if key is None:
        return True
    lines = tuple(s for one in answer.body.splitlines() if (s := parse_line(one)))
    ours = parse_note(row.checkpoint.note)
    return ours is not None and signed_by(Note(ours.text, lines), key)


def _witness_file() -> Path:
    file = Path(settings.SIGNING_KEY).with_name("witness.key")
    if not file.exists():
        make_key(file)
    return file


def _bad_key() -> Refused:
    return Refused("bad_key", "公钥不对，应为一行：名称+八位编号+编码。请向对方核对后重新填写。")
