# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations, models
from django.utils import timezone

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def stop_teams_of_closed(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The team of a taking in charge that is closed sees nothing any more: nobody said that it should read on."""
    today = timezone.localdate()
    members = apps.get_model("cases", "TeamMember")._base_manager  # noqa: SLF001 - Django's public name
    going_on = models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=today)
    members.filter(going_on, taking__closed_on__isnull=False).update(stopped_on=today)


class Migration(migrations.Migration):
    """Closing a taking in charge stops its team; who closes may let it read until a day."""

    dependencies: ClassVar = [("cases", "0017_late_takings")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="teammember",
            name="stopped_on",
            field=models.DateField(blank=True, null=True, verbose_name="fermata il"),
        ),
        migrations.AddField(
            model_name="teammember",
            name="reads_to",
            field=models.DateField(blank=True, null=True, verbose_name="legge ancora fino al"),
        ),
        migrations.AddField(
            model_name="closureproposal",
            name="team_reads_to",
            field=models.DateField(blank=True, null=True, verbose_name="l’équipe legge fino al"),
        ),
        migrations.RemoveConstraint(model_name="teammember", name="team_open_once"),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_on__isnull", True), ("valid_to__isnull", True)),
                fields=("taking", "professional"),
                name="team_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reads_to__isnull", True),
                    models.Q(("deputy", False), ("stopped_on__isnull", False)),
                    _connector="OR",
                ),
                name="team_reads_on_after_stopping",
            ),
        ),
        migrations.RunPython(stop_teams_of_closed, migrations.RunPython.noop),
    ]
