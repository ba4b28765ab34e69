# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('cases', '0012_edited_codes'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('series', models.UUIDField(blank=True, editable=False, null=True)),
                ('form_key', models.UUIDField(editable=False)),
                ('number', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('starts_at', models.DateTimeField(verbose_name='comincia')),
                ('ends_at', models.DateTimeField(verbose_name='finisce')),
                ('place', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='luogo')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('state', models.CharField(choices=[('planned', 'fissato'), ('held', 'svolto'), ('missed', 'mancato'), ('cancelled', 'annullato')], default='planned', max_length=9, verbose_name='stato')),
                ('outcome', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='perché')),
                ('told_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('told_by_name', models.CharField(blank=True, editable=False, max_length=160, verbose_name='scritto da')),
                ('created_at', models.DateTimeField(editable=False)),
                ('created_by_name', models.CharField(editable=False, max_length=160, verbose_name='fissato da')),
                ('updated_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='cases.casefile')),
                ('comune', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Comune')),
                ('diary_entry', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='cases.diaryentry')),
                ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='tipo')),
                ('missed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='chi è mancato')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', '-starts_at', '-id'], name='appointment_record'), models.Index(fields=['starts_at'], name='appointment_when')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='appointment_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('missed_by__isnull', False), ('state', 'missed')), models.Q(models.Q(('state', 'missed'), _negated=True), ('missed_by__isnull', True)), _connector='OR'), name='appointment_missed_by_somebody'), models.CheckConstraint(condition=models.Q(('diary_entry__isnull', True), ('state', 'held'), _connector='OR'), name='appointment_told_was_held'), models.UniqueConstraint(fields=('case_file', 'form_key', 'number'), name='appointment_form_once')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='cominciava')),
                ('ends_at', models.DateTimeField(verbose_name='finiva')),
                ('moved_at', models.DateTimeField(verbose_name='spostato il')),
                ('moved_by_name', models.CharField(max_length=160, verbose_name='spostato da')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='agenda.appointment')),
            ],
            options={
                'indexes': [models.Index(fields=['appointment', 'id'], name='appointment_moves')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='agenda.appointment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person', verbose_name='persona')),
            ],
            options={
                'indexes': [models.Index(fields=['appointment', 'person'], name='appointment_person')],
            },
        ),
        migrations.CreateModel(
            name='AppointmentStaff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='agenda.appointment')),
                ('professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='operatore')),
            ],
            options={
                'indexes': [models.Index(fields=['professional', 'appointment'], name='appointment_of_worker')],
                'constraints': [models.UniqueConstraint(fields=('appointment', 'professional'), name='appointment_staff_once')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='creato il')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revocato il')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('user',), name='calendar_feed_one_open')],
            },
        ),
    ]
