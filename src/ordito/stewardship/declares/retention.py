# SPDX-License-Identifier: EUPL-1.2
"""How long records are kept, how they end, and what of them goes to research."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ordito.core.declare import AuditedAction, AuditedKind

KINDS = {
    "stewardship.retentionseries": _("Serie del piano di conservazione"),
    "stewardship.legalhold": _("Blocco dello scarto"),
    "stewardship.discard": _("Scarto"),
    "stewardship.discarditem": _("Cartella in uno scarto"),
    "stewardship.researchrelease": _("Copia per la ricerca"),
}
ACTIONS = {
    "add_series": _("serie di conservazione aggiunta"),
    "edit_series": _("serie di conservazione cambiata"),
    "load_series": _("proposte di conservazione caricate"),
    "place_hold": _("blocco dello scarto messo"),
    "lift_hold": _("blocco dello scarto tolto"),
    "prepare_discard": _("scarto preparato"),
    "remove_item": _("cartella tolta da uno scarto"),
    "authorise_discard": _("autorizzazione allo scarto registrata"),
    "sign_discard": _("scarto firmato"),
    "withdraw_discard": _("scarto ritirato"),
    "resume_discard": _("scarto ripreso"),
    "wipe_record": _("dati della cartella distrutti"),
    "discard_record": _("cartella scartata"),
    "finish_discard": _("scarto eseguito"),
    "apply_register": _("cartella scartata di nuovo dopo un ripristino"),
}

DECLARES = (
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"stewardship.{action}", label) for action, label in ACTIONS.items()),
)
