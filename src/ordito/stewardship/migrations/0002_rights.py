# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_form_drafts'),
        ('stewardship', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='WatchedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('watched_at', models.DateTimeField()),
                ('found', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WatchFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('many_records', 'molte cartelle aperte in poco tempo'), ('many_searches', 'molte ricerche di persone in poco tempo'), ('off_hours', 'cartelle aperte fuori orario'), ('same_surname', 'cartella di una persona con lo stesso cognome di chi legge'), ('colleague', 'cartella di una persona con il nome di chi lavora nel servizio'), ('unlinked', 'cartelle aperte senza seguirle né essere in équipe'), ('emergency', 'accessi in emergenza'), ('refused', 'tentativi rifiutati'), ('taken_out', 'stampe ed esportazioni')], max_length=15, verbose_name='che cosa')),
                ('day', models.DateField(verbose_name='giorno')),
                ('reader_id', models.BigIntegerField(editable=False)),
                ('reader_name', models.CharField(max_length=160, verbose_name='chi')),
                ('count', models.PositiveIntegerField(verbose_name='quante volte')),
                ('first_at', models.DateTimeField(verbose_name='dalle')),
                ('last_at', models.DateTimeField(verbose_name='alle')),
                ('seen_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='visto il')),
                ('seen_by_name', models.CharField(blank=True, max_length=160, verbose_name='visto da')),
                ('sealed_note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
            ],
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('access', 'accesso e copia dei dati (art. 15)'), ('rectification', 'rettifica (art. 16)'), ('erasure', 'cancellazione (art. 17)'), ('restriction', 'limitazione del trattamento (art. 18)'), ('objection', 'opposizione (art. 21)')], max_length=15, verbose_name='che cosa chiede')),
                ('received_on', models.DateField(verbose_name='ricevuta il')),
                ('due_on', models.DateField(verbose_name='rispondere entro il')),
                ('asker_name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nome di chi chiede')),
                ('words', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa chiede, con le sue parole')),
                ('extended_on', models.DateField(blank=True, null=True, verbose_name='prorogata il')),
                ('extension_reason', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché serve più tempo')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='risposto il')),
                ('answer', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa si è risposto')),
                ('answered_by_name', models.CharField(blank=True, max_length=160, verbose_name='risposto da')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='registrata il')),
                ('recorded_by_name', models.CharField(max_length=160, verbose_name='registrata da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='chi chiede')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='cases.casefile')),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='identità verificata con')),
                ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='esito')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', '-received_on'], name='data_request_record'), models.Index(condition=models.Q(('answered_on__isnull', True)), fields=['due_on'], name='data_request_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('received_on'))), name='data_request_due_after'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('outcome__isnull', True)), models.Q(('answered_on__isnull', False), ('outcome__isnull', False)), _connector='OR'), name='data_request_answer_has_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Limitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='fino al')),
                ('end_reason', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché finisce')),
                ('told_on', models.DateField(blank=True, null=True, verbose_name='la persona è stata avvisata il')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritta il')),
                ('written_by_name', models.CharField(max_length=160, verbose_name='scritta da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limitations', to='cases.casefile')),
                ('ground', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='motivo')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='limitations', to='stewardship.datarequest', verbose_name='richiesta')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), models.Q(('ended_on__gte', models.F('starts_on')), ('told_on__isnull', False)), _connector='OR'), name='limitation_ends_when_told'), models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('case_file',), name='limitation_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='LimitationException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa succede')),
                ('valid_from', models.DateField(verbose_name='dal')),
                ('valid_to', models.DateField(verbose_name='al')),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritta il')),
                ('written_by_name', models.CharField(max_length=160, verbose_name='scritta da')),
                ('ground', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='motivo')),
                ('limitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exceptions', to='stewardship.limitation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='limitation_exception_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='RecordNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('correction', 'rettifica chiesta'), ('objection', 'opposizione')], max_length=10, verbose_name='tipo')),
                ('part', models.SlugField(max_length=40, verbose_name='accanto a quale parte')),
                ('words', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='la versione della persona')),
                ('given_on', models.DateField(verbose_name='data il')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='decisa il')),
                ('why', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='tolta il')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritta il')),
                ('written_by_name', models.CharField(max_length=160, verbose_name='scritta da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='person_notes', to='cases.casefile')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='decisione')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='stewardship.datarequest', verbose_name='richiesta')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', 'part'], name='record_note_beside')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('given_on')), _connector='OR'), name='record_note_dates_ordered'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('decision__isnull', True)), models.Q(('decided_on__isnull', False), ('decision__isnull', False)), _connector='OR'), name='record_note_decision_has_date')],
            },
        ),
        migrations.CreateModel(
            name='SubjectCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('drafting', 'in preparazione'), ('review', 'da rivedere'), ('packing', 'in rilascio'), ('released', 'rilasciata'), ('dropped', 'abbandonata')], default='drafting', max_length=10, verbose_name='stato')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='chiesta il')),
                ('asked_by_id', models.BigIntegerField(editable=False, null=True)),
                ('asked_by_name', models.CharField(max_length=160, verbose_name='preparata da')),
                ('job_id', models.BigIntegerField(editable=False, null=True)),
                ('draft_file_id', models.BigIntegerField(editable=False, null=True)),
                ('second_look', models.BooleanField(default=False, verbose_name='serve una seconda lettura')),
                ('looked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='riletta il')),
                ('looked_by_name', models.CharField(blank=True, max_length=160, verbose_name='riletta da')),
                ('released_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='rilasciata il')),
                ('released_by_name', models.CharField(blank=True, max_length=160, verbose_name='rilasciata da')),
                ('stored_file_id', models.BigIntegerField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='stewardship.datarequest')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('drafting', 'review', 'packing'))), fields=('request',), name='subject_copy_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='CopyPassage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('place', models.CharField(max_length=40)),
                ('chapter', models.CharField(max_length=160, verbose_name='parte')),
                ('text', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='passaggio')),
                ('hints', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='parole da coprire')),
                ('decision', models.CharField(blank=True, choices=[('keep', 'Lascia'), ('names', 'Copri i nomi'), ('whole', 'Copri tutto')], max_length=5, verbose_name='decisione')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deciso il')),
                ('decided_by_name', models.CharField(blank=True, max_length=160, verbose_name='deciso da')),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='stewardship.subjectcopy')),
            ],
            options={
                'indexes': [models.Index(fields=['copy', 'number'], name='copy_passage_order')],
                'constraints': [models.UniqueConstraint(fields=('copy', 'place'), name='copy_passage_once')],
            },
        ),
        migrations.CreateModel(
            name='FindingRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='stewardship.watchfinding')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('finding', 'case_file'), name='finding_record_once')],
            },
        ),
        migrations.CreateModel(
            name='WatchRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('many_records', 'molte cartelle aperte in poco tempo'), ('many_searches', 'molte ricerche di persone in poco tempo'), ('off_hours', 'cartelle aperte fuori orario'), ('same_surname', 'cartella di una persona con lo stesso cognome di chi legge'), ('colleague', 'cartella di una persona con il nome di chi lavora nel servizio'), ('unlinked', 'cartelle aperte senza seguirle né essere in équipe'), ('emergency', 'accessi in emergenza'), ('refused', 'tentativi rifiutati'), ('taken_out', 'stampe ed esportazioni')], max_length=15, verbose_name='che cosa')),
                ('threshold', models.PositiveIntegerField(verbose_name='da quante volte')),
                ('minutes', models.PositiveIntegerField(default=0, verbose_name='in quanti minuti')),
                ('opens', models.TimeField(blank=True, null=True, verbose_name='l’ufficio apre alle')),
                ('closes', models.TimeField(blank=True, null=True, verbose_name='l’ufficio chiude alle')),
                ('active', models.BooleanField(default=True, verbose_name='attiva')),
                ('valid_from', models.DateField(verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('changed_by_name', models.CharField(blank=True, max_length=160, verbose_name='cambiata da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('kind',), name='watch_rule_one_open'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='watch_rule_dates_ordered'), models.CheckConstraint(condition=models.Q(('threshold__gte', 1)), name='watch_rule_counts'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'off_hours'), _negated=True), models.Q(('closes__gt', models.F('opens')), ('opens__isnull', False)), _connector='OR'), name='watch_rule_hours')],
            },
        ),
        migrations.AddField(
            model_name='watchfinding',
            name='rule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='stewardship.watchrule'),
        ),
        migrations.AddIndex(
            model_name='watchfinding',
            index=models.Index(fields=['-day', '-id'], name='watch_finding_page'),
        ),
        migrations.AddConstraint(
            model_name='watchfinding',
            constraint=models.UniqueConstraint(fields=('kind', 'day', 'reader_id'), name='watch_finding_once_a_day'),
        ),
    ]
