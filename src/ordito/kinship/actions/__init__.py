# SPDX-License-Identifier: EUPL-1.2
"""Every write of ties, parental responsibility and ecomap; expected failures are `cases.actions.errors.CaseError`."""

from ordito.kinship.actions.kin import KinToAdd, add_kin, edit_kin
from ordito.kinship.actions.people import Known, Someone, edit_relative
from ordito.kinship.actions.responsibility import add_responsibility, edit_responsibility
from ordito.kinship.actions.rows import end_row, withdraw_row
from ordito.kinship.actions.ties import add_tie, edit_tie

__all__ = [
    "KinToAdd",
    "Known",
    "Someone",
    "add_kin",
    "add_responsibility",
    "add_tie",
    "edit_kin",
    "edit_relative",
    "edit_responsibility",
    "edit_tie",
    "end_row",
    "withdraw_row",
]
