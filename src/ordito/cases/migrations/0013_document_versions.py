# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import ordito.core.fields

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 2000


def keep_first_versions(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Every document is its version 1, with the digest and kind that its stored file already had."""
    versions = apps.get_model("cases", "DocumentVersion")._base_manager  # noqa: SLF001 - Django's public name
    files = apps.get_model("files", "StoredFile")._base_manager  # noqa: SLF001 - Django's public name
    documents = apps.get_model("cases", "Document")._base_manager  # noqa: SLF001 - Django's public name
    while batch := list(documents.filter(versions__isnull=True).order_by("pk")[:BATCH]):
        kept = files.in_bulk([row.stored_file_id for row in batch])
        made = []
        for row in batch:
            file = kept.get(row.stored_file_id)
            made.append(
                versions.model(
                    document_id=row.pk,
                    number=1,
                    stored_file_id=row.stored_file_id,
                    sha256=file.sha256 if file else "",
                    signature="cms" if file and file.kind == "p7m" else "",
                    added_at=row.added_at,
                    added_by_name=row.added_by_name,
                )
            )
        versions.bulk_create(made)


class Migration(migrations.Migration):
    """Documents have versions, each with its digest and its number in the protocol register."""

    dependencies: ClassVar = [("cases", "0012_edited_codes"), ("files", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="document",
            name="edition",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="versione"),
        ),
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="versione")),
                ("stored_file_id", models.BigIntegerField(editable=False)),
                (
                    "sha256",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="impronta SHA-256"),
                ),
                (
                    "signature",
                    models.CharField(
                        blank=True,
                        choices=[("cms", "busta .p7m"), ("pdf", "nel PDF")],
                        editable=False,
                        max_length=3,
                        verbose_name="firma digitale",
                    ),
                ),
                (
                    "change",
                    ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="che cosa cambia"),
                ),
                (
                    "protocol_direction",
                    models.CharField(
                        blank=True,
                        choices=[("in", "in entrata"), ("out", "in uscita")],
                        max_length=3,
                        verbose_name="verso",
                    ),
                ),
                (
                    "protocol_number",
                    models.CharField(blank=True, max_length=40, verbose_name="numero di protocollo"),
                ),
                ("protocol_date", models.DateField(blank=True, null=True, verbose_name="data di protocollo")),
                ("form_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("added_at", models.DateTimeField(editable=False, verbose_name="aggiunta il")),
                ("added_by_name", models.CharField(max_length=160, verbose_name="aggiunta da")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="cases.document"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="document_version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("protocol_date__isnull", True), ("protocol_direction", ""), ("protocol_number", "")
                            ),
                            models.Q(
                                models.Q(("protocol_direction", ""), _negated=True),
                                models.Q(("protocol_number", ""), _negated=True),
                                ("protocol_date__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="document_version_protocol_whole",
                    ),
                ]
            },
        ),
        migrations.RunPython(keep_first_versions, migrations.RunPython.noop),
    ]
