# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ordito.agenda.queries import cards
from ordito.agenda.queries.calendar import appointments_between
from ordito.agenda.queries.record import moments_of, printed_of
from ordito.cases.enums import Part
from ordito.core.access import Verb
from ordito.core.declare import (
    AgendaSource,
    AuditedAction,
    AuditedKind,
    Card,
    MenuEntry,
    RecordPart,
    RecordSign,
    TabGroup,
)

KINDS = {
    "agenda.appointment": _("Appuntamento"),
    "agenda.appointmentmove": _("Data di prima di un appuntamento"),
    "agenda.appointmentperson": _("Familiare a un appuntamento"),
    "agenda.appointmentstaff": _("Operatore a un appuntamento"),
    "agenda.calendarfeed": _("Indirizzo del calendario"),
}
ACTIONS = {
    "plan_appointments": _("appuntamento fissato"),
    "edit_appointment": _("appuntamento modificato"),
    "move_appointment": _("appuntamento spostato"),
    "hold": _("appuntamento svolto"),
    "miss": _("appuntamento mancato"),
    "cancel": _("appuntamento annullato"),
    "plan_again": _("appuntamento rimesso in programma"),
    "tell_in_diary": _("appuntamento scritto nel diario"),
    "read_week": _("agenda della settimana aperta"),
    "open_feed": _("indirizzo del calendario creato"),
    "revoke_feed": _("indirizzo del calendario revocato"),
}

DECLARES = (
    MenuEntry(_("Cartelle"), _("La mia agenda"), "agenda:week", Verb.VIEW_RECORD, "it-calendar", order=11),
    Card("agenda.today", _("Appuntamenti di oggi"), Verb.VIEW_RECORD, cards.today_card, order=5, icon="it-calendar"),
    RecordPart(
        "agenda",
        Part.AGENDA,
        _("Agenda"),
        "agenda:agenda",
        order=75,
        moments=moments_of,
        printed=printed_of,
        group=TabGroup.DAYS,
    ),
    RecordSign("agenda.nothing", _("Senza appuntamenti"), cards.nothing_ahead, 50, cards.has_nothing_ahead),
    RecordSign("agenda.missed", _("Appuntamenti mancati"), cards.often_missed, order=51),
    AgendaSource("agenda", _("Appuntamenti"), appointments_between),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"agenda.{action}", label) for action, label in ACTIONS.items()),
)
