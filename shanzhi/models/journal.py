"""The journal: every deed, an append-only chain for each county, and apart from it the values that may be erased."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, models

from shanzhi.core.chain import PARTS, Link, Row
from shanzhi.core.first_chain import Link as FirstLink

LOCK = 7_203_112  # any fixed number: the first half of a chain's advisory lock, the tenant being the second

TAKE = "SELECT pg_advisory_xact_lock(%s, %s)"
END = (
    "SELECT nextval('shanzhi_entry_order'), suite, size, hash, peaks"
    " FROM (SELECT 1) one LEFT JOIN shanzhi_chainhead ON tenant = %s"
)
MOVE = " ON CONFLICT (tenant) DO UPDATE SET size = excluded.size, hash = excluded.hash, peaks = excluded.peaks"


class Entry(models.Model):
    """One deed. hash covers everything else and the hash before it; the database refuses to change or delete rows.

    id: in order of writing over all chains; seq: within the chain, from 1.
    names, data_c …: commitments to the values in EntryValue, "" where there is nothing.
    """

    id = models.BigIntegerField(primary_key=True)
    tenant = models.CharField(max_length=6)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    behalf_of_id = models.BigIntegerField(null=True)
    device = models.CharField(max_length=64, blank=True)
    device_seq = models.BigIntegerField(null=True)
    deed = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    revision = models.BigIntegerField(null=True)
    place_code = models.CharField(max_length=12, blank=True)
    names_commitment = models.CharField(max_length=64, blank=True)
    data_commitment = models.CharField(max_length=64, blank=True)
    before_commitment = models.CharField(max_length=64, blank=True)
    after_commitment = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "seq"], name="entry_seq_once")]
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"]),
            models.Index(fields=["programme_id", "id"]),
            models.Index(fields=["device", "device_seq"], condition=~models.Q(device=""), name="entry_device"),
        ]

    def __str__(self) -> str:
        return f"{self.tenant} {self.seq} {self.deed}"

    @staticmethod
    def lock(tenant: str) -> None:
        """Takes a chain for the rest of the transaction; always the last lock taken."""
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [LOCK, int(tenant)])

    @property
    def data(self) -> Any:  # noqa: ANN401 - JSON
        """What changed; empty where nothing was said or the value was erased."""
        return self._value("data") or {}

    @property
    def actor_name(self) -> str:
        """Who did it, as he was called then; "" for the program, or once erased."""
        return str((self._value("names") or {}).get("actor", ""))

    @property
    def behalf_of_name(self) -> str:
        """For whom it was done, "" for oneself, or once erased."""
        return str((self._value("names") or {}).get("behalf_of", ""))

    def _value(self, part: str) -> Any:  # noqa: ANN401 - JSON
        kept = getattr(self, "value", None)
        text = getattr(kept, part) if kept else None
        return None if text is None else json.loads(text)

    def link(self) -> Link:
        """What the hash covers."""
        return Link(
            seq=self.seq,
            tenant=self.tenant,
            at=self.at,
            actor_id=self.actor_id,
            behalf_of_id=self.behalf_of_id,
            device=self.device,
            device_seq=self.device_seq,
            deed=self.deed,
            object_kind=self.object_kind,
            object_id=self.object_id,
            programme_id=self.programme_id,
            revision=self.revision,
            place_code=self.place_code,
            names=self.names_commitment,
            data=self.data_commitment,
            before=self.before_commitment,
            after=self.after_commitment,
            prev=self.prev,
        )

    def kept(self) -> Mapping[str, tuple[str, str]]:
        """The values that were not erased: part -> (text, salt)."""
        value = getattr(self, "value", None)
        return value.as_core() if value else {}

    def as_core(self) -> Row:
        return Row(self.link(), self.hash, self.kept())


class EntryValue(models.Model):
    """The values of an entry, each with the salt of its commitment. Both may be set to NULL, nothing else."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="value")
    names = models.TextField(null=True)
    names_salt = models.CharField(max_length=32, null=True)
    data = models.TextField(null=True)
    data_salt = models.CharField(max_length=32, null=True)
    before = models.TextField(null=True)
    before_salt = models.CharField(max_length=32, null=True)
    after = models.TextField(null=True)
    after_salt = models.CharField(max_length=32, null=True)

    def __str__(self) -> str:
        return f"values of {self.entry_id}"

    def as_core(self) -> Mapping[str, tuple[str, str]]:
        kept = {part: (getattr(self, part), getattr(self, f"{part}_salt") or "") for part in PARTS}
        return {part: pair for part, pair in kept.items() if pair[0] is not None}


class ChainHead(models.Model):
    """Where a chain ends (derived, audited). peaks: roots of its whole subtrees, as hex, from the left."""

    tenant = models.CharField(max_length=6, primary_key=True)
    suite = models.CharField(max_length=8)
    size = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    peaks = models.TextField()

    def __str__(self) -> str:
        return f"{self.tenant} {self.size}"

    @staticmethod
    def taken(tenant: str) -> tuple[int, "ChainHead | None"]:
        """The next entry's id and the chain's end, the chain locked for the rest of the transaction.

        Two statements: the second sees what was committed while the first waited.
        """
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [LOCK, int(tenant)])
            cursor.execute(END, [tenant])
            id_, *end = cursor.fetchone()
        return int(id_), ChainHead(tenant, *end) if end[0] else None

    def advance(self, entry: Entry, values: Mapping[str, str]) -> None:
        """Writes an entry, its values and the chain's new end, in one statement: it is in every deed."""
        rows = [_insert(Entry, {f.attname: getattr(entry, f.attname) for f in Entry._meta.concrete_fields})]
        if values:
            rows.append(_insert(EntryValue, {"entry_id": entry.pk, **values}))
        end = {f.attname: getattr(self, f.attname) for f in ChainHead._meta.concrete_fields}
        words, given = _insert(ChainHead, end)
        first = ", ".join(f"row{n} AS ({line})" for n, (line, _) in enumerate(rows))
        rows.append((words, given))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {first} {words}{MOVE}", tuple(v for _, given in rows for v in given))


def _insert(model: type[models.Model], row: Mapping[str, object]) -> tuple[str, list[Any]]:
    """An INSERT of a row, its columns named as the fields are."""
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({marks})", list(row.values())  # noqa: S608 - own names


class TreeTile(models.Model):
    """The root over 256 entries of a chain (derived, audited), so that proofs are made without reading the chain."""

    tenant = models.CharField(max_length=6)
    n = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "n"], name="tree_tile_once")]

    def __str__(self) -> str:
        return f"{self.tenant} {self.n}"


class FirstEntry(models.Model):
    """An entry of the first chain, which ended when each county got its own; kept, never written again."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=40)
    deed = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    data = models.JSONField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"

    def as_core(self) -> FirstLink:
        return FirstLink(**{name: getattr(self, name) for name in FirstLink.__slots__})
