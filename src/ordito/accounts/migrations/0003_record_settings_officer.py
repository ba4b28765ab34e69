# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Somebody keeps the lists of all places and reads no record."""

    dependencies: ClassVar = [
        ("accounts", "0002_temporary_password"),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(
                choices=[
                    ("social_worker", "Assistente sociale"),
                    ("team_member", "Componente di équipe di un altro ente"),
                    ("service_coordinator", "Coordinatore del servizio sociale"),
                    ("provider", "Ente gestore"),
                    ("ambito_officer", "Referente di Ambito (Ufficio di Piano)"),
                    ("regional_officer", "Funzionario regionale"),
                    ("facilitator", "Facilitatore"),
                    ("researcher", "Ricercatore o codificatore"),
                    ("training_manager", "Responsabile della formazione"),
                    ("trainer", "Formatore"),
                    ("classroom_tutor", "Tutor d'aula"),
                    ("coach", "Coach o componente di laboratorio"),
                    ("scientific_tutor", "Tutor del gruppo scientifico"),
                    ("process_tutor", "Accompagnatore di processo"),
                    ("practice_reviewer", "Revisore delle buone prassi"),
                    ("steering_member", "Componente della cabina di regia"),
                    ("record_settings_officer", "Referente degli elenchi della cartella"),
                    ("administrator", "Amministratore di sistema"),
                    ("dpo", "Responsabile della protezione dei dati"),
                ],
                max_length=30,
                verbose_name="ruolo",
            ),
        ),
    ]
