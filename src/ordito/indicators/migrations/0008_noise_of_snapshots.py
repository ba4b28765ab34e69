# SPDX-License-Identifier: EUPL-1.2
"""The noise that figures have is kept beside the snapshot that they are counted in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Snapshots until now have the noise of the rules of today."""
    policy = apps.get_model("indicators", "DisclosurePolicy").objects.filter(audience="network").first()
    if policy is not None:
        noise = {name: getattr(policy, name) for name in ("noise_variance", "noise_deviation")}
        apps.get_model("indicators", "Snapshot").objects.update(**noise)


class Migration(migrations.Migration):
    """New noise waits for the next snapshot, and then stays."""

    dependencies: ClassVar = [("indicators", "0007_older_snapshots")]

    operations: ClassVar = [
        migrations.AddField(
            "disclosurepolicy",
            "noise_changed_at",
            models.DateTimeField(blank=True, null=True, verbose_name="rumore cambiato il"),
        ),
        migrations.AddField(
            "snapshot",
            "noise_deviation",
            models.PositiveSmallIntegerField(default=6, verbose_name="scarto più grande"),
        ),
        migrations.AddField(
            "snapshot",
            "noise_variance",
            models.DecimalField(decimal_places=1, default=Decimal(3), max_digits=4, verbose_name="varianza del rumore"),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
