# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that code decides upon; times and points of view are codes of lists that an office may change."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKey(StrEnum):
    """The code lists of assessments; their rows are data (`seeds/code_lists.csv`)."""

    TIME = "assessment_time"
    VIEWPOINT = "assessment_viewpoint"


class StrengthEnd(TextChoices):
    """Which end of a scale is good news."""

    LOW = "low", _("più basso è meglio")
    HIGH = "high", _("più alto è meglio")


class InstrumentKind(TextChoices):
    """How the scores of an instrument come about."""

    SCHEME = "scheme", _("scheda con punteggi e note")
    QUESTIONNAIRE = "questionnaire", _("questionario")
    SCORES = "scores", _("solo punteggi")


class AssessmentState(TextChoices):
    """How far an assessment is."""

    DRAFT = "draft", _("in corso")
    COMPLETED = "completed", _("completata")


class RuleKind(TextChoices):
    """What a screening rule looks at."""

    COUNT = "count", _("numero di sotto-dimensioni che raggiungono un valore")
    SUM = "sum", _("somma dei punteggi")


class Decision(TextChoices):
    """What the worker decided after a screening."""

    INCLUDED = "included", _("inserire nel programma")
    NOT_INCLUDED = "not_included", _("non inserire")
