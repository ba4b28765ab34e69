# SPDX-License-Identifier: EUPL-1.2
"""The clock of art. 403 c.c. as it stands since L. 206/2021, to be verified on the text before it is relied upon."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SINCE = date(2022, 6, 22)
SOURCE = "Art. 403 c.c., modificato dalla L. 206/2021 e dal d.lgs. 149/2022"
LAPSES = "Il provvedimento perde efficacia; il tribunale adotta i provvedimenti urgenti nell’interesse del minore."
# step, name, holder, after, amount, unit, consequence
RULES = (
    ("oral_notice", "Avviso orale al pubblico ministero minorile", "service", "", 0, "hours", ""),
    ("act_sent", "Trasmissione del provvedimento e della relazione al pubblico ministero", "service", "", 24, "hours",
     LAPSES),
    ("validation_asked", "Richiesta di convalida (o revoca) del pubblico ministero", "prosecutor", "act_sent", 72,
     "hours", LAPSES),
    ("decree", "Decreto del tribunale sulla convalida", "court", "validation_asked", 48, "hours", LAPSES),
    ("curator", "Nomina del curatore speciale del minore", "court", "validation_asked", 48, "hours", ""),
    ("hearing", "Udienza di comparizione e ascolto del minore", "court", "decree", 15, "days", ""),
    ("final_decree", "Decreto del collegio che conferma, modifica o revoca", "court", "hearing", 15, "days", LAPSES),
)  # fmt: skip


def load(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row for each term, none verified."""
    rows = apps.get_model("protection", "ClockRule")._base_manager  # noqa: SLF001 - Django's public name
    for position, (step, name, holder, after, amount, unit, consequence) in enumerate(RULES):
        rows.create(
            step=step,
            name=name,
            holder=holder,
            after=after,
            amount=amount,
            unit=unit,
            consequence=consequence,
            source=SOURCE,
            position=position,
            valid_from=SINCE,
        )


class Migration(migrations.Migration):
    """The terms that every installation starts from."""

    dependencies: ClassVar = [("protection", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
