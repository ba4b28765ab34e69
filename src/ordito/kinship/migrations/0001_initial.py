# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_team_shares'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Relative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nome')),
                ('sex', models.CharField(blank=True, choices=[('F', 'Femmina'), ('M', 'Maschio')], max_length=1, verbose_name='sesso')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='anno di nascita')),
                ('deceased', models.BooleanField(default=False, verbose_name='deceduta o deceduto')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='in_genograms', to='cases.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('annulled_at__isnull', True), ('person__isnull', False)), fields=('case_file', 'person'), name='relative_person_once')],
            },
        ),
        migrations.CreateModel(
            name='ParentalResponsibility',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('holder_name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='chi')),
                ('kind', models.CharField(choices=[('full', 'piena'), ('limited', 'limitata'), ('suspended', 'sospesa'), ('forfeited', 'decaduta'), ('guardian', 'tutela al posto dei genitori')], max_length=10, verbose_name='responsabilità genitoriale')),
                ('measure', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='estremi del provvedimento')),
                ('measure_on', models.DateField(blank=True, null=True, verbose_name='data del provvedimento')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='da che cosa viene')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsibility_of_others', to='kinship.relative')),
                ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='responsibility_held', to='kinship.relative')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='responsibility_dates_ordered'), models.CheckConstraint(condition=models.Q(('child', models.F('holder')), _negated=True), name='responsibility_for_another')],
            },
        ),
        migrations.CreateModel(
            name='Kin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('nature', models.CharField(choices=[('natural', 'genitore'), ('adoptive', 'genitore adottivo'), ('foster', 'affidatario'), ('step', 'coniuge o convivente del genitore'), ('married', 'coniugi o uniti civilmente'), ('cohabiting', 'conviventi'), ('partners', 'relazione senza convivenza'), ('separated', 'separati legalmente'), ('divorced', 'divorziati'), ('ended', 'relazione finita'), ('widowed', 'vedovanza'), ('other', 'altro legame')], max_length=10, verbose_name='legame')),
                ('words', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='che legame è')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kin_as_first', to='kinship.relative')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kin_as_second', to='kinship.relative')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='kin_dates_ordered'), models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='kin_of_two')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('name', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='con chi')),
                ('strength', models.CharField(choices=[('strong', 'forte'), ('weak', 'debole'), ('stressful', 'conflittuale o faticoso'), ('broken', 'interrotto')], max_length=10, verbose_name='com’è il legame')),
                ('direction', models.CharField(choices=[('both', 'nei due sensi'), ('receives', 'dà forza alla famiglia'), ('gives', 'la famiglia ci mette energie'), ('none', 'non si può dire')], default='none', max_length=10, verbose_name='dove va l’energia')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='ambito di vita')),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.casefile')),
                ('of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='kinship.relative')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.service', verbose_name='servizio')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='tie_dates_ordered'), models.CheckConstraint(condition=models.Q(('service__isnull', False), ('organisation__isnull', False), models.Q(('name', b''), _negated=True), _connector='OR'), name='tie_says_with_whom')],
            },
        ),
    ]
