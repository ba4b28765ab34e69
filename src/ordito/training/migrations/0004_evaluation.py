# SPDX-License-Identifier: EUPL-1.2
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0008_noise_of_snapshots'),
        ('questionnaires', '0003_devices_that_read'),
        ('training', '0003_supervision_standards_closing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('satisfaction', 'soddisfazione, appena finito'), ('before', 'apprendimento, prima'), ('after', 'apprendimento, dopo'), ('person', 'che cosa è cambiato nel lavoro: lo dice la persona'), ('service', 'che cosa è cambiato nel lavoro: lo dice il servizio')], max_length=12, verbose_name='livello')),
                ('opens_on', models.DateField(verbose_name='aperto dal')),
                ('closes_on', models.DateField(verbose_name='aperto fino al')),
                ('key', models.CharField(editable=False, max_length=60, unique=True)),
                ('invited_at', models.DateTimeField(blank=True, null=True, verbose_name='inviti spediti il')),
                ('invited', models.PositiveIntegerField(default=0, verbose_name='inviti spediti')),
                ('codes', models.PositiveIntegerField(default=0, verbose_name='codici preparati')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='training.edition', verbose_name='edizione')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.questionnaireversion', verbose_name='questionario')),
            ],
        ),
        migrations.CreateModel(
            name='EvaluationIndicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year_before', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='anno prima')),
                ('year_after', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)], verbose_name='anno dopo')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluation_indicators', to='training.edition')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='indicators.indicator', verbose_name='indicatore')),
            ],
        ),
        migrations.CreateModel(
            name='EvaluationResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pair', models.CharField(blank=True, max_length=32)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='training.evaluation')),
                ('submission', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.submission')),
            ],
        ),
        migrations.CreateModel(
            name='EvaluationToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('spent', models.BooleanField(default=False)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='training.evaluation')),
                ('response', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='training.evaluationresponse')),
            ],
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.UniqueConstraint(fields=('edition', 'level'), name='evaluation_level_once'),
        ),
        migrations.AddConstraint(
            model_name='evaluation',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='evaluation_days_ordered'),
        ),
        migrations.AddConstraint(
            model_name='evaluationindicator',
            constraint=models.UniqueConstraint(fields=('edition', 'indicator'), name='evaluation_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='evaluationindicator',
            constraint=models.CheckConstraint(condition=models.Q(('year_after__gt', models.F('year_before'))), name='evaluation_indicator_years_ordered'),
        ),
        migrations.AddConstraint(
            model_name='evaluationresponse',
            constraint=models.UniqueConstraint(condition=models.Q(('pair', ''), _negated=True), fields=('evaluation', 'pair'), name='evaluation_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='evaluationtoken',
            constraint=models.CheckConstraint(condition=models.Q(('spent', False), ('response__isnull', True), _connector='OR'), name='evaluation_token_spent_leads_nowhere'),
        ),
    ]
