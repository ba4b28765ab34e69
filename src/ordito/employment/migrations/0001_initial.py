# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0012_edited_codes'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appraisal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.CharField(choices=[('profile', 'Profilo di funzionamento'), ('employability', 'Valutazione dell’occupabilità')], max_length=14, verbose_name='che cosa')),
                ('held_on', models.DateField(verbose_name='data')),
                ('present', models.CharField(blank=True, max_length=200, verbose_name='chi ha partecipato')),
                ('summary', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='sintesi')),
            ],
        ),
        migrations.CreateModel(
            name='Accreditation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80, verbose_name='numero o atto')),
                ('valid_from', models.DateField(verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='servizio per il lavoro')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accreditations', to='territory.organisation', verbose_name='ente')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='accreditation_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='AreaLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('appraisal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='levels', to='employment.appraisal')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='area')),
                ('level', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='livello')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('appraisal', 'area'), name='area_level_once')],
            },
        ),
        migrations.CreateModel(
            name='JobPlacement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('employer_name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='azienda o datore di lavoro')),
                ('tasks', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='mansione')),
                ('weekly_hours', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='ore alla settimana')),
                ('monthly_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='indennità o retribuzione al mese (euro)')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('planned_end_on', models.DateField(blank=True, null=True, verbose_name='fine prevista')),
                ('company_tutor', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='tutor aziendale')),
                ('every_weeks', models.PositiveSmallIntegerField(blank=True, default=4, null=True, verbose_name='monitoraggio ogni (settimane)')),
                ('monitor_by', models.DateField(blank=True, editable=False, null=True, verbose_name='prossimo monitoraggio entro il')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='al')),
                ('accreditation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='employment.accreditation', verbose_name='ente accreditato che accompagna')),
                ('employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('employer_kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='tipo di luogo di lavoro')),
                ('end_reason', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='perché è finito')),
                ('job_tutor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='tutor dell’inserimento lavorativo')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='tipo di inserimento')),
            ],
        ),
        migrations.CreateModel(
            name='JobMonitoring',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('held_on', models.DateField(verbose_name='data')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa si è visto')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='prossimo monitoraggio')),
                ('mode', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='come')),
                ('trend', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='come va')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='employment.jobplacement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Accommodation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('detail', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='in che cosa consiste')),
                ('asked_on', models.DateField(verbose_name='chiesto il')),
                ('in_place_on', models.DateField(blank=True, null=True, verbose_name='in atto dal')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='non serve più dal')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='che cosa')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='employment.jobplacement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlacementOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('months', models.PositiveSmallIntegerField(verbose_name='mesi dall’inizio')),
                ('due_on', models.DateField(verbose_name='da rilevare il')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='rilevato il')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('by_name', models.CharField(blank=True, editable=False, max_length=160, verbose_name='scritto da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='employment.jobplacement')),
                ('state', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='che cosa fa')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('checked_on__isnull', True)), fields=['due_on'], name='placement_outcome_waiting')],
                'constraints': [models.UniqueConstraint(fields=('placement', 'months'), name='placement_outcome_once'), models.CheckConstraint(condition=models.Q(models.Q(('checked_on__isnull', True), ('state__isnull', True)), models.Q(('checked_on__isnull', False), ('state__isnull', False)), _connector='OR'), name='placement_outcome_says_what')],
            },
        ),
        migrations.CreateModel(
            name='WorkPath',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('started_on', models.DateField(verbose_name='avviato il')),
                ('listed_on', models.DateField(blank=True, null=True, verbose_name='iscrizione al collocamento mirato')),
                ('aims', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='obiettivi e desideri')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='concluso il')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_paths', to='cases.casefile')),
                ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='chi lo ha proposto')),
                ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='esito')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='fase')),
                ('taking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.takingincharge', verbose_name='presa in carico')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='work_path_dates_ordered'), models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('outcome__isnull', True)), models.Q(('ended_on__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='work_path_end_has_outcome'), models.UniqueConstraint(condition=models.Q(('annulled_at__isnull', True), ('ended_on__isnull', True)), fields=('case_file',), name='work_path_one_open')],
            },
        ),
        migrations.CreateModel(
            name='StageStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='dal')),
                ('reason', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='motivo')),
                ('by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='fase')),
                ('work_path', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='employment.workpath')),
            ],
            options={
                'indexes': [models.Index(fields=['work_path', 'on', 'id'], name='stage_step_way')],
            },
        ),
        migrations.AddField(
            model_name='jobplacement',
            name='work_path',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='employment.workpath'),
        ),
        migrations.AddField(
            model_name='appraisal',
            name='work_path',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='employment.workpath'),
        ),
        migrations.AddIndex(
            model_name='jobplacement',
            index=models.Index(condition=models.Q(('annulled_at__isnull', True), ('ends_on__isnull', True)), fields=['monitor_by'], name='job_placement_to_monitor'),
        ),
        migrations.AddConstraint(
            model_name='jobplacement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='job_placement_dates_ordered'),
        ),
        migrations.AddConstraint(
            model_name='jobplacement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason__isnull', True), ('ends_on__isnull', True)), models.Q(('end_reason__isnull', False), ('ends_on__isnull', False)), _connector='OR'), name='job_placement_end_has_reason'),
        ),
        migrations.AddIndex(
            model_name='appraisal',
            index=models.Index(fields=['work_path', 'kind', '-held_on'], name='appraisal_page'),
        ),
    ]
