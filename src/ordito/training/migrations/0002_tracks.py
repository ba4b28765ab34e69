# SPDX-License-Identifier: EUPL-1.2
"""The three tracks by seniority and the certificates that an office starts from; all may be changed there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import migrations

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code, name, aims, from, from included, to, to included
TRACKS = (
    (
        "start-up",
        "Start-up",
        "Per chi ha meno di tre anni di servizio, o di esperienza riconosciuta, nella gestione di quel tipo di "
        "servizio: un alfabeto comune di principi e linee guida.",
        None, True, 3, False,
    ),
    (
        "miglioramento",
        "Miglioramento",
        "Da tre a dieci anni: la collaborazione fra servizi pubblici e privati, gli strumenti condivisi.",
        3, True, 10, True,
    ),
    (
        "aggiornamento",
        "Aggiornamento",
        "Oltre dieci anni: l’analisi delle situazioni familiari e del rischio, l’autonomia degli adolescenti.",
        10, False, None, True,
    ),
)  # fmt: skip
# code, name, threshold in per cent
CERTIFICATES = (
    ("frequenza", "Attestato di frequenza", 80),
    ("partecipazione", "Attestato di partecipazione", 1),
)


def load(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """One row for each, none verified."""
    tracks = apps.get_model("training", "Track")._base_manager  # noqa: SLF001 - Django's public name
    for position, (code, name, aims, start, start_in, end, end_in) in enumerate(TRACKS):
        tracks.create(
            code=code,
            name=name,
            aims=aims,
            from_years=start,
            from_included=start_in,
            to_years=end,
            to_included=end_in,
            position=position,
        )
    certificates = apps.get_model("training", "CertificateType")._base_manager  # noqa: SLF001 - Django's public name
    for code, name, threshold in CERTIFICATES:
        certificates.create(code=code, name=name, threshold=threshold)


class Migration(migrations.Migration):
    """What every installation starts from."""

    dependencies: ClassVar = [("training", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
