# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import ordito.core.fields


class Migration(migrations.Migration):
    """Joining persons, blind requests, terms, and what the front desk writes of a concern report."""

    dependencies: ClassVar = [
        ("cases", "0007_area_required"),
        ("territory", "0002_service_register"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="BlindDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "da decidere"), ("answered", "risposto"), ("refused", "non rispondere")],
                        default="waiting",
                        max_length=10,
                        verbose_name="stato",
                    ),
                ),
                ("answer", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="risposta")),
                ("delivered_at", models.DateTimeField(verbose_name="arrivata il")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decisa il")),
                ("decided_by_name", models.CharField(blank=True, max_length=160, verbose_name="decisa da")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="BlindRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="perché lo chiedi")),
                ("contact", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="come contattarti")),
                ("asked_by_id", models.BigIntegerField(editable=False, null=True)),
                ("asked_by_name", models.CharField(max_length=160, verbose_name="chiesto da")),
                ("asked_at", models.DateTimeField(verbose_name="inviata il")),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moved", models.JSONField(default=dict)),
                ("fields_taken", models.JSONField(default=list)),
                ("before", ordito.core.fields.SealedField(blank=True, default=b"")),
                (
                    "reason",
                    ordito.core.fields.SealedField(
                        blank=True, default=b"", verbose_name="perché sono la stessa persona"
                    ),
                ),
                ("merged_at", models.DateTimeField(verbose_name="unite il")),
                ("merged_by_name", models.CharField(max_length=160, verbose_name="unite da")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="annullata il")),
                ("undone_by_name", models.CharField(blank=True, max_length=160, verbose_name="annullata da")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="TermRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "starts",
                    models.CharField(
                        choices=[
                            ("received", "dal ricevimento della segnalazione"),
                            ("accepted", "dall’accoglimento della segnalazione"),
                        ],
                        max_length=10,
                        verbose_name="da quando si conta",
                    ),
                ),
                (
                    "ends",
                    models.CharField(
                        choices=[("weighed", "valutare la segnalazione"), ("taken", "avviare la presa in carico")],
                        max_length=10,
                        verbose_name="che cosa va fatto",
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(verbose_name="giorni")),
                ("source", models.CharField(max_length=200, verbose_name="fonte")),
                ("to_verify", models.BooleanField(default=False, verbose_name="da verificare")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in vigore dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in vigore fino al")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.AddField(
            model_name="concernreport",
            name="answer",
            field=ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="risposta data a chi segnala"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns",
                to="cases.contact",
                verbose_name="contatto",
            ),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="form_key",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="note",
            field=ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="perché"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="reporter_body",
            field=ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="ente di chi segnala"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="reporter_contact",
            field=ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="recapito di chi segnala"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="reporter_role",
            field=ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="ruolo di chi segnala"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="sent_on",
            field=models.DateField(blank=True, null=True, verbose_name="trasmessa il"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="sent_to",
            field=ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="trasmessa a"),
        ),
        migrations.AddField(
            model_name="concernreport",
            name="taking",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns",
                to="cases.takingincharge",
                verbose_name="presa in carico",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="desk",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="sportello",
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="protection",
            field=models.CharField(
                choices=[("none", "nessuna"), ("address", "indirizzo segreto"), ("adoption", "identità adottiva")],
                db_default="none",
                default="none",
                max_length=10,
                verbose_name="protezione",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("protection", "none"), _negated=True), fields=["body"], name="person_protected"
            ),
        ),
        migrations.AddField(
            model_name="blinddelivery",
            name="case_file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="blind_deliveries", to="cases.casefile"
            ),
        ),
        migrations.AddField(
            model_name="blindrequest",
            name="ambito",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.territory",
                verbose_name="Ambito",
            ),
        ),
        migrations.AddField(
            model_name="blindrequest",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.organisation",
                verbose_name="ente",
            ),
        ),
        migrations.AddField(
            model_name="blindrequest",
            name="comune",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.territory",
                verbose_name="Comune",
            ),
        ),
        migrations.AddField(
            model_name="blindrequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="blind_requests", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="blinddelivery",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="cases.blindrequest"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="absorbed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="absorptions", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="absorbed_record",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="absorptions", to="cases.casefile"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="cases.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="kept_record",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="cases.casefile"
            ),
        ),
        migrations.AddField(
            model_name="termrule",
            name="ambito",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.territory",
                verbose_name="Ambito",
            ),
        ),
        migrations.AddField(
            model_name="termrule",
            name="urgency",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="urgenza",
            ),
        ),
        migrations.AddIndex(
            model_name="blindrequest",
            index=models.Index(fields=["asked_by_id", "-id"], name="blind_request_asker"),
        ),
        migrations.AddConstraint(
            model_name="blinddelivery",
            constraint=models.UniqueConstraint(fields=("request", "case_file"), name="blind_delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="blinddelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="blind_delivery_decided_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("absorbed")), _negated=True), name="merge_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("absorbed",), name="merge_absorbed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="termrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="term_rule_dates_ordered",
            ),
        ),
    ]
