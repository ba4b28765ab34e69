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
        ('questionnaires', '0001_initial'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('title', models.CharField(max_length=160, verbose_name='titolo')),
                ('period_kind', models.CharField(choices=[('year', 'anno'), ('half', 'semestre'), ('quarter', 'trimestre'), ('school_year', 'anno scolastico'), ('dates', 'da una data a un’altra')], max_length=12, verbose_name='tipo di periodo')),
                ('period_label', models.CharField(max_length=60, verbose_name='periodo')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(verbose_name='al')),
                ('unit_kind', models.CharField(choices=[('service', 'servizi'), ('ambito', 'Ambiti territoriali'), ('professional', 'operatori')], max_length=12, verbose_name='chi deve rispondere')),
                ('universe_on', models.DateField(verbose_name='situazione al')),
                ('levels', models.JSONField(default=list, verbose_name='passaggi')),
                ('opens_on', models.DateField(verbose_name='apertura')),
                ('deadline', models.DateField(verbose_name='scadenza')),
                ('grace_days', models.PositiveSmallIntegerField(default=0, verbose_name='giorni di tolleranza')),
                ('help_text', models.TextField(blank=True, verbose_name='istruzioni')),
                ('contact', models.CharField(blank=True, max_length=200, verbose_name='a chi chiedere aiuto')),
                ('state', models.CharField(choices=[('draft', 'in preparazione'), ('opening', 'in apertura'), ('open', 'aperta'), ('closed', 'chiusa')], default='draft', max_length=10, verbose_name='stato')),
                ('job_id', models.BigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(verbose_name='creata il')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='aperta il')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='chiusa il')),
                ('areas', models.ManyToManyField(blank=True, related_name='+', to='territory.territory', verbose_name='territori')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('previous', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='campaigns.campaign', verbose_name='rilevazione precedente')),
                ('service_types', models.ManyToManyField(blank=True, related_name='+', to='territory.servicetype', verbose_name='tipi di servizio')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='territory.territory', verbose_name='territorio')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='questionnaires.questionnaireversion', verbose_name='questionario')),
            ],
            options={
                'indexes': [models.Index(fields=['-deadline', '-id'], name='campaign_page')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='campaign_period_ordered'), models.CheckConstraint(condition=models.Q(('deadline__gte', models.F('opens_on'))), name='campaign_deadline_after_opening')],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=ordito.core.fields.uuid7, editable=False, unique=True)),
                ('unit_kind', models.CharField(choices=[('service', 'servizi'), ('ambito', 'Ambiti territoriali'), ('professional', 'operatori')], max_length=12)),
                ('unit_name', models.CharField(max_length=200, verbose_name='unità')),
                ('state', models.CharField(choices=[('todo', 'da compilare'), ('draft', 'in compilazione'), ('submitted', 'inviata'), ('sent_back', 'rimandata'), ('approved_ambito', 'approvata dall’Ambito'), ('approved_region', 'approvata dalla Regione'), ('reopened', 'riaperta'), ('not_due', 'non dovuta')], default='todo', max_length=16, verbose_name='stato')),
                ('state_since', models.DateTimeField(verbose_name='in questo stato dal')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='motivo')),
                ('due_on', models.DateField(verbose_name='scadenza')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='inviata il')),
                ('warnings_open', models.PositiveSmallIntegerField(default=0, verbose_name='avvisi da spiegare')),
                ('ambito', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='territory.territory', verbose_name='Ambito')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='campaigns.campaign')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='territory.organisation', verbose_name='ente che compila')),
                ('professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='territory.professional')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='territory.service')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='questionnaires.submission')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns_as_unit', to='territory.territory')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'unit_name', 'id'], name='return_page'), models.Index(fields=['campaign', 'ambito', 'state'], name='return_board'), models.Index(fields=['campaign', 'state', 'due_on'], name='return_late'), models.Index(fields=['organisation', 'state'], name='return_of_body')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('service__isnull', False)), fields=('campaign', 'service'), name='return_service_once'), models.UniqueConstraint(condition=models.Q(('territory__isnull', False)), fields=('campaign', 'territory'), name='return_territory_once'), models.UniqueConstraint(condition=models.Q(('professional__isnull', False)), fields=('campaign', 'professional'), name='return_professional_once'), models.CheckConstraint(condition=models.Q(models.Q(('professional__isnull', True), ('service__isnull', False), ('territory__isnull', True)), models.Q(('professional__isnull', True), ('service__isnull', True), ('territory__isnull', False)), models.Q(('professional__isnull', False), ('service__isnull', True), ('territory__isnull', True)), _connector='OR'), name='return_of_one_unit')],
            },
        ),
        migrations.CreateModel(
            name='RegisterUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField(default=dict)),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='chi')),
                ('at', models.DateTimeField(verbose_name='quando')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_updates', to='territory.service')),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='register_updates', to='campaigns.return')),
            ],
            options={
                'indexes': [models.Index(fields=['service', '-at'], name='register_update_page')],
            },
        ),
        migrations.CreateModel(
            name='ReturnComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(blank=True, max_length=300)),
                ('text', models.CharField(max_length=1000, verbose_name='commento')),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='chi')),
                ('at', models.DateTimeField(verbose_name='quando')),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='campaigns.return')),
            ],
            options={
                'indexes': [models.Index(fields=['due', 'resolved_at'], name='return_comment_open')],
            },
        ),
        migrations.CreateModel(
            name='ReturnEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(blank=True, choices=[('start', 'inizio della compilazione'), ('submit', 'invio'), ('take_up', 'completamento da parte dell’Ambito'), ('send_back', 'rimandata'), ('approve_ambito', 'approvazione dell’Ambito'), ('approve_region', 'approvazione della Regione'), ('reopen', 'riapertura'), ('exempt', 'segnata come non dovuta'), ('require', 'di nuovo dovuta'), ('move_ambito', 'passaggio a un altro Ambito'), ('extend', 'nuova scadenza')], max_length=16)),
                ('from_state', models.CharField(blank=True, choices=[('todo', 'da compilare'), ('draft', 'in compilazione'), ('submitted', 'inviata'), ('sent_back', 'rimandata'), ('approved_ambito', 'approvata dall’Ambito'), ('approved_region', 'approvata dalla Regione'), ('reopened', 'riaperta'), ('not_due', 'non dovuta')], max_length=16)),
                ('to_state', models.CharField(choices=[('todo', 'da compilare'), ('draft', 'in compilazione'), ('submitted', 'inviata'), ('sent_back', 'rimandata'), ('approved_ambito', 'approvata dall’Ambito'), ('approved_region', 'approvata dalla Regione'), ('reopened', 'riaperta'), ('not_due', 'non dovuta')], max_length=16)),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='chi')),
                ('at', models.DateTimeField(verbose_name='quando')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='motivo')),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='campaigns.return')),
            ],
            options={
                'indexes': [models.Index(fields=['due', '-at', '-id'], name='return_event_page')],
            },
        ),
        migrations.CreateModel(
            name='ReturnLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='a chi')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_by_name', models.CharField(max_length=160, verbose_name='creato da')),
                ('created_at', models.DateTimeField(verbose_name='creato il')),
                ('expires_at', models.DateTimeField(verbose_name='scade il')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revocato il')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='usato l’ultima volta')),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='campaigns.return')),
            ],
            options={
                'indexes': [models.Index(fields=['due', '-created_at'], name='return_link_page')],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='chi')),
                ('at', models.DateTimeField(verbose_name='quando')),
                ('statement', models.TextField(verbose_name='dichiarazione')),
                ('returns_signed', models.JSONField(default=list)),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='territory.territory')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='campaigns.campaign')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'indexes': [models.Index(fields=['campaign', 'ambito', '-at'], name='signature_page')],
            },
        ),
        migrations.CreateModel(
            name='WarningRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=80, verbose_name='nome')),
                ('expression', models.TextField(verbose_name='quando avvisare')),
                ('text', models.CharField(max_length=300, verbose_name='avviso')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warning_rules', to='campaigns.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'name'), name='warning_rule_name_unique')],
            },
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000, verbose_name='spiegazione')),
                ('by_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='chi')),
                ('at', models.DateTimeField(verbose_name='quando')),
                ('due', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='campaigns.return')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='campaigns.warningrule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('due', 'rule'), name='explanation_once')],
            },
        ),
    ]
