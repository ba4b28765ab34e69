# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageKind(TextChoices):
    """How a message reaches somebody."""

    EMAIL = "email", _("e-mail")
    NOTICE = "notice", _("avviso in Ordito")


class MessageState(TextChoices):
    """Life of a message. A notice is delivered as soon as it is written: it begins as sent and ends as read."""

    QUEUED = "queued", _("in attesa")
    SENT = "sent", _("inviato")
    FAILED = "failed", _("non recapitato")
    READ = "read", _("letto")


class FailureReason(TextChoices):
    """Why an e-mail did not leave: a code, because the words of mail servers quote addresses."""

    ADDRESS = "address", _("l’indirizzo non è valido o è stato rifiutato")
    UNREACHABLE = "unreachable", _("il server di posta non risponde")
    REFUSED = "refused", _("il server di posta rifiuta il nostro accesso")
    OTHER = "other", _("errore imprevisto")
