# SPDX-License-Identifier: EUPL-1.2
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="checks_out",
            field=models.BooleanField(default=False, verbose_name="si registra anche l’uscita"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="printed_code",
            # codes that were printed already go on to work
            field=models.BooleanField(default=True, verbose_name="vale anche un codice stampato"),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="printed_code",
            field=models.BooleanField(default=False, verbose_name="vale anche un codice stampato"),
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("arrived_at", models.DateTimeField(verbose_name="entrata")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="uscita")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="meetings.participation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["participation", "arrived_at"], name="passage_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at__isnull", True), ("left_at__gte", models.F("arrived_at")), _connector="OR"
                        ),
                        name="passage_left_after_arrival",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("participation",),
                        name="passage_one_open",
                    ),
                ],
            },
        ),
    ]
