# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PeriodKind(TextChoices):
    """The length of the period that the answers speak of."""

    YEAR = "year", _("anno")
    HALF = "half", _("semestre")
    QUARTER = "quarter", _("trimestre")
    SCHOOL_YEAR = "school_year", _("anno scolastico")
    DATES = "dates", _("da una data a un’altra")


class UnitKind(TextChoices):
    """Who owes an answer."""

    SERVICE = "service", _("servizi")
    AMBITO = "ambito", _("Ambiti territoriali")
    PROFESSIONAL = "professional", _("operatori")


class Level(TextChoices):
    """A step of the chain through which a return goes; any may be skipped."""

    PROVIDER = "provider", _("chi gestisce il servizio compila")
    AMBITO = "ambito", _("l’Ambito controlla e firma")
    REGION = "region", _("la Regione approva")


class CampaignState(TextChoices):
    """How far a campaign is."""

    DRAFT = "draft", _("in preparazione")
    OPENING = "opening", _("in apertura")
    OPEN = "open", _("aperta")
    CLOSED = "closed", _("chiusa")


class ReturnState(TextChoices):
    """How far a return is."""

    TODO = "todo", _("da compilare")
    DRAFT = "draft", _("in compilazione")
    SUBMITTED = "submitted", _("inviata")
    SENT_BACK = "sent_back", _("rimandata")
    APPROVED_AMBITO = "approved_ambito", _("approvata dall’Ambito")
    APPROVED_REGION = "approved_region", _("approvata dalla Regione")
    REOPENED = "reopened", _("riaperta")
    NOT_DUE = "not_due", _("non dovuta")


class Move(TextChoices):
    """What may happen to a return."""

    START = "start", _("inizio della compilazione")
    SUBMIT = "submit", _("invio")
    TAKE_UP = "take_up", _("completamento da parte dell’Ambito")
    SEND_BACK = "send_back", _("rimandata")
    APPROVE_AMBITO = "approve_ambito", _("approvazione dell’Ambito")
    APPROVE_REGION = "approve_region", _("approvazione della Regione")
    REOPEN = "reopen", _("riapertura")
    EXEMPT = "exempt", _("segnata come non dovuta")
    REQUIRE = "require", _("di nuovo dovuta")
    MOVE_AMBITO = "move_ambito", _("passaggio a un altro Ambito")
    EXTEND = "extend", _("nuova scadenza")


class Audience(TextChoices):
    """Whom a reminder speaks to; each one higher is an escalation."""

    FILLER = "filler", _("chi compila")
    AMBITO = "ambito", _("il referente di Ambito")
    REGION = "region", _("chi gestisce la rilevazione")


class Grouping(TextChoices):
    """The places by which a board or a report groups returns."""

    AMBITO = "ambito", _("Ambito territoriale")
    PROVINCE = "province", _("Provincia")
    ZONE = "zone", _("zona")


class Shown(TextChoices):
    """Which returns the list of a board shows: those that are missing, or one state."""

    WAITING = "waiting", _("chi manca")
    LATE = "late", _("chi è in ritardo")
    NEVER_ASKED = "never_asked", _("chi manca e non è mai stato sollecitato")
    TODO = "todo", _("da compilare")
    DRAFT = "draft", _("in compilazione")
    SENT_BACK = "sent_back", _("rimandate")
    REOPENED = "reopened", _("riaperte")
    SUBMITTED = "submitted", _("inviate, da controllare")
    APPROVED_AMBITO = "approved_ambito", _("approvate dall’Ambito")
    APPROVED_REGION = "approved_region", _("approvate dalla Regione")
    NOT_DUE = "not_due", _("non dovute")
    ALL = "all", _("tutte")


class Breakdown(TextChoices):
    """The groups of returns that a report sets beside each other."""

    NONE = "none", _("nessun confronto")
    TYPE = "type", _("tipo di servizio")
    AMBITO = "ambito", _("Ambito territoriale")
    PROVINCE = "province", _("Provincia")
    ZONE = "zone", _("zona")


class Counted(TextChoices):
    """Which returns a report counts."""

    SENT = "sent", _("tutte quelle inviate")
    APPROVED = "approved", _("solo quelle approvate")
