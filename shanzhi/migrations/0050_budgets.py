"""Budgets of requests; unlogged, for after a power cut everybody may start afresh."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0042_chains_append_only")]
    operations = [
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL("ALTER TABLE shanzhi_spent SET UNLOGGED", "ALTER TABLE shanzhi_spent SET LOGGED"),
    ]
