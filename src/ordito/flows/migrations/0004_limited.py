# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

from ordito.flows.enums import FAULTS


class Migration(migrations.Migration):
    """A record whose processing is limited does not go, and the check says so."""

    dependencies: ClassVar = [("flows", "0003_register_waiting")]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="flowproblem",
            name="fault",
            field=models.CharField(choices=FAULTS, max_length=10, verbose_name="regola"),
        ),
    ]
