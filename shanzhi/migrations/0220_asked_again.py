"""Why an office asks again for what is held already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shanzhi', '0210_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedAgain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(max_length=60)),
                ('field', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('held_item', models.CharField(max_length=60)),
                ('held_field', models.CharField(max_length=60)),
                ('where', models.CharField(max_length=400)),
                ('why', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shanzhi.programme')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_again', to='shanzhi.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'item', 'field'), name='asked_again_once'), models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='asked_again_has_reason')],
            },
        ),
    ]
