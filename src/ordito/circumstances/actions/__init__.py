# SPDX-License-Identifier: EUPL-1.2
"""Every write of a person's circumstances; expected failures are `cases.actions.CaseError` and its kin."""

from ordito.circumstances.actions.facts import add_fact, annul_fact, correct_fact, end_fact
from ordito.circumstances.actions.overlaps import OverlapError
from ordito.circumstances.actions.readers import name_address_readers, take_over_address

__all__ = [
    "OverlapError",
    "add_fact",
    "annul_fact",
    "correct_fact",
    "end_fact",
    "name_address_readers",
    "take_over_address",
]
