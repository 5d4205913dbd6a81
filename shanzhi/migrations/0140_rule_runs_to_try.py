"""What the night watch tries again: runs of rules that wait, and those that failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index instead of another."""

    dependencies = [("shanzhi", "0130_cases")]

    operations = [
        migrations.RemoveIndex(model_name="rulerun", name="rule_run_waiting"),
        migrations.AddIndex(
            model_name="rulerun",
            index=models.Index(
                fields=["due_at"], condition=models.Q(state__in=("waiting", "failed")), name="rule_run_to_try"
            ),
        ),
    ]
