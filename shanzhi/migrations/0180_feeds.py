"""Feeds: sources, what they read, the readings, and what could not be taken."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shanzhi', '0170_notices_signed'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60)),
                ('quantity', models.CharField(max_length=60)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.programme')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='shanzhi.record')),
            ],
        ),
        migrations.CreateModel(
            name='FeedSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60)),
                ('way', models.CharField(choices=[('http', 'http'), ('mqtt', 'mqtt'), ('list', 'list')], max_length=4)),
                ('title', models.CharField(max_length=60)),
                ('key_field', models.CharField(max_length=60)),
                ('topic', models.CharField(blank=True, max_length=200)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feed_sources', to='shanzhi.programme')),
            ],
        ),
        migrations.CreateModel(
            name='FeedReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('value', models.BigIntegerField()),
                ('series', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='shanzhi.feedseries')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.feedsource')),
            ],
        ),
        migrations.CreateModel(
            name='FeedTrouble',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('key', models.CharField(blank=True, max_length=80)),
                ('sample', models.CharField(blank=True, max_length=300)),
                ('n', models.PositiveBigIntegerField()),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='troubles', to='shanzhi.feedsource')),
            ],
        ),
        migrations.CreateModel(
            name='FeedDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=80)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.programme')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.record')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'feed', 'key'), name='feed_device_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='feedseries',
            constraint=models.UniqueConstraint(fields=('programme', 'feed', 'record', 'quantity'), name='feed_series_once'),
        ),
        migrations.AddConstraint(
            model_name='feedsource',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ('http', 'mqtt', 'list'))), name='feed_source_way_known'),
        ),
        migrations.AddConstraint(
            model_name='feedsource',
            constraint=models.UniqueConstraint(condition=models.Q(('hash', ''), _negated=True), fields=('hash',), name='feed_source_key_once'),
        ),
        migrations.AddConstraint(
            model_name='feedsource',
            constraint=models.UniqueConstraint(condition=models.Q(('way', 'list')), fields=('programme', 'feed'), name='feed_source_of_lists_once'),
        ),
        migrations.AddConstraint(
            model_name='feedreading',
            constraint=models.UniqueConstraint(fields=('series', 'at'), name='feed_reading_once'),
        ),
        migrations.AddConstraint(
            model_name='feedtrouble',
            constraint=models.UniqueConstraint(fields=('source', 'code', 'key'), name='feed_trouble_once'),
        ),
    ]
