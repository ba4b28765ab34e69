# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, Card, CardContent, CardItem, MenuEntry, Recurring, Scope
from ordito.imports.enums import BatchState
from ordito.imports.models import ImportBatch
from ordito.imports.queries import standings_of, targets

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

SHOWN = 5
ACTIONS = {
    "upload_file": _("file caricato"),
    "choose_reading": _("file letto in altro modo"),
    "discard_import": _("importazione eliminata"),
    "forget_expired": _("righe di prova dimenticate"),
    "map_columns": _("colonne scelte, prova avviata"),
    "columns": _("prime righe del file lette"),
    "meanings": _("voci non riconosciute lette"),
    "explain_words": _("voci spiegate, prova avviata"),
    "known": _("righe di persone già presenti lette"),
    "choose_known": _("persone già presenti decise, prova avviata"),
    "check_rows": _("righe provate"),
    "check_rows_done": _("prova conclusa"),
    "start_writing": _("importazione avviata"),
    "write_rows": _("righe importate"),
    "write_rows_done": _("importazione conclusa"),
    "resume": _("lavoro ripreso"),
    "start_undo": _("annullamento avviato"),
    "undo_rows": _("righe annullate"),
    "undo_rows_done": _("annullamento concluso"),
    "touched": _("elementi conservati letti"),
    "refused_file": _("righe rifiutate scaricate"),
}


def _visible_ids(actor: Actor) -> QuerySet[Any, Any]:
    return ImportBatch.objects.visible_to(actor).values("pk")


def _open_imports(actor: Actor, _today: date) -> CardContent | None:
    """Imports that wait for somebody: columns to settle, rows to bring in, work that was interrupted."""
    over = (BatchState.DONE, BatchState.UNDONE, BatchState.DISCARDED)
    waiting = ImportBatch.objects.visible_to(actor).exclude(state__in=over).select_related("territory")
    found = standings_of(list(waiting.order_by("-created_at", "-id")[: SHOWN + 1]))
    known = targets()
    items = [
        CardItem(
            text=f"{known[standing.batch.target].label}, {standing.batch.territory}",
            url=reverse("imports:detail", args=[standing.batch.pk]),
            detail=standing.label,
            late=standing.interrupted,
        )
        for standing in found[:SHOWN]
        if standing.batch.target in known
    ]
    empty = _("Nessuna importazione in sospeso. Per caricare dati storici o nuovi, apri Importazioni.")
    return CardContent(items, empty, more_url=reverse("imports:list") if len(found) > SHOWN else "")


DECLARES = (
    Recurring("ordito.imports.tasks.forget", _("Pulizia delle importazioni"), timedelta(days=1)),
    Scope("imports.importbatch", _visible_ids),
    MenuEntry(_("Dati"), _("Importazioni"), "imports:list", Verb.IMPORT_DATA, "it-upload", order=50),
    Card("imports.open", _("Importazioni in sospeso"), Verb.IMPORT_DATA, _open_imports, order=40, icon="it-upload"),
    AuditedKind(
        "imports.importbatch",
        _("Importazione"),
        lambda batch: f"{_('Importazione')} {batch.pk}",
        ImportBatch.objects.visible_to,
    ),
    *(AuditedAction(f"imports.{name}", label) for name, label in ACTIONS.items()),
)
