# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import ordito.core.fields


class Migration(migrations.Migration):
    """What is typed in a form and not saved yet is kept, as in the diary."""

    dependencies: ClassVar = [("cases", "0013_document_versions")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_id", models.BigIntegerField()),
                ("place", models.CharField(max_length=200)),
                ("typed", ordito.core.fields.SealedField(blank=True, default=b"")),
                ("saved_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="form_drafts", to="cases.casefile"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case_file", "owner_id", "place"), name="form_draft_one_for_writer")
                ]
            },
        ),
        migrations.CreateModel(
            name="FormDraftRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", ordito.core.fields.SealedField(blank=True, default=b"")),
                ("saved_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="cases.formdraft"
                    ),
                ),
            ],
        ),
    ]
