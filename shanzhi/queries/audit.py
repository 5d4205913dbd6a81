"""What `audit` recomputes: the journal's chains and every number that is stored though it could be derived."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import connection
from django.db.models import BigIntegerField, Count, F, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from shanzhi.core.anchor import count_from
from shanzhi.core.chain import PROGRAM, START, Fault, Walked, walk
from shanzhi.core.first_chain import first_fault
from shanzhi.core.kinds import CHINA
from shanzhi.core.merkle import TILE
from shanzhi.core.notes import ED25519, Key, parse_checkpoint, parse_note
from shanzhi.core.task import CLOSED, whole
from shanzhi.models import Book, BookLine, ChainHead, Checkpoint, Delivery, Entry, FirstEntry, Task, TreeTile
from shanzhi.papers.seals import signed_by
from shanzhi.queries.audit_of_money import Finding, faults_of_months, faults_of_receipts
from shanzhi.queries.calendar import work_calendar
from shanzhi.queries.scope import by_the_house

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """A chain walked from its beginning. fault: the first thing that does not fit, None where it holds."""

    tenant: str
    size: int
    root: str
    checkpoints: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """What may be missing although everything there fits: a verdict apart from that of the chains.

    devices: (device, first missing number, last missing number); hours: (first, last hour without the night watch's
    entry); days: (day, writer's id or None, entries).
    """

    devices: tuple[tuple[str, int, int], ...]
    hours: tuple[tuple[datetime, datetime], ...]
    days: tuple[tuple[date, int | None, int], ...]

    @property
    def holds(self) -> bool:
        return not self.devices and not self.hours


@by_the_house
def audit(held: Mapping[str, Mapping[int, str]] | None = None) -> tuple[Finding, ...]:
    """Everything that does not hold: a broken chain, a parent that differs from its parts, a day from its anchor's, a
    balance from the lines of its book, an entry whose lines do not add up, a receipt from its payment, a number of
    receipts that was passed over, a closed month from its entries.

    held: tenant -> size -> root as hex, from checkpoints that others hold.
    cost: 20 queries; 2 more for each closed month.
    """
    broken = [v for v in chains(held or {}) if v.fault]
    faults = (Finding(f"journal_{v.fault.kind}", v.fault.seq, "", "", v.tenant) for v in broken if v.fault)
    money = (*_balances(), *_whole_entries(), *faults_of_receipts(), *faults_of_months())
    return (*_first_chain(), *faults, *_parents(), *_leaves(), *_anchored(), *money)


@by_the_house
def chains(held: Mapping[str, Mapping[int, str]]) -> tuple[ChainVerdict, ...]:
    """The verdict on each chain, in order of tenants; held as for audit, tenants without an entry left are cut.

    cost: 7 queries.
    """
    return tuple(_chains(held))


def _chains(held: Mapping[str, Mapping[int, str]]) -> Iterator[ChainVerdict]:
    """Everything is fetched at once; the entries come in one stream, chain after chain."""
    heads = {h.tenant: h for h in ChainHead.objects.all()}
    known: dict[str, dict[int, str]] = {}
    for tenant, size, root in Checkpoint.objects.order_by("size").values_list("tenant", "size", "root"):
        known.setdefault(tenant, {})[size] = root
    erased, tiles, forks = _erased(), _tiles(), _forks()
    rows = Entry.objects.select_related("value").order_by("tenant", "seq").iterator(chunk_size=2000)
    streams = groupby(rows, lambda e: e.tenant)
    here, stream = next(streams, ("", iter(())))
    for tenant in sorted({*heads, *known, *held, *erased, *_tenants()}):
        suite = heads[tenant].suite if tenant in heads else "sha256"
        points = known.get(tenant, {}) | dict(held.get(tenant, {}))
        mine = (e.as_core() for e in stream) if here == tenant else iter(())
        walked = walk(mine, points, erased.get(tenant, set()), suite)
        fault = walked.fault or _derived(walked, heads.get(tenant), tiles.get(tenant, {})) or forks.get(tenant)
        yield ChainVerdict(tenant, walked.size, walked.root, len(known.get(tenant, {})), fault)
        if here == tenant:
            here, stream = next(streams, ("", iter(())))


@by_the_house
def known_keys(now_key: bytes) -> tuple[bytes, ...]:
    """The public keys of this installation: the one of now and, from the journal, those before it.

    cost: 1 query.
    """
    turns = Entry.objects.filter(tenant=PROGRAM, deed="rotate_key").select_related("value")
    return (now_key, *(bytes.fromhex(e.data.get("old", "")) for e in turns))


@by_the_house
def unsigned(keys: Sequence[bytes]) -> tuple[Finding, ...]:
    """Stored checkpoints that none of the installation's Ed25519 keys signed. keys: as known_keys gives them.

    cost: 1 query.
    """
    return tuple(_unsigned(keys))


def _unsigned(keys: Sequence[bytes]) -> Iterator[Finding]:
    for point in Checkpoint.objects.order_by("tenant", "size").iterator():
        note = parse_note(point.note)
        said = parse_checkpoint(note.text) if note else None
        good = note is not None and any(signed_by(note, Key(point.origin, ED25519, key)) for key in keys)
        if not good or said != point.as_core():
            yield Finding("journal_signature", point.size, "", "", point.tenant)


@by_the_house
def completeness(now: datetime) -> Completeness:
    """Numbers of devices that were passed over, hours without the night watch, entries a day and writer.

    cost: 3 queries.
    """
    return Completeness(tuple(_device_gaps()), tuple(_silent_hours(now)), tuple(_days()))


@by_the_house
def entries() -> int:
    """How many entries the journal holds.

    cost: 1 query.
    """
    return Entry.objects.count()


def _tenants() -> set[str]:
    return set(Entry.objects.order_by().values_list("tenant", flat=True).distinct())


def _erased() -> dict[str, set[tuple[int, str]]]:
    out: dict[str, set[tuple[int, str]]] = {}
    for deed in Entry.objects.filter(deed="erase_values").select_related("value"):
        pairs = {(seq, part) for seq in deed.data.get("seqs", ()) for part in deed.data.get("parts", ())}
        out.setdefault(deed.tenant, set()).update(pairs)
    return out


def _tiles() -> dict[str, dict[int, str]]:
    out: dict[str, dict[int, str]] = {}
    for tenant, n, hash_ in TreeTile.objects.values_list("tenant", "n", "hash"):
        out.setdefault(tenant, {})[n] = hash_
    return out


def _forks() -> dict[str, Fault]:
    rows = Delivery.objects.filter(state="forked").order_by("-checkpoint__size")
    found = rows.values_list("checkpoint__tenant", "held", "checkpoint__size")
    return {tenant: Fault("fork", 1, held or size) for tenant, held, size in found}


def _derived(walked: Walked, head: ChainHead | None, stored: Mapping[int, str]) -> Fault | None:
    """What is stored beside a chain and does not fit it: its end, and the tiles of its tree."""
    size, hash_ = (head.size, head.hash) if head else (0, START)
    if size > walked.size:
        return Fault("cut", walked.size + 1, size)
    if (size, hash_) != (walked.size, walked.hash) or (head and head.peaks.split() != [p.hex() for p in walked.peaks]):
        return Fault("head", walked.size)
    wrong = [n for n, tile in enumerate(walked.tiles) if stored.get(n) != tile]
    return Fault("tile", wrong[0] * TILE + 1, wrong[0] * TILE + TILE) if wrong else None


def _first_chain() -> Iterator[Finding]:
    """The chain before the chains of the counties, and the entry that names the hash it ended with."""
    links = [e.as_core() for e in FirstEntry.objects.order_by("seq")]
    fault, size, last = first_fault(links), len(links), links[-1].hash if links else ""
    closing = Entry.objects.filter(tenant=PROGRAM, deed="close_chain").select_related("value").first()
    promised = closing.data if closing else {}
    if fault is not None:
        yield Finding("journal_content", fault, "", "", "first")
    elif (size, last) != (promised.get("entries", 0), promised.get("hash", "")):
        yield Finding("journal_cut", size + 1, "", "", "first")


def _device_gaps() -> Iterator[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT device, before + 1, device_seq - 1 FROM (SELECT DISTINCT device, device_seq,"
            " coalesce(lag(device_seq) OVER (PARTITION BY device ORDER BY device_seq), 0) AS before"
            " FROM shanzhi_entry WHERE device <> '' AND device_seq IS NOT NULL) s"
            " WHERE device_seq > before + 1 ORDER BY 1, 2"
        )
        yield from cursor.fetchall()


def _silent_hours(now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Runs of whole hours between the first heartbeat and now that have none."""
    rows = Entry.objects.filter(tenant=PROGRAM, deed="heartbeat").order_by("at").values_list("at", flat=True)
    before = None
    for at in (*rows, now):
        hour = at.replace(minute=0, second=0, microsecond=0)
        if before and hour - before > HOUR:
            yield before + HOUR, hour - HOUR
        before = hour


def _days() -> Iterator[tuple[date, int | None, int]]:
    rows = Entry.objects.annotate(day=TruncDate("at", tzinfo=CHINA)).values("day", "actor_id").annotate(n=Count("id"))
    yield from rows.order_by("day", "actor_id").values_list("day", "actor_id", "n")


def _parents() -> Iterator[Finding]:
    parts: dict[int, list[Task]] = {}
    for part in Task.objects.filter(parent__isnull=False):
        parts.setdefault(part.parent_id or 0, []).append(part)
    for task in Task.objects.filter(pk__in=parts).prefetch_related("units"):
        held = any(u.unit_id and u.role in {"lead", "responsible", "owner"} for u in task.units.all())
        after = whole(task.as_core(), [p.as_core() for p in parts[task.pk]], has_holder=held)
        if task.state in CLOSED:
            continue
        stored = (task.state, task.percent, task.light_on)
        derived = (after.state or task.state, after.percent, after.light_on)
        if stored != derived:
            yield Finding("task", task.pk, str(stored), str(derived))


def _leaves() -> Iterator[Finding]:
    for task in (
        Task.objects.filter(parent__isnull=True, parts__isnull=True)
        .exclude(state__in=CLOSED)
        .only("pk", "due_on", "light_on")
    ):
        if task.due_on != task.light_on:
            yield Finding("task", task.pk, str(task.light_on), str(task.due_on))


def _balances() -> Iterator[Finding]:
    """Books whose balance is not the sum of their lines."""
    rows = Book.objects.annotate(s=Coalesce(Sum("lines__amount"), Value(0), output_field=BigIntegerField()))
    for book in rows.exclude(balance=F("s")).order_by("pk"):
        yield Finding("book", book.pk, str(book.balance), str(book.s))


def _whole_entries() -> Iterator[Finding]:
    """Entries whose lines do not add up to nothing in a measure, or that stand in no book."""
    rows = BookLine.objects.values("entry", "book__measure").annotate(s=Sum("amount")).exclude(s=0).order_by("entry")
    for row in rows:
        yield Finding("book_entry", row["entry"], str(row["s"]), "0")


def _anchored() -> Iterator[Finding]:
    """Days that no longer follow from their anchor; a notice published since shows until they are reckoned anew."""
    calendar = work_calendar()
    for task in Task.objects.filter(anchor__isnull=False).exclude(state__in=CLOSED).select_related("anchor"):
        on, term = task.anchor.on if task.anchor else None, task.counts()
        derived = count_from(on, term, calendar).on if on and term else None
        if task.due_on != derived:
            yield Finding("task", task.pk, str(task.due_on), str(derived))
