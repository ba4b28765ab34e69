# SPDX-License-Identifier: EUPL-1.2
import django.core.validators
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0014_form_drafts'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Discard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('draft', 'in preparazione'), ('authorised', 'autorizzato, da firmare'), ('signed', 'firmato, in esecuzione'), ('done', 'eseguito'), ('withdrawn', 'ritirato')], default='draft', max_length=12, verbose_name='stato')),
                ('made_at', models.DateTimeField(editable=False, verbose_name='preparato il')),
                ('made_by_id', models.BigIntegerField(editable=False, null=True)),
                ('made_by_name', models.CharField(max_length=160, verbose_name='preparato da')),
                ('authority', models.CharField(blank=True, max_length=200, verbose_name='autorità archivistica')),
                ('authorisation_number', models.CharField(blank=True, max_length=60, verbose_name='numero dell’autorizzazione')),
                ('authorised_on', models.DateField(blank=True, null=True, verbose_name='data dell’autorizzazione')),
                ('authorisation_file_id', models.BigIntegerField(editable=False, null=True)),
                ('entered_at', models.DateTimeField(editable=False, null=True, verbose_name='autorizzazione registrata il')),
                ('entered_by_id', models.BigIntegerField(editable=False, null=True)),
                ('entered_by_name', models.CharField(blank=True, max_length=160, verbose_name='autorizzazione registrata da')),
                ('signed_at', models.DateTimeField(editable=False, null=True, verbose_name='firmato il')),
                ('signed_by_id', models.BigIntegerField(editable=False, null=True)),
                ('signed_by_name', models.CharField(blank=True, max_length=160, verbose_name='firmato da')),
                ('job_id', models.BigIntegerField(editable=False, null=True)),
                ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='eseguito il')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
            ],
            options={
                'indexes': [models.Index(fields=['ambito', '-id'], name='discard_page')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(models.Q(('authorisation_number', ''), _negated=True), ('authorisation_file_id__isnull', False), ('authorised_on__isnull', False), ('entered_at__isnull', False)), _connector='OR'), name='discard_authorised'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['signed', 'done']), _negated=True), ('signed_at__isnull', False), _connector='OR'), name='discard_signed'), models.CheckConstraint(condition=models.Q(('signed_by_id__isnull', True), models.Q(models.Q(('made_by_id__isnull', True), models.Q(('signed_by_id', models.F('made_by_id')), _negated=True), _connector='OR'), models.Q(('entered_by_id__isnull', True), models.Q(('signed_by_id', models.F('entered_by_id')), _negated=True), _connector='OR')), _connector='OR'), name='discard_of_two_people')],
            },
        ),
        migrations.CreateModel(
            name='DiscardItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, verbose_name='cartella')),
                ('series', models.CharField(max_length=200, verbose_name='serie')),
                ('counted_from', models.DateField(verbose_name='si conta dal')),
                ('due_on', models.DateField(verbose_name='si può scartare dal')),
                ('obstacle', models.CharField(blank=True, choices=[('open', 'ha una presa in carico aperta'), ('hold', 'è bloccata'), ('limited', 'il trattamento è limitato su richiesta della persona'), ('needed', 'la persona compare nella cartella di un’altra persona ancora seguita'), ('not_due', 'il tempo di conservazione non è più passato')], max_length=10, verbose_name='lasciata fuori perché')),
                ('wiped_at', models.DateTimeField(editable=False, null=True)),
                ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='scartata il')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('discard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='stewardship.discard')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('discard', 'case_file'), name='discard_item_once'), models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('wiped_at__isnull', False), _connector='OR'), name='discard_item_wiped_first')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fino al')),
                ('placed_at', models.DateTimeField(editable=False, verbose_name='messo il')),
                ('placed_by_name', models.CharField(max_length=160, verbose_name='messo da')),
                ('lifted_at', models.DateTimeField(editable=False, null=True, verbose_name='tolto il')),
                ('lifted_by_name', models.CharField(blank=True, max_length=160, verbose_name='tolto da')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', 'ends_on'], name='legal_hold_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='legal_hold_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='ResearchRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('title', models.CharField(max_length=200, verbose_name='studio')),
                ('decided_by', models.CharField(max_length=200, verbose_name='chi ha deciso')),
                ('decision_number', models.CharField(max_length=60, verbose_name='numero della decisione')),
                ('decided_on', models.DateField(verbose_name='data della decisione')),
                ('recipients', models.CharField(max_length=300, verbose_name='chi la riceve')),
                ('purpose', models.CharField(max_length=500, verbose_name='a che cosa serve')),
                ('variables', models.JSONField(default=list, verbose_name='dati')),
                ('since', models.DateField(verbose_name='prese in carico dal')),
                ('until', models.DateField(verbose_name='prese in carico al')),
                ('smallest', models.PositiveSmallIntegerField(default=5, verbose_name='gruppo più piccolo')),
                ('format', models.CharField(choices=[('xlsx', 'foglio Excel (XLSX)'), ('csv', 'testo (CSV)')], default='xlsx', max_length=4, verbose_name='formato')),
                ('state', models.CharField(choices=[('making', 'in preparazione'), ('ready', 'pronta'), ('failed', 'non riuscita'), ('ended', 'non più disponibile')], default='making', max_length=10, verbose_name='stato')),
                ('sealed_key', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('job_id', models.BigIntegerField(editable=False, null=True)),
                ('stored_file_id', models.BigIntegerField(editable=False, null=True)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='righe')),
                ('rows_masked', models.PositiveIntegerField(default=0, verbose_name='righe con dati oscurati')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='chiesta il')),
                ('asked_by_id', models.BigIntegerField(editable=False, null=True)),
                ('asked_by_name', models.CharField(max_length=160, verbose_name='chiesta da')),
                ('expires_at', models.DateTimeField(editable=False, verbose_name='disponibile fino al')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
            ],
            options={
                'indexes': [models.Index(fields=['ambito', '-id'], name='research_release_page')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='research_release_dates_ordered'), models.CheckConstraint(condition=models.Q(('smallest__gte', 3)), name='research_release_no_tiny_groups')],
            },
        ),
        migrations.CreateModel(
            name='RetentionSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, verbose_name='codice nel piano')),
                ('title', models.CharField(max_length=160, verbose_name='serie')),
                ('event', models.CharField(choices=[('closure', 'dalla chiusura'), ('majority', 'dalla maggiore età'), ('death', 'dal decesso')], max_length=10, verbose_name='da quando')),
                ('years', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(150)], verbose_name='anni')),
                ('source', models.CharField(max_length=300, verbose_name='fonte')),
                ('verified', models.BooleanField(default=False, verbose_name='verificata')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in vigore dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='in vigore fino al')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='area')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='retention_series_dates_ordered'), models.CheckConstraint(condition=models.Q(('years__gte', 1)), name='retention_series_some_years'), models.UniqueConstraint(condition=models.Q(('area__isnull', False), ('valid_to__isnull', True)), fields=('ambito', 'area'), name='retention_series_area_once'), models.UniqueConstraint(condition=models.Q(('area__isnull', True), ('valid_to__isnull', True)), fields=('ambito',), name='retention_series_any_area_once')],
            },
        ),
    ]
