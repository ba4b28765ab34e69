# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that code decides upon; everything an office may want to change is a `Code` in a `CodeList`."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlanState(TextChoices):
    """Where a support plan is, from the first draft to its conclusion."""

    DRAFT = "draft", _("bozza")
    SHARED = "shared", _("condiviso con la famiglia")
    AGREED = "agreed", _("concordato")
    UNDER_REVIEW = "under_review", _("in revisione")
    SUPERSEDED = "superseded", _("sostituito da una nuova versione")
    CONCLUDED = "concluded", _("concluso")


class PlanScope(TextChoices):
    """For whom a plan is; a plan for several is one row that several records share."""

    INDIVIDUAL = "individual", _("per una persona")
    FAMILY = "family", _("per la famiglia")
    GROUP = "group", _("per un gruppo")


class Horizon(TextChoices):
    """How far away an objective is."""

    SHORT = "short", _("a breve termine")
    MEDIUM = "medium", _("a medio termine")
    LONG = "long", _("a lungo termine")


class Degree(TextChoices):
    """How far something planned was reached."""

    NOT_REACHED = "not_reached", _("non raggiunto")
    PARTLY = "partly", _("raggiunto in parte")
    REACHED = "reached", _("raggiunto")


class ResponsibleKind(TextChoices):
    """Who does something in a planned action."""

    PROFESSIONAL = "professional", _("operatore")
    FAMILY = "family", _("famiglia")
    SERVICE = "service", _("servizio")
    OTHER = "other", _("altra persona")


class SignatureWay(TextChoices):
    """How a plan was signed; only the digital one is more than a simple electronic signature or a sheet of paper."""

    DRAWN = "drawn", _("firma disegnata sullo schermo")
    TYPED = "typed", _("nome scritto e consenso")
    DIGITAL = "digital", _("file firmato digitalmente")
    PAPER = "paper", _("carta firmata e scansionata")


class ListKey(StrEnum):
    """The code lists of support plans; their rows are data (`seeds/code_lists.csv`)."""

    PLAN_KIND = "plan_kind"
    PLAN_ROLE = "plan_role"
    DEVICE = "plan_device"
    CONCLUSION = "plan_conclusion"
    SPEAKER = "words_speaker"
    SIGNER = "plan_signer"
