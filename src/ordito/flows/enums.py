# SPDX-License-Identifier: EUPL-1.2
"""Fixed words of the national flows; the codes that are sent are tables (`seeds/`)."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ordito.flows.engine.layout import Fault, Flow
from ordito.flows.engine.register import Failure

FLOWS = [(Flow.SINBA.value, _("SINBA: minori presi in carico")), (Flow.PSA.value, _("PSA: prestazioni sociali"))]
FAULTS = [
    (Fault.MISSING.value, _("manca")),
    (Fault.NEEDED.value, _("manca, e un altro dato lo rende obbligatorio")),
    (Fault.REPEATED.value, _("è ripetuto")),
    (Fault.UNKNOWN.value, _("non è previsto dal tracciato")),
    (Fault.CODE.value, _("non è una voce prevista")),
    (Fault.LENGTH.value, _("è troppo lungo o troppo corto")),
    (Fault.PATTERN.value, _("non è scritto come chiede il tracciato")),
    (Fault.NUMBER.value, _("non è un numero")),
    (Fault.RANGE.value, _("è fuori dai limiti")),
    (Fault.DATE.value, _("non è una data")),
    (Fault.UNMAPPED.value, _("nessuna voce del tracciato corrisponde: va scelta")),
    (Fault.FUSED.value, _("il tracciato fonde due voci: va detto che cosa è concordato")),
    (Fault.UNSAID.value, _("dato dell’ente che invia: va completato")),
    (Fault.TWO.value, _("più valori, nessuno indicato come principale")),
    (Fault.LIMITED.value, _("in vigore: la cartella non si invia finché dura, se non in deroga")),
]


class TypeEight(TextChoices):
    """What the sender agreed that measure type 8 means: the layout's code fuses two things."""

    UNSAID = "", _("non ancora concordato")
    POST_ADOPTION = "post_adoption", _("post-adozione")
    EMERGENCY = "emergency_removal", _("allontanamento d’urgenza (art. 403 c.c.)")
    NEITHER = "neither", _("il tipo 8 non si usa: il tipo di provvedimento resta vuoto")


class Subject(TextChoices):
    """Of whom an assessment of the flow on minors speaks."""

    MINOR = "minor", _("del minore")
    FAMILY = "family", _("della famiglia")


class RunState(TextChoices):
    """How far a sending has come."""

    CHECKING = "checking", _("controllo in corso")
    CHECKED = "checked", _("controllato")
    FILED = "filed", _("file pronto")
    SENT = "sent", _("inviato")


class ItemState(TextChoices):
    """What becomes of a record in a sending."""

    READY = "ready", _("da inviare")
    BLOCKED = "blocked", _("non si può inviare")
    SAME = "same", _("già inviato, non è cambiato")
    RETRACT = "retract", _("già inviato, non va più inviato: il tracciato non prevede la cancellazione")


class Operation(TextChoices):
    """What a row sent does (`TipoOperazioneType`)."""

    INSERT = "I", _("inserimento")
    CANCEL = "C", _("cancellazione")


class Outcome(TextChoices):
    """What INPS answered."""

    WAITING = "", _("in attesa di esito")
    ACCEPTED = "accepted", _("accettato")
    REJECTED = "rejected", _("scartato")


class ListKey(StrEnum):
    """The code lists of the flows; their rows are data (`seeds`)."""

    REGISTER_BASIS = "register_basis"


class LookupOutcome(TextChoices):
    """How a question to the population register ended."""

    ASKED = "asked", _("in attesa di risposta")
    ANSWERED = "answered", _("risposta ricevuta")
    TIMEOUT = Failure.TIMEOUT.value, _("nessuna risposta in tempo")
    NOT_FOUND = Failure.NOT_FOUND.value, _("persona non trovata")
    AMBIGUOUS = Failure.AMBIGUOUS.value, _("più persone possibili")
    REFUSED = Failure.REFUSED.value, _("richiesta rifiutata")
