"""The unit above a unit."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0088_places_through_the_years")]
    operations = [
        migrations.AddField(
            "unit",
            "parent",
            models.ForeignKey(
                "shanzhi.unit",
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
            ),
        ),
    ]
