"""Somebody with every right on the database, triggers off, tampers with the journal: each time it is found, and where.

What he cannot reach are the checkpoints that others hold: `held` below.
"""

from dataclasses import replace

import pytest
from django.db import connection

from shanzhi import verify
from shanzhi.actions.checkpoints import checkpoint_now
from shanzhi.actions.journal import About, note
from shanzhi.core.chain import PARTS, START, Fault, canonical, commitment, seal
from shanzhi.core.merkle import grow, root
from shanzhi.models import Entry
from shanzhi.models.walls import acting
from shanzhi.queries.audit import audit, chains
from shanzhi.queries.journal import export_lines
from tests.conftest import NOW

TENANT, MORE = "999901", 6
WHICH = "(SELECT id FROM shanzhi_entry WHERE tenant = %s AND seq = %s)"
CHANGE_VALUE = f"UPDATE shanzhi_entryvalue SET data = %s, data_salt = coalesce(%s, data_salt) WHERE entry_id = {WHICH}"  # noqa: S608 - our own words
CHANGE_PROMISE = f"UPDATE shanzhi_entry SET data_commitment = %s WHERE id = {WHICH}"  # noqa: S608 - our own words
ERASE = f"UPDATE shanzhi_entryvalue SET data = NULL, data_salt = NULL WHERE entry_id = {WHICH}"  # noqa: S608 - our own words


def attack(*statements: tuple[str, list]) -> None:
    """Runs statements as the database's superuser with triggers and constraints off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        cursor.execute(f'SET LOCAL ROLE "{cursor.fetchone()[0]}"')
        cursor.execute("SET LOCAL session_replication_role = replica")
        for words, given in statements:
            cursor.execute(words, given)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET LOCAL ROLE shanzhi_app")


class Ledger:
    """A county's chain with two checkpoints that somebody else holds, six entries apart. old: entries in the first."""

    def __init__(self, folder) -> None:
        self.folder = folder
        older = checkpoint_now(TENANT, why="hourly", now=NOW)
        self.old = older.size
        for n in range(MORE):
            with acting(None):
                about = About("task", n, data={"text": f"第{n}次"}, place_code="999901100000")
                note(None, "note_progress", about, NOW)
        newest = checkpoint_now(TENANT, why="hourly", now=NOW)
        self.size = newest.size
        self.held = {TENANT: {p.size: p.root for p in (older, newest)}}
        self.before = self.export("before")
        self.files = []
        for point in (older, newest):
            self.files.append(folder / f"checkpoint-{point.size}")
            self.files[-1].write_text(point.note, encoding="utf-8")

    def export(self, name: str):
        file = self.folder / f"{name}.jsonl"
        file.write_text("".join(export_lines(TENANT, values=True)), encoding="utf-8")
        return file

    def fault(self) -> Fault | None:
        return next(v.fault for v in chains(self.held) if v.tenant == TENANT)

    def outsider(self, capsys, *more: str) -> tuple[int, str]:
        """Exit status and the verdict of the program that knows nothing but the export and the checkpoints."""
        words = [w for file in self.files for w in ("--checkpoint", str(file))]
        capsys.readouterr()
        status = verify.main(["chain", str(self.export("after")), *words, *more])
        return status, capsys.readouterr().out


@pytest.fixture
def ledger(world, tmp_path) -> Ledger:
    return Ledger(tmp_path)


def gone(first: int, last: int) -> list[tuple[str, list]]:
    """Entries deleted with their values."""
    which = "tenant = %s AND seq BETWEEN %s AND %s"
    values = f"DELETE FROM shanzhi_entryvalue WHERE entry_id IN (SELECT id FROM shanzhi_entry WHERE {which})"  # noqa: S608 - our own words
    entries = f"DELETE FROM shanzhi_entry WHERE {which}"  # noqa: S608 - our own words
    return [(values, [TENANT, first, last]), (entries, [TENANT, first, last])]


def rewrite(seq: int, **change: object) -> list[tuple[str, list]]:
    """History rewritten with care from entry seq on: hashes, links, chain end and tree made to fit."""
    prev, peaks, out = START, [], []
    for entry in Entry.objects.filter(tenant=TENANT).order_by("seq"):
        link = replace(entry.link(), prev=prev, **(change if entry.seq == seq else {}))
        prev = seal(link)
        peaks = grow(peaks, entry.seq - 1, bytes.fromhex(prev))
        words = (
            "UPDATE shanzhi_entry SET actor_id = %s, at = %s, data_commitment = %s, prev = %s, hash = %s WHERE id = %s"
        )
        out.append((words, [link.actor_id, link.at, link.data, link.prev, prev, entry.pk]))
    out.append(
        (
            "UPDATE shanzhi_chainhead SET hash = %s, peaks = %s WHERE tenant = %s",
            [prev, " ".join(p.hex() for p in peaks), TENANT],
        )
    )
    return [*out, ("DELETE FROM shanzhi_checkpoint WHERE tenant = %s", [TENANT])]


def test_untouched_everything_holds(ledger, capsys):
    assert (ledger.fault(), audit(ledger.held)) == (None, ())
    status, said = ledger.outsider(capsys)
    assert (status, said.splitlines()[0]) == (0, "成立 HOLDS")
    assert f"{ledger.size} 条前后相连" in said


@pytest.mark.parametrize(
    "change",
    [
        "actor_id = 4711",
        "at = at - interval '1 day'",
        "deed = 'accept_task'",
        "place_code = '999901101000'",
        "revision = 9",
    ],
)
def test_an_edited_entry_is_named(ledger, capsys, change):
    seq = ledger.old + 3
    attack((f"UPDATE shanzhi_entry SET {change} WHERE tenant = %s AND seq = %s", [TENANT, seq]))  # noqa: S608 - our own words
    assert ledger.fault() == Fault("content", seq)
    status, said = ledger.outsider(capsys)
    assert (status, f"第 {seq} 条的内容被改动" in said) == (1, True)


def test_an_edited_value_is_named(ledger, capsys):
    seq = ledger.old + 3
    attack((CHANGE_VALUE, ['{"text":"改过"}', None, TENANT, seq]))
    assert ledger.fault() == Fault("value", seq)
    status, said = ledger.outsider(capsys)
    assert (status, f"第 {seq} 条保存的内容被改动" in said) == (1, True)


def test_a_value_with_a_fresh_commitment_is_named(ledger):
    seq, text, salt = ledger.old + 3, canonical({"text": "改过"}), bytes(16)
    promised = commitment("data", text, salt)
    attack((CHANGE_VALUE, [text, salt.hex(), TENANT, seq]), (CHANGE_PROMISE, [promised, TENANT, seq]))
    assert ledger.fault() == Fault("content", seq)


def test_an_edited_entry_with_a_fresh_hash_shows_at_the_broken_link(ledger, capsys):
    seq = ledger.old + 3
    link = replace(Entry.objects.get(tenant=TENANT, seq=seq).link(), actor_id=4711)
    words = "UPDATE shanzhi_entry SET actor_id = %s, hash = %s WHERE tenant = %s AND seq = %s"
    attack((words, [4711, seal(link), TENANT, seq]))
    assert ledger.fault() == Fault("link", seq + 1)
    status, said = ledger.outsider(capsys)
    assert (status, f"第 {seq + 1} 条与前一条接不上：前一条被改后重算过" in said) == (1, True)


def test_a_deleted_entry_is_named(ledger, capsys):
    seq = ledger.old + 3
    attack(*gone(seq, seq))
    assert ledger.fault() == Fault("missing", seq, seq)
    status, said = ledger.outsider(capsys)
    assert (status, f"缺第 {seq} 条" in said) == (1, True)


def test_a_cut_tail_is_named_though_the_chain_s_end_was_mended(ledger, capsys):
    last = Entry.objects.get(tenant=TENANT, seq=ledger.old + 2)
    hashes = Entry.objects.filter(tenant=TENANT, seq__lte=last.seq).order_by("seq").values_list("hash", flat=True)
    peaks: list[bytes] = []
    for n, hash_ in enumerate(hashes):
        peaks = grow(peaks, n, bytes.fromhex(hash_))
    attack(
        *gone(last.seq + 1, ledger.size),
        ("DELETE FROM shanzhi_checkpoint WHERE tenant = %s AND size > %s", [TENANT, last.seq]),
        (
            "UPDATE shanzhi_chainhead SET size = %s, hash = %s, peaks = %s WHERE tenant = %s",
            [last.seq, last.hash, " ".join(p.hex() for p in peaks), TENANT],
        ),
    )
    assert ledger.fault() == Fault("cut", last.seq + 1, ledger.size)
    assert audit({}) == (), "a chain walk alone cannot see it: that is what checkpoints in other hands are for"
    status, said = ledger.outsider(capsys)
    assert (status, f"第 {last.seq + 1} 条起被截去" in said) == (1, True)


def test_a_chain_that_is_gone_altogether_is_cut_from_its_first_entry(ledger):
    attack(
        *gone(1, ledger.size),
        ("DELETE FROM shanzhi_checkpoint WHERE tenant = %s", [TENANT]),
        ("DELETE FROM shanzhi_chainhead WHERE tenant = %s", [TENANT]),
    )
    assert ledger.fault() == Fault("cut", 1, ledger.old)


@pytest.mark.parametrize("change", [{"actor_id": 4711}, {"at": NOW.replace(day=2)}])
def test_history_rewritten_and_linked_anew_is_found(ledger, capsys, change):
    seq = ledger.old + 3
    attack(*rewrite(seq, **change))
    assert audit({}) == (), "everything inside the database fits again"
    assert ledger.fault() == Fault("rewritten", ledger.old + 1, ledger.size)
    status, said = ledger.outsider(capsys)
    assert (status, f"第一处改动在第 {ledger.old + 1}–{ledger.size} 条之间" in said) == (1, True)
    status, said = ledger.outsider(capsys, "--earlier", str(ledger.before))
    assert (status, f"第 {seq} 条与早先的导出不同：被改写" in said) == (1, True)


def test_history_rewritten_from_its_first_entry_is_found_at_the_first_checkpoint(ledger):
    attack(*rewrite(1, actor_id=4711))
    assert ledger.fault() == Fault("rewritten", 1, ledger.old)


def test_a_value_erased_without_a_deed_is_named(ledger):
    seq = ledger.old + 3
    attack((ERASE, [TENANT, seq]))
    assert ledger.fault() == Fault("gone", seq)


def test_a_tree_that_does_not_fit_its_chain_is_named(ledger):
    attack(("UPDATE shanzhi_chainhead SET peaks = %s WHERE tenant = %s", ["00" * 32, TENANT]))
    assert ledger.fault() == Fault("head", ledger.size)


def test_the_roots_of_the_checkpoints_are_those_of_the_chain(ledger):
    peaks: list[bytes] = []
    rows = Entry.objects.filter(tenant=TENANT).order_by("seq")
    for entry in rows:
        peaks = grow(peaks, entry.seq - 1, bytes.fromhex(entry.hash))
        assert ledger.held[TENANT].get(entry.seq, root(peaks).hex()) == root(peaks).hex()
    assert all(getattr(e.link(), p) == getattr(e, f"{p}_commitment") for e in rows for p in PARTS)
