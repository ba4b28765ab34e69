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
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('target', models.CharField(max_length=40, verbose_name='che cosa')),
                ('file_sha256', models.CharField(blank=True, max_length=64)),
                ('sealed_reading', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('mapping', models.JSONField(default=dict, verbose_name='colonne')),
                ('state', models.CharField(choices=[('uploaded', 'da abbinare'), ('checking', 'in prova'), ('checked', 'provata'), ('running', 'in corso'), ('done', 'conclusa'), ('undoing', 'annullamento in corso'), ('undone', 'annullata'), ('discarded', 'eliminata')], default='uploaded', max_length=12, verbose_name='stato')),
                ('job_id', models.BigIntegerField(null=True)),
                ('checkpoint', models.PositiveIntegerField(default=0)),
                ('rows_total', models.PositiveIntegerField(default=0, verbose_name='righe')),
                ('rows_refused', models.PositiveIntegerField(default=0, verbose_name='righe rifiutate')),
                ('rows_warned', models.PositiveIntegerField(default=0, verbose_name='righe con avvisi')),
                ('rows_accepted', models.PositiveIntegerField(default=0, verbose_name='righe accettate')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='righe importate')),
                ('created_at', models.DateTimeField(verbose_name='caricata il')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='conclusa il')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='annullata il')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='caricata da')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='territory.territory', verbose_name='territorio')),
            ],
            options={
                'indexes': [models.Index(fields=['-created_at', '-id'], name='import_batch_page'), models.Index(fields=['target', 'file_sha256'], name='import_batch_same_file')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='riga')),
                ('place', models.PositiveSmallIntegerField(null=True, verbose_name='colonna')),
                ('field', models.CharField(blank=True, max_length=60)),
                ('code', models.CharField(max_length=60, verbose_name='problema')),
                ('warning', models.BooleanField(default=False, verbose_name='avviso')),
                ('detail', models.JSONField(default=dict)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='imports.importbatch')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'row', 'id'], name='import_finding_page')],
            },
        ),
        migrations.CreateModel(
            name='WrittenObject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(verbose_name='riga')),
                ('kind', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('written', 'importata'), ('annulled', 'annullata'), ('kept', 'conservata')], default='written', max_length=10)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objects_written', to='imports.importbatch')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'state', '-id'], name='import_written_state')],
            },
        ),
    ]
