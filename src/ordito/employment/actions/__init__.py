# SPDX-License-Identifier: EUPL-1.2
"""Every write of the path to work: rows are added, corrected and set aside alike; some have steps of their own.

Expected failures are `cases.actions.errors.CaseError`, as in the rest of the record.
"""

from ordito.employment.actions.accreditations import AccreditationValues, add_accreditation, edit_accreditation
from ordito.employment.actions.path_values import AppraisalValues, AreaValue, PathValues
from ordito.employment.actions.placement_values import AccommodationValues, MonitoringValues, PlacementValues
from ordito.employment.actions.rows import RowValues, add_row, edit_row
from ordito.employment.actions.steps import annul_row, check_outcome, end_placement, move_path

__all__ = [
    "AccommodationValues",
    "AccreditationValues",
    "AppraisalValues",
    "AreaValue",
    "MonitoringValues",
    "PathValues",
    "PlacementValues",
    "RowValues",
    "add_accreditation",
    "add_row",
    "annul_row",
    "check_outcome",
    "edit_accreditation",
    "edit_row",
    "end_placement",
    "move_path",
]
