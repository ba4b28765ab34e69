# SPDX-License-Identifier: EUPL-1.2
from ordito.employment.models.accreditations import Accreditation
from ordito.employment.models.appraisals import Appraisal, AreaLevel
from ordito.employment.models.base import EmploymentRow
from ordito.employment.models.paths import StageStep, WorkPath
from ordito.employment.models.placements import (
    Accommodation,
    JobMonitoring,
    JobPlacement,
    PlacementOutcome,
)

__all__ = [
    "Accommodation",
    "Accreditation",
    "Appraisal",
    "AreaLevel",
    "EmploymentRow",
    "JobMonitoring",
    "JobPlacement",
    "PlacementOutcome",
    "StageStep",
    "WorkPath",
]
