# SPDX-License-Identifier: EUPL-1.2
"""Something on the shelves of the library: two documents with what they say, and a page elsewhere."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from uuid import uuid4

import docx

from ordito.accounts.models import User
from ordito.library.actions.materials import MaterialValues, Upload, add_material, renew_material
from ordito.library.enums import MaterialKind, Visibility
from ordito.library.models import Material

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

GUIDE = MaterialValues(
    "Quando comincia un affidamento: i primi tre mesi",
    "Che cosa si fa dopo l’abbinamento: il progetto quadro, gli incontri con la famiglia affidataria, chi avvisa il "
    "tribunale per i minorenni e quando.\n\nServe a chi segue un affido per la prima volta e alla sua équipe "
    "multidisciplinare.",
    MaterialKind.GUIDELINES,
    Visibility.PUBLIC,
)
STEPS = (
    "Prima settimana: visita a casa della famiglia affidataria, con chi segue la famiglia d’origine.",
    "Primo mese: il progetto quadro è scritto e firmato da tutti, anche dai genitori.",
    "Secondo mese: incontro con la scuola e con il pediatra.",
    "Terzo mese: ci si rivede tutti, e si guarda che cosa è cambiato.",
)
ADDED = "Ogni incontro lascia una riga nel diario: chi c’era, che cosa si è deciso, quando ci si rivede."
FORM = MaterialValues(
    "Traccia per il primo colloquio",
    "Le domande da non dimenticare, con lo spazio per scrivere. Da adattare: nessun colloquio segue una traccia.",
    MaterialKind.FORM,
    Visibility.NETWORK,
)
QUESTIONS = (
    "Che cosa l’ha portata qui oggi?",
    "Chi vive con lei, e chi la aiuta?",
    "Che cosa è già stato provato?",
    "Da che cosa si accorgerebbe che va meglio?",
)
PAGE = MaterialValues(
    "Testi di legge aggiornati",
    "Il portale pubblico in cui si leggono le leggi come sono oggi, per esempio quella sull’adozione e l’affidamento.",
    MaterialKind.NORM,
    Visibility.PUBLIC,
)
ADDRESS = "https://www.normattiva.it/"


def load_library(*, at: datetime) -> None:
    """Put the materials on the shelves, as the officer of the Region; nothing where there are some already."""
    if Material.objects.exists():
        return
    by = User.objects.get(username="regione")
    guide = add_material(GUIDE, _document(GUIDE.title, STEPS), by=by, at=at, form_key=uuid4())
    renewed = _document(GUIDE.title, (*STEPS, ADDED))
    note = "Aggiunto che cosa si scrive nel diario."
    renew_material(renewed, by=by, at=at, material=guide, version=guide.version, note=note, form_key=uuid4())
    add_material(FORM, _document(FORM.title, QUESTIONS), by=by, at=at, form_key=uuid4())
    add_material(PAGE, ADDRESS, by=by, at=at, form_key=uuid4())


def _document(title: str, lines: Sequence[str]) -> Upload:
    document = docx.Document()
    document.add_heading(title, level=1)
    for line in lines:
        document.add_paragraph(line)
    content = io.BytesIO()
    document.save(content)
    content.seek(0)
    return Upload(content, f"{title}.docx")
