# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RetentionEvent(TextChoices):
    """From when the years of a series are counted; never before the record is closed."""

    CLOSURE = "closure", _("dalla chiusura")
    MAJORITY = "majority", _("dalla maggiore età")
    DEATH = "death", _("dal decesso")


class DiscardState(TextChoices):
    """The way of a discard: nobody walks it alone."""

    DRAFT = "draft", _("in preparazione")
    AUTHORISED = "authorised", _("autorizzato, da firmare")
    SIGNED = "signed", _("firmato, in esecuzione")
    DONE = "done", _("eseguito")
    WITHDRAWN = "withdrawn", _("ritirato")


class Obstacle(TextChoices):
    """Why a record may not be discarded now, although its time has passed."""

    OPEN = "open", _("ha una presa in carico aperta")
    HOLD = "hold", _("è bloccata")
    LIMITED = "limited", _("il trattamento è limitato su richiesta della persona")
    NEEDED = "needed", _("la persona compare nella cartella di un’altra persona ancora seguita")
    NOT_DUE = "not_due", _("il tempo di conservazione non è più passato")


class ReleaseState(TextChoices):
    """A copy for research: being made, to be taken, gone."""

    MAKING = "making", _("in preparazione")
    READY = "ready", _("pronta")
    FAILED = "failed", _("non riuscita")
    ENDED = "ended", _("non più disponibile")


class TableFormat(TextChoices):
    """In which file a copy for research is handed out."""

    XLSX = "xlsx", _("foglio Excel (XLSX)")
    CSV = "csv", _("testo (CSV)")


class RequestKind(TextChoices):
    """What somebody asks about the data that the service keeps of them (GDPR, articles 15 to 21)."""

    ACCESS = "access", _("accesso e copia dei dati (art. 15)")
    RECTIFICATION = "rectification", _("rettifica (art. 16)")
    ERASURE = "erasure", _("cancellazione (art. 17)")
    RESTRICTION = "restriction", _("limitazione del trattamento (art. 18)")
    OBJECTION = "objection", _("opposizione (art. 21)")


class CopyState(TextChoices):
    """Where the copy for the person stands."""

    DRAFTING = "drafting", _("in preparazione")
    REVIEW = "review", _("da rivedere")
    PACKING = "packing", _("in rilascio")
    RELEASED = "released", _("rilasciata")
    DROPPED = "dropped", _("abbandonata")


class Cover(TextChoices):
    """What a worker decides of a passage that speaks of somebody else."""

    KEEP = "keep", _("Lascia")
    NAMES = "names", _("Copri i nomi")
    WHOLE = "whole", _("Copri tutto")


class NoteKind(TextChoices):
    """A note of the person that stands beside what the service wrote."""

    CORRECTION = "correction", _("rettifica chiesta")
    OBJECTION = "objection", _("opposizione")


class WatchKind(TextChoices):
    """A way of opening records that the DPO may want to ask about; how much is too much is data (`WatchRule`)."""

    MANY_RECORDS = "many_records", _("molte cartelle aperte in poco tempo")
    MANY_SEARCHES = "many_searches", _("molte ricerche di persone in poco tempo")
    OFF_HOURS = "off_hours", _("cartelle aperte fuori orario")
    SAME_SURNAME = "same_surname", _("cartella di una persona con lo stesso cognome di chi legge")
    COLLEAGUE = "colleague", _("cartella di una persona con il nome di chi lavora nel servizio")
    UNLINKED = "unlinked", _("cartelle aperte senza seguirle né essere in équipe")
    EMERGENCY = "emergency", _("accessi in emergenza")
    REFUSED = "refused", _("tentativi rifiutati")
    TAKEN_OUT = "taken_out", _("stampe ed esportazioni")


class ListKey(StrEnum):
    """The code lists of the person's rights; their rows are data (`seeds/codes.csv`)."""

    REQUEST_ASKER = "request_asker"
    IDENTITY_CHECK = "identity_check"
    REQUEST_OUTCOME = "request_outcome"
    NOTE_DECISION = "note_decision"
    ERASURE_REFUSAL = "erasure_refusal"
    LIMITATION_GROUND = "limitation_ground"
    LIMITATION_EXCEPTION = "limitation_exception"
