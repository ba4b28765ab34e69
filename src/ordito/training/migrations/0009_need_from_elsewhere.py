# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0008_evaluation_of_a_body"),
    ]

    operations = [
        migrations.AlterField(
            model_name="trainingneed",
            name="origin",
            field=models.CharField(
                choices=[
                    ("typed", "esperienza di lavoro"),
                    ("segment", "brano codificato di uno studio"),
                    ("answer", "risposta di una rilevazione"),
                    ("project", "progetto di innovazione"),
                    ("open_node", "nodo aperto di un incontro"),
                    ("other", "altro, come detto qui sotto"),
                ],
                default="typed",
                max_length=12,
                verbose_name="da dove viene",
            ),
        ),
    ]
