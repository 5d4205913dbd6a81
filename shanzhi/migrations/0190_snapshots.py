"""Snapshots of figures, which nobody alters; values of a place; indicators without a target."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION shanzhi_snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'snapshots are never altered';
END $$;
CREATE TRIGGER snapshot_stays BEFORE UPDATE OR DELETE ON shanzhi_snapshot
    FOR EACH ROW EXECUTE FUNCTION shanzhi_snapshot_stays();
CREATE TRIGGER snapshot_no_truncate BEFORE TRUNCATE ON shanzhi_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_snapshot_stays();
"""
BACKWARD = """
DROP TRIGGER snapshot_no_truncate ON shanzhi_snapshot;
DROP TRIGGER snapshot_stays ON shanzhi_snapshot;
DROP FUNCTION shanzhi_snapshot_stays();
"""


def _number() -> models.DecimalField:
    return models.DecimalField(max_digits=40, decimal_places=6, null=True, blank=True)


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=f"shanzhi.{model}", **more)


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0180_feeds")]

    operations = [
        migrations.AlterField(
            "indicator", "value", models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
        ),
        migrations.AddField(
            "indicatorvalue", "place", _to("place", null=True, blank=True, related_name="+")
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=60)),
                ("period", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("value", _number()),
                ("above", _number()),
                ("below", _number()),
                ("n", models.PositiveIntegerField()),
                ("missing", models.JSONField(default=list)),
                ("why", models.JSONField(default=dict)),
                ("edition", _to("edition", related_name="+")),
                ("place", _to("place", related_name="+")),
                ("programme", _to("programme", related_name="snapshots")),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "item", "place", "-on"], name="snapshot_of_place")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["programme", "item", "period", "place", "on"], name="snapshot_once_a_day"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
