"""Answers that cases collect, and the units that take part in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shanzhi', '0200_receipts'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=60)),
                ('since', models.DateTimeField()),
                ('voice', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('n', models.PositiveSmallIntegerField(default=1)),
                ('given', models.JSONField(default=dict)),
                ('given_sealed', models.TextField(blank=True)),
                ('key', models.UUIDField(blank=True, null=True, unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='shanzhi.case')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'since', 'voice'), name='case_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('lead', 'lead'), ('support', 'support'), ('party', 'party'), ('asked', 'asked')], max_length=8)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='shanzhi.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'unit', 'part'), name='case_unit_once'), models.CheckConstraint(condition=models.Q(('part__in', ('lead', 'support', 'party', 'asked'))), name='case_unit_part_known')],
            },
        ),
    ]
