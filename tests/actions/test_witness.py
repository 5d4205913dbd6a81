"""Witnesses: told of checkpoints, believed when they object; and this installation bearing witness for others."""

from datetime import timedelta
from pathlib import Path

import pytest

from shanzhi.actions.checkpoints import checkpoint_now, keys_of
from shanzhi.actions.journal import About, note
from shanzhi.actions.witness import (
    Answer,
    WitnessIn,
    add_witness,
    receive_checkpoint,
    record_delivery,
    watch_log,
    witness_key,
)
from shanzhi.core.merkle import leaf
from shanzhi.core.notes import Checkpoint as Point
from shanzhi.core.notes import (
    Note,
    Submission,
    checkpoint_text,
    key_text,
    note_text,
    parse_line,
    parse_note,
    submission_text,
)
from shanzhi.models import ChainHead, Delivery, Entry, WatchedLog, Witness
from shanzhi.models.walls import acting
from shanzhi.papers.seals import sign, signed_by
from shanzhi.queries.audit import audit
from shanzhi.queries.journal import due_deliveries, latest_point, submission
from tests.conftest import NOW, refused

TENANT = "999902"
PLAIN, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


def grown(n: int = 1):
    """The chain n entries longer, and its checkpoint."""
    with acting(None):
        for k in range(n):
            note(None, "note_progress", About("task", k, place_code="999902000000"), NOW)
    return checkpoint_now(TENANT, why="hourly", now=NOW)


def handed_in(old: int) -> Answer:
    """What a witness answers to the newest checkpoint."""
    return receive_checkpoint(text=submission(latest_point(TENANT), old), now=NOW)


@pytest.fixture
def watched(world) -> WatchedLog:
    """This installation bears witness for a chain of its own, as another one would."""
    point = grown()
    origin = watch_log(actor=None, key=key_text(keys_of(point.origin)[0]), now=NOW)
    return WatchedLog.objects.get(origin=origin)


def test_a_first_checkpoint_is_accepted_and_cosigned(watched):
    answer = handed_in(0)
    point = latest_point(TENANT)
    line = parse_line(answer.body.strip("\n"))
    assert (answer.status, line.name, line.id) == (200, "localhost/witness", witness_key().id)
    assert int.from_bytes(line.data[:8], "big") == int(NOW.timestamp())
    assert signed_by(Note(parse_note(point.note).text, (line,)), witness_key())
    watched.refresh_from_db()
    assert (watched.size, watched.root, watched.note, watched.at) == (point.size, point.root, point.note, NOW)


def test_growth_is_accepted_with_its_proof_and_the_same_again(watched):
    handed_in(0)
    old = latest_point(TENANT).size
    grown(5)
    assert handed_in(old).status == 200
    assert handed_in(old + 5).status == 200
    watched.refresh_from_db()
    assert (watched.size, watched.forked_at, watched.doubted_at) == (old + 5, None, None)


def test_another_old_size_is_told_the_one_that_is_held(watched):
    handed_in(0)
    held = latest_point(TENANT).size
    grown(2)
    assert handed_in(0) == Answer(409, SIZE, f"{held}\n")


def test_a_proof_that_does_not_fit_is_doubted_until_one_does(watched):
    handed_in(0)
    held = latest_point(TENANT).size
    point = grown(3)
    wrong = submission_text(Submission(held, (leaf(b"x"),), point.note))
    assert receive_checkpoint(text=wrong, now=NOW).status == 422
    watched.refresh_from_db()
    assert (watched.size, watched.doubted_at, watched.forked_at) == (held, NOW, None)
    assert handed_in(held).status == 200
    watched.refresh_from_db()
    assert watched.doubted_at is None


def forged(settings, size: int) -> str:
    """A checkpoint of another history, signed with the log's own key."""
    origin = latest_point(TENANT).origin
    text = checkpoint_text(Point(origin, size, leaf(b"another history")))
    return note_text(text, [sign(Path(settings.SIGNING_KEY), keys_of(origin)[0], text)])


def test_two_histories_of_one_size_are_a_fork_and_the_proof_is_kept(watched, settings):
    handed_in(0)
    size = latest_point(TENANT).size
    other = forged(settings, size)
    answer = receive_checkpoint(text=submission_text(Submission(size, (), other)), now=NOW)
    assert answer == Answer(409, PLAIN, "fork\n")
    watched.refresh_from_db()
    assert (watched.fork_note, watched.forked_at) == (other, NOW)
    assert Entry.objects.get(deed="find_fork").data == {"origin": watched.origin, "note": other}
    again = NOW + timedelta(hours=1)
    receive_checkpoint(text=submission_text(Submission(size, (), other)), now=again)
    assert Entry.objects.filter(deed="find_fork").count() == 1


def test_unknown_logs_unsigned_and_broken_texts_are_turned_away(watched, world):
    first = checkpoint_now("999901", why="hourly", now=NOW)
    given = submission_text(Submission(0, (), first.note))
    assert receive_checkpoint(text=given, now=NOW).status == 404
    point = latest_point(TENANT)
    spoilt = submission(point, 0).replace(f"\n{point.size}\n", f"\n{point.size + 1}\n")
    assert receive_checkpoint(text=spoilt, now=NOW).status == 403
    assert receive_checkpoint(text="hello", now=NOW).status == 400
    assert receive_checkpoint(text="old 0\n\nhello", now=NOW).status == 400
    bigger = submission_text(Submission(point.size + 9, (), point.note))
    assert receive_checkpoint(text=bigger, now=NOW).status == 400


def test_only_keys_are_entered(world):
    with refused("bad_key"):
        watch_log(actor=None, key="nonsense", now=NOW)
    with refused("bad_key"):
        add_witness(actor=None, witness=WitnessIn("witness", "省", "https://w.example", "nonsense"), now=NOW)
    with refused("bad_choice"):
        add_witness(actor=None, witness=WitnessIn("pigeon", "省", "https://w.example"), now=NOW)


def told(key: str = "", kind: str = "witness") -> Delivery:
    """A delivery of the newest checkpoint of the chain to a witness just entered."""
    grown()
    add_witness(actor=None, witness=WitnessIn(kind, "省档案馆", "https://w.example/", key), now=NOW)
    return Delivery.objects.get(checkpoint__tenant=TENANT)


def heard(delivery: Delivery, old: int, *answer: object) -> tuple[str, Delivery]:
    state = record_delivery(delivery_id=delivery.pk, old=old, answer=Answer(*answer), now=NOW)
    delivery.refresh_from_db()
    return state, delivery


def test_a_witness_is_entered_once_and_noted(world):
    for _ in range(2):
        add_witness(actor=None, witness=WitnessIn("mail", "县档案馆", "a@archive.example"), now=NOW)
    assert Witness.objects.count() == Entry.objects.filter(deed="add_witness").count() == 1


def test_what_failed_is_tried_again_later_and_later(world):
    delivery = told()
    for minutes in (1, 2, 4):
        state, delivery = heard(delivery, 0, 0, "", "ConnectionRefusedError")
        assert (state, delivery.due_at) == ("waiting", NOW + timedelta(minutes=minutes))
    assert (delivery.attempts, delivery.answer) == (3, "ConnectionRefusedError")
    assert due_deliveries(NOW) == tuple(d for d in due_deliveries(NOW) if d.id != delivery.pk)
    assert delivery.pk in {d.id for d in due_deliveries(NOW + timedelta(minutes=4))}


def test_a_cosignature_is_checked_where_the_key_is_known(world):
    origin = watch_log(actor=None, key=key_text(keys_of(grown().origin)[0]), now=NOW)
    delivery = told(key_text(witness_key()))
    good = handed_in(0)
    assert heard(delivery, 0, 200, PLAIN, "— localhost/witness AAAAAAAAAA==\n")[0] == "waiting"
    assert heard(delivery, 0, 200, PLAIN, good.body)[0] == "sent"
    assert origin == delivery.checkpoint.origin
    assert heard(delivery, 0, 422, PLAIN, "")[0] == "sent", "what was sent stays sent"


def test_a_witness_that_holds_another_size_is_told_anew_at_once(world):
    delivery = told()
    held = delivery.checkpoint.size - 1
    state, delivery = heard(delivery, 0, 409, SIZE, f"{held}\n")
    assert (state, delivery.held, delivery.due_at) == ("waiting", held, NOW)
    assert next(d.old for d in due_deliveries(NOW) if d.id == delivery.pk) == held


def test_a_witness_that_holds_a_later_checkpoint_of_ours_needs_no_older_one(world):
    delivery = told()
    later = grown(4)
    assert heard(delivery, 0, 409, SIZE, f"{later.size}\n")[0] == "sent"


@pytest.mark.parametrize(
    ("status", "kind", "body"), [(422, PLAIN, "no"), (409, PLAIN, "fork\n"), (409, SIZE, "1000\n")]
)
def test_a_witness_that_objects_is_believed_and_shown(world, status, kind, body):
    delivery = told()
    state, delivery = heard(delivery, 5, status, kind, body)
    assert (state, delivery.state, delivery.done_at) == ("forked", "forked", NOW)
    assert Entry.objects.get(deed="hear_of_fork").data == {
        "witness": "省档案馆",
        "size": delivery.checkpoint.size,
        "held": 5,
        "answer": body,
    }
    assert [(f.what, f.where) for f in audit()] == [("journal_fork", TENANT)]


def test_a_plain_address_that_objects_is_only_tried_again(world):
    assert heard(told(kind="post"), 0, 422, PLAIN, "")[0] == "waiting"


def test_ours_and_theirs_together_find_that_history_was_rewritten(watched):
    """The chain is replaced by another of the same length; the witness does not sign, and we hear of it."""
    delivery = told()
    old = next(d.old for d in due_deliveries(NOW) if d.id == delivery.pk)
    assert heard(delivery, old, 200, PLAIN, handed_in(0).body)[0] == "sent"
    WatchedLog.objects.update(root="11" * 32)  # as if the witness had seen another history
    grown(3)
    newer = Delivery.objects.get(checkpoint__tenant=TENANT, state="waiting")
    held = next(d.old for d in due_deliveries(NOW) if d.id == newer.pk)
    assert held == delivery.checkpoint.size
    answer = handed_in(held)
    assert heard(newer, held, answer.status, answer.kind, answer.body)[0] == "forked"
    assert ChainHead.objects.get(pk=TENANT).size > held
