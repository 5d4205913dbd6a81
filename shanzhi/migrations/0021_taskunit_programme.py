"""The programme of a task's unit, beside its task."""

import django.db.models.deletion
from django.db import migrations, models

FILL = "UPDATE shanzhi_taskunit u SET programme_id = t.programme_id FROM shanzhi_task t WHERE t.id = u.task_id"


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0020_anchors")]
    operations = [
        migrations.AddField(
            "taskunit",
            "programme",
            models.ForeignKey(
                "shanzhi.programme", null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+"
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AlterField(
            "taskunit",
            "programme",
            models.ForeignKey("shanzhi.programme", on_delete=django.db.models.deletion.CASCADE, related_name="+"),
        ),
        migrations.AddIndex(
            "taskunit", models.Index(fields=["programme", "unit"], name="shanzhi_tas_program_unit_idx")
        ),
    ]
