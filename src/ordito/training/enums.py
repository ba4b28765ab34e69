# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class NeedOrigin(TextChoices):
    """Where a training need comes from."""

    TYPED = "typed", _("esperienza di lavoro")
    SEGMENT = "segment", _("brano codificato di uno studio")
    ANSWER = "answer", _("risposta di una rilevazione")
    PROJECT = "project", _("progetto di innovazione")
    OPEN_NODE = "open_node", _("nodo aperto di un incontro")
    OTHER = "other", _("altro, come detto qui sotto")


class Priority(IntegerChoices):
    """How much a need presses, as a referent votes it."""

    LOW = 1, _("utile")
    MIDDLE = 2, _("importante")
    HIGH = 3, _("urgente")


class PlanState(TextChoices):
    """The life of a training plan."""

    DRAFT = "draft", _("bozza")
    SHARED = "shared", _("aperto ai commenti")
    ADOPTED = "adopted", _("adottato")


class CourseState(TextChoices):
    """Whether a course stands in the catalogue."""

    DRAFT = "draft", _("in preparazione")
    OFFERED = "offered", _("in catalogo")
    CLOSED = "closed", _("concluso")


class AccreditingBody(TextChoices):
    """Whose credits an accreditation gives."""

    SOCIAL_WORKERS = "social_workers", _("Ordine degli assistenti sociali")
    ECM = "ecm", _("ECM (professioni sanitarie)")
    OTHER = "other", _("altro ente")


class AccreditationState(TextChoices):
    """Where a request for credits stands."""

    REQUESTED = "requested", _("richiesto")
    GRANTED = "granted", _("concesso")
    REFUSED = "refused", _("rifiutato")


class AccreditedKind(TextChoices):
    """What the order accredits: an event with its date, or an activity that is repeated."""

    EVENT = "event", _("evento")
    ACTIVITY = "activity", _("attività")


class DeliveryMode(TextChoices):
    """How people take part."""

    PRESENCE = "presence", _("in presenza")
    SYNCHRONOUS = "synchronous", _("a distanza, in diretta")
    DISTANCE = "distance", _("a distanza, con i propri tempi")
    BLENDED = "blended", _("in parte in presenza e in parte a distanza")


class EditionState(TextChoices):
    """The life of an edition."""

    DRAFT = "draft", _("in preparazione")
    OPEN = "open", _("aperta")
    CLOSED = "closed", _("conclusa")
    CANCELLED = "cancelled", _("annullata")


class EnrolmentState(TextChoices):
    """Where somebody stands with an edition."""

    REQUESTED = "requested", _("da confermare")
    ENROLLED = "enrolled", _("iscritta")
    WAITING = "waiting", _("in lista d’attesa")
    WITHDRAWN = "withdrawn", _("ritirata")
    REFUSED = "refused", _("non accolta")


class EnrolmentSource(TextChoices):
    """By whom an enrolment was asked."""

    PERSON = "person", _("dalla persona, entrata in Ordito")
    PUBLIC = "public", _("dalla persona, dalla pagina pubblica")
    BODY = "body", _("dall’ente")
    OFFICE = "office", _("dall’ufficio formazione")
    IMPORT = "import", _("da un file")


class MessageKey(TextChoices):
    """Each e-mail that an enrolment or an edition sends; its text can be changed."""

    REQUESTED = "requested", _("Conferma la richiesta")
    ENROLLED = "enrolled", _("Iscrizione confermata")
    WAITING = "waiting", _("In lista d’attesa")
    PROMOTED = "promoted", _("Si è liberato un posto")
    REFUSED = "refused", _("Iscrizione non accolta")
    WITHDRAWN = "withdrawn", _("Ritiro registrato")
    CANCELLED = "cancelled", _("Edizione annullata")
    CLOSED = "closed", _("Edizione conclusa: a ogni persona")
    CLOSED_BODY = "closed_body", _("Edizione conclusa: a ogni ente")
    CERTIFICATE = "certificate", _("Attestato pronto")
    FOLLOW_UP = "follow_up", _("A mesi di distanza: alla persona")
    FOLLOW_UP_BODY = "follow_up_body", _("A mesi di distanza: all’ente")
    REMINDER = "reminder", _("Sollecito: alla persona")
    REMINDER_BODY = "reminder_body", _("Sollecito: all’ente")


class SupervisionKind(TextChoices):
    """For whom a cycle of supervision is."""

    PROFESSION = "profession", _("di gruppo, una sola professione")
    TEAM = "team", _("d’équipe, più professioni")
    INDIVIDUAL = "individual", _("individuale")


class StandardState(TextChoices):
    """The life of a version of a training standard."""

    DRAFT = "draft", _("in preparazione")
    IN_USE = "in_use", _("in uso")
    RETIRED = "retired", _("ritirata")


class EvaluationLevel(TextChoices):
    """When an edition is evaluated and by whom: the questionnaires of the first three levels."""

    SATISFACTION = "satisfaction", _("soddisfazione, appena finito")
    BEFORE = "before", _("apprendimento, prima")
    AFTER = "after", _("apprendimento, dopo")
    PERSON = "person", _("che cosa è cambiato nel lavoro: lo dice la persona")
    SERVICE = "service", _("che cosa è cambiato nel lavoro: lo dice il servizio")


class TermKey(TextChoices):
    """What of an enrolment ends by itself after some days."""

    UNCONFIRMED = "unconfirmed", _("Richieste dalla pagina pubblica mai confermate")
    ADDRESS = "address", _("Indirizzo personale di un’iscrizione, dopo la conclusione dell’edizione")

    @property
    def usual(self) -> int:
        """After how many days, where no office has decided otherwise."""
        return _USUAL_DAYS[self.value]


_USUAL_DAYS = {"unconfirmed": 30, "address": 90}
