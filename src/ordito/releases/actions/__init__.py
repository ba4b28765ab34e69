# SPDX-License-Identifier: EUPL-1.2
"""Preparing a table, checking it, letting it out, withdrawing it."""

from ordito.releases.actions.checking import check
from ordito.releases.actions.errors import ReleaseError
from ordito.releases.actions.releasing import (
    ReleaseValues,
    check_again,
    hand_out,
    let_out,
    prepare,
    take_coarser,
    withdraw,
)

__all__ = [
    "ReleaseError",
    "ReleaseValues",
    "check",
    "check_again",
    "hand_out",
    "let_out",
    "prepare",
    "take_coarser",
    "withdraw",
]
