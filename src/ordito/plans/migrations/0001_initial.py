# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('cases', '0005_team_shares'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Objective',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('horizon', models.CharField(choices=[('short', 'a breve termine'), ('medium', 'a medio termine'), ('long', 'a lungo termine')], default='short', max_length=8, verbose_name='termine')),
                ('text', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='obiettivo')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='entro il')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SupportPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('individual', 'per una persona'), ('family', 'per la famiglia'), ('group', 'per un gruppo')], default='individual', max_length=12, verbose_name='per chi')),
                ('title', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='titolo')),
                ('reasons', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché questo progetto')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fine prevista')),
                ('next_review_on', models.DateField(blank=True, null=True, verbose_name='prossima verifica')),
                ('state', models.CharField(choices=[('draft', 'bozza'), ('shared', 'condiviso con la famiglia'), ('agreed', 'concordato'), ('under_review', 'in revisione'), ('superseded', 'sostituito da una nuova versione'), ('concluded', 'concluso')], default='draft', max_length=12, verbose_name='stato')),
                ('shared_on', models.DateField(blank=True, null=True, verbose_name='condiviso il')),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='concordato il')),
                ('concluded_on', models.DateField(blank=True, null=True, verbose_name='concluso il')),
                ('conclusion_note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota di conclusione')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='versione')),
                ('frozen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('frozen_text', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('frozen_hash', models.CharField(blank=True, editable=False, max_length=64, verbose_name='impronta')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(editable=False)),
                ('created_by_name', models.CharField(max_length=160, verbose_name='scritto da')),
                ('updated_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cases.casefile')),
                ('conclusion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='esito')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='tipo di progetto')),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='plans.supportplan')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente gestore')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='responsabile del progetto')),
                ('taking', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cases.takingincharge')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ('agreed', 'under_review'))), fields=['next_review_on'], name='plan_review'), models.Index(fields=['case_file', '-starts_on', '-id'], name='plan_page')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='plan_dates_ordered'), models.CheckConstraint(condition=models.Q(models.Q(('concluded_on__isnull', False), ('state', 'concluded')), models.Q(('concluded_on__isnull', True), ('conclusion__isnull', True), models.Q(('state', 'concluded'), _negated=True)), _connector='OR'), name='plan_conclusion_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('frozen_at__isnull', True), ('frozen_hash', '')), models.Q(('frozen_at__isnull', False), models.Q(('frozen_hash', ''), _negated=True)), _connector='OR'), name='plan_frozen_with_its_hash'), models.UniqueConstraint(condition=models.Q(('annulled_at__isnull', True), ('previous__isnull', False)), fields=('previous',), name='plan_one_next_edition')],
            },
        ),
        migrations.CreateModel(
            name='PlanSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signer_name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nome e cognome di chi firma')),
                ('way', models.CharField(choices=[('drawn', 'firma disegnata sullo schermo'), ('typed', 'nome scritto e consenso'), ('digital', 'file firmato digitalmente'), ('paper', 'carta firmata e scansionata')], max_length=8, verbose_name='modo')),
                ('strokes', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('present', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='chi era presente')),
                ('protocol_number', models.CharField(blank=True, max_length=40, verbose_name='numero di protocollo')),
                ('protocol_date', models.DateField(blank=True, null=True, verbose_name='data di protocollo')),
                ('text_hash', models.CharField(max_length=64, verbose_name='impronta del testo firmato')),
                ('signed_at', models.DateTimeField(verbose_name='firmato il')),
                ('collected_by_name', models.CharField(max_length=160, verbose_name='raccolta da')),
                ('voided_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.document')),
                ('signer_role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='chi firma')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='plans.supportplan')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('way__in', ('drawn', 'typed'))), models.Q(('document__isnull', False), ('way__in', ('digital', 'paper'))), _connector='OR'), name='signature_on_file_has_its_document'), models.CheckConstraint(condition=models.Q(models.Q(('way', 'paper'), _negated=True), models.Q(models.Q(('protocol_number', ''), _negated=True), ('protocol_date__isnull', False)), _connector='OR'), name='signature_on_paper_has_protocol')],
            },
        ),
        migrations.CreateModel(
            name='PlanReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='fatta il')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='prevista il')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='prossima verifica')),
                ('present', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='chi c’era')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa è emerso')),
                ('written_at', models.DateTimeField(editable=False)),
                ('written_by_name', models.CharField(max_length=160, verbose_name='scritta da')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='plans.supportplan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlannedAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('situation', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='situazione di partenza')),
                ('expected', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='risultato atteso')),
                ('doing', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='azioni')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='entro il')),
                ('check_on', models.DateField(blank=True, null=True, verbose_name='verifica il')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='dispositivo')),
                ('objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='plans.objective', verbose_name='per quale obiettivo')),
                ('sub_dimension', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.subdimension', verbose_name='sottodimensione')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='plans.supportplan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanBeneficiary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_places', to='cases.casefile')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='beneficiaries', to='plans.supportplan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'case_file'), name='plan_beneficiary_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nome')),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='operatore')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='in che veste')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='plans.supportplan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='objective',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objectives', to='plans.supportplan'),
        ),
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='il')),
                ('degree', models.CharField(choices=[('not_reached', 'non raggiunto'), ('partly', 'raggiunto in parte'), ('reached', 'raggiunto')], max_length=12, verbose_name='quanto è stato raggiunto')),
                ('attainment', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='da 0 a 10')),
                ('why', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché')),
                ('written_at', models.DateTimeField(editable=False)),
                ('written_by_name', models.CharField(max_length=160, verbose_name='scritto da')),
                ('objective', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='plans.objective')),
                ('action', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='plans.plannedaction')),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='plans.planreview')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='plans.supportplan')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('action__isnull', True), ('objective__isnull', False)), models.Q(('action__isnull', False), ('objective__isnull', True)), _connector='OR'), name='check_of_one_thing'), models.CheckConstraint(condition=models.Q(('attainment__isnull', True), ('attainment__lte', 10), _connector='OR'), name='check_attainment_in_range')],
            },
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('speaker_name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nome di chi parla')),
                ('text', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='parole')),
                ('said_on', models.DateField(verbose_name='dette il')),
                ('age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='età di allora')),
                ('written_by_id', models.BigIntegerField(editable=False, null=True)),
                ('written_by_name', models.CharField(max_length=160, verbose_name='scritte da')),
                ('written_at', models.DateTimeField(editable=False)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='cases.casefile')),
                ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='plans.supportplan')),
                ('speaker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='chi parla')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', '-said_on', '-id'], name='words_page')],
            },
        ),
        migrations.CreateModel(
            name='Responsible',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('professional', 'operatore'), ('family', 'famiglia'), ('service', 'servizio'), ('other', 'altra persona')], max_length=12, verbose_name='chi')),
                ('name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nome')),
                ('does', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa fa')),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibles', to='plans.plannedaction')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.service')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'professional'), ('professional__isnull', False)), models.Q(('kind', 'family'), ('person__isnull', False)), models.Q(('kind', 'service'), ('service__isnull', False)), models.Q(('kind', 'other'), ('person__isnull', True), ('professional__isnull', True), ('service__isnull', True)), _connector='OR'), name='responsible_is_somebody')],
            },
        ),
    ]
