# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A question to the population register is kept before the answer comes."""

    dependencies: ClassVar = [("flows", "0002_register_lookups")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="registerlookup",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("asked", "in attesa di risposta"),
                    ("answered", "risposta ricevuta"),
                    ("timeout", "nessuna risposta in tempo"),
                    ("not_found", "persona non trovata"),
                    ("ambiguous", "più persone possibili"),
                    ("refused", "richiesta rifiutata"),
                ],
                default="asked",
                max_length=10,
                verbose_name="esito",
            ),
        ),
    ]
