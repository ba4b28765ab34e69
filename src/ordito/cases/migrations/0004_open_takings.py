# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Who answers for an open taking in charge, found without reading the rows of a whole region."""

    dependencies: ClassVar = [("cases", "0003_diary_of_imports")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="takingincharge",
            index=models.Index(
                condition=models.Q(("annulled_at__isnull", True), ("closed_on__isnull", True)),
                fields=["case_file", "worker"],
                name="taking_open_worker",
            ),
        ),
    ]
