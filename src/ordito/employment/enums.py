# SPDX-License-Identifier: EUPL-1.2
"""Fixed words that code decides upon; everything an office may want to change is a `cases.models.Code`."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKey(StrEnum):
    """The code lists of the path to work; their rows are data (`seeds/codes.csv`)."""

    STAGE = "work_stage"
    PATH_ORIGIN = "work_path_origin"
    PATH_OUTCOME = "work_path_outcome"
    PROFILE_AREA = "work_profile_area"
    PROFILE_LEVEL = "work_profile_level"
    SKILL_AREA = "work_skill_area"
    SKILL_LEVEL = "work_skill_level"
    SERVICE_KIND = "work_service_kind"
    PLACEMENT_KIND = "job_placement_kind"
    EMPLOYER_KIND = "job_employer_kind"
    PLACEMENT_END = "job_placement_end"
    MONITORING_MODE = "job_monitoring_mode"
    MONITORING_TREND = "job_monitoring_trend"
    ACCOMMODATION_KIND = "job_accommodation_kind"
    OUTCOME_MONTHS = "job_outcome_months"
    OUTCOME_STATE = "job_outcome_state"


class AppraisalKind(TextChoices):
    """What is looked at, area by area: how somebody functions, or how near to work they are."""

    PROFILE = "profile", _("Profilo di funzionamento")
    EMPLOYABILITY = "employability", _("Valutazione dell’occupabilità")


AREAS = {AppraisalKind.PROFILE: ListKey.PROFILE_AREA, AppraisalKind.EMPLOYABILITY: ListKey.SKILL_AREA}
LEVELS = {AppraisalKind.PROFILE: ListKey.PROFILE_LEVEL, AppraisalKind.EMPLOYABILITY: ListKey.SKILL_LEVEL}
"""The lists of areas and of levels of each kind."""
SLUGS = {AppraisalKind.PROFILE: "profilo", AppraisalKind.EMPLOYABILITY: "occupabilita"}
"""How addresses say each kind."""
