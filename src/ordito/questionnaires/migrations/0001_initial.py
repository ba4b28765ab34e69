# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('files', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeviceToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='dispositivo')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='creato il')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='usato l’ultima volta')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='revocato il')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='device_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('xlsx', 'foglio elettronico .xlsx, un foglio per ogni ripetizione'), ('csv', 'testo .csv, un file per ogni ripetizione'), ('spss', 'etichette per SPSS (.sps), da usare con il .csv')], max_length=8, verbose_name='formato')),
                ('options', models.JSONField(default=dict)),
                ('job_id', models.BigIntegerField(null=True)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='schede')),
                ('created_at', models.DateTimeField(verbose_name='chiesta il')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='pronta il')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ExportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='questionnaires.export')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('form_id', models.CharField(max_length=100, unique=True, verbose_name='identificativo')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('description', models.TextField(blank=True, verbose_name='descrizione')),
                ('created_at', models.DateTimeField(verbose_name='caricato il')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='caricato da')),
                ('owner_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questionnaires', to='territory.territory', verbose_name='territorio')),
            ],
            options={
                'indexes': [models.Index(fields=['title', 'id'], name='questionnaire_page')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=200, verbose_name='chiave')),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='questionnaires.questionnaire')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'key'), name='question_key_unique')],
            },
        ),
        migrations.CreateModel(
            name='QuestionnaireVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='numero')),
                ('version', models.CharField(blank=True, max_length=100, verbose_name='versione')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('state', models.CharField(choices=[('draft', 'bozza'), ('published', 'pubblicata'), ('retired', 'ritirata'), ('discarded', 'scartata')], default='draft', max_length=10, verbose_name='stato')),
                ('workbook_kind', models.CharField(blank=True, max_length=10)),
                ('xform', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('languages', models.JSONField(default=list, verbose_name='lingue')),
                ('findings', models.JSONField(default=list)),
                ('questions_count', models.PositiveIntegerField(default=0, verbose_name='domande')),
                ('created_at', models.DateTimeField(verbose_name='caricata il')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='pubblicata il')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='ritirata il')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='questionnaires.questionnaire')),
                ('workbook_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('questionnaire', 'number'), name='questionnaire_version_number'), models.UniqueConstraint(condition=models.Q(('state__in', ('published', 'retired'))), fields=('questionnaire', 'version'), name='questionnaire_version_published_once')],
            },
        ),
        migrations.AddField(
            model_name='export',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='questionnaires.questionnaireversion'),
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('owner_kind', models.CharField(max_length=60)),
                ('owner_id', models.BigIntegerField()),
                ('revision', models.PositiveIntegerField(default=0)),
                ('language', models.CharField(blank=True, max_length=60)),
                ('created_by_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='questionnaires.questionnaireversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('owner_kind', 'owner_id', 'version'), name='draft_one_open_for_owner')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nome')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='questionnaires.questionnaireversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='attachment_name_unique')],
            },
        ),
        migrations.CreateModel(
            name='AnswerSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('owner_kind', models.CharField(max_length=60)),
                ('sealed_trial', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('rows_total', models.PositiveIntegerField(default=0, verbose_name='righe')),
                ('rows_refused', models.PositiveIntegerField(default=0, verbose_name='righe rifiutate')),
                ('rows_written', models.PositiveIntegerField(default=0, verbose_name='righe entrate')),
                ('created_at', models.DateTimeField(verbose_name='caricato il')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='concluso il')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='questionnaires.questionnaireversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('instance_id', models.CharField(max_length=120, unique=True)),
                ('owner_kind', models.CharField(max_length=60)),
                ('owner_id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('received', 'in controllo'), ('valid', 'corrette'), ('invalid', 'con errori'), ('withdrawn', 'sostituite')], default='received', max_length=10, verbose_name='stato')),
                ('door', models.CharField(choices=[('browser', 'pagina'), ('openrosa', 'app per Android'), ('spreadsheet', 'foglio elettronico'), ('api', 'programma')], max_length=12, verbose_name='arrivo')),
                ('sha256', models.CharField(max_length=64)),
                ('sealed_xml', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('sealed_answers', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('problems', models.JSONField(default=dict)),
                ('submitted_by_id', models.BigIntegerField(null=True)),
                ('submitted_by_name', models.CharField(max_length=160, verbose_name='inviate da')),
                ('submitted_at', models.DateTimeField(verbose_name='inviate il')),
                ('checked_at', models.DateTimeField(null=True, verbose_name='controllate il')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='questionnaires.questionnaireversion')),
            ],
            options={
                'indexes': [models.Index(fields=['version', 'state', 'id'], name='submission_version'), models.Index(fields=['owner_kind', 'owner_id', '-id'], name='submission_owner')],
            },
        ),
        migrations.CreateModel(
            name='FlatRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('repeat', models.CharField(blank=True, max_length=400)),
                ('index', models.PositiveIntegerField()),
                ('parent_index', models.PositiveIntegerField(null=True)),
                ('sealed_values', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='questionnaires.submission')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('submission', 'repeat', 'index'), name='flat_row_once')],
            },
        ),
        migrations.CreateModel(
            name='SubmissionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_name', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='questionnaires.submission')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VersionQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0)),
                ('path', models.CharField(max_length=400)),
                ('name', models.CharField(max_length=200, verbose_name='nome')),
                ('kind', models.CharField(max_length=20, verbose_name='tipo')),
                ('label', models.TextField(blank=True, verbose_name='domanda')),
                ('choices', models.JSONField(default=list)),
                ('change', models.CharField(choices=[('first', 'nuova'), ('same', 'la stessa'), ('equivalent', 'equivalente, con corrispondenza'), ('break', 'interruzione della serie')], default='first', max_length=12, verbose_name='serie')),
                ('mapping', models.JSONField(default=dict)),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='nota')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='questionnaires.question')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='questionnaires.questionnaireversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'path'), name='version_question_path_unique'), models.UniqueConstraint(fields=('version', 'question'), name='version_question_once')],
            },
        ),
        migrations.CreateModel(
            name='DraftAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=500)),
                ('sealed_value', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('revision', models.PositiveIntegerField()),
                ('saved_by_id', models.BigIntegerField(null=True)),
                ('saved_by_name', models.CharField(blank=True, max_length=160)),
                ('saved_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='questionnaires.draft')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'ref'), name='draft_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='questionnaires.draft')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('draft', 'name'), name='draft_file_name_unique')],
            },
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['version', 'created_by', '-id'], name='export_page'),
        ),
    ]
