# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import ordito.core.fields


class Migration(migrations.Migration):
    """Who took over a secret address that nobody could read any more, and why."""

    dependencies: ClassVar = [("circumstances", "0002_from_persons")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="AddressTakeover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="perché")),
                ("taken_at", models.DateTimeField(editable=False, verbose_name="quando")),
                ("taken_by_id", models.BigIntegerField(editable=False, null=True)),
                ("taken_by_name", models.CharField(editable=False, max_length=160, verbose_name="chi")),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="takeovers",
                        to="circumstances.address",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
