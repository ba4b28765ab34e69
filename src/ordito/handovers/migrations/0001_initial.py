# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0007_area_required'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presentation', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa legge chi riceve')),
                ('names', models.BooleanField(default=False, verbose_name='con nome e cognome')),
                ('state', models.CharField(choices=[('offered', 'in attesa di risposta'), ('accepted', 'accettato'), ('refused', 'rifiutato'), ('revoked', 'revocato'), ('done', 'concluso')], default='offered', max_length=10, verbose_name='stato')),
                ('offered_at', models.DateTimeField(verbose_name='inviato il')),
                ('offered_by_id', models.BigIntegerField(editable=False, null=True)),
                ('offered_by_name', models.CharField(max_length=160, verbose_name='inviato da')),
                ('answer', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='risposta')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='risposto il')),
                ('answered_by_name', models.CharField(blank=True, max_length=160, verbose_name='risponde')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='concluso il')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('dossier_id', models.BigIntegerField(editable=False, null=True)),
                ('ambito', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.casefile')),
                ('comune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Comune')),
                ('reason', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='motivo')),
                ('received_case_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='received_handovers', to='cases.casefile')),
                ('taking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='cases.takingincharge')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', '-offered_at'], name='handover_record'), models.Index(fields=['body', 'state'], name='handover_received')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('offered', 'accepted'))), fields=('taking',), name='handover_open_once'), models.CheckConstraint(condition=models.Q(('ambito__isnull', False), ('comune__isnull', False)), name='handover_to_a_service')],
            },
        ),
        migrations.CreateModel(
            name='HandoverPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('interventions', 'Interventi'), ('family', 'Nucleo e legami'), ('diary', 'Diario'), ('documents', 'Documenti'), ('circumstances', 'Situazione'), ('health', 'Salute e disabilità'), ('assessments', 'Valutazioni'), ('plans', 'Progetti'), ('words', 'Parole della famiglia'), ('agenda', 'Agenda'), ('protection', 'Tutela e provvedimenti'), ('employment', 'Percorso di lavoro')], max_length=20, verbose_name='parte')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='handovers.handover')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('handover', 'part'), name='handover_part_once')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presentation', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che cosa legge chi riceve')),
                ('names', models.BooleanField(default=False, verbose_name='con nome e cognome')),
                ('state', models.CharField(choices=[('offered', 'in attesa di risposta'), ('accepted', 'accettato'), ('refused', 'rifiutato'), ('revoked', 'revocato'), ('done', 'concluso')], default='offered', max_length=10, verbose_name='stato')),
                ('offered_at', models.DateTimeField(verbose_name='inviato il')),
                ('offered_by_id', models.BigIntegerField(editable=False, null=True)),
                ('offered_by_name', models.CharField(max_length=160, verbose_name='inviato da')),
                ('answer', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='risposta')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='risposto il')),
                ('answered_by_name', models.CharField(blank=True, max_length=160, verbose_name='risponde')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='concluso il')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('ambito', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='cases.casefile')),
                ('comune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Comune')),
                ('reason', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='motivo')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.service', verbose_name='servizio')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', '-offered_at'], name='referral_record'), models.Index(fields=['body', 'state'], name='referral_received')],
            },
        ),
    ]
