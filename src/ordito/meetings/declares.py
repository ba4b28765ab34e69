# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, Card, MenuEntry, Node
from ordito.meetings.models import Meeting, OpenNode
from ordito.meetings.queries import cards

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

FOUND = 20
KINDS = {
    "meetings.agendaitem": _("Punto di un verbale"),
    "meetings.attendance": _("Presenza"),
    "meetings.contactperson": _("Contatto esterno"),
    "meetings.decision": _("Decisione di un verbale"),
    "meetings.feedtoken": _("Indirizzo del calendario degli incontri"),
    "meetings.meetingmove": _("Data di prima di un incontro"),
    "meetings.meetingseries": _("Serie di incontri"),
    "meetings.participation": _("Partecipazione a un incontro"),
    "meetings.passage": _("Entrata e uscita da un incontro"),
    "meetings.readercard": _("Tessera riconosciuta"),
    "meetings.room": _("Sala"),
    "meetings.signinsheet": _("Foglio firme"),
    "meetings.venue": _("Sede"),
}
ACTIONS = {
    "schedule_meeting": _("incontro messo in calendario"),
    "schedule_series": _("serie di incontri messa in calendario"),
    "edit_meeting": _("incontro modificato"),
    "announce_meeting": _("bozza di incontro messa in calendario"),
    "cancel_meeting": _("incontro annullato"),
    "hold_meeting": _("incontro svolto"),
    "reopen_meeting": _("incontro rimesso in programma"),
    "invite": _("operatori invitati a un incontro"),
    "invite_contact": _("persona esterna invitata a un incontro"),
    "count_people": _("persone contate a un incontro"),
    "answer_invitation": _("risposta a un invito"),
    "change_role": _("ruolo cambiato in un incontro"),
    "remove": _("persona tolta da un incontro"),
    "read_register": _("registro presenze letto"),
    "record_minutes_attended": _("registro presenze scritto"),
    "set_door": _("come ci si registra a un incontro"),
    "check_in": _("presenza registrata dalla persona"),
    "check_out": _("uscita registrata dalla persona"),
    "know_card": _("tessera riconosciuta"),
    "make_sheet": _("foglio firme stampato"),
    "endorse_sheet": _("foglio firme vidimato"),
    "write_minutes": _("verbale scritto"),
    "approve_minutes": _("verbale approvato"),
    "reopen_minutes": _("verbale riaperto"),
    "publish_minutes": _("verbale pubblicato"),
    "tick_decision": _("decisione di un verbale segnata"),
    "attach_file": _("file allegato a un verbale"),
    "replace_file": _("allegato di un verbale sostituito"),
    "remove_file": _("allegato di un verbale tolto"),
    "open_feed": _("indirizzo del calendario degli incontri creato"),
    "revoke_feed": _("indirizzo del calendario degli incontri revocato"),
    "save_venue": _("sede salvata"),
}


def _find_nodes(actor: Actor, text: str) -> QuerySet[OpenNode]:
    return OpenNode.objects.visible_to(actor).filter(text__icontains=text.strip())[:FOUND]


def _find_meetings(actor: Actor, text: str) -> QuerySet[Meeting]:
    rows = Meeting.objects.visible_to(actor).filter(title__icontains=text.strip())
    return rows.order_by("-starts_at", "-pk")[:FOUND]


DECLARES = (
    MenuEntry("", _("Calendario"), "meetings:month", Verb.VIEW_MEETINGS, "it-calendar", order=5),
    Card("meetings.next", _("I tuoi prossimi incontri"), Verb.VIEW_MEETINGS, cards.next_meetings, 18, "it-calendar"),
    Card("meetings.tasks", _("Cose da fare dai verbali"), Verb.VIEW_MEETINGS, cards.tasks, 17, "it-check-circle"),
    Node(
        "meetings.meeting",
        _("Incontro"),
        "meetings.Meeting",
        lambda row: row.title,
        lambda row: reverse("meetings:meeting", args=[row.pk]),
        Meeting.objects.visible_to,
        state=lambda row: row.get_state_display(),
        find=_find_meetings,
    ),
    Node(
        "meetings.opennode",
        _("Nodo aperto di un verbale"),
        "meetings.OpenNode",
        lambda row: row.text,
        lambda row: f"{reverse('meetings:minutes', args=[row.minutes.meeting_id])}#nodo-{row.pk}",
        OpenNode.objects.visible_to,
        find=_find_nodes,
    ),
    AuditedKind("meetings.meeting", _("Incontro"), lambda row: row.title, Meeting.objects.visible_to),
    AuditedKind("meetings.opennode", _("Nodo aperto di un verbale")),
    AuditedKind("meetings.minutes", _("Verbale")),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"meetings.{action}", label) for action, label in ACTIONS.items()),
)
