# SPDX-License-Identifier: EUPL-1.2

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('territory', '0002_service_register'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Dashboard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('changed_at', models.DateTimeField(verbose_name='modificata il')),
                ('version', models.PositiveIntegerField(default=1)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='di chi è')),
                ('shared_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='condivisa in')),
                ('shared_territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='condivisa in')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('changed_at', models.DateTimeField(verbose_name='modificata il')),
                ('version', models.PositiveIntegerField(default=1)),
                ('text', models.TextField(blank=True, max_length=60000, verbose_name='testo')),
                ('state', models.CharField(choices=[('draft', 'bozza'), ('approved', 'approvata')], default='draft', max_length=10, verbose_name='stato')),
                ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='edizione')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approvata il')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='impronta')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='di chi è')),
                ('previous', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='explore.report', verbose_name='dopo')),
                ('shared_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='condivisa in')),
                ('shared_territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='condivisa in')),
            ],
        ),
        migrations.CreateModel(
            name='ReportFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='numero')),
                ('caption', models.CharField(max_length=200, verbose_name='didascalia')),
                ('question', models.JSONField(verbose_name='domanda')),
                ('definition', models.CharField(blank=True, max_length=60, verbose_name='definizione')),
                ('look', models.CharField(choices=[('table', 'Tabella'), ('chart', 'Grafico'), ('map', 'Mappa'), ('number', 'Cifra')], default='table', max_length=10, verbose_name='come si vede')),
                ('frozen', models.JSONField(blank=True, null=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='explore.report')),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nome')),
                ('changed_at', models.DateTimeField(verbose_name='modificata il')),
                ('version', models.PositiveIntegerField(default=1)),
                ('question', models.JSONField(verbose_name='domanda')),
                ('look', models.CharField(choices=[('table', 'Tabella'), ('chart', 'Grafico'), ('map', 'Mappa'), ('number', 'Cifra')], default='table', max_length=10, verbose_name='come si vede')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='di chi è')),
                ('shared_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.organisation', verbose_name='condivisa in')),
                ('shared_territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='territory.territory', verbose_name='condivisa in')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('look', models.CharField(choices=[('table', 'Tabella'), ('chart', 'Grafico'), ('map', 'Mappa'), ('number', 'Cifra')], max_length=10, verbose_name='come si vede')),
                ('position', models.PositiveSmallIntegerField(verbose_name='posto')),
                ('dashboard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiles', to='explore.dashboard')),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiles', to='explore.savedview', verbose_name='vista')),
            ],
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('digest', ''), ('state', 'draft')), models.Q(('approved_at__isnull', False), ('state', 'approved'), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='report_approved_with_digest'),
        ),
        migrations.AddConstraint(
            model_name='reportfigure',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='report_figure_number'),
        ),
        migrations.AddConstraint(
            model_name='tile',
            constraint=models.UniqueConstraint(fields=('dashboard', 'view', 'look'), name='tile_once_on_a_dashboard'),
        ),
    ]
