# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Every taking in charge has its area, and of one area a body has one open."""

    dependencies: ClassVar = [("cases", "0006_areas_teams_approvals")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="takingincharge",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.code", verbose_name="area"
            ),
        ),
        migrations.AddConstraint(
            model_name="takingincharge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annulled_at__isnull", True), ("closed_on__isnull", True)),
                fields=("case_file", "body", "area"),
                name="taking_open_once_for_area",
            ),
        ),
    ]
