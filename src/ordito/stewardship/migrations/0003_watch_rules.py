# SPDX-License-Identifier: EUPL-1.2
"""What a night's look at the log begins with; numbers of our own, for the DPO to change."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SINCE = date(2026, 1, 1)
# kind, threshold, minutes (0: within the day), opens, closes
RULES = (
    ("many_records", 30, 60, None, None),
    ("many_searches", 60, 60, None, None),
    ("off_hours", 3, 0, time(7, 0), time(20, 0)),
    ("same_surname", 1, 0, None, None),
    ("colleague", 1, 0, None, None),
    ("unlinked", 15, 0, None, None),
    ("emergency", 1, 0, None, None),
    ("refused", 5, 60, None, None),
    ("taken_out", 15, 0, None, None),
)


def load(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row for each way of opening records."""
    rows = apps.get_model("stewardship", "WatchRule")._base_manager  # noqa: SLF001 - Django's public name
    for kind, threshold, minutes, opens, closes in RULES:
        rows.create(
            kind=kind, threshold=threshold, minutes=minutes, opens=opens, closes=closes, active=True, valid_from=SINCE
        )


class Migration(migrations.Migration):
    """The rules that every installation starts from."""

    dependencies: ClassVar = [("stewardship", "0002_rights")]

    operations: ClassVar = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
