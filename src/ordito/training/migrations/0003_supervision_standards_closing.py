# SPDX-License-Identifier: EUPL-1.2
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0001_initial'),
        ('territory', '0002_service_register'),
        ('training', '0002_tracks'),
    ]

    operations = [
        migrations.CreateModel(
            name='StandardVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='versione')),
                ('state', models.CharField(choices=[('draft', 'in preparazione'), ('in_use', 'in uso'), ('retired', 'ritirata')], default='draft', editable=False, max_length=8, verbose_name='stato')),
                ('aims', models.TextField(blank=True, max_length=4000, verbose_name='a che cosa serve')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name='ore in tutto, almeno')),
                ('teachers', models.TextField(blank=True, max_length=4000, verbose_name='requisiti dei docenti')),
                ('assessment', models.TextField(blank=True, max_length=4000, verbose_name='valutazione degli apprendimenti')),
                ('changes', models.CharField(blank=True, max_length=500, verbose_name='che cosa cambia')),
                ('in_use_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='in uso dal')),
                ('in_use_by_name', models.CharField(blank=True, editable=False, max_length=160, verbose_name='messo in uso da')),
                ('retired_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ritirato il')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='EditionClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lessons', models.PositiveSmallIntegerField(verbose_name='lezioni svolte')),
                ('minutes', models.PositiveIntegerField(verbose_name='minuti svolti')),
                ('threshold', models.PositiveSmallIntegerField(verbose_name='frequenza minima in percentuale')),
                ('summary', models.TextField(max_length=4000, verbose_name='attività e risultati')),
                ('closed_at', models.DateTimeField(editable=False, verbose_name='chiusa il')),
                ('closed_by_id', models.BigIntegerField(editable=False, null=True)),
                ('closed_by_name', models.CharField(editable=False, max_length=160, verbose_name='chiusa da')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='training.edition')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StandardCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standards', to='training.course', verbose_name='corso')),
                ('standard_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='courses', to='training.standardversion')),
            ],
        ),
        migrations.CreateModel(
            name='StandardContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='ordine')),
                ('title', models.CharField(max_length=200, verbose_name='contenuto')),
                ('hours', models.DecimalField(decimal_places=1, max_digits=5, verbose_name='ore, almeno')),
                ('standard_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='training.standardversion')),
            ],
        ),
        migrations.CreateModel(
            name='StandardCompetence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='ordine')),
                ('text', models.CharField(max_length=300, verbose_name='competenza')),
                ('standard_version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='competences', to='training.standardversion')),
            ],
        ),
        migrations.CreateModel(
            name='SupervisionCycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='nome del ciclo')),
                ('kind', models.CharField(choices=[('profession', 'di gruppo, una sola professione'), ('team', 'd’équipe, più professioni'), ('individual', 'individuale')], max_length=12, verbose_name='tipo di supervisione')),
                ('profile', models.CharField(blank=True, choices=[('social_worker', 'Assistente sociale'), ('educator', 'Educatore professionale'), ('pedagogue', 'Pedagogista'), ('psychologist', 'Psicologo'), ('child_neuropsychiatrist', 'Neuropsichiatra infantile'), ('health_worker', 'Operatore sanitario'), ('teacher', 'Insegnante'), ('mediator', 'Mediatore familiare'), ('cultural_mediator', 'Mediatore interculturale'), ('social_health_assistant', 'Operatore socio-sanitario'), ('coordinator', 'Coordinatore'), ('administrative', 'Amministrativo'), ('researcher', 'Ricercatore'), ('other', 'Altro profilo')], max_length=30, verbose_name='professione del gruppo')),
                ('starts_on', models.DateField(verbose_name='dal')),
                ('ends_on', models.DateField(verbose_name='al')),
                ('planned_hours', models.DecimalField(decimal_places=1, max_digits=5, validators=[django.core.validators.MinValueValidator(1)], verbose_name='ore previste per ciascuno')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='concluso il')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='meetings.contactperson', verbose_name='supervisore da fuori della rete')),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente che organizza')),
                ('supervisor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='supervisore della rete')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio')),
            ],
        ),
        migrations.CreateModel(
            name='SupervisionMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ambito', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
                ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='training.supervisioncycle')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente')),
                ('professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='operatore')),
            ],
        ),
        migrations.CreateModel(
            name='TrainingStandard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, unique=True, verbose_name='titolo')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='ente che lo propone')),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='territorio in cui vale')),
            ],
        ),
        migrations.AddField(
            model_name='standardversion',
            name='standard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.trainingstandard'),
        ),
        migrations.CreateModel(
            name='StandardEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('finding', models.CharField(max_length=500, verbose_name='che cosa se ne ricava')),
                ('at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('by_name', models.CharField(editable=False, max_length=160, verbose_name='scritto da')),
                ('form_key', models.UUIDField(editable=False, unique=True)),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.course', verbose_name='corso')),
                ('edition', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='training.edition', verbose_name='edizione')),
                ('standard', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='training.trainingstandard')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EditionOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes_due', models.PositiveIntegerField(verbose_name='minuti dovuti')),
                ('minutes', models.PositiveIntegerField(verbose_name='minuti frequentati')),
                ('enough', models.BooleanField(verbose_name='frequenza sufficiente')),
                ('closing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='training.editionclosing')),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='training.enrolment')),
            ],
            options={
            },
        ),
        migrations.CreateModel(
            name='StandardCoverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.standardcontent')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to='training.standardcourse')),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='training.coursemodule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('link', 'content', 'module'), name='standard_coverage_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='standardcourse',
            constraint=models.UniqueConstraint(fields=('standard_version', 'course'), name='standard_course_once'),
        ),
        migrations.AddConstraint(
            model_name='standardcontent',
            constraint=models.UniqueConstraint(fields=('standard_version', 'position'), name='standard_content_order'),
        ),
        migrations.AddConstraint(
            model_name='standardcompetence',
            constraint=models.UniqueConstraint(fields=('standard_version', 'position'), name='standard_competence_order'),
        ),
        migrations.AddIndex(
            model_name='supervisioncycle',
            index=models.Index(fields=['-starts_on', '-id'], name='supervision_page'),
        ),
        migrations.AddConstraint(
            model_name='supervisioncycle',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='supervision_dates_ordered'),
        ),
        migrations.AddConstraint(
            model_name='supervisioncycle',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('supervisor__isnull', True)), models.Q(('contact__isnull', True), ('supervisor__isnull', False)), _connector='OR'), name='supervision_one_supervisor'),
        ),
        migrations.AddConstraint(
            model_name='supervisionmember',
            constraint=models.UniqueConstraint(fields=('cycle', 'professional'), name='supervision_member_once'),
        ),
        migrations.AddIndex(
            model_name='trainingstandard',
            index=models.Index(fields=['title', 'id'], name='training_standard_page'),
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.UniqueConstraint(fields=('standard', 'number'), name='standard_version_number'),
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'in_use')), fields=('standard',), name='standard_one_version_in_use'),
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('standard',), name='standard_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='standardversion',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('in_use_at__isnull', False), _connector='OR'), name='standard_in_use_with_date'),
        ),
    ]
