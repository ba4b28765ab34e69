# SPDX-License-Identifier: EUPL-1.2
"""Credits owed as dated rows, with the rule in force, to be verified; how long requests and addresses are kept."""

import django.core.validators
from django.db import migrations, models


def load(apps, _editor):
    """Sixty credits in three years from 2014, of which fifteen deontological (D.P.R. 137/2012, art. 7)."""
    rules = apps.get_model("training", "CreditRule")._base_manager
    rules.create(from_year=2014, years=3, credits=60, deontological=15, source="D.P.R. 7 agosto 2012, n. 137, art. 7")


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0006_letters_and_reminders"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrainingTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "Richieste dalla pagina pubblica mai confermate"),
                            ("address", "Indirizzo personale di un’iscrizione, dopo la conclusione dell’edizione"),
                        ],
                        max_length=20,
                        unique=True,
                        verbose_name="che cosa",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="giorni",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CreditRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "from_year",
                    models.PositiveSmallIntegerField(
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="dal 1° gennaio del",
                    ),
                ),
                (
                    "years",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="ogni quanti anni",
                    ),
                ),
                ("credits", models.DecimalField(decimal_places=1, max_digits=5, verbose_name="crediti dovuti")),
                (
                    "deontological",
                    models.DecimalField(decimal_places=1, max_digits=5, verbose_name="di cui deontologici"),
                ),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="fonte")),
                ("verified", models.BooleanField(default=False, verbose_name="verificato")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deontological__lte", models.F("credits"))),
                        name="credit_rule_deontological_among_credits",
                    )
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop, elidable=False),
    ]
