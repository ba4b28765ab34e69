# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_standing_closures(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Of a taking in charge that is closed, the last row of each professional was stopped by the closure that stands.

    Which one stopped an earlier row nobody wrote; two open-ended rows of one person could not both go on.
    """
    members = apps.get_model("cases", "TeamMember")._base_manager  # noqa: SLF001 - Django's public name
    for closure in apps.get_model("cases", "Closure")._base_manager.filter(reopened_on__isnull=True):  # noqa: SLF001
        stopped = members.filter(taking=closure.taking_id, stopped_on__isnull=False).order_by("pk")
        last = dict(stopped.values_list("professional", "pk"))
        members.filter(pk__in=last.values()).update(stopped_by=closure)


class Migration(migrations.Migration):
    """Whom a closing stopped is known by the closing."""

    dependencies: ClassVar = [("cases", "0018_team_stops")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="teammember",
            name="stopped_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.closure",
                verbose_name="fermata da",
            ),
        ),
        migrations.RunPython(name_standing_closures, migrations.RunPython.noop),
    ]
