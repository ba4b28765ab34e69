# SPDX-License-Identifier: EUPL-1.2
"""Whether somebody was there long enough."""

from __future__ import annotations

from decimal import Decimal

HUNDRED = 100


def needed(due: int, threshold: int) -> int:
    """How many of the minutes due must be attended at least, at a threshold in per cent; never rounded down."""
    return -(-due * threshold // HUNDRED)


def is_enough(attended: int, due: int, threshold: int) -> bool:
    """Whether `attended` of `due` minutes reach the threshold: 12 of 16 hours at 80 % do not, 13 do."""
    return due > 0 and attended >= needed(due, threshold)


def share(attended: int, due: int) -> Decimal:
    """The share attended in per cent with one decimal, cut off, so that a share below a threshold never reads as it."""
    return Decimal(attended * HUNDRED * 10 // due) / 10 if due else Decimal(0)
