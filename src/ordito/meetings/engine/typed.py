# SPDX-License-Identifier: EUPL-1.2
"""Minutes as people type them into a register."""

from __future__ import annotations

import re

_CLOCK = re.compile(r"(\d{1,2})\s*[:h.]\s*([0-5]?\d)?", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,4}")
WHOLE = frozenset({"x", "si", "sì", "tutto"})
HOUR = 60


class TypedError(ValueError):
    """Neither a number of minutes nor hours and minutes."""


def read_minutes(text: str, *, whole: int) -> int | None:
    """``90``, ``1:30``, ``1h30``, ``2h``, or ``x`` for the whole block of `whole` minutes; None when nothing is typed.

    Raises:
        TypedError: something else. Whether so many minutes are possible is for the caller.
    """
    cleaned = text.strip().lower()
    if not cleaned:
        return None
    if cleaned in WHOLE:
        return whole
    if _PLAIN.fullmatch(cleaned):
        return int(cleaned)
    if match := _CLOCK.fullmatch(cleaned):
        hours, minutes = match.groups()
        return int(hours) * HOUR + int(minutes or 0)
    raise TypedError(text)
