# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingKind(TextChoices):
    """What people come together for."""

    LESSON = "lesson", _("Lezione")
    LAB_MEETING = "lab_meeting", _("Incontro di laboratorio")
    FOCUS_GROUP = "focus_group", _("Focus group")
    MICRO_FOCUS = "micro_focus", _("Micro-focus")
    INTERVIEW = "interview", _("Intervista")
    RESIDENTIAL_DAY = "residential_day", _("Giornata di approfondimento residenziale")
    COMMITTEE = "committee", _("Comitato o cabina di regia")
    TABLE = "table", _("Tavolo interistituzionale")
    WORKSHOP = "workshop", _("Workshop")
    SEMINAR = "seminar", _("Seminario")
    CONFERENCE = "conference", _("Convegno")
    ROUND_TABLE = "round_table", _("Tavola rotonda")
    BRIEFING = "briefing", _("Riunione di coordinamento")
    SUPERVISION = "supervision", _("Supervisione professionale")
    PUBLIC_EVENT = "public_event", _("Evento pubblico")
    FIELD_VISIT = "field_visit", _("Visita sul campo")
    OTHER = "other", _("Altro incontro")


class MeetingState(TextChoices):
    """Where a meeting stands; `rules.STEPS` says from where to where."""

    DRAFT = "draft", _("bozza")
    SCHEDULED = "scheduled", _("in programma")
    MOVED = "moved", _("spostato")  # in programme, at another time than was told at first
    HELD = "held", _("svolto")
    CANCELLED = "cancelled", _("annullato")


class Visibility(TextChoices):
    """Who learns of a meeting beside those who organise it and those who take part."""

    PUBLIC = "public", _("tutti, anche senza accesso")
    NETWORK = "network", _("gli operatori della rete")
    PARTICIPANTS = "participants", _("solo chi partecipa")


class ParticipantRole(TextChoices):
    """As what somebody takes part."""

    PARTICIPANT = "participant", _("partecipante")
    TEACHER = "teacher", _("docente")
    CLASSROOM_TUTOR = "classroom_tutor", _("tutor d’aula")
    CONDUCTOR = "conductor", _("conduttore")
    OBSERVER = "observer", _("osservatore")
    COACH = "coach", _("coach")
    SPEAKER = "speaker", _("relatore")
    SECRETARY = "secretary", _("segretario verbalizzante")


class Answer(TextChoices):
    """What is known of somebody's coming."""

    INVITED = "invited", _("invitato")
    ACCEPTED = "accepted", _("ha accettato")
    DECLINED = "declined", _("non può")
    WAITING = "waiting", _("in lista d’attesa")


class Source(TextChoices):
    """Where minutes of attendance come from."""

    TYPED = "typed", _("scritte a mano")
    SHEET = "sheet", _("dal foglio firme")
    QR = "qr", _("dal codice QR")
    CARD = "card", _("dalla tessera")
    IMPORTED = "imported", _("dal registro del collegamento")


class Passing(StrEnum):
    """What came of somebody at the door."""

    IN = "in"
    ALREADY_IN = "already_in"
    OUT = "out"
    ALREADY_OUT = "already_out"


class CodeTrouble(StrEnum):
    """Why a code that is ours is not taken."""

    EXPIRED = "expired"
    PRINTED = "printed"


class MinutesState(TextChoices):
    """Where the minutes of a meeting stand."""

    DRAFT = "draft", _("bozza")
    APPROVED = "approved", _("approvato")
    PUBLISHED = "published", _("pubblicato")


class Scope(TextChoices):
    """Which meetings of a series a change is about."""

    THIS = "this", _("solo questo incontro")
    FOLLOWING = "following", _("questo e quelli dopo")
    COMING = "coming", _("tutti quelli ancora da tenere")


class Frequency(TextChoices):
    """How a series repeats, in the words of its form."""

    WEEKLY = "weekly", _("ogni settimana")
    FORTNIGHTLY = "fortnightly", _("ogni due settimane")
    MONTHLY_WEEKDAY = "monthly_weekday", _("ogni mese, lo stesso giorno della settimana")
    MONTHLY_DATE = "monthly_date", _("ogni mese, lo stesso giorno del mese")
