"""A chain for each county, its values apart, checkpoints and witnesses; the first chain is kept under another name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shanzhi", "0021_taskunit_programme")]
    operations = [
        migrations.RemoveIndex("entry", "shanzhi_ent_object__60b5d5_idx"),
        migrations.RemoveIndex("entry", "shanzhi_ent_program_607b80_idx"),
        migrations.RenameModel("Entry", "FirstEntry"),
        migrations.RunSQL("CREATE SEQUENCE shanzhi_entry_order", "DROP SEQUENCE shanzhi_entry_order"),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('tenant', models.CharField(max_length=6, primary_key=True, serialize=False)),
                ('suite', models.CharField(max_length=8)),
                ('size', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('peaks', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('tenant', models.CharField(max_length=6)),
                ('seq', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('behalf_of_id', models.BigIntegerField(null=True)),
                ('device', models.CharField(blank=True, max_length=64)),
                ('device_seq', models.BigIntegerField(null=True)),
                ('deed', models.CharField(max_length=40)),
                ('object_kind', models.CharField(max_length=20)),
                ('object_id', models.BigIntegerField(null=True)),
                ('programme_id', models.BigIntegerField(null=True)),
                ('revision', models.BigIntegerField(null=True)),
                ('place_code', models.CharField(blank=True, max_length=12)),
                ('names_commitment', models.CharField(blank=True, max_length=64)),
                ('data_commitment', models.CharField(blank=True, max_length=64)),
                ('before_commitment', models.CharField(blank=True, max_length=64)),
                ('after_commitment', models.CharField(blank=True, max_length=64)),
                ('prev', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='TreeTile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=6)),
                ('n', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='WatchedLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=200, unique=True)),
                ('key', models.CharField(max_length=300)),
                ('size', models.BigIntegerField(default=0)),
                ('root', models.CharField(blank=True, max_length=64)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(null=True)),
                ('fork_note', models.TextField(blank=True)),
                ('forked_at', models.DateTimeField(null=True)),
                ('doubted_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Witness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('witness', 'witness'), ('post', 'post'), ('mail', 'mail')], max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('address', models.CharField(max_length=300, unique=True)),
                ('key', models.CharField(blank=True, max_length=300)),
                ('active', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant', models.CharField(max_length=6)),
                ('size', models.BigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('why', models.CharField(max_length=40)),
                ('origin', models.CharField(max_length=200)),
                ('note', models.TextField()),
                ('code', models.CharField(max_length=12)),
            ],
            options={
                'indexes': [models.Index(fields=['code'], name='shanzhi_che_code_3824d2_idx')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'size'), name='checkpoint_once_a_size')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('forked', 'forked')], default='waiting', max_length=12)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('held', models.BigIntegerField(default=0)),
                ('answer', models.TextField(blank=True)),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='shanzhi.checkpoint')),
            ],
        ),
        migrations.CreateModel(
            name='EntryValue',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='value', serialize=False, to='shanzhi.entry')),
                ('names', models.TextField(null=True)),
                ('names_salt', models.CharField(max_length=32, null=True)),
                ('data', models.TextField(null=True)),
                ('data_salt', models.CharField(max_length=32, null=True)),
                ('before', models.TextField(null=True)),
                ('before_salt', models.CharField(max_length=32, null=True)),
                ('after', models.TextField(null=True)),
                ('after_salt', models.CharField(max_length=32, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['object_kind', 'object_id', 'id'], name='shanzhi_ent_object__5406ad_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['programme_id', 'id'], name='shanzhi_ent_program_63c229_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('device', ''), _negated=True), fields=['device', 'device_seq'], name='entry_device'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('tenant', 'seq'), name='entry_seq_once'),
        ),
        migrations.AddConstraint(
            model_name='treetile',
            constraint=models.UniqueConstraint(fields=('tenant', 'n'), name='tree_tile_once'),
        ),
        migrations.AddConstraint(
            model_name='witness',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('witness', 'post', 'mail'))), name='witness_kind_known'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='witness',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='shanzhi.witness'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['state', 'due_at'], name='shanzhi_del_state_0aa11d_idx'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('checkpoint', 'witness'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'sent', 'forked'))), name='delivery_state_known'),
        ),
    ]
