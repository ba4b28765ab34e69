# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

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
