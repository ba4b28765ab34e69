# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import ordito.core.fields


class Migration(migrations.Migration):
    """What was asked of the population register."""

    dependencies: ClassVar = [("cases", "0012_edited_codes"), ("flows", "0001_initial")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="RegisterLookup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="perché")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "risposta ricevuta"),
                            ("timeout", "nessuna risposta in tempo"),
                            ("not_found", "persona non trovata"),
                            ("ambiguous", "più persone possibili"),
                            ("refused", "richiesta rifiutata"),
                        ],
                        max_length=10,
                        verbose_name="esito",
                    ),
                ),
                (
                    "operation",
                    models.CharField(blank=True, max_length=80, verbose_name="numero dell’operazione"),
                ),
                ("answer", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="risposta")),
                ("asked_at", models.DateTimeField(editable=False, verbose_name="chiesto il")),
                (
                    "asked_by_name",
                    models.CharField(editable=False, max_length=160, verbose_name="chiesto da"),
                ),
                ("form_key", models.UUIDField(editable=False, unique=True)),
                (
                    "basis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="base giuridica",
                    ),
                ),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.casefile"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["case_file", "-asked_at"], name="register_lookup_page")]},
        ),
    ]
