# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReminderPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.SmallIntegerField(verbose_name='giorni dalla scadenza')),
                ('audience', models.CharField(choices=[('filler', 'chi compila'), ('ambito', 'il referente di Ambito'), ('region', 'chi gestisce la rilevazione')], max_length=10, verbose_name='a chi')),
                ('text', models.TextField(max_length=2000, verbose_name='testo')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_plan', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'days', 'audience'), name='reminder_plan_step_once'), models.CheckConstraint(condition=models.Q(('days__gte', -365), ('days__lte', 365)), name='reminder_plan_within_a_year')],
            },
        ),
        migrations.CreateModel(
            name='ReminderSent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('batch', models.UUIDField()),
                ('due_on', models.DateField(verbose_name='scadenza')),
                ('audience', models.CharField(choices=[('filler', 'chi compila'), ('ambito', 'il referente di Ambito'), ('region', 'chi gestisce la rilevazione')], max_length=10, verbose_name='a chi')),
                ('recipients', models.PositiveSmallIntegerField(verbose_name='numero di destinatari')),
                ('at', models.DateTimeField(verbose_name='quando')),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='da chi')),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='campaigns.return')),
                ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sent', to='campaigns.reminderplan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('plan__isnull', False)), fields=('due', 'plan', 'due_on'), name='reminder_once_per_step'), models.UniqueConstraint(fields=('due', 'batch', 'audience'), name='reminder_once_per_click')],
            },
        ),
        migrations.CreateModel(
            name='ReportSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64)),
                ('stamp', models.CharField(max_length=64)),
                ('sealed_figures', ordito.core.fields.SealedField(blank=True, default=b'')),
                ('made_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'key'), name='report_snapshot_once')],
            },
        ),
    ]
