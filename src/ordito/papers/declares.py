# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, RecordTool

RULES = _("Regole delle cartelle")
KINDS = {
    "papers.recordprint": _("Stampa di una cartella"),
    "papers.printvolume": _("Volume di una stampa"),
    "papers.lettertemplate": _("Modello di lettera"),
    "papers.letter": _("Lettera"),
}
ACTIONS = {
    "papers.print_record": _("cartella stampata"),
    "papers.finish_print": _("stampa lunga pronta"),
    "papers.download_print": _("stampa lunga scaricata"),
    "papers.write_letter": _("lettera fatta da un modello"),
    "papers.add_template": _("modello di lettera aggiunto"),
    "papers.edit_template": _("modello di lettera cambiato"),
    "papers.retire_template": _("modello di lettera tolto"),
}

DECLARES = (
    RecordTool("papers.print", _("Stampa"), "papers:print_new", Verb.PRINT_RECORD, "it-print", order=10),
    RecordTool(
        "papers.letters", _("Lettere"), "papers:letters", Verb.PRINT_RECORD, "it-mail", order=20, code=Part.DOCUMENTS
    ),
    MenuEntry(RULES, _("Modelli di lettera"), "papers:templates", Verb.MANAGE_RECORD_SETTINGS, "it-mail", order=18),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
