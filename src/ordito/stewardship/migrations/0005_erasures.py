# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Texts that were erased because the person asked, and why an erasure was refused."""

    dependencies: ClassVar = [("cases", "0018_team_stops"), ("stewardship", "0004_finding_records")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="datarequest",
            name="refusal_ground",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="perché non si cancella",
            ),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("row_id", models.BigIntegerField()),
                ("field", models.CharField(max_length=40)),
                ("whole", models.BooleanField(verbose_name="tutto il testo")),
                ("erased_at", models.DateTimeField(editable=False, verbose_name="cancellato il")),
                ("erased_by_name", models.CharField(max_length=160, verbose_name="cancellato da")),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to="stewardship.datarequest",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
