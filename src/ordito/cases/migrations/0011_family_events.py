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
    ("death", "decesso"),
]


class Migration(migrations.Migration):
    """What happened to a family, so that somebody entered a unit or left it."""

    dependencies: ClassVar = [("cases", "0010_work_rules")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="familymembership",
            name=name,
            field=models.CharField(blank=True, choices=EVENTS, default="", max_length=10, verbose_name=label),
            preserve_default=False,
        )
        for name, label in (("began_by", "entrata per"), ("ended_by", "uscita per"))
    ]
