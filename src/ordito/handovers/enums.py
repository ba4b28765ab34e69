# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PassageState(TextChoices):
    """Where a referral or a handover stands; `rules.STEPS` says from where to where, and on whose side."""

    OFFERED = "offered", _("in attesa di risposta")
    ACCEPTED = "accepted", _("accettato")
    REFUSED = "refused", _("rifiutato")
    REVOKED = "revoked", _("revocato")
    DONE = "done", _("concluso")


class Side(StrEnum):
    """Who takes a step: the service that sends, or the one that receives."""

    SENDER = "sender"
    RECEIVER = "receiver"


class ListKey(StrEnum):
    """The code lists of referrals and handovers; their rows are data (`seeds`)."""

    REFERRAL_REASON = "referral_reason"
    HANDOVER_REASON = "handover_reason"
