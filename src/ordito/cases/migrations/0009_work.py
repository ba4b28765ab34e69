# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import ordito.cases.models.interventions
import ordito.core.fields
from ordito.cases.models.interventions import new_public_code

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 2000


def give_states_and_codes(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What has an end is closed, the rest is active (the default); each gets a code of its own."""
    rows = apps.get_model("cases", "Intervention")._base_manager  # noqa: SLF001 - Django's public name
    rows.filter(ends_on__isnull=False).update(state="closed")
    while batch := list(rows.filter(public_code__isnull=True).only("pk")[:BATCH]):
        for row in batch:
            row.public_code = new_public_code()
        rows.bulk_update(batch, ["public_code"])


class Migration(migrations.Migration):
    """The life of an intervention, private notes and hours in the diary, classifications, weights of the workload."""

    dependencies: ClassVar = [("cases", "0008_identity"), ("territory", "0002_service_register")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Classification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.SlugField(max_length=40, verbose_name="schema")),
                ("version", models.CharField(max_length=40, verbose_name="versione")),
                ("label", models.CharField(max_length=200, verbose_name="nome")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="fonte")),
                ("verified", models.BooleanField(default=False, verbose_name="verificata sulla fonte")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in vigore dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in vigore fino al")),
            ],
        ),
        migrations.CreateModel(
            name="ClassificationItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="codice")),
                ("label", models.CharField(max_length=300, verbose_name="voce")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordine")),
            ],
        ),
        migrations.CreateModel(
            name="ClassificationMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="ComplexityWeight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "criterion",
                    models.CharField(
                        choices=[
                            ("taking", "ogni presa in carico aperta"),
                            ("first_months", "primi tre mesi"),
                            ("minor", "la persona è minorenne"),
                            ("sibling", "ogni altro minorenne del nucleo"),
                            ("court", "disposta o incaricata dall’autorità giudiziaria"),
                            ("away", "accoglienza fuori famiglia in corso"),
                            ("network", "tre o più interventi in corso"),
                        ],
                        max_length=20,
                        verbose_name="criterio",
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(verbose_name="punti")),
                ("verified", models.BooleanField(default=False, verbose_name="deciso dal servizio")),
                ("valid_from", models.DateField(verbose_name="dal")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="fino al")),
            ],
        ),
        migrations.CreateModel(
            name="DiaryAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="titolo")),
                ("stored_file_id", models.BigIntegerField(editable=False)),
                ("added_at", models.DateTimeField(editable=False, verbose_name="aggiunto il")),
                ("added_by_name", models.CharField(max_length=160, verbose_name="aggiunto da")),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DiaryDraftRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", ordito.core.fields.SealedField(blank=True, default=b"")),
                ("text", ordito.core.fields.SealedField(blank=True, default=b"")),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DiaryReader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=160, verbose_name="chi la legge")),
            ],
        ),
        migrations.CreateModel(
            name="DiaryTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="nome")),
                ("text", models.TextField(max_length=8000, verbose_name="testo")),
                ("owner_id", models.BigIntegerField(editable=False, null=True)),
                ("retired_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="InterventionAmount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="dal")),
                ("valid_to", models.DateField(verbose_name="al")),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="quantità")),
            ],
        ),
        migrations.CreateModel(
            name="InterventionAttendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="giorno")),
                (
                    "hours",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="ore"),
                ),
                (
                    "units",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=7, null=True, verbose_name="prestazioni"
                    ),
                ),
                ("note", ordito.core.fields.SealedField(blank=True, default=b"", verbose_name="nota")),
                ("import_batch", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("annulled_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="InterventionPayer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="quota")),
            ],
        ),
        migrations.CreateModel(
            name="InterventionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("requested", "richiesto"),
                            ("authorised", "in attesa di avvio"),
                            ("active", "in corso"),
                            ("suspended", "sospeso"),
                            ("closed", "concluso"),
                            ("refused", "non autorizzato"),
                            ("withdrawn", "ritirato"),
                        ],
                        max_length=12,
                        verbose_name="da",
                    ),
                ),
                (
                    "target",
                    models.CharField(
                        choices=[
                            ("requested", "richiesto"),
                            ("authorised", "in attesa di avvio"),
                            ("active", "in corso"),
                            ("suspended", "sospeso"),
                            ("closed", "concluso"),
                            ("refused", "non autorizzato"),
                            ("withdrawn", "ritirato"),
                        ],
                        max_length=12,
                        verbose_name="a",
                    ),
                ),
                ("on", models.DateField(verbose_name="il")),
                ("written_at", models.DateTimeField(editable=False, verbose_name="scritto il")),
                ("author_name", models.CharField(max_length=160, verbose_name="scritto da")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="diarydraft",
            name="minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="diarydraft",
            name="private",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="diarydraft",
            name="reader_ids",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="diaryentry",
            name="minutes",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minuti"),
        ),
        migrations.AddField(
            model_name="diaryentry",
            name="private",
            field=models.BooleanField(default=False, verbose_name="riservata"),
        ),
        migrations.AddField(
            model_name="intervention",
            name="authorised_on",
            field=models.DateField(blank=True, null=True, verbose_name="autorizzato il"),
        ),
        migrations.AddField(
            model_name="intervention",
            name="authorised_to",
            field=models.DateField(blank=True, null=True, verbose_name="autorizzato fino al"),
        ),
        migrations.AddField(
            model_name="intervention",
            name="cost",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=10, null=True, verbose_name="costo in euro"
            ),
        ),
        migrations.AddField(
            model_name="intervention",
            name="cost_per",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="costo per",
            ),
        ),
        migrations.AddField(
            model_name="intervention",
            name="priority",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="priorità",
            ),
        ),
        migrations.AddField(
            model_name="intervention",
            name="priority_reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="motivo della priorità",
            ),
        ),
        migrations.AddField(
            model_name="intervention",
            name="public_code",
            field=models.CharField(editable=False, max_length=16, null=True, verbose_name="codice per il gestore"),
        ),
        migrations.AddField(
            model_name="intervention",
            name="requested_on",
            field=models.DateField(blank=True, null=True, verbose_name="richiesto il"),
        ),
        migrations.AddField(
            model_name="intervention",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "richiesto"),
                    ("authorised", "in attesa di avvio"),
                    ("active", "in corso"),
                    ("suspended", "sospeso"),
                    ("closed", "concluso"),
                    ("refused", "non autorizzato"),
                    ("withdrawn", "ritirato"),
                ],
                default="active",
                max_length=12,
                verbose_name="stato",
            ),
        ),
        migrations.AlterField(
            model_name="intervention",
            name="starts_on",
            field=models.DateField(blank=True, null=True, verbose_name="dal"),
        ),
        migrations.AddConstraint(
            model_name="classification",
            constraint=models.UniqueConstraint(fields=("scheme", "version"), name="classification_version_once"),
        ),
        migrations.AddConstraint(
            model_name="classification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="classification_dates_ordered",
            ),
        ),
        migrations.AddField(
            model_name="classificationitem",
            name="classification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.classification"
            ),
        ),
        migrations.AddField(
            model_name="classificationitem",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="cases.classificationitem",
            ),
        ),
        migrations.AddField(
            model_name="classificationmapping",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="mappings", to="cases.classificationitem"
            ),
        ),
        migrations.AddField(
            model_name="classificationmapping",
            name="kind",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.code"
            ),
        ),
        migrations.AddField(
            model_name="classificationmapping",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="cases.classificationitem",
            ),
        ),
        migrations.AddField(
            model_name="classificationmapping",
            name="service_type",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="territory.servicetype",
            ),
        ),
        migrations.AddConstraint(
            model_name="complexityweight",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__isnull", True)), fields=("criterion",), name="complexity_weight_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="complexityweight",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="complexity_dates_ordered",
            ),
        ),
        migrations.AddField(
            model_name="diaryattachment",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="diarydraftrevision",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="cases.diarydraft"
            ),
        ),
        migrations.AddField(
            model_name="diaryreader",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="readers", to="cases.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="diarytemplate",
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
            model_name="diarytemplate",
            name="kind",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="tipo di voce",
            ),
        ),
        migrations.AddField(
            model_name="interventionamount",
            name="intervention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="amounts", to="cases.intervention"
            ),
        ),
        migrations.AddField(
            model_name="interventionamount",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="unità di misura",
            ),
        ),
        migrations.AddField(
            model_name="interventionattendance",
            name="intervention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="cases.intervention"
            ),
        ),
        migrations.AddField(
            model_name="interventionpayer",
            name="intervention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="payers", to="cases.intervention"
            ),
        ),
        migrations.AddField(
            model_name="interventionpayer",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.code", verbose_name="chi paga"
            ),
        ),
        migrations.AddField(
            model_name="interventionstep",
            name="intervention",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="cases.intervention"
            ),
        ),
        migrations.AddField(
            model_name="interventionstep",
            name="reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.code",
                verbose_name="motivo",
            ),
        ),
        migrations.AddConstraint(
            model_name="classificationitem",
            constraint=models.UniqueConstraint(fields=("classification", "code"), name="classification_item_once"),
        ),
        migrations.AddConstraint(
            model_name="classificationmapping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__isnull", False), ("other__isnull", True), ("service_type__isnull", True)),
                    models.Q(("kind__isnull", True), ("other__isnull", True), ("service_type__isnull", False)),
                    models.Q(("kind__isnull", True), ("other__isnull", False), ("service_type__isnull", True)),
                    _connector="OR",
                ),
                name="classification_maps_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="diaryreader",
            constraint=models.UniqueConstraint(fields=("entry", "user_id"), name="diary_reader_once"),
        ),
        migrations.AddConstraint(
            model_name="diarytemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ambito__isnull", True), ("owner_id__isnull", False)),
                    models.Q(("ambito__isnull", False), ("owner_id__isnull", True)),
                    _connector="OR",
                ),
                name="diary_template_own_or_shared",
            ),
        ),
        migrations.AddConstraint(
            model_name="interventionamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="amount_dates_ordered"
            ),
        ),
        migrations.AddConstraint(
            model_name="interventionamount",
            constraint=models.UniqueConstraint(fields=("intervention", "valid_from"), name="amount_once_for_day"),
        ),
        migrations.AddIndex(
            model_name="interventionattendance",
            index=models.Index(
                condition=models.Q(("import_batch__isnull", False)), fields=["import_batch"], name="attendance_batch"
            ),
        ),
        migrations.AddConstraint(
            model_name="interventionattendance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("annulled_at__isnull", True)),
                fields=("intervention", "day"),
                name="attendance_once_for_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="interventionattendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hours__gt", 0), ("hours__lte", 24)),
                    models.Q(("hours__isnull", True), ("units__gt", 0)),
                    _connector="OR",
                ),
                name="attendance_says_how_much",
            ),
        ),
        migrations.AddConstraint(
            model_name="interventionpayer",
            constraint=models.UniqueConstraint(fields=("intervention", "kind"), name="payer_once"),
        ),
        migrations.AddConstraint(
            model_name="interventionpayer",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lte", 100)), name="payer_share_possible"
            ),
        ),
        migrations.RunPython(give_states_and_codes, migrations.RunPython.noop),
    ]
