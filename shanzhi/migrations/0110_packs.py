"""What packs run by: editions, records, cases, books, rules at work, seats, notices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shanzhi', '0090_unit_parent'),
    ]

    operations = [
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=60)),
                ('measure', models.CharField(max_length=20)),
                ('balance', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='BookEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveBigIntegerField()),
                ('key', models.CharField(max_length=100)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('transfer', 'transfer'), ('reversal', 'reversal'), ('lapse', 'lapse')], default='transfer', max_length=8)),
                ('why', models.CharField(max_length=200)),
                ('clause', models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='BookLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('purpose', models.CharField(blank=True, max_length=60)),
                ('by', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.CharField(max_length=60)),
                ('n', models.PositiveIntegerField()),
                ('label', models.CharField(blank=True, max_length=200)),
                ('values', models.JSONField(default=dict)),
                ('state', models.CharField(max_length=60)),
                ('standing', models.JSONField()),
                ('revision', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='CaseClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(choices=[('case', 'case'), ('state', 'state')], max_length=5)),
                ('state', models.CharField(blank=True, max_length=60)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('rang_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('failed', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField()),
                ('action', models.CharField(max_length=60)),
                ('from_state', models.CharField(blank=True, max_length=60)),
                ('to_state', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('given', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('pack', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('used', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('why', models.CharField(blank=True, max_length=200)),
                ('adopted_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('amount', models.BigIntegerField()),
                ('why', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=400)),
                ('about', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notice', models.CharField(max_length=60)),
                ('row', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('series', models.CharField(blank=True, max_length=80)),
                ('year', models.PositiveSmallIntegerField()),
                ('n', models.PositiveIntegerField(blank=True, null=True)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField()),
                ('sheet', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_why', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register', models.CharField(max_length=60)),
                ('label', models.CharField(blank=True, max_length=200)),
                ('values', models.JSONField(default=dict)),
                ('key', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(blank=True, max_length=60)),
                ('source', models.CharField(choices=[('form', 'form'), ('list', 'list'), ('rule', 'rule'), ('feed', 'feed')], default='form', max_length=8)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('ended_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='RuleRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60)),
                ('event', models.CharField(max_length=120)),
                ('row', models.CharField(max_length=80)),
                ('each', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('done', 'done'), ('skipped', 'skipped'), ('waiting', 'waiting'), ('failed', 'failed')], max_length=8)),
                ('at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('facts', models.JSONField(default=dict)),
                ('told', models.JSONField(default=list)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(max_length=60)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(blank=True, null=True)),
                ('given_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='occurrence',
            name='occurrence_once',
        ),
        migrations.AddField(
            model_name='duty',
            name='item',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='indicator',
            name='item',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='part',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='values',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='phase',
            name='item',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name='programme',
            name='units',
            field=models.ManyToManyField(related_name='programmes', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='task',
            name='item',
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name='duty',
            name='clause',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='shanzhi.clause'),
        ),
        migrations.AlterField(
            model_name='indicator',
            name='clause',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='shanzhi.clause'),
        ),
        migrations.AlterField(
            model_name='phase',
            name='clause',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='shanzhi.clause'),
        ),
        migrations.AlterField(
            model_name='programme',
            name='reading',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='programme', to='shanzhi.reading'),
        ),
        migrations.AlterField(
            model_name='task',
            name='clause',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='shanzhi.clause'),
        ),
        migrations.AddField(
            model_name='book',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='book',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='books', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='book',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='bookentry',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='book_entries', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='bookentry',
            name='reverses',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='shanzhi.bookentry'),
        ),
        migrations.AddField(
            model_name='bookline',
            name='book',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='shanzhi.book'),
        ),
        migrations.AddField(
            model_name='bookline',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='shanzhi.bookentry'),
        ),
        migrations.AddField(
            model_name='case',
            name='assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='case',
            name='opened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='case',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='shanzhi.case'),
        ),
        migrations.AddField(
            model_name='case',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='case',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='caseclock',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='shanzhi.case'),
        ),
        migrations.AddField(
            model_name='casestep',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='casestep',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='shanzhi.case'),
        ),
        migrations.AddField(
            model_name='casestep',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='edition',
            name='adopted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='edition',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='case',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.edition'),
        ),
        migrations.AddField(
            model_name='leftout',
            name='book',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='left_out', to='shanzhi.book'),
        ),
        migrations.AddField(
            model_name='message',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='message',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='message',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='message',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='notice',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='notice',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='notice',
            name='signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='record',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='record',
            name='keeper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='record',
            name='of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='shanzhi.record'),
        ),
        migrations.AddField(
            model_name='record',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='record',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='case',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='shanzhi.record'),
        ),
        migrations.AddField(
            model_name='book',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='books', to='shanzhi.record'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='shanzhi.record'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.UniqueConstraint(fields=('duty', 'unit', 'record', 'due_on', 'opens_on', 'part'), name='occurrence_once', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.edition'),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='rulerun',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rule_runs', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='notice',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='shanzhi.rulerun'),
        ),
        migrations.AddField(
            model_name='message',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='shanzhi.rulerun'),
        ),
        migrations.AddField(
            model_name='leftout',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='left_out', to='shanzhi.rulerun'),
        ),
        migrations.AddField(
            model_name='bookentry',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='shanzhi.rulerun'),
        ),
        migrations.AddField(
            model_name='seat',
            name='household',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='shanzhi.household'),
        ),
        migrations.AddField(
            model_name='seat',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place'),
        ),
        migrations.AddField(
            model_name='seat',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='shanzhi.programme'),
        ),
        migrations.AddField(
            model_name='seat',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='shanzhi.record'),
        ),
        migrations.AddField(
            model_name='seat',
            name='resident',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='shanzhi.resident'),
        ),
        migrations.AddField(
            model_name='seat',
            name='stands_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stand_ins', to='shanzhi.seat'),
        ),
        migrations.AddField(
            model_name='seat',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='shanzhi.unit'),
        ),
        migrations.AddField(
            model_name='seat',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='bookline',
            index=models.Index(fields=['book', 'on', 'id'], name='book_line_of_day'),
        ),
        migrations.AddConstraint(
            model_name='bookline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='book_line_not_nothing'),
        ),
        migrations.AddIndex(
            model_name='caseclock',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('rang_at__isnull', True), ('stopped_at__isnull', True)), fields=['due_at'], name='case_clock_to_ring'),
        ),
        migrations.AddConstraint(
            model_name='caseclock',
            constraint=models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('case', 'of'), name='case_clock_one_runs'),
        ),
        migrations.AddConstraint(
            model_name='casestep',
            constraint=models.UniqueConstraint(fields=('case', 'revision'), name='case_step_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('programme', 'n'), name='edition_n_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('n__gte', 1), ('version__gte', 1)), name='edition_from_one'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['programme', 'register', 'id'], name='record_of_register'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['programme', 'register', 'place', 'id'], name='record_of_place'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['programme', 'register', 'label'], name='record_label_prefix', opclasses=['int8_ops', 'varchar_pattern_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('key', ''), _negated=True)), fields=('programme', 'register', 'key'), name='record_once'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ('form', 'list', 'rule', 'feed'))), name='record_source_known'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['programme', 'flow', 'state', 'id'], name='case_of_flow'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['place', 'id'], name='case_of_place'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['due_at'], name='case_due'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('programme', 'n'), name='case_n_once'),
        ),
        migrations.AddConstraint(
            model_name='book',
            constraint=models.UniqueConstraint(fields=('programme', 'account', 'place', 'unit', 'record'), name='book_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='rule_run_waiting'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['programme', 'rule', '-id'], name='rule_run_of_rule'),
        ),
        migrations.AddIndex(
            model_name='rulerun',
            index=models.Index(fields=['programme', 'row'], name='rule_run_of_row'),
        ),
        migrations.AddConstraint(
            model_name='rulerun',
            constraint=models.UniqueConstraint(fields=('programme', 'rule', 'event', 'row', 'each'), name='rule_run_once'),
        ),
        migrations.AddConstraint(
            model_name='rulerun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('done', 'skipped', 'waiting', 'failed'))), name='rule_run_state_known'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['place', '-signed_at'], name='notice_of_place'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('programme', 'notice', 'place', 'row'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('n__isnull', False)), fields=('place', 'series', 'year', 'n'), name='notice_number_once'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['place', '-at'], name='message_of_place'),
        ),
        migrations.AddIndex(
            model_name='leftout',
            index=models.Index(fields=['book', 'on'], name='left_out_of_day'),
        ),
        migrations.AddIndex(
            model_name='bookentry',
            index=models.Index(fields=['programme', 'on', 'n'], name='book_entry_of_day'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.UniqueConstraint(fields=('programme', 'n'), name='book_entry_n_once'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.UniqueConstraint(fields=('programme', 'key'), name='book_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('transfer', 'reversal', 'lapse'))), name='book_entry_kind_known'),
        ),
        migrations.AddIndex(
            model_name='seat',
            index=models.Index(fields=['programme', 'seat', 'place'], name='seat_of_post'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('household__isnull', True), ('resident__isnull', True), ('unit__isnull', True), ('user__isnull', False)), models.Q(('household__isnull', True), ('resident__isnull', True), ('unit__isnull', False), ('user__isnull', True)), models.Q(('household__isnull', True), ('resident__isnull', False), ('unit__isnull', True), ('user__isnull', True)), models.Q(('household__isnull', False), ('resident__isnull', True), ('unit__isnull', True), ('user__isnull', True)), _connector='OR'), name='seat_one_holder'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='seat_days_in_order'),
        ),
    ]
