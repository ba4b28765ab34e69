# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django.db.models.deletion
from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PARTS = ("interventions", "family", "diary", "documents")


def keep_shares(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each part that was ticked becomes a row; who read the diary could write it too, and still can."""
    member_model, share_model = apps.get_model("cases", "TeamMember"), apps.get_model("cases", "TeamShare")
    share_model._base_manager.bulk_create(  # noqa: SLF001 - Django's public name
        share_model(member_id=row["id"], part=part, writes=part == "diary")
        for row in member_model._base_manager.values("id", *(f"shares_{part}" for part in PARTS))  # noqa: SLF001
        for part in PARTS
        if row[f"shares_{part}"]
    )


class Migration(migrations.Migration):
    """What a team member sees becomes rows, one a part, each to read or also to write."""

    dependencies: ClassVar = [("cases", "0004_open_takings")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="TeamShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("interventions", "Interventi"),
                            ("family", "Nucleo e legami"),
                            ("diary", "Diario"),
                            ("documents", "Documenti"),
                            ("circumstances", "Situazione"),
                            ("health", "Salute e disabilità"),
                            ("assessments", "Valutazioni"),
                            ("plans", "Progetti"),
                            ("words", "Parole della famiglia"),
                            ("agenda", "Agenda"),
                            ("protection", "Tutela e provvedimenti"),
                            ("employment", "Percorso di lavoro"),
                        ],
                        max_length=20,
                        verbose_name="parte",
                    ),
                ),
                ("writes", models.BooleanField(default=False, verbose_name="anche per scrivere")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="cases.teammember"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("member", "part"), name="team_share_once")]},
        ),
        migrations.RunPython(keep_shares, migrations.RunPython.noop),
        migrations.RemoveField(model_name="teammember", name="shares_diary"),
        migrations.RemoveField(model_name="teammember", name="shares_documents"),
        migrations.RemoveField(model_name="teammember", name="shares_family"),
        migrations.RemoveField(model_name="teammember", name="shares_interventions"),
    ]
