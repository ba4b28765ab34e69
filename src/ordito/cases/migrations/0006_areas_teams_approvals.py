# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import ExtractYear

import ordito.core.fields

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = {
    "minors": "Minori e famiglia",
    "elderly": "Anziani",
    "adults": "Adulti e inclusione sociale",
}
OF_AGE, OLD = 18, 65


def give_areas(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each taking in charge falls into an area by the person's age when it began; offices correct what is otherwise.

    Runs last of this migration: PostgreSQL changes no table whose rows wait for their foreign keys to be checked.
    """
    takings = apps.get_model("cases", "TakingInCharge")._base_manager  # noqa: SLF001 - Django's public name
    if not takings.exists():
        return
    code_list, _made = apps.get_model("cases", "CodeList")._base_manager.get_or_create(  # noqa: SLF001
        key="area", defaults={"label": "Area della presa in carico", "source": ""}
    )
    codes = apps.get_model("cases", "Code")._base_manager  # noqa: SLF001
    area = {
        code: codes.get_or_create(code_list=code_list, code=code, defaults={"label": label, "position": place})[0]
        for place, (code, label) in enumerate(NAMES.items())
    }
    years = ExtractYear("opened_on") - ExtractYear("case_file__person__birth_date")
    aged = takings.annotate(years=years)
    takings.filter(pk__in=aged.filter(years__lt=OF_AGE).values("pk")).update(area=area["minors"])
    takings.filter(pk__in=aged.filter(years__gte=OLD).values("pk")).update(area=area["elderly"])
    takings.filter(area=None).update(area=area["adults"])


class Migration(migrations.Migration):
    """Takings in charge by area; deputies, purposes and approvals; records opened in an emergency."""

    dependencies: ClassVar = [
        ("cases", "0005_team_shares"),
        ("territory", "0002_service_register"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assessment", "Valutazione"),
                            ("plan", "Progetto"),
                            ("closure", "Chiusura della presa in carico"),
                        ],
                        max_length=20,
                        verbose_name="che cosa",
                    ),
                ),
                ("row_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "in attesa"),
                            ("approved", "approvata"),
                            ("refused", "rimandata"),
                            ("withdrawn", "ritirata"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="stato",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="chiesta il")),
                ("asked_by_id", models.BigIntegerField(editable=False, null=True)),
                ("asked_by_name", models.CharField(max_length=160, verbose_name="chiesta da")),
                (
                    "request",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="che cosa scrive chi chiede"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decisa il")),
                ("decided_by_name", models.CharField(blank=True, max_length=160, verbose_name="decisa da")),
                (
                    "answer",
                    ordito.core.fields.SealedField(
                        blank=True, default=b"", verbose_name="che cosa risponde chi decide"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApprovalRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assessment", "Valutazione"),
                            ("plan", "Progetto"),
                            ("closure", "Chiusura della presa in carico"),
                        ],
                        max_length=20,
                        verbose_name="che cosa",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="al")),
            ],
        ),
        migrations.CreateModel(
            name="ClosureProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("closed_on", models.DateField(verbose_name="ultimo giorno")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContactRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("days", models.PositiveSmallIntegerField(verbose_name="giorni senza contatti")),
                ("valid_from", models.DateField(verbose_name="dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="al")),
            ],
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader_id", models.BigIntegerField(editable=False)),
                ("reader_name", models.CharField(max_length=160, verbose_name="aperta da")),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="che cosa succede")),
                ("starts_at", models.DateTimeField(verbose_name="dalle")),
                ("ends_at", models.DateTimeField(verbose_name="fino alle")),
                ("ended_by_name", models.CharField(blank=True, max_length=160, verbose_name="terminata da")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="takingincharge",
            name="taking_open_once_for_body",
        ),
        migrations.AddField(
            model_name="takingincharge",
            name="area",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="area",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="deputy",
            field=models.BooleanField(default=False, verbose_name="sostituisce chi segue"),
        ),
        migrations.AddField(
            model_name="teammember",
            name="purpose",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="perché",
            ),
        ),
        migrations.AddField(
            model_name="teammember",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="approval",
            name="case_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="cases.casefile"
            ),
        ),
        migrations.AddField(
            model_name="approvalrule",
            name="territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approval_rules",
                to="territory.territory",
                verbose_name="territorio",
            ),
        ),
        migrations.AddField(
            model_name="closureproposal",
            name="approval",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="closure", to="cases.approval"
            ),
        ),
        migrations.AddField(
            model_name="closureproposal",
            name="outcome",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.code", verbose_name="esito"
            ),
        ),
        migrations.AddField(
            model_name="closureproposal",
            name="reason",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="motivo di chiusura",
            ),
        ),
        migrations.AddField(
            model_name="closureproposal",
            name="taking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="closure_proposals", to="cases.takingincharge"
            ),
        ),
        migrations.AddField(
            model_name="contactrule",
            name="territory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contact_rules",
                to="territory.territory",
                verbose_name="territorio",
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="case_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="emergencies", to="cases.casefile"
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="reason",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.code", verbose_name="motivo"
            ),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(fields=["kind", "row_id", "-asked_at"], name="approval_row"),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("kind", "row_id"), name="approval_waiting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="approval_rule_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvalrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)),
                fields=("territory", "kind"),
                name="approval_rule_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="contact_rule_dates_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactrule",
            constraint=models.CheckConstraint(condition=models.Q(("days__gt", 0)), name="contact_rule_days_positive"),
        ),
        migrations.AddConstraint(
            model_name="contactrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("territory",), name="contact_rule_open_once"
            ),
        ),
        migrations.AddIndex(
            model_name="emergencyaccess",
            index=models.Index(fields=["reader_id", "ends_at"], name="emergency_reader"),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="emergency_times_ordered"
            ),
        ),
        migrations.RunPython(give_areas, migrations.RunPython.noop),
    ]
