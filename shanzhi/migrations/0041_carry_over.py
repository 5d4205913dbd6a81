"""The first chain's entries enter the chains of their counties; an entry names the hash the first chain ended with."""

import secrets
from datetime import UTC, datetime

from django.db import migrations

from shanzhi.core.chain import PROGRAM, START, Link, canonical, commitment, seal, tenant_of
from shanzhi.core.merkle import grow, tile


def carry_over(apps, schema_editor):
    first = apps.get_model("shanzhi", "FirstEntry").objects.order_by("seq")
    if not first.exists():
        return
    chains = Chains(apps)
    for old in first.iterator():
        names = {"actor": old.actor_name} if old.actor_name else None
        chains.append(old, chains.place_of(old), names, old.data or None)
    last = first.last()
    closing = type("Closing", (), dict(
        at=datetime.now(UTC), actor_id=None, deed="close_chain", object_kind="chain", object_id=None, programme_id=None,
    ))
    chains.append(closing, "", None, {"entries": last.seq, "hash": last.hash})
    chains.write()


class Chains:
    def __init__(self, apps):
        model = lambda name: apps.get_model("shanzhi", name)
        self.entries, self.values, self.tiles, self.heads = [], [], [], {}
        self.Entry, self.Value = model("Entry"), model("EntryValue")
        self.Tile, self.Head = model("TreeTile"), model("ChainHead")
        self.programmes = dict(model("Programme").objects.values_list("pk", "place__code"))
        self.readings = dict(model("Reading").objects.values_list("pk", "document__place__code"))
        self.posts = dict(model("Post").objects.values_list("user_id", "place__code"))

    def place_of(self, old):
        if old.programme_id in self.programmes:
            return self.programmes[old.programme_id]
        if old.object_kind == "reading" and old.object_id in self.readings:
            return self.readings[old.object_id]
        if old.object_kind == "user" and old.object_id in self.posts:
            return self.posts[old.object_id]
        return self.posts.get(old.actor_id, "")

    def append(self, old, place, names, data):
        tenant = tenant_of(place)
        size, prev, peaks = self.heads.get(tenant, (0, START, []))
        kept, promised = {}, {"names": "", "data": ""}
        for part, value in (("names", names), ("data", data)):
            if value:
                text, salt = canonical(value), secrets.token_bytes(16)
                kept |= {part: text, f"{part}_salt": salt.hex()}
                promised[part] = commitment(part, text, salt)
        link = Link(
            seq=size + 1, tenant=tenant, at=old.at, actor_id=old.actor_id, behalf_of_id=None, device="",
            device_seq=None, deed=old.deed, object_kind=old.object_kind, object_id=old.object_id,
            programme_id=old.programme_id, revision=None, place_code=place, before="", after="", prev=prev, **promised,
        )
        hash_ = seal(link)
        done = tile(peaks, size, bytes.fromhex(hash_))
        if done:
            self.tiles.append(self.Tile(tenant=tenant, n=size // 256, hash=done.hex()))
        self.heads[tenant] = (size + 1, hash_, grow(peaks, size, bytes.fromhex(hash_)))
        fields = {name: getattr(link, name) for name in Link.__slots__}
        for part in ("names", "data", "before", "after"):
            fields[f"{part}_commitment"] = fields.pop(part)
        self.entries.append(self.Entry(id=len(self.entries) + 1, hash=hash_, **fields))
        if kept:
            self.values.append(self.Value(entry_id=len(self.entries), **kept))

    def write(self):
        self.Entry.objects.bulk_create(self.entries, batch_size=1000)
        self.Value.objects.bulk_create(self.values, batch_size=1000)
        self.Tile.objects.bulk_create(self.tiles, batch_size=1000)
        self.Head.objects.bulk_create(
            self.Head(tenant=t, suite="sha256", size=n, hash=h, peaks=" ".join(p.hex() for p in peaks))
            for t, (n, h, peaks) in self.heads.items()
        )


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0040_journal_chains")]
    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunSQL(
            "SELECT setval('shanzhi_entry_order', (SELECT coalesce(max(id), 0) + 1 FROM shanzhi_entry), false)",
            migrations.RunSQL.noop,
        ),
        # a backup is brought forward in one transaction: nothing may wait when the next migration makes its triggers
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
    ]
