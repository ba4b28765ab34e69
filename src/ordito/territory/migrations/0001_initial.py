# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='denominazione')),
                ('kind', models.CharField(choices=[('region', 'Regione'), ('province', 'Provincia o Città metropolitana'), ('municipality', 'Comune'), ('union', 'Unione di Comuni'), ('plan_office', 'Ufficio di Piano'), ('health_society', 'Società della Salute'), ('health_authority', 'Azienda sanitaria locale'), ('consortium', 'Consorzio'), ('cooperative_a', 'Cooperativa sociale di tipo A'), ('cooperative_b', 'Cooperativa sociale di tipo B'), ('accredited', 'Ente accreditato'), ('association', 'Associazione'), ('school', 'Scuola'), ('university', 'Università'), ('court', 'Autorità giudiziaria'), ('other', 'Altro ente')], max_length=20, verbose_name='tipo di ente')),
                ('fiscal_code', models.CharField(blank=True, max_length=16, verbose_name='codice fiscale')),
                ('ipa_code', models.CharField(blank=True, max_length=20, verbose_name='codice IPA')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telefono')),
                ('active', models.BooleanField(default=True, verbose_name='attivo')),
            ],
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30, unique=True, verbose_name='codice')),
                ('name', models.CharField(max_length=160, verbose_name='nome')),
                ('description', models.TextField(blank=True, verbose_name='descrizione')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServiceType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='codice')),
                ('name', models.CharField(max_length=160, verbose_name='nome')),
                ('legal_reference', models.CharField(blank=True, max_length=160, verbose_name='riferimento normativo')),
                ('recipients', models.TextField(blank=True, verbose_name='destinatari')),
                ('activities', models.TextField(blank=True, verbose_name='attività')),
                ('age_from', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='età minima')),
                ('age_to', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='età massima')),
                ('verified', models.BooleanField(default=False, verbose_name='verificato')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Professional',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('surname', models.CharField(max_length=80, verbose_name='cognome')),
                ('name', models.CharField(max_length=80, verbose_name='nome')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('register_number', models.CharField(blank=True, max_length=40, verbose_name="numero di iscrizione all'albo")),
                ('active', models.BooleanField(default=True, verbose_name='in servizio')),
            ],
            options={
                'indexes': [models.Index(fields=['surname', 'name', 'id'], name='professional_page')],
            },
        ),
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('region', 'Regione'), ('province', 'Provincia'), ('municipality', 'Comune'), ('ambito', 'Ambito territoriale'), ('zone', 'Zona'), ('district', 'Distretto'), ('macro_ambito', 'Macro-ambito')], max_length=20, verbose_name='tipo')),
                ('code', models.CharField(max_length=40, verbose_name='codice')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('istat_code', models.CharField(blank=True, max_length=6, verbose_name='codice ISTAT')),
                ('cadastral_code', models.CharField(blank=True, max_length=4, verbose_name='codice catastale')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valido dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valido fino al')),
                ('verified', models.BooleanField(default=False, verbose_name='verificato')),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'name'], name='territory_kind_name')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'code'), name='territory_code_unique'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='territory_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='denominazione')),
                ('management', models.CharField(choices=[('direct', 'Gestione diretta'), ('contract', 'Appalto'), ('concession', 'Concessione'), ('accreditation', 'Accreditamento o convenzione'), ('co_design', 'Co-progettazione'), ('private', 'Privata autorizzata')], max_length=20, verbose_name='forma di gestione')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='indirizzo')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telefono')),
                ('places', models.PositiveIntegerField(blank=True, null=True, verbose_name='posti')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='attivo dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='attivo fino al')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_services', to='territory.organisation', verbose_name='titolare')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provided_services', to='territory.organisation', verbose_name='gestore')),
                ('service_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='territory.servicetype', verbose_name='tipo di servizio')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='territory.territory', verbose_name='Comune della sede')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'id'], name='service_page')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='service_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='RegionBoundary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topology', models.JSONField(verbose_name='confini')),
                ('attribution', models.CharField(max_length=300, verbose_name='fonte')),
                ('digest', models.CharField(max_length=64)),
                ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='boundary', to='territory.territory')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='anno')),
                ('sex', models.CharField(choices=[('F', 'Femmina'), ('M', 'Maschio')], max_length=1, verbose_name='sesso')),
                ('age', models.PositiveSmallIntegerField(verbose_name='età')),
                ('residents', models.PositiveIntegerField(verbose_name='residenti')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='population', to='territory.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('territory', 'year', 'sex', 'age'), name='population_cell_unique'), models.CheckConstraint(condition=models.Q(('age__lte', 100)), name='population_age_range')],
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='seat',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='territory.territory', verbose_name='Comune'),
        ),
        migrations.CreateModel(
            name='Implementation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.CharField(max_length=40, verbose_name='edizione')),
                ('level', models.CharField(choices=[('base', 'base'), ('advanced', 'avanzato')], max_length=10, verbose_name='livello')),
                ('state', models.CharField(choices=[('running', 'in corso'), ('concluded', 'conclusa')], max_length=10, verbose_name='stato')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='inizio')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='fine')),
                ('families', models.PositiveIntegerField(blank=True, null=True, verbose_name='famiglie previste')),
                ('verified', models.BooleanField(default=False, verbose_name='verificato')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='implementations', to='territory.programme')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='implementations', to='territory.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'territory', 'edition'), name='implementation_unique'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='implementation_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='TerritoryBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('legal_form', models.CharField(choices=[('convention', 'Convenzione con Comune capofila'), ('consortium', 'Consorzio'), ('health_society', 'Società della Salute'), ('union', 'Unione di Comuni'), ('single', 'Comune singolo')], max_length=20, verbose_name='forma giuridica')),
                ('data_controller', models.BooleanField(default=True, verbose_name='titolare del trattamento')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='territories', to='territory.organisation')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bodies', to='territory.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('territory',), name='territory_one_open_body')],
            },
        ),
        migrations.CreateModel(
            name='TerritoryLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hierarchy', models.CharField(choices=[('administrative', 'amministrativa'), ('ambito', 'Ambito territoriale'), ('zone', 'zona'), ('district', 'distretto'), ('macro_ambito', 'macro-ambito')], max_length=20, verbose_name='gerarchia')),
                ('is_lead', models.BooleanField(default=False, verbose_name='Comune capofila')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('verified', models.BooleanField(default=False, verbose_name='verificato')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_up', to='territory.territory')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_down', to='territory.territory')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('child', 'hierarchy'), name='territory_link_one_open_parent'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='territory_link_dates_ordered'), models.CheckConstraint(condition=models.Q(('parent', models.F('child')), _negated=True), name='territory_link_not_itself')],
            },
        ),
        migrations.CreateModel(
            name='ProfessionalRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('profile', models.CharField(choices=[('social_worker', 'Assistente sociale'), ('educator', 'Educatore professionale'), ('pedagogue', 'Pedagogista'), ('psychologist', 'Psicologo'), ('child_neuropsychiatrist', 'Neuropsichiatra infantile'), ('health_worker', 'Operatore sanitario'), ('teacher', 'Insegnante'), ('mediator', 'Mediatore familiare'), ('cultural_mediator', 'Mediatore interculturale'), ('social_health_assistant', 'Operatore socio-sanitario'), ('coordinator', 'Coordinatore'), ('administrative', 'Amministrativo'), ('researcher', 'Ricercatore'), ('other', 'Altro profilo')], max_length=30, verbose_name='profilo')),
                ('weekly_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='ore settimanali')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='al')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='territory.organisation', verbose_name='ente')),
                ('professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='territory.professional')),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='territory.service', verbose_name='servizio')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='professional_role_dates_ordered')],
            },
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['name', 'id'], name='organisation_page'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('name', 'kind'), name='organisation_name_unique'),
        ),
    ]
