# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

PLACE = {"on_delete": django.db.models.deletion.PROTECT, "to": "territory.territory", "verbose_name": "territorio"}


class Migration(migrations.Migration):
    """Weights of the workload by Ambito; which entries of the diary are contacts, as data."""

    dependencies: ClassVar = [("cases", "0015_return"), ("territory", "0001_initial")]

    operations: ClassVar = [
        migrations.AddField(
            "complexityweight",
            "territory",
            models.ForeignKey(blank=True, null=True, related_name="complexity_weights", **PLACE),
        ),
        migrations.RemoveConstraint("complexityweight", "complexity_weight_one_open"),
        migrations.AddConstraint(
            "complexityweight",
            models.UniqueConstraint(
                condition=models.Q(("territory__isnull", True), ("valid_to__isnull", True)),
                fields=("criterion",),
                name="complexity_weight_one_usual",
            ),
        ),
        migrations.AddConstraint(
            "complexityweight",
            models.UniqueConstraint(
                condition=models.Q(("territory__isnull", False), ("valid_to__isnull", True)),
                fields=("territory", "criterion"),
                name="complexity_weight_one_open",
            ),
        ),
        migrations.AlterField(
            "contactrule",
            "territory",
            models.ForeignKey(blank=True, null=True, related_name="contact_rules", **PLACE),
        ),
        migrations.CreateModel(
            name="ContactKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.code",
                        verbose_name="tipo di voce",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kinds", to="cases.contactrule"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("rule", "kind"), name="contact_kind_once")],
            },
        ),
    ]
