# SPDX-License-Identifier: EUPL-1.2
"""Snapshots taken until now do not say whom their rows tell of: the next reading takes the place of the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def retire(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Take the snapshot in use out of use."""
    apps.get_model("indicators", "Snapshot").objects.filter(state="published").update(state="retired")


class Migration(migrations.Migration):
    """No snapshot of the older form is in use."""

    dependencies: ClassVar = [("indicators", "0008_noise_of_snapshots")]

    operations: ClassVar = [migrations.RunPython(retire, migrations.RunPython.noop)]
