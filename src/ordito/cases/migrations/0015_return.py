# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

EVENTS = [
    ("birth", "nascita"),
    ("split", "divisione del nucleo"),
    ("merge", "unione di due nuclei"),
    ("move", "trasferimento"),
    ("placement", "collocamento fuori famiglia"),
    ("return", "rientro in famiglia"),
    ("death", "decesso"),
]


class Migration(migrations.Migration):
    """Somebody comes back to a family unit at the end of a placement."""

    dependencies: ClassVar = [("cases", "0014_form_drafts")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="familymembership",
            name=name,
            field=models.CharField(blank=True, choices=EVENTS, max_length=10, verbose_name=label),
        )
        for name, label in (("began_by", "entrata per"), ("ended_by", "uscita per"))
    ]
