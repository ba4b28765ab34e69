# SPDX-License-Identifier: EUPL-1.2
"""The two models of letters that come with Ordito, to be used as they are or downloaded and laid out anew."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from docx import Document
from docx.shared import Pt


@dataclass(frozen=True)
class Example:
    """A model: its key, name, kind of document, heading, and paragraphs ("# " begins a heading)."""

    key: str
    title: str
    kind: str
    paragraphs: tuple[str, ...]


INVITATION: Final = Example(
    "invitation",
    "Lettera d’invito",
    "outgoing",
    (
        "{{ ente.nome }} – Servizio sociale",
        "{{ comune.nome }}, {{ oggi }}",
        "A: {{ lettera.destinatario }}",
        "Oggetto: {{ lettera.oggetto }}",
        "Gentile {{ lettera.destinatario }},",
        "{{ lettera.testo }}",
        "Per parlarne prima può chiedere di {{ operatore.nome }} al servizio sociale.",
        "Cordiali saluti",
        "{{ operatore.nome }}",
    ),
)
COURT_REPORT: Final = Example(
    "court_report",
    "Relazione al tribunale",
    "court_report",
    (
        "{{ ente.nome }} – Servizio sociale",
        "{{ comune.nome }}, {{ oggi }}",
        "A: {{ lettera.destinatario }}",
        "Oggetto: {{ lettera.oggetto }}",
        "# La persona",
        (
            "{{ persona.nome_completo }}, data di nascita {{ persona.nascita }}, luogo di nascita "
            "{{ persona.luogo_nascita }}. Cartella {{ cartella.numero }}."
        ),
        (
            "{% if presa_in_carico.dal %}In carico dal {{ presa_in_carico.dal }}, area {{ presa_in_carico.area }}. "
            "Motivi: {{ presa_in_carico.motivi }}.{% endif %}"
        ),
        "# Il nucleo",
        "{% for uno in nucleo %}{{ uno.nome }}, {{ uno.relazione }}, {{ uno.eta }}. {% endfor %}",
        "# Gli interventi in corso",
        "{% for uno in interventi %}{{ uno.nome }} ({{ uno.ente }}) dal {{ uno.dal }}. {% endfor %}",
        "# Gli obiettivi concordati",
        "{% for uno in obiettivi %}{{ uno.testo }}{% if uno.entro %} ({{ uno.entro }}){% endif %}. {% endfor %}",
        "# La relazione",
        "{{ lettera.testo }}",
        "{{ operatore.nome }}",
    ),
)
EXAMPLES: Final = (INVITATION, COURT_REPORT)


def docx_of(example: Example) -> bytes:
    """The model as a .docx file."""
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.author = "Ordito"
    document.core_properties.title = example.title
    document.core_properties.comments = ""
    for text in example.paragraphs:
        if text.startswith("# "):
            document.add_heading(text.removeprefix("# "), level=2)
        else:
            document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
