# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppointmentState(TextChoices):
    """Where an appointment stands; `rules.STEPS` says from where to where. One that is moved stays planned."""

    PLANNED = "planned", _("fissato")
    HELD = "held", _("svolto")
    MISSED = "missed", _("mancato")
    CANCELLED = "cancelled", _("annullato")


class ListKey(StrEnum):
    """The code lists of the agenda; their rows are data (`seeds`)."""

    KIND = "appointment_kind"
    MISSED_BY = "appointment_missed_by"
