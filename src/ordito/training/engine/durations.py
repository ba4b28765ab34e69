# SPDX-License-Identifier: EUPL-1.2
"""Minutes as people say them."""

from __future__ import annotations

HOUR = 60


def in_words(minutes: int) -> str:
    """``13 h``, ``12 h 30 min``, ``45 min``, ``0 h``: the symbols are alike in all languages."""
    hours, rest = divmod(minutes, HOUR)
    if not rest:
        return f"{hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
