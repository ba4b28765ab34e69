# SPDX-License-Identifier: EUPL-1.2
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('meetings', '0001_initial'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='CertificateType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='codice')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('threshold', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='frequenza minima in percentuale')),
                ('verified', models.BooleanField(default=False, verbose_name='verificato')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EnrolmentMessageTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(choices=[('requested', 'Conferma la richiesta'), ('enrolled', 'Iscrizione confermata'), ('waiting', 'In lista d’attesa'), ('promoted', 'Si è liberato un posto'), ('refused', 'Iscrizione non accolta'), ('withdrawn', 'Ritiro registrato'), ('cancelled', 'Edizione annullata')], max_length=12, unique=True, verbose_name='quale e-mail')),
                ('subject', models.CharField(max_length=200, verbose_name='oggetto')),
                ('body', models.TextField(max_length=4000, verbose_name='testo')),
                ('by_name', models.CharField(max_length=160, verbose_name='modificato da')),
                ('at', models.DateTimeField(verbose_name='modificato il')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NeedTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='nome del tema')),
                ('description', models.TextField(blank=True, max_length=1000, verbose_name='di che cosa si tratta')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('aims', models.TextField(blank=True, max_length=4000, verbose_name='obiettivi')),
                ('methods', models.TextField(blank=True, max_length=2000, verbose_name='metodi')),
                ('teachers', models.CharField(blank=True, max_length=500, verbose_name='docenti')),
                ('profiles', models.JSONField(blank=True, default=list, verbose_name='a quali profili si rivolge')),
                ('mode', models.CharField(choices=[('presence', 'in presenza'), ('synchronous', 'a distanza, in diretta'), ('distance', 'a distanza, con i propri tempi'), ('blended', 'in parte in presenza e in parte a distanza')], default='presence', max_length=12, verbose_name='come si svolge')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name='ore')),
                ('state', models.CharField(choices=[('draft', 'in preparazione'), ('offered', 'in catalogo'), ('closed', 'concluso')], default='draft', max_length=8, verbose_name='stato')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('certificate_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.certificatetype', verbose_name='attestato')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente che organizza')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.programme', verbose_name='programma')),
                ('service_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.servicetype', verbose_name='anzianità contata nel tipo di servizio')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio a cui si rivolge')),
            ],
        ),
        migrations.CreateModel(
            name='CourseModule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='ordine')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('contents', models.TextField(blank=True, max_length=2000, verbose_name='contenuti')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5, verbose_name='ore')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='modules', to='training.course')),
            ],
        ),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nome dell’edizione')),
                ('need_area', models.CharField(blank=True, max_length=120, verbose_name='macro-area di fabbisogno')),
                ('remote_url', models.URLField(blank=True, max_length=500, verbose_name='collegamento a distanza')),
                ('seats', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='posti')),
                ('starts_on', models.DateField(verbose_name='inizio')),
                ('ends_on', models.DateField(verbose_name='fine')),
                ('threshold', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='frequenza minima in percentuale')),
                ('enrol_from', models.DateField(blank=True, null=True, verbose_name='iscrizioni dal')),
                ('enrol_until', models.DateField(blank=True, null=True, verbose_name='iscrizioni fino al')),
                ('public', models.BooleanField(default=True, verbose_name='iscrizioni anche dalla pagina pubblica')),
                ('state', models.CharField(choices=[('draft', 'in preparazione'), ('open', 'aperta'), ('closed', 'conclusa'), ('cancelled', 'annullata')], default='draft', max_length=10, verbose_name='stato')),
                ('cancelled_because', models.CharField(blank=True, max_length=300, verbose_name='perché è stata annullata')),
                ('declared_people', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='persone dichiarate')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('cloned_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.edition')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='training.course', verbose_name='corso')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente che organizza')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio')),
                ('tutor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='tutor d’aula')),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.venue', verbose_name='sede')),
            ],
        ),
        migrations.CreateModel(
            name='Learner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=340, unique=True)),
                ('profile', models.CharField(blank=True, choices=[('social_worker', 'Assistente sociale'), ('educator', 'Educatore professionale'), ('pedagogue', 'Pedagogista'), ('psychologist', 'Psicologo'), ('child_neuropsychiatrist', 'Neuropsichiatra infantile'), ('health_worker', 'Operatore sanitario'), ('teacher', 'Insegnante'), ('mediator', 'Mediatore familiare'), ('cultural_mediator', 'Mediatore interculturale'), ('social_health_assistant', 'Operatore socio-sanitario'), ('coordinator', 'Coordinatore'), ('administrative', 'Amministrativo'), ('researcher', 'Ricercatore'), ('other', 'Altro profilo')], max_length=30, verbose_name='profilo')),
                ('contact', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='learner', to='meetings.contactperson')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Comune in cui lavora')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('state', models.CharField(choices=[('requested', 'da confermare'), ('enrolled', 'iscritta'), ('waiting', 'in lista d’attesa'), ('withdrawn', 'ritirata'), ('refused', 'non accolta')], max_length=10, verbose_name='stato')),
                ('source', models.CharField(choices=[('person', 'dalla persona, entrata in Ordito'), ('public', 'dalla persona, dalla pagina pubblica'), ('body', 'dall’ente'), ('office', 'dall’ufficio formazione'), ('import', 'da un file')], max_length=8, verbose_name='da dove')),
                ('profile', models.CharField(blank=True, choices=[('social_worker', 'Assistente sociale'), ('educator', 'Educatore professionale'), ('pedagogue', 'Pedagogista'), ('psychologist', 'Psicologo'), ('child_neuropsychiatrist', 'Neuropsichiatra infantile'), ('health_worker', 'Operatore sanitario'), ('teacher', 'Insegnante'), ('mediator', 'Mediatore familiare'), ('cultural_mediator', 'Mediatore interculturale'), ('social_health_assistant', 'Operatore socio-sanitario'), ('coordinator', 'Coordinatore'), ('administrative', 'Amministrativo'), ('researcher', 'Ricercatore'), ('other', 'Altro profilo')], max_length=30, verbose_name='profilo')),
                ('asked_at', models.DateTimeField(verbose_name='richiesta del')),
                ('queued_at', models.DateTimeField(verbose_name='in lista dal')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='deciso il')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='motivo')),
                ('override_because', models.CharField(blank=True, max_length=300, verbose_name='ammessa fuori percorso perché')),
                ('override_by_name', models.CharField(blank=True, max_length=160, verbose_name='ammessa fuori percorso da')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(blank=True, max_length=160, verbose_name='registrata da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='training.edition')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='territory.professional')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente che ha iscritto')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Comune in cui lavora')),
                ('learner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='training.learner')),
            ],
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='training.edition')),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lesson', to='meetings.meeting')),
                ('module', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.coursemodule', verbose_name='modulo')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('title', models.CharField(max_length=200, verbose_name='titolo del corso')),
                ('profiles', models.JSONField(blank=True, default=list, verbose_name='a quali profili si rivolge')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5, verbose_name='ore di ogni edizione')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True, verbose_name='spesa prevista in euro')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='training.needtheme', verbose_name='tema')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='course',
            name='plan_line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='training.planline', verbose_name='linea del piano'),
        ),
        migrations.CreateModel(
            name='PlannedEditions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='edizioni')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spread', to='training.planline')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio')),
            ],
        ),
        migrations.CreateModel(
            name='RecognisedExperience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(verbose_name='al')),
                ('evidence', models.CharField(max_length=500, verbose_name='documenti o dichiarazioni che lo provano')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='riconosciuto da')),
                ('at', models.DateTimeField(verbose_name='riconosciuto il')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('learner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recognised_experiences', to='training.learner')),
                ('professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recognised_experiences', to='territory.professional')),
                ('service_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.servicetype', verbose_name='per il tipo di servizio')),
            ],
        ),
        migrations.CreateModel(
            name='Track',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='codice')),
                ('name', models.CharField(max_length=80, verbose_name='nome')),
                ('aims', models.TextField(blank=True, max_length=1000, verbose_name='a che cosa serve')),
                ('from_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='da quanti anni di servizio')),
                ('from_included', models.BooleanField(default=True, verbose_name='chi li ha compiuti proprio quel giorno ci rientra')),
                ('to_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='fino a quanti anni di servizio')),
                ('to_included', models.BooleanField(default=True, verbose_name='chi li compie proprio quel giorno ci rientra')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('verified', models.BooleanField(default=False, verbose_name='verificato')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('from_years__isnull', True), ('to_years__isnull', True), ('to_years__gte', models.F('from_years')), _connector='OR'), name='track_years_ordered')],
            },
        ),
        migrations.AddField(
            model_name='planline',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.track', verbose_name='percorso'),
        ),
        migrations.AddField(
            model_name='course',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.track', verbose_name='percorso richiesto'),
        ),
        migrations.CreateModel(
            name='TrainingNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='che cosa serve imparare')),
                ('area', models.CharField(blank=True, max_length=120, verbose_name='area di lavoro')),
                ('profile', models.CharField(blank=True, choices=[('social_worker', 'Assistente sociale'), ('educator', 'Educatore professionale'), ('pedagogue', 'Pedagogista'), ('psychologist', 'Psicologo'), ('child_neuropsychiatrist', 'Neuropsichiatra infantile'), ('health_worker', 'Operatore sanitario'), ('teacher', 'Insegnante'), ('mediator', 'Mediatore familiare'), ('cultural_mediator', 'Mediatore interculturale'), ('social_health_assistant', 'Operatore socio-sanitario'), ('coordinator', 'Coordinatore'), ('administrative', 'Amministrativo'), ('researcher', 'Ricercatore'), ('other', 'Altro profilo')], max_length=30, verbose_name='di quale profilo')),
                ('origin', models.CharField(choices=[('typed', 'esperienza di lavoro'), ('segment', 'brano codificato di uno studio'), ('answer', 'risposta di una rilevazione'), ('project', 'progetto di innovazione'), ('open_node', 'nodo aperto di un incontro')], default='typed', max_length=12, verbose_name='da dove viene')),
                ('origin_text', models.CharField(blank=True, max_length=300, verbose_name='quale')),
                ('raised_at', models.DateTimeField(verbose_name='segnalato il')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='segnalato da')),
                ('by_role', models.CharField(blank=True, max_length=160, verbose_name='ruolo')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='training.needtheme', verbose_name='tema')),
            ],
        ),
        migrations.AddField(
            model_name='planline',
            name='needs',
            field=models.ManyToManyField(blank=True, related_name='lines', to='training.trainingneed', verbose_name='fabbisogni a cui risponde'),
        ),
        migrations.CreateModel(
            name='NeedVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'utile'), (2, 'importante'), (3, 'urgente')], verbose_name='priorità')),
                ('by_id', models.BigIntegerField(editable=False)),
                ('by_name', models.CharField(max_length=160, verbose_name='votato da')),
                ('at', models.DateTimeField(verbose_name='votato il')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation')),
                ('territory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='training.trainingneed')),
            ],
        ),
        migrations.CreateModel(
            name='TrainingPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='titolo')),
                ('year', models.PositiveSmallIntegerField(verbose_name='anno')),
                ('aims', models.TextField(blank=True, max_length=4000, verbose_name='finalità')),
                ('state', models.CharField(choices=[('draft', 'bozza'), ('shared', 'aperto ai commenti'), ('adopted', 'adottato')], default='draft', max_length=8, verbose_name='stato')),
                ('comments_until', models.DateField(blank=True, null=True, verbose_name='commenti fino al')),
                ('declared_people', models.PositiveIntegerField(blank=True, null=True, verbose_name='persone dichiarate')),
                ('declared_editions', models.PositiveIntegerField(blank=True, null=True, verbose_name='edizioni dichiarate')),
                ('declared_hours', models.DecimalField(blank=True, decimal_places=1, max_digits=7, null=True, verbose_name='ore dichiarate')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('bodies', models.ManyToManyField(blank=True, related_name='+', to='territory.organisation', verbose_name='altri enti che vi partecipano')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente che lo propone')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio a cui si rivolge')),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='versione')),
                ('content', models.JSONField(verbose_name='contenuto')),
                ('act', models.CharField(blank=True, max_length=200, verbose_name='atto di adozione')),
                ('adopted_on', models.DateField(verbose_name='adottato il')),
                ('at', models.DateTimeField(verbose_name='registrato il')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='registrato da')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.trainingplan')),
            ],
        ),
        migrations.AddField(
            model_name='planline',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='training.trainingplan'),
        ),
        migrations.CreateModel(
            name='PlanComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='commento')),
                ('at', models.DateTimeField(verbose_name='scritto il')),
                ('by_id', models.BigIntegerField(editable=False, null=True)),
                ('by_name', models.CharField(max_length=160, verbose_name='scritto da')),
                ('by_for', models.CharField(blank=True, max_length=200, verbose_name='per conto di')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='training.trainingplan')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Accreditation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('social_workers', 'Ordine degli assistenti sociali'), ('ecm', 'ECM (professioni sanitarie)'), ('other', 'altro ente')], max_length=16, verbose_name='a chi')),
                ('body_text', models.CharField(blank=True, max_length=160, verbose_name='quale altro ente')),
                ('state', models.CharField(choices=[('requested', 'richiesto'), ('granted', 'concesso'), ('refused', 'rifiutato')], default='requested', max_length=10, verbose_name='esito')),
                ('requested_on', models.DateField(verbose_name='richiesto il')),
                ('decided_on', models.DateField(blank=True, null=True, verbose_name='esito del')),
                ('code', models.CharField(blank=True, max_length=60, verbose_name='codice')),
                ('kind', models.CharField(choices=[('event', 'evento'), ('activity', 'attività')], max_length=8, verbose_name='che cosa si accredita')),
                ('mode', models.CharField(choices=[('presence', 'in presenza'), ('synchronous', 'a distanza, in diretta'), ('distance', 'a distanza, con i propri tempi'), ('blended', 'in parte in presenza e in parte a distanza')], max_length=12, verbose_name='modalità')),
                ('credits', models.DecimalField(decimal_places=1, default=0, max_digits=5, verbose_name='crediti')),
                ('deontological', models.DecimalField(decimal_places=1, default=0, max_digits=5, verbose_name='di cui deontologici')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accreditations', to='training.course')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('deontological__lte', models.F('credits'))), name='accreditation_deontological_among_credits'), models.CheckConstraint(condition=models.Q(('state', 'granted'), ('credits', 0), _connector='OR'), name='accreditation_credits_when_granted'), models.CheckConstraint(condition=models.Q(('state', 'requested'), ('decided_on__isnull', False), _connector='OR'), name='accreditation_decided_on')],
            },
        ),
        migrations.AddConstraint(
            model_name='coursemodule',
            constraint=models.UniqueConstraint(fields=('course', 'position'), name='course_module_order'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['-starts_on', '-id'], name='edition_page'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('course', 'name'), name='edition_name_in_course'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='edition_dates_ordered'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('enrol_from__isnull', True), ('enrol_until__isnull', True), ('enrol_until__gte', models.F('enrol_from')), _connector='OR'), name='edition_enrolment_ordered'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(fields=['edition', 'state', 'queued_at'], name='enrolment_line'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('learner__isnull', False), ('professional__isnull', True)), models.Q(('learner__isnull', True), ('professional__isnull', False)), _connector='OR'), name='enrolment_of_one_person'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(fields=('edition', 'professional'), name='enrolment_once_per_professional'),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(fields=('edition', 'learner'), name='enrolment_once_per_learner'),
        ),
        migrations.AddConstraint(
            model_name='plannededitions',
            constraint=models.UniqueConstraint(fields=('line', 'territory'), name='planned_editions_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='recognisedexperience',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('learner__isnull', False), ('professional__isnull', True)), models.Q(('learner__isnull', True), ('professional__isnull', False)), _connector='OR'), name='experience_of_one_person'),
        ),
        migrations.AddConstraint(
            model_name='recognisedexperience',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='experience_dates_ordered'),
        ),
        migrations.AddIndex(
            model_name='course',
            index=models.Index(fields=['title', 'id'], name='course_page'),
        ),
        migrations.AddIndex(
            model_name='trainingneed',
            index=models.Index(fields=['-raised_at', '-id'], name='training_need_page'),
        ),
        migrations.AddConstraint(
            model_name='needvote',
            constraint=models.UniqueConstraint(fields=('need', 'by_id'), name='need_vote_once_each'),
        ),
        migrations.AddIndex(
            model_name='trainingplan',
            index=models.Index(fields=['-year', '-id'], name='training_plan_page'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='plan_version_number'),
        ),
    ]
