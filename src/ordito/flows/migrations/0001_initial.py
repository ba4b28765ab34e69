# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0012_edited_codes'),
        ('files', '0001_initial'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='FlowRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flow', models.CharField(choices=[('sinba', 'SINBA: minori presi in carico'), ('psa', 'PSA: prestazioni sociali')], max_length=10, verbose_name='flusso')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(verbose_name='al')),
                ('state', models.CharField(choices=[('checking', 'controllo in corso'), ('checked', 'controllato'), ('filed', 'file pronto'), ('sent', 'inviato')], default='checking', max_length=10, verbose_name='stato')),
                ('job_id', models.BigIntegerField(editable=False, null=True)),
                ('made_at', models.DateTimeField(editable=False, verbose_name='controllato il')),
                ('made_by_name', models.CharField(editable=False, max_length=160, verbose_name='controllato da')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='impronta del file')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='inviato il')),
                ('sent_by_name', models.CharField(blank=True, editable=False, max_length=160, verbose_name='inviato da')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('file', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.storedfile')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='flow_run_dates_ordered'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_on__isnull', False), _connector='OR'), name='flow_run_sent_has_day')],
            },
        ),
        migrations.CreateModel(
            name='FlowSender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, verbose_name='codice dell’ente presso INPS')),
                ('seat_code', models.CharField(max_length=4, verbose_name='codice catastale del Comune della sede')),
                ('operator_code', models.CharField(max_length=16, verbose_name='codice fiscale di chi invia')),
                ('type_eight', models.CharField(blank=True, choices=[('', 'non ancora concordato'), ('post_adoption', 'post-adozione'), ('emergency_removal', 'allontanamento d’urgenza (art. 403 c.c.)'), ('neither', 'il tipo 8 non si usa: il tipo di provvedimento resta vuoto')], max_length=20, verbose_name='tipo di provvedimento 8')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ambito', 'body'), name='flow_sender_once')],
            },
        ),
        migrations.CreateModel(
            name='SinbaSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict, verbose_name='risposte')),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SinbaAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('minor', 'del minore'), ('family', 'della famiglia')], max_length=10, verbose_name='di chi')),
                ('code', models.CharField(max_length=4, verbose_name='problematica')),
                ('main', models.BooleanField(default=False, verbose_name='principale')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='flows.sinbasheet')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sheet', 'subject', 'code'), name='sinba_assessment_once'), models.UniqueConstraint(condition=models.Q(('main', True)), fields=('sheet', 'subject'), name='sinba_assessment_one_main')],
            },
        ),
        migrations.CreateModel(
            name='SocialBenefit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('service_code', models.CharField(max_length=10, verbose_name='codice della prestazione')),
                ('name', models.CharField(max_length=200, verbose_name='denominazione')),
                ('request_number', models.CharField(max_length=32, verbose_name='protocollo della domanda')),
                ('means_test', models.CharField(max_length=1, verbose_name='prova dei mezzi')),
                ('character', models.CharField(max_length=1, verbose_name='periodica o occasionale')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='al')),
                ('paid_on', models.DateField(blank=True, null=True, verbose_name='erogata il')),
                ('months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='mesi di erogazione')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='importo')),
                ('monthly_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='importo mensile')),
                ('body_share', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='quota dell’ente')),
                ('user_share', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='quota della persona')),
                ('health_share', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='quota del servizio sanitario')),
                ('asked_share', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='quota richiesta')),
                ('isee_limit', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='soglia ISEE')),
                ('hours_month', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='ore al mese')),
                ('user_area', models.CharField(blank=True, max_length=1, verbose_name='area di utenza')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('written_by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('intervention', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.intervention', verbose_name='intervento')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='social_benefit_dates_ordered'), models.UniqueConstraint(condition=models.Q(('annulled_at__isnull', True)), fields=('case_file', 'request_number', 'service_code'), name='social_benefit_request_once')],
            },
        ),
        migrations.CreateModel(
            name='FlowItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('operation', models.CharField(choices=[('I', 'inserimento'), ('C', 'cancellazione')], default='I', max_length=1, verbose_name='operazione')),
                ('state', models.CharField(choices=[('ready', 'da inviare'), ('blocked', 'non si può inviare'), ('same', 'già inviato, non è cambiato'), ('retract', 'già inviato, non va più inviato: il tracciato non prevede la cancellazione')], max_length=10, verbose_name='stato')),
                ('external_id', models.CharField(max_length=40, verbose_name='identificativo inviato')),
                ('digest', models.CharField(blank=True, editable=False, max_length=32)),
                ('record_version', models.PositiveIntegerField(editable=False)),
                ('outcome', models.CharField(blank=True, choices=[('', 'in attesa di esito'), ('accepted', 'accettato'), ('rejected', 'scartato')], max_length=10, verbose_name='esito')),
                ('outcome_text', models.CharField(blank=True, max_length=300, verbose_name='motivo dello scarto')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='flows.flowrun')),
                ('benefit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='flows.socialbenefit')),
            ],
            options={
                'indexes': [models.Index(fields=['external_id'], name='flow_item_external')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('benefit__isnull', True)), fields=('run', 'case_file'), name='flow_item_record_once'), models.UniqueConstraint(condition=models.Q(('benefit__isnull', False)), fields=('run', 'benefit'), name='flow_item_benefit_once')],
            },
        ),
        migrations.CreateModel(
            name='FlowMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60, verbose_name='dato')),
                ('ours', models.CharField(max_length=40, verbose_name='voce di Ordito')),
                ('theirs', models.CharField(blank=True, max_length=10, verbose_name='voce del tracciato')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ambito', 'field', 'ours'), name='flow_mapping_once')],
            },
        ),
        migrations.CreateModel(
            name='FlowProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=40)),
                ('field', models.CharField(max_length=60, verbose_name='dato')),
                ('fault', models.CharField(choices=[('missing', 'manca'), ('needed', 'manca, e un altro dato lo rende obbligatorio'), ('repeated', 'è ripetuto'), ('unknown', 'non è previsto dal tracciato'), ('code', 'non è una voce prevista'), ('length', 'è troppo lungo o troppo corto'), ('pattern', 'non è scritto come chiede il tracciato'), ('number', 'non è un numero'), ('range', 'è fuori dai limiti'), ('date', 'non è una data'), ('unmapped', 'nessuna voce del tracciato corrisponde: va scelta'), ('fused', 'il tracciato fonde due voci: va detto che cosa è concordato'), ('unsaid', 'dato dell’ente che invia: va completato'), ('two', 'più valori, nessuno indicato come principale')], max_length=10, verbose_name='regola')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='flows.flowitem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('item', 'section', 'field', 'fault'), name='flow_problem_once')],
            },
        ),
    ]
