# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0003_devices_that_read'),
    ]

    operations = [
        migrations.AddField(
            model_name='questionnaire',
            name='counting',
            field=models.JSONField(default=dict, verbose_name='domande che contano persone'),
        ),
    ]
