# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Entries and orders of the code lists that the house changed, which the shipped files then leave alone."""

    dependencies: ClassVar = [("cases", "0011_family_events")]

    operations: ClassVar = [
        migrations.AddField("code", "edited_here", models.BooleanField(default=False, editable=False)),
        migrations.AddField("code", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("codelist", "ordered_here", models.BooleanField(default=False, editable=False)),
    ]
