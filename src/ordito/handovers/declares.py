# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.declare import AuditedAction, AuditedKind, Card, CardContent, CardItem, MenuEntry, RecordPart
from ordito.handovers.models import Handover, Referral
from ordito.handovers.queries.passages import moments, who, with_words

if TYPE_CHECKING:
    from datetime import date

    from ordito.core.access import Actor

LINES = 6
LATE_DAYS = 7


def _waiting(actor: Actor, today: date) -> CardContent | None:
    """Offers to the actor's service that wait for an answer, the oldest first; late after a week."""
    rows = [
        *((row, "handovers:handover") for row in with_words(Handover.objects.received_by(actor).waiting())[:LINES]),
        *((row, "handovers:referral") for row in with_words(Referral.objects.received_by(actor).waiting())[:LINES]),
    ]
    rows.sort(key=lambda one: one[0].offered_at)
    items = [
        CardItem(
            who(row),
            reverse(url_name, args=[row.pk]),
            f"{row.case_file.body.name}, {format_date(row.offered_at.date())}",
            late=(today - row.offered_at.date()).days > LATE_DAYS,
        )
        for row, url_name in rows[:LINES]
    ]
    if not items:
        return None
    more = reverse("handovers:passages") if len(rows) > LINES else ""
    return CardContent(items, more_url=more, named=[row.case_file for row, _url in rows[:LINES]])


ACTIONS = {
    "offer_handover": _("passaggio di competenza offerto"),
    "accept_handover": _("passaggio di competenza accettato"),
    "refuse_handover": _("passaggio di competenza rifiutato"),
    "revoke_handover": _("passaggio di competenza revocato"),
    "finish_handover": _("passaggio di competenza concluso"),
    "send_referral": _("invio ad altro servizio"),
    "accept_referral": _("invio accettato"),
    "refuse_referral": _("invio rifiutato"),
    "revoke_referral": _("invio revocato"),
    "finish_referral": _("invio concluso"),
    "list_passages": _("elenco dei passaggi"),
    "read_passage": _("passaggio letto da chi lo riceve"),
    "read_dossier": _("fascicolo del passaggio scaricato"),
}

DECLARES = (
    MenuEntry(
        _("Cartelle"), _("Invii e passaggi"), "handovers:passages", Verb.OPEN_RECORD, "it-exchange-circle", order=17
    ),
    Card("handovers.waiting", _("Passaggi a cui rispondere"), Verb.OPEN_RECORD, _waiting, 12, "it-exchange-circle"),
    RecordPart("handovers", "", _("Invii e passaggi"), "handovers:record", order=96, moments=moments),
    AuditedKind("handovers.handover", _("Passaggio di competenza")),
    AuditedKind("handovers.handoverpart", _("Parte di un fascicolo")),
    AuditedKind("handovers.referral", _("Invio ad altro servizio")),
    *(AuditedAction(f"handovers.{action}", label) for action, label in ACTIONS.items()),
)
