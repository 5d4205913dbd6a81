"""Steps of cases know a double send, and a programme counts its cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0120_registers")]
    operations = [
        migrations.AddField("casestep", "key", models.UUIDField(blank=True, null=True, unique=True)),
        migrations.CreateModel(
            "CaseCount",
            [
                (
                    "programme",
                    models.OneToOneField(
                        "shanzhi.programme",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                    ),
                ),
                ("n", models.PositiveIntegerField()),
            ],
        ),
    ]
