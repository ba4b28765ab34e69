# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A long print is in volumes. Those made before are kept for a day only and are asked for again."""

    dependencies: ClassVar = [("papers", "0001_initial")]

    operations: ClassVar = [
        migrations.RemoveField(model_name="recordprint", name="stored_file_id"),
        migrations.CreateModel(
            name="PrintVolume",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="volume")),
                ("stored_file_id", models.BigIntegerField(editable=False)),
                (
                    "record_print",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="papers.recordprint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record_print", "number"), name="print_volume_number_once")
                ]
            },
        ),
    ]
