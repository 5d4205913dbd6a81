"""The journal as officials and outsiders see it: its state, its entries, its export, its proofs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from shanzhi.core.access import Actor, require, subtree, within
from shanzhi.core.chain import PARTS, PROGRAM, body, canonical, origin_of, tenant_of
from shanzhi.core.kinds import Refused
from shanzhi.core.merkle import TILE, Tree
from shanzhi.core.notes import Submission, proof_text, submission_text
from shanzhi.models import ChainHead, Checkpoint, Delivery, Entry, TreeTile, WatchedLog, Witness
from shanzhi.models.walls import looking
from shanzhi.queries.scope import by_the_house, scoped

SHOWN = 30
PAGE = 2000  # entries of an export read at a time


@dataclass(frozen=True, slots=True)
class PointRow:
    """A checkpoint. note: as it is signed."""

    tenant: str
    size: int
    root: str
    at: datetime
    code: str
    origin: str
    note: str


@dataclass(frozen=True, slots=True)
class WitnessRow:
    """Somebody who bears witness. size: of the newest checkpoint it has; waiting: on their way; forked: it objects."""

    name: str
    kind: str
    size: int
    waiting: int
    forked: bool


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A chain of somebody else that is watched here. size, at: of the newest checkpoint accepted."""

    origin: str
    size: int
    at: datetime | None
    forked: bool
    doubted: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry in a list. erased: one of its values was erased."""

    seq: int
    at: datetime
    who: str
    behalf_of: str
    deed: str
    object_kind: str
    object_id: int | None
    erased: bool


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The journal's page. whole: the actor's post reaches over the whole chain; point: None before the first one;
    round_at: when the night watch was last at work.
    """

    tenant: str
    size: int
    whole: bool
    point: PointRow | None
    witnesses: tuple[WitnessRow, ...]
    watched: tuple[WatchedRow, ...]
    rows: tuple[EntryRow, ...]
    round_at: datetime | None

    @property
    def forked(self) -> bool:
        return any(w.forked for w in self.witnesses)


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry. body: what its hash covers; values: part -> text, of those not erased; gone: parts erased."""

    tenant: str
    row: EntryRow
    hash: str
    body: str
    values: tuple[tuple[str, str], ...]
    gone: tuple[str, ...]
    may_erase: bool


@scoped
def journal_page(actor: Actor) -> JournalPage:
    """The state of the actor's chain: newest checkpoint, witnesses, newest entries of his place.

    cost: 7 queries.
    raises: Refused("not_allowed").
    """
    require(actor, "see_journal", place_code=actor.place_code)
    tenant = tenant_of(actor.place_code)
    head = ChainHead.objects.filter(pk=tenant).first()
    return JournalPage(
        tenant=tenant,
        size=head.size if head else 0,
        whole=_whole(actor, tenant),
        point=latest_point(tenant),
        witnesses=tuple(_witnesses(tenant)),
        watched=tuple(
            WatchedRow(w.origin, w.size, w.at, bool(w.forked_at), bool(w.doubted_at))
            for w in WatchedLog.objects.order_by("origin")
        ),
        rows=tuple(_row(e) for e in _seen(actor).order_by("-seq")[:SHOWN]),
        round_at=_last_round(),
    )


@scoped
def entry_page(actor: Actor, seq: int) -> EntryPage:
    """One entry of the actor's chain, where it concerns his place.

    cost: 1 query.
    raises: Refused("not_allowed"), Refused("not_found").
    """
    entry = _entry(actor, seq)
    core = entry.as_core()
    return EntryPage(
        tenant=entry.tenant,
        row=_row(entry),
        hash=entry.hash,
        body=body(core.link),
        values=tuple((part, core.values[part][0]) for part in PARTS if part in core.values),
        gone=tuple(p for p in PARTS if getattr(core.link, p) and p not in core.values),
        may_erase=actor.role == "leader" and entry.deed != "erase_values",
    )


@by_the_house
def _last_round() -> datetime | None:
    return Entry.objects.filter(tenant=PROGRAM, deed="heartbeat").order_by("-seq").values_list("at", flat=True).first()


@by_the_house
def latest_point(tenant: str) -> PointRow | None:
    """The newest checkpoint of a chain; it holds no personal data and is for everybody.

    cost: 1 query.
    """
    p = Checkpoint.objects.filter(tenant=tenant).order_by("-size").first()
    return PointRow(p.tenant, p.size, p.root, p.at, p.code, p.origin, p.note) if p else None


def chain_export(actor: Actor, *, values: bool) -> tuple[str, Iterator[str]]:
    """The tenant and the lines of its whole chain as JSON, with or without the values that may be erased.

    cost: 0 queries; the lines have their own.
    raises: Refused("not_allowed") where the actor's post does not reach over the whole chain.
    """
    tenant = tenant_of(actor.place_code)
    require(actor, "see_journal", place_code=tenant.ljust(12, "0"))
    return tenant, export_lines(tenant, values=values)


def export_lines(tenant: str, *, values: bool) -> Iterator[str]:
    """The lines of a chain's export: a head, then one entry a line.

    cost: 2 queries, and 1 more every PAGE entries.
    """
    head, facts = _export_head(tenant)
    yield canonical({**facts, "values": values}) + "\n"
    for lo in range(0, head, PAGE):
        yield from _export_page(tenant, lo, min(lo + PAGE, head), values=values)


@by_the_house
def _export_head(tenant: str) -> tuple[int, dict[str, object]]:
    head = ChainHead.objects.filter(pk=tenant).first()
    size, suite = (head.size, head.suite) if head else (0, "sha256")
    origin = origin_of(settings.JOURNAL_NAME, tenant, suite)
    return size, {"format": "shanzhi-journal 1", "tenant": tenant, "origin": origin, "suite": suite, "size": size}


@by_the_house
def _export_page(tenant: str, lo: int, hi: int, *, values: bool) -> list[str]:
    rows = Entry.objects.filter(tenant=tenant, seq__gt=lo, seq__lte=hi).order_by("seq")
    out = []
    for entry in rows.select_related("value") if values else rows:
        more = f',"values":{canonical(entry.kept())}' if values else ""
        out.append(f'{{"body":{body(entry.link())},"hash":"{entry.hash}"{more}}}\n')
    return out


def entry_proof(actor: Actor, seq: int) -> str:
    """The proof that an entry is in the newest checkpoint of its chain, with the entry's body.

    cost: 5 queries.
    raises: Refused("not_found"), Refused("not_checkpointed").
    """
    with looking(actor):
        entry = _entry(actor, seq)
    point = latest_point(entry.tenant)
    if point is None or point.size < seq:
        raise Refused("not_checkpointed", "这条日志还没有签过检查点，请过整点以后再来下载证明。")
    with looking(None):  # the path is made of hashes of other places' entries
        path = _tree(entry.tenant, point.size, seq).inclusion(seq - 1)
    return proof_text(seq - 1, path, point.note, body(entry.link()).encode())


@by_the_house
def growth_proof(tenant: str, old: int) -> str:
    """The newest checkpoint with the proof that it continues the one of `old` entries.

    cost: 4 queries.
    raises: Refused("not_found") where there is no checkpoint, or none as old as that.
    """
    point = latest_point(tenant)
    if point is None or not 0 < old <= point.size:
        raise Refused("not_found", "没有这个检查点，请核对县区代码和条数。")
    return submission(point, old)


@by_the_house
def submission(point: PointRow, old: int) -> str:
    """A checkpoint as it is handed to a witness that holds one of `old` entries.

    cost: 3 queries.
    """
    proof = _tree(point.tenant, point.size, old).consistency(old)
    return submission_text(Submission(old, tuple(proof), point.note))


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A checkpoint on its way. old: the size the witness holds."""

    id: int
    kind: str
    name: str
    address: str
    point: PointRow
    old: int


@by_the_house
def due_deliveries(now: datetime) -> tuple[DueDelivery, ...]:
    """Checkpoints that should be on their way by now, the oldest first.

    cost: 2 queries.
    """
    held = _held()
    rows = Delivery.objects.filter(state="waiting", due_at__lte=now, witness__active=True)
    return tuple(
        DueDelivery(
            id=d.pk,
            kind=d.witness.kind,
            name=d.witness.name,
            address=d.witness.address,
            point=PointRow(c.tenant, c.size, c.root, c.at, c.code, c.origin, c.note),
            old=d.held or held.get((d.witness_id, c.tenant), 0),
        )
        for d in rows.select_related("witness", "checkpoint").order_by("checkpoint__size", "pk")[:200]
        for c in (d.checkpoint,)
    )


def _held() -> dict[tuple[int, str], int]:
    """The size of the newest checkpoint each witness has of each chain."""
    rows = Delivery.objects.filter(state="sent").values("witness", "checkpoint__tenant")
    newest = rows.annotate(n=Max("checkpoint__size")).values_list("witness", "checkpoint__tenant", "n")
    return {(witness, tenant): n for witness, tenant, n in newest}


def _tree(tenant: str, size: int, near: int) -> Tree:
    """The tree of a chain's first `size` entries, with the leaves that proofs about entry `near` need."""
    suite = ChainHead.objects.values_list("suite", flat=True).get(pk=tenant)
    full, lo = size // TILE * TILE, (near - 1) // TILE * TILE
    rows = TreeTile.objects.filter(tenant=tenant, n__lt=size // TILE).order_by("n")
    tiles = [bytes.fromhex(h) for h in rows.values_list("hash", flat=True)]
    wanted = Q(seq__gt=full, seq__lte=size) | Q(seq__gt=lo, seq__lte=min(lo + TILE, size))
    entries = Entry.objects.filter(wanted, tenant=tenant)
    hashes = {seq: bytes.fromhex(h) for seq, h in entries.values_list("seq", "hash")}
    return Tree(size, lambda a, b: [hashes[n + 1] for n in range(a, b)], lambda a, b: tiles[a:b], suite)


def _witnesses(tenant: str) -> Iterator[WitnessRow]:
    states: dict[int, list[tuple[str, int]]] = {}
    rows = Delivery.objects.filter(checkpoint__tenant=tenant).values_list("witness", "state", "checkpoint__size")
    for witness, state, size in rows:
        states.setdefault(witness, []).append((state, size))
    for w in Witness.objects.filter(active=True).order_by("name"):
        mine = states.get(w.pk, [])
        size = max((n for state, n in mine if state == "sent"), default=0)
        waiting = sum(state == "waiting" for state, _ in mine)
        yield WitnessRow(w.name, w.kind, size, waiting, any(state == "forked" for state, _ in mine))


def _whole(actor: Actor, tenant: str) -> bool:
    return within(tenant.ljust(12, "0"), actor.place_code)


def _seen(actor: Actor) -> QuerySet[Entry]:
    rows = Entry.objects.filter(tenant=tenant_of(actor.place_code), place_code__range=subtree(actor.place_code))
    return rows.select_related("value")


def _entry(actor: Actor, seq: int) -> Entry:
    require(actor, "see_journal", place_code=actor.place_code)
    entry = _seen(actor).filter(seq=seq).first()
    if entry is None:
        raise Refused("not_found", "没有找到这条日志，可能不在您的管辖范围内。")
    return entry


def _row(entry: Entry) -> EntryRow:
    core = entry.as_core()
    return EntryRow(
        seq=entry.seq,
        at=entry.at,
        who=entry.actor_name,
        behalf_of=entry.behalf_of_name,
        deed=entry.deed,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        erased=any(getattr(core.link, p) and p not in core.values for p in PARTS),
    )


@by_the_house
def origins() -> list[tuple[str, str]]:
    """The chains' origins and suites, the program's own first.

    cost: 1 query.
    """
    heads = dict(ChainHead.objects.order_by("pk").values_list("pk", "suite")) or {PROGRAM: "sha256"}
    return [(origin_of(settings.JOURNAL_NAME, tenant, suite), suite) for tenant, suite in heads.items()]
