# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='email',
            field=models.EmailField(blank=True, max_length=254, verbose_name='e-mail'),
        ),
        migrations.AddField(
            model_name='service',
            name='opening_hours',
            field=models.CharField(blank=True, max_length=300, verbose_name='orari di apertura'),
        ),
        migrations.AddField(
            model_name='service',
            name='reached',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='persone raggiunte nell’ultimo periodo rilevato'),
        ),
        migrations.AddField(
            model_name='service',
            name='role_in_network',
            field=models.TextField(blank=True, max_length=1000, verbose_name='ruolo e funzioni nella rete'),
        ),
        migrations.AddField(
            model_name='service',
            name='staff_count',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='operatori impiegati'),
        ),
        migrations.AddField(
            model_name='service',
            name='verified_on',
            field=models.DateField(blank=True, null=True, verbose_name='verificato il'),
        ),
    ]
