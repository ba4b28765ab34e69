# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("territory", "0002_service_register"),
        ("training", "0007_credit_rules_and_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluationindicator",
            name="body",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.organisation",
                verbose_name="ente",
            ),
        ),
    ]
