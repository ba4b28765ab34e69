# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.models import F, Q

from ordito.core.fields import SealedField


class Migration(migrations.Migration):
    """Dates and contacts of a parent who has no record."""

    dependencies: ClassVar = [("kinship", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            "relative", "birth_date", models.DateField(blank=True, null=True, verbose_name="data di nascita")
        ),
        migrations.AddField(
            "relative", "deceased_on", models.DateField(blank=True, null=True, verbose_name="data del decesso")
        ),
        migrations.AddField("relative", "phone", SealedField(blank=True, default=b"", verbose_name="telefono")),
        migrations.AddField("relative", "email", SealedField(blank=True, default=b"", verbose_name="e-mail")),
        migrations.AddField("relative", "street", SealedField(blank=True, default=b"", verbose_name="dove abita")),
        migrations.AddConstraint(
            "relative",
            models.CheckConstraint(
                condition=Q(birth_date__isnull=True)
                | Q(deceased_on__isnull=True)
                | Q(deceased_on__gte=F("birth_date")),
                name="relative_dies_after_birth",
            ),
        ),
        migrations.AddConstraint(
            "relative",
            models.CheckConstraint(
                condition=Q(deceased_on__isnull=True) | Q(deceased=True), name="relative_death_has_a_sign"
            ),
        ),
    ]
