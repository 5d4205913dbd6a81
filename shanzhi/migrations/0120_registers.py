"""Registers: a row is sent once; sensitive values under a key."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shanzhi', '0110_packs'),
    ]

    operations = [
        migrations.AddField(
            model_name='record',
            name='sent',
            field=models.UUIDField(blank=True, null=True, unique=True),
        ),
        # of no use: the first columns of other indexes, and a question nobody asks
        migrations.AlterField(
            model_name='record',
            name='programme',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='shanzhi.programme'),
        ),
        migrations.AlterField(
            model_name='record',
            name='added_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='SealedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60)),
                ('value_sealed', models.TextField(blank=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secrets', to='shanzhi.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('record', 'field'), name='sealed_value_once')],
            },
        ),
    ]
