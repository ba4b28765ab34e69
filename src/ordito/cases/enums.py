# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that code decides upon; everything an office may want to change is a `Code` in a `CodeList`."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseFileState(TextChoices):
    """Whether anybody follows the person now; kept in step with the takings in charge by the actions."""

    OPEN = "open", _("aperta")
    IN_CHARGE = "in_charge", _("in carico")
    CLOSED = "closed", _("chiusa")


class ConcernState(TextChoices):
    """What became of a concern report (*segnalazione*)."""

    RECEIVED = "received", _("da valutare")
    ACCEPTED = "accepted", _("accolta")
    FILED = "filed", _("archiviata")


class ListKey(StrEnum):
    """The code lists of the social record; their rows are data (`seed/code_lists.csv`)."""

    MODE = "mode"
    REASON = "reason"
    RELATION = "relation"
    COMPOSITION = "composition"
    CITIZENSHIP = "citizenship"
    ACCESS_CHANNEL = "access_channel"
    ACCESS_INITIATIVE = "access_initiative"
    CONTACT_OUTCOME = "contact_outcome"
    REPORTER_KIND = "reporter_kind"
    URGENCY = "urgency"
    CONCERN_OUTCOME = "concern_outcome"
    INTERVENTION_KIND = "intervention_kind"
    INTERVENTION_END = "intervention_end"
    QUANTITY_UNIT = "quantity_unit"
    OUTCOME = "outcome"
    CLOSURE_REASON = "closure_reason"
    REOPENING_REASON = "reopening_reason"
    DIARY_KIND = "diary_kind"
    DOCUMENT_KIND = "document_kind"


class Part(TextChoices):
    """The parts of a record that may be shared with a team member, each by itself, to read or also to write.

    Parts without pages in this app are kept by the apps above it, which declare them (`core.declare.RecordPart`).
    """

    INTERVENTIONS = "interventions", _("Interventi")
    FAMILY = "family", _("Nucleo e legami")
    DIARY = "diary", _("Diario")
    DOCUMENTS = "documents", _("Documenti")
    CIRCUMSTANCES = "circumstances", _("Situazione")
    HEALTH = "health", _("Salute e disabilità")
    ASSESSMENTS = "assessments", _("Valutazioni")
    PLANS = "plans", _("Progetti")
    WORDS = "words", _("Parole della famiglia")
    AGENDA = "agenda", _("Agenda")
    PROTECTION = "protection", _("Tutela e provvedimenti")
    EMPLOYMENT = "employment", _("Percorso di lavoro")
