# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0012_edited_codes'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='nome')),
                ('stored_file_id', models.BigIntegerField(editable=False, null=True)),
                ('key', models.CharField(blank=True, editable=False, max_length=40)),
                ('changed_at', models.DateTimeField(editable=False, verbose_name='aggiornato il')),
                ('changed_by_name', models.CharField(max_length=160, verbose_name='aggiornato da')),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='tipo di documento')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='letter_template_key_once'), models.CheckConstraint(condition=models.Q(('key', ''), ('ambito__isnull', True), _connector='XOR'), name='letter_template_of_ambito_or_house')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('template_version', models.PositiveIntegerField(verbose_name='versione del modello')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='cases.document')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='papers.lettertemplate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RecordPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chapters', models.JSONField(default=list, verbose_name='parti')),
                ('since', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('until', models.DateField(blank=True, null=True, verbose_name='al')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='chiesta il')),
                ('asked_by_id', models.BigIntegerField(editable=False, null=True)),
                ('asked_by_name', models.CharField(max_length=160, verbose_name='chiesta da')),
                ('job_id', models.BigIntegerField(editable=False, null=True)),
                ('stored_file_id', models.BigIntegerField(editable=False, null=True)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='cases.casefile')),
                ('purpose', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='motivo')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('since__isnull', True), ('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='record_print_dates_ordered')],
            },
        ),
    ]
