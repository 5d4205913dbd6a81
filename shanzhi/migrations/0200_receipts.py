"""Receipts, exemptions, and months of the books that are closed for good."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A closed month holds for whoever writes, and whatever he can see: the functions look with their owner's rights.
FORWARD = """
CREATE FUNCTION shanzhi_month_open() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM written w JOIN shanzhi_monthclosing c ON c.programme_id = w.programme_id
               WHERE c.closed_at IS NOT NULL AND w."on" < c.month + interval '1 month') THEN
        RAISE EXCEPTION 'the month is closed';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION shanzhi_line_month_open() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM shanzhi_monthclosing c JOIN shanzhi_book b ON b.programme_id = c.programme_id
               JOIN written w ON w.book_id = b.id
               WHERE c.closed_at IS NOT NULL AND w."on" < c.month + interval '1 month') THEN
        RAISE EXCEPTION 'the month is closed';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION shanzhi_month_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a closed month stays closed';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION shanzhi_day_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry keeps its day';
END $$;
CREATE TRIGGER month_open_insert AFTER INSERT ON shanzhi_bookentry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_month_open();
CREATE TRIGGER line_month_open_insert AFTER INSERT ON shanzhi_bookline
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION shanzhi_line_month_open();
CREATE TRIGGER month_stays BEFORE UPDATE ON shanzhi_monthclosing
    FOR EACH ROW EXECUTE FUNCTION shanzhi_month_stays();
CREATE TRIGGER day_stays BEFORE UPDATE OF "on", programme_id ON shanzhi_bookentry
    FOR EACH ROW WHEN (OLD."on" IS DISTINCT FROM NEW."on" OR OLD.programme_id <> NEW.programme_id)
    EXECUTE FUNCTION shanzhi_day_stays();
"""
BACKWARD = """
DROP TRIGGER day_stays ON shanzhi_bookentry;
DROP TRIGGER month_stays ON shanzhi_monthclosing;
DROP TRIGGER line_month_open_insert ON shanzhi_bookline;
DROP TRIGGER month_open_insert ON shanzhi_bookentry;
DROP FUNCTION shanzhi_day_stays();
DROP FUNCTION shanzhi_month_stays();
DROP FUNCTION shanzhi_line_month_open();
DROP FUNCTION shanzhi_month_open();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('shanzhi', '0190_snapshots'),
    ]

    operations = [
        migrations.AddField(
            model_name='bookentry',
            name='of_month',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('to_on', models.DateField()),
                ('basis', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=200)),
                ('key', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('asked', 'asked'), ('granted', 'granted'), ('refused', 'refused')], default='asked', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('refused_why', models.CharField(blank=True, max_length=200)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='shanzhi.book')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exemptions', to='shanzhi.programme')),
            ],
        ),
        migrations.CreateModel(
            name='ExemptionPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lets_off', to='shanzhi.bookentry')),
                ('exemption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='shanzhi.exemption')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='let_off_by', to='shanzhi.bookentry')),
            ],
        ),
        migrations.CreateModel(
            name='MonthClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('proposed_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('entries', models.PositiveIntegerField(default=0)),
                ('totals', models.JSONField(default=list)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='month_closings', to='shanzhi.programme')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=80)),
                ('year', models.PositiveSmallIntegerField()),
                ('n', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=100)),
                ('amount', models.BigIntegerField()),
                ('credit', models.BigIntegerField(default=0)),
                ('parts', models.JSONField(default=list)),
                ('paid_on', models.DateField()),
                ('source', models.CharField(choices=[('desk', 'desk'), ('list', 'list'), ('paper', 'paper')], default='desk', max_length=8)),
                ('paper', models.CharField(blank=True, max_length=40)),
                ('made_at', models.DateTimeField()),
                ('printed', models.PositiveSmallIntegerField(default=0)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_why', models.CharField(blank=True, max_length=200)),
                ('back', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.bookentry')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='shanzhi.book')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='shanzhi.bookentry')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.place')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='shanzhi.programme')),
            ],
        ),
        migrations.AddIndex(
            model_name='exemption',
            index=models.Index(fields=['programme', '-id'], name='exemption_of_programme'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('asked', 'granted', 'refused'))), name='exemption_state_known'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('from_on__lte', models.F('to_on'))), name='exemption_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='monthclosing',
            constraint=models.UniqueConstraint(fields=('programme', 'month'), name='month_closing_once'),
        ),
        migrations.AddConstraint(
            model_name='monthclosing',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='month_closing_first_day'),
        ),
        migrations.AddConstraint(
            model_name='monthclosing',
            constraint=models.CheckConstraint(condition=models.Q(('closed_by', None), models.Q(('closed_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='month_closing_by_two'),
        ),
        migrations.AddConstraint(
            model_name='monthclosing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='month_closing_whole'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['programme', '-id'], name='receipt_of_programme'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('place', 'series', 'year', 'n'), name='receipt_number_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('programme', 'key'), name='receipt_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(condition=models.Q(('paper', ''), _negated=True), fields=('place', 'series', 'paper'), name='receipt_paper_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('credit__gte', 0)), name='receipt_of_something'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ('desk', 'list', 'paper'))), name='receipt_source_known'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
