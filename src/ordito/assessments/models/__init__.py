# SPDX-License-Identifier: EUPL-1.2
"""What is assessed (schemes, scales, instruments), the assessments made of a person, the screening before inclusion.

Schemes and instruments are reference data. Notes are sealed: read them with `core.fields.open_text(row, "note")`.
"""

from ordito.assessments.models.assessments import Assessment, Assessor, Score
from ordito.assessments.models.instruments import Instrument, QuestionScore
from ordito.assessments.models.schemes import Dimension, Scale, ScaleBand, Scheme, SubDimension
from ordito.assessments.models.screening import Screening, ScreeningRule

__all__ = [
    "Assessment",
    "Assessor",
    "Dimension",
    "Instrument",
    "QuestionScore",
    "Scale",
    "ScaleBand",
    "Scheme",
    "Score",
    "Screening",
    "ScreeningRule",
    "SubDimension",
]
