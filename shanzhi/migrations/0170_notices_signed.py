"""Drafts of notices are corrected, and a notice says until when somebody may object."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two more columns."""

    dependencies = [("shanzhi", "0140_rule_runs_to_try")]

    operations = [
        migrations.AddField("notice", "objection_on", models.DateField(blank=True, null=True)),
        migrations.AddField("notice", "revision", models.PositiveIntegerField(default=0)),
    ]
