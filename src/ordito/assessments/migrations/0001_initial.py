# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
import ordito.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0005_team_shares'),
        ('questionnaires', '0003_devices_that_read'),
        ('territory', '0002_service_register'),
    ]

    operations = [
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='chiave')),
                ('name', models.CharField(max_length=160, verbose_name='nome')),
                ('kind', models.CharField(choices=[('scheme', 'scheda con punteggi e note'), ('questionnaire', 'questionario'), ('scores', 'solo punteggi')], max_length=13, verbose_name='tipo')),
                ('months', models.PositiveSmallIntegerField(default=6, verbose_name='mesi fra una rilevazione e la successiva')),
                ('terms', models.CharField(blank=True, max_length=400, verbose_name='condizioni d’uso')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in uso dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='in uso fino al')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('questionnaire_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.questionnaireversion', verbose_name='questionario')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
            ],
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='data della valutazione')),
                ('with_family', models.BooleanField(blank=True, null=True, verbose_name='famiglia presente')),
                ('with_child', models.BooleanField(blank=True, null=True, verbose_name='bambina o bambino presente')),
                ('summary', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='sintesi')),
                ('state', models.CharField(choices=[('draft', 'in corso'), ('completed', 'completata')], default='draft', editable=False, max_length=10, verbose_name='stato')),
                ('main', models.BooleanField(default=False, verbose_name='principale')),
                ('author_id', models.BigIntegerField(editable=False, null=True)),
                ('author_name', models.CharField(max_length=160, verbose_name='scritta da')),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritta il')),
                ('completed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='completata il')),
                ('discarded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('case_file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cases.casefile')),
                ('taking', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.takingincharge')),
                ('time', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='tempo')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessments.instrument', verbose_name='strumento')),
            ],
            options={
                'indexes': [models.Index(fields=['case_file', '-held_on', '-id'], name='assessment_page')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('discarded_at__isnull', True), ('main', True)), fields=('taking', 'time'), name='assessment_one_main_in_taking'), models.UniqueConstraint(condition=models.Q(('discarded_at__isnull', True), ('main', True), ('taking__isnull', True)), fields=('case_file', 'time'), name='assessment_one_main_without_taking'), models.CheckConstraint(condition=models.Q(('state', 'draft'), ('completed_at__isnull', False), _connector='OR'), name='assessment_completed_says_when')],
            },
        ),
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True, verbose_name='chiave')),
                ('label', models.CharField(max_length=160, verbose_name='nome')),
                ('lowest', models.IntegerField(verbose_name='valore più basso')),
                ('highest', models.IntegerField(verbose_name='valore più alto')),
                ('strength', models.CharField(choices=[('low', 'più basso è meglio'), ('high', 'più alto è meglio')], max_length=4, verbose_name='verso')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('highest__gt', models.F('lowest'))), name='scale_ends_ordered')],
            },
        ),
        migrations.CreateModel(
            name='ScaleBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.IntegerField(verbose_name='da')),
                ('last', models.IntegerField(verbose_name='a')),
                ('label', models.CharField(max_length=120, verbose_name='dicitura')),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='assessments.scale')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='scale_band_ordered'), models.UniqueConstraint(fields=('scale', 'first'), name='scale_band_once')],
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='chiave')),
                ('number', models.PositiveIntegerField(default=1, verbose_name='versione')),
                ('name', models.CharField(max_length=160, verbose_name='nome')),
                ('source', models.CharField(blank=True, max_length=400, verbose_name='fonte')),
                ('verified', models.BooleanField(default=False, verbose_name='dicitura verificata')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valida dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valida fino al')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'number'), name='scheme_version_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='scheme_dates_ordered')],
            },
        ),
        migrations.AddField(
            model_name='instrument',
            name='scheme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instruments', to='assessments.scheme', verbose_name='schema'),
        ),
        migrations.CreateModel(
            name='Dimension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='codice')),
                ('label', models.CharField(max_length=120, verbose_name='nome')),
                ('question', models.CharField(blank=True, max_length=300, verbose_name='domanda')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dimensions', to='assessments.scheme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('scheme', 'code'), name='dimension_once')],
            },
        ),
        migrations.CreateModel(
            name='ScreeningRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='nome')),
                ('kind', models.CharField(choices=[('count', 'numero di sotto-dimensioni che raggiungono un valore'), ('sum', 'somma dei punteggi')], max_length=5, verbose_name='che cosa si guarda')),
                ('count', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='almeno quante sotto-dimensioni')),
                ('value', models.IntegerField(verbose_name='valore da raggiungere')),
                ('source', models.CharField(blank=True, max_length=400, verbose_name='fonte')),
                ('valid_from', models.DateField(verbose_name='vale dal')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='vale fino al')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.instrument', verbose_name='strumento')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='Ambito')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('count__gte', 1), ('kind', 'count')), models.Q(('count__isnull', True), ('kind', 'sum')), _connector='OR'), name='screening_rule_says_how_many'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='screening_rule_dates_ordered')],
            },
        ),
        migrations.CreateModel(
            name='Screening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.BooleanField(verbose_name='regola raggiunta')),
                ('reached', models.IntegerField(verbose_name='raggiunto')),
                ('decision', models.CharField(choices=[('included', 'inserire nel programma'), ('not_included', 'non inserire')], max_length=12, verbose_name='decisione')),
                ('reason', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='motivo')),
                ('decided_on', models.DateField(verbose_name='deciso il')),
                ('decided_by_name', models.CharField(max_length=160, verbose_name='deciso da')),
                ('written_at', models.DateTimeField(editable=False, verbose_name='scritto il')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='screenings', to='assessments.assessment')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.screeningrule', verbose_name='regola')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'rule'), name='screening_once')],
            },
        ),
        migrations.CreateModel(
            name='SubDimension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, verbose_name='codice')),
                ('label', models.CharField(max_length=160, verbose_name='nome')),
                ('question', models.CharField(blank=True, max_length=300, verbose_name='domanda')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='ordine')),
                ('dimension', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sub_dimensions', to='assessments.dimension')),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.scale', verbose_name='scala')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dimension', 'code'), name='sub_dimension_once')],
            },
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.IntegerField(blank=True, null=True, verbose_name='punteggio')),
                ('note', ordito.core.fields.SealedField(blank=True, default=b'', verbose_name='nota')),
                ('saved_at', models.DateTimeField(editable=False, verbose_name='salvato il')),
                ('saved_by_name', models.CharField(max_length=160, verbose_name='salvato da')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='assessments.assessment')),
                ('viewpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.code', verbose_name='punto di vista')),
                ('sub_dimension', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.subdimension')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'sub_dimension', 'viewpoint'), name='score_once')],
            },
        ),
        migrations.CreateModel(
            name='QuestionScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='question_scores', to='assessments.instrument')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.question')),
                ('sub_dimension', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.subdimension')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('instrument', 'sub_dimension'), name='question_score_once')],
            },
        ),
        migrations.CreateModel(
            name='Assessor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessors', to='assessments.assessment')),
                ('professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.professional', verbose_name='operatore')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessment', 'professional'), name='assessor_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'questionnaire'), ('questionnaire_version__isnull', False)), models.Q(models.Q(('kind', 'questionnaire'), _negated=True), ('questionnaire_version__isnull', True)), _connector='OR'), name='instrument_questionnaire_says_which'),
        ),
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='instrument_dates_ordered'),
        ),
    ]
