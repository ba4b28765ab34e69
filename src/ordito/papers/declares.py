# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, RecordTool

KINDS = {
    "papers.recordprint": _("Stampa di una cartella"),
    "papers.lettertemplate": _("Modello di lettera"),
    "papers.letter": _("Lettera"),
}
ACTIONS = {
    "papers.print_record": _("cartella stampata"),
    "papers.finish_print": _("stampa lunga pronta"),
    "papers.download_print": _("stampa lunga scaricata"),
}

DECLARES = (
    RecordTool("papers.print", _("Stampa"), "papers:print_new", Verb.PRINT_RECORD, "it-print", order=10),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
